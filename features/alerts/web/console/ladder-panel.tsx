import { Anchor, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { OutputOf } from '../../../../platform/core/contract.ts';
import type { LadderStep } from '../../../../platform/core/alert.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { changeLadder, type listLadders } from '../../core/alert-contract.ts';
import { rungKey } from '../../core/ladder-edit.ts';
import { grouped } from '../../core/ladder-groups.ts';
import { useLadders } from '../alert-api.ts';
import { useRungName, type RoleName } from '../alert-ladder.tsx';
import { SETTINGS_WORDS } from '../settings-words.ts';
import { LadderEditor } from './ladder-editor.tsx';

type Ladder = OutputOf<typeof listLadders>['ladders'][number];

/** A ladder in one line: who, then after how long who else. */
const Steps = ({ steps, climbMinutes, roleName }: { steps: readonly LadderStep[]; climbMinutes: number; roleName: RoleName }): ReactNode => {
  const words = useWords(SETTINGS_WORDS);
  const rungName = useRungName(roleName);
  return (
    <span className="fy-steps">
      {steps.map((step, at) => (
        <span key={at} className="fy-steps-one">
          {at > 0 ? <span className="fy-steps-wait">→ {words.minutes(step.afterMinutes ?? climbMinutes)}</span> : null}
          {step.who.map((rung) => <span key={rungKey(rung)} className="fy-chip">{rungName(rung)}</span>)}
        </span>
      ))}
    </span>
  );
};

/** For each kind of alert who is told, step by step. */
export const LadderPanel = ({ siteId, roleName, climbPath }: { siteId: string; roleName: RoleName; /** Where the centre's own minutes are changed. */ climbPath: string }): ReactNode => {
  const words = useWords(SETTINGS_WORDS);
  const client = useQueryClient();
  const query = useLadders(siteId);
  const [editing, setEditing] = useState<string>();
  if (query.isPending) return <LoadingState rows={4} />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const { climbMinutes, ladders } = query.data;
  const save = (ladder: Ladder) => async (steps: readonly LadderStep[] | null) => {
    await callApi(changeLadder, { siteId, topic: ladder.topic, steps: steps && steps.map((step) => ({ ...step, who: step.who.map((rung) => ({ ...rung })) })) });
    setEditing(undefined);
    await client.invalidateQueries({ queryKey: ['alerts', siteId, 'ladders'] });
  };
  return (
    <Stack component="section" gap="sm" aria-label={words.ladders}>
      <Title order={2} size="h4">{words.ladders}</Title>
      <Text size="sm">{words.ladderIntro}</Text>
      <Text size="sm">{words.climb(climbMinutes)} <SourceLink id="alerts.climb_minutes" origin="house" /> · <Anchor component={Link} href={climbPath} size="sm" underline="always">{words.climbLink}</Anchor></Text>
      {grouped(ladders).map(({ group, ladders: some }, index) => (
        <details key={group} className="fy-details" open={index === 0}>
          <summary><strong>{words.group[group]}</strong> <Text span size="sm" c="dimmed">{some.length}</Text></summary>
          <ul className="fy-ladders">
            {some.map((ladder) => (
              <li key={ladder.topic} data-topic={ladder.topic}>
                <Group justify="space-between" gap="xs" wrap="nowrap" align="start">
                  <div className="fy-ladders-name">
                    <span>{ladder.label}</span> {ladder.clause ? <SourceLink id={ladder.clause} /> : null} {ladder.isOwn ? <Badge size="sm" variant="outline" radius="sm" tt="none" fw={500}>{words.house}</Badge> : null}
                  </div>
                  {editing === ladder.topic ? null : <Steps steps={ladder.steps} climbMinutes={climbMinutes} roleName={roleName} />}
                  {editing === ladder.topic ? null : <Button size="compact-sm" variant="subtle" aria-label={words.ladderOf(ladder.label)} onClick={() => setEditing(ladder.topic)}>{words.edit}</Button>}
                </Group>
                {editing === ladder.topic ? <LadderEditor steps={ladder.steps} parts={ladder.parts} isOwn={ladder.isOwn} climbMinutes={climbMinutes} roleName={roleName} onSave={save(ladder)} onCancel={() => setEditing(undefined)} /> : null}
              </li>
            ))}
          </ul>
        </details>
      ))}
    </Stack>
  );
};
