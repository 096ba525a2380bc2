import type { RepairClock } from './repair-deadlines.ts';

/** What a deadline is called, on screens and in messages. */
export const CLOCK_LABELS: Readonly<Record<'zh' | 'en', Readonly<Record<RepairClock, string>>>> = {
  zh: {
    absent_call: '未签字电话确认', bad_rating: '不满意回电', before_opening: '开门前修好', issue: '开单', notify: '通知', collect: '接单', ready: '备料', arrive: '赴约', reappoint: '再约时间', on_site: '到场', vendor: '联络协作单位', support: '支援答复', copy_return: '交回客服部联', follow_up: '回访',
  },
  en: {
    absent_call: 'call whoever could not sign', bad_rating: 'call after a bad rating', before_opening: 'before opening', issue: 'issue', notify: 'notify', collect: 'collect', ready: 'get ready', arrive: 'appointment', reappoint: 'a new appointment', on_site: 'on site', vendor: 'call partner', support: 'support', copy_return: 'desk copy', follow_up: 'follow-up',
  },
};
