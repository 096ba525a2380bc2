import { defineWords } from '../../../platform/web/i18n.tsx';

export const PRIVACY_WORDS = defineWords({
  zh: {
    title: '个人信息', back: '案场', tabs: { retention: '保存期限', erasures: '抹去记录', looks: '谁看过' },
    retentionNote: '每种记录存了哪些个人信息、保存多久、到期怎样。天数在「案场」页「时限与参数」里改。到期的在夜里自动抹去；备份里的旧内容随备份过期消失。', record: '记录', holds: '存了什么', keep: '保存', after: '到期怎样', next: '下次抹去', days: (n: number) => `${n} 天`, endless: '不设期限', nothing: '暂无', on: (day: string, n: number) => `${day} · ${n} 条`, due: (n: number) => `今夜 ${n} 条`, held: (n: number) => `${n} 条等结案`,
    erasuresNote: '这里只有编号、时间和条数，没有被抹去的内容。没有编号的记录写发生时间。', day: '日期', why: { retention: '到期', asked: '本人要求' }, reason: '原因', count: '条数', records: '编号或时间', by: '经手', more: '更多', show: (n: number) => `看 ${n} 个`, hide: '收起', noErasures: '还没有抹去过',
    looksNote: (days: number) => `看完整号码、打开带号码的维修单、打印、导出都会记下，保存 ${days} 天。`, at: '时间', who: '谁', what: '做了什么', which: '哪条记录', person: '人员', everyone: '全部', clear: '不限日期', noLooks: '没有记录', lines: (n: number) => `${n} 行`, times: (name: string, n: number) => `${name}（${n}）`,
    whats: { number: '看完整号码', opened: '打开', print: '打印', export: '导出' },
    kinds: { looks: '查看记录', call: '来电', message: '留言', matter: '跟进', contact: '来电者', complaint: '投诉', claim: '赔偿', repair: '维修单', incident: '突发事件', register: '登记簿', month: '每月记录', packet: '值班资料', import: '导入', referrals: '协作单位', repairs: '维修单', calls: '来电', messages: '留言', matters: '跟进', contacts: '来电者', complaints: '投诉', claims: '赔偿', incidents: '突发事件', removals: '劝离', visits: '来访', alerts: '提醒', 'bar-movements': '水吧流水', 'bar-records': '水吧单据', copies: '联单', tasks: '任务', firms: '协作单位', people: '人员', centre: '整个案场' } as Record<string, string>,
    mine: '我看过的个人信息', mineNote: '看完整号码、打开带号码的维修单、打印、导出都会记下，只有您和经理能看。',
  },
  en: {
    title: 'Personal data', back: 'Centre', tabs: { retention: 'How long it is kept', erasures: 'What was erased', looks: 'Who looked' },
    retentionNote: 'What each kind of record holds of people, how long, and what happens then. The days are set on the page “Centre” under “Limits”. What is past its time goes by itself at night; copies in backups go when the backup does.', record: 'Record', holds: 'What it holds', keep: 'Kept', after: 'What happens then', next: 'Erased next', days: (n) => `${n} days`, endless: 'No term', nothing: 'Nothing', on: (day, n) => `${day} · ${n}`, due: (n) => `${n} tonight`, held: (n) => `${n} wait for a case`,
    erasuresNote: 'Numbers, times and counts only, nothing of what was erased. A record without a number is named by its time.', day: 'Day', why: { retention: 'Time over', asked: 'Asked for' }, reason: 'Why', count: 'How many', records: 'Number or time', by: 'By', more: 'More', show: (n) => `Show ${n}`, hide: 'Hide', noErasures: 'Nothing was erased yet',
    looksNote: (days) => `Whole numbers shown, orders opened with a number, printing and exporting are written down and kept for ${days} days.`, at: 'When', who: 'Who', what: 'What', which: 'Which record', person: 'Person', everyone: 'Everybody', clear: 'Any day', noLooks: 'Nothing written down', lines: (n) => `${n} lines`, times: (name, n) => `${name} (${n})`,
    whats: { number: 'Whole number', opened: 'Opened', print: 'Printed', export: 'Exported' },
    kinds: { looks: 'looks', call: 'Call', message: 'Message', matter: 'Matter', contact: 'Caller', complaint: 'Complaint', claim: 'Claim', repair: 'Work order', incident: 'Incident', register: 'Register', month: 'Monthly record', packet: 'Duty packet', import: 'Import', referrals: 'Partner firms', repairs: 'Work orders', calls: 'Calls', messages: 'Messages', matters: 'Matters', contacts: 'Callers', complaints: 'Complaints', claims: 'Claims', incidents: 'Incidents', removals: 'Removals', visits: 'Visits', alerts: 'Alerts', 'bar-movements': 'Bar ledger', 'bar-records': 'Bar papers', copies: 'Copies', tasks: 'Tasks', firms: 'Partner firms', people: 'People', centre: 'The whole centre' },
    mine: 'Personal data I looked at', mineNote: 'Whole numbers shown, orders opened with a number, printing and exporting are written down; only you and the manager see it.',
  },
});
