import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { applyClockChanges, type ClockRow } from '../../../platform/server/clock-store.ts';
import { servingsLeft, usesOf, type BarItem } from './bar-item.ts';
import { evolveParty, isPartyOpen, type Party, type PartyEvent } from './bar-party.ts';
import { partyClocks } from './party-clocks.ts';
import { allowedSteps, merge, takePartySteps } from './party-rules.ts';
import type { PartyStep } from './party-steps.ts';
import { partyView } from './party-view.ts';
import { foldTaps, keptTap, type PendingTap } from './pending-taps.ts';
import { takePartySteps as endpoint, type BarView, type PartyView } from './service-contract.ts';

const SITE = 's';
const WHO = { siteId: SITE, zone: 'Asia/Shanghai', name: '黄思雨' };
const TODAY = '2026-11-23';
const NINE: Instant = '2026-11-23T01:00:00.000Z';
const LIMITS = { askTarget: 1, ask: 3, serveTarget: 3, serve: 5, refill: 15, snooze: 5, clear: 3, calendarVersion: 1 };
const TABLES = ['t1', 't2', 't3'];
const drink = (id: string, more: Partial<BarItem> = {}): BarItem => ({ id, siteId: SITE, kind: 'drink', name: `饮品${id}`, unit: '杯', recipe: [], reusable: false, inPar: true, share: 1, allergens: '', sort: 0, ...more });
const ITEMS = new Map([drink('tea', { recipe: [{ itemId: 'leaves', quantity: 3 }], cupId: 'cup' }), drink('water'), drink('gone', { archivedAt: NINE }), drink('leaves', { kind: 'ingredient' }), drink('cup', { kind: 'cup', reusable: true })].map((item) => [item.id, item]));

/** What the store began with; a tea takes three grams, a bottle of water itself. */
const STORE: Readonly<Record<string, number>> = { leaves: 40, water: 12, gone: 3, cup: 9 };
/** The server's own way with a tap, without its database: the same rules on whole parties, the runner's clocks, its findings. */
const openServer = () => {
  const rows = new Map<string, { party: Party; clocks: ClockRow[] }>();
  const done: string[] = [];
  const settle = (id: string, events: readonly PartyEvent[], now: Instant): void => {
    let party = rows.get(id)?.party;
    const changes = [];
    for (const event of events) {
      party = evolveParty(party, event, { siteId: SITE, subject: id });
      changes.push(...partyClocks(event, party, LIMITS));
    }
    const clocks = applyClockChanges(rows.get(id)?.clocks ?? [], changes, now);
    for (const { type, row } of clocks.findings) party = evolveParty(party, { type, at: now, by: '', clock: row.clock, round: row.round, dueAt: row.dueAt }, { siteId: SITE, subject: id });
    if (party) rows.set(id, { party, clocks: clocks.rows });
  };
  const take = (tap: PendingTap): string | undefined => {
    if (done.includes(tap.commandId)) return undefined;
    const [party, now] = [rows.get(tap.partyId)?.party, addMinutes(tap.tappedAt, 1)];
    if ('intoId' in tap) {
      const into = rows.get(tap.intoId)?.party;
      if (!party || !into) return 'not-found';
      const verdict = merge(into, party, { at: tap.tappedAt, by: WHO.name });
      if (!verdict.ok) return verdict.code;
      settle(tap.intoId, verdict.events, now);
      settle(tap.partyId, verdict.otherEvents, now);
    } else {
      const seats = [...rows.values()].flatMap((row) => (row.party.tableId && isPartyOpen(row.party.status) ? [[row.party.tableId, row.party.id] as const] : []));
      const verdict = takePartySteps(party, tap.steps, { at: tap.tappedAt, by: WHO.name, day: TODAY, hour: 9, isPeak: false, isDayReady: true, items: ITEMS, onHand: new Map(), takenTables: new Map(seats), tables: new Map(TABLES.map((id) => [id, id])) }, { siteId: SITE, subject: tap.partyId });
      if (!verdict.ok) return verdict.code;
      settle(tap.partyId, verdict.events, now);
    }
    done.push(tap.commandId);
    return undefined;
  };
  const viewOf = ({ party, clocks }: { party: Party; clocks: ClockRow[] }): PartyView => partyView({ party, version: 1, clocks, itemName: (id) => ITEMS.get(id)?.name ?? '', personName: (id) => id, below: new Set() });
  const left = (id: string): number => [...rows.values()].reduce((all, { party }) => all + party.moves.reduce((sum, move) => sum + (move.itemId === id ? move.onHand : 0), 0), STORE[id] ?? 0);
  const drinks = [...ITEMS.values()].filter((item) => item.kind === 'drink');
  const map = (asked: readonly PendingTap[] = []): BarView => ({
    now: NINE, today: TODAY, peak: false, readyAt: NINE, closedAt: null, opensAt: NINE, limits: LIMITS, done: asked.map((tap) => tap.commandId).filter((id) => done.includes(id)),
    tables: TABLES.map((id) => ({ id, name: id, seats: 4, x: 0, y: 0, inService: true })),
    menu: drinks.map((item) => ({ id: item.id, name: item.name, allergens: '', cup: null, onHand: servingsLeft(item, left), isArchived: item.archivedAt !== undefined, uses: [...usesOf(item)] })),
    stock: [...new Set(drinks.flatMap((item) => usesOf(item).map((use) => use.itemId)))].map((itemId) => ({ itemId, onHand: left(itemId) })),
    parties: [...rows.values()].filter(({ party }) => isPartyOpen(party.status)).map(viewOf),
    servingsToday: [...rows.values()].reduce((all, { party }) => all + party.servings.reduce((sum, line) => sum + line.quantity, 0), 0),
  });
  /** Those a phone has seen go. */
  const ended = (): PartyView[] => [...rows.values()].filter(({ party }) => !isPartyOpen(party.status)).map(viewOf);
  return { take, map, ended, party: (id: string) => rows.get(id)?.party };
};

/** What a screen draws; the order of clocks and the version are nobody's business, a finding's own moment is the server's. */
const drawn = (bar: BarView): unknown => ({
  servings: bar.servingsToday, left: bar.menu.map((drink) => drink.onHand), stock: bar.stock,
  parties: bar.parties.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ version: _version, clocks, ...party }: PartyView) => ({ ...party, clocks: clocks.filter((clock) => clock.stoppedAt === null).map((clock) => `${clock.clock}/${clock.round} ${clock.startedAt} ${clock.dueAt} ${clock.breachedAt !== null}`).sort() })),
});

type Draw = { readonly party: number; readonly pick: number; readonly other: number; readonly after: number };
const anyDraws = fc.array(fc.record({ party: fc.nat(3), pick: fc.nat(999), other: fc.nat(99), after: fc.integer({ min: 0, max: 12 }) }), { minLength: 8, maxLength: 30, size: 'max' });

/** Taps as fingers make them: mostly what the screen offers, now and then something it does not; two phones never choose the same id. */
const tapsOf = (draws: readonly Draw[]): PendingTap[] => {
  const server = openServer();
  let minutes = 0;
  return draws.map(({ party, pick, other, after }, index) => {
    minutes += after;
    const partyId = `p${party}`;
    const head = { commandId: `c${index}`, partyId, tappedAt: addMinutes(NINE, minutes), isKept: true };
    const known = server.party(partyId);
    const tableId = TABLES[other % TABLES.length] ?? '';
    const names = known ? allowedSteps(known) : [];
    const name = names.length === 0 || pick % 11 === 0 ? (['ask', 'refill', 'leave', 'undo', 'again', 'move'] as const)[pick % 6] : names[pick % names.length];
    const lines = [{ itemId: ['tea', 'water', 'water', 'gone'][other % 4] ?? '', quantity: 1 + (other % 3) }];
    const stepOf = (): PartyStep => {
      switch (name) {
        case 'guests': return { step: name, guests: 1 + (other % 9) };
        case 'order': return { step: name, orderId: `o${index}`, lines };
        case 'again': return { step: name, orderId: `o${index}` };
        case 'cancel': return { step: name, orderId: known?.orders[other % (known.orders.length || 1)]?.id ?? '' };
        case 'serve': return { step: name, orderIds: known?.orders.filter((order) => order.status === 'waiting').map((order) => order.id) ?? [] };
        case 'move': return { step: name, tableId };
        case 'seat': case undefined: return { step: 'ask' };
        default: return { step: name };
      }
    };
    const seat: PartyStep = { step: 'seat', ...(other % 3 === 0 ? { placeText: '沙盘' } : { tableId }), count: other % 7 === 0 };
    const tap: PendingTap = !known ? { ...head, steps: pick % 4 === 0 ? [seat, { step: 'order', orderId: `o${index}`, lines }] : [seat] } : pick % 29 === 0 ? { ...head, intoId: `p${other % 4}` } : { ...head, steps: [stepOf()] };
    server.take(tap);
    return tap;
  });
};

describe('taps the server has not answered', () => {
  it('given any taps, some of them with the server, when the rest is folded over its map, then the room and what is left of each drink are what the server has once they have come, ended parties brought back too, and what it refuses stands aside (B-05)', () => {
    fc.assert(
      fc.property(anyDraws, fc.nat(99), fc.nat(99), (draws, first, second) => {
        const taps = tapsOf(draws);
        const split = Math.floor((taps.length * first) / 100);
        const more = Math.floor(((taps.length - split) * second) / 100);
        const server = openServer();
        const pending = taps.slice(split);
        for (const tap of taps.slice(0, split)) server.take(tap);
        const before = server.map();
        const folded = foldTaps(before, pending, WHO, server.ended());
        const codes = new Map(pending.slice(0, more).map((tap) => [tap.commandId, server.take(tap)]));
        const [half, gone] = [server.map(pending), server.ended()];
        for (const tap of pending.slice(more)) codes.set(tap.commandId, server.take(tap));
        const after = server.map(pending);
        expect(drawn(folded.bar)).toEqual(drawn(after));
        for (const { tap, code } of folded.refused) expect(codes.get(tap.commandId)).toBe(code);
        // Half of them or all with the server and the map asked about them: none is shown twice.
        const accepted = pending.filter((tap) => codes.get(tap.commandId) === undefined);
        expect(drawn(foldTaps(half, accepted, WHO, gone).bar)).toEqual(drawn(after));
        expect(drawn(foldTaps(after, accepted, WHO, server.ended()).bar)).toEqual(drawn(after));
      }),
      { numRuns: 400 },
    ); 
  });

  const seated = (tableId: string): BarView => { const server = openServer(); server.take({ commandId: 'c0', partyId: 'p1', tappedAt: NINE, isKept: true, steps: [{ step: 'seat', tableId, count: false }] }); return server.map(); };
  const later = (commandId: string, steps: readonly PartyStep[], partyId = 'p1'): PendingTap => ({ commandId, partyId, tappedAt: addMinutes(NINE, 1), isKept: true, steps });

  it('given a tap that waits for a network, then its party and its table are marked; one on its way is not', () => {
    const bar = seated('t1');
    expect([...foldTaps(bar, [later('c1', [{ step: 'ask' }])], WHO).kept].sort()).toEqual(['p1', 't1']);
    const clearing = foldTaps(bar, [later('c1', [{ step: 'clear' }])], WHO);
    expect([clearing.bar.parties, [...clearing.kept].sort(), clearing.touched.get('p1')?.status]).toEqual([[], ['p1', 't1'], 'cleared']);
    const flying = foldTaps(bar, [{ ...later('c1', [{ step: 'ask' }]), isKept: false }], WHO);
    expect([flying.bar.parties[0]?.status, flying.kept.size]).toEqual(['asked', 0]);
  });

  it('given a table cleared and gone from the map, when the clearing is taken back without a network, then it stands there again; seated anew meanwhile, it is said that it cannot (B-05)', () => {
    const server = openServer();
    const tap = (steps: readonly PartyStep[], commandId: string): PendingTap => later(commandId, steps);
    const steps: PartyStep[] = [{ step: 'seat', tableId: 't1', count: false }, { step: 'order', orderId: 'o1', lines: [{ itemId: 'water', quantity: 2 }] }, { step: 'serve', orderIds: ['o1'] }, { step: 'clear' }];
    for (const [index, step] of steps.entries()) server.take(tap([step], `c${index}`));
    const [map, gone] = [server.map(), server.ended()];
    expect([map.parties.length, map.menu.find((item) => item.id === 'water')?.onHand]).toEqual([0, 10]);
    const undo = tap([{ step: 'undo' }], 'u');
    expect(foldTaps(map, [undo], WHO).bar.parties, 'a phone that has not seen it waits for the server').toEqual([]);
    const back = foldTaps(map, [undo], WHO, gone);
    expect([back.bar.parties[0]?.status, back.bar.parties[0]?.next?.clock, [...back.kept].sort()]).toEqual(['served', 'refill', ['p1', 't1']]);
    server.take(later('s', [{ step: 'seat', tableId: 't1', count: false }], 'p2'));
    expect(foldTaps(server.map(), [undo], WHO, gone).refused).toMatchObject([{ code: 'table-taken', placeOf: 't1' }]);
  });

  it('given drinks served and taken back without a network, then what is left of every drink of the same part moves with each tap (B-08)', () => {
    const server = openServer();
    const steps: PartyStep[] = [{ step: 'seat', tableId: 't1', count: false }, { step: 'order', orderId: 'o1', lines: [{ itemId: 'tea', quantity: 2 }, { itemId: 'water', quantity: 1 }] }];
    for (const [index, step] of steps.entries()) server.take(later(`c${index}`, [step]));
    const leftOf = (map: BarView) => map.menu.map((item) => `${item.id} ${item.onHand}`);
    const serve = later('s', [{ step: 'serve', orderIds: ['o1'] }]);
    expect(leftOf(server.map())).toEqual(['tea 13', 'water 12', 'gone 3']);
    expect(leftOf(foldTaps(server.map(), [serve], WHO).bar)).toEqual(['tea 11', 'water 11', 'gone 3']);
    server.take(serve);
    expect(leftOf(foldTaps(server.map(), [later('u', [{ step: 'undo' }])], WHO).bar), 'served with the server, taken back without it').toEqual(['tea 13', 'water 12', 'gone 3']);
  });

  it('given guests whom somebody else seated meanwhile, when the own tap cannot be, then it is off the map and said with place and reason', () => {
    const folded = foldTaps(seated('t1'), [later('c1', [{ step: 'seat', tableId: 't1', count: false }], 'p2'), later('c2', [{ step: 'ask' }], 'p2')], WHO);
    expect(folded.refused).toMatchObject([{ tap: { commandId: 'c1' }, code: 'table-taken', placeOf: 't1' }]);
    expect(folded.bar.parties.map((party) => party.id)).toEqual(['p1']);
  });

  it('given what a phone kept, then a tap of this centre is read, another command, another centre and an older writing are not', () => {
    const [siteId, partyId, commandId] = ['019ab000-0000-7000-8000-000000000001', '019ab000-0000-7000-8000-000000000002', '019ab000-0000-7000-8000-000000000003'];
    const item = { endpoint: endpoint.name, commandId, queuedAt: NINE, input: { siteId, partyId, tappedAt: NINE, steps: [{ step: 'ask' }] } };
    expect(keptTap(item, siteId)).toEqual({ commandId, partyId, tappedAt: NINE, isKept: true, steps: [{ step: 'ask' }] });
    expect(keptTap({ ...item, endpoint: 'takeRepairSteps' }, siteId)).toBeUndefined();
    expect(keptTap(item, partyId)).toBeUndefined();
    expect(keptTap({ ...item, input: { ...item.input, steps: [{ step: 'dance' }] } }, siteId)).toBeUndefined();
  });
});
