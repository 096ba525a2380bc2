import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zText, zOptionalText } from '../../../platform/core/contract.ts';
import { PHASES } from './bar-day.ts';
import { COUNT_MAX } from './bar-stock.ts';
import { zPartyStep } from './party-steps.ts';

export const zDay = z.iso.date();
const site = { siteId: zId };
const command = { commandId: zId };

const zLine = z.object({ itemId: zId, name: z.string(), quantity: z.number().int(), note: z.string().nullable(), allergy: z.string().nullable() });
const zUse = z.object({ itemId: zId, quantity: z.number().int() });
const zMark = z.object({ at: zInstant, by: z.string() });
const zStepName = z.enum(['seat', 'guests', 'ask', 'order', 'again', 'cancel', 'serve', 'refill', 'snooze', 'leave', 'clear', 'move', 'undo']);
const zStatus = z.enum(['seated', 'asked', 'ordered', 'served', 'left', 'cleared', 'merged', 'void']);
export const zParty = z.object({
  id: zId, kind: z.enum(['table', 'standing', 'count']), status: zStatus,
  tableId: zId.nullable(), placeText: z.string().nullable(), guests: z.number().int().nullable(), seated: zMark, asked: zMark.nullable(), left: zMark.nullable(), cleared: zMark.nullable(),
  orders: z.array(z.object({ id: zId, round: z.number().int(), status: z.enum(['waiting', 'served', 'cancelled']), ordered: zMark, served: zMark.nullable(), lines: z.array(zLine) })),
  refills: z.array(zMark), servings: z.number().int(),
  next: z.object({ clock: z.enum(['ask', 'serve', 'refill', 'clear']), startedAt: zInstant, warnAt: zInstant.nullable(), dueAt: zInstant }).nullable(),
  /** What `next` is the first of; with `last` as much as a phone without network needs to go on by the same rules. */
  clocks: z.array(z.object({ clock: z.string(), round: z.number().int(), startedAt: zInstant, warnAt: zInstant.nullable(), dueAt: zInstant, breachedAt: zInstant.nullable(), stoppedAt: zInstant.nullable() })),
  last: z.object({ step: z.enum(['seat', 'ask', 'order', 'serve', 'refill', 'leave', 'clear']), orderIds: z.array(zId), from: zStatus, /** What serving took out of the store, and an undo puts back. */ taken: z.array(zUse) }).nullable(),
  nextStep: z.enum(['ask', 'order', 'serve', 'refill', 'clear']).nullable(),
  allowed: z.array(zStepName), isTimed: z.boolean(), dayNotReady: z.boolean(), late: z.array(z.string()), below: z.array(z.string()), version: z.number().int(),
});
export type PartyView = z.output<typeof zParty>;

const zMenuItem = z.object({ id: zId, name: z.string(), allergens: z.string(), cup: z.string().nullable(), onHand: z.number().int().nullable(), isArchived: z.boolean(), /** What one serving takes. */ uses: z.array(zUse) });
export type MenuItem = z.output<typeof zMenuItem>;
const zTable = z.object({ id: zId, name: z.string(), seats: z.number().int(), x: z.number(), y: z.number(), inService: z.boolean() });
export type TableView = z.output<typeof zTable>;

export const getBar = endpoint({
  name: 'getBar', method: 'GET', path: '/api/sites/{siteId}/bar', summary: 'The room as it is now: tables, parties with what is due next, the menu, whether the day is counted', permission: 'beverages.read',
  input: z.object({ ...site, /** Commands the asker has had no answer to, by commas; `done` says which of them this room already shows. */ sent: z.string().max(3700).transform((ids) => ids.split(',')).pipe(z.array(zId).max(100)).optional() }),
  output: z.object({
    now: zInstant, today: zDay, peak: z.boolean(), readyAt: zInstant.nullable(), closedAt: zInstant.nullable(), opensAt: zInstant.nullable(),
    tables: z.array(zTable), parties: z.array(zParty), menu: z.array(zMenuItem), /** What the menu is made of, as it stands in the store. */ stock: z.array(z.object({ itemId: zId, onHand: z.number().int() })), servingsToday: z.number().int(),
    done: z.array(zId),
    limits: z.object({ askTarget: z.number(), ask: z.number(), serveTarget: z.number(), serve: z.number(), refill: z.number(), snooze: z.number(), clear: z.number(), calendarVersion: z.number() }),
  }),
});
export type BarView = z.output<typeof getBar.output>;

export const takePartySteps = endpoint({
  name: 'takePartySteps', method: 'POST', path: '/api/sites/{siteId}/bar/parties/{partyId}/steps', permission: 'beverages.serve',
  summary: 'One tap, or several at once: seat, ask, order, serve, refill, clear, move, take back. The first step of a new party seats it',
  input: z.object({ ...site, ...command, partyId: zId, steps: z.array(zPartyStep).min(1).max(10), /** When it was tapped, where the network came later. */ tappedAt: zInstantIn.optional() }),
  output: zParty,
});
export const mergeParties = endpoint({
  name: 'mergeParties', method: 'POST', path: '/api/sites/{siteId}/bar/parties/{partyId}/merge', permission: 'beverages.serve', summary: 'The party joins another one at its table; what waits goes along',
  input: z.object({ ...site, ...command, partyId: zId, intoId: zId }), output: zParty,
});
export const listParties = endpoint({
  name: 'listParties', method: 'GET', path: '/api/sites/{siteId}/bar/parties', permission: 'beverages.read', summary: 'Parties of a day, the latest first; who did what',
  input: z.object({ ...site, day: zDay, before: zInstantIn.optional() }), output: z.object({ parties: z.array(zParty), tables: z.array(z.object({ id: zId, name: z.string() })) }),
});
export const switchPeak = endpoint({
  name: 'switchPeak', method: 'POST', path: '/api/sites/{siteId}/bar/peak', permission: 'beverages.serve', summary: '高峰模式 on or off: tables are not timed, only servings counted',
  input: z.object({ ...site, ...command, on: z.boolean() }), output: z.object({ peak: z.boolean(), version: z.number().int() }),
});

const zSpot = z.object({ tableId: zId, x: z.number().int().min(0).max(100), y: z.number().int().min(0).max(100), inService: z.boolean() });
export const zBarChange = z.discriminatedUnion('change', [
  z.object({ change: z.literal('room'), spots: z.array(zSpot).max(300) }),
  z.object({ change: z.literal('checks'), phase: z.enum(PHASES), checks: z.array(zText(60)).max(40) }),
  z.object({ change: z.literal('plan'), day: zDay, launch: z.boolean(), bookedGuests: z.number().int().min(0).max(5000) }),
]);
export const changeBarEndpoint = endpoint({
  name: 'changeBar', method: 'POST', path: '/api/sites/{siteId}/bar/settings', permission: 'beverages.manage', summary: 'Draw the room, write the checklists, say what kind of day is coming',
  input: z.object({ ...site, ...command, change: zBarChange }), output: z.object({ version: z.number().int() }),
});

const zPhase = z.object({
  checks: z.array(z.string()), ticks: z.record(z.string(), zMark), signed: zMark.nullable(),
  count: z.object({ at: zInstant, by: z.string(), shift: z.string().nullable(), isEqual: z.boolean(), lines: z.array(z.object({ itemId: zId, book: z.number(), counted: z.number(), dirty: z.number().nullable(), broken: z.number().nullable(), reason: z.string().nullable(), isSure: z.boolean() })) }).nullable(),
});
const zDayView = z.object({
  id: zId, day: zDay, begun: z.boolean(), opensAt: zInstant.nullable(), readyAt: zInstant.nullable(), closedAt: zInstant.nullable(), wasLate: z.boolean(), opening: zPhase, closing: zPhase, isFirst: z.boolean(),
  /** The asker's own shift by the roster, at this hour; null where none is planned and whoever counts writes it. */
  shift: z.string().nullable(),
  /** What is counted, with the book and what last night's closing said. */
  items: z.array(z.object({ id: zId, kind: z.enum(['drink', 'ingredient', 'cup']), name: z.string(), unit: z.string(), reusable: z.boolean(), /** Never counted, received or used. */ isFirst: z.boolean(), book: z.number(), inUse: z.number(), dirty: z.number(), lastClosing: z.number().nullable() })),
  version: z.number().int(),
});
export type DayView = z.output<typeof zDayView>;
export const getBarDay = endpoint({
  name: 'getBarDay', method: 'GET', path: '/api/sites/{siteId}/bar/days/{day}', permission: 'beverages.read', summary: 'A day: checklists, counts pre-filled with last closing, whether it is ready',
  input: z.object({ ...site, day: zDay }), output: zDayView,
});
const zCount = z.object({ itemId: zId, counted: z.number().int().min(0).max(COUNT_MAX), dirty: z.number().int().min(0).max(COUNT_MAX).optional(), broken: z.number().int().min(0).max(COUNT_MAX).optional(), reason: zOptionalText(120), isSure: z.boolean().optional() });
export const stepBarDay = endpoint({
  name: 'stepBarDay', method: 'POST', path: '/api/sites/{siteId}/bar/days/{day}/steps', permission: 'beverages.count', summary: 'Tick, sign, count, close; the first step begins the day (B-06, B-07)',
  input: z.object({
    ...site, ...command, day: zDay,
    step: z.discriminatedUnion('step', [
      z.object({ step: z.literal('tick'), phase: z.enum(PHASES), check: zText(60), done: z.boolean() }),
      z.object({ step: z.literal('sign'), phase: z.enum(PHASES) }),
      z.object({ step: z.literal('count'), phase: z.enum(PHASES), lines: z.array(zCount).max(300), /** Taken where the roster has none. */ shift: zOptionalText(40) }),
      z.object({ step: z.literal('close') }),
    ]),
  }),
  output: zDayView,
});

export const readDrinksPage = endpoint({
  name: 'readDrinksPage', method: 'GET', path: '/api/guest/drinks', permission: 'public', summary: 'What the code on a table opens: a few stars, no login, no names',
  input: z.object({ code: z.string().min(20).max(200) }), output: z.object({ siteName: z.string(), table: z.string() }),
});
export const rateDrinks = endpoint({
  name: 'rateDrinks', method: 'POST', path: '/api/guest/drinks/rate', permission: 'public', summary: 'A guest rates the drinks; never asked for, once an hour from one table is enough',
  input: z.object({ code: z.string().min(20).max(200), commandId: zId, ratingId: zId, stars: z.number().int().min(1).max(5), comment: zOptionalText(300) }), output: z.object({ done: z.literal(true) }),
});
