import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import * as contract from '../core/records-contract.ts';
import { LinesTable, storedOffset, type RecordsScreen } from './records-parts.tsx';
import { RECORDS_WORDS } from './records-words.ts';

/** 登记簿: any register one may read, over a time, on the screen, on paper and as a workbook. */
export const RegisterPanel = ({ screen }: { screen: RecordsScreen }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const { language } = useLanguage();
  const today = localDate(serverInstant(), screen.zone);
  const [chosen, setChosen] = useState('');
  const [from, setFrom] = useState(`${today.slice(0, 7)}-01`);
  const [to, setTo] = useState(today);
  const heads = useQuery({ queryKey: ['records', screen.siteId, 'registers'], queryFn: ({ signal }) => callApi(contract.listRegisters, { siteId: screen.siteId }, { signal }) });
  const register = heads.data?.registers.find((entry) => entry.id === chosen) ?? heads.data?.registers[0];
  const isPeriod = from !== '' && from <= to;
  const query = useInfiniteQuery({
    queryKey: ['records', screen.siteId, 'register', register?.id ?? '', from, to], enabled: register !== undefined && isPeriod, initialPageParam: '',
    queryFn: ({ pageParam, signal }) => callApi(contract.readRegister, { siteId: screen.siteId, registerId: register?.id ?? '', from, to, ...(pageParam ? { after: pageParam } : {}) }, { signal }), getNextPageParam: (page) => page.next ?? undefined,
  });
  if (heads.isPending) return <LoadingState />;
  if (!heads.data) return <ErrorState onRetry={() => void heads.refetch()} />;
  if (!register) return <EmptyState title={words.none} />;
  const { x, y } = storedOffset();
  const address = (kind: 'pdf' | 'xlsx'): string => `/api/sites/${screen.siteId}/registers/${register.id}.${kind}?from=${from}&to=${to}${kind === 'pdf' ? `&x=${x}&y=${y}` : ''}`;
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Stack gap="md">
      <Group align="end">
        <NativeSelect label={words.choose} value={register.id} data={heads.data.registers.map((entry) => ({ value: entry.id, label: entry.title[language] }))} onChange={(event) => setChosen(event.currentTarget.value)} />
        <TextInput type="date" label={words.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="date" label={words.to} value={to} onChange={(event) => setTo(event.currentTarget.value)} error={!isPeriod} />
        <Button component="a" href={address('pdf')} target="_blank" variant="default">{words.print}</Button>
        <Button component="a" href={address('xlsx')} download variant="default">{words.sheet}</Button>
        <Text size="sm" c="dimmed">{words.form} {register.form} <SourceLink id={register.clause} /></Text>
      </Group>
      {!isPeriod ? <Text size="sm" c="red" role="alert">{words.refusal['bad-input']}</Text> : query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : rows.length === 0 ? <EmptyState title={words.empty} /> : (
        <>
          <LinesTable columns={register.columns} rows={rows} label={register.title[language]} />
          {query.hasNextPage ? <Group><Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{words.more}</Button></Group> : null}
        </>
      )}
    </Stack>
  );
};
