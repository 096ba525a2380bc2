import { ROLES, type Role } from '../../../platform/core/roles.ts';

export const ROSTER_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['roster.read', [...ROLES]],
  ['roster.plan', ['property_manager', 'admin']],
  // Oneself always; others only by those who answer for them (`maySetPresence`).
  ['roster.presence', [...ROLES]],
];

/** The desk says where colleagues are: it is asked by every caller (T-30). */
const FOR_OTHERS: readonly Role[] = ['desk_agent', 'property_manager', 'duty_officer'];
export const maySetPresence = (actor: { readonly personId: string; readonly roles: readonly Role[] }, personId: string): boolean =>
  actor.personId === personId || actor.roles.some((role) => FOR_OTHERS.includes(role));
