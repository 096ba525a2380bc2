import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import { column, surnameOnly, type Cell, type Register } from '../../../platform/core/register.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { CAUSES, CLOCKS, FOLLOW_UPS, KINDS, RATINGS, RESULTS, STATES } from './paper-words.ts';
import type { RepairClock } from './repair-deadlines.ts';
import type { Ratings, RepairOrder } from './repair-order.ts';

/** 每月工程维修记录表, part A (M-54, forms.md 4.4): every request of the month is a line. */
export const MONTH_LINES: Register = {
  id: 'repair-month', title: { zh: '每月工程维修记录表', en: 'Monthly maintenance record' }, form: 'WX-05', clause: 'M-54', permission: 'records.month',
  columns: [
    column('nr', '序号', 'No.', 8, 'centre'), column('number', '维修单编号', 'Order', 15), column('day', '日期', 'Day', 10), column('kind', '类别', 'Kind', 9), column('place', '地点', 'Place', 17), column('item', '维修项目', 'Item', 28), column('cause', '原因分类', 'Cause', 14),
    column('technician', '维修员', 'Technician', 11), column('accepted', '接单', 'Accepted', 10), column('arrived', '到场', 'On site', 10), column('done', '完成', 'Done', 10), column('took', '历时', 'Took', 13), column('inTime', '是否及时', 'In time', 16), column('material', '材料费', 'Material', 11, 'right'),
    column('result', '结果', 'Result', 10), column('acceptedBy', '验收人', 'Accepted by', 10), column('rating', '评价', 'Rating', 12), column('followUp', '回访', 'Call', 10), column('copy', '联交回', 'Copy back', 12), column('remarks', '备注', 'Remarks', 18),
  ],
};

export type MonthLineFacts = {
  readonly order: RepairOrder;
  readonly place: string;
  readonly technician: string | null;
  readonly imported: boolean;
  /** Limits broken, with and without a reason; and whether any limit was decided at all. */
  readonly late: readonly string[];
  readonly decided: boolean;
};

/** 1时5分: how long from the request to the signature. */
export const tookText = (from: Instant, to: Instant): string => {
  const minutes = Math.floor((toMillis(to) - toMillis(from)) / 60_000);
  if (minutes < 0) return '先后有误';
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  return days > 0 ? `${days}天${hours}时` : hours > 0 ? `${hours}时${minutes % 60}分` : `${minutes}分`;
};

export const materialCents = (order: Pick<RepairOrder, 'materials'>): number => Math.round(order.materials.reduce((sum, material) => sum + material.quantity * (material.unitPriceCents ?? 0), 0));

const copyText = (order: RepairOrder, zone: string): string => {
  const { desk } = order.copies;
  if (!desk) return '';
  if (desk.custody === 'returned') return `√${localDate(desk.at, zone).slice(5)}`;
  return desk.lossApproved ? '遗失（已批）' : '未交回';
};

/** One word where all three are the same; else 满/较/不 in the order 质量, 态度, 举止, so that a line stays a line. */
const ratingText = (ratings: Ratings): string => {
  const answers = [ratings.workmanship, ratings.attitude, ratings.conduct].map((rating) => RATINGS[rating] ?? '');
  return new Set(answers).size === 1 ? (answers[0] ?? '') : answers.map((answer) => answer.slice(0, 1)).join('/');
};

/** 补单 with both times where there are two (M-45). */
export const slipAfterText = (order: Pick<RepairOrder, 'onSpot' | 'calledFirst'>, time: (at: Instant | undefined) => string | undefined): string =>
  order.calledFirst ? `补单：${time(order.calledFirst.at) ?? ''} 先通知${order.calledFirst.slipAt ? `，${time(order.calledFirst.slipAt) ?? ''} 填单` : ''}` : order.onSpot ? '补单' : '';

const SHORT_KINDS: Readonly<Record<string, string>> = { user: '用户', facility: '公共' };

export const monthLine = (facts: MonthLineFacts, nr: number, zone: string): readonly Cell[] => {
  const { order } = facts;
  const [accepted, arrived, signed] = [order.marks['accept'], order.marks['arrive'], order.marks['sign'] ?? order.marks['noSignature']];
  const day = localDate(order.receivedAt, zone);
  /** The day only where it is another one than the line's. */
  const time = (at: Instant | undefined): string => (at === undefined ? '' : localDate(at, zone) === day ? localTime(at, zone) : `${localDate(at, zone).slice(5)} ${localTime(at, zone)}`);
  const ratings = [...(order.pastRatings ?? []).map((past) => past.ratings), ...(order.ratings ? [order.ratings] : [])].map(ratingText).join('→');
  const end = signed?.at ?? order.closedAt;
  const remarks = [
    order.status === 'cancelled' ? `作废：${order.cancelReason ?? ''}` : '', slipAfterText(order, time), order.repeatOf ? '返修' : '', facts.imported ? '历史导入' : '', order.vendor ? `转 ${order.vendor.firm}` : '',
    order.status !== 'cancelled' && order.status !== 'closed' && order.status !== 'signed_off' ? `未完成：${STATES[order.status] ?? order.status}` : '',
  ].filter(Boolean);
  const cents = materialCents(order);
  return [
    nr, order.orderNumber ?? order.logNumber, day.slice(5), SHORT_KINDS[order.kind] ?? KINDS[order.kind] ?? '', facts.place, order.item, order.cause ? (CAUSES[order.cause] ?? order.cause) : '', facts.technician ?? '', time(accepted?.at), time(arrived?.at), time(end),
    end ? tookText(order.receivedAt, end) : '', facts.late.length > 0 ? `超时：${[...new Set(facts.late)].map((clock) => CLOCKS[clock as RepairClock] ?? clock).join('、')}` : facts.decided ? '及时' : '', cents > 0 ? cents / 100 : '',
    order.result ? (RESULTS[order.result] ?? '') : '', surnameOnly(order.signedBy), ratings, order.followUp ? (FOLLOW_UPS[order.followUp.result] ?? '') : '', copyText(order, zone), remarks.join('；'),
  ];
};
