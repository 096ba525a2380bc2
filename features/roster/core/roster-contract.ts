import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zOptionalText, zText } from '../../../platform/core/contract.ts';
import { ROLES } from '../../../platform/core/roles.ts';

export const zDay = z.iso.date();
/** `HH:MM`; `24:00` ends a shift at midnight. */
export const zClockTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
const zDone = z.object({ ok: z.literal(true) });

export const PRESENCE_STATES = ['in', 'out', 'with_guest', 'off', 'unknown'] as const;
export type PresenceState = (typeof PRESENCE_STATES)[number];

const zPostFields = z.object({
  name: zText(20),
  role: z.enum(ROLES),
  needed: z.number().int().min(0).max(50).default(1),
  cover: z.enum(['opening', 'day']).default('opening'),
  isFixed: z.boolean().default(true),
  sort: z.number().int().min(0).max(100000).default(0),
});
const zPost = z.object({ ...zPostFields.shape, id: zId });
const zTemplate = z.object({ id: zId, name: z.string(), start: zClockTime, end: zClockTime });

const zShiftIn = z.object({ id: zId.optional(), postId: zId, personId: zId, day: zDay, start: zClockTime, end: zClockTime });
export type ShiftIn = z.output<typeof zShiftIn>;
const zShift = z.object({ id: zId, postId: zId, personId: zId, day: zDay, startsAt: zInstant, endsAt: zInstant, /** Whoever was planned has left by then. */ hasLeft: z.boolean() });
const zGap = z.object({ postId: zId, day: zDay, startsAt: zInstant, endsAt: zInstant, has: z.number().int(), needed: z.number().int(), /** Names of those planned here who have left. */ left: z.array(z.string()) });

/** A line of a sheet or a copy that was not taken, and why. */
const zRefusedLine = z.object({ line: z.number().int(), code: z.string(), facts: z.record(z.string(), z.unknown()) });
export type RefusedLine = z.output<typeof zRefusedLine>;

const zRoster = z.object({
  from: zDay,
  days: z.array(z.object({ day: zDay, holiday: z.string().nullable(), isWorkday: z.boolean(), isOpen: z.boolean() })),
  yearsUnknown: z.array(z.number().int()),
  posts: z.array(zPost),
  templates: z.array(zTemplate),
  people: z.array(z.object({ id: zId, name: z.string(), pinyin: z.string(), initials: z.string(), roles: z.array(z.enum(ROLES)), isHere: z.boolean() })),
  shifts: z.array(zShift),
  elsewhere: z.array(z.object({ personId: zId, siteName: z.string(), startsAt: zInstant, endsAt: zInstant, isFixed: z.boolean() })),
  gaps: z.array(zGap),
  version: z.number().int(),
});
export type Roster = z.output<typeof zRoster>;

export const getRoster = endpoint({
  name: 'getRoster', method: 'GET', path: '/api/sites/{siteId}/roster', summary: 'Posts × days × people with gaps; at most five weeks',
  input: z.object({ siteId: zId, from: zDay, days: z.coerce.number().int().min(1).max(35).default(7) }), output: zRoster, permission: 'roster.read',
});

const zTaken = z.object({ taken: z.number().int(), /** What was planned, so that it can be taken back. */ shiftIds: z.array(zId), refused: z.array(zRefusedLine), version: z.number().int() });
/** All or none: one that cannot stand refuses the whole, so that a drag of the mouse never half happens. */
export const planShifts = endpoint({
  name: 'planShifts', method: 'POST', path: '/api/sites/{siteId}/roster/shifts', summary: 'Plan or move shifts (an id moves); all or none',
  input: z.object({ siteId: zId, shifts: z.array(zShiftIn).min(1).max(400) }), output: zTaken, permission: 'roster.plan',
});
export const cancelShifts = endpoint({
  name: 'cancelShifts', method: 'POST', path: '/api/sites/{siteId}/roster/shifts/cancel', summary: 'Take shifts out of the plan, or bring them back',
  input: z.object({ siteId: zId, shiftIds: z.array(zId).min(1).max(400), cancelled: z.boolean().default(true) }), output: zTaken, permission: 'roster.plan',
});
export const copyWeek = endpoint({
  name: 'copyWeek', method: 'POST', path: '/api/sites/{siteId}/roster/copy-week', summary: 'Copy seven days; what cannot stand is listed, the rest is taken',
  input: z.object({ siteId: zId, from: zDay, to: zDay }), output: zTaken, permission: 'roster.plan',
});
export const importRoster = endpoint({
  name: 'importRoster', method: 'POST', path: '/api/sites/{siteId}/roster/import', summary: 'Cells of a sheet (date, post, person, from, to); refused lines are explained',
  input: z.object({ siteId: zId, rows: z.array(z.array(z.string().max(200)).max(60)).min(1).max(2000), dryRun: z.boolean().default(false) }), output: zTaken, permission: 'roster.plan',
});
export const addPost = endpoint({
  name: 'addPost', method: 'POST', path: '/api/sites/{siteId}/roster/posts', summary: 'Add a post',
  input: z.object({ siteId: zId, ...zPostFields.shape }), output: z.object({ id: zId }), permission: 'roster.plan',
});
export const changePost = endpoint({
  name: 'changePost', method: 'POST', path: '/api/sites/{siteId}/roster/posts/{postId}', summary: 'Change a post or take it out of use',
  input: z.object({ siteId: zId, postId: zId, ...zPostFields.shape, archived: z.boolean().default(false) }), output: zDone, permission: 'roster.plan',
});
export const addTemplate = endpoint({
  name: 'addShiftTemplate', method: 'POST', path: '/api/sites/{siteId}/roster/templates', summary: 'Add a shift template',
  input: z.object({ siteId: zId, name: zText(20), start: zClockTime, end: zClockTime }), output: z.object({ id: zId }), permission: 'roster.plan',
});
export const archiveTemplate = endpoint({
  name: 'archiveShiftTemplate', method: 'POST', path: '/api/sites/{siteId}/roster/templates/{templateId}/archive', summary: 'Take a template out of use',
  input: z.object({ siteId: zId, templateId: zId }), output: zDone, permission: 'roster.plan',
});

const zOnDuty = z.object({
  personId: zId, name: z.string(), post: z.string(), role: z.enum(ROLES), startsAt: zInstant, endsAt: zInstant,
  presence: z.enum(PRESENCE_STATES), backAt: zInstant.nullable(),
});
export const getDuty = endpoint({
  name: 'getDuty', method: 'GET', path: '/api/sites/{siteId}/duty', summary: 'Who is on now, who has the desk, what of today and tomorrow is uncovered',
  input: z.object({ siteId: zId }),
  output: z.object({
    now: zInstant,
    holiday: z.string().nullable(),
    on: z.array(zOnDuty),
    dutyOfficer: z.object({ personId: zId, name: z.string(), hasDesk: z.boolean() }).nullable(),
    gaps: z.array(z.object({ ...zGap.shape, post: z.string() })),
    people: z.array(z.object({ id: zId, name: z.string(), pinyin: z.string(), roles: z.array(z.enum(ROLES)), presence: z.enum(PRESENCE_STATES), backAt: zInstant.nullable(), note: z.string().nullable() })),
    hasRoster: z.boolean(),
  }),
  permission: 'roster.read',
});
export const setPresence = endpoint({
  name: 'setPresence', method: 'POST', path: '/api/sites/{siteId}/presence', summary: 'Say where a person is: oneself, or anybody by the desk',
  input: z.object({ siteId: zId, personId: zId, state: z.enum(PRESENCE_STATES), backAt: zInstantIn.optional(), note: zOptionalText(60) }), output: zDone, permission: 'roster.presence',
});
