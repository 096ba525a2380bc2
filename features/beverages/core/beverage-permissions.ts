import type { Role } from '../../../platform/core/roles.ts';

/** Who stands at the bar, who answers for it (B-03, B-04), who only reads. */
const BAR: readonly Role[] = ['property_assistant', 'property_manager'];
const SERVERS: readonly Role[] = [...BAR, 'desk_agent', 'duty_officer'];
const CHECKERS: readonly Role[] = ['property_manager', 'quality'];
export const mayCheck = (roles: readonly Role[]): boolean => roles.some((role) => CHECKERS.includes(role));

/** A defect is mended by those who serve and looked at again by those who check. */
export const mayStepDefect = (step: 'fixed' | 'recheck', roles: readonly Role[]): boolean => roles.some((role) => (step === 'fixed' ? SERVERS : CHECKERS).includes(role));

export const BEVERAGE_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['beverages.read', [...SERVERS, 'storekeeper', 'quality', 'admin']],
  ['beverages.serve', SERVERS],
  ['beverages.count', [...BAR, 'duty_officer']],
  ['beverages.stock', [...BAR, 'storekeeper']],
  // The menu, the room, the split, the procedure and its limits are the manager's (B-04).
  ['beverages.manage', ['property_manager']],
  ['beverages.check', CHECKERS],
  ['beverages.figures', ['property_manager', 'quality', 'admin']],
];
