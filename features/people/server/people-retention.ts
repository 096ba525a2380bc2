import type { RetentionSource } from '../../../platform/server/retention.ts';

export const PEOPLE_RETENTION: readonly RetentionSource[] = [
  {
    id: 'people', record: { zh: '员工', en: 'Staff' }, holds: { zh: '姓名、工号、电话、岗位', en: 'Name, staff number, telephone, roles' }, from: { zh: '在职期间', en: 'while employed' },
    after: { zh: '离职即停用登录；姓名随其经手的记录保留', en: 'signing in ends on leaving; the name stays with what the person did' },
  },
];
