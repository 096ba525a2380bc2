import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { column, surnameOnly } from '../../../platform/core/register.ts';
import { maskContact } from '../../../platform/server/keyset.ts';
import { stateRegister, type RegisterSource } from '../../../platform/server/register.ts';
import { DEPARTMENTS, FOLLOW_UPS, KINDS, RESULTS, STATES } from '../core/paper-words.ts';
import { slipAfterText } from '../core/month-line.ts';
import { maySee } from '../core/repair-permissions.ts';
import type { RepairOrder } from '../core/repair-order.ts';

const CHANNELS: Readonly<Record<string, string>> = { phone: '电话', in_person: '来人', radio: '对讲', wechat: '微信', patrol: '巡检', code: '扫码', on_spot: '现场', import: '导入' };
const METHODS: Readonly<Record<string, string>> = { phone: '电话', in_person: '面谈', on_site: '现场', code: '扫码' };
const whoOf = (order: RepairOrder): string[] => [order.intakeBy, order.technicianId ?? '', order.followUp?.by ?? ''];
const department = (order: RepairOrder): string => (order.department ? (DEPARTMENTS[order.department] ?? order.department) : '');

/** 报修记录表 (M-06, forms.md 4.1): one line a request. */
const log = stateRegister<RepairOrder>(
  {
    id: 'repair-log', title: { zh: '报修记录表', en: 'Repair log' }, form: 'WX-01', clause: 'M-06', permission: 'repairs.read',
    columns: [
      column('nr', '序号', 'No.', 8, 'centre'), column('day', '日期', 'Day', 16), column('at', '接报时间', 'Received', 11), column('channel', '方式', 'By', 10), column('reporter', '报修人', 'Reporter', 12), column('department', '部门', 'Department', 13), column('phone', '联系电话', 'Telephone', 18), column('place', '报修地点', 'Place', 17),
      column('kind', '类别', 'Kind', 14), column('item', '报修内容', 'What', 30), column('urgency', '紧急程度', 'Urgency', 10), column('taker', '受理人', 'Taken by', 12), column('order', '维修单编号', 'Order', 16), column('notified', '通知时间', 'Notified', 11), column('technician', '维修员', 'Technician', 12),
      column('accepted', '接单', 'Accepted', 11), column('arrived', '到场', 'On site', 11), column('done', '完成', 'Done', 11), column('result', '结果', 'Result', 11), column('copy', '联交回', 'Copy', 10), column('call', '回访', 'Call', 10), column('remarks', '备注', 'Remarks', 20),
    ],
  },
  {
    table: 'repairs', at: 'received_at', people: whoOf,
    cells: (order, say, asked) =>
      maySee(order, asked.actor)
        ? [
            say.nr, say.day(order.receivedAt), say.time(order.receivedAt), CHANNELS[order.channel] ?? order.channel, surnameOnly(order.reporterName), department(order), order.reporterPhone ? maskContact(order.reporterPhone) : '', say.place ?? order.placeText, KINDS[order.kind] ?? '', maskNumbers(order.item),
            order.appointmentAt ? '预约' : order.urgent ? '紧急' : '一般', say.name(order.intakeBy), order.orderNumber ?? '', say.time(order.marks['notify']?.at), say.name(order.technicianId), say.time(order.marks['accept']?.at), say.time(order.marks['arrive']?.at), say.time((order.marks['sign'] ?? order.marks['noSignature'])?.at),
            order.result ? (RESULTS[order.result] ?? '') : (STATES[order.status] ?? ''), order.copies.desk?.custody === 'returned' ? '√' : '', order.followUp ? (FOLLOW_UPS[order.followUp.result] ?? '') : '',
            [order.status === 'cancelled' ? `作废 ${order.cancelReason ?? ''}` : '', slipAfterText(order, (at) => say.time(at)), order.appointmentAt ? `约 ${say.when(order.appointmentAt)}` : ''].filter(Boolean).join('；'),
          ]
        : undefined,
  },
);

/** 回访记录 (M-36, forms.md 4.8). */
const followUps = stateRegister<RepairOrder>(
  {
    id: 'follow-ups', title: { zh: '回访记录', en: 'Follow-up calls' }, form: 'WX-08', clause: 'M-36', permission: 'repairs.read',
    columns: [
      column('nr', '序号', 'No.', 8, 'centre'), column('at', '回访时间', 'When', 24), column('order', '维修单号', 'Order', 18), column('place', '地点/部门', 'Place', 22), column('who', '受访人', 'Asked', 14), column('method', '方式', 'Way', 12), column('item', '维修项目', 'Item', 34), column('answer', '反馈', 'Answer', 14),
      column('note', '具体意见', 'Remarks', 44), column('again', '再次维修', 'Again', 14), column('by', '回访人', 'By', 16),
    ],
  },
  {
    table: 'repairs', at: 'received_at', where: `t.state ? 'followUp'`, people: whoOf,
    cells: (order, say, asked) => {
      const call = order.followUp;
      return call && maySee(order, asked.actor)
        ? [say.nr, say.when(call.at), order.orderNumber ?? order.logNumber, say.place ?? order.placeText, surnameOnly(order.reporterName), METHODS[call.method] ?? call.method, maskNumbers(order.item), FOLLOW_UPS[call.result] ?? '', maskNumbers(call.note ?? ''), order.visit > 1 ? `第 ${order.visit} 次上门` : '', say.name(call.by)]
        : undefined;
    },
  },
);

/** 领料单 as a register (forms.md 4.15): an order's materials in one line. */
const materials = stateRegister<RepairOrder>(
  {
    id: 'materials', title: { zh: '领料登记', en: 'Materials taken' }, form: 'WX-09', clause: 'M-13', permission: 'repairs.read',
    columns: [
      column('nr', '序号', 'No.', 8, 'centre'), column('day', '日期', 'Day', 18), column('order', '维修单号', 'Order', 18), column('place', '地点', 'Place', 22), column('item', '维修项目', 'Item', 32), column('list', '材料（规格 数量 单价）', 'Materials', 70), column('sum', '金额（元）', 'Sum (¥)', 16, 'right'),
      column('taker', '领料人', 'Taken by', 14), column('issuer', '发料人', 'Issued by', 14), column('old', '旧件回收', 'Old parts', 12),
    ],
  },
  {
    table: 'repairs', at: 'received_at', where: `jsonb_array_length(t.state->'materials') > 0`, people: whoOf,
    cells: (order, say, asked) =>
      maySee(order, asked.actor)
        ? [
            say.nr, say.day(order.marks['takeMaterials']?.at ?? order.receivedAt), order.orderNumber ?? order.logNumber, say.place ?? order.placeText, maskNumbers(order.item),
            order.materials.map((entry) => `${entry.name}${entry.spec ? ` ${entry.spec}` : ''} ${entry.quantity}${entry.unit}${entry.unitPriceCents === undefined ? '' : ` × ${(entry.unitPriceCents / 100).toFixed(2)}`}`).join('\n'),
            Math.round(order.materials.reduce((sum, entry) => sum + entry.quantity * (entry.unitPriceCents ?? 0), 0)) / 100, say.name(order.technicianId), order.materialsIssuedBy ?? '', order.oldPartsReturned ? '√' : '',
          ]
        : undefined,
  },
);

export const REPAIR_REGISTERS: readonly RegisterSource[] = [log, followUps, materials];
