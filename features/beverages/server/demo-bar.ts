import type { Instant } from '../../../platform/core/instant.ts';
import { addDays, instantAt, localDate, type LocalDate } from '../../../platform/core/working-calendar.ts';
import type { Actor } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import type { ItemFields } from '../core/bar-item.ts';
import type { PartyStep } from '../core/party-steps.ts';
import { stockOf } from './bar-queries.ts';
import { stepDayCommand } from './day-routes.ts';
import { saveItemCommand } from './item-routes.ts';
import { makeRecordCommand, stepRecordCommand } from './record-routes.ts';
import { changeBarCommand, takePartyStepsCommand } from './service-routes.ts';

type DemoItem = Omit<Partial<ItemFields>, 'recipe' | 'cupId'> & Pick<ItemFields, 'kind' | 'name' | 'unit'> & { readonly recipe?: readonly (readonly [string, number])[]; readonly cup?: string; readonly first: number };
const ITEMS: readonly DemoItem[] = [
  { kind: 'ingredient', name: '龙井茶叶', unit: '克', pack: { name: '罐', units: 250 }, lowAt: 150, priceCents: 60, first: 2600 },
  { kind: 'ingredient', name: '菊花', unit: '克', pack: { name: '包', units: 100 }, lowAt: 60, priceCents: 20, first: 700 },
  { kind: 'ingredient', name: '咖啡豆', unit: '克', pack: { name: '袋', units: 1000 }, lowAt: 500, priceCents: 12, first: 7000 },
  { kind: 'ingredient', name: '鲜牛奶', unit: '毫升', pack: { name: '盒', units: 950 }, lowAt: 2000, openHours: 24, priceCents: 2, first: 42_000 },
  { kind: 'ingredient', name: '柠檬', unit: '个', lowAt: 5, priceCents: 250, first: 60 },
  { kind: 'cup', name: '瓷杯', unit: '个', reusable: true, lowAt: 40, first: 150 },
  { kind: 'cup', name: '玻璃杯', unit: '个', reusable: true, lowAt: 40, first: 140 },
  { kind: 'cup', name: '纸杯', unit: '个', pack: { name: '条', units: 50 }, lowAt: 100, priceCents: 30, first: 800 },
  { kind: 'drink', name: '龙井茶', unit: '杯', recipe: [['龙井茶叶', 3]], cup: '瓷杯', share: 4, first: 0 },
  { kind: 'drink', name: '菊花茶', unit: '杯', recipe: [['菊花', 2]], cup: '玻璃杯', share: 2, first: 0 },
  { kind: 'drink', name: '美式咖啡', unit: '杯', recipe: [['咖啡豆', 18]], cup: '瓷杯', share: 2, first: 0 },
  { kind: 'drink', name: '拿铁', unit: '杯', recipe: [['咖啡豆', 18], ['鲜牛奶', 200]], cup: '瓷杯', share: 2, allergens: '牛奶', first: 0 },
  { kind: 'drink', name: '柠檬水', unit: '杯', recipe: [['柠檬', 1]], cup: '玻璃杯', share: 1, openHours: 4, first: 0 },
  { kind: 'drink', name: '矿泉水', unit: '瓶', pack: { name: '箱', units: 24 }, lowAt: 48, priceCents: 150, share: 3, first: 480 },
  { kind: 'drink', name: '温开水', unit: '杯', recipe: [], cup: '纸杯', share: 2, first: 900 },
];
/** Where the twelve tables stand: two rows at the windows, the large ones towards the bar. */
const SPOTS = [[12, 18], [37, 18], [63, 18], [88, 18], [12, 48], [37, 48], [63, 48], [88, 48], [12, 80], [37, 80], [63, 80], [88, 80]] as const;
const DRINKS = ITEMS.filter((item) => item.kind === 'drink').map((item) => item.name);
const DAYS = 7;
const AT_ONCE = 6;
/** Minutes after opening at which parties sit down; weekends have twice as many. */
const SEATED = [30, 70, 110, 165, 300, 330, 365, 400, 450];

type Seed = { readonly siteId: string; readonly zone: string; readonly assistant: Actor; readonly manager: Actor };

/** Answers of commands that must not be refused while the demo centre is made. */
const must = <T extends object>(what: string, answer: T): T => {
  if ('ok' in answer && answer.ok === false) throw new Error(`The demo bar was refused: ${what} ${'code' in answer ? String(answer.code) : ''}`);
  return answer;
};

const makeItems = async (deps: RunnerDeps, seed: Seed): Promise<Map<string, string>> => {
  const ids = new Map<string, string>();
  for (const [index, item] of ITEMS.entries()) {
    const { recipe, cup, first: _first, ...fields } = item;
    const itemId = uuidv7(Date.parse(deps.clock.now()) + index);
    must(item.name, await saveItemCommand(deps, {
      siteId: seed.siteId, commandId: uuidv7(), itemId,
      fields: { reusable: false, inPar: true, share: 1, allergens: '', sort: index * 10, ...fields, recipe: (recipe ?? []).map(([name, quantity]) => ({ itemId: ids.get(name) ?? '', quantity })), ...(cup ? { cupId: ids.get(cup) ?? '' } : {}) },
    }, seed.manager));
    ids.set(item.name, itemId);
  }
  return ids;
};

/** One party as it goes: mostly in time, now and then late, and some taps nobody made. */
const serveParty = async (deps: RunnerDeps, seed: Seed, at: (minutes: number) => RunnerDeps, input: { tableId: string; guests: number; drinks: readonly [string, number][]; turn: number; until: number }): Promise<void> => {
  const partyId = uuidv7();
  const orderId = uuidv7();
  const { turn } = input;
  const late = turn % 7 === 5 ? 3.5 : 0;
  const script: readonly (readonly [number, PartyStep])[] = [
    [0, { step: 'seat', tableId: input.tableId, count: false, ...(turn % 5 === 4 ? {} : { guests: input.guests }) }],
    ...(turn % 6 === 3 ? [] : ([[0.7 + late, { step: 'ask' }]] as const)),
    [1.4 + late, { step: 'order', orderId, lines: input.drinks.map(([itemId, quantity]) => ({ itemId, quantity })) }],
    [3.6 + late * 1.6, { step: 'serve', orderIds: [orderId] }],
    [18 + late, { step: 'refill' }],
    ...(turn % 2 === 0 ? ([[40, { step: 'leave' }]] as const) : []),
    [42, { step: 'clear' }],
  ];
  for (const [minutes, step] of script) {
    if (minutes > input.until) return;
    must(step.step, await takePartyStepsCommand(at(minutes), { siteId: seed.siteId, partyId, commandId: uuidv7(), steps: [step] }, seed.assistant));
  }
};

/** The demo centre's bar: a menu, the room, a week of counted days and served tables, all through the commands people use. */
export const seedBar = async (deps: RunnerDeps, seed: Seed): Promise<void> => {
  const { siteId, zone } = seed;
  const now = deps.clock.now();
  const today = localDate(now, zone);
  const clockAt = (instant: Instant): RunnerDeps => ({ ...deps, clock: { now: () => instant } });
  const at = (day: LocalDate, time: string): RunnerDeps => clockAt(instantAt(zone, day, time));
  const ids = await makeItems(at(addDays(today, -DAYS), '08:00'), seed);
  const tables = await deps.database.read([siteId], (reader) => reader.query<{ id: string }>(`select id from places where site_id = $1 and kind = 'table' order by sort limit 12`, [siteId]));
  if (tables.length === 0) return;
  must('room', await changeBarCommand(at(addDays(today, -DAYS), '08:05'), { siteId, commandId: uuidv7(), change: { change: 'room', spots: tables.map((table, index) => ({ tableId: table.id, x: SPOTS[index]?.[0] ?? 50, y: SPOTS[index]?.[1] ?? 50, inService: true })) } }, seed.manager));
  const counted = ITEMS.filter((item) => item.kind !== 'drink' || (item.recipe?.length ?? 0) === 0);
  const countLines = async (first: boolean) => {
    const stock = await deps.database.read([siteId], (reader) => stockOf(reader, siteId));
    return counted.map((item) => ({ itemId: ids.get(item.name) ?? '', counted: first ? item.first : Math.max(0, stock.get(ids.get(item.name) ?? '')?.onHand ?? 0) }));
  };
  for (let before = DAYS; before >= 0; before -= 1) {
    const day = addDays(today, -before);
    const step = async (time: string, input: Parameters<typeof stepDayCommand>[1]['step']): Promise<boolean> => {
      if (instantAt(zone, day, time) > now) return false;
      // What is past is not waited for: only today's bar expects tomorrow's.
      must(input.step, await stepDayCommand(at(day, time), { siteId, commandId: uuidv7(), day, step: input, expectsNext: before === 0 }, seed.assistant));
      return true;
    };
    if (!(await step('08:40', { step: 'tick', phase: 'opening', check: '吧台台面擦净', done: true }))) continue;
    await step('08:42', { step: 'tick', phase: 'opening', check: '咖啡机、饮水机清洁试机', done: true });
    await step('08:44', { step: 'tick', phase: 'opening', check: '杯具洁净无破损', done: true });
    await step('08:46', { step: 'sign', phase: 'opening' });
    await step('08:50', { step: 'count', phase: 'opening', lines: await countLines(before === DAYS) });
    const weekend = Temporal.PlainDate.from(day).dayOfWeek >= 6;
    const seated = SEATED.flatMap((minutes) => (weekend ? [minutes, minutes + 12] : [minutes])).map((minutes, turn): [number, number] => [turn, minutes]);
    const party = async ([turn, minutes]: [number, number]): Promise<void> => {
      const seatedAt = Date.parse(instantAt(zone, day, '09:00')) + minutes * 60_000;
      const until = (Date.parse(now) - seatedAt) / 60_000;
      if (until < 0) return;
      const [one, two] = [DRINKS[(turn * 3 + before) % DRINKS.length], DRINKS[(turn * 5 + before * 2 + 1) % DRINKS.length]];
      const drinks: [string, number][] = [[ids.get(one ?? '') ?? '', 1 + (turn % 2)]];
      if (two && two !== one) drinks.push([ids.get(two) ?? '', 1]);
      await serveParty(deps, seed, (after) => clockAt(new Date(seatedAt + after * 60_000).toISOString()), { tableId: tables[turn % tables.length]?.id ?? '', guests: 2 + (turn % 3), drinks, turn, until });
    };
    // Parties of neighbouring tables go side by side, as they do in the hall; fewer at once than there are tables.
    for (let from = 0; from < seated.length; from += AT_ONCE) await Promise.all(seated.slice(from, from + AT_ONCE).map(party));
    if (instantAt(zone, day, '17:45') <= now) await washAndReceive(deps, seed, { day, at, ids, before });
    if (await step('18:05', { step: 'count', phase: 'closing', lines: await countLines(false) })) {
      await step('18:08', { step: 'tick', phase: 'closing', check: '水、电、柜门锁好', done: true });
      await step('18:09', { step: 'sign', phase: 'closing' });
      await step('18:10', { step: 'close' });
    }
  }
};

/** Late in the day: cups are washed, a spill is written off, on some days goods come in with their dates. */
const washAndReceive = async (deps: RunnerDeps, seed: Seed, input: { day: LocalDate; at(day: LocalDate, time: string): RunnerDeps; ids: ReadonlyMap<string, string>; before: number }): Promise<void> => {
  const { day, ids, before } = input;
  const { siteId, assistant } = seed;
  const stock = await deps.database.read([siteId], (reader) => stockOf(reader, siteId));
  const dirty = ['瓷杯', '玻璃杯'].flatMap((name) => { const itemId = ids.get(name) ?? ''; const quantity = stock.get(itemId)?.dirty ?? 0; return quantity > 0 ? [{ itemId, quantity }] : []; });
  if (dirty.length > 0) {
    const recordId = uuidv7();
    must('sterilise', await makeRecordCommand(input.at(day, '17:20'), { siteId, commandId: uuidv7(), recordId, record: { kind: 'sterilising', method: 'infrared', strength: 125, lines: dirty, note: '' } }, assistant));
    must('sterilised', await stepRecordCommand(input.at(day, before === 2 ? '17:27' : '17:35'), { siteId, commandId: uuidv7(), recordId, step: { step: 'finish' } }, assistant));
  }
  if (before % 3 === 1) must('write off', await makeRecordCommand(input.at(day, '16:10'), { siteId, commandId: uuidv7(), recordId: uuidv7(), record: { kind: 'write_off', reason: 'spilled', lines: [{ itemId: ids.get('鲜牛奶') ?? '', quantity: 400 }], note: '' } }, assistant));
  if (before % 3 === 2) {
    const recordId = uuidv7();
    must('requisition', await makeRecordCommand(input.at(day, '10:30'), { siteId, commandId: uuidv7(), recordId, record: { kind: 'requisition', lines: [{ itemId: ids.get('矿泉水') ?? '', quantity: 96 }, { itemId: ids.get('鲜牛奶') ?? '', quantity: 9500 }], note: '' } }, assistant));
    must('receive', await stepRecordCommand(input.at(day, '15:20'), { siteId, commandId: uuidv7(), recordId, step: { step: 'receive', lines: [{ itemId: ids.get('矿泉水') ?? '', quantity: 96, expiresOn: addDays(day, 300) }, { itemId: ids.get('鲜牛奶') ?? '', quantity: 9500, expiresOn: addDays(day, 6) }] } }, assistant));
  }
};
