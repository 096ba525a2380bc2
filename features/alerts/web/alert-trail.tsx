import { Group, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiRefusal } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import type { AlertTrail } from '../core/alert-contract.ts';
import { markOf } from '../core/alert-marks.ts';
import { titleBeside } from '../core/alert-text.ts';
import { useAlertActs, useTrail } from './alert-api.ts';
import { useFate } from './alert-item.tsx';
import { AlertLadder, type RoleName } from './alert-ladder.tsx';
import { AlertMark } from './alert-mark.tsx';
import { ALERT_WORDS } from './alert-words.ts';
import { AnswerButton } from './answer-button.tsx';

/** One alert with its ladder folded away; what still waits for somebody stands open. */
export const TrailEntry = ({ trail, zone, roleName, isOpen, outbox, onTitle }: { trail: AlertTrail; zone: string; roleName: RoleName; isOpen: boolean; outbox?: Outbox | undefined; /** Leads to what it is about. */ onTitle?: (() => void) | undefined }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const { language } = useLanguage();
  const { acknowledge } = useAlertActs(outbox);
  const [error, setError] = useState<string>();
  const fate = useFate(() => zone);
  const title = titleBeside(trail.title, words.mark[markOf(trail)]);
  const answer = () => {
    setError(undefined);
    acknowledge(trail, `${words.acknowledge} · ${trail.title}`).catch((failure: unknown) => setError(words.refusal[failure instanceof ApiRefusal ? failure.code : 'other'] ?? words.refusal['other']));
  };
  return (
    <li className="fy-trail" data-topic={trail.topic}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="start">
        <div>
          <AlertMark alert={trail} />{' '}
          {onTitle ? <button type="button" className="fy-alert-title" onClick={onTitle}>{title}</button> : <strong>{title}</strong>}{' '}
          {trail.clause ? <SourceLink id={trail.clause} /> : null}
        </div>
        <time dateTime={trail.raisedAt} className="fy-alert-when">{formatWhen(trail.raisedAt, { zone, language, now: new Date(serverInstant()) })}</time>
      </Group>
      {trail.body ? <Text size="sm">{trail.body}</Text> : null}
      <Group gap="xs">
        <Text size="sm" c="dimmed">{fate(trail)}</Text>
        <AnswerButton alert={trail} outbox={outbox} size="compact-sm" onAnswer={answer} />
      </Group>
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
      <details open={isOpen}>
        <summary>{words.details}</summary>
        <AlertLadder trail={trail} zone={zone} roleName={roleName} />
      </details>
    </li>
  );
};

/** 通知与上报 of one subject: who was told when, by which channel, with what result. */
export const TrailSection = ({ siteId, subject, zone, roleName, outbox }: { siteId: string; subject: string; zone: string; roleName: RoleName; /** On a phone. */ outbox?: Outbox }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const query = useTrail(siteId, subject);
  return (
    <Stack component="section" gap="xs" aria-label={words.trail}>
      <Title order={3} size="h5">{words.trail}</Title>
      {query.isPending ? <LoadingState rows={2} /> : null}
      {query.isError && !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : null}
      {query.data?.alerts.length === 0 ? <Text size="sm" c="dimmed">{query.data.all ? words.trailEmpty : words.trailMine}</Text> : null}
      <ul className="fy-plain">
        {query.data?.alerts.map((trail) => <TrailEntry key={trail.id} trail={trail} zone={zone} roleName={roleName} outbox={outbox} isOpen={trail.status === 'open' || trail.status === 'unanswered'} />)}
      </ul>
    </Stack>
  );
};
