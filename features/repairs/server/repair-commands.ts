import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { runCommand, type CommandOutcome, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Query, Transaction } from '../../../platform/server/database.ts';
import { holdFiles, ownFiles } from '../../../platform/server/files.ts';
import { lockSheet } from '../../../platform/server/pads.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import type { z } from 'zod';
import { skillOf } from '../core/repair-catalogue.ts';
import type { logRepair, RepairView, takeRepairSteps } from '../core/repair-contract.ts';
import { fromLogged } from '../core/repair-evolve.ts';
import type { RepairEvent, RepairLogged } from '../core/repair-events.ts';
import type { RepairOrder } from '../core/repair-order.ts';
import { isOwnVisit, mayLog, maySee, mayTake, type RepairActor } from '../core/repair-permissions.ts';
import { takeSteps } from '../core/repair-rules.ts';
import { oweFollowUp } from '../core/repair-settled.ts';
import type { Step } from '../core/repair-steps.ts';
import type { StepContext } from '../core/step-checks.ts';
import { sourceOf } from '../core/usual-report.ts';
import { findRepeat } from './repair-queries.ts';
import { viewSaved } from './repair-view.ts';
import { limitsOf } from './repair-limits.ts';
import { repairKind } from './repair-store.ts';

export type RepairDeps = RunnerDeps & {
  /** Checks the actor's own PIN (M-12); a wrong one slows that person. */
  verifyPin(personId: string, pin: string): Promise<'ok' | Refusal>;
  /** True when the text is the signed code of this place. */
  isPlaceCode(siteId: string, placeId: string | undefined, code: string): boolean;
  /** Whether somebody complained of this order (M-36). */
  isComplained(query: Query, siteId: string, repairId: string): Promise<boolean>;
  /** Whether any record holds this picture already. */
  isHeld(query: Query, siteId: string, hash: string): Promise<boolean>;
};

export type Who = { readonly actor: RepairActor; readonly device?: string | undefined; /** The actor's own name, where it is known. */ readonly name?: string; /** The pictures came with the request itself. */ readonly bringsPictures?: true };

const isDesk = (actor: RepairActor): boolean => actor.roles.some((role) => role === 'desk_agent' || role === 'property_manager');

const personIdsOf = (steps: readonly Step[], order: RepairOrder | undefined, actorId: string): string[] => [
  ...new Set([actorId, order?.technicianId, ...steps.flatMap((step) => ['technicianId' in step ? step.technicianId : undefined, 'leaderId' in step ? step.leaderId : undefined])].filter((id): id is string => Boolean(id))),
];

type Files = StepContext['files'];

/** M-12, M-31: whoever records a picture has sent it, and a signature for this and nothing else; a hash alone shows and signs nothing. */
const sentFiles = async (deps: RepairDeps, trx: Transaction, siteId: string, steps: readonly Step[], who: Who, files: Files): Promise<Files> => {
  if (files.size === 0 || who.bringsPictures) return files;
  const signatures = [...new Set(steps.flatMap((step) => ('signatureFile' in step && step.signatureFile && files.has(step.signatureFile) ? [step.signatureFile] : [])))];
  const [own, held] = await Promise.all([ownFiles(trx.query, siteId, [...files.keys()], who.actor.personId), Promise.all(signatures.map((hash) => deps.isHeld(trx.query, siteId, hash)))]);
  return new Map([...files].flatMap(([hash, file]) => {
    const nth = signatures.indexOf(hash);
    if (nth < 0) return own.has(hash) ? [[hash, file]] : [];
    return [[hash, !own.has(hash) || held[nth] ? { ...file, signsNothing: true as const } : file]];
  }));
};

/** What the rules want to know about the people and the place; asked inside the transaction. */
const contextOf = async (
  deps: RepairDeps,
  trx: Transaction,
  input: { siteId: string; now: Instant; who: Who; order: RepairOrder | undefined; placeId: string | undefined; steps: readonly Step[]; pinChecked: boolean; site: SiteRow },
): Promise<StepContext> => {
  const hashes = input.steps.flatMap((step) => (step.step === 'addPhoto' ? [step.hash] : 'signatureFile' in step && step.signatureFile ? [step.signatureFile] : []));
  const [, people, places, files] = await Promise.all([
    hashes.length > 0 ? holdFiles(trx.query, input.siteId, hashes) : undefined,
    trx.query<{ person_id: string; role: Role; skills: string[] }>(
      `select person_id, role, skills from memberships
        where site_id = $1 and person_id = any($2) and role = any($3) and not offered and valid_from <= $4 and (valid_until is null or valid_until > $4)`,
      [input.siteId, personIdsOf(input.steps, input.order, input.who.actor.personId), ['technician', 'foreman', 'engineering_head'] satisfies Role[], input.now],
      'technicians-named',
    ),
    input.placeId
      ? trx.query<{ in_room: boolean }>('select in_room from places where site_id = $1 and id = $2', [input.siteId, input.placeId], 'place-room')
      : Promise.resolve([]),
    hashes.length > 0 ? trx.query<{ hash: string; blank: boolean }>('select hash, blank from files where site_id = $1 and hash = any($2)', [input.siteId, hashes], 'files-named') : Promise.resolve([]),
  ]);
  return {
    files: await sentFiles(deps, trx, input.siteId, input.steps, input.who, new Map(files.map((file) => [file.hash, file]))),
    now: input.now,
    actorId: input.who.actor.personId,
    ownWay: isDesk(input.who.actor) ? 'desk' : 'app',
    pinChecked: input.pinChecked,
    technicians: new Map(people.map(({ person_id }) => [person_id, { skills: people.filter((person) => person.person_id === person_id).flatMap((person) => person.skills) }])),
    leaders: new Set(people.filter((person) => person.role !== 'technician').map((person) => person.person_id)),
    skillOf,
    followUpShare: limitsOf(input.site).followUpShare,
    isInRoom: () => places[0]?.in_room ?? false,
  };
};

/** The roles table, step by step; the technician who opened an order on the spot may issue it to himself (M-55). */
const forbiddenStep = (order: RepairOrder, steps: readonly Step[], { actor, device }: Who): Refusal | undefined => {
  for (const [index, step] of steps.entries()) {
    const own = step.step === 'issue' && order.onSpot && !order.confirmedByDesk && order.technicianId === actor.personId;
    // A technician may only take what is his; several steps may make it his on the way (accept).
    const accepted = steps.slice(0, index).find((earlier) => earlier.step === 'accept');
    const after = accepted ? { ...order, technicianId: accepted.technicianId ?? order.technicianId ?? actor.personId } : order;
    if (!own && !mayTake(step.step, after, actor)) return refuse('forbidden', { step: step.step, index });
    if (isOwnVisit(step.step, after, actor.personId)) return refuse('own-visit', { step: step.step, index });
    // Only the desk books what stands on paper or came by radio (代录).
    if (!isDesk(actor) && (step.way === 'paper' || step.way === 'radio' || step.way === 'desk')) return refuse('forbidden', { step: step.step, index, why: 'way' });
    // M-31: of the user's own phone nobody of the house speaks.
    if (step.step === 'sign' && step.signWay === 'own_phone' && device !== 'code') return refuse('forbidden', { step: step.step, index, why: 'way' });
    // M-35, M-50: handed in to the desk, and the desk says so.
    if (step.step === 'moveCopy' && step.ply === 'desk' && step.custody === 'returned' && !isDesk(actor)) return refuse('forbidden', { step: step.step, index, why: 'desk' });
    if (step.step === 'accept' && step.signWay === 'paper' && !isDesk(actor)) return refuse('forbidden', { step: step.step, index, why: 'paper' });
    if (step.step === 'accept' && step.technicianId && step.technicianId !== actor.personId && !isDesk(actor)) return refuse('forbidden', { step: step.step, index });
  }
  return undefined;
};

/** A place's QR proves presence only when its code was checked; otherwise the arrival is a tap like any other. */
const withProvenWays = (steps: readonly Step[], deps: RepairDeps, siteId: string, placeId: string | undefined, code: string | undefined): Step[] =>
  steps.map((step) => (step.step === 'arrive' && code && deps.isPlaceCode(siteId, placeId, code) ? { ...step, way: 'qr' as const } : step.way === 'qr' ? { ...step, way: 'app' as const } : step));

const checkPin = async (deps: RepairDeps, steps: readonly Step[], pin: string | undefined, who: Who): Promise<Refusal | boolean> => {
  if (!steps.some((step) => step.step === 'accept' && step.signWay === 'pin')) return false;
  if (!pin) return refuse('signature-missing');
  const checked = await deps.verifyPin(who.actor.personId, pin);
  return checked === 'ok' ? true : checked;
};

export type RepairOutcome = CommandOutcome<RepairOrder, RepairView | undefined>;

export const logRepairCommand = async (deps: RepairDeps, input: z.output<typeof logRepair.input>, who: Who): Promise<RepairOutcome> => {
  if (!mayLog(who.actor)) return refuse('forbidden', { permission: 'repairs.log' });
  const pin = await checkPin(deps, input.steps, input.pin, who);
  if (typeof pin !== 'boolean') return pin;
  const technician = who.actor.roles.includes('technician') && !isDesk(who.actor);
  return runCommand<RepairOrder, RepairEvent, RepairView | undefined>(deps, {
    present: (reader, saved) => viewSaved(reader, saved, who.actor, who.name),
    kind: repairKind,
    siteId: input.siteId,
    subject: input.repairId,
    name: 'logRepair',
    // A sheet has its order's id from the beginning: whether it was keyed in already is seen by loading it.
    creates: !input.pad,
    commandId: input.commandId,
    actor: who.actor.personId,
    standIn: who.actor.standIn,
    device: who.device,
    decide: async (existing, { now, site, trx }) => {
      if (existing) return refuse(existing.padNumber ? 'pad-used' : 'already-logged', existing.padNumber ? { number: existing.padNumber } : {});
      if (input.pad && !isDesk(who.actor)) return refuse('forbidden', { permission: 'repairs.pads' });
      const sheet = input.pad ? await lockSheet(trx, { ...input, ...input.pad, subject: input.repairId }) : undefined;
      if (sheet) return sheet;
      const at = input.receivedAt ?? now;
      if (at > now) return refuse('time-in-future', { at });
      if (input.appointmentAt && input.appointmentAt < at) return refuse('appointment-in-past', { appointmentAt: input.appointmentAt });
      if (!input.placeId && !input.placeText) return refuse('place-missing');
      const since = new Date(new Date(now).getTime() - limitsOf(site).repeatDays * 86_400_000).toISOString();
      const [places, repeatOf] = await Promise.all([
        input.placeId ? trx.query<{ name: string }>('select name from places where site_id = $1 and id = $2', [input.siteId, input.placeId], 'place-name') : [],
        input.placeId && input.typeId ? findRepeat({ query: trx.query }, { siteId: input.siteId, placeId: input.placeId, typeId: input.typeId, since }) : undefined,
      ]);
      if (input.placeId && places.length === 0) return refuse('place-unknown');
      const onSpot = technician && input.channel === 'on_spot';
      const logged: RepairLogged = {
        type: 'RepairLogged',
        at,
        recordedAt: now,
        by: who.actor.personId,
        kind: input.kind,
        logNumber: '',
        channel: input.channel,
        urgent: input.urgent,
        beforeOpening: input.beforeOpening,
        onSpot,
        placeText: input.placeText ?? places[0]?.name ?? '',
        item: input.item,
        ...(input.source ? { source: input.source } : input.kind === 'facility' ? { source: sourceOf(who.actor.roles) } : {}),
        ...(input.kind === 'facility' && input.equipment ? { equipment: input.equipment } : {}),
        ...(input.placeId ? { placeId: input.placeId } : {}),
        ...(input.typeId ? { typeId: input.typeId } : {}),
        ...(input.appointmentAt ? { appointmentAt: input.appointmentAt } : {}),
        ...(onSpot ? { technicianId: who.actor.personId } : {}),
        ...(repeatOf ? { repeatOf } : {}),
        ...(input.reporterName ? { reporterName: input.reporterName } : {}),
        ...(input.reporterPhone ? { reporterPhone: input.reporterPhone } : {}),
        ...(input.department ? { department: input.department } : {}),
        ...(input.pad ? { padNumber: input.pad.number, writtenBy: input.pad.writtenBy } : {}),
      };
      if (input.steps.length === 0) return { ok: true, events: [logged] };
      const order = fromLogged(logged, { id: input.repairId, siteId: input.siteId });
      const forbidden = forbiddenStep(order, input.steps, who);
      if (forbidden) return forbidden;
      const context = await contextOf(deps, trx, { siteId: input.siteId, now, who, order, placeId: input.placeId, steps: input.steps, pinChecked: pin, site });
      const decision = takeSteps(order, withProvenWays(input.steps, deps, input.siteId, input.placeId, undefined), context);
      return decision.ok ? { ok: true, events: [logged, ...decision.events] } : decision;
    },
  });
};

/** The fields two people may be writing at once; the second sees what the first changed. */
const changedSince = (steps: readonly Step[]): boolean => steps.some((step) => step.step === 'amend' || step.step === 'assign' || step.step === 'record');

export const takeRepairStepsCommand = async (deps: RepairDeps, input: z.output<typeof takeRepairSteps.input>, who: Who): Promise<RepairOutcome> => {
  const pin = await checkPin(deps, input.steps, input.pin, who);
  if (typeof pin !== 'boolean') return pin;
  let version = 0;
  return runCommand<RepairOrder, RepairEvent, RepairView | undefined>(deps, {
    present: (reader, saved) => viewSaved(reader, saved, who.actor, who.name),
    kind: {
      ...repairKind,
      load: async (trx, siteId, subject) => {
        const loaded = await repairKind.load(trx, siteId, subject);
        version = loaded?.head.version ?? 0;
        return loaded;
      },
    },
    siteId: input.siteId,
    subject: input.repairId,
    name: 'takeRepairSteps',
    commandId: input.commandId,
    actor: who.actor.personId,
    standIn: who.actor.standIn,
    device: who.device,
    decide: async (order, { now, trx, site }) => {
      // M-12: who signs a moment too late has lost sight of the order, yet is told why.
      if (order?.marks['accept'] && who.actor.roles.includes('technician') && order.technicianId !== who.actor.personId && input.steps[0]?.step === 'accept')
        return refuse('already-accepted', { technicianId: order.technicianId });
      if (!order || !maySee(order, who.actor)) return refuse('not-found');
      if (input.baseVersion !== undefined && input.baseVersion !== version && changedSince(input.steps))
        return refuse('changed-meanwhile', { version, seen: input.baseVersion });
      const forbidden = forbiddenStep(order, input.steps, who);
      if (forbidden) return forbidden;
      const named = input.steps.flatMap((step) => ((step.step === 'amend' || step.step === 'locate') && step.placeId ? [step.placeId] : []));
      const placeId = named.at(-1) ?? order.placeId;
      if (named.length > 0 && (await trx.query('select from places where site_id = $1 and id = any($2)', [input.siteId, named], 'places-known')).length < new Set(named).size)
        return refuse('place-unknown');
      const isSignedOff = input.steps.some((step) => step.step === 'sign' || step.step === 'noSignature');
      const [context, isComplained] = await Promise.all([contextOf(deps, trx, { siteId: input.siteId, now, who, order, placeId, steps: input.steps, pinChecked: pin, site }), isSignedOff && deps.isComplained(trx.query, input.siteId, order.id)]);
      return takeSteps(order, withProvenWays(input.steps, deps, input.siteId, order.placeId, input.placeCode), { ...context, isComplained });
    },
  });
};

/** Somebody complains of an order (M-36): its user is called, whatever the share. */
export const owedByComplaint = async (deps: RunnerDeps, input: { siteId: string; repairId: string; commandId: string }): Promise<void> => {
  const done = await runCommand<RepairOrder, RepairEvent>(deps, {
    kind: repairKind, siteId: input.siteId, subject: input.repairId, name: 'oweFollowUp', commandId: input.commandId, actor: null,
    decide: (order, { now }) => ({ ok: true, events: order ? oweFollowUp(order, now) : [] }),
  });
  if (!done.ok && done.code !== 'site-unknown') throw new Error(done.code);
};

/** A due clock of a repair: the finding is a command of the clock itself. */
export const sweepRepair: DueHandler = async (deps, due) => {
  const outcome = await runCommand<RepairOrder, RepairEvent>(deps, {
    kind: repairKind,
    siteId: due.siteId,
    subject: due.subject,
    name: 'sweep',
    actor: null,
    sweep: due.sweep,
    decide: (order) => (order ? { ok: true, events: [] } : refuse('not-found')),
  });
  if (!outcome.ok) throw new Error(`The clock ${due.sweep.clock} of ${due.subject} could not be handled: ${outcome.code}`);
};

