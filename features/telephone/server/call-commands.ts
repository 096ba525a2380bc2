import { addMinutes } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Actor } from '../../../platform/server/app.ts';
import { runCommand, type CommandInput, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Query, Transaction } from '../../../platform/server/database.ts';
import { ownFiles } from '../../../platform/server/files.ts';
import { lockSheet } from '../../../platform/server/pads.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import { colleaguesOf } from '../../roster/server/roster-facts.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { foldCall } from '../core/call-card.ts';
import type { z } from 'zod';
import type { CallStepInput, CallView, keyInCall as keyInCallEndpoint } from '../core/call-contract.ts';
import type { CallEvent } from '../core/call-event.ts';
import { deskOf, startOf } from '../core/call-reading.ts';
import type { CallRecord, CallRecordEvent, CallSheet } from '../core/call-record.ts';
import { checkJoin, takeCallSteps, type CallStep } from '../core/call-rules.ts';
import { openMatter, type Matter, type MatterEvent } from '../core/matter.ts';
import { keyInCall } from '../core/paper-call.ts';
import { readNumber } from '../../../platform/core/phone-number.ts';
import { callKind } from './call-store.ts';
import { readOne } from './call-queries.ts';
import { derivedId } from './derived-id.ts';
import { findEntry } from './directory-queries.ts';
import { matterKind } from './matter-store.ts';
import { areaCodeIn, checkWordIn, writerOf } from './telephone-site.ts';

const keyOf = (raw: string | undefined, areaCode: string | undefined): string | undefined => (raw ? readNumber(raw, areaCode).key : undefined);

/** What the screen sent becomes what the rules know: numbers in their one form, targets by name. */
const stepsOf = async (trx: Transaction, site: { id: string; zone: string }, input: { steps: readonly CallStepInput[]; now: string }, state: CallRecord | undefined): Promise<CallStep[] | Refusal> => {
  const areaCode = await areaCodeIn(trx, site.id);
  const sheetOf = (sheet: Extract<CallStepInput, { step: 'log' | 'amend' }>['sheet']): CallSheet => {
    const { number: said, ...words } = sheet;
    // A number not named is the one that is known.
    const number = said === undefined ? state?.sheet.number : keyOf(said, areaCode);
    return { ...words, ...(number ? { number } : {}) };
  };
  const steps: CallStep[] = [];
  for (const step of input.steps) {
    if (step.step === 'transfer') {
      const entry = await findEntry(trx, site, step.targetId, input.now);
      if (!entry) return refuse('target-unknown', {});
      steps.push({ ...step, target: [entry.department, entry.name].filter(Boolean).join(' '), targetId: entry.id });
    } else if (step.step === 'open') {
      const number = step.number ? readNumber(step.number, areaCode) : undefined;
      steps.push({ step: 'open', direction: step.direction, publicNumber: step.publicNumber, raw: step.number, number: number?.key });
    } else if (step.step === 'join') steps.push({ step: 'join', part: (await callKind.load(trx, site.id, step.partId))?.state });
    else if (step.step === 'log' || step.step === 'amend') {
      const unknown = await checkWordIn(trx, site.id, step.sheet, state?.sheet);
      if (unknown) return unknown;
      steps.push({ ...step, sheet: sheetOf(step.sheet) });
    } else steps.push(step);
  }
  return steps;
};

export const takeCallCommand = async (deps: RunnerDeps, input: { siteId: string; callId: string; commandId: string; steps: readonly CallStepInput[] }, who: { actor: Actor }): Promise<CallView | Refusal> => {
  const { siteId, commandId } = input;
  const by = who.actor.personId;
  // What a call led to is known of the whole, whichever part the screen still has.
  const callId = input.steps.every((step) => step.step === 'link') ? await wholeOf(deps, siteId, input.callId) : input.callId;
  const joins = input.steps.flatMap((step) => (step.step === 'join' ? [step.partId] : []));
  const onPart = (partId: string, name: string, decide: CommandInput<CallRecord, CallRecordEvent>['decide']) => runCommand<CallRecord, CallRecordEvent>(deps, { kind: callKind, siteId, subject: partId, name, actor: by, standIn: who.actor.standIn, commandId: derivedId(commandId, name, partId), decide });
  const release = (partId: string) => onPart(partId, 'callUnmerged', (part, { now }) => ({ ok: true, events: part?.mergedInto === callId ? [{ type: 'CallUnmerged', at: now, by }] : [] }));
  // The part is claimed first: it belongs to one whole, however many ask at once.
  for (const partId of joins) {
    const claimed = await onPart(partId, 'callMerged', async (part, { now, trx }) => {
      const [whole] = await trx.query<{ state: CallRecord }>('select state from calls where site_id = $1 and id = $2', [siteId, callId], 'call-state');
      if (!part || !whole) return refuse('call-unknown', {});
      return checkJoin(whole.state, part, { now, by }) ?? { ok: true, events: part.mergedInto ? [] : [{ type: 'CallMerged', at: now, into: callId }] };
    });
    if (!claimed.ok) return claimed;
  }
  const done = await runCommand<CallRecord, CallRecordEvent, CallView | undefined>(deps, {
    kind: callKind, siteId, subject: callId, name: 'takeCall', commandId, actor: by, standIn: who.actor.standIn,
    decide: async (state, { now, site, trx }) => {
      const steps = await stepsOf(trx, site, { steps: input.steps, now }, state);
      return isRefusal(steps) ? steps : takeCallSteps(state, steps, { now, by, callId, siteId, eventId: (index) => `${commandId}:${index}` });
    },
    present: (reader, saved) => readOne(reader, siteId, callId, by, parameterValues(saved.site.parameters)),
  });
  if (!done.ok) {
    for (const partId of joins) await release(partId);
    return done;
  }
  for (const step of input.steps) if (step.step === 'part') await release(step.partId);
  return done.view ?? deps.database.read([siteId], async (reader) => (await readOne(reader, siteId, callId, by, parameterValues((await reader.query<{ parameters: Record<string, unknown> }>('select parameters from sites where id = $1', [siteId]))[0]?.parameters ?? {}))) ?? refuse('not-found'));
};

/** A line of the register keyed in: the sheet is held while it is written, so that it is used once. */
export const keyInCallCommand = async (deps: RunnerDeps, input: z.output<typeof keyInCallEndpoint.input>, who: { actor: Actor }): Promise<CallView | Refusal> => {
  const { siteId, callId, commandId, pad, sheet: said, transfer, missed, outgoing, followUp, ...line } = input;
  const by = who.actor.personId;
  const done = await runCommand<CallRecord, CallRecordEvent, CallView | undefined>(deps, {
    kind: callKind, siteId, subject: callId, name: 'keyInCall', commandId, actor: by, standIn: who.actor.standIn,
    decide: async (state, { now, site, trx }) => {
      const wrong = await lockSheet(trx, { siteId, ...pad, subject: callId, kind: 'call', commandId });
      if (wrong) return wrong;
      const [areaCode, agentId, scans, target] = await Promise.all([areaCodeIn(trx, siteId), writerOf(trx, siteId, pad.writtenBy, now), ownFiles(trx.query, siteId, pad.scans, by), transfer?.targetId ? findEntry(trx, site, transfer.targetId, now) : undefined]);
      if (pad.scans.some((hash) => !scans.has(hash))) return refuse('file-unknown', {});
      if (transfer && !target && !transfer.targetName) return refuse('target-unknown', {});
      const unknown = await checkWordIn(trx, siteId, said);
      if (unknown) return unknown;
      // What is to come of it is refused before the sheet is used.
      if (followUp && !said.notes) return refuse('content-missing', {});
      if (followUp?.dueAt && followUp.dueAt <= line.startedAt) return refuse('due-in-the-past', {});
      if (followUp?.done && followUp.done.at > now) return refuse('time-in-future', { at: followUp.done.at });
      if (followUp && !(await colleaguesOf(trx, siteId, now)).some((person) => person.id === followUp.ownerId)) return refuse('person-not-here', {});
      const number = keyOf(said.number, areaCode);
      return keyInCall(
        state !== undefined,
        {
          ...line, agentId, isMissed: missed, isOutgoing: outgoing, paper: { number: pad.number, writtenBy: pad.writtenBy, scans: pad.scans }, sheet: { ...said, number },
          ...(transfer ? { transfer: { target: target ? [target.department, target.name].filter(Boolean).join(' ') : (transfer.targetName ?? ''), targetId: target?.id, outcome: transfer.outcome } } : {}),
        },
        { now, by, callId, siteId, eventId: (index) => `${commandId}:${index}` },
      );
    },
    present: (reader, saved) => readOne(reader, siteId, callId, by, parameterValues(saved.site.parameters)),
  });
  if (!done.ok) return done;
  if (followUp) await followUpPaper(deps, done.state, followUp, { commandId, by });
  return !followUp && done.view ? done.view : deps.database.read([siteId], async (reader) => (await readOne(reader, siteId, callId, by, parameterValues({}))) ?? refuse('not-found'));
};

/** What the line left to be done (T-36), by the paper's times: late if it was late, over if it was over. Its ids are the call's, so it may run twice. */
const followUpPaper = async (deps: RunnerDeps, record: CallRecord, asked: { ownerId: string; dueAt?: string | undefined; done?: { at: string; result: string } | undefined }, { commandId, by }: { commandId: string; by: string }): Promise<void> => {
  const { siteId, sheet, card } = record;
  const matterId = derivedId(record.id, 'paper-follow-up');
  const done = await runCommand<Matter, MatterEvent>(deps, {
    kind: matterKind, siteId, subject: matterId, name: 'openMatter', commandId: derivedId(commandId, 'follow-up'), actor: by,
    decide: (state, { now, site }) => {
      const { surname, honorific, saidTaitai, fullName, company, number } = sheet;
      const at = startOf(card);
      const made = openMatter(state, { at, recordedAt: now, by, kind: 'enquiry', sheet: { surname, honorific, saidTaitai, fullName, company, number, content: sheet.notes ?? '', callId: record.id }, ownerId: asked.ownerId, dueAt: asked.dueAt ?? addMinutes(at, parameterValues(site.parameters)['telephone.enquiry_due'] * 60) });
      return made.ok && asked.done ? { ok: true, events: [...made.events, { type: 'MatterDone', at: asked.done.at < at ? at : asked.done.at, by: asked.ownerId, result: asked.done.result, recordedAt: now }] } : made;
    },
  });
  if (!done.ok && !['matter-exists', 'command-reused'].includes(done.code)) throw new Error(done.code);
  const linked = await runCommand<CallRecord, CallRecordEvent>(deps, {
    kind: callKind, siteId, subject: record.id, name: 'takeCall', commandId: derivedId(commandId, 'link'), actor: by,
    decide: (state, { now }) => ({ ok: true, events: state ? [{ type: 'CallLinked', at: now, by, link: { kind: 'matter', id: matterId } }] : [] }),
  });
  if (!linked.ok) throw new Error(linked.code);
};

/** Our id of a call an exchange tells of; the same whatever arrives first. */
export const callIdOf = (siteId: string, event: Pick<CallEvent, 'source' | 'callId'>): string => derivedId(siteId, event.source, event.callId);

/** More parts than this no call has; a source that says so is not followed round in circles. */
const MOST_PARTS = 8;

/** What is known of a call, of every part that was merged into it or joined to it too. */
const eventsOf = async (trx: Transaction, siteId: string, source: string, ids: readonly string[]): Promise<CallEvent[]> => {
  const wanted = new Set(ids);
  for (;;) {
    const events = (await trx.query<{ event: CallEvent }>(`select event from call_events where site_id = $1 and call_id = any($2::uuid[] || array(select (p->>'id')::uuid from calls c, jsonb_array_elements(c.state->'parts') p where c.site_id = $1 and c.id = any($2::uuid[])))
       order by at, received_at limit 2000`, [siteId, [...wanted]], 'call-events-of')).map((row) => row.event);
    const more = events.flatMap((event) => (event.kind === 'merged' && event.absorbed !== undefined ? [callIdOf(siteId, { source, callId: event.absorbed })] : [])).filter((id) => !wanted.has(id));
    if (more.length === 0 || wanted.size >= MOST_PARTS) return events;
    for (const id of more) wanted.add(id);
  }
};

/** The call a part belongs to now; itself where it belongs to none. */
const wholeOf = async (deps: RunnerDeps, siteId: string, callId: string): Promise<string> =>
  (await deps.database.read([siteId], (reader) => reader.query<{ id: string }>(
    `with recursive whole as (select id, state->>'mergedInto' as next, 1 as depth from calls where site_id = $1 and id = $2
       union all select c.id, c.state->>'mergedInto', w.depth + 1 from whole w join calls c on c.site_id = $1 and c.id = w.next::uuid where w.depth < ${MOST_PARTS})
     select id from whole order by depth desc limit 1`, [siteId, callId], 'call-whole')))[0]?.id ?? callId;

/**
 * An event of an exchange: known already, it changes nothing; out of order, the card is folded anew from all of them.
 * Two calls that turn out to be one become one card; the other stays as a part of it. The same runner, journal, clocks
 * and tasks as a key of the desk.
 */
export const recordCallEvent = async (deps: RunnerDeps, input: { siteId: string; event: CallEvent; agentId?: string | undefined; /** Who sits at a telephone. */ sitsAt?(query: Query, ext: string, now: string): Promise<string | undefined> }): Promise<{ ok: true; callId: string } | Refusal> => {
  const { siteId, event } = input;
  const callId = await wholeOf(deps, siteId, callIdOf(siteId, event));
  const absorbed = event.kind === 'merged' && event.absorbed !== undefined && event.absorbed !== event.callId ? callIdOf(siteId, { source: event.source, callId: event.absorbed }) : undefined;
  const done = await runCommand<CallRecord, CallRecordEvent>(deps, {
    kind: callKind, siteId, subject: callId, name: 'callEvent', actor: null, commandId: derivedId(siteId, event.source, event.eventId),
    decide: async (_state, { now, trx }) => {
      const known = await eventsOf(trx, siteId, event.source, [callId, ...(absorbed ? [absorbed] : [])]);
      if (known.some((one) => one.source === event.source && one.eventId === event.eventId)) return { ok: true, events: [] };
      const card = foldCall([...known, event]);
      const ext = card && deskOf(card, event);
      const agentId = input.agentId ?? (ext === undefined ? undefined : await input.sitsAt?.(trx.query, ext, now));
      return { ok: true, events: [{ type: 'CallHappened', at: event.at, recordedAt: now, by: null, subject: callId, event, ...(card ? { card } : {}), agentId }] };
    },
  });
  if (!done.ok) return done;
  if (absorbed && absorbed !== callId) {
    const part = await runCommand<CallRecord, CallRecordEvent>(deps, {
      kind: callKind, siteId, subject: absorbed, name: 'callMerged', actor: null, commandId: derivedId(siteId, event.source, `${event.eventId}#part`),
      // A part nothing was heard of needs no row: later events of it go to the whole by the exchange's own word.
      decide: async (state) => ({ ok: true, events: state && !state.mergedInto ? [{ type: 'CallMerged', at: event.at, into: callId }] : [] }),
    });
    if (!part.ok) return part;
  }
  return { ok: true, callId };
};

export const sweepCall: DueHandler = async (deps, { siteId, subject, sweep }) => {
  const done = await runCommand(deps, { kind: callKind, siteId, subject, name: 'sweep', actor: null, sweep, decide: () => ({ ok: true, events: [] }) });
  if (isRefusal(done) && done.code !== 'site-unknown') throw new Error(done.code);
};
