import { ROLES, type Role } from '../../../platform/core/roles.ts';

export const SITES_GRANTS: [string, Role[]][] = [
  ['sites.read', [...ROLES]],
  ['sites.manage', ['property_manager', 'admin']],
  // Who prints the codes for the walls.
  ['sites.codes', ['property_manager', 'admin', 'desk_agent']],
];
