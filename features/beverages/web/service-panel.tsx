import { Alert, Button, Group, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type CSSProperties, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatTime, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { useNow } from '../../../platform/web/ui/countdown.tsx';
import { ScrollRegion } from '../../../platform/web/ui/scroll-region.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { servingSentence, type ServingMoment } from '../core/beverage-scripts.ts';
import { switchPeak, type BarView, type PartyView, type TableView } from '../core/service-contract.ts';
import { useBar, useParties, type BarScreen } from './bar-api.ts';
import { BAR_WORDS } from './bar-words.ts';
import { OrderSheet } from './order-sheet.tsx';
import { PartyPanel } from './party-panel.tsx';
import { usePartyTaps, type LastTap, type PartyTaps } from './party-taps.ts';
import { RunOutNote } from './run-out-note.tsx';
import { Say } from './say.tsx';
import { SERVICE_WORDS } from './service-words.ts';
import { TableTile, useDueText } from './table-tile.tsx';

const UNDO_MS = 10_000;
/** What is said after a tap: the next words the guest hears. */
const MOMENTS: Partial<Record<LastTap['what'], ServingMoment>> = { seat: 'ask', order: 'order', again: 'order', serve: 'serve', refill: 'refill', leave: 'clear' };

/** What was just done, the sentence that goes with it, and the way back for ten seconds. */
const LastBar = ({ taps, placeOf, bar }: { taps: PartyTaps; placeOf(party: PartyView): string; bar: BarView }): ReactNode => {
  const words = useWords(SERVICE_WORDS);
  const { language } = useLanguage();
  const { last } = taps;
  const { forget } = taps;
  const command = last?.commandId;
  useEffect(() => {
    if (!command) return undefined;
    const timer = setTimeout(forget, UNDO_MS);
    return () => clearTimeout(timer);
  }, [command, forget]);
  if (!last) return null;
  const moment = MOMENTS[last.what];
  const party = taps.folded?.touched.get(last.partyId) ?? bar.parties.find((entry) => entry.id === last.partyId) ?? last.party;
  const order = party?.orders.filter((entry) => entry.status !== 'cancelled').at(-1);
  return (
    <div className="fy-last" role="status">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600}>{party ? `${placeOf(party)} · ` : ''}{words.done[last.what] ?? ''}{last.isKept ? ` · ${words.offlineKept}` : ''}</Text>
        {party?.allowed.includes('undo') && last.what !== 'undo' ? <Button size="sm" variant="default" style={{ flexShrink: 0 }} loading={taps.busy.has(last.partyId)} onClick={() => void taps.tap(last.partyId, 'undo', [{ step: 'undo' }])}>{words.act.undo}</Button> : null}
      </Group>
      {moment ? <Say text={servingSentence(moment, language, { drinks: bar.menu.filter((item) => !item.isArchived).map((item) => item.name), order: order?.lines.map((line) => ({ name: line.name, quantity: line.quantity, note: line.note ?? undefined })) ?? [] })} /> : null}
    </div>
  );
};

/** 高峰模式: one button a drink, nothing else wants a finger. */
const PeakCounter = ({ bar, taps, canServe }: { bar: BarView; taps: PartyTaps; canServe: boolean }): ReactNode => {
  const words = useWords(SERVICE_WORDS);
  const plus = (itemId: string) => {
    const orderId = uuidv7();
    void taps.tap(uuidv7(), 'count', [{ step: 'seat', placeText: words.peak, count: true }, { step: 'order', orderId, lines: [{ itemId, quantity: 1 }] }, { step: 'serve', orderIds: [orderId] }, { step: 'clear' }]);
  };
  return (
    <Stack gap="xs">
      <Text size="sm">{words.peakNote}</Text>
      <Text fw={600}>{words.servedToday(bar.servingsToday)}</Text>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xs">
        {bar.menu.filter((item) => !item.isArchived).map((item) => <Button key={item.id} size="xl" variant="light" disabled={!canServe} onClick={() => plus(item.id)} style={{ height: 72 }} styles={{ label: { whiteSpace: 'normal' } }}>{words.plusOne(item.name)}</Button>)}
      </SimpleGrid>
    </Stack>
  );
};

const bands = (tables: readonly TableView[]): number => new Set(tables.map((table) => Math.round(table.y / 8))).size;
const SAME_ROW = 8;
/** How far neighbours of a row stand apart, in hundredths of the room: so wide a tile may be. */
const pitchOf = (tables: readonly TableView[]): number => Math.min(100, ...tables.flatMap((one, index) => tables.slice(index + 1).flatMap((other) => (Math.abs(one.y - other.y) < SAME_ROW && Math.abs(one.x - other.x) > 2 ? [Math.abs(one.x - other.x)] : []))));
/** What the names of all tables begin with, left out where there is no room for it: 洽谈桌12 is 12. */
const prefixOf = (tables: readonly TableView[]): string => {
  const [first, ...others] = tables.map((table) => table.name);
  let length = others.length === 0 ? 0 : (first ?? '').length;
  for (const name of others) while (!name.startsWith((first ?? '').slice(0, length))) length -= 1;
  const prefix = (first ?? '').slice(0, length).replace(/\d+$/, '');
  return tables.some((table) => table.name === prefix) ? '' : prefix;
};
/** The narrowest tile a finger hits, with its gap. */
const NARROWEST = 50;

/** The live room (B-05): tables where they stand, one tap the next act; the same at the desk and in the hand. */
export const ServicePanel = ({ screen, outbox }: { screen: BarScreen; outbox?: Outbox }): ReactNode => {
  const words = useWords(SERVICE_WORDS);
  const barWords = useWords(BAR_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const now = useNow();
  const dueText = useDueText();
  const taps = usePartyTaps(screen, { refusals: barWords.refusal, done: words.done }, outbox);
  const { query, folded } = taps;
  const [menuFor, setMenuFor] = useState<string>();
  const [panelFor, setPanelFor] = useState<string>();
  const [where, setWhere] = useState('');
  const peak = useAttempt(barWords.refusal);
  const drawn = query.data?.tables;
  const { pitch, prefix } = useMemo(() => ({ pitch: pitchOf(drawn ?? []), prefix: prefixOf(drawn ?? []) }), [drawn]);
  if (query.isPending) return <LoadingState />;
  if (!folded) return <ErrorState onRetry={() => void query.refetch()} />;
  const { bar, kept } = folded;
  const canServe = screen.may('beverages.serve');
  const placeOf = (party: PartyView): string => bar.tables.find((table) => table.id === party.tableId)?.name ?? party.placeText ?? '';
  const partyAt = (tableId: string): PartyView | undefined => bar.parties.find((party) => party.tableId === tableId);
  const act = (party: PartyView): void => {
    switch (party.nextStep) {
      case 'ask':
        // Asking and writing down go together: the menu opens with the tap.
        void taps.tap(party.id, 'ask', [{ step: 'ask' }]);
        return setMenuFor(party.id);
      case 'order':
        return setMenuFor(party.id);
      case 'serve':
        return void taps.tap(party.id, 'serve', [{ step: 'serve', orderIds: party.orders.filter((order) => order.status === 'waiting').map((order) => order.id) }]);
      case 'refill':
        return void taps.tap(party.id, 'refill', [{ step: 'refill' }]);
      case 'clear':
        return void taps.tap(party.id, 'clear', [{ step: 'clear' }]);
      default:
        return setPanelFor(party.id);
    }
  };
  const clear = (party: PartyView) => void taps.tap(party.id, 'clear', [{ step: 'clear' }]);
  const menuParty = bar.parties.find((party) => party.id === menuFor);
  const panelParty = bar.parties.find((party) => party.id === panelFor);
  const todo = [...bar.parties].filter((party) => party.next || party.nextStep === 'order').sort((a, b) => ((a.next?.dueAt ?? '') < (b.next?.dueAt ?? '') ? -1 : 1));
  const standing = bar.parties.filter((party) => party.tableId === null);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          {bar.closedAt ? <Text size="sm" fw={600}>{words.closedTag}</Text> : bar.readyAt ? <Text size="sm" className="fy-calm">● {words.ready} {formatTime(bar.readyAt, { zone: screen.zone, language })}</Text> : <Text size="sm" className="fy-soon">▲ {words.notReady} <SourceLink id="B-07" /></Text>}
          <Text size="sm" c="dimmed">{words.servedToday(bar.servingsToday)}</Text>
        </Group>
        {canServe ? <Button size="sm" variant={bar.peak ? 'filled' : 'default'} loading={peak.busy} onClick={() => void peak.attempt(async () => { await callApi(switchPeak, { siteId: screen.siteId, commandId: uuidv7(), on: !bar.peak }); await client.invalidateQueries({ queryKey: ['beverages', screen.siteId] }); })}>{bar.peak ? words.peakOff : words.peakOn}</Button> : null}
      </Group>
      {taps.error || peak.error ? <Alert color="red" variant="light" role="alert">{taps.error ?? peak.error}</Alert> : null}
      {folded.refused.filter(({ tap }) => tap.isKept).map(({ tap, code, placeOf: place }) => <Alert key={tap.commandId} color="yellow" variant="light" role="status">{words.mayFail(place)}{barWords.refusal[code] ?? barWords.refusal['other']}</Alert>)}
      {bar.closedAt ? null : <RunOutNote screen={screen} today={bar.today} />}
      {bar.peak ? <PeakCounter bar={bar} taps={taps} canServe={canServe} /> : null}
      {bar.tables.length === 0 ? <EmptyState title={words.outOfService} /> : (
        <ScrollRegion label={words.map}><div className="fy-room" style={{ height: `max(220px, calc(${bands(bar.tables)} * var(--row)))`, '--pitch': `${pitch}%`, minWidth: Math.floor((NARROWEST / pitch) * 100) } as CSSProperties}>
          {bar.tables.map((table) => {
            const party = partyAt(table.id);
            return (
              <TableTile
                key={table.id} table={table} prefix={prefix} party={party} due={dueText(party, now)} busy={party ? taps.busy.has(party.id) : false} canServe={canServe} isKept={kept.has(party?.id ?? table.id)}
                onTap={() => { if (party) act(party); else void taps.tap(uuidv7(), 'seat', [{ step: 'seat', tableId: table.id, count: false }]); }} onMore={() => party && setPanelFor(party.id)} onClear={() => party && clear(party)}
              />
            );
          })}
        </div></ScrollRegion>
      )}
      {bar.peak ? null : (
        <section>
          <Title order={2} size="h5">{words.todo}</Title>
          {todo.length === 0 ? <Text size="sm" c="dimmed">{words.nothing}</Text> : null}
          <ul className="fy-plain fy-todos">
            {todo.map((party) => {
              const due = dueText(party, now);
              return (
                <li key={party.id} className="fy-todo">
                  <button type="button" className="fy-row-button" onClick={() => setPanelFor(party.id)}><strong>{placeOf(party)}</strong> <span className={due.state === 'late' ? 'fy-late' : due.state === 'soon' ? 'fy-soon' : 'fy-calm'}>{due.text}</span>{kept.has(party.id) ? <Text span size="xs" c="dimmed"> {words.kept}</Text> : null}</button>
                  <Group gap="xs" wrap="nowrap">
                    {canServe && party.nextStep ? <Button variant="light" size="md" loading={taps.busy.has(party.id)} aria-label={`${placeOf(party)} ${words.act[party.nextStep]}`} onClick={() => act(party)}>{words.act[party.nextStep]}</Button> : null}
                    <Button variant="default" size="md" aria-label={`${placeOf(party)} ${words.act.more}`} onClick={() => setPanelFor(party.id)}>{words.act.more}</Button>
                  </Group>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      {standing.length > 0 || canServe ? (
        <section>
          <Title order={2} size="h5">{words.standing}</Title>
          <ul className="fy-plain">{standing.filter((party) => bar.peak || !todo.includes(party)).map((party) => <li key={party.id} className="fy-todo"><span><strong>{placeOf(party)}</strong>{kept.has(party.id) ? <Text span size="xs" c="dimmed"> {words.kept}</Text> : null}</span><Button variant="default" size="md" aria-label={`${placeOf(party)} ${words.act.more}`} onClick={() => setPanelFor(party.id)}>{words.act.more}</Button></li>)}</ul>
          {canServe ? (
            <form onSubmit={(event) => { event.preventDefault(); if (where.trim()) { void taps.tap(uuidv7(), 'seat', [{ step: 'seat', placeText: where.trim(), count: false }]); setWhere(''); } }}>
              <Group gap="xs" align="end" wrap="nowrap" maw={640}><TextInput style={{ flex: 1 }} label={words.placeWhere} maxLength={40} value={where} onChange={(event) => setWhere(event.currentTarget.value)} /><Button type="submit" size="md" variant="light" disabled={where.trim() === ''}>{words.seatStanding}</Button></Group>
            </form>
          ) : null}
        </section>
      ) : null}
      <LastBar taps={taps} placeOf={placeOf} bar={bar} />
      {menuParty ? (
        <OrderSheet
          key={menuParty.id} title={`${placeOf(menuParty)} · ${words.menu}`} party={menuParty} menu={bar.menu} busy={taps.busy.has(menuParty.id)} onClose={() => setMenuFor(undefined)} onGuests={(guests) => void taps.tap(menuParty.id, 'guests', [{ step: 'guests', guests }])}
          onAgain={() => { void taps.tap(menuParty.id, 'again', [{ step: 'again', orderId: uuidv7() }]); setMenuFor(undefined); }}
          onOrder={(lines) => { void taps.tap(menuParty.id, 'order', [{ step: 'order', orderId: uuidv7(), lines: lines.map(({ itemId, quantity, note, allergy }) => ({ itemId, quantity, ...(note.trim() ? { note: note.trim() } : {}), ...(allergy.trim() ? { allergy: allergy.trim() } : {}) })) }]); setMenuFor(undefined); }}
        />
      ) : null}
      {panelParty && !menuParty ? <PartyPanel party={panelParty} place={placeOf(panelParty)} placeOf={placeOf} tables={bar.tables} parties={bar.parties} taps={taps} zone={screen.zone} isKept={kept.has(panelParty.id)} snooze={bar.limits.snooze} onMenu={() => setMenuFor(panelParty.id)} onClose={() => setPanelFor(undefined)} /> : null}
    </Stack>
  );
};

/** Today's guests, ended ones too: who was asked and served when, what was not recorded. */
export const TodaysParties = ({ screen }: { screen: BarScreen }): ReactNode => {
  const words = useWords(SERVICE_WORDS);
  const { language } = useLanguage();
  const bar = useBar(screen);
  const query = useParties(screen.siteId, bar.data?.today);
  const when = (instant: string): string => formatTime(instant, { zone: screen.zone, language });
  const ended = query.data?.parties.filter((party) => party.kind !== 'count' && (party.status === 'cleared' || party.status === 'left')) ?? [];
  return (
    <section>
      <Title order={2} size="h5">{words.history}</Title>
      {query.isError && !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : query.isSuccess && ended.length === 0 ? <Text size="sm" c="dimmed">{words.noHistory}</Text> : null}
      <ul className="fy-plain">
        {ended.map((party) => (
          <li key={party.id} className="fy-person">
            <strong>{query.data?.tables.find((table) => table.id === party.tableId)?.name ?? party.placeText}</strong> {when(party.seated.at)}–{party.cleared ? when(party.cleared.at) : ''} · {party.guests === null ? words.guestsUnknown : words.guests(party.guests)} · {words.servings(party.servings)}
            <Text size="sm" c="dimmed">{words.done['ask']} {party.asked ? `${when(party.asked.at)}（${party.asked.by}）` : words.unrecorded} · {words.done['serve']} {party.orders.flatMap((order) => (order.served ? [`${when(order.served.at)}（${order.served.by}）`] : [])).join('、') || words.unrecorded}</Text>
          </li>
        ))}
      </ul>
    </section>
  );
};
