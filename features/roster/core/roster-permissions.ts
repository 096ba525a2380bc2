import { ROLES, type Role } from '../../../platform/core/roles.ts';

const WORKERS = ROLES.filter((role) => role !== 'quality' && role !== 'admin');

export const ROSTER_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['roster.read', [...ROLES]],
  ['roster.plan', ['property_manager', 'admin']],
  // Oneself always; others only by those who answer for them (`maySetPresence`).
  ['roster.presence', [...ROLES]],
  // G-04: whoever leads people may send them to another post.
  ['roster.reassign', ['property_manager', 'foreman', 'engineering_head', 'duty_officer', 'admin']],
  // 今日简报: whoever answers for the day or stands at its desk.
  ['roster.brief', ['desk_agent', 'duty_officer', 'foreman', 'engineering_head', 'property_manager', 'quality', 'admin']],
  // It carries telephone numbers of colleagues: for the officer who is alone, and for those who send him.
  ['roster.packet', ['duty_officer', 'property_manager', 'admin']],
  ['handover.read', [...ROLES]],
  ['handover.sign', WORKERS],
  ['handover.review', ['property_manager']],
  ['tasks.read', [...ROLES]],
  // G-05: 上级领导; the duty officer is the day's first responsible.
  ['tasks.give', ['property_manager', 'foreman', 'engineering_head', 'duty_officer', 'desk_agent', 'admin']],
];

/** A task is the giver's and the doer's; those who answer for the centre see all. */
const TASK_OVERSEERS: readonly Role[] = ['property_manager', 'admin', 'quality', 'duty_officer'];
export const seesAllTasks = (actor: { readonly roles: readonly Role[] }): boolean => actor.roles.some((role) => TASK_OVERSEERS.includes(role));

/** The desk says where colleagues are: it is asked by every caller (T-30). */
const FOR_OTHERS: readonly Role[] = ['desk_agent', 'property_manager', 'duty_officer'];
export const maySetPresence = (actor: { readonly personId: string; readonly roles: readonly Role[] }, personId: string): boolean =>
  actor.personId === personId || actor.roles.some((role) => FOR_OTHERS.includes(role));
