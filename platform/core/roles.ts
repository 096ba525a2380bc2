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

/** What people of a role are called behind their surname, the first that fits; who left and has none any more is called by the surname alone. */
export const ROLE_TITLES: readonly (readonly [Role, string])[] = [
  ['property_manager', '经理'], ['engineering_head', '主任'], ['foreman', '领班'], ['technician', '师傅'], ['desk_agent', '专员'], ['property_assistant', '助理'], ['sales_agent', '顾问'],
  // Those in turn on duty are of supervisor grade and above.
  ['duty_officer', '主管'], ['quality', '经理'], ['guard', '师傅'], ['storekeeper', '师傅'], ['cleaner', '师傅'], ['admin', '专员'],
];
