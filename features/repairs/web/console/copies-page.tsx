import { Alert, Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { Countdown } from '../../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { ExportMenu } from '../../../../platform/web/ui/export-menu.tsx';
import { findCopies, listCopies, type CopyRow } from '../../core/copy-contract.ts';
import { takeRepairSteps } from '../../core/repair-contract.ts';
import { isUnprinted, pliesOf } from '../../core/repair-order.ts';
import type { StepInput } from '../../core/repair-steps.ts';
import { CopyRound } from './copy-round.tsx';
import { COPY_WORDS } from '../copy-words.ts';
import { repairKeys } from '../repair-api.ts';
import { REPAIR_WORDS } from '../repair-words.ts';

const UNDO_MS = 10_000;

const useCopies = (siteId: string, part: 'due' | 'out') =>
  useInfiniteQuery({
    queryKey: [...repairKeys.all(siteId), 'copies', part],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => callApi(listCopies, { siteId, part, ...(pageParam ? { after: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** Where each copy lies, in one line. */
const Plies = ({ row }: { row: CopyRow }): ReactNode => {
  const words = useWords(COPY_WORDS);
  const repair = useWords(REPAIR_WORDS);
  return (
    <>
      {pliesOf(row.kind).map((ply) => {
        const copy = row.copies[ply];
        if (!copy) return null;
        return (
          <Text key={ply} size="xs" span mr="sm">
            {repair.ply[ply]} {copy.custody === 'lost' && !copy.lossApproved ? words.lost : isUnprinted(row, copy) ? repair.board.notPrinted : repair.custody[copy.custody]}
            {copy.holder ? ` ${copy.holder}` : ''}{copy.lostReason ? ` · ${copy.lostReason}` : ''}{copy.lossRefused ? ` · ${words.refused(copy.lossRefused)}` : ''}
          </Text>
        );
      })}
    </>
  );
};

type Asking = { readonly id: string; readonly what: 'lose' | 'refuse' };

const Line = (props: { row: CopyRow; zone: string; asking: Asking | undefined; busy: boolean; onAsk(asking: Asking | undefined): void; onTake(row: CopyRow, step: StepInput): void }): ReactNode => {
  const { row } = props;
  const words = useWords(COPY_WORDS);
  const { language } = useLanguage();
  const [reason, setReason] = useState('');
  const isLost = row.copies.desk?.custody === 'lost';
  const asked = props.asking?.id === row.id ? props.asking.what : undefined;
  const may = (step: string) => row.allowed.includes(step);
  return (
    <Table.Tr>
      <Table.Td className="fy-due">
        {row.dueAt ? <><Countdown dueAt={row.dueAt} /> {row.clause && row.origin ? <SourceLink id={row.clause} origin={row.origin} /> : null}</> : null}
        {row.signedAt ? <Text size="xs" c="dimmed">{words.signedAt(formatWhen(row.signedAt, { zone: props.zone, language, now: new Date(serverInstant()) }))}</Text> : null}
      </Table.Td>
      <Table.Td><span className="fy-number">{row.number}</span> <strong>{row.place}</strong> {row.item}<br /><Plies row={row} /></Table.Td>
      <Table.Td>{row.technician ?? '—'}</Table.Td>
      <Table.Td>
        {asked ? (
          <form onSubmit={(event) => { event.preventDefault(); props.onTake(row, asked === 'lose' ? { step: 'loseCopy', ply: 'desk', reason } : { step: 'refuseLoss', ply: 'desk', reason }); }}>
            <Group gap="xs" wrap="nowrap" align="flex-end">
              <TextInput size="xs" autoFocus label={asked === 'lose' ? words.reason : words.refuseReason} maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Escape') props.onAsk(undefined); }} />
              <Button size="xs" type="submit" loading={props.busy} disabled={reason.trim() === ''}>{asked === 'lose' ? words.report : words.refuse}</Button>
              <Button size="xs" variant="subtle" color="gray" onClick={() => props.onAsk(undefined)}>{words.cancel}</Button>
            </Group>
          </form>
        ) : (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            {may('moveCopy') ? <Button size="compact-sm" variant="default" aria-label={`${words.take} ${row.number}`} onClick={() => props.onTake(row, { step: 'moveCopy', ply: 'desk', custody: 'returned' })}>{words.take}</Button> : null}
            {may('loseCopy') && !isLost ? <Button size="compact-sm" variant="subtle" color="gray" aria-label={`${words.lose} ${row.number}`} onClick={() => props.onAsk({ id: row.id, what: 'lose' })}>{words.lose}</Button> : null}
            {may('approveLoss') && isLost ? <Button size="compact-sm" variant="default" aria-label={`${words.approve} ${row.number}`} onClick={() => props.onTake(row, { step: 'approveLoss', ply: 'desk' })}>{words.approve}</Button> : null}
            {may('refuseLoss') && isLost ? <Button size="compact-sm" variant="subtle" color="gray" aria-label={`${words.refuse} ${row.number}`} onClick={() => props.onAsk({ id: row.id, what: 'refuse' })}>{words.refuse}</Button> : null}
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
};

/** M-35, M-50: desk copies that are not back; the return is booked by scanning the slip or typing its last four digits. */
export const CopiesPage = ({ siteId, zone }: { siteId: string; zone: string }): ReactNode => {
  const words = useWords(COPY_WORDS);
  const repair = useWords(REPAIR_WORDS);
  const client = useQueryClient();
  const lists = { due: useCopies(siteId, 'due'), out: useCopies(siteId, 'out') };
  const [q, setQ] = useState('');
  const [several, setSeveral] = useState<readonly CopyRow[]>([]);
  const [asking, setAsking] = useState<Asking>();
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState<{ text: string; isBad?: boolean; undo?: CopyRow }>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!note?.undo) return undefined;
    const timer = setTimeout(() => setNote(undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [note]);

  const run = async (work: () => Promise<void>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setNote(undefined);
    try {
      await work();
    } catch (failure) {
      setNote({ isBad: true, text: repair.refusal[failure instanceof ApiRefusal ? failure.code : 'unavailable'] ?? repair.refusal['unavailable'] ?? '' });
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: repairKeys.all(siteId) });
  };
  const send = (row: CopyRow, step: StepInput) => callApi(takeRepairSteps, { siteId, repairId: row.id, commandId: uuidv7(), steps: [step] });
  const book = async (row: CopyRow): Promise<void> => {
    await send(row, { step: 'moveCopy', ply: 'desk', custody: 'returned' });
    setSeveral([]);
    setQ('');
    setNote({ text: words.booked(row.number), undo: row });
  };
  const take = (row: CopyRow, step: StepInput) =>
    void run(async () => {
      if (step.step === 'moveCopy') return book(row);
      await send(row, step);
      setAsking(undefined);
    });
  const undo = (row: CopyRow) =>
    void run(async () => {
      await send(row, { step: 'undoReturn', ply: 'desk' });
      setNote({ text: words.undone(row.number) });
    });
  const find = () =>
    void run(async () => {
      const text = q.trim();
      if (text === '') return;
      const { rows } = await callApi(findCopies, { siteId, q: text });
      const out = rows.filter((row) => row.copies.desk && row.copies.desk.custody !== 'returned');
      setSeveral(out.length > 1 ? out : []);
      const [only] = out;
      if (only && out.length === 1) return book(only);
      if (out.length > 1) return;
      // Ready for the next slip.
      setQ('');
      setNote({ isBad: true, text: rows[0] ? words.already(rows[0].number) : words.nothing(text.length > 20 ? `${text.slice(0, 20)}…` : text) });
    }).then(() => input.current?.focus());

  const table = (part: 'due' | 'out'): ReactNode => {
    const list = lists[part];
    const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
    return (
      <section>
        <Group justify="space-between"><Title order={2} size="h4">{words[part]}</Title><ExportMenu siteId={siteId} list="copies" query={{ part }} /></Group>
        <Text size="sm" c="dimmed">{part === 'due' ? words.dueHint : words.outHint}</Text>
        {list.isPending ? <LoadingState rows={3} /> : null}
        {list.isError && !list.data ? <ErrorState onRetry={() => void list.refetch()} /> : null}
        {list.isSuccess && rows.length === 0 ? <EmptyState title={part === 'due' ? words.noneDue : words.noneOut} /> : null}
        {rows.length > 0 ? (
          <Table>
            <Table.Thead>
              <Table.Tr><Table.Th>{words.columns.due}</Table.Th><Table.Th>{words.columns.place}</Table.Th><Table.Th>{words.columns.technician}</Table.Th><Table.Th ta="right">{words.columns.actions}</Table.Th></Table.Tr>
            </Table.Thead>
            <Table.Tbody>{rows.map((row) => <Line key={row.id} row={row} zone={zone} asking={asking} busy={busy} onAsk={setAsking} onTake={take} />)}</Table.Tbody>
          </Table>
        ) : null}
        {list.hasNextPage ? <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{words.more}</Button> : null}
      </section>
    );
  };

  return (
    <Stack gap="lg" maw={1100}>
      <Title order={1} size="h3">{words.title}</Title>
      <form onSubmit={(event) => { event.preventDefault(); find(); }}>
        <Group align="flex-end" gap="xs">
          <TextInput ref={input} label={words.scan} w={420} autoFocus autoComplete="off" value={q} onChange={(event) => setQ(event.currentTarget.value)} />
          <Button type="submit" disabled={q.trim() === ''}>{words.take}</Button>
        </Group>
      </form>
      <div aria-live="polite">
        {note ? (
          <Alert color={note.isBad ? 'yellow' : 'jade'} variant="light" role={note.isBad ? 'alert' : 'status'}>
            <Group gap="md">{note.text}{note.undo ? <Button size="compact-sm" variant="default" onClick={() => note.undo && undo(note.undo)}>{words.undo}</Button> : null}</Group>
          </Alert>
        ) : null}
        {several.length > 0 ? (
          <Stack gap="xs">
            <Text>{words.which}</Text>
            {several.map((row) => <Button key={row.id} variant="default" justify="flex-start" onClick={() => void run(() => book(row))}>{row.number} · {row.place} · {row.item}</Button>)}
          </Stack>
        ) : null}
      </div>
      {table('due')}
      {table('out')}
      <CopyRound siteId={siteId} zone={zone} />
    </Stack>
  );
};
