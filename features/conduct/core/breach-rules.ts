import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { BreachStep } from './breach-steps.ts';
import { evolveBreach, isSettled, type Breach, type BreachEvent, type BreachFields, type Reader } from './breach.ts';
import { allowedSteps, isLawful, mayTake, type ConductActor } from './conduct-permissions.ts';

export type Staff = readonly { readonly personId: string; readonly roles: readonly Role[] }[];
const TOLERANCE_MS = 2 * 60_000;

/** The manager reads and decides; where the person is the only manager, the regional quality manager does. */
export const readersOf = (staff: Staff, personId: string): { readonly reader: Reader; readonly readerIds: readonly string[] } => {
  const of = (role: Role) => staff.filter((person) => person.roles.includes(role) && person.personId !== personId).map((person) => person.personId);
  const [managers, quality] = [of('property_manager'), of('quality')];
  return managers.length > 0 || quality.length === 0 ? { reader: 'property_manager', readerIds: managers } : { reader: 'quality', readerIds: quality };
};

export const recordBreach = (input: { fields: BreachFields; by: string; now: Instant; staff: Staff }): Decision<BreachEvent> => {
  const { fields, by, now, staff } = input;
  if (toMillis(fields.happenedAt) > toMillis(now) + TOLERANCE_MS) return refuse('time-in-future', { at: fields.happenedAt });
  if (!staff.some((person) => person.personId === fields.personId)) return refuse('person-not-here');
  if (fields.personId === by) return refuse('not-yourself');
  return { ok: true, events: [{ type: 'BreachRecorded', at: now, recordedAt: now, by, number: '', fields, ...readersOf(staff, fields.personId) }] };
};

export type BreachContext = { readonly actor: ConductActor; readonly now: Instant; readonly pinChecked: boolean; readonly ownFiles: ReadonlySet<string> };

const checkStep = (breach: Breach, step: BreachStep, ctx: BreachContext): Refusal | undefined => {
  switch (step.step) {
    case 'evidence':
      if (!step.text && !step.hash) return refuse('evidence-empty');
      return step.hash && !ctx.ownFiles.has(step.hash) ? refuse('file-unknown') : undefined;
    case 'state':
      if (step.hash && !ctx.ownFiles.has(step.hash)) return refuse('file-unknown');
      // Taken down for the person: a witness or the signed sheet stands beside it, else it is the manager's word.
      return ctx.actor.personId !== breach.personId && !step.witness && !step.hash ? refuse('witness-missing') : undefined;
    case 'decide':
      if (!ctx.pinChecked) return refuse('pin-missing');
      if (step.finding === 'unfounded') return step.sanction === 'none' ? undefined : refuse('sanction-without-finding');
      if (breach.evidence.length === 0) return refuse('evidence-missing');
      // M-41: one outcome, and a person decides that it was theft.
      return breach.kind === 'theft' && step.sanction !== 'dismissal' ? refuse('theft-is-dismissal') : undefined;
    default:
      return undefined;
  }
};

/** Nothing is decided by the software: it sees to it that the person was heard, that there is evidence, and that a manager signs. */
export const takeBreachStep = (breach: Breach, step: BreachStep, ctx: BreachContext): Decision<BreachEvent> => {
  const { actor, now } = ctx;
  if (!mayTake(step.step, breach, actor)) return refuse('forbidden', { permission: `conduct.${step.step}` });
  if (step.step === 'decide' && breach.status === 'recorded') return refuse('statement-missing');
  if (!isLawful(step.step, breach.status) || !allowedSteps(breach, actor).includes(step.step)) return refuse('step-not-possible', { step: step.step, status: breach.status });
  const at = ('at' in step ? step.at : undefined) ?? now;
  if (toMillis(at) > toMillis(now) + TOLERANCE_MS) return refuse('time-in-future', { at });
  const wrong = checkStep(breach, step, ctx);
  if (wrong) return wrong;
  const { pin: _pin, ...kept } = step as BreachStep & { pin?: string };
  const taken: BreachEvent = { type: 'BreachStep', at, recordedAt: now, by: actor.personId, step: kept as BreachStep };
  const after = evolveBreach(breach, taken, { siteId: breach.siteId, subject: breach.id });
  return { ok: true, events: [taken, ...(isSettled(after) ? [{ type: 'BreachClosed' as const, at: now, recordedAt: now, by: actor.personId }] : [])] };
};
