import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { evolveComplaint, isOpen, type Complaint, type ComplaintEvent, type ComplaintFields, type Reader } from './complaint.ts';
import { isPlanted, type Appointment } from '../../people/core/people-facts.ts';
import { allowedSteps, isLawful, isReached, mayTake, type ComplaintActor } from './complaint-permissions.ts';
import type { ComplaintStep } from './complaint-steps.ts';

/** Who works at the centre now. */
export type Staff = readonly { readonly personId: string; readonly roles: readonly Role[] }[];

/** A device clock may run a little ahead; more than this is a wrong entry. */
const TOLERANCE_MS = 2 * 60_000;

const holders = (staff: Staff, role: Role, accused: readonly string[]): string[] => staff.filter((person) => person.roles.includes(role) && !accused.includes(person.personId)).map((person) => person.personId);

/** Who reads a report: the manager, unless every manager of the centre is complained about; never whom the accused put there since. */
export const readersOf = (staff: Staff, report: Pick<Complaint, 'accused' | 'receivedAt'>, appointments: readonly Appointment[]): { readonly reader: Reader; readonly readerIds: readonly string[] } => {
  const readers = (role: Reader): string[] => holders(staff, role, report.accused).filter((personId) => !isPlanted(report, appointments, personId, role));
  const [managers, quality] = [readers('property_manager'), readers('quality')];
  return managers.length > 0 || quality.length === 0 ? { reader: 'property_manager', readerIds: managers } : { reader: 'quality', readerIds: quality };
};

/** Who takes over where a handler is complained about: a manager, else the regional quality manager; never somebody accused. */
export const substituteOf = (staff: Staff, accused: readonly string[]): string | undefined => holders(staff, 'property_manager', accused)[0] ?? holders(staff, 'quality', accused)[0];

const checkTime = (at: Instant, now: Instant, from?: Instant): Refusal | undefined => {
  if (toMillis(at) > toMillis(now) + TOLERANCE_MS) return refuse('time-in-future', { at });
  return from !== undefined && toMillis(at) < toMillis(from) ? refuse('time-before-receipt', { at, receivedAt: from }) : undefined;
};

/** Opens a case. Who takes it down owns it (首问责任制), unless it is about them: then it is another's by rule. */
export const openComplaint = (input: { fields: ComplaintFields; by: string; mayOwn: boolean; receivedAt: Instant; now: Instant; staff: Staff; appointments: readonly Appointment[] }): Decision<ComplaintEvent> => {
  const { fields, by, staff, now } = input;
  const wrong = checkTime(input.receivedAt, now);
  if (wrong) return wrong;
  if (fields.anonymous && (fields.name || fields.contact)) return refuse('anonymous-with-name');
  const isOwn = fields.accused.includes(by);
  const ownerId = fields.kind === 'report' ? undefined : isOwn ? substituteOf(staff, fields.accused) : input.mayOwn ? by : undefined;
  return {
    ok: true,
    events: [{
      type: 'ComplaintOpened', at: input.receivedAt, recordedAt: now, by, number: '', fields, ownerId, ownerReplaced: isOwn,
      ...(fields.kind === 'report' ? readersOf(staff, { accused: fields.accused, receivedAt: input.receivedAt }, input.appointments) : {}),
    }],
  };
};

const checkStep = (complaint: Complaint, step: ComplaintStep, staff: Staff): Refusal | undefined => {
  switch (step.step) {
    case 'assign':
      if (!staff.some((person) => person.personId === step.ownerId)) return refuse('person-not-here');
      return complaint.accused.includes(step.ownerId) ? refuse('owner-is-accused') : undefined;
    case 'grade':
      return step.grade === complaint.grade ? refuse('grade-unchanged') : undefined;
    case 'accuse':
      return step.accused.every((id) => staff.some((person) => person.personId === id) || complaint.accused.includes(id)) ? undefined : refuse('person-not-here');
    case 'respond':
    case 'answer':
      // Nobody can answer a person who left neither name nor number; anybody else is answered.
      return step.way === 'impossible' && !complaint.anonymous && complaint.contact ? refuse('answer-possible') : undefined;
    case 'returnCall':
      if (step.result === 'impossible' && !complaint.anonymous && complaint.contact) return refuse('answer-possible');
      return step.result === 'dissatisfied' && !step.note ? refuse('reason-missing', { field: 'note' }) : undefined;
    default:
      return undefined;
  }
};

/** Answered, called back, and what was wrong mended: nothing is owed any more. */
export const isSettled = (complaint: Complaint): boolean =>
  complaint.status === 'answered' && isReached(complaint) && (complaint.decision?.finding === 'unfounded' || complaint.correction !== undefined);

export const takeComplaintStep = (complaint: Complaint, step: ComplaintStep, ctx: { actor: ComplaintActor; now: Instant; staff: Staff; /** Whether another case that is open rests on this one. */ held?: boolean }): Decision<ComplaintEvent> => {
  const { actor, now, staff } = ctx;
  if (!mayTake(step.step, complaint, actor)) return refuse('forbidden', { permission: `complaints.${step.step}` });
  if (!isLawful(step.step, complaint.status)) return refuse('step-not-possible', { step: step.step, status: complaint.status });
  if (!allowedSteps(complaint, actor).includes(step.step)) return refuse('nothing-to-do', { step: step.step });
  const at = ('at' in step ? step.at : undefined) ?? now;
  const wrong = checkTime(at, now, complaint.receivedAt) ?? checkStep(complaint, step, staff);
  if (wrong) return wrong;
  const happened = { at, recordedAt: now, by: actor.personId };
  const events: ComplaintEvent[] = [{ type: 'ComplaintStep', ...happened, step }];
  let state = evolveComplaint(complaint, events[0] as ComplaintEvent, { siteId: complaint.siteId, subject: complaint.id });
  const add = (event: ComplaintEvent): void => {
    events.push(event);
    state = evolveComplaint(state, event, { siteId: complaint.siteId, subject: complaint.id });
  };
  if (step.step === 'accuse') {
    const readers = complaint.kind === 'report' ? readersOf(staff, { accused: step.accused, receivedAt: complaint.receivedAt }, actor.appointments ?? []) : undefined;
    const isOwnHandler = state.ownerId !== undefined && step.accused.includes(state.ownerId);
    if (isOwnHandler || readers?.reader !== complaint.reader) add({ type: 'OwnerReplaced', ...happened, ownerId: isOwnHandler ? substituteOf(staff, step.accused) : state.ownerId, ...readers });
  }
  if (isSettled(state)) add({ type: 'ComplaintClosed', at: now, recordedAt: now, by: actor.personId });
  // A request to delete waits while the case is open and is carried out with its end.
  if (state.erasure && !state.erasure.doneAt && !isOpen(state.status) && !ctx.held) add({ type: 'ComplainantErased', at: now, recordedAt: now, by: actor.personId, why: 'asked' });
  return { ok: true, events };
};
