import { ROLES, type Role } from '../../../platform/core/roles.ts';

const WORK: readonly Role[] = ['desk_agent', 'property_manager', 'foreman', 'engineering_head'];

/** Firms and referrals are the desk's and engineering's; the technician sees what became of the own orders' referral on the order itself. */
export const PARTNER_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['partners.read', ROLES.filter((role) => [...WORK, 'quality', 'duty_officer'].includes(role))],
  ['partners.work', WORK],
  ['partners.manage', ['property_manager', 'engineering_head']],
];
export const mayRead = (roles: readonly Role[]): boolean => roles.some((role) => [...WORK, 'quality', 'duty_officer'].includes(role));
export const mayWork = (roles: readonly Role[]): boolean => roles.some((role) => WORK.includes(role));
