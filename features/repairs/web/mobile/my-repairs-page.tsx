import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { numberOf, useMyRepairs, useReadAhead } from '../repair-api.ts';
import { REPAIR_WORDS } from '../repair-words.ts';
import { StatusBadge } from '../status-badge.tsx';
import { NextDue } from './next-due.tsx';

/** My orders in all my centres, the next deadline first. */
export const MyRepairsPage = ({ severalSites, onOpen }: { severalSites: boolean; onOpen(siteId: string, repairId: string): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const query = useMyRepairs();
  useReadAhead(query.data?.rows);
  const rows = query.data?.rows ?? [];
  return (
    <main className="fy-phone-body">
      <Title order={1} size="h3" mb="sm">{words.mobile.title}</Title>
      {query.isPending ? <LoadingState rows={3} /> : null}
      {query.isError && rows.length === 0 ? <ErrorState onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && rows.length === 0 ? <EmptyState title={words.mobile.empty} hint={words.mobile.emptyHint} /> : null}
      <Stack gap="sm">
        {rows.map((row) => (
          <button key={row.id} type="button" className="fy-card" onClick={() => onOpen(row.siteId, row.id)}>
            <Group justify="space-between" align="flex-start" wrap="nowrap">
              <div><strong>{row.place}</strong><Text>{row.item}</Text></div>
              <NextDue row={row} />
            </Group>
            <Group gap={6} mt={4}>
              <Text size="sm" c="dimmed">{numberOf(row)}{severalSites ? ` · ${row.siteName}` : ''}</Text>
              <StatusBadge row={row} />
              {row.urgent ? <Badge color="red" variant="light">{words.board.urgent}</Badge> : null}
            </Group>
          </button>
        ))}
      </Stack>
    </main>
  );
};
