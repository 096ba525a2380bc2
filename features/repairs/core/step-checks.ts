import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { hasPhoto, isWorkedOut, isWritten, mayCallFirst, pliesOf, wantsWitness, type RepairOrder, type Way } from './repair-order.ts';
import type { Step, StepOf } from './repair-steps.ts';

export type RepairRefusal =
  | 'not-issued-yet'
  | 'already-accepted'
  | 'step-not-possible'
  | 'place-missing'
  | 'item-missing'
  | 'already-located'
  | 'slip-first'
  | 'appointment-in-past'
  | 'time-in-future'
  | 'time-before-request'
  | 'signature-missing'
  | 'technician-missing'
  | 'technician-unknown'
  | 'skill-not-authorised'
  | 'leader-unknown'
  | 'leader-not-you'
  | 'leader-own-work'
  | 'consent-missing'
  | 'test-missing'
  | 'record-incomplete'
  | 'acceptance-missing'
  | 'acceptance-rejected'
  | 'department-missing'
  | 'reason-missing'
  | 'rating-not-asked'
  | 'rating-missing'
  | 'no-such-copy'
  | 'copy-not-printed'
  | 'copy-already-returned'
  | 'copy-not-lost'
  | 'copy-not-returned'
  | 'too-late-to-undo'
  | 'cause-needs-vendor'
  | 'support-not-asked'
  | 'cleaning-not-asked'
  | 'already-confirmed'
  | 'own-visit'
  | 'file-unknown'
  | 'slip-photo-missing'
  | 'witness-missing'
  | 'fault-unconfirmed'
  | 'nothing-observed';

export type StepContext = {
  readonly now: Instant;
  readonly actorId: string;
  /** The way a tap of this person counts: a technician's phone = app, the desk's keyboard = desk. */
  readonly ownWay: Way;
  /** True when the actor's PIN was checked with this command (M-12). */
  readonly pinChecked: boolean;
  /** Skills of the technicians named in the steps; a missing entry is not a technician of this centre. */
  readonly technicians: ReadonlyMap<string, { readonly skills: readonly string[] }>;
  /** The people named in the steps who may let a technician do what he has no skill for: leaders and heads of this centre (M-25). */
  readonly leaders: ReadonlySet<string>;
  /** The skill a repair type asks for (M-25). */
  readonly skillOf: (typeId: string | undefined) => string | undefined;
  /** Pictures of this centre named in the steps, whether anything is on them, and which are no signature: somebody else sent them, or a record holds them already. */
  readonly files: ReadonlyMap<string, { readonly blank: boolean; readonly signsNothing?: true }>;
  /** Percent of finished orders whose users are called (M-36). */
  readonly followUpShare: number;
  /** Somebody complained of this order. */
  readonly isComplained?: boolean;
  readonly isInRoom: (placeId: string | undefined) => boolean;
};

type Check = Refusal<RepairRefusal> | undefined;

/** A device clock may run a little ahead; more than this is a wrong entry. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;

export const checkTime = (order: RepairOrder, at: Instant, now: Instant, way: Way): Check => {
  if (toMillis(at) > toMillis(now) + CLOCK_TOLERANCE_MS) return refuse('time-in-future', { at });
  // What stands on paper stands: times out of order are kept and shown (`disorderOf`), never bent.
  if (toMillis(at) < toMillis(order.receivedAt) && !isWritten(way)) return refuse('time-before-request', { at, receivedAt: order.receivedAt });
  return undefined;
};

/** M-25: the skill the work asks for, where this technician has it not. */
export const lackingSkill = (order: RepairOrder, technicianId: string, ctx: StepContext): string | undefined => {
  const skill = ctx.skillOf(order.typeId);
  return skill && !ctx.technicians.get(technicianId)?.skills.includes(skill) ? skill : undefined;
};

/** M-25: given by a leader or head of this centre, himself or through the desk, and never for his own work. */
const checkLeader = (technicianId: string, leaderId: string, ctx: StepContext): Check => {
  if (!ctx.leaders.has(leaderId)) return refuse('leader-unknown', { leaderId });
  if (leaderId === technicianId) return refuse('leader-own-work', { leaderId });
  return leaderId !== ctx.actorId && ctx.ownWay !== 'desk' ? refuse('leader-not-you', { leaderId }) : undefined;
};

const checkTechnician = (order: RepairOrder, technicianId: string, leaderId: string | undefined, ctx: StepContext): Check => {
  const technician = ctx.technicians.get(technicianId);
  if (!technician) return refuse('technician-unknown', { technicianId });
  const skill = lackingSkill(order, technicianId, ctx);
  if (!skill) return undefined;
  // M-25: mains, gas, lift, fire system and height only to the authorised, else a leader's word for this one and this visit.
  if (leaderId) return checkLeader(technicianId, leaderId, ctx);
  return order.vouched?.technicianId === technicianId ? undefined : refuse('skill-not-authorised', { skill, technicianId });
};

/** A signature is a picture with something drawn on it, drawn for this: neither somebody else's nor the one that stands for the technician (M-12, M-31). */
const checkSignature = (order: RepairOrder, hash: string | undefined, ctx: StepContext): Check => {
  if (!hash) return refuse('signature-missing');
  const file = ctx.files.get(hash);
  if (!file || file.signsNothing || hash === order.acceptSignature) return refuse('file-unknown');
  return file.blank ? refuse('signature-missing') : undefined;
};

const checkAccept = (order: RepairOrder, step: StepOf<'accept'>, ctx: StepContext): Check => {
  const technicianId = step.technicianId ?? order.technicianId ?? ctx.actorId;
  const unfit = checkTechnician(order, technicianId, undefined, ctx);
  if (unfit) return unfit;
  // M-12: no acceptance without a signature, a PIN, or the desk's word that it stands on the paper slip.
  if (step.signWay === 'screen') return checkSignature(order, step.signatureFile, ctx);
  // A PIN says who taps: it signs for nobody else.
  if (step.signWay === 'pin' && (!ctx.pinChecked || technicianId !== ctx.actorId)) return refuse('signature-missing');
  return undefined;
};

const checkSignOff = (order: RepairOrder, step: StepOf<'sign'> | StepOf<'noSignature'>, ctx: StepContext): Check => {
  if (!isWorkedOut(order) || order.testPassed === undefined || !order.testedTo) return refuse('test-missing');
  // M-29: nobody who was not there accepts.
  const isAbsent = step.step === 'noSignature' && step.why === 'absent';
  if (!order.acceptance && !isAbsent) return refuse('acceptance-missing');
  if (order.acceptance === 'rejected') return refuse('acceptance-rejected');
  if (!order.workDone || !order.result) return refuse('record-incomplete', { missing: !order.workDone ? 'workDone' : 'result' });
  if (order.kind === 'facility' && !order.acceptanceDepartment && !isAbsent) return refuse('department-missing');
  // M-31: the user rates and signs; what stays unrated is recorded as refused or absent, never as a zero.
  if (step.step === 'sign' && order.kind === 'user' && !order.ratings) return refuse('rating-missing');
  if (step.step === 'sign' && step.signWay !== 'paper') return checkSignature(order, step.signatureFile, ctx);
  // M-31, M-49: the desk has the signed slip before it; whoever has not shows it.
  if (step.step === 'sign' && ctx.ownWay !== 'desk' && !hasPhoto(order, 'slip')) return refuse('slip-photo-missing');
  if (step.step !== 'noSignature' || step.witness || !wantsWitness(step.why, hasPhoto(order))) return undefined;
  return step.why === 'refused' ? refuse('reason-missing', { field: 'witness' }) : refuse('witness-missing');
};

/** A wrong booking is put right the same day; later the journal must not be turned back (house rule). */
const UNDO_MS = 24 * 3_600_000;

type CopyStep = StepOf<'moveCopy'> | StepOf<'undoReturn'> | StepOf<'loseCopy'> | StepOf<'approveLoss'> | StepOf<'refuseLoss'>;

const checkCopy = (order: RepairOrder, step: CopyStep, now: Instant): Check => {
  if (!pliesOf(order.kind).includes(step.ply)) return refuse('no-such-copy', { ply: step.ply });
  const copy = order.copies[step.ply];
  if (!copy) return refuse('copy-not-printed', { ply: step.ply });
  if (step.step === 'undoReturn') {
    if (copy.custody !== 'returned') return refuse('copy-not-returned', { ply: step.ply });
    return toMillis(now) - toMillis(copy.at) > UNDO_MS ? refuse('too-late-to-undo', { at: copy.at }) : undefined;
  }
  if (step.step === 'approveLoss' || step.step === 'refuseLoss') return copy.custody === 'lost' && !copy.lossApproved ? undefined : refuse('copy-not-lost', { ply: step.ply });
  if (copy.custody === 'returned') return refuse('copy-already-returned', { ply: step.ply });
  // M-35: what never came out on paper cannot come back.
  if (step.step === 'moveCopy' && step.custody === 'returned' && !order.printed) return refuse('copy-not-printed', { ply: step.ply });
  return undefined;
};

/** M-10: a time is agreed on ahead. What is keyed in from paper may have passed since; what stood there already is not judged again. */
const checkAppointment = (order: RepairOrder, step: StepOf<'amend'> | StepOf<'consent'> | StepOf<'hold'>, ctx: StepContext): Check => {
  if (!step.appointmentAt || step.appointmentAt === order.appointmentAt) return undefined;
  const agreedAt = step.at ?? (step.step === 'amend' && isWritten(step.way ?? ctx.ownWay) ? order.receivedAt : ctx.now);
  return toMillis(step.appointmentAt) < toMillis(agreedAt) ? refuse('appointment-in-past', { appointmentAt: step.appointmentAt }) : undefined;
};

/** Why this step cannot be taken on an order in this state, where the transitions allow it. */
export const checkStep = (order: RepairOrder, step: Step, ctx: StepContext): Check => {
  switch (step.step) {
    case 'amend':
    case 'consent':
    case 'hold':
      return checkAppointment(order, step, ctx);
    case 'issue': // M-09, M-10
      if (!order.placeText && !order.placeId) return refuse('place-missing');
      if (!order.item) return refuse('item-missing');
      return undefined;
    case 'locate':
      return order.placeId ? refuse('already-located') : undefined;
    case 'callFirst':
      return mayCallFirst(order) ? checkTechnician(order, step.technicianId, step.leaderId, ctx) : refuse('slip-first');
    case 'assign':
    case 'notify':
      return checkTechnician(order, step.technicianId, step.leaderId, ctx);
    case 'accept':
      return checkAccept(order, step, ctx);
    case 'start': // M-16: in a room only with consent; what the paper does not say is 未勾选, never a block.
      if (ctx.isInRoom(order.placeId) && !order.consentBy && !isWritten(step.way ?? ctx.ownWay)) return refuse('consent-missing');
      // M-05: first what is wrong, then the work on it.
      return step.asReported === true || (step.asReported === false && step.actualFault) ? undefined : refuse('fault-unconfirmed', { field: step.asReported === undefined ? 'asReported' : 'actualFault' });
    case 'answerSupport':
      return order.support && !order.support.answeredAt ? undefined : refuse('support-not-asked');
    case 'settleCleaning':
      return order.cleaning && !order.cleaning.settled ? undefined : refuse('cleaning-not-asked');
    case 'judge': // M-29, M-49
      if (!isWorkedOut(order) || order.testPassed === undefined) return refuse('test-missing');
      if (step.acceptance === 'rejected' && !step.remarks) return refuse('reason-missing', { field: 'remarks' });
      if (order.kind === 'facility' && !step.department && !order.acceptanceDepartment) return refuse('department-missing');
      return undefined;
    case 'rate': // M-44: a facility repair has no user rating
      if (order.kind === 'facility') return refuse('rating-not-asked');
      return isWorkedOut(order) ? undefined : refuse('test-missing');
    case 'sign':
    case 'noSignature':
      return checkSignOff(order, step, ctx);
    case 'moveCopy':
    case 'loseCopy':
    case 'undoReturn':
    case 'approveLoss':
    case 'refuseLoss':
      return checkCopy(order, step, ctx.now);
    case 'print': // M-08: whoever prints again says why
      return order.printed && !step.reason ? refuse('reason-missing', { field: 'reason' }) : undefined;
    case 'addPhoto':
      return ctx.files.has(step.hash) ? undefined : refuse('file-unknown');
    case 'inspect':
      // Nobody looks at the own visit.
      if (order.technicianId === ctx.actorId) return refuse('own-visit');
      return Object.values(step.answers).every((answer) => answer === 'unseen') ? refuse('nothing-observed') : undefined;
    case 'confirmOnSpot':
      return order.onSpot && !order.confirmedByDesk ? undefined : refuse('already-confirmed');
    case 'followUp':
      // M-36: who is dissatisfied has heard what will be done about it; that is written down.
      if (step.result === 'dissatisfied' && !step.note) return refuse('reason-missing', { field: 'note' });
      return order.kind === 'user' && !(order.followUp && order.followUp.result !== 'not_reached')
        ? undefined
        : refuse('step-not-possible', { step: step.step, status: order.status });
    default:
      return undefined;
  }
};

/** Why the transitions do not allow it, in the words of whoever tried. */
export const unlawful = (order: RepairOrder, step: Step): Refusal<RepairRefusal> => {
  if (step.step === 'accept' && order.status === 'logged') return refuse('not-issued-yet');
  if (step.step === 'accept') return refuse('already-accepted', { technicianId: order.technicianId });
  return refuse('step-not-possible', { step: step.step, status: order.status });
};
