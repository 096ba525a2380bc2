import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultCalendar } from '../../../platform/core/working-calendar.ts';
import { judgeCount, type CountedIn } from './bar-day.ts';
import { busiestHour, estimateDay, runsOutAt, type HourUse } from './bar-estimate.ts';
import type { BarItem } from './bar-item.ts';
import { dayTypeOf, orderOf, parOf, splitServings } from './bar-par.ts';
import { COUNT_MAX, expiryState, FIRST_COUNT, ledgerLine, lotsLeft, undoOf, type Lot } from './bar-stock.ts';
import { evolveParty, type Party, type PartyEvent } from './bar-party.ts';
import { BEVERAGE_TOPICS, dayAlerts, partyAlerts } from './beverage-alerts.ts';
import { servingSentence } from './beverage-scripts.ts';
import { samplingPlan, scoreOf } from './bar-quality.ts';
import { isBelowStandard } from './bar-record.ts';
import { readConsumption } from './consumption-rows.ts';

const item = (id: string, more: Partial<BarItem>): BarItem => ({ id, siteId: 's', kind: 'drink', name: id, unit: '份', recipe: [], reusable: false, inPar: true, share: 1, allergens: '', sort: 0, ...more });
const LIMITS = { percent: 200, factors: { weekday: 100, weekend: 150, holiday: 150, launch: 400 }, servingsPerGuest: 2 };

describe('par level', () => {
  it('given any total and shares, when split, then the servings add up and nobody with a share gets less than the rounded-down part (B-09)', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 }), (total, shares) => {
        const split = splitServings(total, shares.map((share, index) => ({ itemId: String(index).padStart(2, '0'), share })));
        const sum = shares.reduce((all, share) => all + share, 0);
        expect(split.reduce((all, entry) => all + entry.servings, 0)).toBe(sum === 0 ? 0 : total);
        for (const entry of split) expect(entry.servings).toBeGreaterThanOrEqual(sum === 0 ? 0 : Math.floor((total * entry.share) / sum));
      }),
    );
  });

  it('given an item switched out of the par level, then the others carry the servings; a cup switched out is not asked for (B-09)', () => {
    const items = [item('tea', { share: 1 }), item('water', { share: 1, inPar: false }), item('glass', { kind: 'cup' }), item('paper', { kind: 'cup', inPar: false })];
    const par = parOf({ day: '2026-11-23', dayType: 'weekday', seats: 40, bookedGuests: 0, limits: LIMITS, items, stock: new Map(), coming: new Map() });
    expect(par).toMatchObject({ need: 80, drinks: [{ itemId: 'tea', servings: 80 }], lines: [{ itemId: 'tea', need: 80, short: 80 }], cups: [{ itemId: 'glass', need: 80 }] });
  });

  it('given goods asked for and not here, then they are no longer short, and what is still short is ordered in whole packs (B-08, B-09)', () => {
    const items = [item('tea', { share: 1 }), item('water', { share: 1, pack: { name: '箱', units: 24 } }), item('glass', { kind: 'cup' })];
    const par = (coming: Readonly<Record<string, number>>) => parOf({ day: '2026-11-23', dayType: 'weekday', seats: 40, bookedGuests: 0, limits: LIMITS, items, stock: new Map([['water', { onHand: 10, inUse: 0, dirty: 0 }]]), coming: new Map(Object.entries(coming)) });
    expect(orderOf(par({}), items)).toEqual([{ itemId: 'tea', quantity: 40 }, { itemId: 'water', quantity: 48 }, { itemId: 'glass', quantity: 80 }]);
    expect(par({ water: 24 }).lines[1]).toEqual({ itemId: 'water', need: 40, onHand: 10, washing: 0, coming: 24, short: 6, packs: 1 });
    fc.assert(fc.property(fc.nat(200), fc.nat(200), fc.nat(200), (tea, water, glass) => {
      const before = { tea, water, glass };
      const ordered = orderOf(par(before), items);
      const after = Object.fromEntries(Object.entries(before).map(([id, quantity]) => [id, quantity + (ordered.find((line) => line.itemId === id)?.quantity ?? 0)]));
      expect(orderOf(par(after), items), 'what was ordered is not ordered again').toEqual([]);
    }));
  });

  it.each([
    ['2026-11-23', undefined, 'weekday'], ['2026-11-28', undefined, 'weekend'], ['2026-10-01', undefined, 'holiday'], ['2026-10-10', undefined, 'weekday'], ['2026-11-23', { launch: true, bookedGuests: 0 }, 'launch'],
  ] as const)('given %s with plan %j, then it is a %s; a make-up workday on a Saturday is one', (day, plan, type) => {
    expect(dayTypeOf(defaultCalendar('Asia/Shanghai'), day, plan)).toBe(type);
  });
});

describe('the count', () => {
  const items = [item('water', { unit: '瓶', pack: { name: '箱', units: 24 } }), item('milk', { kind: 'ingredient', unit: '毫升', pack: { name: '盒', units: 950 } }), item('glass', { kind: 'cup', unit: '个', reusable: true })];
  const counted = (lines: readonly Omit<CountedIn, 'counted'>[], isFirst = true, numbers: readonly number[] = [96, 42_000, 60]) =>
    judgeCount({ items, need: new Map([['water', 40]]), stock: isFirst ? new Map() : new Map([['water', { onHand: 96, dirty: 0 }], ['milk', { onHand: 42_000, dirty: 0 }], ['glass', { onHand: 60, dirty: 0 }]]), lines: items.map((entry, index) => ({ ...lines.find((line) => line.itemId === entry.id), itemId: entry.id, counted: numbers[index] ?? 0 })) });

  it('given the very first count, when figures are far beyond what the day wants and the packs suggest, then all of them are asked about at once, taken when said again and marked (B-07)', () => {
    expect(counted([]), 'what the store begins with is no variance').toMatchObject({ lines: [{ counted: 96 }, { counted: 42_000 }, { counted: 60 }], moves: [{ reason: FIRST_COUNT }, { reason: FIRST_COUNT }, { reason: FIRST_COUNT }] });
    expect(counted([], true, [9600, 42_000, 6000])).toMatchObject({ code: 'count-absurd', facts: { itemId: 'water', lines: [{ itemId: 'water', name: 'water', unit: '瓶', counted: 9600, book: 0, need: 40 }, { itemId: 'glass', counted: 6000 }] } });
    expect(counted([{ itemId: 'water', isSure: true }], true, [9600, 42_000, 6000]), 'the other is still asked about').toMatchObject({ code: 'count-absurd', facts: { itemId: 'glass' } });
    const sure = counted([{ itemId: 'water', isSure: true, reason: '开盘备货' }, { itemId: 'glass', isSure: true }, { itemId: 'milk', isSure: true }], true, [9600, 42_000, 6000]);
    expect('lines' in sure && sure.lines.map((line) => [line.itemId, line.isSure ?? false, line.reason])).toEqual([['water', true, '开盘备货'], ['milk', false, undefined], ['glass', true, undefined]]);
  });

  it('given a later count, then a difference wants its reason first, cups broken or to be washed beyond all sense are asked about too, and nothing is refused for ever (B-07, B-08)', () => {
    expect(counted([], false, [9600, 42_000, 60])).toMatchObject({ code: 'difference-without-reason' });
    expect(counted([{ itemId: 'water', reason: '?' }], false, [9600, 42_000, 60])).toMatchObject({ code: 'count-absurd', facts: { counted: 9600, book: 96 } });
    expect(counted([{ itemId: 'glass', broken: 5000 }], false)).toMatchObject({ code: 'count-absurd', facts: { itemId: 'glass', counted: 5000 } });
    fc.assert(fc.property(fc.array(fc.nat(COUNT_MAX), { minLength: 3, maxLength: 3 }), fc.boolean(), (numbers, isFirst) => {
      expect(counted(items.map((entry) => ({ itemId: entry.id, isSure: true, reason: '核对过' })), isFirst, numbers)).toHaveProperty('lines');
    }));
  });
});

describe('stock', () => {
  const lot = (id: string, expiresOn: string, quantity: number): Lot => ({ id, itemId: 'milk', expiresOn, quantity, receivedAt: '2026-11-01T00:00:00.000Z' });

  it('given lots with dates, when some is used, then what expires first is taken first and never more is left than there is', () => {
    expect(lotsLeft([lot('a', '2026-11-25', 10), lot('b', '2026-12-01', 10)], 12).map((entry) => [entry.id, entry.left])).toEqual([['a', 2], ['b', 10]]);
    expect(lotsLeft([lot('a', '2026-11-25', 10)], -3)).toEqual([]);
    expect([expiryState('2026-11-23', '2026-11-23', 3), expiryState('2026-11-22', '2026-11-23', 3), expiryState('2026-11-27', '2026-11-23', 3)]).toEqual(['soon', 'expired', 'fine']);
  });

  it('given any movements, then the ledger adds up and an undo brings it back', () => {
    const kind = fc.constantFrom('counted', 'received', 'transfer_in', 'transfer_out', 'used', 'written_off', 'washed' as const);
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 1000 }), fc.array(fc.record({ kind, onHand: fc.integer({ min: -500, max: 500 }) })), (opening, moves) => {
        const line = ledgerLine('x', opening, moves);
        expect(line.closing).toBe(opening + moves.reduce((all, move) => all + move.onHand, 0));
        const both = [...moves, ...undoOf(moves.map((move) => ({ ...move, itemId: 'x', reason: '' })))];
        expect(ledgerLine('x', opening, both).closing).toBe(opening);
      }),
    );
  });

  it.each([
    ['boil', 100, 10, false], ['boil', 95, 30, true], ['infrared', 120, 9, true], ['machine', 85, 1, false], ['chemical', 100, 30, true],
  ] as const)('given cups by %s at %i for %i minutes, then below the house standard is %s (B-08)', (method, strength, minutes, below) => {
    expect(isBelowStandard({ method, strength, startedAt: '2026-11-23T09:00:00.000Z', endedAt: new Date(Date.parse('2026-11-23T09:00:00.000Z') + minutes * 60_000).toISOString() }, 10)).toBe(below);
  });
});

describe('usage', () => {
  const uses = (days: Readonly<Record<string, number>>): HourUse[] => Object.entries(days).map(([day, quantity]) => ({ day, hour: 10, quantity }));

  it('given less than two such weekdays, then nothing is said; from two weeks on the mean of those recorded, closed days left out (B-09)', () => {
    expect(estimateDay('2026-11-28', uses({ '2026-11-21': 30 }), new Set(['2026-11-21']))).toBeUndefined();
    const estimate = estimateDay('2026-11-28', uses({ '2026-11-21': 30, '2026-11-07': 20, '2026-11-20': 999 }), new Set(['2026-11-21', '2026-11-07']));
    expect(busiestHour(new Map([[14, 3], [10, 9], [16, 9]])), 'the hour that takes most').toEqual({ hour: 10, servings: 9 });
    expect(estimate).toMatchObject({ total: 25, from: ['2026-11-21', '2026-11-07'] });
  });

  it('given what is left and what each hour takes, then the time it runs out is said, and nothing when it lasts', () => {
    const byHour = new Map([[14, 10], [15, 20], [16, 20]]);
    expect(runsOutAt({ servingsLeft: 20, byHour, nowMinute: 14 * 60, closeMinute: 18 * 60 })).toBe(15 * 60 + 30);
    expect(runsOutAt({ servingsLeft: 60, byHour, nowMinute: 14 * 60, closeMinute: 18 * 60 })).toBeUndefined();
    expect(runsOutAt({ servingsLeft: 0, byHour, nowMinute: 900, closeMinute: 1080 })).toBe(900);
  });

  it('given lines of a till, then repeats are cups, voids are none, US dates are read by the whole file and a lost hour is refused', () => {
    const rows = (lines: readonly string[]) => lines.map((text, index) => ({ line: index + 1, cells: text.split(',') }));
    expect(readConsumption(rows(['date,time,item', '2024-03-01,10:00,Tea', '2024-03-01,10:00,Tea', '2024-03-01,10:01,NONE']))).toMatchObject({ servings: [{ name: 'Tea', day: '2024-03-01', hour: 10 }, {}], voids: 1, dateOrder: 'iso' });
    expect(readConsumption(rows(['date,datetime,coffee_name', '3/14/2024,3/14/2024 9:05,Latte']))).toMatchObject({ servings: [{ day: '2024-03-14', hour: 9 }], dateOrder: 'mdy' });
    expect(readConsumption(rows(['date,datetime,coffee_name', '3/14/2024,15:50.5,Latte']))).toMatchObject({ code: 'hours-lost' });
  });
});

describe('quality', () => {
  it('given items not seen, then they are neither points nor a loss; the sheet is of 100 (B-03)', () => {
    expect(scoreOf([])).toEqual({ score: 100, outOf: 100 });
    expect(scoreOf([{ key: 'taste', off: 0, unseen: true, photos: [] }, { key: 'hygiene', off: 3, unseen: false, photos: [] }])).toEqual({ score: 91, outOf: 94 });
  });

  it('given a week, then the sample is the same whoever asks, another in another week, and never twice the same hour (B-03)', () => {
    const plan = (weekStart: string) => samplingPlan({ seed: 'centre', weekStart, count: 5, openHours: ['2026-11-23', '2026-11-24', '2026-11-25'].flatMap((day) => [9, 10, 11, 14, 15].map((hour) => ({ day, hour }))), tables: ['a', 'b'] });
    expect(plan('2026-11-23')).toEqual(plan('2026-11-23'));
    expect(plan('2026-11-30')).not.toEqual(plan('2026-11-23'));
    expect(new Set(plan('2026-11-23').map((entry) => `${entry.day}/${entry.hour}`)).size).toBe(5);
  });
});

describe('what is said', () => {
  it('given an order, then it is repeated with its number and taste; an empty menu invents no drink (B-05)', () => {
    expect(servingSentence('order', 'zh', { order: [{ name: '拿铁', quantity: 2, note: '少糖' }] })).toBe('跟您确认一下：2 份拿铁（少糖），对吗？请稍等，马上为您准备。');
    expect(servingSentence('ask', 'zh', {})).toBe('您好，请问您想喝点什么？');
  });

  const at = '2026-11-23T06:00:00.000Z';
  const fold = (events: readonly PartyEvent[]): Party => {
    let state: Party | undefined;
    for (const event of events) state = evolveParty(state, event, { siteId: 's', subject: 'p' });
    if (!state) throw new Error('no events');
    return state;
  };
  const seated: PartyEvent = { type: 'PartySeated', at, by: 'a', kind: 'table', tableId: 't', tableName: '洽谈桌3', day: '2026-11-23', isTimed: true, dayNotReady: false };

  it('given nobody asked in time, then the assistant and after three minutes the manager should know, without any guest’s name (B-01)', () => {
    const late: PartyEvent = { type: 'DeadlineBreached', at: '2026-11-23T06:03:00.000Z', by: '', clock: 'ask', round: 1, dueAt: '2026-11-23T06:03:00.000Z' };
    const [draft] = partyAlerts(late, fold([seated, late]));
    expect(draft).toMatchObject({ topic: 'beverages.ask', level: 'breach', key: 'ask/1/breach', clock: { clock: 'ask', round: 1 }, facts: { place: '洽谈桌3', minutes: 3 } });
    const topic = BEVERAGE_TOPICS.find((entry) => entry.topic === 'beverages.ask');
    expect(topic?.ladder.map((step) => [step.who, step.afterMinutes])).toEqual([[[{ role: 'property_assistant' }], undefined], [[{ role: 'property_manager' }], 3]]);
    expect(topic?.text({ place: '洽谈桌3', minutes: 3 }, 'zh', String)).toEqual({ title: '洽谈桌3 还没有询问', body: '客人已落座 3 分钟，请上前询问' });
    const refill: PartyEvent = { ...late, clock: 'refill' };
    expect(partyAlerts(refill, fold([seated, refill]))).toEqual([]);
  });

  it('given a day not counted when the doors open, then the manager should know (B-07)', () => {
    const day = { id: 'd', siteId: 's', day: '2026-11-23', opening: { checks: [], ticks: {} }, closing: { checks: [], ticks: {} }, wasLate: true, moves: [] };
    expect(dayAlerts({ type: 'DeadlineBreached', at, by: '', clock: 'ready' }, day)).toMatchObject([{ topic: 'beverages.ready', level: 'breach', facts: { day: '2026-11-23' } }]);
    expect(dayAlerts({ type: 'DayReady', at, by: 'a' }, day)).toEqual([]);
  });
});
