export { scanRetention } from './paper-scans.ts';
import { outlookOf, type RetentionSource } from '../../../platform/server/retention.ts';

const after = { zh: '抹去姓名、号码、单位和内容；时间、响铃、结果等数字保留', en: 'names, numbers, firms and content go; times, rings and results stay' };

/** Callers (T-15 …), erased by `forgetting.ts` in the desk's night, or at once when somebody asks to be forgotten. */
export const TELEPHONE_RETENTION: readonly RetentionSource[] = [
  {
    id: 'calls', parameter: 'telephone.retention_days', record: { zh: '来电记录', en: 'Calls' }, holds: { zh: '来电者姓名、称呼、号码、单位、通话要点', en: 'Name, address, number and firm of the caller, what was said' }, from: { zh: '自来电起', en: 'from the call' }, after,
    outlook: outlookOf('calls', 'started_at', 'erased_at is null and not live'),
  },
  {
    id: 'messages', parameter: 'telephone.retention_days', record: { zh: '留言', en: 'Messages' }, holds: { zh: '来电者姓名、号码、单位、留言内容', en: 'Name, number and firm of the caller, the message' }, from: { zh: '自记录起；未转达的等转达', en: 'from its taking; an undelivered one waits' }, after,
    outlook: outlookOf('messages', 'taken_at', 'erased_at is null and not open'),
  },
  {
    id: 'matters', parameter: 'telephone.retention_days', record: { zh: '跟进事项', en: 'Matters to follow up' }, holds: { zh: '对方姓名、号码、单位、内容', en: 'Name, number and firm, what it is about' }, from: { zh: '自登记起；未办结的等办结', en: 'from its opening; an open one waits' }, after,
    outlook: outlookOf('matters', 'opened_at', `erased_at is null and status <> 'open'`),
  },
  {
    id: 'contacts', parameter: 'telephone.retention_days', record: { zh: '来电者名录', en: 'Known callers' }, holds: { zh: '姓名、称呼、单位、号码', en: 'Name, address, firm, numbers' }, from: { zh: '自最近一次来电起；本人要求立即抹去', en: 'from the last call; at once when the person asks' }, after: { zh: '整条抹去，相关来电、留言一起抹去', en: 'the whole entry goes, with its calls and messages' },
    outlook: outlookOf('contacts', 'last_at', `status = 'known'`),
  },
  {
    id: 'call-events', parameter: 'telephone.raw_days', record: { zh: '电话系统原始事件', en: 'Raw events of telephone systems' }, holds: { zh: '主叫号码', en: 'Calling numbers' }, from: { zh: '自收到起', en: 'from their arrival' }, after: { zh: '整条删除', en: 'deleted whole' },
    outlook: outlookOf('call_events', 'received_at', 'true'),
  },
];
