import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { isRefusal, route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { ownFiles } from '../../../platform/server/files.ts';
import { lockSheet } from '../../../platform/server/pads.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import { colleaguesOf, presencesNow } from '../../roster/server/roster-facts.ts';
import { addressOf } from '../core/form-of-address.ts';
import * as contract from '../core/message-contract.ts';
import { isRecipientBack, keyInMessage, messageStepsOf, takeMessage, takeMessageStep, type Message, type MessageEvent } from '../core/message.ts';
import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { maskNumber, readNumber } from '../../../platform/core/phone-number.ts';
import { isDesk, mayTakeOver } from '../core/telephone-permissions.ts';
import { revealerOf } from './revealer.ts';
import { answererOf, type CallRecord } from '../core/call-record.ts';
import { numberOf } from '../core/call-reading.ts';
import { takeCallCommand } from './call-commands.ts';
import { derivedId } from './derived-id.ts';
import { findEntry } from './directory-queries.ts';
import { messageKind } from './message-store.ts';
import { paperOf } from './call-queries.ts';
import { areaCodeIn, checkWordIn, namesOf, writerOf } from './telephone-site.ts';

type Row = { state: Message; version: number; dueAt: string | null };
const READ = 'select state, version, due_at as "dueAt" from messages';

const viewsOf = async (reader: Reader, siteId: string, rows: readonly Row[], actor: Actor, now: Instant): Promise<contract.MessageView[]> => {
  const who = { personId: actor.personId, isDesk: isDesk(actor.roles) };
  const [names, presences, here] = await Promise.all([
    namesOf(reader, rows.flatMap(({ state }) => [state.takenBy, state.confirmedBy, state.calledBack?.by, state.paper?.keyedBy, ...state.attempts.map((entry) => entry.by), ...state.redirected.map((entry) => entry.by)])),
    presencesNow(reader, siteId, now),
    colleaguesOf(reader, siteId, now),
  ]);
  const name = (id: string | undefined): string => names.get(id ?? '') ?? '';
  const working = new Set(here.map((person) => person.id));
  return rows.map(({ state, version, dueAt }) => {
    const { sheet } = state;
    const isOpen = state.status === 'taken' || state.status === 'passed_on';
    return {
      id: state.id, status: state.status, toId: sheet.toId ?? null, toName: sheet.toName, toDepartment: sheet.toDepartment ?? null, urgent: sheet.urgent, address: addressOf(sheet), fullName: sheet.fullName ?? null, company: sheet.company ?? null, isPrivate: sheet.isPrivate,
      number: sheet.number ? maskNumber(sheet.number) : null, numberDeclined: sheet.numberDeclined, readBack: sheet.readBack, wishes: [...sheet.wishes], convenient: sheet.convenient ?? null, content: maskNumbers(sheet.content), whenBack: sheet.whenBack, callBackBy: sheet.callBackBy ?? null, callId: sheet.callId ?? null,
      takenBy: state.paper?.writtenBy ?? name(state.takenBy), takenAt: state.takenAt, attempts: state.attempts.map((entry) => ({ at: entry.at, by: name(entry.by), method: entry.method, through: entry.through ?? null })), deliveredAt: state.deliveredAt ?? null, confirmedBy: state.paper?.signedBy ?? (state.confirmedBy ? name(state.confirmedBy) : null), callerToldAt: state.callerToldAt ?? null,
      calledBack: state.calledBack ? { at: state.calledBack.at, by: name(state.calledBack.by), result: state.calledBack.result } : null, redirected: state.redirected.map((entry) => ({ at: entry.at, by: name(entry.by), from: entry.from, reason: entry.reason })),
      isLate: state.isLate, isGoBetweenAsked: state.isGoBetweenAsked, isCallBackLate: state.isCallBackLate, dueAt,
      isBack: isRecipientBack(state, sheet.toId ? presences.get(sheet.toId) : undefined),
      hasLeft: isOpen && sheet.toId !== undefined && !working.has(sheet.toId), allowed: messageStepsOf(state, who), isErased: state.isErased ?? false, version, paper: paperOf(state.paper, state.paper ? name(state.paper.keyedBy) : null),
    };
  });
};

const readOne = async (reader: Reader, siteId: string, id: string, actor: Actor, now: Instant): Promise<contract.MessageView | undefined> => {
  const row = (await reader.query<Row>(`${READ} where site_id = $1 and id = $2`, [siteId, id], 'message-one'))[0];
  if (!row || !(isDesk(actor.roles) || row.state.sheet.toId === actor.personId)) return undefined;
  return (await viewsOf(reader, siteId, [row], actor, now))[0];
};

/** A recipient is a colleague who works here, an entry of the directory, or a name; somebody who has left is no recipient. */
const recipientOf = async (reader: Reader, site: { id: string; zone: string }, asked: { toId?: string | undefined; toName: string }, now: Instant): Promise<{ toId?: string; toName: string; toDepartment?: string } | Refusal> => {
  if (!asked.toId) return asked.toName ? { toName: asked.toName } : refuse('recipient-missing', {});
  const entry = await findEntry(reader, site, asked.toId, now);
  if (!entry) return refuse('person-not-here', {});
  return { ...(entry.personId ? { toId: entry.personId } : {}), toName: entry.name, ...(entry.department ? { toDepartment: entry.department } : {}) };
};

/** The call a slip or a matter comes from: its number is taken from there, so that no mask is ever copied. */
export const callOf = async (reader: Reader, siteId: string, callId: string | undefined): Promise<CallRecord | undefined> =>
  callId ? (await reader.query<{ state: CallRecord }>('select state from calls where site_id = $1 and id = $2', [siteId, callId], 'call-state'))[0]?.state : undefined;

export const messageRoutes = (deps: RunnerDeps): Route[] => {
  const { database, clock } = deps;
  const reread = (siteId: string, id: string, actor: Actor) => database.read([siteId], (reader) => readOne(reader, siteId, id, actor, clock.now()));
  return [
    route(contract.leaveMessage, async ({ siteId, input, actor, caller }) => {
      const { commandId, messageId, siteId: _site, numberOfCall: useCall, ...sheet } = input;
      const done = await runCommand<Message, MessageEvent, contract.MessageView | undefined>(deps, {
        kind: messageKind, siteId, subject: messageId, name: 'leaveMessage', commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, site, trx }) => {
          const [recipient, areaCode, known] = await Promise.all([recipientOf(trx, site, sheet, now), areaCodeIn(trx, siteId), useCall ? callOf(trx, siteId, sheet.callId) : undefined]);
          if (isRefusal(recipient)) return recipient;
          const unknown = await checkWordIn(trx, siteId, sheet);
          if (unknown) return unknown;
          if (known && !mayTakeOver(revealerOf(actor, caller), recipient.toId, answererOf(known))) return refuse('forbidden', { permission: 'telephone.reveal' });
          const said = (known && numberOf(known)) ?? sheet.number;
          const number = said ? (readNumber(said, areaCode).key ?? said) : undefined;
          return takeMessage(state, { at: now, by: actor.personId, areaCode, sheet: { ...sheet, toId: undefined, ...recipient, number } });
        },
        present: (reader) => readOne(reader, siteId, messageId, actor, clock.now()),
      });
      if (!done.ok) return done;
      // The call knows what came of it; a call already logged keeps its sheet and gains the link.
      if (input.callId) await takeCallCommand(deps, { siteId, callId: input.callId, commandId: derivedId(commandId, 'link'), steps: [{ step: 'link', link: { kind: 'message', id: messageId } }] }, { actor });
      return done.view ?? (await reread(siteId, messageId, actor)) ?? refuse('not-found');
    }),
    route(contract.keyInMessage, async ({ siteId, input, actor }) => {
      const { siteId: _site, commandId, messageId, pad, takenAt, passed, signed, calledBack, ...sheet } = input;
      const done = await runCommand<Message, MessageEvent, contract.MessageView | undefined>(deps, {
        kind: messageKind, siteId, subject: messageId, name: 'keyInMessage', commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, site, trx }) => {
          // Held while the message is written: a sheet is used once.
          const wrong = await lockSheet(trx, { siteId, ...pad, subject: messageId, kind: 'message', commandId });
          if (wrong) return wrong;
          const [recipient, areaCode, writerId, scans] = await Promise.all([recipientOf(trx, site, sheet, now), areaCodeIn(trx, siteId), writerOf(trx, siteId, pad.writtenBy, now), ownFiles(trx.query, siteId, pad.scans, actor.personId)]);
          if (isRefusal(recipient)) return recipient;
          if (pad.scans.some((hash) => !scans.has(hash))) return refuse('file-unknown', {});
          const unknown = await checkWordIn(trx, siteId, sheet);
          if (unknown) return unknown;
          const number = sheet.number ? (readNumber(sheet.number, areaCode).key ?? sheet.number) : undefined;
          return keyInMessage(state, { paper: { number: pad.number, writtenBy: pad.writtenBy, scans: pad.scans }, takenAt, writerId, passed, signed, calledBack, sheet: { ...sheet, toId: undefined, ...recipient, number, wordingSeen: true } }, { now, by: actor.personId });
        },
        present: (reader) => readOne(reader, siteId, messageId, actor, clock.now()),
      });
      return done.ok ? (done.view ?? (await reread(siteId, messageId, actor)) ?? refuse('not-found')) : done;
    }),
    route(contract.listMessages, ({ siteId, input, actor }) =>
      database.read([siteId], async (reader) => {
        const [open, past] = await Promise.all([
          reader.query<Row>(`${READ} where site_id = $1 and open order by coalesce(due_at, 'infinity'::timestamptz), id limit 200`, [siteId], 'message-open'),
          reader.query<Row>(`${READ} where site_id = $1 and not open and taken_at < $2 order by taken_at desc, id desc limit 30`, [siteId, input.before ?? '9999-12-31T00:00:00.000Z'], 'message-past'),
        ]);
        const views = await viewsOf(reader, siteId, [...open, ...past], actor, clock.now());
        return { open: views.slice(0, open.length), past: views.slice(open.length) };
      }),
    ),
    route(contract.myMessages, ({ siteId, actor }) =>
      database.read([siteId], async (reader) => {
        const rows = await reader.query<Row>(`${READ} where site_id = $1 and to_id = $2 and status <> 'withdrawn' order by taken_at desc limit 50`, [siteId, actor.personId], 'message-mine');
        const views = await viewsOf(reader, siteId, rows, actor, clock.now());
        return { messages: [...views.filter((view) => view.allowed.length > 0), ...views.filter((view) => view.allowed.length === 0)] };
      }),
    ),
    route(contract.stepMessage, async ({ siteId, input, actor, caller }) => {
      const who = { personId: actor.personId, isDesk: isDesk(actor.roles) };
      const done = await runCommand<Message, MessageEvent, contract.MessageView | undefined>(deps, {
        kind: messageKind, siteId, subject: input.messageId, name: 'stepMessage', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, site, trx }) => {
          if (!state || !(who.isDesk || state.sheet.toId === who.personId)) return refuse('not-found');
          const { step } = input;
          if (step.step !== 'redirect') return takeMessageStep(state, step, who, now);
          const recipient = await recipientOf(trx, site, step, now);
          if (!isRefusal(recipient) && !mayTakeOver(revealerOf(actor, caller), recipient.toId, state.sheet.toId)) return refuse('forbidden', { permission: 'telephone.reveal' });
          return isRefusal(recipient) ? recipient : takeMessageStep(state, { step: 'redirect', reason: step.reason, ...recipient }, who, now);
        },
        present: (reader) => readOne(reader, siteId, input.messageId, actor, clock.now()),
      });
      if (!done.ok) return done;
      return done.view ?? (await reread(siteId, input.messageId, actor)) ?? refuse('not-found');
    }),
  ];
};

export const sweepMessage: DueHandler = async (deps, { siteId, subject, sweep }) => {
  const done = await runCommand(deps, { kind: messageKind, siteId, subject, name: 'sweep', actor: null, sweep, decide: () => ({ ok: true, events: [] }) });
  if (isRefusal(done) && done.code !== 'site-unknown') throw new Error(done.code);
};
