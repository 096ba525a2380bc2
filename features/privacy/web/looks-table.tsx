import { Button, Group, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { ScrollRegion } from '../../../platform/web/ui/scroll-region.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import type { LookRow } from '../core/privacy-contract.ts';
import { PRIVACY_WORDS } from './privacy-words.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** A record by its number; one without a number by its time. */
export const RecordName = ({ name, zone }: { name: string; zone: string }): ReactNode => {
  const { language } = useLanguage();
  return INSTANT.test(name) ? formatWhen(name, { zone, language }) : name;
};

/** Looks, newest first, a page at a time. */
export const LooksTable = ({ queryKey, zone, fetchPage, withPerson }: { queryKey: readonly unknown[]; zone: string; withPerson: boolean; fetchPage(after: string, signal: AbortSignal): Promise<{ rows: LookRow[]; next: string | null }> }): ReactNode => {
  const words = useWords(PRIVACY_WORDS);
  const { language } = useLanguage();
  const query = useInfiniteQuery({ queryKey, initialPageParam: '', queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal), getNextPageParam: (page) => page.next ?? undefined });
  if (query.isPending) return <LoadingState rows={3} />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap((page) => page.rows);
  if (rows.length === 0) return <EmptyState title={words.noLooks} />;
  return (
    <>
      <ScrollRegion label={words.tabs.looks}>
        <Table striped withTableBorder fz="sm" miw={withPerson ? 560 : 420}>
          <Table.Thead><Table.Tr><Table.Th>{words.at}</Table.Th>{withPerson ? <Table.Th>{words.who}</Table.Th> : null}<Table.Th>{words.what}</Table.Th><Table.Th>{words.which}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatWhen(row.at, { zone, language })}</Table.Td>
                {withPerson ? <Table.Td>{row.person.name}</Table.Td> : null}
                <Table.Td>{words.whats[row.what]}</Table.Td>
                <Table.Td>{words.kinds[row.kind] ?? row.kind} <RecordName name={row.label} zone={zone} />{row.lines === null ? null : <Text span c="dimmed" size="sm"> · {words.lines(row.lines)}</Text>}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
      {query.hasNextPage ? <Group mt="sm"><Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{words.more}</Button></Group> : null}
    </>
  );
};
