import type { RepairStatus } from './repair-order.ts';

/** What a state of an order is called, on screens and in messages. */
export const STATUS_LABELS: Readonly<Record<'zh' | 'en', Readonly<Record<RepairStatus, string>>>> = {
  zh: {
    logged: '已登记', issued: '已开单', accepted: '已接单', ready: '已备妥', on_site: '已到场', in_progress: '维修中', on_hold: '暂停', tested: '已试用',
    signed_off: '已签字', closed: '已结单', cancelled: '已作废',
  },
  en: {
    logged: 'Logged', issued: 'Issued', accepted: 'Accepted', ready: 'Ready', on_site: 'On site', in_progress: 'In progress', on_hold: 'On hold', tested: 'Tested',
    signed_off: 'Signed off', closed: 'Closed', cancelled: 'Cancelled',
  },
};
