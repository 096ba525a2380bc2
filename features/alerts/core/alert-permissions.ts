import { ROLES, type Role } from '../../../platform/core/roles.ts';

/** Who answers for a centre and may see and settle every alert of it. */
export const OVERSEERS: readonly Role[] = ['property_manager', 'engineering_head', 'admin'];
/** Who sees everybody a subject's alerts reached; others only what reached them. */
const SEES_TRAILS: readonly Role[] = [...OVERSEERS, 'quality', 'desk_agent', 'foreman', 'duty_officer'];
export const seesTrails = (roles: readonly Role[]): boolean => roles.some((role) => SEES_TRAILS.includes(role));
export const mayOversee = (roles: readonly Role[]): boolean => roles.some((role) => OVERSEERS.includes(role));

export const ALERT_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  // One's own alerts, and the trail of a subject as far as one was told of it oneself.
  ['alerts.read', [...ROLES]],
  ['alerts.oversee', [...OVERSEERS, 'quality']],
  ['alerts.manage', ['property_manager', 'admin']],
];
