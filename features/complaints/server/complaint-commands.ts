import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { z } from 'zod';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Query } from '../../../platform/server/database.ts';
import type { HeldAmong } from '../../../platform/server/erase-ended.ts';
import { ownFiles } from '../../../platform/server/files.ts';
import { sweepOf, type DueHandler } from '../../../platform/server/sweep.ts';
import { appointmentsOf, staffOf } from '../../people/server/people-facts.ts';
import type { ComplaintView, zOpenComplaint } from '../core/complaint-contract.ts';
import { allowedSteps, maySee, type ComplaintActor } from '../core/complaint-permissions.ts';
import { openComplaint, takeComplaintStep } from '../core/complaint-rules.ts';
import type { ComplaintStep } from '../core/complaint-steps.ts';
import type { Complaint, ComplaintEvent, ComplaintKind } from '../core/complaint.ts';
import { judged, readCase } from './complaint-queries.ts';
import { KINDS_OF } from './complaint-store.ts';

export type OpenInput = z.output<typeof zOpenComplaint>;
export type CaseAnswer = { number: string; view: ComplaintView | null };

/** The place's name of today, or why what it is about is not there. */
const checkLinks = async (query: Query, input: OpenInput): Promise<{ placeText: string } | Refusal> => {
  const [places, repairs, calls] = await Promise.all([
    input.placeId ? query<{ name: string }>('select name from places where site_id = $1 and id = $2', [input.siteId, input.placeId], 'place-name') : [{ name: input.placeText }],
    input.repairId ? query('select from repairs where site_id = $1 and id = $2', [input.siteId, input.repairId]) : [{}],
    input.callId ? query('select from calls where site_id = $1 and id = $2', [input.siteId, input.callId]) : [{}],
  ]);
  const [place] = places;
  return !place ? refuse('place-unknown') : repairs.length === 0 ? refuse('repair-unknown') : calls.length === 0 ? refuse('call-unknown') : { placeText: place.name };
};

export const openCase = async (deps: RunnerDeps, input: OpenInput, actor: ComplaintActor, device?: string): Promise<CaseAnswer | Refusal> => {
  const { siteId, commandId, complaintId, receivedAt, photos, ...fields } = input;
  const done = await runCommand<Complaint, ComplaintEvent>(deps, {
    kind: KINDS_OF[fields.kind], siteId, subject: complaintId, name: 'openComplaint', commandId, actor: actor.personId || null, standIn: actor.standIn, device,
    decide: async (state, { now, trx }) => {
      if (state) return refuse('complaint-exists');
      const [staff, appointments, files, links] = await Promise.all([staffOf(trx.query, siteId, now), fields.kind === 'report' ? appointmentsOf(trx.query, siteId) : [], ownFiles(trx.query, siteId, photos, actor.personId), checkLinks(trx.query, input)]);
      if (photos.some((hash) => !files.has(hash))) return refuse('file-unknown');
      if ('code' in links) return links;
      if (fields.accused.some((id) => !staff.some((person) => person.personId === id))) return refuse('person-not-here');
      const opened = openComplaint({ fields: { ...fields, placeText: links.placeText }, by: actor.personId, mayOwn: actor.roles.some((role) => role === 'desk_agent' || role === 'property_manager'), receivedAt: receivedAt ?? now, now, staff, appointments });
      if (!opened.ok) return opened;
      const happened = { at: receivedAt ?? now, recordedAt: now, by: actor.personId };
      return { ok: true, events: [...opened.events, ...photos.map((hash): ComplaintEvent => ({ type: 'ComplaintStep', ...happened, step: { step: 'attach', hash } }))] };
    },
  });
  if (!done.ok) return done;
  return { number: done.state.number, view: (await deps.database.read([siteId], (reader) => readCase(reader, { kind: done.state.kind, siteId, id: complaintId, actor }))) ?? null };
};

export type ComplaintDeps = RunnerDeps & { readonly heldAmong: HeldAmong };

export const stepCase = async (deps: ComplaintDeps, input: { kind: ComplaintKind; siteId: string; complaintId: string; commandId: string; step: ComplaintStep }, who: ComplaintActor): Promise<CaseAnswer | Refusal> => {
  const { kind, siteId, complaintId, step } = input;
  const done = await runCommand<Complaint, ComplaintEvent>(deps, {
    kind: KINDS_OF[kind], siteId, subject: complaintId, name: step.step === 'readContact' ? 'readContact' : 'stepComplaint', commandId: input.commandId, actor: who.personId, standIn: who.standIn,
    decide: async (state, { now, trx }) => {
      const actor = await judged(trx.query, siteId, kind, who);
      if (!state || !maySee(state, actor)) return refuse('not-found');
      const [staff, held, files] = await Promise.all([staffOf(trx.query, siteId, now), deps.heldAmong(trx.query, siteId, [complaintId]), ownFiles(trx.query, siteId, [step.step === 'attach' ? step.hash : undefined], actor.personId)]);
      return step.step === 'attach' && !files.has(step.hash) ? refuse('file-unknown') : takeComplaintStep(state, step, { actor, now, staff, held: held.has(complaintId) });
    },
  });
  if (!done.ok) return done;
  const shown = step.step === 'readContact' ? (state: Complaint, actor: ComplaintActor) => (allowedSteps(state, actor).includes('readContact') ? state.contact : undefined) : undefined;
  return { number: done.state.number, view: (await deps.database.read([siteId], (reader) => readCase(reader, { kind, siteId, id: complaintId, actor: who, ...(shown ? { shown } : {}) }))) ?? null };
};

export const COMPLAINT_SWEEPS: readonly (readonly [string, DueHandler])[] = Object.values(KINDS_OF).map((kind) => [kind.feature, sweepOf(kind)]);
