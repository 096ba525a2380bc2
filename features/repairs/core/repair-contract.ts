import { z } from 'zod';
import { endpoint, zId, zInstantIn, zOptionalText, zText } from '../../../platform/core/contract.ts';
import { CHANNELS, SOURCES, zPly, zStep } from './repair-steps.ts';

const site = { siteId: zId };
const order = { ...site, repairId: zId };

/** One row of any list of orders. */
export const zRepairRow = z.object({
  id: z.string(),
  siteId: z.string(),
  siteName: z.string(),
  version: z.number(),
  kind: z.enum(['user', 'facility']),
  status: z.string(),
  logNumber: z.string(),
  orderNumber: z.string().nullable(),
  placeId: z.string().nullable(),
  place: z.string(),
  /** A room, which is entered only with the user's consent (M-16). */
  inRoom: z.boolean(),
  item: z.string(),
  urgent: z.boolean(),
  beforeOpening: z.boolean(),
  reporter: z.string().nullable(),
  technician: z.string().nullable(),
  technicianId: z.string().nullable(),
  receivedAt: z.string(),
  appointmentAt: z.string().nullable(),
  holdReason: z.string().nullable(),
  nextClock: z.string().nullable(),
  nextDueAt: z.string().nullable(),
  nextClause: z.string().nullable(),
  nextOrigin: z.enum(['plan', 'house']).nullable(),
  deskCopy: z.string().nullable(),
  followUpOpen: z.boolean(),
  /** Signed off without a signature: nobody was there, or it was refused (M-31). */
  isUnsigned: z.boolean(),
  repeatOf: z.string().nullable(),
  needsConfirm: z.boolean(),
  /** 补单: the slip was or will be written after the technician was sent (M-45, M-55). */
  slipAfter: z.boolean(),
  /** 待定位 (M-02). */
  needsPlace: z.boolean(),
  allowed: z.array(z.string()),
});
export type RepairRow = z.output<typeof zRepairRow>;

export const zClockView = z.object({
  clock: z.string(),
  round: z.number(),
  clause: z.string(),
  origin: z.enum(['plan', 'house']),
  basis: z.enum(['elapsed', 'opening-days']),
  value: z.string(),
  startedAt: z.string(),
  warnAt: z.string().nullable(),
  dueAt: z.string(),
  stoppedAt: z.string().nullable(),
  breachedAt: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  metLate: z.boolean(),
});
export type ClockView = z.output<typeof zClockView>;

const zMark = z.object({ at: z.string(), recordedAt: z.string(), way: z.string(), by: z.string() });
const zCopy = z.object({ custody: z.string(), at: z.string(), holder: z.string().optional(), lostReason: z.string().optional(), lossApproved: z.boolean().optional(), lossRefused: z.string().optional() });

export const zTimelineLine = z.object({
  version: z.number(),
  event: z.string(),
  data: z.record(z.string(), z.unknown()),
  /** Null once erased by retention, or not for this person's eyes. */
  text: z.record(z.string(), z.unknown()).nullable(),
  actor: z.string().nullable(),
  actorName: z.string().nullable(),
  occurredAt: z.string(),
  recordedAt: z.string(),
});
export type TimelineLine = z.output<typeof zTimelineLine>;

/** One order whole: state, clocks, and what the caller may do with it now. */
export const zRepairView = z.object({
  row: zRepairRow,
  order: z.object({
    channel: z.string(),
    source: z.string().optional(),
    placeId: z.string().optional(),
    typeId: z.string().optional(),
    department: z.string().optional(),
    symptom: z.string().optional(),
    equipment: z.string().optional(),
    affectsOpening: z.boolean().optional(),
    safetyMeasures: z.boolean().optional(),
    /** Masked unless the caller works with it. */
    reporterPhone: z.string().optional(),
    recordedAt: z.string(),
    intakeBy: z.string(),
    /** Keyed in from this blank slip, written by hand by that person. */
    padNumber: z.string().optional(),
    writtenBy: z.string().optional(),
    onSpot: z.boolean(),
    leaderWord: z.string().optional(),
    vouched: z.object({ technicianId: z.string(), leaderId: z.string(), by: z.string(), at: z.string() }).optional(),
    visit: z.number(),
    marks: z.record(z.string(), zMark),
    written: z.record(z.string(), zMark),
    notifications: z.array(z.object({ at: z.string(), channel: z.string(), personId: z.string() })),
    calledFirst: z.object({ at: z.string(), channel: z.string(), personId: z.string(), slipAt: z.string().optional() }).optional(),
    expectedAt: z.string().optional(),
    urges: z.array(z.object({ at: z.string(), by: z.string() })),
    acceptSignature: z.string().optional(),
    consentBy: z.string().optional(),
    asReported: z.boolean().optional(),
    actualFault: z.string().optional(),
    protection: z.object({ moved: z.boolean(), covered: z.boolean(), sheet: z.boolean() }).optional(),
    noise: z.object({ from: z.string(), to: z.string().optional() }).optional(),
    cause: z.string().optional(),
    causeText: z.string().optional(),
    causeExplained: z.boolean().optional(),
    vendor: z.object({ firm: z.string(), contact: z.string().optional(), calledAt: z.string().optional(), promised: z.string().optional() }).optional(),
    support: z.object({ text: z.string(), to: z.string(), askedAt: z.string(), answeredAt: z.string().optional(), answer: z.string().optional() }).optional(),
    hold: z.object({ reason: z.string(), since: z.string(), note: z.string().optional() }).optional(),
    materials: z.array(z.object({ name: z.string(), spec: z.string().optional(), unit: z.string(), quantity: z.number(), unitPriceCents: z.number().optional() })),
    tidy: z.object({ wiped: z.boolean(), tools: z.boolean(), rubbish: z.boolean(), restored: z.boolean() }).optional(),
    cleaning: z.object({ askedAt: z.string(), settled: z.string().optional() }).optional(),
    testedTo: z.string().optional(),
    testPassed: z.boolean().optional(),
    workDone: z.string().optional(),
    result: z.string().optional(),
    acceptance: z.string().optional(),
    acceptanceRemarks: z.string().optional(),
    acceptanceDepartment: z.string().optional(),
    signedBy: z.string().optional(),
    signWay: z.string().optional(),
    signatureFile: z.string().optional(),
    noSignature: z.object({ why: z.string(), reason: z.string(), witness: z.string().optional() }).optional(),
    ratings: z.object({ workmanship: z.string(), attitude: z.string(), conduct: z.string() }).optional(),
    pastRatings: z.array(z.object({ visit: z.number(), ratings: z.object({ workmanship: z.string(), attitude: z.string(), conduct: z.string() }) })).optional(),
    ratingComment: z.string().optional(),
    photos: z.array(z.object({ hash: z.string(), phase: z.string(), at: z.string(), by: z.string() })),
    notes: z.array(z.object({ at: z.string(), by: z.string(), text: z.string() })),
    copies: z.partialRecord(z.enum(['desk', 'user', 'store', 'engineering']), zCopy),
    reprints: z.number(),
    printed: z.boolean(),
    followUp: z.object({ result: z.string(), by: z.string(), at: z.string(), method: z.string(), note: z.string().optional(), tries: z.number() }).optional(),
    repeatReviewed: z.boolean().optional(),
    spotChecks: z.array(z.object({ at: z.string(), by: z.string(), visit: z.number(), technicianId: z.string().optional(), answers: z.record(z.string(), z.string()), note: z.string().optional() })).optional(),
    exceptions: z.record(z.string(), z.object({ reason: z.string(), note: z.string().optional(), by: z.string(), at: z.string() })),
    cancelReason: z.string().optional(),
    closedAt: z.string().optional(),
  }),
  clocks: z.array(zClockView),
  /** Names of the people the order mentions. */
  names: z.record(z.string(), z.string()),
});
export type RepairView = z.output<typeof zRepairView>;

const zPage = z.object({ rows: z.array(zRepairRow), next: z.string().nullable() });
export const FILTERS = ['open', 'to_notify', 'late', 'on_hold', 'to_confirm', 'copies_out', 'follow_up', 'repeats', 'to_locate', 'over_target', 'call_back', 'all'] as const;

export const logRepair = endpoint({
  name: 'logRepair',
  method: 'POST',
  path: '/api/sites/{siteId}/repairs',
  summary: 'Log a repair request (报修登记): the log number comes first, the rest may follow (M-06, M-43).',
  permission: 'repairs.log',
  input: z.object({
    ...site,
    /** Made by the client: a retry with the same id is the same repair. */
    commandId: zId,
    repairId: zId,
    kind: z.enum(['user', 'facility']),
    channel: z.enum(CHANNELS),
    /** Of a facility; unsaid, it is what the reporter is in the house. */
    source: z.enum(SOURCES).optional(),
    placeId: zId.optional(),
    placeText: zOptionalText(80),
    item: zText(500),
    /** Of a facility, where known (M-43). */
    equipment: zOptionalText(60),
    typeId: zOptionalText(40),
    urgent: z.boolean().default(false),
    beforeOpening: z.boolean().default(false),
    reporterName: zOptionalText(40),
    reporterPhone: zOptionalText(30),
    department: zOptionalText(40),
    appointmentAt: zInstantIn.optional(),
    /** When the request came, if not now: keyed in from paper (补录). */
    receivedAt: zInstantIn.optional(),
    /** The sheet of a pad this is keyed in from: its number becomes the order's, `repairId` is the sheet's `subjectId` (`findSheet`). */
    pad: z.object({ number: zText(14), check: zText(2), writtenBy: zText(40) }).optional(),
    /** Steps taken in the same breath: issue, notify; or the whole slip keyed in. */
    steps: z.array(zStep).max(40).default([]),
    pin: z.string().max(12).optional(),
  }),
  output: zRepairView,
});

export const takeRepairSteps = endpoint({
  name: 'takeRepairSteps',
  method: 'POST',
  path: '/api/sites/{siteId}/repairs/{repairId}/steps',
  summary: 'Take one or several steps, all or none; several = keyed in from the slip or the radio (代录).',
  permission: 'repairs.work',
  input: z.object({
    ...order,
    commandId: zId,
    /** The version the person saw; given by forms that would overwrite what another wrote meanwhile. */
    baseVersion: z.int().optional(),
    steps: z.array(zStep).min(1).max(40),
    /** Signs the log (M-12) when a step says `signWay: pin`. */
    pin: z.string().max(12).optional(),
    /** What the place's QR says, with a step `arrive` of way `qr`. */
    placeCode: z.string().max(200).optional(),
  }),
  output: zRepairView,
});

export const listRepairs = endpoint({
  name: 'listRepairs',
  method: 'GET',
  path: '/api/sites/{siteId}/repairs',
  summary: 'Orders of a centre, open ones by next deadline; keyset pages.',
  permission: 'repairs.read',
  input: z.object({ ...site, filter: z.enum(FILTERS).default('open'), after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
  output: zPage,
});

export const listMyRepairs = endpoint({
  name: 'listMyRepairs',
  method: 'GET',
  path: '/api/repairs/mine',
  summary: 'My open orders in all my centres, by next deadline.',
  permission: 'signed-in',
  scope: 'repairs.read',
  input: z.object({}),
  output: zPage,
});

export const overseeRepairs = endpoint({
  name: 'overseeRepairs',
  method: 'GET',
  path: '/api/repairs/oversight',
  summary: 'The manager’s board: open orders of all centres I look over, with the limits they missed and why (M-03, M-04).',
  permission: 'signed-in',
  scope: 'repairs.figures',
  input: z.object({}),
  output: z.object({
    rows: z.array(z.object({
      row: zRepairRow,
      missed: z.array(z.object({ clock: z.string(), clause: z.string(), origin: z.enum(['plan', 'house']), dueAt: z.string(), visit: z.number(), stoppedAt: z.string().nullable(), reason: z.string().nullable() })),
      urgedAt: z.string().nullable(),
      lostCopies: z.array(zPly),
      signedLate: z.object({ minutes: z.number(), limit: z.number() }).nullable(),
    })),
    /** All open orders by centre: more than the rows when a centre has very many. */
    open: z.record(z.string(), z.number()),
  }),
});

export const getRepair = endpoint({
  name: 'getRepair',
  method: 'GET',
  path: '/api/sites/{siteId}/repairs/{repairId}',
  summary: 'One order with clocks and allowed steps.',
  permission: 'repairs.read',
  input: z.object(order),
  output: zRepairView,
});

export const getTimeline = endpoint({
  name: 'getTimeline',
  method: 'GET',
  path: '/api/sites/{siteId}/repairs/{repairId}/timeline',
  summary: 'What happened to an order, line by line, from the journal.',
  permission: 'repairs.read',
  input: z.object(order),
  output: z.object({ lines: z.array(zTimelineLine) }),
});

export const searchRepairs = endpoint({
  name: 'searchRepairs',
  method: 'GET',
  path: '/api/sites/{siteId}/repairs/search',
  summary: 'Search everything of a centre: Chinese substrings, last four digits of a number.',
  permission: 'repairs.read',
  input: z.object({ ...site, q: zText(60), before: zInstantIn.optional() }),
  output: zPage,
});

export const findDuplicates = endpoint({
  name: 'findDuplicates',
  method: 'GET',
  path: '/api/sites/{siteId}/repairs/duplicates',
  summary: 'Open orders at the same place: a hint while logging, never a block.',
  permission: 'repairs.log',
  input: z.object({ ...site, placeId: zId }),
  output: zPage,
});

export const countRepairs = endpoint({
  name: 'countRepairs',
  method: 'GET',
  path: '/api/sites/{siteId}/repairs/counts',
  summary: 'What wants doing now: how many to notify, late, to confirm, copies out, to call.',
  permission: 'repairs.read',
  input: z.object(site),
  output: z.object({ to_notify: z.number(), late: z.number(), on_hold: z.number(), to_confirm: z.number(), copies_out: z.number(), follow_up: z.number(), repeats: z.number(), to_locate: z.number(), over_target: z.number(), call_back: z.number(), open: z.number() }),
});

const zTarget = z.object({ percent: z.number(), origin: z.enum(['plan', 'house']) });

export const repairFigures = endpoint({
  name: 'repairFigures',
  method: 'GET',
  path: '/api/sites/{siteId}/repairs/figures',
  summary: 'A month in figures: on time by clause, first-time fix, satisfaction, against targets (M-01).',
  permission: 'repairs.figures',
  input: z.object({ ...site, month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }),
  output: z.object({
    month: z.string(),
    logged: z.object({ user: z.number(), facility: z.number() }),
    closed: z.number(),
    open: z.number(),
    cancelled: z.number(),
    imported: z.number(),
    clocks: z.array(z.object({ clock: z.string(), clause: z.string(), origin: z.string(), met: z.number(), metLate: z.number(), breached: z.number(), reasons: z.record(z.string(), z.number()), running: z.number() })),
    repeats: z.number(),
    firstTimeFix: z.object({ signedOff: z.number(), firstVisit: z.number() }),
    ratings: z.record(z.string(), z.object({ satisfied: z.number(), fair: z.number(), dissatisfied: z.number(), unanswered: z.number() })),
    signWays: z.record(z.string(), z.number()),
    /** Signed off within the target of days, and all signed off: without partner firms and imports. */
    minor: z.object({ onTarget: z.number(), finished: z.number(), days: z.number(), origin: z.enum(['plan', 'house']) }),
    targets: z.object({ onTime: zTarget, firstTimeFix: zTarget, rework: zTarget, satisfaction: zTarget }),
  }),
});

export const REPAIR_ENDPOINTS = [logRepair, takeRepairSteps, listRepairs, listMyRepairs, overseeRepairs, getRepair, getTimeline, searchRepairs, findDuplicates, countRepairs, repairFigures] as const;
