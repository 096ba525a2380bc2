import { defineWords } from '../../../platform/web/i18n.tsx';

export const COPY_WORDS = defineWords({
  zh: {
    title: '联单', scan: '扫描维修单上的码，或输入单号后四位，回车登记交回', take: '登记交回', due: '待交回的客服部联', dueHint: '维修已签字；按交回时限排列', out: '还在外面的客服部联', outHint: '维修还没有签字，随维修员在外',
    noneDue: '客服部联都交回了', noneOut: '没有随单在外的联单', nothing: (q: string) => `没有找到「${q}」的维修单；一年之内的单号可以只输后四位`, already: (number: string) => `${number} 的客服部联已经交回`, which: '有几张单的后四位相同，请选一张：',
    booked: (number: string) => `${number} 客服部联已登记交回`, undo: '撤销', undone: (number: string) => `${number} 已撤销，客服部联仍在外`, signedAt: (when: string) => `${when} 签字`, lose: '遗失', lost: '遗失，待物业经理批准', refused: (reason: string) => `遗失未获批准：${reason}`, reason: '怎么遗失的', report: '登记遗失', cancel: '取消', approve: '批准遗失', refuse: '不批准', refuseReason: '不批准的原因', columns: { number: '单号', place: '地点与项目', technician: '维修员', due: '交回时限', copies: '各联', actions: '操作' }, more: '显示更多', notFound: '这张单不在您能看的范围',
  },
  en: {
    title: 'Copies', scan: 'Scan the code on the slip, or type the last four digits and Enter', take: 'Book return', due: 'Desk copies due back', dueHint: 'Signed off; the next deadline first', out: 'Desk copies still out', outHint: 'Not signed off yet; with the technician',
    noneDue: 'All desk copies are back', noneOut: 'No copies are out', nothing: (q: string) => `No slip “${q}”; within a year the last four digits will do`, already: (number: string) => `The desk copy of ${number} is back already`, which: 'Several slips end in these digits, choose one:',
    booked: (number: string) => `${number}: desk copy booked as returned`, undo: 'Undo', undone: (number: string) => `${number}: undone, the desk copy is still out`, signedAt: (when: string) => `signed ${when}`, lose: 'Lost', lost: 'lost, to be approved by the manager', refused: (reason: string) => `loss not approved: ${reason}`, reason: 'How it was lost', report: 'Report loss', cancel: 'Cancel', approve: 'Approve loss', refuse: 'Refuse', refuseReason: 'Why it is refused', columns: { number: 'Number', place: 'Place and item', technician: 'Technician', due: 'Due back', copies: 'Copies', actions: 'Actions' }, more: 'Show more', notFound: 'This order is not yours to see',
  },
});
