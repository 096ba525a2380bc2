import { defineWords } from '../../../platform/web/i18n.tsx';

export const MANAGER_WORDS = defineWords({
  zh: {
    title: '督办', sort: '排序', by: { late: '按超时', age: '按报修先后' }, empty: '没有未结的维修单', emptyHint: '各案场有未结的单会出现在这里',
    late: (clock: string, when: string) => `${clock}超时，自 ${when}`, punctual: '没有超时的时限', endedLate: (clock: string) => `${clock}曾超时`, received: (when: string) => `${when} 报修`, urged: (when: string) => `已催办 ${when}`,
    reason: (text: string) => `原因：${text}`, noReason: '未说明原因', lost: (ply: string) => `${ply}遗失，待批准`, signedLate: (minutes: number, limit: number) => `通知后 ${minutes} 分钟才签字（应在 ${limit} 分钟内）`,
    orders: '未结', shown: (n: number, all: number) => `显示 ${n} / ${all}`, onTime: '按时', lateTally: '超时（未说明原因）', withReason: (text: string) => `超时 · ${text}`,
    note: '有原因的超时单独列出，仍是超时，不抵消。', keys: 'J K 移动 · U 催办 · R 改派 · E 说明原因 · A 批准遗失 · D 不批准 · Esc 取消', noTechnician: '未派人', give: '派人',
  },
  en: {
    title: 'Oversight', sort: 'Order', by: { late: 'By lateness', age: 'By age' }, empty: 'No open orders', emptyHint: 'Open orders of your centres appear here',
    late: (clock: string, when: string) => `Late: ${clock}, since ${when}`, punctual: 'No limit missed', endedLate: (clock: string) => `Was late: ${clock}`, received: (when: string) => `reported ${when}`, urged: (when: string) => `urged ${when}`,
    reason: (text: string) => `Reason: ${text}`, noReason: 'no reason given', lost: (ply: string) => `${ply} lost, to be approved`, signedLate: (minutes: number, limit: number) => `Signed ${minutes} min after the notice (limit ${limit})`,
    orders: 'Open', shown: (n: number, all: number) => `${n} of ${all} shown`, onTime: 'On time', lateTally: 'Late, no reason', withReason: (text: string) => `Late · ${text}`,
    note: 'Lateness with a reason stands apart; it is still lateness, nothing is subtracted.', keys: 'J K move · U urge · R reassign · E give reason · A approve loss · D refuse · Esc cancel', noTechnician: 'nobody named', give: 'Assign',
  },
});
