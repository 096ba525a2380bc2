import { z } from 'zod';
import { endpoint, zId, zInstant, zOptionalText, zText } from '../../../platform/core/contract.ts';
import { zMonth, zMonthFigure, zMonthList } from '../../../platform/core/month-book.ts';

const zWords = z.object({ zh: z.string(), en: z.string() });
const zColumn = z.object({ key: z.string(), zh: z.string(), en: z.string(), width: z.number(), align: z.enum(['centre', 'right']).optional() });
export const zCells = z.array(z.union([z.string(), z.number(), z.null()]));
const zKept = z.object({ key: z.string(), value: z.number().nullable(), part: z.number().nullable(), whole: z.number().nullable() });
const zPin = z.string().regex(/^\d{4,6}$/);

export const zMonthView = z.object({
  month: zMonth, number: z.string(), form: z.string(), isOver: z.boolean(),
  figures: z.array(zMonthFigure), lists: z.array(zMonthList), lines: z.number().int(), open: z.number().int(), columns: z.array(zColumn),
  /** The two months before and the same of last year; a signed one as it was signed. */
  compared: z.array(z.object({ month: zMonth, isSigned: z.boolean(), figures: z.array(zKept) })),
  signed: z.object({ at: zInstant, by: z.string(), takenAt: zInstant, comment: z.string().nullable(), openWord: z.string().nullable(), hash: z.string() }).nullable(),
  addenda: z.array(z.object({ nr: z.number().int(), at: zInstant, by: z.string(), text: z.string() })),
});
export type MonthView = z.output<typeof zMonthView>;
const month = { siteId: zId, month: zMonth };

export const readMonth = endpoint({ name: 'readMonthRecord', method: 'GET', path: '/api/sites/{siteId}/records/month', summary: 'The monthly maintenance record (M-54): a draft until it is signed, then for ever what was signed', input: z.object(month), output: zMonthView, permission: 'records.month' });
export const listMonthLines = endpoint({
  name: 'listMonthLines', method: 'GET', path: '/api/sites/{siteId}/records/month/lines', summary: 'Every order of the month as a line, a page at a time',
  input: z.object({ ...month, after: z.string().max(120).optional() }), output: z.object({ rows: z.array(zCells), next: z.string().nullable() }), permission: 'records.month',
});
export const signMonthEndpoint = endpoint({
  name: 'signMonthRecord', method: 'POST', path: '/api/sites/{siteId}/records/month/sign', summary: 'Close a month that is over with the manager’s PIN; open orders need a word',
  input: z.object({ ...month, commandId: zId, pin: zPin, comment: zOptionalText(2000), openWord: zOptionalText(1000) }), output: zMonthView, permission: 'records.sign',
});
export const addAddendumEndpoint = endpoint({
  name: 'addMonthAddendum', method: 'POST', path: '/api/sites/{siteId}/records/month/addenda', summary: 'Correct a signed month by an addendum, signed like it',
  input: z.object({ ...month, commandId: zId, pin: zPin, text: zText(2000) }), output: zMonthView, permission: 'records.sign',
});
export const readGroupMonth = endpoint({
  name: 'readGroupMonth', method: 'GET', path: '/api/records/group', summary: 'One month over all centres one may see, by the same definitions', input: z.object({ month: zMonth }),
  output: z.object({ figures: z.array(zMonthFigure), sites: z.array(z.object({ siteId: zId, name: z.string(), isSigned: z.boolean(), figures: z.array(zKept) })) }), permission: 'records.month',
});

export const zRegisterHead = z.object({ id: z.string(), title: zWords, form: z.string(), clause: z.string(), columns: z.array(zColumn) });
export type RegisterHead = z.output<typeof zRegisterHead>;
export const listRegisters = endpoint({ name: 'listRegisters', method: 'GET', path: '/api/sites/{siteId}/registers', summary: 'The registers one may read here', input: z.object({ siteId: zId }), output: z.object({ registers: z.array(zRegisterHead) }), permission: 'records.read' });
export const zPeriod = { from: z.iso.date(), to: z.iso.date() };
export const readRegister = endpoint({
  name: 'readRegister', method: 'GET', path: '/api/sites/{siteId}/registers/{registerId}', summary: 'The lines of a register between two days, both included, a page at a time',
  input: z.object({ siteId: zId, registerId: z.string().max(40), ...zPeriod, after: z.string().max(120).optional() }), output: z.object({ rows: z.array(zCells), next: z.string().nullable() }), permission: 'records.read',
});
/** A register is asked for no more than so many days at once. */
export const MOST_DAYS = 400;
