import { Alert, Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { dropExport, EXPORT_KEEP_DAYS, listExports, startExport, type ExportView } from '../core/export-contract.ts';
import { EXPORT_WORDS } from './export-words.ts';

const isRunning = (item: ExportView): boolean => item.state === 'waiting' || item.state === 'running';
const sizeOf = (bytes: number): string => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`);

const Item = ({ siteId, zone, item, onDrop }: { siteId: string; zone: string; item: ExportView; onDrop(): void }): ReactNode => {
  const words = useWords(EXPORT_WORDS);
  const { language } = useLanguage();
  return (
    <li className="fy-oversight">
      <Stack gap={4}>
        <Group justify="space-between" gap="xs">
          <div>
            <Text fw={600}>{words.state[item.state]}</Text>
            <Text size="sm" c="dimmed">{words.by(item.askedBy, formatWhen(item.askedAt, { zone, language }))}</Text>
          </div>
          {item.state === 'done' ? (
            <Group gap="xs">
              <Button size="compact-md" component="a" href={`/api/sites/${siteId}/exports/${item.id}/file`} download>{words.fetch}</Button>
              <Button size="compact-md" variant="default" onClick={onDrop}>{words.drop}</Button>
            </Group>
          ) : null}
        </Group>
        {isRunning(item) ? (
          <>
            <progress max={Math.max(1, item.rowsAll)} value={item.rowsDone} aria-label={words.progressLabel} style={{ width: '100%', accentColor: 'var(--mantine-color-jade-6)' }} />
            <Text size="sm" role="status">{words.progress(item.rowsDone, item.rowsAll, item.files)}</Text>
          </>
        ) : null}
        {item.state === 'done' || item.state === 'gone' ? <Text size="sm">{words.result(item.rowsDone, item.files, sizeOf(item.bytes))}</Text> : null}
        {item.filesWrong > 0 ? <Text size="sm" c="red">{words.wrong(item.filesWrong)}</Text> : null}
        {item.hash ? <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{words.hash} {item.hash}</Text> : null}
        {item.reason ? <Text size="sm" c="red">{words.reason[item.reason] ?? words.reason['failed']}</Text> : null}
      </Stack>
    </li>
  );
};

/** 导出整个案场: begin, watch, fetch; it runs behind the screen. */
export const ExportPage = ({ siteId, zone, settingsPath }: { siteId: string; zone: string; settingsPath: string }): ReactNode => {
  const words = useWords(EXPORT_WORDS);
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const query = useQuery({
    queryKey: ['exports', siteId],
    queryFn: ({ signal }) => callApi(listExports, { siteId }, { signal }),
    refetchInterval: (running) => (running.state.data?.exports.some(isRunning) ? 1000 : false),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['exports', siteId] });
  const list = query.data?.exports ?? [];
  return (
    <main>
      <Stack gap="md" maw={860}>
        <Group justify="space-between"><Title order={1} size="h2">{words.title}</Title><Anchor component={Link} href={settingsPath} size="sm">← {words.back}</Anchor></Group>
        <Text>{words.what}</Text>
        <Alert color="yellow" variant="light">{words.inside}</Alert>
        <Text size="sm" c="dimmed">{words.outside}</Text>
        <Group><Button loading={busy} disabled={list.some(isRunning)} onClick={() => void attempt(async () => { await callApi(startExport, { siteId }); await refresh(); })}>{words.start}</Button></Group>
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        <Title order={2} size="h4">{words.past}</Title>
        <Text size="sm" c="dimmed">{words.kept(EXPORT_KEEP_DAYS)}</Text>
        {query.isPending ? <LoadingState rows={2} /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : list.length === 0 ? <EmptyState title={words.nothing} /> : (
          <ul className="fy-plain">{list.map((item) => <Item key={item.id} siteId={siteId} zone={zone} item={item} onDrop={() => void attempt(async () => { await callApi(dropExport, { siteId, exportId: item.id }); await refresh(); })} />)}</ul>
        )}
        <Text size="sm" c="dimmed">{words.how}</Text>
      </Stack>
    </main>
  );
};
