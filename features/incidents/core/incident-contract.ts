import { z } from 'zod';
import { ALERT_LEVELS } from '../../../platform/core/alert.ts';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText } from '../../../platform/core/contract.ts';
import { ROLES } from '../../../platform/core/roles.ts';
import { EMERGENCY_NUMBERS, GRADES, NATURES } from './incident-catalogue.ts';
import { INCIDENT_CLOCKS } from './incident-deadlines.ts';
import { ANSWER_WAYS } from './incident-permissions.ts';
import { INCIDENT_STATUSES } from './incident.ts';
import { HARMS, OUTSIDE, STEP_NAMES, WAYS, zIncidentStep } from './incident-steps.ts';

const zWho = z.object({ at: zInstant, recordedAt: zInstant, by: z.string() });
const zMaybe = z.string().nullable();

const zRow = z.object({
  id: zId, siteId: zId, number: z.string(), drill: z.boolean(), status: z.enum(INCIDENT_STATUSES), nature: z.enum(NATURES), grade: z.enum(GRADES), place: z.string(), foundAt: zInstant, reportedAt: zInstant, recordedAt: zInstant,
  reporter: z.string(), bookedBy: zMaybe,
});
export type IncidentRow = z.output<typeof zRow>;

const zRung = z.union([z.object({ role: z.enum(ROLES) }), z.object({ part: z.string(), orRole: z.enum(ROLES).optional() })]);
/** One ladder as it was climbed: a grade has its own, and the ones before stay on record. */
const zLadder = z.object({
  round: z.number().int(), grade: z.enum(GRADES), level: z.enum(ALERT_LEVELS), status: z.string(), raisedAt: zInstant, climbsAt: zInstant.nullable(), nobody: z.boolean(),
  steps: z.array(z.object({
    step: z.number().int(), at: zInstant, empty: z.array(zRung),
    told: z.array(z.object({ personId: zId, name: z.string(), why: z.string(), ways: z.array(z.string()), seenAt: zInstant.nullable(), answeredAt: zInstant.nullable(), way: z.enum(WAYS).nullable(), instructions: z.array(z.string()) })),
  })),
});
export type LadderView = z.output<typeof zLadder>;

export const COURSE_KINDS = ['found', 'reported', 'booked', 'told', 'nobody', 'answered', 'called', 'graded', 'outside', 'course', 'measure', 'photo', 'affected', 'loss', 'impact', 'spokesman', 'handled', 'firstReport', 'summary', 'cancelled'] as const;
/** One line of the course of events: what, when, by whom; `step` and `grade` where it is of a ladder. */
const zCourse = z.object({ at: zInstant, recordedAt: zInstant, kind: z.enum(COURSE_KINDS), who: z.string(), by: z.string(), words: z.string(), step: z.number().int().nullable(), grade: z.enum(GRADES).nullable(), way: z.enum(WAYS).nullable() });
export type CourseLine = z.output<typeof zCourse>;

export const zIncident = z.object({
  ...zRow.shape,
  via: z.enum(WAYS), occurredAt: zInstant.nullable(), words: zMaybe, round: z.number().int(), version: z.number().int(),
  site: z.object({ name: z.string(), company: z.string(), address: z.string(), phone: z.string() }),
  numbers: z.array(z.enum(EMERGENCY_NUMBERS)),
  ladders: z.array(zLadder), course: z.array(zCourse),
  calls: z.array(z.object({ ...zWho.shape, who: z.string(), duty: zMaybe, way: z.enum(WAYS), confirmedAt: zInstant.nullable(), instruction: zMaybe })),
  outside: z.array(z.object({ ...zWho.shape, to: z.enum(OUTSIDE), words: zMaybe })),
  photos: z.array(z.string()),
  /** Names are left out for whoever does not handle it. */
  affected: z.array(z.object({ id: zId, name: zMaybe, harm: z.enum(HARMS), words: zMaybe })),
  loss: z.object({ amount: z.number().nullable(), words: z.string(), isReportable: z.boolean() }).nullable(),
  impact: z.object({ closed: z.enum(['none', 'part', 'all']), area: zMaybe, from: zInstant.nullable(), until: zInstant.nullable() }).nullable(),
  cause: zMaybe, situation: zMaybe, evidence: zMaybe,
  spokesman: z.object({ name: z.string(), words: zMaybe }).nullable(),
  handledAt: zInstant.nullable(), firstReport: z.object({ at: zInstant, by: z.string(), to: zMaybe }).nullable(),
  summary: z.object({ at: zInstant, by: z.string(), causes: z.string(), responsibility: z.string(), prevention: z.string(), mendBy: zMaybe }).nullable(),
  cancelled: z.object({ at: zInstant, reason: z.string() }).nullable(),
  clocks: z.array(z.object({ clock: z.enum(INCIDENT_CLOCKS), round: z.number().int(), dueAt: zInstant, state: z.enum(['running', 'late', 'met', 'broken', 'fell-away']) })),
  delays: z.object({ report: z.number(), booked: z.number(), answered: z.number().nullable(), written: z.number().nullable() }),
  people: z.array(z.object({ id: zId, name: z.string() })),
  /** Of people: asked for and waiting for the end, done, or done because their time was over; and the day they go by themselves. */
  erasure: z.enum(['none', 'waiting', 'done', 'expired']), erasesOn: z.string().nullable(),
  allowed: z.array(z.enum(STEP_NAMES)), /** In which ways `answer` is the reader’s. */ answers: z.array(z.enum(ANSWER_WAYS)), canPrint: z.boolean(),
});
export type IncidentView = z.output<typeof zIncident>;

const site = { siteId: zId };
export const listIncidents = endpoint({
  name: 'listIncidents', method: 'GET', path: '/api/sites/{siteId}/incidents', summary: 'Incidents I may see, newest first; open ones, or all',
  input: z.object({ ...site, only: z.enum(['open', 'all']).default('open'), before: zInstantIn.optional() }), output: z.object({ incidents: z.array(zRow), more: zInstant.nullable() }), permission: 'incidents.read',
});
export const searchIncidents = endpoint({
  name: 'searchIncidents', method: 'GET', path: '/api/sites/{siteId}/incidents/search', summary: 'Incidents I may see that hold these words, newest first',
  input: z.object({ ...site, q: zText(60), after: z.string().max(80).optional() }), output: z.object({ rows: z.array(zRow), more: z.string().nullable() }), permission: 'incidents.read',
});
export const getIncident = endpoint({
  name: 'getIncident', method: 'GET', path: '/api/sites/{siteId}/incidents/{incidentId}', summary: 'One incident: who was called and has answered, its course, limits, and what may be done now',
  input: z.object({ ...site, incidentId: zId }), output: zIncident, permission: 'incidents.read',
});
export const reportIncidentEndpoint = endpoint({
  name: 'reportIncident', method: 'POST', path: '/api/sites/{siteId}/incidents', summary: 'Report an incident: nature, grade and place are enough; the grade selects the ladder (G-01)',
  input: z.object({
    ...site, commandId: zId, incidentId: zId, nature: z.enum(NATURES), grade: z.enum(GRADES), placeId: zId.optional(), placeText: zOptionalText(60), drill: z.boolean().default(false),
    occurredAt: zInstantIn.optional(), foundAt: zInstantIn.optional(), reportedAt: zInstantIn.optional(), via: z.enum(WAYS).default('app'), reporterId: zId.optional(), reporterName: zOptionalText(40), words: zOptionalText(500),
    photo: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  }),
  output: zIncident, permission: 'incidents.report',
});
export const stepIncident = endpoint({
  name: 'stepIncident', method: 'POST', path: '/api/sites/{siteId}/incidents/{incidentId}/steps', summary: 'Answer, change the grade, note, report outside, write the first report, sum up',
  input: z.object({ ...site, incidentId: zId, commandId: zId, step: zIncidentStep }), output: zIncident, permission: 'incidents.work',
});
export const incidentChoices = endpoint({
  name: 'incidentChoices', method: 'GET', path: '/api/sites/{siteId}/incident-choices', summary: 'What reporting needs: the grades in use, places, colleagues',
  input: z.object(site),
  output: z.object({ grades: z.array(z.enum(GRADES)), places: z.array(z.object({ id: zId, name: z.string() })), people: z.array(z.object({ id: zId, name: z.string() })), canBook: z.boolean(), canDrill: z.boolean(), address: z.string() }),
  permission: 'incidents.report',
});
const zFigure = z.object({ ...zRow.shape, report: z.number(), answered: z.number().nullable(), written: z.number().nullable(), late: z.array(z.string()) });
export const incidentFigures = endpoint({
  name: 'incidentFigures', method: 'GET', path: '/api/sites/{siteId}/incident-figures', summary: 'A month’s incidents: grade, delay of report, answer and written report; drills apart',
  input: z.object({ ...site, month: z.string().regex(/^\d{4}-\d{2}$/) }), output: z.object({ incidents: z.array(zFigure), drills: z.array(zFigure) }), permission: 'incidents.figures',
});
export const INCIDENT_ENDPOINTS = [listIncidents, searchIncidents, getIncident, reportIncidentEndpoint, stepIncident, incidentChoices, incidentFigures] as const;
