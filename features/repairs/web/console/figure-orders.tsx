import { Anchor, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { defineWords, formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { listFigureOrders, readSpotFigures, type FigureKind } from '../../core/figure-contract.ts';
import { repairKeys } from '../repair-api.ts';
import { REPAIR_WORDS } from '../repair-words.ts';

const WORDS = defineWords({
  zh: { close: '收起', more: '显示更多', empty: '没有这样的维修单', number: '单号', place: '地点与项目', technician: '维修员', received: '报修时间', state: '状态', spot: '上门抽查', spotHint: '抽查得最少的排在前面；没有观察到的项目不计', person: '维修员', visits: '上门', checks: '抽查', conforming: '符合率', next: '下一张抽查', none: '本月还没有上门', sheet: '打印抽查表' },
  en: { close: 'Close', more: 'Show more', empty: 'No such orders', number: 'Number', place: 'Place and item', technician: 'Technician', received: 'Reported', state: 'State', spot: 'Spot checks', spotHint: 'Whoever was looked at least comes first; what was not seen does not count', person: 'Technician', visits: 'Visits', checks: 'Checks', conforming: 'As it should be', next: 'To look at next', none: 'No visits this month', sheet: 'Print the sheet' },
});

export type ChosenFigure = { readonly figure: FigureKind; readonly part: string | undefined; readonly value: string | undefined; readonly clause?: string; readonly origin?: 'plan' | 'house'; readonly title: string };

/** The orders a figure counts; each opens on the board. */
export const FigureOrders = (props: { siteId: string; zone: string; month: string; chosen: ChosenFigure; onClose(): void }): ReactNode => {
  const { siteId, month, chosen } = props;
  const words = useWords(WORDS);
  const repair = useWords(REPAIR_WORDS);
  const { language } = useLanguage();
  const list = useInfiniteQuery({
    queryKey: [...repairKeys.all(siteId), 'figure-orders', month, chosen.figure, chosen.part, chosen.clause, chosen.origin, chosen.value],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => callApi(listFigureOrders, { siteId, month, figure: chosen.figure, ...(chosen.part ? { part: chosen.part } : {}), ...(chosen.value ? { value: chosen.value } : {}), ...(chosen.clause ? { clause: chosen.clause } : {}), ...(chosen.origin ? { origin: chosen.origin } : {}), ...(pageParam ? { after: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Paper component="section" withBorder p="md" mb="lg" maw={1080} aria-label={chosen.title}>
      <Group justify="space-between"><Title order={2} size="h4">{chosen.title}</Title><Button size="compact-sm" variant="subtle" onClick={props.onClose}>{words.close}</Button></Group>
      {list.isPending ? <LoadingState rows={3} /> : null}
      {list.isError && !list.data ? <ErrorState onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && rows.length === 0 ? <EmptyState title={words.empty} /> : null}
      {rows.length > 0 ? (
        <Table verticalSpacing={4} fz="sm">
          <Table.Thead><Table.Tr><Table.Th>{words.number}</Table.Th><Table.Th>{words.place}</Table.Th><Table.Th>{words.technician}</Table.Th><Table.Th>{words.received}</Table.Th><Table.Th>{words.state}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td><Anchor href={`/?order=${row.id}`} size="sm">{row.number}</Anchor></Table.Td><Table.Td>{row.place} {row.item}</Table.Td><Table.Td>{row.technician ?? '—'}</Table.Td>
                <Table.Td>{formatWhen(row.receivedAt, { zone: props.zone, language })}</Table.Td><Table.Td>{repair.status[row.status as keyof typeof repair.status] ?? row.status}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      {list.hasNextPage ? <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{words.more}</Button> : null}
    </Paper>
  );
};

/** M-17: how often each technician's visits were looked at, and whose turn it is. */
export const SpotFigures = ({ siteId, month }: { siteId: string; month: string }): ReactNode => {
  const words = useWords(WORDS);
  const query = useQuery({ queryKey: [...repairKeys.all(siteId), 'spot', month], queryFn: () => callApi(readSpotFigures, { siteId, month }) });
  if (!query.data) return query.isPending ? <LoadingState rows={2} /> : <ErrorState onRetry={() => void query.refetch()} />;
  const { people } = query.data;
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h4">{words.spot} <SourceLink id="M-17" /></Title>
      <Text size="sm" c="dimmed">{words.spotHint}</Text>
      {people.length === 0 ? <EmptyState title={words.none} /> : (
        <Table>
          <Table.Thead><Table.Tr><Table.Th>{words.person}</Table.Th><Table.Th>{words.visits}</Table.Th><Table.Th>{words.checks}</Table.Th><Table.Th>{words.conforming}</Table.Th><Table.Th>{words.next}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {people.map((person) => (
              <Table.Tr key={person.id}>
                <Table.Td>{person.name}</Table.Td><Table.Td>{person.visits}</Table.Td><Table.Td>{person.checks}</Table.Td>
                <Table.Td>{person.yes + person.no === 0 ? '—' : `${Math.round((person.yes / (person.yes + person.no)) * 1000) / 10}% (${person.yes}/${person.yes + person.no})`}</Table.Td>
                <Table.Td>{person.next ? <Group gap="sm"><Anchor size="sm" href={`/?order=${person.next.id}`}>{person.next.number} {person.next.place}</Anchor><Anchor size="sm" href={`/api/sites/${siteId}/repairs/${person.next.id}/spot-check.pdf`} target="_blank">{words.sheet}</Anchor></Group> : '—'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
};
