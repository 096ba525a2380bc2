import type { CopyPlan } from '../../platform/server/centre-copy/copy-format.ts';

const ACCOUNT = '登录属于一台安装 / signing in belongs to one installation';
const KEYED = '由这台安装的密钥保护 / under the keys of this installation';
const MACHINE = '说的是这台机器 / about this machine';

/** A person who has, or had, a role in the centre; of others who only stand in its records the name is enough. */
const WORKED_HERE = 'exists (select from memberships m where m.person_id = t.id and m.site_id = any ((select app_sites())::uuid[]))';
const ifWorkedHere = (column: string): string => `case when ${WORKED_HERE} then t.${column} end`;

/** What of each table goes along with a centre. Tables not named here, with a `site_id` or hanging from one that has, go whole. */
export const CENTRE_PLAN: CopyPlan = {
  leftOut: {
    auth_users: ACCOUNT, auth_sessions: ACCOUNT, auth_accounts: ACCOUNT, auth_verifications: ACCOUNT, pin_sessions: ACCOUNT, api_tokens: ACCOUNT, sign_in_failures: ACCOUNT,
    enrolled_devices: '客服台电脑重新登记 / desk PCs are enrolled anew',
    push_subscriptions: `${KEYED}；手机重新打开提醒 / phones turn alerts on again`,
    centre_exports: '文件留在这里 / the files stay here',
    printer_tests: '打印机留在原处 / printers stay where they stand',
    slip_prints: '一天后删除 / deleted after a day',
    installation: MACHINE, schema_migrations: MACHINE, schema_migration_parts: MACHINE, backups: MACHINE,
  },
  ofPeople: { alert_ways: 'person_id' },
  instead: {
    // No password and no PIN leaves the house, not even as its hash: a PIN of four digits is found in a moment.
    people: { user_id: 'null::text', pin_hash: 'null::text', pin_failures: '0', pin_locked_until: 'null::timestamptz', password_temporary: 'true', phone: ifWorkedHere('phone'), employee_no: ifWorkedHere('employee_no') },
    alert_ways: { email: `case when ${WORKED_HERE.replace('t.id', 't.person_id')} then t.email end` },
    // Sealed with a key of this installation; switched off, so that a copy neither sends nor listens beside the first.
    channels: { sealed: `'\\x'::bytea`, enabled: 'false' },
    pbx_sources: { path_hash: 'null::bytea', enabled: 'false', state: `(t.state - 'secret' - 'pathHash') || '{"enabled": false}'` },
  },
  jobsLeftOut: ['export-centre', 'seal-journal', 'clean-up', 'test-channel', 'import-repairs', 'print-slips'],
};
