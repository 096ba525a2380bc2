import type { Instant } from '../../../platform/core/instant.ts';
import { withoutWords } from '../../../platform/core/without-words.ts';
import type { Grade, Nature } from './incident-catalogue.ts';
import type { HARMS, IncidentStep, OUTSIDE, WAYS } from './incident-steps.ts';

/** open → handled (处置完毕) → closed with its summary; or fallen away (误报). */
export const INCIDENT_STATUSES = ['open', 'handled', 'closed', 'cancelled'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];
export type Way = (typeof WAYS)[number];
export type OutsideTo = (typeof OUTSIDE)[number];
export type Harm = (typeof HARMS)[number];

/** What every entry has: when it was, when it was written down, by whom. */
type Entry = { readonly at: Instant; readonly recordedAt: Instant; readonly by: string };

export type Incident = {
  readonly id: string;
  readonly siteId: string;
  readonly number: string;
  readonly drill: boolean;
  readonly status: IncidentStatus;
  readonly nature: Nature;
  readonly grade: Grade;
  /** Counts up with every change of grade: its ladder and its clock of the report begin anew. */
  readonly round: number;
  readonly placeId?: string | undefined;
  readonly placeText: string;
  readonly occurredAt?: Instant | undefined;
  /** 发现时间: what the report is counted from. */
  readonly foundAt: Instant;
  /** When the reporter said it (报告时间). */
  readonly reportedAt: Instant;
  /** When it stood here; later than reported where somebody booked it for the reporter. */
  readonly recordedAt: Instant;
  readonly via: Way;
  /** 报告人: a colleague, or a name that is no account. */
  readonly reporterId?: string | undefined;
  readonly reporterName?: string | undefined;
  /** 代录人, where the reporter had no phone. */
  readonly bookedBy: string;
  readonly words?: string | undefined;
  readonly grades: readonly (Entry & { readonly grade: Grade; readonly from: Grade; readonly reason: string })[];
  readonly answers: readonly (Entry & { readonly personId: string; readonly round: number; readonly way: Way; readonly instruction?: string | undefined })[];
  /** People outside the ladder who were called by hand. */
  readonly calls: readonly (Entry & { readonly who: string; readonly duty?: string | undefined; readonly way: Way; readonly confirmedAt?: Instant | undefined; readonly instruction?: string | undefined })[];
  readonly outside: readonly (Entry & { readonly to: OutsideTo; readonly words?: string | undefined })[];
  readonly notes: readonly (Entry & { readonly kind: 'course' | 'measure'; readonly words: string })[];
  readonly photos: readonly (Entry & { readonly hash: string })[];
  readonly affected: readonly (Entry & { readonly id: string; readonly name?: string | undefined; readonly harm: Harm; readonly words?: string | undefined })[];
  readonly loss?: (Entry & { readonly amount?: number | undefined; readonly words: string }) | undefined;
  readonly impact?: (Entry & { readonly closed: 'none' | 'part' | 'all'; readonly area?: string | undefined; readonly from?: Instant | undefined; readonly until?: Instant | undefined }) | undefined;
  readonly cause?: string | undefined;
  readonly situation?: string | undefined;
  readonly evidence?: string | undefined;
  readonly spokesman?: (Entry & { readonly name: string; readonly words?: string | undefined }) | undefined;
  readonly handled?: Entry | undefined;
  readonly firstReport?: (Entry & { readonly to?: string | undefined }) | undefined;
  /** The round of the first report's clock: a rise to the top grade starts a shorter one. */
  readonly firstReportRound: number;
  readonly summary?: (Entry & { readonly causes: string; readonly responsibility: string; readonly prevention: string; readonly mendBy?: string | undefined }) | undefined;
  readonly cancelled?: (Entry & { readonly reason: string }) | undefined;
  /** Deadlines found broken, for the figures. */
  readonly late: readonly string[];
  /** Of people: asked for by somebody concerned, or their time to be kept is over. */
  readonly erasure?: { readonly askedAt?: Instant | undefined; readonly doneAt?: Instant; readonly why?: 'retention' | 'asked' } | undefined;
};

export type IncidentReported = Pick<Incident, 'drill' | 'nature' | 'grade' | 'placeId' | 'placeText' | 'occurredAt' | 'foundAt' | 'reportedAt' | 'via' | 'reporterId' | 'reporterName' | 'bookedBy' | 'words'> & {
  readonly type: 'IncidentReported';
  readonly at: Instant;
  readonly number?: string;
  readonly photo?: string | undefined;
};
export type StepTaken = Entry & { readonly type: 'StepTaken'; readonly step: IncidentStep };
export type DeadlineFound = { readonly type: 'DeadlineWarned' | 'DeadlineBreached' | 'DeadlineMetLate'; readonly at: Instant; readonly clock: string; readonly round: number; readonly dueAt: Instant };
export type PeopleErased = { readonly type: 'PeopleErased'; readonly at: Instant; readonly why: 'retention' | 'asked' };
export type IncidentEvent = IncidentReported | StepTaken | DeadlineFound | PeopleErased;

export const isOpenIncident = (status: IncidentStatus): boolean => status === 'open' || status === 'handled';

/** Who reported or booked it knows already: their own word passes nothing upward. */
export const broughtIt = (incident: Pick<Incident, 'reporterId' | 'bookedBy'>, personId: string): boolean => incident.reporterId === personId || incident.bookedBy === personId;

/** Whether somebody else has it since its grade is this one: answered on the ladder, or confirmed when called by hand. */
export const isHeard = (incident: Incident): boolean =>
  incident.answers.some((answer) => answer.round === incident.round && !broughtIt(incident, answer.personId)) ||
  incident.calls.some((call) => call.confirmedAt !== undefined && call.recordedAt >= (incident.grades.at(-1)?.recordedAt ?? incident.recordedAt));

/** Whether somebody else has it once `by` says it is over. */
export const isHeardAtEnd = (incident: Incident, by: string): boolean => isHeard(incident) || !broughtIt(incident, by);

/** Whether an incident names somebody who does not work here: who was hurt, a reporter without an account, witnesses. */
export const namesPeople = (state: Incident): boolean => state.erasure?.doneAt === undefined && (state.reporterName !== undefined || state.evidence !== undefined || state.affected.some((person) => person.name !== undefined || person.words !== undefined));

/** Since when it is only kept, as far as it names somebody; nothing while it is open. */
export const namedSince = (state: Incident): Instant | undefined => (!isOpenIncident(state.status) && namesPeople(state) ? (state.summary?.at ?? state.cancelled?.at ?? state.reportedAt) : undefined);

/** What happened, to how many and how badly, stays; who it was goes. */
const erasePeople = (state: Incident, { at, why }: PeopleErased): Incident => {
  const words = [state.reporterName, ...state.affected.map((person) => person.name)].filter((word): word is string => word !== undefined);
  const { evidence: _evidence, ...bare } = withoutWords(state, words);
  return { ...bare, number: state.number, affected: bare.affected.map(({ name: _name, words: _words, ...person }) => person), erasure: { ...(state.erasure ? { askedAt: state.erasure.askedAt } : {}), doneAt: at, why } };
};

const fromReported = (event: IncidentReported, ids: { siteId: string; subject: string }): Incident => {
  const { type: _type, at, number = '', photo, ...rest } = event;
  return {
    ...rest, id: ids.subject, siteId: ids.siteId, number, status: 'open', round: 1, recordedAt: at, firstReportRound: 1,
    grades: [], answers: [], calls: [], outside: [], notes: [], affected: [], late: [],
    photos: photo ? [{ hash: photo, at: rest.reportedAt, recordedAt: at, by: rest.bookedBy }] : [],
  };
};

export const evolveIncident = (state: Incident | undefined, event: IncidentEvent, ids: { siteId: string; subject: string }): Incident => {
  if (event.type === 'IncidentReported') return fromReported(event, ids);
  if (!state) throw new Error(`${event.type} before the incident was reported.`);
  if (event.type === 'PeopleErased') return erasePeople(state, event);
  if (event.type !== 'StepTaken')
    return event.type === 'DeadlineBreached' ? { ...state, late: [...state.late, event.clock] } : event.type === 'DeadlineMetLate' ? { ...state, late: state.late.filter((clock) => clock !== event.clock) } : state;
  const { step, at, recordedAt, by } = event;
  const entry: Entry = { at, recordedAt, by };
  switch (step.step) {
    case 'answer':
      return { ...state, answers: [...state.answers, { ...entry, personId: step.personId ?? by, round: state.round, way: step.way, instruction: step.instruction }] };
    case 'call':
      return { ...state, calls: [...state.calls, { ...entry, who: step.who, duty: step.duty, way: step.way, confirmedAt: step.confirmedAt, instruction: step.instruction }] };
    case 'grade': {
      const round = state.round + 1;
      const isToTop = step.grade === 'red' && !state.firstReport;
      return { ...state, grade: step.grade, round, grades: [...state.grades, { ...entry, grade: step.grade, from: state.grade, reason: step.reason }], ...(isToTop ? { firstReportRound: round } : {}) };
    }
    case 'outside':
      return { ...state, outside: [...state.outside, { ...entry, to: step.to, words: step.words }] };
    case 'note':
      return { ...state, notes: [...state.notes, { ...entry, kind: step.kind, words: step.words }] };
    case 'photo':
      return { ...state, photos: [...state.photos, { ...entry, hash: step.hash }] };
    case 'affected':
      return { ...state, affected: [...state.affected.filter((person) => person.id !== step.affectedId), { ...entry, id: step.affectedId, name: step.name, harm: step.harm, words: step.words }] };
    case 'loss':
      return { ...state, loss: { ...entry, amount: step.amount, words: step.words } };
    case 'impact':
      return { ...state, impact: { ...entry, closed: step.closed, area: step.area, from: step.from, until: step.until } };
    case 'describe':
      return { ...state, cause: step.cause ?? state.cause, situation: step.situation ?? state.situation, evidence: step.evidence ?? state.evidence, occurredAt: step.occurredAt ?? state.occurredAt };
    case 'spokesman':
      return { ...state, spokesman: { ...entry, name: step.name, words: step.words } };
    case 'handled':
      return { ...state, status: 'handled', handled: entry };
    case 'firstReport':
      return { ...state, firstReport: { ...entry, to: step.to } };
    case 'summary':
      return { ...state, status: 'closed', summary: { ...entry, causes: step.causes, responsibility: step.responsibility, prevention: step.prevention, mendBy: step.mendBy } };
    case 'askErasure':
      return { ...state, erasure: { askedAt: at } };
    case 'fallsAway':
      return { ...state, status: 'cancelled', cancelled: { ...entry, reason: step.reason } };
    default: {
      const never: never = step;
      return never;
    }
  }
};
