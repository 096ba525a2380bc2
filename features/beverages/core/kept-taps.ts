import { z } from 'zod';
import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import { zId, zInstant } from '../../../platform/core/contract.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { localTime } from '../../../platform/core/working-calendar.ts';
import type { BarItem } from './bar-item.ts';
import { evolveParty, isPartyOpen, servingsOf, type Party } from './bar-party.ts';
import { partyClocks } from './party-clocks.ts';
import { takePartySteps } from './party-rules.ts';
import { zPartyStep } from './party-steps.ts';
import { partyView } from './party-view.ts';
import type { BarView, PartyView } from './service-contract.ts';

/** A tap that the phone keeps until there is network again. */
export const zKeptTap = z.object({ partyId: zId, steps: z.array(zPartyStep), tappedAt: zInstant });
export type KeptTap = z.output<typeof zKeptTap>;

type Clock = PartyView['running'][number] & { readonly ended: 'stop' | 'cancel' | undefined };

/** As much of the party as its view tells; names stand for people, and what it moved in the store is the server's business. */
const partyOf = (view: PartyView, day: string, siteId: string): Party => ({
  id: view.id, siteId, kind: view.kind, status: view.status, day, isTimed: view.isTimed, dayNotReady: view.dayNotReady, seated: view.seated, refills: view.refills, snoozed: 0, cups: {}, cupCount: 0, late: view.late, moves: [],
  servings: view.servings > 0 ? [{ itemId: '', quantity: view.servings, day, hour: 0 }] : [],
  orders: view.orders.map(({ served, lines, ...order }) => ({
    ...order, taken: [], ...(served ? { served: { ...served, day, hour: 0 } } : {}),
    lines: lines.map(({ itemId, quantity, note, allergy }) => ({ itemId, quantity, ...(note ? { note } : {}), ...(allergy ? { allergy } : {}) })),
  })),
  ...(view.tableId ? { tableId: view.tableId } : {}), ...(view.placeText ? { placeText: view.placeText } : {}), ...(view.guests ? { guests: view.guests } : {}), ...(view.asked ? { asked: view.asked } : {}),
  ...(view.left ? { left: view.left } : {}), ...(view.cleared ? { cleared: view.cleared } : {}), ...(view.last ? { last: view.last } : {}),
});

/** As the server does with its rows: what was stopped can run on as before, what was cancelled cannot. */
const withChange = (clocks: readonly Clock[], change: ClockChange): readonly Clock[] => {
  const others = clocks.filter((clock) => clock.clock !== change.clock || clock.round !== change.round);
  const had = clocks.find((clock) => !others.includes(clock));
  switch (change.do) {
    case 'start':
      return [...others, { clock: change.clock, round: change.round, startedAt: change.startedAt, warnAt: change.warnAt ?? null, dueAt: change.dueAt, ended: undefined }];
    case 'resume':
      if (!had) return withChange(clocks, { ...change, do: 'start' });
      return had.ended === 'stop' ? [...others, { ...had, ended: undefined }] : clocks;
    case 'stop':
    case 'cancel':
      return had && !had.ended ? [...others, { ...had, ended: change.do }] : clocks;
    default: {
      const never: never = change;
      return never;
    }
  }
};

/** The server has it already: what is left in the phone is only its answer. */
const isThere = (view: PartyView, at: Instant): boolean =>
  [view.seated, view.asked, view.left, view.cleared, ...view.refills, ...view.orders.flatMap((order) => [order.ordered, order.served])].some((mark) => mark?.at === at);

/**
 * The room as it will be when the kept taps are sent: each judged by the same rules on what the one before left. One
 * that would be refused changes nothing here; its sender is told when it is sent. `kept`: parties and tables touched.
 */
export const withKeptTaps = (bar: BarView, taps: readonly KeptTap[], me: { readonly siteId: string; readonly name: string; readonly zone: string }): { readonly bar: BarView; readonly kept: ReadonlySet<string> } => {
  const kept = new Set<string>();
  // Of an item the rules want to know that it is on the menu; what it takes from the store is posted by the server.
  const items = new Map(bar.menu.map((item): [string, BarItem] => [
    item.id,
    { id: item.id, siteId: me.siteId, kind: 'drink', name: item.name, unit: '', recipe: [], reusable: false, inPar: false, share: 0, allergens: item.allergens, sort: 0, ...(item.isArchived ? { archivedAt: bar.now } : {}) },
  ]));
  const names = new Map([...bar.menu, ...bar.parties.flatMap((party) => party.orders.flatMap((order) => order.lines.map((line) => ({ id: line.itemId, name: line.name }))))].map((item) => [item.id, item.name]));
  const tables = new Map(bar.tables.map((table) => [table.id, table.name]));
  const known = new Map<string, { readonly state: Party; readonly clocks: readonly Clock[] }>();
  let now = bar;
  for (const tap of taps) {
    const view = now.parties.find((party) => party.id === tap.partyId);
    if (view && isThere(view, tap.tappedAt)) continue;
    const ids = { siteId: me.siteId, subject: tap.partyId };
    const had = known.get(tap.partyId) ?? (view && { state: partyOf(view, bar.today, me.siteId), clocks: view.running.map((clock): Clock => ({ ...clock, ended: undefined })) });
    const taken = takePartySteps(had?.state, tap.steps, {
      at: tap.tappedAt, by: me.name, day: bar.today, hour: Number(localTime(tap.tappedAt, me.zone).slice(0, 2)), isPeak: bar.peak, isDayReady: bar.readyAt !== null && bar.closedAt === null, items, onHand: new Map(),
      takenTables: new Map(now.parties.flatMap((party) => (party.tableId ? [[party.tableId, party.id]] : []))), tables,
    }, ids);
    if (!taken.ok) continue;
    let state = had?.state;
    let clocks = had?.clocks ?? [];
    for (const event of taken.events) {
      state = evolveParty(state, event, ids);
      for (const change of partyClocks(event, state, { ...bar.limits, calendarVersion: 0 })) clocks = withChange(clocks, change);
    }
    if (!state) continue;
    known.set(tap.partyId, { state, clocks });
    const after = partyView({ party: state, version: view?.version ?? 0, running: clocks.filter((clock) => !clock.ended), itemName: (id) => names.get(id) ?? '', personName: (name) => name, below: new Set() });
    kept.add(tap.partyId);
    for (const tableId of [view?.tableId, after.tableId]) if (tableId) kept.add(tableId);
    now = {
      ...now, servingsToday: now.servingsToday + servingsOf(state) - (had ? servingsOf(had.state) : 0),
      parties: [...now.parties.filter((party) => party.id !== tap.partyId), ...(isPartyOpen(state.status) ? [{ ...after, below: view?.below ?? [] }] : [])],
    };
  }
  return { bar: now, kept };
};
