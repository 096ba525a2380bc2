import { Badge, Button, Group, NavLink, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useSearch } from 'wouter';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { Countdown } from '../../../../platform/web/ui/countdown.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useHotkey } from '../../../../platform/web/ui/use-hotkey.ts';
import { ExportMenu } from '../../../../platform/web/ui/export-menu.tsx';
import type { RepairRow } from '../../core/repair-contract.ts';
import { numberOf, useCounts, useRepairs, useRepairSearch, type RepairFilter } from '../repair-api.ts';
import { isLeftUnsigned, REPAIR_WORDS, statusWord } from '../repair-words.ts';
import { StatusBadge } from '../status-badge.tsx';
import { useSiteSetup } from '../site-setup.ts';
import { IntakePanel } from './intake-panel.tsx';
import { OrderPanel } from './order-panel.tsx';

const FILTERS: readonly RepairFilter[] = ['open', 'to_notify', 'late', 'call_back', 'on_hold', 'to_confirm', 'copies_out', 'follow_up', 'repeats', 'to_locate', 'over_target', 'all'];
/** A year's holidays should be there before deadlines reach into it. */
const SOON_MS = 10 * 86_400_000;

const BoardRow = ({ row, chosen, onChoose }: { row: RepairRow; chosen: boolean; onChoose(): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const isOpen = row.status !== 'closed' && row.status !== 'cancelled';
  return (
    <Table.Tr className={chosen ? 'fy-row fy-row-chosen' : 'fy-row'} aria-selected={chosen} onClick={onChoose}>
      <Table.Td className="fy-due">
        {isOpen && row.nextDueAt ? <Countdown dueAt={row.nextDueAt} /> : <Text size="sm" c="dimmed">{isOpen ? words.board.noDeadline : words.status[row.status as keyof typeof words.status]}</Text>}
        {isOpen && row.nextClock ? <Text size="xs" c="dimmed">{words.clock[row.nextClock as keyof typeof words.clock]}</Text> : null}
      </Table.Td>
      <Table.Td>
        <button type="button" className="fy-row-button" onClick={onChoose}>
          <span className="fy-number">{numberOf(row)}</span> <strong>{row.place}</strong> {row.item}
        </button>
      </Table.Td>
      <Table.Td>
        <Group gap={4} className="fy-tags">
          {isLeftUnsigned(row) ? <StatusBadge row={row} size="sm" /> : <Text size="sm">{row.holdReason ? words.holdReason[row.holdReason] : statusWord(words, row)}</Text>}
          {row.urgent ? <Badge size="sm" color="red" variant="light">{words.board.urgent}</Badge> : null}
          {row.needsConfirm ? <Badge size="sm" color="yellow" variant="light">{words.board.toConfirm}</Badge> : null}
          {row.needsPlace ? <Badge size="sm" color="yellow" variant="light">{words.board.needsPlace}</Badge> : null}
          {row.slipAfter && !row.needsConfirm ? <Badge size="sm" variant="outline">{words.board.slipAfter}</Badge> : null}
        </Group>
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ whiteSpace: 'nowrap' }}>{row.technician ?? '—'}</Text>
      </Table.Td>
    </Table.Tr>
  );
};

/** The live board: open orders by next deadline, what wants doing now, and one order beside it. */
export const BoardPage = (props: { siteId: string; zone: string; personId: string; now: () => string; search: string; intake: boolean; /** Whoever is on the telephone, for the intake. */ caller?: { name: string; phone: string } | undefined; onLogged?(repairId: string): void; onIntake(open: boolean): void; canLog: boolean; canAddPlace: boolean; hasCodes: boolean; /** What other features say of the chosen order. */ trail?(repairId: string): ReactNode; /** What the words in the search box find besides orders. */ finds?(q: string): ReactNode }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const [filter, setFilter] = useState<RepairFilter>('open');
  /** The chosen order stands in the address and nowhere else: it can be passed on, led to, and survives a reload. */
  const chosen = new URLSearchParams(useSearch()).get('order') ?? undefined;
  const setChosen = (id: string | undefined) => history.replaceState(null, '', id ? `/?order=${id}` : '/');
  const list = useRepairs(props.siteId, filter);
  const found = useRepairSearch(props.siteId, props.search);
  const counts = useCounts(props.siteId).data;
  const isSearching = props.search.trim() !== '';
  const rows = isSearching ? (found.data?.rows ?? []) : (list.data?.pages.flatMap((page) => page.rows) ?? []);
  const move = (by: number) => {
    const at = rows.findIndex((row) => row.id === chosen);
    setChosen(rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.id);
  };
  useHotkey('j', () => move(1));
  useHotkey('k', () => move(-1));
  useHotkey('Enter', () => document.querySelector<HTMLButtonElement>('[data-next-step]')?.click());
  const setup = useSiteSetup(props.siteId).data;
  const soon = Number(new Date(Date.parse(props.now()) + SOON_MS).toISOString().slice(0, 4));
  const query = isSearching ? found : list;
  return (
    <div className="fy-board">
      <Stack component="nav" gap={2} aria-label={words.board.now} className="fy-board-now">
        {FILTERS.map((name) => (
          <NavLink key={name} component="button" active={filter === name && !isSearching} label={words.filter[name]} onClick={() => setFilter(name)}
            rightSection={counts && name in counts ? <span className="fy-count">{counts[name as keyof typeof counts]}</span> : null} />
        ))}
      </Stack>
      <main className="fy-board-list">
        {setup && !setup.knownYears.includes(soon) ? <Text size="sm" className="fy-soon" role="status">▲ {words.board.unknownYear(String(soon))}</Text> : null}
        {props.intake ? (
          <IntakePanel siteId={props.siteId} zone={props.zone} personId={props.personId} now={props.now} caller={props.caller} onClose={() => props.onIntake(false)}
            onLogged={(view) => { setChosen(view.row.id); props.onLogged?.(view.row.id); props.onIntake(false); }} />
        ) : null}
        <Group justify="space-between" my="xs">
          <Title order={1} size="h3">{isSearching ? `${words.board.search} · ${props.search}` : `${words.board.title} · ${words.filter[filter]}`}</Title>
          <Group gap="xs">
            <ExportMenu siteId={props.siteId} {...(isSearching ? { list: 'repair-search', query: { q: props.search.trim() } } : { list: 'repairs', query: { filter } })} size="sm" />
            {props.canLog && !props.intake ? <Button onClick={() => props.onIntake(true)}>{words.intake.title} N</Button> : null}
          </Group>
        </Group>
        {query.isPending && query.fetchStatus !== 'idle' ? <LoadingState /> : null}
        {query.isError && rows.length === 0 ? <ErrorState onRetry={() => void query.refetch()} /> : null}
        {query.isSuccess && rows.length === 0 ? <EmptyState title={isSearching ? words.board.searchEmpty : filter === 'open' ? words.board.empty : words.board.emptyOf(words.filter[filter] ?? filter)} hint={isSearching || filter !== 'open' ? undefined : words.board.emptyHint} /> : null}
        {rows.length > 0 ? (
          <Table highlightOnHover className="fy-board-table">
            <Table.Thead>
              <Table.Tr>
                <Table.Th><VisuallyHidden>{words.board.clocks}</VisuallyHidden></Table.Th>
                <Table.Th><VisuallyHidden>{words.field['item']}</VisuallyHidden></Table.Th>
                <Table.Th><VisuallyHidden>{words.field['result']}</VisuallyHidden></Table.Th>
                <Table.Th><VisuallyHidden>{words.field['technicianId']}</VisuallyHidden></Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => <BoardRow key={row.id} row={row} chosen={row.id === chosen} onChoose={() => setChosen(row.id)} />)}
            </Table.Tbody>
          </Table>
        ) : null}
        {isSearching ? props.finds?.(props.search.trim()) : null}
        {!isSearching && list.hasNextPage ? <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{words.board.loadMore}</Button> : null}
      </main>
      <aside className="fy-board-order">
        {chosen ? <OrderPanel key={chosen} siteId={props.siteId} repairId={chosen} zone={props.zone} hasCodes={props.hasCodes} canAddPlace={props.canAddPlace} trail={props.trail?.(chosen)} /> : <EmptyState title={words.board.choose} />}
      </aside>
    </div>
  );
};
