import { Stack, Tabs, Title } from '@mantine/core';
import { type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { BriefPage } from '../brief-page.tsx';
import { DutyPanel, type RosterScreen } from '../duty-panel.tsx';
import type { LineWords } from '../../core/handover-words.ts';
import { HandoverPanel } from '../handover-panel.tsx';
import { PacketPage } from '../packet-page.tsx';
import { ReassignPanel } from '../reassign-panel.tsx';
import { ROSTER_WORDS } from '../roster-words.ts';
import { TaskPanel } from '../task-panel.tsx';
import { RosterGrid } from './roster-grid.tsx';

const TABS = ['today', 'brief', 'roster', 'handover', 'tasks', 'packet'] as const;
/** Tabs not everybody has. */
const ASKS: Partial<Record<(typeof TABS)[number], string>> = { brief: 'roster.brief', packet: 'roster.packet' };

/** 值班: today, the week, handover, tasks; each with an address of its own. */
export const RosterPage = ({ screen, lineWords }: { screen: RosterScreen; lineWords: LineWords }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const [location, navigate] = useLocation();
  const tabs = TABS.filter((entry) => { const permission = ASKS[entry]; return permission === undefined || screen.may(permission); });
  const tab = tabs.find((entry) => location === `/duty/${entry}`) ?? 'today';
  return (
    <main>
      <Stack gap="md">
        <Title order={1} size="h2">{words.title}</Title>
        <Tabs value={tab} onChange={(value) => navigate(`/duty/${value ?? 'today'}`)} keepMounted={false}>
          <Tabs.List mb="md">{tabs.map((entry) => <Tabs.Tab key={entry} value={entry}>{words[entry]}</Tabs.Tab>)}</Tabs.List>
          <Tabs.Panel value="today"><DutyPanel screen={screen} /></Tabs.Panel>
          <Tabs.Panel value="roster"><Stack gap="xl"><RosterGrid screen={screen} /><ReassignPanel screen={screen} /></Stack></Tabs.Panel>
          <Tabs.Panel value="brief"><BriefPage screen={screen} /></Tabs.Panel>
          <Tabs.Panel value="packet"><PacketPage screen={screen} lineWords={lineWords} handoverPath="/duty/handover" /></Tabs.Panel>
          <Tabs.Panel value="handover"><HandoverPanel screen={screen} lineWords={lineWords} /></Tabs.Panel>
          <Tabs.Panel value="tasks"><TaskPanel screen={screen} /></Tabs.Panel>
        </Tabs>
      </Stack>
    </main>
  );
};
