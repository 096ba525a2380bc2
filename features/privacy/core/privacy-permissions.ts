import { ROLES, type Role } from '../../../platform/core/roles.ts';

const KEEPERS: readonly Role[] = ['property_manager', 'admin'];
export const PRIVACY_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['privacy.read', KEEPERS],
  ['privacy.looks', KEEPERS],
  // What is written down of me I may read, whoever I am.
  ['privacy.own', [...ROLES]],
];
