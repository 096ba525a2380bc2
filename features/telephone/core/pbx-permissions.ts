import type { Role } from '../../../platform/core/roles.ts';

/** Telephone systems are set up by who answers for the centre; a seat is taken by whoever answers the telephone. */
export const PBX_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['telephone.pbx', ['property_manager', 'admin']],
  ['telephone.seat', ['desk_agent', 'property_assistant', 'property_manager', 'duty_officer', 'admin']],
];
