import { ROLES, type Role } from '../../../platform/core/roles.ts';
import { isPlanted, type Appointment } from '../../people/core/people-facts.ts';
import { isOpen, type Complaint, type ComplaintStatus } from './complaint.ts';
import type { ComplaintStepName } from './complaint-steps.ts';

export type ComplaintActor = { readonly personId: string; readonly roles: readonly Role[]; readonly standIn?: Role | undefined; /** The centre's, without which no report is read. */ readonly appointments?: readonly Appointment[] };

const DESK: readonly Role[] = ['desk_agent', 'property_manager'];

/** What the endpoints ask for; each case is then judged by `maySee` and `mayTake`. */
export const COMPLAINT_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  // Anybody who works here may be told of a complaint and writes it down (首问责任制).
  ['complaints.open', ROLES.filter((role) => role !== 'admin')],
  ['complaints.read', ROLES.filter((role) => role !== 'admin')],
  ['complaints.reports', ['property_manager', 'quality']],
];

const has = (actor: ComplaintActor, roles: readonly Role[]): boolean => actor.roles.some((role) => roles.includes(role));

/** Who lists all complaints; everybody else those they own or took. */
export const seesAll = (actor: ComplaintActor): boolean => has(actor, [...DESK, 'quality']);

/**
 * May this person know of the case? Whoever is complained about never does, whatever their role; a report is its
 * reader's alone, not even of whoever wrote it down.
 */
export const maySee = (complaint: Pick<Complaint, 'accused' | 'kind' | 'reader' | 'receivedAt' | 'ownerId' | 'takenBy'>, actor: ComplaintActor): boolean => {
  if (complaint.accused.includes(actor.personId)) return false;
  if (complaint.kind === 'report')
    return complaint.reader !== undefined && actor.roles.includes(complaint.reader) && actor.appointments !== undefined && !isPlanted(complaint, actor.appointments, actor.personId, complaint.reader);
  return seesAll(actor) || complaint.ownerId === actor.personId || complaint.takenBy === actor.personId;
};

const HANDLED: readonly ComplaintStatus[] = ['open', 'responded', 'decided'];
const LAWFUL: Readonly<Record<ComplaintStepName, readonly ComplaintStatus[]>> = {
  assign: HANDLED, grade: HANDLED, accuse: HANDLED, respond: ['open'], note: HANDLED, attach: HANDLED, decide: ['open', 'responded'], answer: ['decided'],
  correct: ['decided', 'answered'], returnCall: ['answered'], readContact: [...HANDLED, 'answered', 'closed'], askErasure: [...HANDLED, 'answered', 'closed', 'void'], void: [...HANDLED, 'answered'],
};
export const isLawful = (step: ComplaintStepName, status: ComplaintStatus): boolean => LAWFUL[step].includes(status);

/** The desk and the owner work a case; a major one is decided, and any one struck out, by the manager. A report by its reader. */
export const mayTake = (step: ComplaintStepName, complaint: Complaint, actor: ComplaintActor): boolean => {
  if (!maySee(complaint, actor)) return false;
  if (complaint.kind === 'report') return true;
  // Where the manager is complained about, whoever the rule put in their place decides.
  const isManager = actor.roles.includes('property_manager') || (complaint.ownerReplaced === true && complaint.ownerId === actor.personId);
  if (step === 'void' || (step === 'decide' && complaint.grade === 'major')) return isManager;
  return has(actor, DESK) || complaint.ownerId === actor.personId;
};

const isMeaningful = (step: ComplaintStepName, complaint: Complaint): boolean => {
  switch (step) {
    case 'readContact':
      return complaint.contact !== undefined;
    case 'askErasure':
      return complaint.erasure === undefined && (complaint.name !== undefined || complaint.contact !== undefined);
    case 'correct':
      return complaint.correction === undefined;
    case 'returnCall':
      return !isReached(complaint);
    default:
      return true;
  }
};

/** The return call of this round was made, or cannot be. */
export const isReached = (complaint: Pick<Complaint, 'calls' | 'round'>): boolean => complaint.calls.some((call) => call.round === complaint.round && call.result !== 'not_reached');

export const allowedSteps = (complaint: Complaint, actor: ComplaintActor): ComplaintStepName[] =>
  (Object.keys(LAWFUL) as ComplaintStepName[]).filter((step) => isLawful(step, complaint.status) && mayTake(step, complaint, actor) && isMeaningful(step, complaint));

export { isOpen };
