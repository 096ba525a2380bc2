import { Button, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../../../../platform/web/i18n.tsx';
import type { LineWords } from '../../core/handover-words.ts';
import { BriefPage } from '../brief-page.tsx';
import { DutyPanel, type RosterScreen } from '../duty-panel.tsx';
import { HandoverPanel } from '../handover-panel.tsx';
import { PacketPage } from '../packet-page.tsx';
import { ReassignPanel } from '../reassign-panel.tsx';
import { ROSTER_WORDS } from '../roster-words.ts';
import { TaskPanel } from '../task-panel.tsx';

const TABS = ['today', 'tasks', 'handover', 'move', 'brief', 'packet'] as const;
const ASKS: Partial<Record<(typeof TABS)[number], string>> = { brief: 'roster.brief', packet: 'roster.packet' };

/** 值班 on the phone: who is on, tasks, handover, reassignment, the morning's brief and the packet; the plan itself is made at the desk. */
export const DutyPage = ({ screen, lineWords }: { screen: RosterScreen; lineWords: LineWords }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const [location, navigate] = useLocation();
  const tabs = TABS.filter((entry) => { const permission = ASKS[entry]; return permission === undefined || screen.may(permission); });
  const tab = tabs.find((entry) => location === `/duty/${entry}`) ?? 'today';
  return (
    <main className="fy-phone-body">
      <Stack gap="md">
        <Title order={1} size="h3">{words.title}</Title>
        <div className="fy-phone-tabs">{tabs.map((entry) => <Button key={entry} variant={tab === entry ? 'light' : 'default'} aria-pressed={tab === entry} onClick={() => navigate(`/duty/${entry}`)}>{words[entry]}</Button>)}</div>
        {tab === 'today' ? <DutyPanel screen={screen} /> : null}
        {tab === 'move' ? <ReassignPanel screen={screen} /> : null}
        {tab === 'tasks' ? <TaskPanel screen={screen} /> : null}
        {tab === 'handover' ? <HandoverPanel screen={screen} lineWords={lineWords} /> : null}
        {tab === 'brief' ? <BriefPage screen={screen} /> : null}
        {tab === 'packet' ? <PacketPage screen={screen} lineWords={lineWords} handoverPath="/duty/handover" /> : null}
      </Stack>
    </main>
  );
};
