import type { RepairClock } from './repair-deadlines.ts';

/** Words of paper and sheets, which are Chinese whatever language a screen is in. */
export const CAUSES: Readonly<Record<string, string>> = { wear: '自然损耗', misuse: '使用不当', quality_defect: '工程质量问题', external: '外部原因', installation: '安装问题', unknown: '原因不明' };
export const RESULTS: Readonly<Record<string, string>> = { fixed: '修复', temporary: '临时处理', not_fixed: '未修复' };
export const RATINGS: Readonly<Record<string, string>> = { satisfied: '满意', fair: '较满意', dissatisfied: '不满意' };
export const ACCEPTANCE: Readonly<Record<string, string>> = { accepted: '合格', accepted_with_remarks: '合格，有意见', rejected: '不合格' };
export const FOLLOW_UPS: Readonly<Record<string, string>> = { ...RATINGS, not_reached: '未接通' };
export const SOURCES: Readonly<Record<string, string>> = { patrol: '巡检', guard: '秩序', cleaning: '保洁', guest: '客人', alarm: '报警', staff: '员工' };
export const DEPARTMENTS: Readonly<Record<string, string>> = { sales: '销售部', bar: '水吧', cleaning: '保洁部', security: '秩序部', office: '办公室' };

export const HOLDS: Readonly<Record<string, string>> = { user_absent: '用户不在', consent_refused: '用户暂不同意', parts: '等配件', vendor: '等协作单位', support: '等支援', quiet_hours: '等安静时段', other: '其他' };

export const KINDS: Readonly<Record<string, string>> = { user: '用户报修', facility: '公共设施设备' };
export const STATES: Readonly<Record<string, string>> = {
  logged: '已登记', issued: '已开单', accepted: '已接单', ready: '已备妥', on_site: '已到场', in_progress: '维修中', on_hold: '暂停', tested: '已试用', signed_off: '已签字', closed: '已结单', cancelled: '已作废',
};
export const CLOCKS: Readonly<Record<RepairClock, string>> = {
  issue: '开单', notify: '通知', collect: '接单', ready: '备料', arrive: '赴约', reappoint: '再约时间', on_site: '到场', vendor: '联络协作单位', support: '支援答复', copy_return: '交回客服部联', follow_up: '回访', bad_rating: '不满意回电', absent_call: '未签字电话确认', before_opening: '开门前修好',
};
