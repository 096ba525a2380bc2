import { Button, Group, Stack, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { DutyPanel, type RosterScreen } from '../duty-panel.tsx';
import type { LineWords } from '../../core/handover-words.ts';
import { HandoverPanel } from '../handover-panel.tsx';
import { ReassignPanel } from '../reassign-panel.tsx';
import { ROSTER_WORDS } from '../roster-words.ts';
import { TaskPanel } from '../task-panel.tsx';

/** 值班 on the phone: who is on, tasks, handover, reassignment; the plan itself is made at the desk. */
export const DutyPage = ({ screen, lineWords }: { screen: RosterScreen; lineWords: LineWords }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const [tab, setTab] = useState<'today' | 'tasks' | 'handover'>('today');
  return (
    <main className="fy-phone-body">
      <Stack gap="md">
        <Title order={1} size="h3">{words.title}</Title>
        <Group grow gap="xs">{(['today', 'tasks', 'handover'] as const).map((entry) => <Button key={entry} variant={tab === entry ? 'light' : 'default'} aria-pressed={tab === entry} onClick={() => setTab(entry)}>{words[entry]}</Button>)}</Group>
        {tab === 'today' ? <><DutyPanel screen={screen} /><ReassignPanel screen={screen} /></> : tab === 'tasks' ? <TaskPanel screen={screen} /> : <HandoverPanel screen={screen} lineWords={lineWords} />}
      </Stack>
    </main>
  );
};
