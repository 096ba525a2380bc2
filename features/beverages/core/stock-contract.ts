import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { ITEM_KINDS } from './bar-item.ts';
import { DAY_TYPES } from './bar-par.ts';
import { METHODS, POSTED_KINDS, RECORD_KINDS, WRITE_OFF_REASONS } from './bar-record.ts';
import { COUNT_MAX, MOVEMENT_KINDS } from './bar-stock.ts';
import { zDay } from './service-contract.ts';

const site = { siteId: zId };
const command = { commandId: zId };
const zQuantity = z.number().int().min(1).max(COUNT_MAX);

export const zItemFields = z.object({
  kind: z.enum(ITEM_KINDS), name: zText(40), unit: zText(10), pack: z.object({ name: zText(10), units: z.number().int().min(1).max(9999) }).optional(),
  recipe: z.array(z.object({ itemId: zId, quantity: z.number().int().min(1).max(9999) })).max(12).default([]), cupId: zId.optional(), reusable: z.boolean().default(false), inPar: z.boolean().default(true),
  share: z.number().int().min(0).max(100).default(1), lowAt: z.number().int().min(0).max(COUNT_MAX).optional(), openHours: z.number().int().min(1).max(720).optional(), priceCents: z.number().int().min(0).max(10_000_000).optional(),
  allergens: zWriting(60).default(''), sort: z.number().int().min(0).max(100_000).default(0),
});
const zItem = z.object({
  ...zItemFields.shape, recipe: z.array(z.object({ itemId: zId, quantity: z.number() })), reusable: z.boolean(), inPar: z.boolean(), share: z.number(), allergens: z.string(), sort: z.number(),
  id: zId, isArchived: z.boolean(), version: z.number().int(),
});
export type ItemView = z.output<typeof zItem>;

export const listItems = endpoint({
  name: 'listBarItems', method: 'GET', path: '/api/sites/{siteId}/bar/items', permission: 'beverages.read', summary: 'Drinks, ingredients, cups', input: z.object(site), output: z.object({ items: z.array(zItem) }),
});
export const saveItemEndpoint = endpoint({
  name: 'saveBarItem', method: 'POST', path: '/api/sites/{siteId}/bar/items/{itemId}', permission: 'beverages.manage', summary: 'Add or change an item; its id is the caller’s',
  input: z.object({ ...site, ...command, itemId: zId, fields: zItemFields }), output: z.object({ version: z.number().int() }),
});
export const archiveItemEndpoint = endpoint({
  name: 'archiveBarItem', method: 'POST', path: '/api/sites/{siteId}/bar/items/{itemId}/archive', permission: 'beverages.manage', summary: 'Take an item off the menu, or bring it back; what is on a table is still served',
  input: z.object({ ...site, ...command, itemId: zId, archived: z.boolean().default(true) }), output: z.object({ version: z.number().int() }),
});
export const importMenu = endpoint({
  name: 'importBarMenu', method: 'POST', path: '/api/sites/{siteId}/bar/menu', permission: 'beverages.manage', summary: 'A pasted menu, one line an item; lines that cannot be taken are named with the reason',
  input: z.object({ ...site, ...command, dryRun: z.boolean().default(false), lines: z.array(z.object({ name: z.string().max(60), kind: z.string().max(20), unit: z.string().max(20), packName: z.string().max(20).optional(), packUnits: z.number().optional(), share: z.number().int().min(0).max(100).optional() })).min(1).max(300) }),
  output: z.object({ taken: z.number().int(), refused: z.array(z.object({ line: z.number().int(), code: z.string(), name: z.string() })) }),
});

const zParLine = z.object({ itemId: zId, need: z.number(), onHand: z.number(), washing: z.number(), /** On requisitions that are open. */ coming: z.number(), short: z.number(), packs: z.number().nullable() });
export const getPar = endpoint({
  name: 'getPar', method: 'GET', path: '/api/sites/{siteId}/bar/par', permission: 'beverages.read', summary: 'B-09: how much a day wants by seats and bookings, what is short, what usage says, when an item runs out',
  input: z.object({ ...site, day: zDay.optional() }),
  output: z.object({
    day: zDay, dayType: z.enum(DAY_TYPES), seats: z.number(), percent: z.number(), factor: z.number(), bySeats: z.number(), bookedGuests: z.number(), servingsPerGuest: z.number(), byGuests: z.number(), need: z.number(), tables: z.number(), launch: z.boolean(),
    drinks: z.array(z.object({ itemId: zId, share: z.number(), servings: z.number() })), lines: z.array(zParLine), cups: z.array(zParLine),
    usage: z.array(z.object({ itemId: zId, expected: z.number(), days: z.number().int(), busiest: z.object({ hour: z.number().int(), servings: z.number() }).nullable(), servingsLeft: z.number(), runsOutAt: z.string().nullable() })),
    items: z.array(z.object({ id: zId, name: z.string(), unit: z.string(), kind: z.enum(ITEM_KINDS), pack: z.object({ name: z.string(), units: z.number() }).nullable() })),
  }),
});
export type ParView = z.output<typeof getPar.output>;

const zLot = z.object({ id: zId, itemId: zId, expiresOn: zDay, left: z.number(), state: z.enum(['fine', 'soon', 'expired']) });
export const getStock = endpoint({
  name: 'getBarStock', method: 'GET', path: '/api/sites/{siteId}/bar/stock', permission: 'beverages.read', summary: 'What is there, what is low, what expires first, what is open; papers that wait for somebody',
  input: z.object(site),
  output: z.object({
    today: zDay,
    items: z.array(z.object({ id: zId, kind: z.enum(ITEM_KINDS), name: z.string(), unit: z.string(), pack: z.object({ name: z.string(), units: z.number() }).nullable(), reusable: z.boolean(), onHand: z.number(), inUse: z.number(), dirty: z.number(), lowAt: z.number().nullable(), isLow: z.boolean(), isBelow: z.boolean(), lots: z.array(zLot) })),
  }),
});
export type StockView = z.output<typeof getStock.output>;

const zMovement = z.object({ id: zId, itemId: zId, item: z.string(), day: zDay, at: zInstant, kind: z.enum(MOVEMENT_KINDS), onHand: z.number(), inUse: z.number(), dirty: z.number(), reason: z.string(), person: z.string(), isUndo: z.boolean() });
export const listMovements = endpoint({
  name: 'listBarMovements', method: 'GET', path: '/api/sites/{siteId}/bar/movements', permission: 'beverages.read', summary: 'The ledger of one item, the latest first',
  input: z.object({ ...site, itemId: zId, before: zInstantIn.optional(), beforeId: zId.optional() }), output: z.object({ movements: z.array(zMovement) }),
});

const zStep = z.enum(['issue', 'receive', 'cancel', 'approve', 'reject', 'reverse', 'finish']);
const zRecord = z.object({
  id: zId, kind: z.enum(RECORD_KINDS), status: z.string(), day: zDay, at: zInstant, by: z.string(), endedAt: zInstant.nullable(), endedBy: z.string().nullable(), reason: z.string(), note: z.string(), forDay: zDay.nullable(),
  lines: z.array(z.object({ itemId: zId, name: z.string(), unit: z.string(), quantity: z.number(), received: z.number().nullable(), book: z.number().nullable(), reason: z.string().nullable() })),
  batch: z.object({ method: z.enum(METHODS), strength: z.number(), startedAt: zInstant, endedAt: zInstant.nullable() }).nullable(), belowStandard: z.boolean(), discardBy: zInstant.nullable(), allowed: z.array(zStep), version: z.number().int(),
});
export type RecordView = z.output<typeof zRecord>;
export const listRecords = endpoint({
  name: 'listBarRecords', method: 'GET', path: '/api/sites/{siteId}/bar/records', permission: 'beverages.read', summary: 'Papers of the bar: those open first, then the latest of a kind',
  input: z.object({ ...site, kind: z.enum(RECORD_KINDS).optional(), before: zInstantIn.optional() }), output: z.object({ open: z.array(zRecord), past: z.array(zRecord) }),
});
const zNote = zWriting(200).default('');
const zLines = z.array(z.object({ itemId: zId, quantity: zQuantity, expiresOn: zDay.optional() })).min(1).max(200);
export const zNewRecord = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('requisition'), lines: zLines, note: zNote, forDay: zDay.optional() }),
  /** A requisition of what the par level lacks at that moment, so that two who press at once do not order it twice. */
  z.object({ kind: z.literal('shortage'), forDay: zDay }),
  z.object({ kind: z.enum(POSTED_KINDS), lines: zLines, reason: z.enum([...WRITE_OFF_REASONS, 'to_centre', 'from_centre', 'event']), note: zNote }),
  z.object({ kind: z.literal('stocktake'), lines: z.array(z.object({ itemId: zId, counted: z.number().int().min(0).max(COUNT_MAX), reason: zOptionalText(120) })).min(1).max(300), note: zNote }),
  z.object({ kind: z.literal('sterilising'), lines: zLines, method: z.enum(METHODS), strength: z.number().int().min(1).max(5000), note: zNote }),
  z.object({ kind: z.literal('opened'), lines: zLines.max(1), note: zNote }),
]);
export const makeRecordEndpoint = endpoint({
  name: 'makeBarRecord', method: 'POST', path: '/api/sites/{siteId}/bar/records/{recordId}', permission: 'beverages.stock', summary: 'A requisition, transfer, write-off, stocktake, sterilising batch or opened container',
  input: z.object({ ...site, ...command, recordId: zId, record: zNewRecord }), output: zRecord,
});
export const stepRecordEndpoint = endpoint({
  name: 'stepBarRecord', method: 'POST', path: '/api/sites/{siteId}/bar/records/{recordId}/steps', permission: 'beverages.stock', summary: 'Issue, receive, cancel, approve, reject, finish, or take back by a counter-entry',
  input: z.object({
    ...site, ...command, recordId: zId,
    step: z.discriminatedUnion('step', [
      z.object({ step: z.enum(['issue', 'cancel', 'approve', 'reject', 'reverse']), note: zOptionalText(200) }),
      z.object({ step: z.literal('receive'), lines: z.array(z.object({ itemId: zId, quantity: z.number().int().min(0).max(COUNT_MAX), expiresOn: zDay.optional() })).min(1).max(200) }),
      z.object({ step: z.literal('finish') }),
    ]),
  }),
  output: zRecord,
});
