import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { watchPbxSource, type PbxSourceView } from '../../core/pbx-contract.ts';
import { PBX_WORDS } from '../pbx-words.ts';
import { PbxEvents } from './pbx-events.tsx';

const LOOK_MS = 1500;

/** The test page of one source: how the line is, and every message with what was understood of it. */
export const PbxTest = ({ siteId, source, zone, onClose, onRecords }: { siteId: string; source: PbxSourceView; zone: string; onClose(): void; onRecords(): void }): ReactNode => {
  const words = useWords(PBX_WORDS);
  const { language } = useLanguage();
  const query = useQuery({ queryKey: ['pbx', siteId, 'watch', source.id], refetchInterval: LOOK_MS, queryFn: ({ signal }) => callApi(watchPbxSource, { siteId, sourceId: source.id }, { signal }) });
  if (query.isPending) return <LoadingState rows={4} />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const { health, raw } = query.data;
  const events = raw.flatMap((row) => row.events.toReversed());
  const apart = Math.round(Math.abs(health.skewMs) / 1000);
  const apartWords = apart < 120 ? words.seconds(apart) : words.minutes(Math.round(apart / 60));
  const when = (instant: string | null) => (instant ? formatWhen(instant, { zone, language }) : words.never);
  const facts: [string, string][] = [
    [words.since, when(health.connectedSince)], [words.last, when(health.lastEventAt)], [words.events, String(health.events)], [words.unread, String(health.refused)], [words.reconnects, String(health.reconnects)],
    ...(health.version ? [[words.version, health.version] as [string, string]] : []),
    [words.skew, apart < 2 ? words.skewSame : health.skewMs > 0 ? words.skewBehind(apartWords) : words.skewAhead(apartWords)],
  ];
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">{source.name} · {words.state[health.state] ?? health.state}</Title>
        <Button variant="subtle" color="gray" size="xs" onClick={onClose}>{words.back}</Button>
      </Group>
      {health.problem ? (
        <Alert color="yellow" variant="light" role="status">
          {words.problem[health.problem]}
          {health.problem === 'pbx-too-old' ? <Button mt="xs" display="block" size="xs" variant="default" onClick={onRecords}>{words.useRecords}</Button> : null}
        </Alert>
      ) : null}
      <dl className="fy-tally">{facts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd style={{ fontSize: 16 }}>{value}</dd></div>)}</dl>
      <Title order={3} size="h5">{words.live}</Title>
      <Text size="sm" c="dimmed">{words.liveHint}</Text>
      {events.length === 0 ? <EmptyState title={words.liveNone} /> : <PbxEvents events={events} zone={zone} />}
      <Title order={3} size="h5">{words.raw}</Title>
      {raw.map((row) => (
        <details key={row.id} className="fy-details">
          <summary><Text span size="sm" c="dimmed">{[when(row.receivedAt), ...row.events.map((event) => words.event[event.kind] ?? ''), ...(row.isMapped ? [] : [words.waiting])].join(' · ')}</Text></summary>
          <pre lang="en" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 12, margin: '4px 0 0' }}>{row.body}</pre>
        </details>
      ))}
    </Stack>
  );
};
