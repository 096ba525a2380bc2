/** The roles of `docs/words.md`; a person may hold several in each centre. */
export const ROLES = [
  'desk_agent',
  'technician',
  'foreman',
  'engineering_head',
  'property_manager',
  'property_assistant',
  'guard',
  'storekeeper',
  'duty_officer',
  'sales_agent',
  'quality',
  'cleaner',
  'admin',
] as const;

export type Role = (typeof ROLES)[number];
