import { ROLES, type Role } from '../../../platform/core/roles.ts';
import { broughtIt, namesPeople, type Incident, type IncidentStatus } from './incident.ts';
import { STEP_NAMES, type IncidentStepName } from './incident-steps.ts';

/** Who handles incidents for the centre and sees all of them. */
const LEADERS: readonly Role[] = ['property_manager', 'duty_officer', 'engineering_head', 'desk_agent', 'foreman'];
const SEES_ALL: readonly Role[] = [...LEADERS, 'quality', 'admin'];

/** `part`: also whoever reported it, booked it or was called. */
type Grant = { readonly roles: readonly Role[]; readonly part?: boolean };
const taking: Grant = { roles: LEADERS, part: true };
/** Who answers for a centre may answer before the ladder comes to them. */
export const ANSWERS_UNASKED = SEES_ALL;
const leading: Grant = { roles: ['property_manager', 'duty_officer', 'engineering_head', 'desk_agent'] };
export const STEP_GRANTS: Readonly<Record<IncidentStepName, Grant>> = {
  answer: { roles: ANSWERS_UNASKED, part: true },
  call: taking,
  grade: { roles: ['property_manager', 'duty_officer', 'engineering_head', 'desk_agent'], part: true },
  outside: taking,
  note: taking,
  photo: taking,
  affected: taking,
  loss: leading,
  impact: leading,
  describe: leading,
  // Only the manager says who speaks for the house.
  spokesman: { roles: ['property_manager'] },
  handled: leading,
  firstReport: leading,
  summary: { roles: ['property_manager', 'duty_officer', 'engineering_head'] },
  fallsAway: leading,
  // Who answers for the centre's records.
  askErasure: { roles: ['property_manager', 'admin'] },
};

const BOTH: readonly IncidentStatus[] = ['open', 'handled'];
const LAWFUL: Readonly<Record<IncidentStepName, readonly IncidentStatus[]>> = {
  answer: BOTH, call: BOTH, grade: ['open'], outside: BOTH, note: BOTH, photo: BOTH, affected: BOTH, loss: BOTH, impact: BOTH, describe: BOTH, spokesman: BOTH,
  handled: ['open'], firstReport: BOTH, summary: ['handled'], fallsAway: ['open'], askErasure: ['open', 'handled', 'closed', 'cancelled'],
};
export const isLawful = (step: IncidentStepName, status: IncidentStatus): boolean => LAWFUL[step].includes(status);

export type IncidentActor = { readonly personId: string; readonly roles: readonly Role[] };
export const seesAllIncidents = (actor: IncidentActor): boolean => actor.roles.some((role) => SEES_ALL.includes(role));
/** Names of those hurt are for those who handle it. */
export const seesAffected = (actor: IncidentActor): boolean => actor.roles.some((role) => LEADERS.includes(role) || role === 'quality');
export const maySeeIncident = (incident: Incident, actor: IncidentActor, wasCalled: boolean): boolean => seesAllIncidents(actor) || broughtIt(incident, actor.personId) || wasCalled;
export const mayTakeStep = (step: IncidentStepName, incident: Incident, actor: IncidentActor, wasCalled: boolean): boolean => {
  const grant = STEP_GRANTS[step];
  return actor.roles.some((role) => grant.roles.includes(role)) || (grant.part === true && (broughtIt(incident, actor.personId) || wasCalled));
};
/** Who notes what others reported by radio or telephone (代录). */
export const BOOKERS: readonly Role[] = ['desk_agent', 'property_manager', 'duty_officer', 'foreman', 'engineering_head'];

/** Whether it is this person's to answer: they were called, or answer for the centre. Who only reported it answers to nobody. */
export const answersSelf = (actor: IncidentActor, wasCalled: boolean): boolean => wasCalled || actor.roles.some((role) => ANSWERS_UNASKED.includes(role));

/** How an incident can be answered: for oneself, with an instruction (a superior gives more than one), or noted for somebody who said so by radio. */
export const ANSWER_WAYS = ['own', 'instruction', 'others'] as const;
export type AnswerWay = (typeof ANSWER_WAYS)[number];
export const answerWaysOf = (incident: Incident, actor: IncidentActor, wasCalled: boolean): AnswerWay[] => {
  if (!isLawful('answer', incident.status) || !mayTakeStep('answer', incident, actor, wasCalled)) return [];
  const isCalled = answersSelf(actor, wasCalled);
  const has = incident.answers.some((answer) => answer.round === incident.round && answer.personId === actor.personId);
  const of = (roles: readonly Role[]): boolean => actor.roles.some((role) => roles.includes(role));
  return [...(isCalled && !has ? (['own'] as const) : []), ...(isCalled && (!has || of(LEADERS)) ? (['instruction'] as const) : []), ...(of(BOOKERS) ? (['others'] as const) : [])];
};

export const incidentStepsOf = (incident: Incident, actor: IncidentActor, wasCalled: boolean): IncidentStepName[] =>
  STEP_NAMES.filter((step) => isLawful(step, incident.status) && mayTakeStep(step, incident, actor, wasCalled) && !(step === 'askErasure' && (incident.erasure || !namesPeople(incident))) && !(step === 'firstReport' && incident.firstReport) && !(step === 'answer' && answerWaysOf(incident, actor, wasCalled).length === 0));

/** Who may begin a drill: it disturbs everybody. */
export const DRILLERS: readonly Role[] = ['property_manager', 'admin', 'duty_officer'];

export const INCIDENT_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  // Whoever sees something reports it; what one sees of others' is judged one by one.
  ['incidents.report', [...ROLES]],
  ['incidents.read', [...ROLES]],
  ['incidents.work', [...ROLES]],
  ['incidents.print', SEES_ALL],
  ['incidents.figures', ['property_manager', 'engineering_head', 'quality', 'admin']],
];
