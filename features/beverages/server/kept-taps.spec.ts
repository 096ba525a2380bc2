import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMinutes } from '../../../platform/core/instant.ts';
import { applyClockChanges, type ClockRow } from '../../../platform/server/clock-store.ts';
import type { BarItem } from '../core/bar-item.ts';
import { evolveParty, isPartyOpen, servingsOf, type Party } from '../core/bar-party.ts';
import { withKeptTaps, type KeptTap } from '../core/kept-taps.ts';
import { partyClocks } from '../core/party-clocks.ts';
import { takePartySteps } from '../core/party-rules.ts';
import type { PartyStep } from '../core/party-steps.ts';
import { partyView } from '../core/party-view.ts';
import type { BarView } from '../core/service-contract.ts';
import { runningOf } from './bar-queries.ts';

const NOON = '2026-11-23T04:00:00.000Z';
const SITE = '00000000-0000-4000-8000-000000000001';
const LIMITS = { askTarget: 1, ask: 3, serveTarget: 3, serve: 5, refill: 15, snooze: 5, clear: 3 };
const id = (kind: string, nth: number): string => `00000000-0000-4000-8000-${kind}${String(nth).padStart(11, '0')}`;
const [TABLES, DRINKS] = [[id('a', 1), id('a', 2)], [id('b', 1), id('b', 2)]];
const drink = (itemId: string): BarItem => ({ id: itemId, siteId: SITE, kind: 'drink', name: itemId.slice(-1), unit: '杯', recipe: [], reusable: false, inPar: true, share: 1, allergens: '', sort: 0 });
const items = new Map(DRINKS.map((itemId) => [itemId, drink(itemId)]));
const empty: BarView = {
  now: NOON, today: '2026-11-23', peak: false, readyAt: NOON, closedAt: null, opensAt: null, limits: LIMITS, parties: [], servingsToday: 0,
  tables: TABLES.map((tableId) => ({ id: tableId, name: tableId.slice(-1), seats: 4, x: 0, y: 0, inService: true })), menu: DRINKS.map((itemId) => ({ id: itemId, name: itemId.slice(-1), allergens: '', cup: null, onHand: 9, isArchived: false })),
};

/** What the server does with taps, as far as the room shows it: the same rules, its own clock rows. */
const served = (taps: readonly KeptTap[], bar: BarView): BarView => {
  const parties = new Map<string, { state: Party; clocks: ClockRow[] }>();
  for (const tap of taps) {
    const had = parties.get(tap.partyId);
    const open = [...parties.values()].filter(({ state }) => isPartyOpen(state.status));
    const ids = { siteId: SITE, subject: tap.partyId };
    const taken = takePartySteps(had?.state, tap.steps, {
      at: tap.tappedAt, by: '我', day: bar.today, hour: 12, isPeak: bar.peak, isDayReady: true, items, onHand: new Map(), tables: new Map(bar.tables.map((table) => [table.id, table.name])),
      takenTables: new Map(open.flatMap(({ state }) => (state.tableId ? [[state.tableId, state.id]] : []))),
    }, ids);
    if (!taken.ok) continue;
    let state = had?.state;
    const changes = taken.events.flatMap((event) => { state = evolveParty(state, event, ids); return partyClocks(event, state, { ...LIMITS, calendarVersion: 1 }); });
    if (state) parties.set(tap.partyId, { state, clocks: applyClockChanges(had?.clocks ?? [], changes, tap.tappedAt).rows });
  }
  const all = [...parties.values()];
  return {
    ...bar, servingsToday: all.reduce((sum, { state }) => sum + servingsOf(state), 0),
    parties: all.filter(({ state }) => isPartyOpen(state.status)).map(({ state, clocks }) => partyView({ party: state, version: 0, running: runningOf(clocks), itemName: (itemId) => itemId.slice(-1), personName: (name) => name, below: new Set() })),
  };
};
const shown = (bar: BarView) => ({
  servings: bar.servingsToday,
  parties: bar.parties.map(({ running, ...party }) => ({ ...party, running: [...running].map((clock) => `${clock.clock}/${clock.round} ${clock.startedAt} ${clock.dueAt}`).sort() })).sort((one, other) => (one.id < other.id ? -1 : 1)),
});

const tap = (partyId: string, minute: number, ...steps: PartyStep[]): KeptTap => ({ partyId, steps, tappedAt: addMinutes(NOON, minute) });
const anyStep = fc.oneof(
  fc.record({ step: fc.constant('seat' as const), tableId: fc.constantFrom(...TABLES), count: fc.constant(false) }),
  fc.record({ step: fc.constant('order' as const), orderId: fc.nat(6).map((nth) => id('c', nth)), lines: fc.constantFrom(...DRINKS).map((itemId) => [{ itemId, quantity: 2 }]) }),
  fc.record({ step: fc.constant('again' as const), orderId: fc.nat(6).map((nth) => id('c', nth)) }),
  fc.record({ step: fc.constant('serve' as const), orderIds: fc.nat(6).map((nth) => [id('c', nth)]) }),
  fc.record({ step: fc.constant('cancel' as const), orderId: fc.nat(6).map((nth) => id('c', nth)) }),
  fc.record({ step: fc.constant('guests' as const), guests: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ step: fc.constant('move' as const), tableId: fc.constantFrom(...TABLES) }),
  ...(['ask', 'refill', 'leave', 'clear', 'undo'] as const).map((step) => fc.constant({ step })),
);

describe('taps kept in the phone', () => {
  it('given any taps, when some have been sent and the rest is kept, then the phone shows the room as the server will once it has all (B-05)', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1), anyStep), { maxLength: 24 }), fc.nat(24), (said, sent) => {
        const taps = said.map(([party, step], minute) => tap(id('d', party), minute, step));
        // The server forgets parties that left the room; whoever goes on with one is refused there and shown nothing here.
        const before = served(taps.slice(0, sent), empty);
        const gone = new Set(taps.slice(0, sent).map((one) => one.partyId).filter((partyId) => !before.parties.some((party) => party.id === partyId)));
        const rest = taps.slice(sent);
        fc.pre(!rest.some((one) => gone.has(one.partyId)));
        // A clock that ended before the phone last looked is not in its view, so that taking back what ended it cannot revive it to the minute.
        fc.pre(sent === 0 || !rest.some((one) => one.steps.some((step) => step.step === 'undo')));
        expect(shown(withKeptTaps(before, rest, { siteId: SITE, name: '我', zone: 'Asia/Shanghai' }).bar)).toEqual(shown(served(taps, empty)));
      }),
      { numRuns: 400 },
    );
  });

  it('given a kept tap whose answer is still on the way, when the room already has it, then it is not shown twice', () => {
    const party = id('d', 0);
    const all = [tap(party, 0, { step: 'seat', tableId: TABLES[0], count: false }), tap(party, 1, { step: 'order', orderId: id('c', 0), lines: [{ itemId: DRINKS[0] ?? '', quantity: 2 }] }), tap(party, 2, { step: 'serve', orderIds: [id('c', 0)] }), tap(party, 20, { step: 'refill' })];
    const room = served(all, empty);
    expect(shown(withKeptTaps(room, all, { siteId: SITE, name: '我', zone: 'Asia/Shanghai' }).bar)).toEqual(shown(room));
  });

  it('given a table somebody else took meanwhile, when a kept tap seats there, then the room shows who sits there and nobody twice', () => {
    const room = served([tap(id('d', 0), 0, { step: 'seat', tableId: TABLES[0], count: false })], empty);
    const { bar, kept } = withKeptTaps(room, [tap(id('d', 1), 1, { step: 'seat', tableId: TABLES[0], count: false })], { siteId: SITE, name: '我', zone: 'Asia/Shanghai' });
    expect([bar.parties.map((party) => party.id), kept.size]).toEqual([[id('d', 0)], 0]);
  });
});
