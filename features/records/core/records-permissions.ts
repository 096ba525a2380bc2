import { ROLES, type Role } from '../../../platform/core/roles.ts';

/** Whoever reads a register by its own feature’s right reads it here too; the page itself is open to all who work in the centre. */
export const RECORD_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['records.read', [...ROLES]],
  ['records.month', ['property_manager', 'engineering_head', 'quality', 'admin']],
  // The month is closed by the manager’s own hand (M-54).
  ['records.sign', ['property_manager']],
];
