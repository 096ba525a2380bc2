import type { Trade, WarrantyState } from './firm.ts';
import type { ReferralStatus } from './referral.ts';

type PaperWords = { readonly status: Readonly<Record<ReferralStatus, string>>; readonly warranty: Readonly<Record<WarrantyState, string>>; readonly result: Readonly<Record<'fixed' | 'temporary' | 'not_fixed', string>>; readonly trade: Readonly<Record<Trade, string>> };

/** Words of a referral that stand both on the defect report and on the screen. */
export const PARTNER_WORDS: { readonly zh: PaperWords; readonly en: PaperWords } = {
  zh: {
    status: { to_call: '待致电', called: '已致电', on_site: '已到场', done: '已完成', cancelled: '已取消' }, warranty: { in: '保修期内', over: '已过保', none: '未登记保修期' }, result: { fixed: '修复', temporary: '临时处理', not_fixed: '未修复' },
    trade: { general: '总包', power: '强电', weak_current: '弱电', water: '给排水', aircon: '空调', fire: '消防', lift: '电梯', doors: '门窗', decoration: '装饰', landscape: '景观', model: '沙盘影音', other: '其他' },
  },
  en: {
    status: { to_call: 'to call', called: 'called', on_site: 'on site', done: 'done', cancelled: 'cancelled' }, warranty: { in: 'under warranty', over: 'warranty over', none: 'no warranty entered' }, result: { fixed: 'fixed', temporary: 'temporary', not_fixed: 'not fixed' },
    trade: { general: 'general contractor', power: 'power', weak_current: 'weak current', water: 'plumbing', aircon: 'air-conditioning', fire: 'fire', lift: 'lift', doors: 'doors and windows', decoration: 'decoration', landscape: 'landscape', model: 'model and AV', other: 'other' },
  },
};
