import type { Role } from '../../../platform/core/roles.ts';

/** Who stands at the door or the desk. */
const DOOR: readonly Role[] = ['guard', 'desk_agent', 'duty_officer', 'property_manager', 'property_assistant'];
export const ACCESS_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['access.log', DOOR],
  ['access.read', [...DOOR, 'quality', 'admin']],
  ['access.host', ['guard', 'desk_agent', 'duty_officer', 'property_manager']],
  // Asked for by the person concerned, done by those who answer for the centre's records.
  ['access.erase', ['property_manager', 'admin']],
  ['access.print', [...DOOR, 'admin']],
];
/** A sheet is keyed in for others by the desk and the leaders; a guard writes for themself. */
export const SHEET_KEEPERS: readonly Role[] = ['desk_agent', 'duty_officer', 'property_manager'];
