import { erased } from './repair-erasure.ts';
import type { RepairEvent, RepairLogged, StepTaken } from './repair-events.ts';
import { exceptionKey, isWritten, pliesOf, type Copy, type Custody, type Mark, type Ply, type RepairOrder, type RepairStatus, type Way } from './repair-order.ts';
import type { StepOf } from './repair-steps.ts';
import { TRANSITIONS } from './repair-transitions.ts';
import { backToTheDoor, nextVisit, unaccepted, without } from './repair-visits.ts';

/** What a logged line is before anything else happened to it. */
export const fromLogged = (event: RepairLogged, ids: { id: string; siteId: string }): RepairOrder => ({
  ...ids,
  kind: event.kind,
  status: 'logged',
  logNumber: event.logNumber,
  receivedAt: event.at,
  recordedAt: event.recordedAt,
  channel: event.channel,
  ...(event.source ? { source: event.source } : {}),
  ...(event.placeId ? { placeId: event.placeId } : {}),
  placeText: event.placeText,
  item: event.item,
  ...(event.equipment ? { equipment: event.equipment } : {}),
  ...(event.typeId ? { typeId: event.typeId } : {}),
  urgent: event.urgent,
  ...(event.reporterName ? { reporterName: event.reporterName } : {}),
  ...(event.reporterPhone ? { reporterPhone: event.reporterPhone } : {}),
  ...(event.department ? { department: event.department } : {}),
  ...(event.padNumber ? { padNumber: event.padNumber } : {}),
  ...(event.writtenBy ? { writtenBy: event.writtenBy } : {}),
  ...(event.appointmentAt ? { appointmentAt: event.appointmentAt } : {}),
  intakeBy: event.by,
  onSpot: event.onSpot,
  confirmedByDesk: !event.onSpot,
  beforeOpening: event.beforeOpening,
  ...(event.repeatOf ? { repeatOf: event.repeatOf } : {}),
  ...(event.technicianId ? { technicianId: event.technicianId } : {}),
  visit: 1,
  marks: {},
  written: {},
  notifications: [],
  urges: [],
  materials: [],
  photos: [],
  notes: [],
  copies: {},
  reprints: 0,
  // A sheet of a pad is printed paper before it is an order.
  printed: event.padNumber !== undefined,
  exceptions: {},
});

const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

const withMark = (order: RepairOrder, event: StepTaken): RepairOrder => {
  const mark: Mark = { at: event.at, recordedAt: event.recordedAt, way: event.way, by: event.by };
  const name = event.step.step;
  const existing = order.marks[name];
  // A written time never replaces a measured one; both stay to be seen (M-30).
  return existing && isWritten(event.way) && !isWritten(existing.way)
    ? { ...order, written: { ...order.written, [name]: mark } }
    : { ...order, marks: { ...order.marks, [name]: mark } };
};

/** The slip's time for a step that was measured already: kept beside it, changes nothing else. */
export const isWrittenTwin = (order: RepairOrder, step: { step: string }, way: Way): boolean => {
  const measured = order.marks[step.step];
  return isWritten(way) && measured !== undefined && !isWritten(measured.way) && WITH_TWIN.has(step.step);
};
const WITH_TWIN: ReadonlySet<string> = new Set(['accept', 'ready', 'arrive', 'start', 'test', 'sign', 'leave']);

const setCopy = (order: RepairOrder, ply: Ply, copy: Copy): RepairOrder => ({ ...order, copies: { ...order.copies, [ply]: copy } });

/** Where a copy lay before it was booked lost or returned. */
const whereFound = (copy: Copy | undefined): Custody | undefined => (copy?.custody === 'lost' ? copy.was : copy?.custody);

const printedCopies = (order: RepairOrder, event: StepTaken): RepairOrder['copies'] =>
  Object.fromEntries(pliesOf(order.kind).map((ply) => [ply, order.copies[ply] ?? { custody: 'printed', at: event.at }]));

/** M-25: a leader's word is for one technician; whoever is named instead has none. */
const vouchedIn = (order: RepairOrder, step: StepOf<'assign'> | StepOf<'notify'> | StepOf<'callFirst'>, { at, by }: StepTaken): RepairOrder['vouched'] =>
  step.leaderId ? { technicianId: step.technicianId, leaderId: step.leaderId, by, at } : order.vouched?.technicianId === step.technicianId ? order.vouched : undefined;

/** `was` is the status before the step; `order` has the one it leads to. */
const apply = (order: RepairOrder, event: StepTaken, was: RepairStatus): RepairOrder => {
  const { step, at, by } = event;
  const from = was === 'on_hold' ? (order.hold?.from ?? 'in_progress') : was;
  switch (step.step) {
    case 'amend': {
      const { step: _s, at: _a, way: _w, placeId, appointmentAt, ...fields } = step;
      const next = { ...order, ...compact(fields), ...(placeId ? { placeId } : {}), ...(appointmentAt ? { appointmentAt } : {}) };
      const cleared = placeId === null ? without(next, 'placeId') : next;
      if (appointmentAt === undefined) return cleared;
      return appointmentAt === null ? without(cleared, 'appointmentAt', 'expectedAt') : without(cleared, 'expectedAt');
    }
    case 'setKind':
      return step.kind === 'facility' ? { ...order, kind: step.kind, source: order.source ?? 'staff' } : { ...without(order, 'source', 'equipment', 'affectsOpening', 'safetyMeasures'), kind: step.kind };
    case 'locate':
      return { ...order, placeId: step.placeId };
    case 'confirmOnSpot':
      return { ...order, confirmedByDesk: true };
    case 'callFirst': {
      const told = { at, channel: step.channel, personId: step.technicianId };
      const mark = order.marks['callFirst'];
      return compact({
        ...order, technicianId: step.technicianId, leaderWord: step.leaderWord ?? order.leaderWord, vouched: vouchedIn(order, step, event), calledFirst: told, notifications: [...order.notifications, told],
        marks: mark ? { ...order.marks, notify: mark } : order.marks,
      });
    }
    case 'issue':
      return compact({ ...order, ...(order.calledFirst ? { calledFirst: { ...order.calledFirst, slipAt: at } } : {}), orderNumber: event.orderNumber ?? order.orderNumber, copies: printedCopies(order, event) });
    case 'assign':
      return compact({ ...order, technicianId: step.technicianId, leaderWord: step.leaderWord ?? order.leaderWord, vouched: vouchedIn(order, step, event) });
    case 'notify':
      return compact({
        ...order,
        technicianId: step.technicianId,
        leaderWord: step.leaderWord ?? order.leaderWord,
        vouched: vouchedIn(order, step, event),
        notifications: [...order.notifications, { at, channel: step.channel, personId: step.technicianId }],
      });
    case 'urge':
      return { ...order, urges: [...order.urges, { at, by }] };
    case 'accept':
      return compact({ ...order, technicianId: step.technicianId ?? order.technicianId ?? by, acceptSignature: step.signatureFile });
    case 'ready':
    case 'arrive':
    case 'leave':
    case 'reviewRepeat':
      return step.step === 'reviewRepeat' ? { ...order, repeatReviewed: true } : order;
    case 'consent':
      return step.given
        ? { ...order, consentBy: step.by }
        : compact({ ...order, status: 'on_hold', hold: { reason: 'consent_refused', since: at, from }, appointmentAt: step.appointmentAt ?? order.appointmentAt });
    case 'start':
      return compact({
        ...order,
        asReported: step.asReported,
        actualFault: step.actualFault,
        protection:
          step.moved === undefined && step.covered === undefined && step.sheet === undefined
            ? undefined
            : { moved: step.moved ?? false, covered: step.covered ?? false, sheet: step.sheet ?? false },
      });
    case 'announceNoise':
      return { ...order, noise: compact({ from: at, to: step.until }) };
    case 'explainCause':
      return compact({ ...order, cause: step.cause, causeText: step.causeText, causeExplained: step.explained });
    case 'referVendor': {
      const vendor = compact({ firm: step.firm, contact: step.contact, calledAt: step.called ? at : undefined, promised: step.promised });
      return was === 'in_progress' || was === 'on_hold' ? { ...order, vendor, status: 'on_hold', hold: { reason: 'vendor', since: at, from } } : { ...order, vendor };
    }
    case 'askSupport':
      return { ...order, support: { text: step.text, to: step.to, askedAt: at } };
    case 'answerSupport':
      return order.support ? { ...order, support: { ...order.support, answeredAt: at, answer: step.answer } } : order;
    case 'takeMaterials':
      return compact({
        ...order,
        materials: [...order.materials, ...step.materials.map((material) => compact(material))],
        materialsIssuedBy: step.issuedBy ?? order.materialsIssuedBy,
        oldPartsReturned: step.oldPartsReturned ?? order.oldPartsReturned,
      });
    case 'hold':
      return compact({ ...without(order, 'expectedAt'), hold: compact({ reason: step.reason, since: at, note: step.note, from }), appointmentAt: step.appointmentAt ?? order.appointmentAt });
    case 'resume':
      return step.again ? backToTheDoor(order) : { ...without(order, 'hold'), status: from };
    case 'tidy':
      return {
        ...order,
        tidy: { wiped: step.wiped ?? false, tools: step.tools ?? false, rubbish: step.rubbish ?? false, restored: step.restored ?? false },
      };
    case 'askCleaning':
      return { ...order, cleaning: { askedAt: at } };
    case 'settleCleaning':
      return order.cleaning ? { ...order, cleaning: { ...order.cleaning, settled: step.settled } } : order;
    case 'test':
      // M-28: a failed test leads back to the work.
      return { ...order, testedTo: step.to, testPassed: step.passed, status: step.passed ? 'tested' : 'in_progress' };
    case 'record':
      return compact({
        ...order,
        workDone: step.workDone,
        result: step.result,
        cause: step.cause ?? order.cause,
        causeText: step.causeText ?? order.causeText,
      });
    case 'judge':
      return compact({
        ...order,
        acceptance: step.acceptance,
        acceptanceRemarks: step.remarks,
        acceptanceDepartment: step.department ?? order.acceptanceDepartment,
        // M-29: a rejection keeps the order open and the work goes on.
        status: step.acceptance === 'rejected' ? ('in_progress' as const) : order.status,
      });
    case 'rate':
      return compact({
        ...order,
        ratings: compact({ workmanship: step.workmanship, attitude: step.attitude, conduct: step.conduct, timeliness: step.timeliness }),
        ratingComment: step.comment,
      });
    case 'sign':
      return compact({ ...order, signedBy: step.signedBy, signWay: step.signWay, signatureFile: step.signatureFile });
    case 'noSignature':
      return { ...order, noSignature: compact({ why: step.why, reason: step.reason, witness: step.witness }) };
    case 'addPhoto':
      return { ...order, photos: [...order.photos, { hash: step.hash, phase: step.phase, at, by }] };
    case 'addNote':
      return { ...order, notes: [...order.notes, { at, by, text: step.text }] };
    case 'print':
      return { ...order, printed: true, reprints: order.printed ? order.reprints + 1 : 0, copies: printedCopies(order, event) };
    case 'moveCopy':
      return setCopy(order, step.ply, compact({ custody: step.custody, at, holder: step.holder, by, was: step.custody === 'returned' ? whereFound(order.copies[step.ply]) : undefined }));
    case 'undoReturn': {
      const copy = order.copies[step.ply];
      const back = setCopy(order, step.ply, { custody: copy?.was ?? 'carried', at, by });
      return order.status === 'closed' ? { ...without(back, 'closedAt'), status: 'signed_off' } : back;
    }
    case 'loseCopy':
      return setCopy(order, step.ply, compact({ custody: 'lost', at, lostReason: step.reason, by, was: whereFound(order.copies[step.ply]) }));
    case 'approveLoss': {
      const copy = order.copies[step.ply];
      return copy ? setCopy(order, step.ply, { ...copy, lossApproved: true }) : order;
    }
    case 'refuseLoss':
      return setCopy(order, step.ply, { custody: order.copies[step.ply]?.was ?? 'carried', at, by, lossRefused: step.reason });
    case 'followUp':
      return {
        ...order,
        followUp: compact({ result: step.result, by, at, method: step.method, note: step.note, tries: (order.followUp?.tries ?? 0) + 1 }),
      };
    case 'reopen':
      return nextVisit(order);
    case 'inspect':
      return {
        ...order,
        spotChecks: [...(order.spotChecks ?? []), compact({ at, by, visit: order.visit, technicianId: order.technicianId, answers: step.answers, note: step.note })],
      };
    case 'explainBreach':
      return { ...order, ...(step.expectedAt ? { expectedAt: step.expectedAt } : {}), exceptions: { ...order.exceptions, [exceptionKey(step.clock, step.visit ?? order.visit)]: compact({ reason: step.reason, note: step.note, by, at }) } };
    case 'cancel':
      return { ...order, cancelReason: step.reason };
    default: {
      const never: never = step;
      return never;
    }
  }
};

/** The state after an event. Pure; the journal of an order folded through it gives the order again. */
export const evolve = (order: RepairOrder, event: RepairEvent): RepairOrder => {
  switch (event.type) {
    case 'StepTaken': {
      if (isWrittenTwin(order, event.step, event.way)) return withMark(order, event);
      const to = TRANSITIONS[event.step.step].to;
      const marked = event.step.step === 'reopen' ? order : withMark(order, event);
      return apply(to ? { ...marked, status: to } : marked, event, order.status);
    }
    case 'RepairClosed':
      return { ...order, status: 'closed', closedAt: event.at };
    case 'FollowUpWaived':
      return { ...order, followUpWaived: true };
    case 'FollowUpOwed': {
      const owed = without(order, 'followUpWaived');
      return order.status === 'closed' ? { ...without(owed, 'closedAt'), status: 'signed_off' } : owed;
    }
    case 'AcceptanceLapsed':
      return unaccepted(order);
    case 'RatingLapsed':
      return { ...without(order, 'ratings', 'ratingComment'), ratingLapsed: true };
    case 'PersonalErased':
      return erased(order, event.what);
    case 'RepairLogged':
    case 'DeadlineWarned':
    case 'DeadlineBreached':
    case 'DeadlineMetLate':
      return order;
    default: {
      const never: never = event;
      return never;
    }
  }
};
