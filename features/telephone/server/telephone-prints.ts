import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import writeExcel from 'write-excel-file/node';
import { refuse } from '../../../platform/core/refusal.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { actorOf, authorize, resolveCaller, route, sendRefusal, type Actor, type AppOptions, type Route } from '../../../platform/server/app.ts';
import type { Caller } from '../../../platform/server/caller.ts';
import type { Database, Query, Reader } from '../../../platform/server/database.ts';
import * as contract from '../core/phone-figures-contract.ts';
import type { PhoneFigures } from '../core/phone-figures-contract.ts';
import { addressOf } from '../core/form-of-address.ts';
import type { Message } from '../core/message.ts';
import { maskNumbers, maskPhone } from '../../../platform/core/mask-numbers.ts';
import { readBackGroups } from '../../../platform/core/phone-number.ts';
import { numberOf } from '../core/call-reading.ts';
import { answererOf } from '../core/call-record.ts';
import { CALL, rowOf, WHOLE, type CallStored } from './call-queries.ts';
import { callOf } from './message-routes.ts';
import { MESSAGE_PAPERS, renderMessageSlip, type SlipWords } from './message-slip.ts';
import { monthSheets } from './month-sheet.ts';
import { monthOf, phoneFigures } from './phone-figures.ts';
import { renderCallSheet, renderCheckSheet } from './telephone-paper.ts';
import { namesOf, telephoneSite, type TelephoneSite } from './telephone-site.ts';

type FigureDeps = Pick<AppOptions, 'grants'> & {
  readonly database: Database;
  /** How long the complaints of a time waited, as far as this person may know of them. */
  complaintDelays(reader: Reader, of: { siteId: string; from: string; to: string }, actor: Actor): Promise<PhoneFigures['complaints']>;
};

const readFigures = async (deps: FigureDeps, reader: Reader, site: TelephoneSite, { month, caller }: { month: string; caller: Caller }): Promise<PhoneFigures> => {
  const mayKnow = authorize(caller, 'complaints.read', site.id, deps.grants) === undefined;
  const [figures, complaints] = await Promise.all([phoneFigures(reader, site, month), mayKnow ? deps.complaintDelays(reader, { siteId: site.id, ...monthOf(month, site.zone) }, actorOf(caller, site.id, 'complaints.read')) : null]);
  return { ...figures, complaints };
};

export const figureRoutes = (deps: FigureDeps): Route[] => [
  route(contract.readPhoneFigures, ({ siteId, input, caller }) =>
    deps.database.read([siteId], async (reader) => {
      const site = await telephoneSite(reader, siteId);
      return site ? readFigures(deps, reader, site, { month: input.month, caller }) : refuse('not-found');
    }),
  ),
];

/** A month's sheet lists so many calls; a busier month says how many more the log has. */
const CALLS_AT_MOST = 8000;

/** `isWhole`: for eyes that may read the number; else it is masked here as on the screen (T-15). */
const slipOf = (state: Message, site: TelephoneSite, taker: string, isWhole: boolean): SlipWords => {
  const { sheet } = state;
  const address = addressOf(sheet);
  return {
    site: site.name, to: sheet.toName, department: sheet.toDepartment, urgent: sheet.urgent, date: localDate(state.takenAt, site.zone), time: localTime(state.takenAt, site.zone),
    caller: [sheet.fullName, address && address !== sheet.fullName ? (sheet.fullName ? `（${address}）` : address) : ''].filter(Boolean).join('') || (sheet.nameDeclined ? '未留全名' : undefined), company: sheet.company ?? (sheet.isPrivate ? '个人' : undefined),
    // Inside the fold: the recipient has to call back, so it is whole.
    number: sheet.number ? (isWhole ? readBackGroups(sheet.number) : maskPhone(sheet.number)) : sheet.numberDeclined ? '未留号码' : undefined, readBack: sheet.readBack, extension: sheet.extension, wishes: sheet.wishes, convenient: sheet.convenient, content: isWhole ? sheet.content : maskNumbers(sheet.content), taker,
  };
};

/** Slips, blank forms, the month's sheet: files beside the contract, each behind the same rights; `callForm`: the form number a centre gave the call register. */
export const mountTelephonePrints = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions'> & FigureDeps & { callForm(query: Query, siteId: string): Promise<string> }): void => {
  const allowed = async (request: FastifyRequest, reply: FastifyReply, permission: string, siteId: string): Promise<Caller | undefined> => {
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, permission, siteId, deps.grants);
    if (denied) await sendRefusal(reply, denied);
    return denied ? undefined : caller;
  };
  const pdf = (reply: FastifyReply, name: string, file: Buffer): FastifyReply => reply.type('application/pdf').header('content-disposition', `inline; filename="${name}.pdf"`).header('cache-control', 'no-store').send(file);

  app.get<{ Params: { siteId: string; messageId: string }; Querystring: { paper?: string } }>('/api/sites/:siteId/messages/:messageId/slip.pdf', async (request, reply) => {
    const { siteId, messageId } = request.params;
    const caller = await allowed(request, reply, 'telephone.answer', siteId);
    if (!caller) return reply;
    const paper = z.enum(MESSAGE_PAPERS).default('continuous-93').safeParse(request.query.paper);
    if (!paper.success || !z.uuid().safeParse(messageId).success) return sendRefusal(reply, refuse('bad-input'));
    const words = await deps.database.read([siteId], async (reader) => {
      const [site, rows] = await Promise.all([telephoneSite(reader, siteId), reader.query<{ state: Message }>('select state from messages where site_id = $1 and id = $2', [siteId, messageId], 'message-slip')]);
      const state = rows[0]?.state;
      if (!site || !state) return undefined;
      // Whose message it is calls back; who wrote the number down and read it back carries the slip there, unless a call of somebody else brought it.
      const call = await callOf(reader, siteId, state.sheet.callId);
      const isWritten = !call || numberOf(call) !== state.sheet.number || answererOf(call) === caller.personId;
      const isTheirs = state.sheet.toId === caller.personId || (state.takenBy === caller.personId && isWritten && !caller.scopes);
      const isWhole = isTheirs || authorize(caller, 'telephone.reveal', siteId, deps.grants) === undefined;
      return slipOf(state, site, (await namesOf(reader, [state.takenBy])).get(state.takenBy) ?? '', isWhole);
    });
    if (!words) return sendRefusal(reply, refuse('not-found'));
    return pdf(reply, 'message', await renderMessageSlip(words, paper.data));
  });

  app.get<{ Params: { siteId: string }; Querystring: { form?: string; paper?: string } }>('/api/sites/:siteId/telephone/blank.pdf', async (request, reply) => {
    const { siteId } = request.params;
    if (!(await allowed(request, reply, 'telephone.read', siteId))) return reply;
    const asked = z.object({ form: z.enum(['message', 'calls', 'check']).default('message'), paper: z.enum(MESSAGE_PAPERS).default('continuous-93') }).safeParse(request.query);
    if (!asked.success) return sendRefusal(reply, refuse('bad-input'));
    const { form, paper } = asked.data;
    const [site, number] = await deps.database.read([siteId], (reader) => Promise.all([telephoneSite(reader, siteId), form === 'calls' ? deps.callForm(reader.query, siteId) : undefined]));
    if (!site) return sendRefusal(reply, refuse('not-found'));
    return pdf(reply, form, form === 'calls' ? await renderCallSheet({ site: site.name, company: site.company, form: number }) : form === 'check' ? await renderCheckSheet(site.name) : await renderMessageSlip({ site: site.name, wishes: [] }, paper));
  });

  app.get<{ Params: { siteId: string }; Querystring: { month?: string } }>('/api/sites/:siteId/telephone/month.xlsx', async (request, reply) => {
    const { siteId } = request.params;
    const caller = await allowed(request, reply, 'telephone.figures', siteId);
    if (!caller) return reply;
    const month = contract.zMonth.safeParse(request.query.month);
    if (!month.success) return sendRefusal(reply, refuse('bad-input'));
    const read = await deps.database.read([siteId], async (reader) => {
      const site = await telephoneSite(reader, siteId);
      if (!site) return undefined;
      const { from, to } = monthOf(month.data, site.zone);
      const [figures, calls] = await Promise.all([
        readFigures(deps, reader, site, { month: month.data, caller }),
        reader.query<CallStored>(`${CALL} where c.site_id = $1 and c.started_at >= $2 and c.started_at < $3 and ${WHOLE} order by c.started_at, c.id limit $4`, [siteId, from, to, CALLS_AT_MOST], 'month-calls'),
      ]);
      return { site, figures, calls: calls.map(rowOf) };
    });
    if (!read) return sendRefusal(reply, refuse('not-found'));
    const file = await writeExcel(monthSheets({ ...read, month: month.data })).toBuffer();
    return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', `attachment; filename="calls-${month.data}.xlsx"`).header('cache-control', 'no-store').send(file);
  });
};
