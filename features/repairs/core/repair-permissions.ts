import { maskPhone } from '../../../platform/core/mask-numbers.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { OVERSEERS } from './oversight.ts';
import { isWorkedOut, mayCallFirst, STATUSES, type RepairOrder, type RepairStatus } from './repair-order.ts';
import type { StepName } from './repair-steps.ts';
import { isLawful } from './repair-transitions.ts';

/** What a person is in one centre. */
export type RepairActor = { readonly personId: string; readonly roles: readonly Role[]; /** Held for somebody absent (M-51). */ readonly standIn?: Role | undefined };

const DESK: readonly Role[] = ['desk_agent', 'property_manager'];
const LEADERS: readonly Role[] = ['foreman', 'engineering_head', 'property_manager'];
const BOARD: readonly Role[] = ['desk_agent', 'property_manager', 'foreman', 'engineering_head', 'duty_officer', 'quality', 'admin'];

type Grant = { readonly roles: readonly Role[]; /** The technician whose order it is. */ readonly own?: boolean };

const desk: Grant = { roles: DESK };
const visit: Grant = { roles: DESK, own: true };

/** Who may take which step: one table for the server, the buttons and the tests. */
export const STEP_GRANTS: Readonly<Record<StepName, Grant>> = {
  amend: desk,
  setKind: desk,
  locate: desk,
  confirmOnSpot: desk,
  callFirst: desk,
  issue: desk,
  assign: { roles: [...DESK, 'foreman', 'engineering_head'] },
  notify: desk,
  urge: { roles: [...DESK, 'foreman', 'engineering_head'] },
  accept: visit,
  ready: visit,
  arrive: visit,
  consent: visit,
  start: visit,
  announceNoise: visit,
  explainCause: visit,
  referVendor: { roles: [...DESK, 'foreman', 'engineering_head'], own: true },
  askSupport: visit,
  answerSupport: { roles: LEADERS },
  takeMaterials: { roles: [...DESK, 'storekeeper'], own: true },
  hold: visit,
  resume: visit,
  tidy: visit,
  askCleaning: visit,
  settleCleaning: { roles: [...DESK, 'cleaner'] },
  test: visit,
  record: visit,
  judge: visit,
  // M-31: the rating is the user's; the technician cannot give or alter it. A paper rating is keyed in by the desk.
  rate: desk,
  sign: visit,
  noSignature: visit,
  leave: visit,
  addPhoto: { roles: [...DESK, 'foreman', 'engineering_head'], own: true },
  addNote: { roles: [...DESK, 'foreman', 'engineering_head'], own: true },
  print: desk,
  moveCopy: { roles: [...DESK, 'storekeeper'], own: true },
  loseCopy: visit,
  undoReturn: desk,
  approveLoss: { roles: ['property_manager'] },
  refuseLoss: { roles: ['property_manager'] },
  followUp: desk,
  reopen: desk,
  reviewRepeat: { roles: LEADERS },
  // M-17: whoever goes along and looks; never the one who is looked at.
  inspect: { roles: [...LEADERS, 'quality'] },
  explainBreach: { roles: [...DESK, 'foreman', 'engineering_head'], own: true },
  cancel: desk,
};

const hasRole = (actor: RepairActor, roles: readonly Role[]): boolean => actor.roles.some((role) => roles.includes(role));
const isTechnician = (actor: RepairActor): boolean => actor.roles.includes('technician');

export const mayTake = (step: StepName, order: Pick<RepairOrder, 'technicianId' | 'status'>, actor: RepairActor): boolean => {
  const grant = STEP_GRANTS[step];
  if (hasRole(actor, grant.roles)) return true;
  if (!grant.own || !isTechnician(actor)) return false;
  // An issued order nobody was named for may be signed for by any technician of the centre.
  return order.technicianId === actor.personId || (step === 'accept' && !order.technicianId);
};

/** Said of a visit by others than whoever made it: what the user rated on paper (M-31), the call after it (M-36), why it was a repeat (M-25), how it was done (M-17). */
const BY_OTHERS: readonly StepName[] = ['rate', 'followUp', 'reviewRepeat', 'inspect'];
export const isOwnVisit = (step: StepName, order: Pick<RepairOrder, 'technicianId'>, personId: string): boolean => BY_OTHERS.includes(step) && order.technicianId === personId;

/** Which orders a person may see: the same answer as a question (one order) and as a scope (the list's SQL). */
export type RepairScope = 'all' | 'own' | 'reported' | 'none';
export const scopeOf = (actor: RepairActor): RepairScope => {
  if (hasRole(actor, BOARD)) return 'all';
  if (isTechnician(actor)) return 'own';
  if (hasRole(actor, ['sales_agent', 'property_assistant', 'guard', 'storekeeper', 'cleaner'])) return 'reported';
  return 'none';
};
export const maySee = (order: Pick<RepairOrder, 'technicianId' | 'intakeBy' | 'status'>, actor: RepairActor): boolean => {
  const scope = scopeOf(actor);
  if (scope === 'all') return true;
  // The store keeper serves orders that are out; others see what they reported themselves.
  if (actor.roles.includes('storekeeper') && order.status !== 'logged') return true;
  if (scope === 'own' && (order.technicianId === actor.personId || (!order.technicianId && order.status === 'issued'))) return true;
  return scope !== 'none' && order.intakeBy === actor.personId;
};

export const mayLog = (actor: RepairActor): boolean => actor.roles.length > 0 && !actor.roles.every((role) => role === 'quality' || role === 'admin');
/** Notes say what was overheard on a visit: only for those who work on the order (M-40). */
export const mayReadNotes = (order: Pick<RepairOrder, 'technicianId'>, actor: RepairActor): boolean =>
  order.technicianId === actor.personId || hasRole(actor, [...DESK, 'foreman', 'engineering_head']);
/** Conduct is between the leaders and the person it is about. */
export const mayReadSpotChecks = (order: Pick<RepairOrder, 'technicianId'>, actor: RepairActor): boolean => order.technicianId === actor.personId || hasRole(actor, [...LEADERS, 'quality']);
export const mayReadPhone = (actor: RepairActor): boolean => hasRole(actor, [...DESK, 'technician', 'foreman', 'engineering_head']);
/** The reporter's number as this person may read it, on the screen and on paper (T-15). */
export const phoneFor = (order: Pick<RepairOrder, 'reporterPhone'>, actor: RepairActor): { reporterPhone?: string } =>
  order.reporterPhone === undefined ? {} : { reporterPhone: mayReadPhone(actor) ? order.reporterPhone : maskPhone(order.reporterPhone) };

/** The steps lawful in each state, sought once: a board asks for fifty orders at a time. */
const LAWFUL: ReadonlyMap<RepairStatus, readonly StepName[]> = new Map(STATUSES.map((status) => [status, (Object.keys(STEP_GRANTS) as StepName[]).filter((step) => isLawful(step, status))]));

/** What this person may do with this order now; buttons are drawn from it. */
export const allowedSteps = (order: RepairOrder, actor: RepairActor): StepName[] => (LAWFUL.get(order.status) ?? []).filter((step) => mayTake(step, order, actor) && isMeaningful(step, order) && !isOwnVisit(step, order, actor.personId));

/** Lawful by status but pointless or impossible on this order: no button is shown for it. */
const isMeaningful = (step: StepName, order: RepairOrder): boolean => {
  switch (step) {
    case 'confirmOnSpot':
      return order.onSpot && !order.confirmedByDesk;
    case 'locate':
      return order.placeId === undefined;
    case 'callFirst':
      return mayCallFirst(order);
    case 'rate':
      return order.kind === 'user' && isWorkedOut(order) && order.acceptance !== undefined && order.acceptance !== 'rejected';
    case 'sign':
      return isWorkedOut(order) && order.acceptance !== undefined && order.acceptance !== 'rejected' && order.workDone !== undefined;
    case 'noSignature':
      return isWorkedOut(order) && order.acceptance !== 'rejected' && order.workDone !== undefined;
    case 'judge':
      return isWorkedOut(order);
    case 'answerSupport':
      return order.support !== undefined && order.support.answeredAt === undefined;
    case 'settleCleaning':
      return order.cleaning !== undefined && order.cleaning.settled === undefined;
    case 'askCleaning':
      return order.cleaning === undefined;
    case 'followUp':
      return order.kind === 'user' && (order.followUp === undefined || order.followUp.result === 'not_reached');
    case 'moveCopy':
    case 'loseCopy':
      return order.status !== 'cancelled' || order.printed;
    case 'undoReturn':
      return Object.values(order.copies).some((copy) => copy.custody === 'returned');
    case 'approveLoss':
    case 'refuseLoss':
      return Object.values(order.copies).some((copy) => copy.custody === 'lost' && !copy.lossApproved);
    case 'reviewRepeat':
      return order.repeatOf !== undefined && !order.repeatReviewed;
    case 'referVendor':
      // Afterwards only a defect still owes the call (M-23).
      return order.status === 'in_progress' || order.status === 'on_hold' || order.cause === 'quality_defect';
    case 'consent':
      return order.consentBy === undefined;
    case 'leave':
    case 'tidy':
      return order.marks[step] === undefined;
    default:
      return true;
  }
};

const EVERYONE: readonly Role[] = ['desk_agent', 'technician', 'foreman', 'engineering_head', 'property_manager', 'property_assistant', 'guard', 'storekeeper', 'duty_officer', 'sales_agent', 'cleaner'];
/** What the endpoints ask for; rows and steps are then judged one by one. */
export const REPAIR_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['repairs.log', EVERYONE],
  ['repairs.work', [...EVERYONE, 'quality']],
  ['repairs.read', [...EVERYONE, 'quality', 'admin']],
  ['repairs.figures', OVERSEERS],
  ['repairs.pads', DESK],
  ['repairs.import', ['property_manager', 'admin']],
];
