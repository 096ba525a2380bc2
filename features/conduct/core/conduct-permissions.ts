import { ROLES, type Role } from '../../../platform/core/roles.ts';
import { isPlanted, type Appointment } from '../../people/core/people-facts.ts';
import type { Breach, BreachStatus } from './breach.ts';
import type { BreachStepName } from './breach-steps.ts';

export type ConductActor = { readonly personId: string; readonly roles: readonly Role[]; readonly standIn?: Role | undefined; /** The centre's, without which nobody is a reader. */ readonly appointments?: readonly Appointment[] };

export const CONDUCT_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['conduct.record', ['property_manager', 'foreman', 'engineering_head', 'quality']],
  // What is about oneself, or what one recorded or decides; each case is judged by `audienceOf`.
  ['conduct.read', ROLES.filter((role) => role !== 'admin')],
  ['conduct.pledges', ['property_manager', 'foreman', 'engineering_head', 'quality']],
  ['conduct.ask', ['property_manager', 'engineering_head']],
  ['conduct.pledge', ROLES.filter((role) => role !== 'admin')],
];

/**
 * As what a person sees a case: `reader` all of it, `recorder` what was recorded, `person` what is said of them and what
 * they said, but not who said it. A locked case (theft) is its reader's alone. Undefined: it is not there.
 */
export type Audience = 'reader' | 'recorder' | 'person';
export const audienceOf = (breach: Pick<Breach, 'personId' | 'reader' | 'recordedBy' | 'locked' | 'receivedAt'>, actor: ConductActor): Audience | undefined => {
  // Nobody sits over the own case, whatever their role.
  if (breach.personId === actor.personId) return breach.locked ? undefined : 'person';
  if (actor.roles.includes(breach.reader) && actor.appointments && !isPlanted({ accused: [breach.personId], receivedAt: breach.receivedAt }, actor.appointments, actor.personId, breach.reader)) return 'reader';
  return !breach.locked && breach.recordedBy === actor.personId ? 'recorder' : undefined;
};

const LAWFUL: Readonly<Record<BreachStepName, readonly BreachStatus[]>> = {
  evidence: ['recorded', 'heard'], state: ['recorded'], noStatement: ['recorded'], decide: ['heard'], tell: ['decided'], referPolice: ['recorded', 'heard', 'decided'], linkIncident: ['recorded', 'heard', 'decided'], void: ['recorded', 'heard'],
};
export const isLawful = (step: BreachStepName, status: BreachStatus): boolean => LAWFUL[step].includes(status);

export const mayTake = (step: BreachStepName, breach: Breach, actor: ConductActor): boolean => {
  const audience = audienceOf(breach, actor);
  switch (step) {
    case 'evidence':
      return audience === 'reader' || audience === 'recorder';
    case 'state':
      return audience === 'person' || audience === 'reader';
    case 'tell':
      return audience === 'person' || audience === 'reader';
    default:
      return audience === 'reader';
  }
};

export const allowedSteps = (breach: Breach, actor: ConductActor): BreachStepName[] =>
  (Object.keys(LAWFUL) as BreachStepName[]).filter((step) => {
    if (!isLawful(step, breach.status) || !mayTake(step, breach, actor)) return false;
    switch (step) {
      case 'tell':
        return breach.told === undefined && breach.decision?.sanction !== 'dismissal';
      case 'referPolice':
        return breach.police === undefined;
      case 'linkIncident':
        return breach.police !== undefined && breach.incidentRef === undefined;
      default:
        return true;
    }
  });
