import type { MonthFigure } from '../../../platform/core/month-book.ts';

/** What the database counts of a month in one centre; shares and averages are made here, so that they are made in one way. */
export type MonthCounts = {
  readonly total: number; readonly user: number; readonly facility: number; readonly cancelled: number; readonly done: number; readonly imported: number; readonly open: number;
  readonly readyKept: number; readonly readyDecided: number; readonly appointmentKept: number; readonly appointmentDecided: number; readonly onSiteKept: number; readonly onSiteDecided: number;
  /** Minutes; null where no order has both times. */
  readonly acceptMinutes: number | null; readonly arriveMinutes: number | null; readonly finishMinutes: number | null;
  readonly repeats: number; readonly signed: number; readonly firstVisit: number;
  readonly workmanship: number; readonly workmanshipAnswered: number; readonly attitude: number; readonly attitudeAnswered: number; readonly conduct: number; readonly conductAnswered: number;
  readonly vendors: number; readonly vendorMinutes: number | null; readonly materialCents: number; readonly minorFinished: number; readonly minorOnTarget: number; readonly copiesOut: number; readonly standIns: number;
};

type Made = Pick<MonthFigure, 'value'> & Partial<Pick<MonthFigure, 'part' | 'whole'>>;
type Definition = {
  readonly key: string; readonly zh: string; readonly en: string; readonly unit: MonthFigure['unit']; readonly clause: string; readonly origin: MonthFigure['origin'];
  readonly how: readonly [zh: string, en: string];
  readonly of: (counts: MonthCounts) => Made;
};

const count = (of: (counts: MonthCounts) => number) => (counts: MonthCounts): Made => ({ value: of(counts) });
const share = (part: (counts: MonthCounts) => number, whole: (counts: MonthCounts) => number) => (counts: MonthCounts): Made => {
  const [a, b] = [part(counts), whole(counts)];
  return { value: b === 0 ? null : (a / b) * 100, part: a, whole: b };
};
const average = (of: (counts: MonthCounts) => number | null) => (counts: MonthCounts): Made => ({ value: of(counts) });

const LIMITS = ['（按时 + 补录后按时）÷ 已有结论的时限；有原因的超时仍算超时', '(met + met, entered later) ÷ limits decided; late with a reason is still late'] as const;
const RATED = ['答「满意」÷ 已作答；未作答不计，不当作零', '“satisfied” ÷ answers given; no answer is no answer, never zero'] as const;
const own = (counts: MonthCounts): number => counts.total - counts.imported;

/** Part B of the record (M-54): every figure with how it is counted, written once for all centres. */
export const MONTH_FIGURES: readonly Definition[] = [
  { key: 'total', zh: '报修总数', en: 'Requests', unit: 'count', clause: 'M-54', origin: 'plan', how: ['本月接报的报修，含作废和导入的旧单', 'Requests received in the month, cancelled and imported ones included'], of: count((c) => c.total) },
  { key: 'user', zh: '其中用户报修', en: 'of users', unit: 'count', clause: 'M-54', origin: 'plan', how: ['类别为用户报修', 'Kind: user'], of: count((c) => c.user) },
  { key: 'facility', zh: '其中公共设施设备', en: 'of facilities', unit: 'count', clause: 'M-54', origin: 'plan', how: ['类别为公共设施设备', 'Kind: facility'], of: count((c) => c.facility) },
  { key: 'done', zh: '完成率', en: 'Done', unit: 'percent', clause: 'M-54', origin: 'plan', how: ['已签字或已结单 ÷（报修总数 − 作废）', 'signed off or closed ÷ (requests − cancelled)'], of: share((c) => c.done, (c) => c.total - c.cancelled) },
  { key: 'open', zh: '未完成', en: 'Not done', unit: 'count', clause: 'M-54', origin: 'plan', how: ['既未签字也未作废', 'neither signed off nor cancelled'], of: count((c) => c.open) },
  { key: 'cancelled', zh: '作废', en: 'Cancelled', unit: 'count', clause: 'M-54', origin: 'house', how: ['作废的报修，号码保留', 'Cancelled; the number stays'], of: count((c) => c.cancelled) },
  { key: 'ready', zh: '备妥及时率（15 分钟）', en: 'Ready in time (15 min)', unit: 'percent', clause: 'M-13', origin: 'plan', how: LIMITS, of: share((c) => c.readyKept, (c) => c.readyDecided) },
  { key: 'appointment', zh: '赴约及时率（提前 10 分钟）', en: 'Before the appointment (10 min)', unit: 'percent', clause: 'M-14', origin: 'plan', how: LIMITS, of: share((c) => c.appointmentKept, (c) => c.appointmentDecided) },
  { key: 'onSite', zh: '公共设施到场及时率（30 分钟）', en: 'Facilities on site (30 min)', unit: 'percent', clause: 'M-47', origin: 'plan', how: LIMITS, of: share((c) => c.onSiteKept, (c) => c.onSiteDecided) },
  { key: 'acceptMinutes', zh: '平均接单（分钟）', en: 'To acceptance (min)', unit: 'minutes', clause: 'M-12', origin: 'house', how: ['接报到接单；先后颠倒和导入的不计', 'received → accepted; times in the wrong order and imported ones left out'], of: average((c) => c.acceptMinutes) },
  { key: 'arriveMinutes', zh: '平均到场（分钟）', en: 'To arrival (min)', unit: 'minutes', clause: 'M-47', origin: 'house', how: ['接单到到场；先后颠倒和导入的不计', 'accepted → on site; times in the wrong order and imported ones left out'], of: average((c) => c.arriveMinutes) },
  { key: 'finishMinutes', zh: '平均完成（分钟）', en: 'To signature (min)', unit: 'minutes', clause: 'M-30', origin: 'house', how: ['接报到签字；先后颠倒和导入的不计', 'received → signed; times in the wrong order and imported ones left out'], of: average((c) => c.finishMinutes) },
  { key: 'repeats', zh: '返修率', en: 'Rework', unit: 'percent', clause: 'M-25', origin: 'house', how: ['同处同类在本案场规定的天数内再报 ÷ 报修数；不含导入的旧单', 'same place and type again within the centre’s repeat days ÷ requests; imported ones left out'], of: share((c) => c.repeats, own) },
  { key: 'firstVisit', zh: '一次修复率', en: 'First-time fix', unit: 'percent', clause: 'M-01', origin: 'house', how: ['第一次上门即修复 ÷ 已签字；不含导入的旧单', 'fixed at the first visit ÷ signed off; imported ones left out'], of: share((c) => c.firstVisit, (c) => c.signed) },
  { key: 'workmanship', zh: '满意率：维修质量', en: 'Satisfied: workmanship', unit: 'percent', clause: 'M-31', origin: 'plan', how: RATED, of: share((c) => c.workmanship, (c) => c.workmanshipAnswered) },
  { key: 'attitude', zh: '满意率：服务态度', en: 'Satisfied: attitude', unit: 'percent', clause: 'M-31', origin: 'plan', how: RATED, of: share((c) => c.attitude, (c) => c.attitudeAnswered) },
  { key: 'conduct', zh: '满意率：行为举止', en: 'Satisfied: conduct', unit: 'percent', clause: 'M-31', origin: 'plan', how: RATED, of: share((c) => c.conduct, (c) => c.conductAnswered) },
  { key: 'minor', zh: '小修按目标完成率', en: 'Minor repairs within target', unit: 'percent', clause: 'M-54', origin: 'house', how: ['接报当日起，本案场规定的目标天数（日历日）内签字 ÷ 已签字；联络过协作单位的和导入的不计；只是目标，不算超时', 'signed off within the centre’s target of calendar days ÷ signed off; with a partner firm and imported ones left out; a target, no deadline'], of: share((c) => c.minorOnTarget, (c) => c.minorFinished) },
  { key: 'vendors', zh: '转协作单位', en: 'Referred to partners', unit: 'count', clause: 'M-23', origin: 'plan', how: ['本月报修中联络过协作单位的', 'Requests of the month for which a partner firm was called'], of: count((c) => c.vendors) },
  { key: 'vendorMinutes', zh: '平均联络协作单位（分钟）', en: 'To calling the partner (min)', unit: 'minutes', clause: 'M-23', origin: 'house', how: ['到场到联络；先后颠倒的不计', 'on site → firm called; times in the wrong order left out'], of: average((c) => c.vendorMinutes) },
  { key: 'material', zh: '材料费合计（元）', en: 'Material (¥)', unit: 'money', clause: 'M-54', origin: 'house', how: ['各单领料数量 × 单价之和；没有单价的不计', 'quantity × unit price of all material taken; without a price left out'], of: count((c) => c.materialCents) },
  { key: 'copiesOut', zh: '客服部联未交回', en: 'Desk copies out', unit: 'count', clause: 'M-35', origin: 'plan', how: ['已签字而客服部联未交回、未批准遗失', 'signed off, the desk copy neither back nor its loss approved'], of: count((c) => c.copiesOut) },
  { key: 'standIns', zh: '节假日行政值班代接', en: 'Taken by the duty officer', unit: 'count', clause: 'M-51', origin: 'plan', how: ['由行政值班代客服登记的报修', 'Requests the duty officer logged in place of the desk'], of: count((c) => c.standIns) },
];

export const NO_COUNTS: MonthCounts = {
  total: 0, user: 0, facility: 0, cancelled: 0, done: 0, imported: 0, open: 0, readyKept: 0, readyDecided: 0, appointmentKept: 0, appointmentDecided: 0, onSiteKept: 0, onSiteDecided: 0, acceptMinutes: null, arriveMinutes: null, finishMinutes: null, repeats: 0, signed: 0, firstVisit: 0,
  workmanship: 0, workmanshipAnswered: 0, attitude: 0, attitudeAnswered: 0, conduct: 0, conductAnswered: 0, vendors: 0, vendorMinutes: null, minorFinished: 0, minorOnTarget: 0, materialCents: 0, copiesOut: 0, standIns: 0,
};

export const figuresOf = (counts: MonthCounts): MonthFigure[] =>
  MONTH_FIGURES.map(({ key, zh, en, unit, clause, origin, how, of }) => ({ key, label: { zh, en }, unit, clause, origin, definition: { zh: how[0], en: how[1] }, part: null, whole: null, ...of(counts) }));
