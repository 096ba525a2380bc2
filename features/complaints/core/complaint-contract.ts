import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { CHANNELS, IDENTITIES, KINDS, STATUSES } from './complaint.ts';
import { CAUSES, FINDINGS, GRADES, zComplaintStep } from './complaint-steps.ts';

const zPerson = z.object({ id: zId, name: z.string() });
const zSaid = z.object({ at: zInstant, by: z.string(), way: z.string(), text: z.string() });

const zRow = z.object({
  id: zId, number: z.string(), kind: z.enum(KINDS), status: z.enum(STATUSES), grade: z.enum(GRADES), receivedAt: zInstant, recordedAt: zInstant, channel: z.enum(CHANNELS), anonymous: z.boolean(),
  place: z.string(), content: z.string(), owner: zPerson.nullable(), nextDueAt: zInstant.nullable(), nextClock: z.string().nullable(), late: z.array(z.string()), repairId: zId.nullable(),
});
export type ComplaintRow = z.output<typeof zRow>;

export const zComplaintView = z.object({
  row: zRow,
  version: z.number().int(),
  /** The number is masked; `readContact` shows it once and writes that down. */
  person: z.object({ name: z.string().nullable(), honorific: z.string().nullable(), identity: z.enum(IDENTITIES).nullable(), contact: z.string().nullable() }),
  contactShown: z.string().nullable(),
  happenedAt: zInstant.nullable(), placeId: zId.nullable(), department: z.string().nullable(), accused: z.array(zPerson), wish: z.string().nullable(), callId: zId.nullable(), /** Numbers of orders it is about, and when the call was that brought it. */ origins: z.array(z.string()), calledAt: zInstant.nullable(), takenBy: z.string().nullable(), ownerReplaced: z.boolean(),
  round: z.number().int(), response: zSaid.nullable(), notes: z.array(z.object({ at: zInstant, by: z.string(), text: z.string() })), photos: z.array(z.object({ hash: z.string(), at: zInstant })),
  decision: z.object({ at: zInstant, by: z.string(), finding: z.enum(FINDINGS), cause: z.enum(CAUSES), text: z.string() }).nullable(), answer: zSaid.nullable(), correction: z.object({ at: zInstant, by: z.string(), text: z.string() }).nullable(),
  calls: z.array(z.object({ at: zInstant, by: z.string(), result: z.string(), method: z.string(), note: z.string().nullable(), round: z.number().int() })),
  /** `waiting`: asked for, and carried out when the case is closed; `done`: the person's data are gone, `expired`: because their time was over. */
  erasure: z.enum(['none', 'waiting', 'done', 'expired']), /** The day the person's data go by themselves; none while the case is open. */ erasesOn: z.string().nullable(), closedAt: zInstant.nullable(), voidReason: z.string().nullable(),
  allowed: z.array(z.string()),
});
export type ComplaintView = z.output<typeof zComplaintView>;

export const zOpenComplaint = z.object({
  siteId: zId, commandId: zId, complaintId: zId, kind: z.enum(KINDS).default('complaint'), grade: z.enum(GRADES).default('minor'), channel: z.enum(CHANNELS), anonymous: z.boolean().default(false),
  name: zOptionalText(40), honorific: zOptionalText(10), contact: zOptionalText(60), identity: z.enum(IDENTITIES).optional(), receivedAt: zInstantIn.optional(), happenedAt: zInstantIn.optional(),
  placeId: zId.optional(), placeText: zWriting(80).default(''), department: zOptionalText(40), accused: z.array(zId).max(10).default([]), content: zText(4000), wish: zOptionalText(500),
  repairId: zId.optional(), callId: zId.optional(), photos: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(10).default([]),
});

/** `view` is null for whoever may not read on what they wrote down: a report, or a complaint about themselves. */
const zOpened = z.object({ number: z.string(), view: zComplaintView.nullable() });

export const openComplaintEndpoint = endpoint({
  name: 'openComplaint', method: 'POST', path: '/api/sites/{siteId}/complaints', summary: 'Register a complaint or a whistle-blowing report (M-37)', input: zOpenComplaint, output: zOpened, permission: 'complaints.open',
});
const zPage = z.object({ rows: z.array(zRow), more: z.string().nullable() });
const zList = z.object({ siteId: zId, filter: z.enum(['open', 'all']).default('open'), after: z.string().max(80).optional() });
export const listComplaints = endpoint({ name: 'listComplaints', method: 'GET', path: '/api/sites/{siteId}/complaints', summary: 'Complaints, the next deadline first; all of them newest first', input: zList, output: zPage, permission: 'complaints.read' });
const zSearch = z.object({ siteId: zId, q: zText(60), after: z.string().max(80).optional() });
export const searchComplaints = endpoint({ name: 'searchComplaints', method: 'GET', path: '/api/sites/{siteId}/complaints/search', summary: 'Complaints that hold these words, newest first; of a telephone number the last four digits', input: zSearch, output: zPage, permission: 'complaints.read' });
export const searchReports = endpoint({ name: 'searchReports', method: 'GET', path: '/api/sites/{siteId}/reports/search', summary: 'Reports that hold these words, for their reader alone', input: zSearch, output: zPage, permission: 'complaints.reports' });
export const readComplaint = endpoint({ name: 'readComplaint', method: 'GET', path: '/api/sites/{siteId}/complaints/{complaintId}', summary: 'One complaint', input: z.object({ siteId: zId, complaintId: zId }), output: zComplaintView, permission: 'complaints.read' });
const zTake = z.object({ siteId: zId, complaintId: zId, commandId: zId, step: zComplaintStep });
export const stepComplaint = endpoint({
  name: 'stepComplaint', method: 'POST', path: '/api/sites/{siteId}/complaints/{complaintId}/steps', summary: 'Take a step in a complaint; view is null once it is no longer for these eyes', input: zTake, output: zOpened, permission: 'complaints.read', scope: 'complaints.open',
});
export const listReports = endpoint({ name: 'listReports', method: 'GET', path: '/api/sites/{siteId}/reports', summary: 'Whistle-blowing reports, for their reader alone', input: zList, output: zPage, permission: 'complaints.reports' });
export const readReport = endpoint({ name: 'readReport', method: 'GET', path: '/api/sites/{siteId}/reports/{complaintId}', summary: 'One report', input: z.object({ siteId: zId, complaintId: zId }), output: zComplaintView, permission: 'complaints.reports' });
export const stepReport = endpoint({ name: 'stepReport', method: 'POST', path: '/api/sites/{siteId}/reports/{complaintId}/steps', summary: 'Take a step in a report', input: zTake, output: zOpened, permission: 'complaints.reports' });

/** By a guest's signed code; what is said of a manager goes to the regional quality manager. Only the number comes back. */
export const complainByCode = endpoint({
  name: 'complainByCode', method: 'POST', path: '/api/guest/complaint', summary: 'A complaint or a whistle-blowing report from the code on a wall, a table or a slip (M-37)', permission: 'public',
  input: z.object({ code: z.string().min(20).max(200), commandId: zId, complaintId: zId, kind: z.enum(KINDS).default('complaint'), content: zText(2000), name: zOptionalText(40), phone: zOptionalText(30), aboutManager: z.boolean().default(false) }),
  output: z.object({ number: z.string() }),
});
