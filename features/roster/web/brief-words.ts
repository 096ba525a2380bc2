import { defineWords } from '../../../platform/web/i18n.tsx';

export const BRIEF_PAGE_WORDS = defineWords({
  zh: {
    copyText: '复制到微信群', picture: '做成长图', save: '保存图片', copyPicture: '复制图片', copied: '已复制，可以粘贴到群里', notCopied: '浏览器不让复制，请保存图片', noPicture: '这台设备画不出图片', hold: '手机上长按图片可以保存或转发', pictureOf: '今日简报长图', close: '收起图片', nothing: '今天没有要说的事',
    privacy: '不含客人、来电人和电话号码，同事只写姓和称呼', file: '今日简报',
    packet: '值班交底单', mine: (days: string) => `您值班：${days}`, notMine: '这几天您没有值班', print: '打印一页 A4', weekend: '周末', days: '每天谁在岗', contacts: '同事电话', showNumbers: '显示号码', hideNumbers: '收起号码', call: (name: string) => `打给${name}`, noPhone: '未登记', up: '可请示', open: '未完的事', noOpen: '没有未完的事', more: (n: number) => `还有 ${n} 项，见「交接班」`,
    booked: '期间的预约和到期任务', none: '没有', faults: '最可能的故障（近 180 天）', noFaults: '记录还太少，看不出来', times: (n: number) => `${n} 次`, prepare: '备', danger: '须有资格的维修员', may: '您可以做什么', handover: '值完班要做的', takers: (day: string, names: string) => `${day} 由 ${names} 接班`, noTaker: '当天客服（尚未排班）', toHandover: '写交班', complaints: '投诉电话', desk: '客服台', unset: '未设', gap: '缺岗', left: '已离岗', noPlan: '没有排班', noRun: '近期没有休息日', emergency: '报警 110 · 火警 119 · 急救 120', closed: '不营业', separator: '、',
  },
  en: {
    copyText: 'Copy for the group chat', picture: 'Make a picture', save: 'Save picture', copyPicture: 'Copy picture', copied: 'Copied; paste it into the chat', notCopied: 'The browser does not allow it; save the picture', noPicture: 'This device cannot draw the picture', hold: 'On a phone, hold the picture to save or send it', pictureOf: 'The brief as a long picture', close: 'Hide picture', nothing: 'Nothing to say today',
    privacy: 'No guests, callers or numbers; of colleagues the surname', file: 'brief',
    packet: 'Duty packet', mine: (days: string) => `You are on duty ${days}`, notMine: 'You have no duty on these days', print: 'Print one A4 page', weekend: 'Weekend', days: 'Who is on', contacts: 'Colleagues', showNumbers: 'Show numbers', hideNumbers: 'Hide numbers', call: (name: string) => `Call ${name}`, noPhone: 'no number', up: 'to ask', open: 'Open matters', noOpen: 'Nothing is open', more: (n: number) => `${n} more under Handover`,
    booked: 'Booked and due', none: 'none', faults: 'Most likely faults (180 days)', noFaults: 'Too few records to tell', times: (n: number) => `${n} times`, prepare: 'Bring', danger: 'authorised technicians only', may: 'What you may do', handover: 'When the duty ends', takers: (day: string, names: string) => `${day}: taken over by ${names}`, noTaker: 'the desk (not planned yet)', toHandover: 'Write handover', complaints: 'Complaints', desk: 'Desk', unset: 'not set', gap: 'uncovered', left: 'left', noPlan: 'nobody planned', noRun: 'No days off ahead', emergency: 'Police 110 · Fire 119 · Ambulance 120', closed: 'closed', separator: ', ',
  },
});
