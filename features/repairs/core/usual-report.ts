import type { Role } from '../../../platform/core/roles.ts';
import type { RepairKind } from './repair-order.ts';
import type { SOURCES } from './repair-steps.ts';

type Source = (typeof SOURCES)[number];

/** M-43: who of the house came upon a fault, where nobody says more. */
export const sourceOf = (roles: readonly string[]): Source => {
  const has = (role: Role): boolean => roles.includes(role);
  return has('guard') ? 'guard' : has('cleaner') ? 'cleaning' : has('technician') || has('foreman') ? 'patrol' : 'staff';
};

/** What somebody who stops in the corridor reports (M-43): the house's own people its equipment; sales agents are users and report what they use (M-06). */
export const usualKind = (roles: readonly string[]): RepairKind => (roles.length > 0 && roles.every((role) => role === 'sales_agent') ? 'user' : 'facility');
