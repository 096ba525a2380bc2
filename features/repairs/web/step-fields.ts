import { CAUSES, EXCEPTION_REASONS, HOLD_REASONS, type StepName } from '../core/repair-steps.ts';
import { repairType } from '../core/repair-catalogue.ts';
import { REPAIR_CLOCKS } from '../core/repair-deadlines.ts';
import { isWorkedOut, type RepairKind } from '../core/repair-order.ts';

export type Field = {
  readonly name: string;
  readonly kind: 'text' | 'area' | 'tick' | 'answer' | 'choice' | 'pick' | 'time' | 'technician' | 'leader' | 'place' | 'signature' | 'materials' | 'pin' | 'spot';
  readonly required?: boolean;
  /** Group of words in REPAIR_WORDS the options are named by, and the options. */
  readonly options?: { readonly words: string; readonly values: readonly string[] };
  /** So many minutes from now, one tap each. */
  readonly soon?: readonly number[];
  readonly initial?: unknown;
};

const text = (name: string, required = false): Field => ({ name, kind: 'text', required });
const area = (name: string, required = false): Field => ({ name, kind: 'area', required });
/** What was done is ticked by whoever did it, never beforehand. */
const tick = (name: string): Field => ({ name, kind: 'tick', initial: false });
/** Yes or no, one tap either way and neither of them chosen before. */
const answer = (name: string): Field => ({ name, kind: 'answer', required: true });
/** One of a few, all in sight, none chosen before. */
const pick = (name: string, words: string, values: readonly string[]): Field => ({ name, kind: 'pick', required: true, options: { words, values } });
const choice = (name: string, words: string, values: readonly string[], initial?: string): Field => ({
  name,
  kind: 'choice',
  required: true,
  options: { words, values },
  ...(initial ? { initial } : {}),
});
const RATING = ['satisfied', 'fair', 'dissatisfied'] as const;
const rated = (name: string): Field => choice(name, 'rating', RATING);
const department: Field = choice('department', 'department', ['sales', 'bar', 'cleaning', 'security', 'office']);
const ply: Field = choice('ply', 'ply', ['desk', 'user', 'store', 'engineering'], 'desk');

/** What each step asks of the person who takes it; none = one tap. Asked when the step is taken, never before. */
export const STEP_FIELDS: Readonly<Record<StepName, readonly Field[]>> = {
  amend: [
    { name: 'placeId', kind: 'place' }, text('item'), text('reporterName'), text('reporterPhone'), { name: 'appointmentAt', kind: 'time' }, tick('urgent'), tick('beforeOpening'), text('symptom'), text('equipment'), tick('affectsOpening'), tick('safetyMeasures'),
  ],
  setKind: [choice('kind', 'kind', ['user', 'facility'])],
  locate: [{ name: 'placeId', kind: 'place', required: true }],
  confirmOnSpot: [],
  callFirst: [{ name: 'technicianId', kind: 'technician', required: true }, choice('channel', 'notifyChannel', ['phone', 'radio'], 'phone'), { name: 'at', kind: 'time' }, { name: 'leaderId', kind: 'leader' }, text('leaderWord')],
  issue: [],
  assign: [{ name: 'technicianId', kind: 'technician', required: true }, { name: 'leaderId', kind: 'leader' }, text('leaderWord'), text('reason')],
  notify: [{ name: 'technicianId', kind: 'technician', required: true }, choice('channel', 'notifyChannel', ['radio', 'phone', 'app', 'in_person'], 'radio'), { name: 'leaderId', kind: 'leader' }, text('leaderWord')],
  urge: [],
  accept: [choice('signWay', 'signWay', ['paper'], 'paper')],
  ready: [],
  arrive: [],
  consent: [answer('given'), text('by', true), { name: 'appointmentAt', kind: 'time' }],
  start: [answer('asReported'), text('actualFault'), tick('moved'), tick('covered'), tick('sheet')],
  announceNoise: [{ name: 'until', kind: 'time', soon: [15, 30, 60] }],
  explainCause: [choice('cause', 'cause', CAUSES), text('causeText'), answer('explained')],
  referVendor: [text('firm', true), text('contact'), answer('called'), text('promised')],
  askSupport: [choice('to', 'supportTo', ['foreman', 'engineering_head'], 'foreman'), area('text', true)],
  answerSupport: [area('answer', true)],
  takeMaterials: [{ name: 'materials', kind: 'materials', required: true }, text('issuedBy'), { name: 'oldPartsReturned', kind: 'tick' }],
  hold: [choice('reason', 'holdReason', HOLD_REASONS), text('note'), { name: 'appointmentAt', kind: 'time' }],
  resume: [],
  tidy: [tick('wiped'), tick('tools'), tick('rubbish'), tick('restored')],
  askCleaning: [],
  settleCleaning: [choice('settled', 'settled', ['done', 'waived'], 'done')],
  test: [text('to', true), answer('passed')],
  record: [area('workDone', true), choice('cause', 'cause', CAUSES), text('causeText'), pick('result', 'result', ['fixed', 'temporary', 'not_fixed'])],
  judge: [pick('acceptance', 'acceptance', ['accepted', 'accepted_with_remarks', 'rejected']), text('remarks'), department],
  rate: [rated('workmanship'), rated('attitude'), rated('conduct'), { ...rated('timeliness'), required: false }, text('comment')],
  sign: [text('signedBy', true), choice('signWay', 'signWay', ['paper'], 'paper')],
  noSignature: [pick('why', 'why', ['absent', 'refused']), text('reason', true), text('witness')],
  leave: [],
  addPhoto: [],
  addNote: [area('text', true)],
  print: [],
  moveCopy: [ply, choice('custody', 'custody', ['returned', 'carried', 'with_user', 'at_store', 'at_engineering'], 'returned'), text('holder')],
  loseCopy: [ply, text('reason', true)],
  undoReturn: [ply],
  approveLoss: [ply],
  refuseLoss: [ply, text('reason', true)],
  followUp: [choice('result', 'followUp', [...RATING, 'not_reached']), choice('method', 'method', ['phone', 'in_person', 'on_site'], 'phone'), text('note')],
  reopen: [text('reason', true)],
  reviewRepeat: [text('note', true)],
  inspect: [{ name: 'answers', kind: 'spot', required: true }, area('note')],
  explainBreach: [choice('clock', 'clock', REPAIR_CLOCKS.map((spec) => spec.clock)), choice('reason', 'exception', EXCEPTION_REASONS), text('note'), { name: 'expectedAt', kind: 'time' }],
  cancel: [text('reason', true)],
};

const FACILITY_ONLY: ReadonlySet<string> = new Set(['judge.department', 'amend.equipment', 'amend.affectsOpening', 'amend.safetyMeasures']);

/** The fields of a step on this kind of order: a user repair has no accepting department. */
export const fieldsOf = (step: StepName, kind: RepairKind): readonly Field[] =>
  kind === 'user' ? STEP_FIELDS[step].filter((field) => !FACILITY_ONLY.has(`${step}.${field.name}`)) : STEP_FIELDS[step];

const isBlank = (value: unknown): boolean => value === undefined || value === '' || value === false;

/** Of a form that begins with what stands there already, only what the person changed: what nobody touched is not said again, and not unsaid. An appointment may be dropped; words are only replaced. */
export const changedOf = (step: StepName, kind: RepairKind, before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    fieldsOf(step, kind)
      .filter(({ name }) => !(isBlank(before[name]) && isBlank(after[name])) && before[name] !== after[name])
      .map(({ name, kind: field }) => [name, field === 'time' && isBlank(after[name]) ? null : after[name]]),
  );

/** The step the bar offers first: the way an order normally goes (M-55). */
const USUAL: readonly StepName[] = [
  'confirmOnSpot', 'callFirst', 'issue', 'notify', 'accept', 'ready', 'arrive', 'consent', 'start', 'answerSupport', 'resume', 'test', 'record', 'judge', 'rate', 'sign', 'settleCleaning', 'moveCopy', 'followUp',
];
export const nextStep = (allowed: readonly string[], order: { technicianId: string | null; typeId?: string | undefined; marks?: Readonly<Record<string, unknown>>; inRoom?: boolean; workDone?: string | undefined; testPassed?: boolean | undefined; result?: string | undefined; ratings?: unknown; acceptance?: string | undefined; status: string; notified?: boolean; copies?: { readonly desk?: { readonly custody: string } | undefined } }): StepName | undefined =>
  USUAL.find((step) => {
    if (!allowed.includes(step)) return false;
    switch (step) {
      case 'callFirst':
        // Where harm threatens the call is what comes next; with what is only urgent it may.
        return repairType(order.typeId)?.safety === true;
      case 'notify':
        return order.technicianId === null || order.notified === false;
      case 'consent':
        return order.inRoom !== false;
      case 'test':
        return order.status === 'in_progress' && !isWorkedOut(order);
      case 'record':
        return order.status === 'tested' && order.workDone === undefined;
      case 'judge':
        return order.acceptance === undefined;
      case 'rate':
        return order.ratings === undefined;
      case 'moveCopy':
        return order.status === 'signed_off' && order.copies?.desk?.custody !== 'returned';
      default:
        return true;
    }
  });
