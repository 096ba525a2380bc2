import type { Role } from '../../../platform/core/roles.ts';

const MANAGERS: Role[] = ['property_manager', 'admin'];

export const PEOPLE_GRANTS: [string, Role[]][] = [
  ['people.read', [...MANAGERS, 'engineering_head', 'foreman', 'desk_agent']],
  ['people.manage', MANAGERS],
  ['people.devices', MANAGERS],
];
