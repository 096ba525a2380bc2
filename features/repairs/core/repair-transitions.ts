import type { RepairStatus } from './repair-order.ts';
import type { StepName } from './repair-steps.ts';

type Row = {
  /** Where the step is lawful. */
  readonly from: readonly RepairStatus[];
  /** Where it leads; absent = the status stays. */
  readonly to?: RepairStatus;
};

const WORKING = ['on_site', 'in_progress'] as const;
const WORKED = ['in_progress', 'tested'] as const;
const BEFORE_SIGN_OFF = ['logged', 'issued', 'accepted', 'ready', 'on_site', 'in_progress', 'on_hold', 'tested'] as const;
const OUT = ['accepted', 'ready', 'on_site', 'in_progress', 'on_hold', 'tested'] as const;
const FINISHED = ['signed_off', 'closed'] as const;

/**
 * Which step may be taken in which state (附件七, M-55): data that the rule, the buttons and the tests share.
 * `logged → issued → accepted → ready → on_site → in_progress ⇄ on_hold → tested → signed_off → closed`.
 */
export const TRANSITIONS: Readonly<Record<StepName, Row>> = {
  amend: { from: BEFORE_SIGN_OFF },
  setKind: { from: ['logged'] },
  // M-02: never in the way of the work, and possible to its end.
  locate: { from: [...BEFORE_SIGN_OFF, ...FINISHED] },
  confirmOnSpot: { from: [...BEFORE_SIGN_OFF, 'signed_off'] },
  // M-45: where harm threatens; the slip is still owed.
  callFirst: { from: ['logged'] },
  issue: { from: ['logged'], to: 'issued' },
  assign: { from: ['issued', 'accepted', 'ready', 'on_hold'] },
  notify: { from: ['issued'] },
  urge: { from: ['issued', 'accepted', 'ready', 'on_site', 'in_progress', 'on_hold', 'tested'] },
  accept: { from: ['issued'], to: 'accepted' },
  ready: { from: ['accepted'], to: 'ready' },
  // A technician may go straight to the place: what was not ticked stays 未勾选 and never blocks (M-13).
  arrive: { from: ['accepted', 'ready'], to: 'on_site' },
  consent: { from: ['on_site'] },
  start: { from: ['on_site'], to: 'in_progress' },
  announceNoise: { from: WORKING },
  explainCause: { from: WORKED },
  // Holds the work that goes on; afterwards the firm is only called (M-23).
  referVendor: { from: ['in_progress', 'on_hold', 'tested', ...FINISHED] },
  askSupport: { from: WORKING },
  // Owed wherever the work went meanwhile: tested without help, given to another, signed for (M-24).
  answerSupport: { from: ['issued', ...OUT, ...FINISHED] },
  takeMaterials: { from: ['accepted', 'ready', 'on_site', 'in_progress', 'on_hold', 'tested'] },
  hold: { from: ['accepted', 'ready', 'on_site', 'in_progress'], to: 'on_hold' },
  // Leads back to where the hold began; from the door, to before the arrival (M-16).
  resume: { from: ['on_hold'] },
  tidy: { from: WORKED },
  askCleaning: { from: ['in_progress', 'tested', 'signed_off'] },
  settleCleaning: { from: ['in_progress', 'on_hold', 'tested', 'signed_off'] },
  test: { from: WORKED, to: 'tested' },
  record: { from: WORKED },
  // From in_progress only what could not be mended (`isWorkedOut`).
  judge: { from: WORKED },
  rate: { from: WORKED },
  sign: { from: WORKED, to: 'signed_off' },
  noSignature: { from: WORKED, to: 'signed_off' },
  leave: { from: ['on_site', 'in_progress', 'on_hold', 'tested', 'signed_off'] },
  addPhoto: { from: [...BEFORE_SIGN_OFF, 'signed_off'] },
  addNote: { from: [...BEFORE_SIGN_OFF, 'signed_off'] },
  print: { from: ['issued', ...OUT, ...FINISHED] },
  // The paper of a cancelled order is out all the same (M-35).
  moveCopy: { from: ['issued', ...OUT, 'signed_off', 'cancelled'] },
  undoReturn: { from: ['issued', ...OUT, ...FINISHED, 'cancelled'] },
  loseCopy: { from: ['issued', ...OUT, 'signed_off', 'cancelled'] },
  approveLoss: { from: ['issued', ...OUT, 'signed_off', 'cancelled'] },
  refuseLoss: { from: ['issued', ...OUT, 'signed_off', 'cancelled'] },
  followUp: { from: ['signed_off', 'closed'] },
  reopen: { from: ['signed_off', 'closed'], to: 'issued' },
  reviewRepeat: { from: [...BEFORE_SIGN_OFF, 'signed_off', 'closed'] },
  inspect: { from: ['on_site', 'in_progress', 'on_hold', 'tested', ...FINISHED] },
  explainBreach: { from: [...BEFORE_SIGN_OFF, 'signed_off', 'closed'] },
  cancel: { from: ['logged', 'issued', 'accepted', 'ready', 'on_hold'], to: 'cancelled' },
};

export const isLawful = (step: StepName, status: RepairStatus): boolean => TRANSITIONS[step].from.includes(status);
