import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import type { PadEntry, PadSource } from '../../../platform/server/pads.ts';
import type { Query, Reader } from '../../../platform/server/database.ts';
import { startOf } from '../core/call-reading.ts';
import type { CallRecord } from '../core/call-record.ts';
import { addressOf } from '../core/form-of-address.ts';
import type { Message } from '../core/message.ts';
import { paperDisorder, type Paper } from '../core/paper.ts';
import { MESSAGE_PAPERS, renderMessageSlips } from './message-slip.ts';
import { renderCallPad } from './telephone-paper.ts';
import { namesOf } from './telephone-site.ts';

const zMm = z.coerce.number().min(-20).max(20).default(0);
const zPaper = z.object({ paper: z.enum(MESSAGE_PAPERS).default('continuous-93'), x: zMm, y: zMm });

const entryOf = (paper: Paper, item: string, at: string, names: ReadonlyMap<string, string>): PadEntry => ({
  place: null, item, at, keyedBy: names.get(paper.keyedBy) ?? null, writtenBy: paper.writtenBy, disorder: paperDisorder(paper), hasScan: paper.scans.length > 0,
});
const idsBetween = async (reader: Reader, table: 'calls' | 'messages', at: string, [siteId, from, to]: readonly [string, string, string]): Promise<string[]> =>
  (await reader.query<{ id: string }>(`select id from ${table} where site_id = $1 and ${at} >= $2 and ${at} < $3 and paper_number is not null`, [siteId, from, to], `${table}-from-paper`)).map((row) => row.id);

/** Numbered lines of the 来电登记表 and numbered 留言单 (T-04, T-44); `callForm`: the form number a centre gave the register. */
export const telephonePads = (deps: { callForm(query: Query, siteId: string): Promise<string> }): PadSource => ({
  kinds: ['call', 'message'],
  entries: async (reader, siteId, subjects) => {
    const [calls, messages] = await Promise.all([
      reader.query<{ state: CallRecord }>('select state from calls where site_id = $1 and id = any ($2) and paper_number is not null', [siteId, [...subjects]], 'calls-of-pad'),
      reader.query<{ state: Message }>('select state from messages where site_id = $1 and id = any ($2) and paper_number is not null', [siteId, [...subjects]], 'messages-of-pad'),
    ]);
    const names = await namesOf(reader, [...calls, ...messages].map(({ state }) => state.paper?.keyedBy));
    return new Map<string, PadEntry>([
      ...calls.flatMap(({ state }) => (state.paper ? [[state.id, entryOf(state.paper, addressOf(state.sheet) || (state.sheet.company ?? ''), startOf(state.card), names)] as const] : [])),
      ...messages.flatMap(({ state }) => (state.paper ? [[state.id, entryOf(state.paper, state.sheet.toName, state.takenAt, names)] as const] : [])),
    ]);
  },
  between: async (reader, ...span) => (await Promise.all([idsBetween(reader, 'calls', 'started_at', span), idsBetween(reader, 'messages', 'taken_at', span)])).flat(),
  print: async (reader, { site, kind, sheets, query }) => {
    const asked = zPaper.safeParse(query);
    if (!asked.success) return refuse('bad-input');
    const { paper, ...offset } = asked.data;
    const numbers = sheets.map((sheet) => sheet.text);
    return kind === 'call' ? renderCallPad({ site: site.name, company: site.company, form: await deps.callForm(reader.query, site.id) }, numbers, offset) : renderMessageSlips(numbers.map((nr) => ({ site: site.name, nr, wishes: [] })), paper, offset);
  },
});
