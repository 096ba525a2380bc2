import { Anchor, Badge, Button, Group, NativeSelect, Stack, Table, Tabs, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { callApi } from '../../../platform/web/api-client.ts';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { ScrollRegion } from '../../../platform/web/ui/scroll-region.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { ExportMenu } from '../../../platform/web/ui/export-menu.tsx';
import { listErasures, listLookers, listLooks, readRetention, type ErasureRow, type LookRow, type RuleView } from '../core/privacy-contract.ts';
import { LooksTable, RecordName } from './looks-table.tsx';
import { PRIVACY_WORDS } from './privacy-words.ts';

type Screen = { readonly siteId: string; readonly zone: string };

const useRules = (siteId: string) => useQuery({ queryKey: ['privacy', siteId, 'retention'], queryFn: ({ signal }) => callApi(readRetention, { siteId }, { signal }) });

const NextCell = ({ rule }: { rule: RuleView }): ReactNode => {
  const words = useWords(PRIVACY_WORDS);
  if (!rule.limit) return null;
  const tonight = rule.due - rule.held;
  return (
    <Stack gap={2} align="flex-start">
      {tonight > 0 ? <span>{words.due(tonight)}</span> : null}
      {rule.held > 0 ? <Badge color="yellow" variant="light">{words.held(rule.held)}</Badge> : null}
      {rule.next ? <span>{words.on(rule.next.day, rule.next.count)}</span> : rule.due === 0 ? <Text size="sm" c="dimmed">{words.nothing}</Text> : null}
    </Stack>
  );
};

const RetentionPanel = ({ siteId }: Screen): ReactNode => {
  const words = useWords(PRIVACY_WORDS);
  const { language } = useLanguage();
  const query = useRules(siteId);
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">{words.retentionNote}</Text>
      <ScrollRegion label={words.tabs.retention}>
        <Table striped withTableBorder fz="sm" miw={860} verticalSpacing="xs">
          <Table.Thead><Table.Tr><Table.Th>{words.record}</Table.Th><Table.Th>{words.holds}</Table.Th><Table.Th>{words.keep}</Table.Th><Table.Th>{words.after}</Table.Th><Table.Th>{words.next}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {query.data.rules.map((rule) => (
              <Table.Tr key={rule.id} style={{ verticalAlign: 'top' }}>
                <Table.Td style={{ whiteSpace: 'nowrap' }}><strong>{rule.record[language]}</strong></Table.Td>
                <Table.Td miw={180}>{rule.holds[language]}</Table.Td>
                <Table.Td miw={150}>{rule.limit ? <>{words.days(rule.limit.days)} <SourceLink id={rule.limit.parameter} origin={rule.limit.origin} /></> : words.endless}<Text size="xs" c="dimmed">{rule.from[language]}</Text></Table.Td>
                <Table.Td miw={200}>{rule.after[language]}</Table.Td>
                <Table.Td style={{ whiteSpace: 'nowrap' }}><NextCell rule={rule} /></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
    </Stack>
  );
};

const Records = ({ row, zone }: { row: ErasureRow; zone: string }): ReactNode => {
  const words = useWords(PRIVACY_WORDS);
  const [open, setOpen] = useState(false);
  if (row.records.length === 0) return null;
  const shown = open || row.records.length <= 3 ? row.records : [];
  return (
    <>
      {shown.map((name, index) => <span key={name}>{index > 0 ? '、' : ''}<RecordName name={name} zone={zone} /></span>)}
      {row.records.length > 3 ? <UnstyledButton ml={shown.length > 0 ? 6 : 0} c="jade" fz="sm" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? words.hide : words.show(row.records.length)}</UnstyledButton> : null}
    </>
  );
};

const ErasuresPanel = ({ siteId, zone }: Screen): ReactNode => {
  const words = useWords(PRIVACY_WORDS);
  const { language } = useLanguage();
  const rules = useRules(siteId);
  const query = useInfiniteQuery({ queryKey: ['privacy', siteId, 'erasures'], initialPageParam: '', queryFn: ({ pageParam, signal }) => callApi(listErasures, { siteId, ...(pageParam ? { before: pageParam } : {}) }, { signal }), getNextPageParam: (page) => page.next ?? undefined });
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap((page) => page.rows);
  const nameOf = (id: string): string => rules.data?.rules.find((rule) => rule.id === id)?.record[language] ?? id;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">{words.erasuresNote}</Text>
      {rows.length === 0 ? <EmptyState title={words.noErasures} /> : (
        <ScrollRegion label={words.tabs.erasures}>
          <Table striped withTableBorder fz="sm" miw={640}>
            <Table.Thead><Table.Tr><Table.Th>{words.day}</Table.Th><Table.Th>{words.record}</Table.Th><Table.Th>{words.reason}</Table.Th><Table.Th ta="right">{words.count}</Table.Th><Table.Th>{words.records}</Table.Th><Table.Th>{words.by}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={`${row.day}/${row.rule}/${row.why}`}>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>{row.day}</Table.Td><Table.Td>{nameOf(row.rule)}</Table.Td><Table.Td>{words.why[row.why]}</Table.Td><Table.Td ta="right">{row.count}</Table.Td><Table.Td><Records row={row} zone={zone} /></Table.Td><Table.Td>{row.by.join('、')}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      )}
      {query.hasNextPage ? <Group><Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{words.more}</Button></Group> : null}
    </Stack>
  );
};

const WHATS = ['number', 'opened', 'print', 'export'] as const satisfies readonly LookRow['what'][];

const LooksPanel = ({ siteId, zone }: Screen): ReactNode => {
  const words = useWords(PRIVACY_WORDS);
  const [filter, setFilter] = useState({ personId: '', day: '', what: '' });
  const rules = useRules(siteId);
  const lookers = useQuery({ queryKey: ['privacy', siteId, 'lookers'], queryFn: ({ signal }) => callApi(listLookers, { siteId }, { signal }) });
  const days = rules.data?.rules.find((rule) => rule.id === 'looks')?.limit?.days;
  const what = WHATS.find((entry) => entry === filter.what);
  return (
    <Stack gap="sm">
      {days === undefined ? null : <Text size="sm" c="dimmed">{words.looksNote(days)}</Text>}
      <Group align="end">
        <NativeSelect label={words.person} value={filter.personId} data={[{ value: '', label: words.everyone }, ...(lookers.data?.people ?? []).map((person) => ({ value: person.id, label: words.times(person.name, person.count) }))]} onChange={(event) => setFilter({ ...filter, personId: event.currentTarget.value })} />
        <TextInput type="date" label={words.day} value={filter.day} onChange={(event) => setFilter({ ...filter, day: event.currentTarget.value })} />
        <NativeSelect label={words.what} value={filter.what} data={[{ value: '', label: words.everyone }, ...WHATS.map((entry) => ({ value: entry, label: words.whats[entry] }))]} onChange={(event) => setFilter({ ...filter, what: event.currentTarget.value })} />
        {filter.day ? <Button variant="default" onClick={() => setFilter({ ...filter, day: '' })}>{words.clear}</Button> : null}
        <ExportMenu siteId={siteId} list="looks" query={filter} size="sm" />
      </Group>
      <LooksTable
        queryKey={['privacy', siteId, 'looks', filter]} zone={zone} withPerson
        fetchPage={(after, signal) => callApi(listLooks, { siteId, ...(filter.personId ? { personId: filter.personId } : {}), ...(filter.day ? { day: filter.day } : {}), ...(what ? { what } : {}), ...(after ? { after } : {}) }, { signal })}
      />
    </Stack>
  );
};

const TABS = [['retention', RetentionPanel], ['erasures', ErasuresPanel], ['looks', LooksPanel]] as const;

/** 个人信息: what is kept and how long, what was erased, who looked. */
export const PrivacyPage = ({ siteId, zone, settingsPath }: Screen & { readonly settingsPath: string }): ReactNode => {
  const words = useWords(PRIVACY_WORDS);
  const [location, navigate] = useLocation();
  const tab = TABS.find(([entry]) => location.endsWith(`/${entry}`))?.[0] ?? 'retention';
  return (
    <main>
      <Stack gap="md">
        <Group justify="space-between"><Title order={1} size="h2">{words.title}</Title><Anchor component={Link} href={settingsPath} size="sm">← {words.back}</Anchor></Group>
        <Tabs value={tab} onChange={(value) => navigate(`${settingsPath}/privacy/${value ?? 'retention'}`)} keepMounted={false}>
          <Tabs.List mb="md">{TABS.map(([entry]) => <Tabs.Tab key={entry} value={entry}>{words.tabs[entry]}</Tabs.Tab>)}</Tabs.List>
          {TABS.map(([entry, Panel]) => <Tabs.Panel key={entry} value={entry}><Panel siteId={siteId} zone={zone} /></Tabs.Panel>)}
        </Tabs>
      </Stack>
    </main>
  );
};
