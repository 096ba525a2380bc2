import { z } from 'zod';
import { endpoint, zId, zText } from '../../../platform/core/contract.ts';
import { PAD_KINDS, PAD_LIMIT, PAD_STATES, VOID_WHYS } from '../../../platform/core/pad.ts';

const site = { siteId: zId };
const zKind = z.enum(PAD_KINDS);
const zNumbers = z.array(zText(14)).min(1).max(PAD_LIMIT);

const zPadNumber = z.object({
  number: z.string(),
  state: z.enum(PAD_STATES),
  /** The order, call or message keyed in from it. */
  subjectId: z.string().nullable(),
  place: z.string().nullable(),
  item: z.string().nullable(),
  receivedAt: z.string().nullable(),
  keyedAt: z.string().nullable(),
  keyedBy: z.string().nullable(),
  writtenBy: z.string().nullable(),
  /** Times on the paper that cannot all be true. */
  disorder: z.array(z.object({ step: z.string(), before: z.string() })),
  /** A picture of the paper hangs on it. */
  hasScan: z.boolean(),
  reason: z.string().nullable(),
});
export type PadNumber = z.output<typeof zPadNumber>;

const zPad = z.object({ id: z.string(), kind: zKind, printedAt: z.string(), printedBy: z.string().nullable(), numbers: z.array(zPadNumber) });
export type PadView = z.output<typeof zPad>;

export const printPad = endpoint({
  name: 'printPad', method: 'POST', path: '/api/sites/{siteId}/pads', permission: 'repairs.pads',
  summary: 'Reserve numbers of the centre’s own series for a pad of blank slips, or lines of the call register, before the paper comes out.',
  input: z.object({ ...site, commandId: zId, padId: zId, kind: zKind, count: z.int().min(1).max(PAD_LIMIT) }),
  output: zPad,
});

export const listPads = endpoint({
  name: 'listPads', method: 'GET', path: '/api/sites/{siteId}/pads', permission: 'repairs.pads',
  summary: 'The pads printed last, each with what became of its sheets.',
  input: z.object({ ...site, limit: z.coerce.number().int().min(1).max(20).default(5) }),
  output: z.object({ pads: z.array(zPad) }),
});

export const findSheet = endpoint({
  name: 'findSheet', method: 'GET', path: '/api/sites/{siteId}/pads/sheet', permission: 'repairs.pads',
  summary: 'The sheet in the hand, by its code or by number and check letters: what it may be keyed in as, or why not.',
  input: z.object({ ...site, q: zText(300) }),
  output: z.object({ number: z.string(), check: z.string(), kind: zKind, /** The id the order, call or message will have. */ subjectId: z.string(), printedAt: z.string() }),
});

export const voidSheets = endpoint({
  name: 'voidSheets', method: 'POST', path: '/api/sites/{siteId}/pads/{padId}/void', permission: 'repairs.pads',
  summary: 'Numbers written on wrongly (作废) or not to be found (遗失): they stay in the list and are never used.',
  input: z.object({ ...site, padId: zId, commandId: zId, numbers: zNumbers, why: z.enum(VOID_WHYS), reason: zText(100) }),
  output: zPad,
});

export const restoreSheets = endpoint({
  name: 'restoreSheets', method: 'POST', path: '/api/sites/{siteId}/pads/{padId}/restore', permission: 'repairs.pads',
  summary: 'A number taken out of use by mistake, or found again, may be keyed in.',
  input: z.object({ ...site, padId: zId, commandId: zId, numbers: zNumbers }),
  output: zPad,
});

export const padDay = endpoint({
  name: 'padDay', method: 'GET', path: '/api/sites/{siteId}/pads/day', permission: 'repairs.pads',
  summary: 'Every number of a day: those the system gave, and each sheet of the pads used that day: used, open, spoilt, missing.',
  input: z.object({ ...site, day: z.iso.date() }),
  output: z.object({
    day: z.string(),
    /** Numbers the system itself gave that day, and those between them that nothing is known of: there must be none. */
    system: z.object({ first: z.string().nullable(), last: z.string().nullable(), used: z.number(), unknown: z.array(z.string()) }),
    pads: z.array(zPad),
    counts: z.record(z.enum(PAD_STATES), z.number()),
  }),
});

export const PAD_ENDPOINTS = [printPad, listPads, findSheet, voidSheets, restoreSheets, padDay] as const;
