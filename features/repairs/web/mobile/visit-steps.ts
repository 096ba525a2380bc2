import { roundOf, type Origin } from '../../../../platform/core/clock-rule.ts';
import { toMillis, type Instant } from '../../../../platform/core/instant.ts';
import { sayTime } from '../../../../platform/core/say-when.ts';
import type { RepairView } from '../../core/repair-contract.ts';
import type { RepairClock } from '../../core/repair-deadlines.ts';
import { exceptionKey, isWorkedOut } from '../../core/repair-order.ts';
import type { Step, StepName } from '../../core/repair-steps.ts';
import { takeRepairSteps } from '../../core/repair-contract.ts';
import { REPAIR_SCRIPTS, fillScript, type Script } from '../../../handbook/core/handbook-facts.ts';
import { STEP_FIELDS } from '../step-fields.ts';

/** A sentence to say: the plan's, or the house's own, which is marked as such. */
export type Said = { readonly origin: Origin; readonly text: string };
const said = <S extends Script>(script: S, slots: Readonly<Record<S['slots'][number], string>>): Said => ({ origin: script.origin, text: fillScript(script as Script, slots as never) });

const lengthOf = (minutes: number): string => (minutes < 60 ? `${minutes} 分钟` : minutes % 60 === 0 ? `${minutes / 60} 小时` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`);
/** M-20: who makes the noise, how long and when it is over, as far as that is known, and then the plan's own word. */
export const noiseSaid = (technician: string, until: Instant | undefined, at: { readonly now: Instant; readonly zone: string }): readonly Said[] => {
  const minutes = until ? Math.round((toMillis(until) - toMillis(at.now)) / 60_000) : 0;
  const isAhead = until !== undefined && minutes > 0;
  return [said(REPAIR_SCRIPTS.announceNoise, { technician, length: isAhead ? lengthOf(minutes) : '', until: isAhead ? sayTime(until, { zone: at.zone, language: 'zh' }) : '' }), said(REPAIR_SCRIPTS.warnNoise, {})];
};

/** One screen of the walk: the sentences to say, the step to take, whether it may be passed over. What is said before noise hangs on the answers (`noiseSaid`). */
export type VisitScreen = { readonly step: StepName; readonly say?: readonly Said[]; readonly clause: string; readonly optional: boolean };

/** What speaks of each reason to hold; the others are the walk's own (M-55). */
const HELD_BY: Readonly<Record<string, string>> = { user_absent: 'M-16', consent_refused: 'M-16', quiet_hours: 'M-19', vendor: 'M-23', support: 'M-24' };

/** The visit as it is walked (M-12 … M-34); a screen is shown while its step is lawful and not done. */
export const visitScreens = (view: RepairView, technician: string): readonly VisitScreen[] => {
  const { row, order } = view;
  const isUser = row.kind === 'user';
  const screens: (VisitScreen | undefined)[] = [
    // A leader who opens the order is waited for.
    order.support && !order.support.answeredAt ? { step: 'answerSupport', clause: 'M-24', optional: false } : undefined,
    row.status === 'on_hold' ? { step: 'resume', clause: HELD_BY[order.hold?.reason ?? ''] ?? 'M-55', optional: false } : undefined,
    { step: 'accept', clause: isUser ? 'M-12' : 'M-46', optional: false },
    { step: 'ready', clause: 'M-13', optional: true },
    { step: 'arrive', clause: isUser ? 'M-14' : 'M-47', optional: false },
    // Asked at the door of a room; in the open there is none, and of a place nobody listed nobody knows.
    row.inRoom || (isUser && row.placeId === null) ? { step: 'consent', clause: 'M-16', optional: !row.inRoom, say: [said(REPAIR_SCRIPTS.introduce, { technician }), said(REPAIR_SCRIPTS.askConsent, {})] } : undefined,
    { step: 'start', clause: 'M-18', optional: false },
    { step: 'announceNoise', clause: 'M-20', optional: true },
    { step: 'explainCause', clause: 'M-21', optional: true },
    order.cause === 'quality_defect' ? { step: 'referVendor', clause: 'M-23', optional: true, say: [said(REPAIR_SCRIPTS.apologiseDefect, { equipment: row.item })] } : undefined,
    { step: 'takeMaterials', clause: 'M-13', optional: true },
    { step: 'tidy', clause: 'M-26', optional: true },
    { step: 'test', clause: 'M-28', optional: false },
    { step: 'record', clause: isUser ? 'M-30' : 'M-48', optional: false },
    { step: 'judge', clause: isUser ? 'M-29' : 'M-49', optional: false },
    { step: 'sign', clause: isUser ? 'M-31' : 'M-49', optional: false, ...(isUser ? { say: [said(REPAIR_SCRIPTS.askRating, {})] } : {}) },
    // Nobody is there to hear it where the user was absent.
    isUser ? { step: 'leave', clause: 'M-34', optional: true, ...(order.noSignature?.why === 'absent' ? {} : { say: [said(REPAIR_SCRIPTS.farewell, {})] }) } : undefined,
    { step: 'moveCopy', clause: isUser ? 'M-35' : 'M-50', optional: false },
  ];
  return screens.filter((screen): screen is VisitScreen => screen !== undefined);
};

/** Steps whose screen is not a form of fields. */
const OWN_SCREENS: ReadonlySet<StepName> = new Set(['accept', 'sign', 'moveCopy']);

/** A typed step that came back from the server: what was typed goes into its form again. */
export const mendable = (item: { readonly endpoint: string; readonly commandId: string; readonly input: Readonly<Record<string, unknown>> }): { readonly siteId: string; readonly repairId: string; readonly step: Step } | undefined => {
  const read = item.endpoint === takeRepairSteps.name ? takeRepairSteps.input.safeParse({ ...item.input, commandId: item.commandId }) : undefined;
  const step = read?.success && read.data.steps.length === 1 ? read.data.steps[0] : undefined;
  return read?.success && step && STEP_FIELDS[step.step].length > 0 && !OWN_SCREENS.has(step.step) ? { siteId: read.data.siteId, repairId: read.data.repairId, step } : undefined;
};

const isDone = (screen: VisitScreen, view: RepairView): boolean => {
  const { order, row } = view;
  switch (screen.step) {
    case 'answerSupport':
      return order.support?.answeredAt !== undefined;
    case 'resume':
      return row.status !== 'on_hold';
    case 'test':
      // Work that was refused is tested again.
      return isWorkedOut({ ...order, status: row.status }) || order.marks['sign'] !== undefined || order.marks['noSignature'] !== undefined;
    case 'judge':
      return (order.acceptance !== undefined && order.acceptance !== 'rejected') || order.marks['noSignature'] !== undefined;
    case 'record':
      return order.workDone !== undefined;
    case 'sign':
      return order.marks['sign'] !== undefined || order.marks['noSignature'] !== undefined;
    case 'moveCopy':
      return order.copies.desk?.custody === 'returned';
    case 'takeMaterials':
      return order.materials.length > 0;
    case 'explainCause':
      return order.cause !== undefined;
    default:
      return order.marks[screen.step] !== undefined || row.status === 'closed';
  }
};

/** What comes between the steps of the walk stands in no line of dots. */
export const isOfTheWalk = ({ step }: VisitScreen): boolean => step !== 'resume' && step !== 'answerSupport';

/** What the line of dots says of a screen: where nobody signed, that; an absent user accepted nothing either (M-29, M-31). */
export const dotOf = ({ step }: VisitScreen, { order }: RepairView): StepName | undefined => {
  if (order.marks['noSignature'] === undefined) return step;
  if (step === 'sign') return 'noSignature';
  return step === 'judge' && order.acceptance === undefined ? undefined : step;
};

/** The next screen: the first that is not done, not passed over and still ahead. */
export const nextScreen = (screens: readonly VisitScreen[], view: RepairView, skipped: ReadonlySet<string>): VisitScreen | undefined =>
  screens.find((screen) => !isDone(screen, view) && !(screen.optional && skipped.has(screen.step)) && view.row.allowed.includes(screen.step));

export const doneScreens = (screens: readonly VisitScreen[], view: RepairView): ReadonlySet<string> => new Set(screens.filter((screen) => isDone(screen, view)).map((screen) => screen.step));

/** Limits a technician keeps himself. */
const OWN_CLOCKS: ReadonlySet<string> = new Set<RepairClock>(['collect', 'ready', 'arrive', 'on_site', 'before_opening', 'vendor', 'copy_return']);

/** The lateness of this visit that still wants a reason, the first one first (M-13, M-14). */
export const unexplained = ({ order, clocks }: RepairView): { readonly clock: RepairClock; readonly visit: number } | undefined => {
  const late = clocks.find(({ clock, round, breachedAt, metLate }) => OWN_CLOCKS.has(clock) && breachedAt !== null && !metLate && roundOf(round) === order.visit && !order.exceptions[exceptionKey(clock, round)]);
  return late && { clock: late.clock as RepairClock, visit: late.round };
};
