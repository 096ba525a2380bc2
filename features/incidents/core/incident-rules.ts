import { addMinutes, notAfter, type Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import { gradesInUse } from './incident-catalogue.ts';
import { isOpenIncident, namesPeople, type Incident, type IncidentEvent, type IncidentReported } from './incident.ts';
import { BOOKERS, DRILLERS, isLawful, mayTakeStep, type IncidentActor } from './incident-permissions.ts';
import type { IncidentStep } from './incident-steps.ts';

/** A phone's clock may go ahead of the server's a little. */
const AHEAD_MINUTES = 2;
const isAhead = (at: Instant, now: Instant): boolean => at > addMinutes(now, AHEAD_MINUTES);

export type ReportInput = Pick<IncidentReported, 'drill' | 'nature' | 'grade' | 'placeId' | 'placeText' | 'occurredAt' | 'via' | 'reporterId' | 'reporterName' | 'words' | 'photo'> & { readonly foundAt?: Instant | undefined; readonly reportedAt?: Instant | undefined };

/** Type, grade and place are all it takes (G-01). What is reported late is kept with its delay; a guard's word by radio is booked under the guard's name. */
export const reportIncident = (state: Incident | undefined, input: ReportInput, actor: IncidentActor, at: Instant, gradeCount: number): Decision<IncidentEvent> => {
  if (state) return refuse('incident-exists');
  if (!gradesInUse(gradeCount).includes(input.grade)) return refuse('grade-unused', { grade: input.grade });
  if (input.drill && !actor.roles.some((role) => DRILLERS.includes(role))) return refuse('forbidden', { permission: 'incidents.drill' });
  const isOwn = input.via === 'app';
  if (!isOwn && !input.reporterId && !input.reporterName) return refuse('reporter-missing');
  const reporterId = input.reporterId ?? (isOwn && !input.reporterName ? actor.personId : undefined);
  if (reporterId !== actor.personId && !actor.roles.some((role) => BOOKERS.includes(role))) return refuse('forbidden', { permission: 'incidents.book' });
  if (isAhead(input.reportedAt ?? at, at) || isAhead(input.foundAt ?? at, at)) return refuse('time-ahead', { at });
  const reportedAt = notAfter(input.reportedAt ?? at, at);
  const foundAt = notAfter(input.foundAt ?? reportedAt, at);
  if (foundAt > reportedAt) return refuse('found-after-report', { foundAt, reportedAt });
  if (input.occurredAt && input.occurredAt > foundAt) return refuse('found-before-it-happened', { foundAt });
  const { drill, nature, grade, placeId, placeText, occurredAt, via, reporterName, words, photo } = input;
  return ok({ type: 'IncidentReported', at, bookedBy: actor.personId, foundAt, reportedAt, drill, nature, grade, placeId, placeText, occurredAt, via, reporterId, reporterName, words, photo });
};

export type StepContext = { readonly at: Instant; readonly wasCalled: boolean; /** Whether the person answered for was called, or may answer for the centre. */ readonly isCalled: (personId: string) => boolean; readonly gradeCount: number; /** Whether another case that is open rests on this one. */ readonly held?: boolean };

/** One step of an incident. An answer counts also after its step passed on; a second one of the same person changes nothing. */
export const takeIncidentStep = (state: Incident, step: IncidentStep, actor: IncidentActor, context: StepContext): Decision<IncidentEvent> => {
  if (!isOpenIncident(state.status) && step.step !== 'askErasure') return refuse('incident-closed', { status: state.status });
  if (!isLawful(step.step, state.status)) return refuse('incident-step-unlawful', { step: step.step, status: state.status });
  if (!mayTakeStep(step.step, state, actor, context.wasCalled)) return refuse('forbidden', { permission: `incidents.step.${step.step}` });
  const recordedAt = context.at;
  if (isAhead(step.at ?? recordedAt, recordedAt)) return refuse('time-ahead', { at: recordedAt });
  const at = notAfter(step.at ?? recordedAt, recordedAt);
  if (at < state.foundAt && step.step !== 'note') return refuse('before-found', { foundAt: state.foundAt });
  const taken = ok<IncidentEvent>({ type: 'StepTaken', at, recordedAt, by: actor.personId, step });
  switch (step.step) {
    case 'answer': {
      const personId = step.personId ?? actor.personId;
      if (!context.isCalled(personId)) return refuse('not-called', {});
      if (personId !== actor.personId && !actor.roles.some((role) => BOOKERS.includes(role))) return refuse('forbidden', { permission: 'incidents.book' });
      const before = state.answers.find((answer) => answer.personId === personId && answer.round === state.round);
      // A superior may give an instruction again; an answer without one is an answer already given.
      return before && !step.instruction ? refuse('answered-already', { at: before.at }) : taken;
    }
    case 'call':
      return step.confirmedAt && (step.confirmedAt < at || isAhead(step.confirmedAt, recordedAt)) ? refuse('confirmed-before-called', {}) : taken;
    case 'grade':
      if (step.grade === state.grade) return refuse('grade-same', { grade: state.grade });
      return gradesInUse(context.gradeCount).includes(step.grade) ? taken : refuse('grade-unused', { grade: step.grade });
    case 'impact':
      return step.closed !== 'none' && step.from && step.until && step.until < step.from ? refuse('reopened-before-closed', {}) : taken;
    case 'describe':
      return step.occurredAt && step.occurredAt > state.foundAt ? refuse('found-before-it-happened', { foundAt: state.foundAt }) : taken;
    case 'firstReport':
      if (state.firstReport) return refuse('first-report-given', { at: state.firstReport.at });
      // A report nobody wrote a word for is none.
      return state.situation || state.words || state.notes.length > 0 ? taken : refuse('report-empty', {});
    case 'askErasure':
      if (state.erasure) return refuse('erase-asked-already', { at: state.erasure.askedAt ?? state.erasure.doneAt });
      if (!namesPeople(state)) return refuse('nobody-named', {});
      return isOpenIncident(state.status) || context.held ? taken : ok<IncidentEvent>(...taken.events, { type: 'PeopleErased', at: recordedAt, why: 'asked' });
    case 'summary':
    case 'fallsAway':
      // What was asked for while it was open is done with its end.
      return state.erasure && !context.held ? ok<IncidentEvent>(...taken.events, { type: 'PeopleErased', at: recordedAt, why: 'asked' }) : taken;
    default:
      return taken;
  }
};

