import { Alert, Button, Checkbox, Group, NumberInput, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { ScrollRegion } from '../../../platform/web/ui/scroll-region.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { changeBarEndpoint } from '../core/service-contract.ts';
import { makeRecordEndpoint, type ParView } from '../core/stock-contract.ts';
import { usePar, useRefresh, type BarScreen } from './bar-api.ts';
import { BAR_WORDS } from './bar-words.ts';
import { PaperLinks } from './paper-links.tsx';
import { RunOutList } from './run-out-note.tsx';
import { STOCK_WORDS } from './stock-words.ts';

const Lines = ({ par, lines, title }: { par: ParView; lines: ParView['lines']; title: string }): ReactNode => {
  const words = useWords(STOCK_WORDS);
  const bar = useWords(BAR_WORDS);
  const itemOf = (id: string) => par.items.find((item) => item.id === id);
  return (
    <ScrollRegion label={title}>
      <Table className="fy-figures">
        <Table.Thead><Table.Tr><Table.Th>{title}</Table.Th><Table.Th>{words.wanted}</Table.Th><Table.Th>{words.onHand}</Table.Th><Table.Th style={{ whiteSpace: 'nowrap' }}>{words.coming}</Table.Th><Table.Th>{words.short}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {lines.map((line) => {
            const item = itemOf(line.itemId);
            return <Table.Tr key={line.itemId}><Table.Td>{item?.name}</Table.Td><Table.Td style={{ whiteSpace: 'nowrap' }}>{line.need} {item?.unit}</Table.Td><Table.Td>{line.onHand}{line.washing > 0 ? <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>{words.washing(line.washing)}</Text> : null}</Table.Td><Table.Td>{line.coming > 0 ? line.coming : bar.none}</Table.Td><Table.Td style={{ whiteSpace: 'nowrap' }}>{line.short > 0 ? <strong className="fy-soon">▲ {line.short} {item?.unit}{line.packs && item?.pack ? ` · ${words.packs(line.packs, item.pack.name)}` : ''}</strong> : words.enough}</Table.Td></Table.Tr>;
          })}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
};

/** B-09 with its numbers on the screen: seats, multiple, day, bookings; what is short becomes a requisition. */
export const ParPanel = ({ screen }: { screen: BarScreen }): ReactNode => {
  const words = useWords(STOCK_WORDS);
  const bar = useWords(BAR_WORDS);
  const [day, setDay] = useState<string>();
  const query = usePar(screen.siteId, day);
  const refresh = useRefresh(screen.siteId);
  const [booked, setBooked] = useState<number>();
  const [done, setDone] = useState<string>();
  const { busy, error, attempt } = useAttempt(bar.refusal);
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const par = query.data;
  const short = [...par.lines, ...par.cups].filter((line) => line.short > 0);
  const nameOf = (id: string): string => par.items.find((item) => item.id === id)?.name ?? '';
  const plan = (launch: boolean, bookedGuests: number) => void attempt(async () => { await callApi(changeBarEndpoint, { siteId: screen.siteId, commandId: uuidv7(), change: { change: 'plan', day: par.day, launch, bookedGuests } }); setBooked(undefined); await refresh(); });
  const requisition = () =>
    void attempt(async () => {
      const recordId = uuidv7();
      await callApi(makeRecordEndpoint, { siteId: screen.siteId, recordId, commandId: uuidv7(), record: { kind: 'shortage', forDay: par.day } }).finally(() => void refresh());
      setDone(recordId);
    });
  const multiple = (par.percent / 100).toFixed(1);
  return (
    <Stack gap="md" maw={900}>
      <Group align="end"><TextInput type="date" label={bar.day} value={par.day} onChange={(event) => { if (event.currentTarget.value) { setDay(event.currentTarget.value); setDone(undefined); } }} /><Text fw={600}>{words.dayType[par.dayType]}</Text></Group>
      <section>
        <Title order={2} size="h4">{words.parTitle} <SourceLink id="B-09" /></Title>
        <p className="fy-formula">{words.formula(par.seats, multiple, (par.factor / 100).toFixed(1), par.bySeats)} <SourceLink id="beverages.par_per_seat" origin="house" /></p>
        {par.bookedGuests > 0 ? <p className="fy-formula">{words.byGuests(par.bookedGuests, par.servingsPerGuest, par.byGuests)} <SourceLink id="beverages.servings_per_guest" origin="house" /> · {words.greater}</p> : null}
        <Text fw={600}>{words.need(par.need)}</Text>
        <Text size="sm" c="dimmed">{words.cut}</Text>
      </section>
      {screen.may('beverages.manage') ? (
        <Group align="end"><Text size="sm" fw={600}>{words.plan}</Text><Checkbox label={words.launch} checked={par.launch} disabled={busy} onChange={(event) => plan(event.currentTarget.checked, par.bookedGuests)} /><NumberInput hideControls label={words.booked} w={140} min={0} max={5000} allowNegative={false} allowDecimal={false} value={booked ?? par.bookedGuests} onChange={(value) => setBooked(Number(value) || 0)} /><Button variant="default" loading={busy} disabled={booked === undefined} onClick={() => plan(par.launch, booked ?? 0)}>{bar.save}</Button></Group>
      ) : null}
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      <Text size="sm" c="dimmed">{words.shortIs}</Text>
      <RunOutList par={par} zone={screen.zone} />
      <Lines par={par} lines={par.lines} title={words.materials} />
      <Lines par={par} lines={par.cups} title={words.cups} />
      <Group>{screen.may('beverages.stock') ? <Button loading={busy} disabled={short.length === 0 || done !== undefined} onClick={requisition}>{words.requisition}</Button> : null}{done ? <><Text size="sm" role="status">{words.requisitioned}</Text><PaperLinks siteId={screen.siteId} paper="requisition" query={`id=${done}`} print={words.printRequisition} /></> : short.length === 0 ? <Text size="sm" c="dimmed">{words.noShort}</Text> : null}</Group>
      <section>
        <Title order={2} size="h5">{words.usage}</Title>
        {par.usage.length === 0 ? <Text size="sm" c="dimmed">{words.noUsage}</Text> : null}
        <ScrollRegion label={words.usage}><Table><Table.Thead><Table.Tr><Table.Th>{words.drink}</Table.Th><Table.Th>{words.share}</Table.Th><Table.Th>{words.servings}</Table.Th><Table.Th>{words.usage}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>{par.drinks.map((drink) => { const usage = par.usage.find((entry) => entry.itemId === drink.itemId); return <Table.Tr key={drink.itemId}><Table.Td>{nameOf(drink.itemId)}</Table.Td><Table.Td>{drink.share}</Table.Td><Table.Td>{drink.servings}</Table.Td><Table.Td>{usage ? `${words.expected(usage.expected, usage.days)}${usage.busiest ? words.busiest(usage.busiest.hour, usage.busiest.servings) : ''}` : bar.none}</Table.Td></Table.Tr>; })}</Table.Tbody>
        </Table></ScrollRegion>
      </section>
    </Stack>
  );
};
