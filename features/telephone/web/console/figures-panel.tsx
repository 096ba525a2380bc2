import { Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { localDate } from '../../../../platform/core/working-calendar.ts';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { clauseById } from '../../../handbook/core/handbook-facts.ts';
import { CHECK_ITEMS } from '../../core/call-record.ts';
import type { MatterKind } from '../../core/matter.ts';
import { CHECK_WORDS } from '../../core/paper-words.ts';
import type { PhoneFigures } from '../../core/phone-figures-contract.ts';
import { usePhoneFigures, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

const share = (part: number, whole: number): string => (whole === 0 ? '—' : `${part}/${whole} (${Math.round((part / whole) * 100)}%)`);
const seconds = (milliseconds: number | null): string => (milliseconds === null ? '' : (milliseconds / 1000).toFixed(1));

const Tally = ({ tally }: { tally: PhoneFigures['total'] }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS).figures;
  const figures: [string, ReactNode, ReactNode?][] = [
    [words.inbound, tally.inbound], [words.answered, tally.answered], [words.abandoned, tally.abandoned], [words.withheld, tally.withheldMissed], [words.outbound, tally.outbound],
    [`${words.within} · ${words.declared}`, share(tally.declared.within, tally.declared.known), <SourceLink key="a" id="T-05" />], [`${words.within} · ${words.measured}`, share(tally.measured.within, tally.measured.known), <SourceLink key="b" id="telephone.three_rings" origin="house" />],
    [`${words.averageRing} · ${words.measured}`, tally.measured.averageRingMs === null ? '—' : words.seconds(seconds(tally.measured.averageRingMs))], [`${words.averageWait} · ${words.measured}`, tally.measured.averageWaitMs === null ? '—' : words.seconds(seconds(tally.measured.averageWaitMs))], [words.ringsUnknown, tally.ringsUnknown], [words.lateSpecial, tally.lateSpecial],
    [words.transfers, tally.transfers], [words.lost, tally.lostTransfers], [words.heldLong, tally.heldLong], [words.callerHungUp, tally.callerHungUp], [words.weHungUp, tally.weHungUp], [words.keyedIn, tally.keyedIn],
  ];
  return <dl className="fy-tally">{figures.map(([name, value, source]) => <div key={name}><dt>{name} {source}</dt><dd>{value}</dd></div>)}</dl>;
};

const Lines = ({ head, rows }: { head: readonly string[]; rows: readonly (readonly ReactNode[])[] }): ReactNode => (
  <Table.ScrollContainer minWidth={420} type="native">
    <Table verticalSpacing={4}>
      <Table.Thead><Table.Tr>{head.map((name) => <Table.Th key={name} scope="col">{name}</Table.Th>)}</Table.Tr></Table.Thead>
      <Table.Tbody>{rows.map((row, index) => <Table.Tr key={index}>{row.map((cell, column) => <Table.Td key={column}>{cell}</Table.Td>)}</Table.Tr>)}</Table.Tbody>
    </Table>
  </Table.ScrollContainer>
);

/** The telephone's month: declared and measured beside each other, never added. */
export const FiguresPanel = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const w = words.figures;
  const { language } = useLanguage();
  const [month, setMonth] = useState(() => localDate(serverInstant(), screen.zone).slice(0, 7));
  const query = usePhoneFigures(screen.siteId, month);
  const data = query.data;
  const peak = Math.max(1, ...(data?.hours ?? []).map((row) => row.inbound));
  return (
    <Stack gap="lg">
      <Group align="end"><TextInput size="xs" type="month" label={w.month} value={month} onChange={(event) => setMonth(event.currentTarget.value || month)} /><Button size="xs" variant="default" component="a" href={`/api/sites/${screen.siteId}/telephone/month.xlsx?month=${month}`}>{w.download}</Button><Text size="sm" c="dimmed">{w.apart}</Text></Group>
      {query.isPending ? <LoadingState /> : !data ? <ErrorState onRetry={() => void query.refetch()} /> : (
        <>
          <Tally tally={data.total} />
          <section><Title order={2} size="h5">{w.missed} <SourceLink id="T-27" /></Title><dl className="fy-tally">{([[w.tasks, data.missed.tasks], [w.calledBack, data.missed.calledBack], [w.inTime, data.missed.inTime], [w.open, data.missed.open]] as const).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl></section>
          <section><Title order={2} size="h5">{w.messages} <SourceLink id="T-42" /></Title><dl className="fy-tally">{([[w.taken, data.messages.taken], [w.delivered, data.messages.delivered], [w.inTime, share(data.messages.inTime, data.messages.taken)], [w.urgent, share(data.messages.urgentInTime, data.messages.urgent)], [w.keyedIn, data.messages.keyedIn]] as const).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}{data.messages.averageMinutes === null ? null : <div><dt>{w.delivered}</dt><dd>{w.minutes(data.messages.averageMinutes.toFixed(1))}</dd></div>}</dl></section>
          {data.matters.length > 0 ? <section><Title order={2} size="h5">{w.matters} <SourceLink id="T-01" /></Title><Lines head={[words.purpose, w.tasks, w.done, w.inTime, w.average]} rows={data.matters.map((row) => [words.matter.kinds[row.kind as MatterKind], row.opened, row.done, share(row.inTime, row.opened), row.averageHours === null ? '' : w.hours(row.averageHours.toFixed(1))])} /></section> : null}
          {data.complaints && data.complaints.length > 0 ? <section><Title order={2} size="h5">{w.complaints} <SourceLink id="T-01" /></Title><Lines head={[w.complaints, w.tasks, w.done, w.inTime, w.average]} rows={data.complaints.map((row) => [w.stages[row.kind], row.opened, row.done, share(row.inTime, row.opened), row.averageHours === null ? '' : w.hours(row.averageHours.toFixed(1))])} /><Text size="sm" c="dimmed">{w.complaintsHint}</Text></section> : null}
          <section>
            <Title order={2} size="h5">{w.byHour}</Title>
            {data.hours.length === 0 ? <Text size="sm" c="dimmed">{w.none}</Text> : <ul className="fy-plain fy-lines">{data.hours.map((row) => <li key={row.hour} className="fy-hour"><span>{w.hour(row.hour)}</span><span className="fy-bar" style={{ width: `${Math.round((row.inbound / peak) * 100)}%` }} /><span>{row.inbound} · {w.abandoned} {row.abandoned}</span></li>)}</ul>}
          </section>
          <section><Title order={2} size="h5">{w.agents}</Title><Lines head={[w.agents, w.inbound, w.answered, `${w.within} · ${w.declared}`, `${w.within} · ${w.measured}`, w.transfers, w.lost, w.heldLong]} rows={data.agents.map((row) => [row.name ?? w.nobody, row.inbound, row.answered, share(row.declared.within, row.declared.known), share(row.measured.within, row.measured.known), row.transfers, row.lostTransfers, row.heldLong])} /></section>
          <section><Title order={2} size="h5">{w.purposes}</Title><Lines head={[words.purpose, w.inbound]} rows={data.purposes.map((row) => [row.purpose ? (words.purposes[row.purpose as keyof typeof words.purposes] ?? '') : w.unfilled, row.calls])} /></section>
          {data.checks.length > 0 ? <section><Title order={2} size="h5">{w.checks} <SourceLink id="T-03" /></Title><Lines head={[w.checks, words.check.yes, words.check.no, words.check.unseen]} rows={CHECK_ITEMS.flatMap((item) => { const row = data.checks.find((entry) => entry.item === item); return row ? [[language === 'zh' ? CHECK_WORDS[item] : clauseById(item).gist, row.yes, row.no, row.unseen]] : []; })} /><Text size="sm" c="dimmed">{w.trend} {data.checkTrend.map((row) => `${row.month} ${share(row.yes, row.yes + row.no)}`).join(words.separator)}</Text></section> : null}
        </>
      )}
    </Stack>
  );
};
