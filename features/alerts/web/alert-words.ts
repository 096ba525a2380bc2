import type { AlertFate, AlertMark } from '../core/alert-marks.ts';
import type { DeliverySaying } from '../core/ladder-rows.ts';
import type { ReachedWhy } from '../core/reach.ts';
import { defineWords } from '../../../platform/web/i18n.tsx';

const markZh: Record<AlertMark, string> = { over: '已了结', news: '知会', notice: '请处理', soon: '快到时', answer: '须有人处理', late: '超时', top: '紧急' };
const markEn: Record<AlertMark, string> = { over: 'Over', news: 'For information', notice: 'Please see to', soon: 'Due soon', answer: 'Somebody must answer', late: 'Late', top: 'Urgent' };
const fateZh: Record<AlertFate, string> = { waiting: '待处理', 'in-hand': '有人在处理', unanswered: '逐级上报到顶，仍无人处理', done: '已办', met: '已按时', late: '已超时结束', 'met-late': '补录后按时', 'fell-away': '已作废', overtaken: '已转为超时提醒' };
const fateEn: Record<AlertFate, string> = { waiting: 'Waiting', 'in-hand': 'In hand', unanswered: 'Went to the top of the ladder, nobody answered', done: 'Done', met: 'Kept in time', late: 'Ended late', 'met-late': 'Kept, entered later', 'fell-away': 'Fell away', overtaken: 'Became a late alert' };
const sayingZh: Record<DeliverySaying, string> = { seen: '本人已看到', unseen: '已显示，本人还没看', arrived: '设备确认收到', taken: '推送服务已收下，设备还没确认', sent: '对方已收下', waiting: '待发送', again: '没发出去，稍后再发', standby: '备用：前一种方式不通才发', sending: '正在发送', refused: '没有送达', unknown: '是否送达不清楚', obsolete: '不用再发' };
const sayingEn: Record<DeliverySaying, string> = { seen: 'seen', unseen: 'shown, not yet seen', arrived: 'the device confirmed it', taken: 'the push service took it, the device has not confirmed', sent: 'taken by the other side', waiting: 'waiting', again: 'not sent, tried again later', standby: 'stands by in case the way before fails', sending: 'being sent', refused: 'not delivered', unknown: 'unclear whether it arrived', obsolete: 'no longer needed' };
const whyZh: Record<ReachedWhy, string> = { named: '本单相关人', 'on-duty': '在岗', 'standing-in': '行政值班代接', 'of-the-role': '按岗位' };
const whyEn: Record<ReachedWhy, string> = { named: 'named', 'on-duty': 'on duty', 'standing-in': 'standing in', 'of-the-role': 'by role' };
const kindZh: Record<string, string> = { 'in-app': '系统内', push: '手机推送', sms: '短信', email: '邮件', wecom: '企业微信', dingtalk: '钉钉', feishu: '飞书', webhook: '自建接口' };
const kindEn: Record<string, string> = { 'in-app': 'In the app', push: 'Push', sms: 'SMS', email: 'E-mail', wecom: 'WeCom', dingtalk: 'DingTalk', feishu: 'Feishu', webhook: 'Webhook' };
const partZh: Record<string, string> = { technician: '本单维修员', giver: '交办人／交班人', taker: '接班人', doer: '承办人', person: '本人', owner: '负责人', agent: '接电话的人', recipient: '留言的收件人', host: '被访人', officer: '当天的行政值班', reader: '举报的受理人', colleague: '其他区域品质' };
const partEn: Record<string, string> = { technician: 'the order’s technician', giver: 'who gave it', taker: 'who takes over', doer: 'who does it', person: 'the person', owner: 'who answers for it', agent: 'who took the call', recipient: 'whom the message is for', host: 'whom the visit is for', officer: 'the duty officer of the day', reader: 'who receives reports', colleague: 'the other quality managers' };

export const ALERT_WORDS = defineWords({
  zh: {
    title: '提醒', mark: markZh, fate: fateZh, saying: sayingZh, why: whyZh, kind: kindZh, part: partZh,
    unseen: (n: string) => `${n} 条没看过`, none: '没有提醒', noneHint: '有事会在这里显示；需要时响铃', close: '关闭', more: '更早的', settings: '我的提醒设置',
    acknowledge: '我来处理', answerWaits: '我来处理 · 待发送', clear: '清除', clearEnded: '全部清除已了结的', undo: '撤销', cleared: (n: number) => `已清除 ${n} 条`, open: '打开', copy: '复制到微信群', copied: '已复制，可以粘贴',
    inHand: (who: string, when: string) => `${who} ${when} 起在处理`, endedAt: (what: string, when: string) => `${what} · ${when}`, step: (n: number) => `第 ${n} 级`,
    sound: '响铃', soundOn: '响铃已开', soundOff: '响铃已关', soundHint: '只影响这台设备', keys: 'J K 移动 · Enter 打开 · 空格 我来处理 · Esc 关闭',
    log: '提醒记录', logIntro: '谁在什么时候、用什么方式得到通知，结果如何；没人理会时逐级上报。', onlyOpen: '还没人处理的', all: '全部', logEmpty: '没有还没人处理的提醒', logEmptyAll: '还没有提醒',
    trail: '通知与上报', trailEmpty: '这一单还没有发过提醒', trailMine: '这一单没有发给您的提醒', raised: '发出', nobody: (who: string) => `${who}：无人在岗`, climbs: (n: number, when: string) => `${when} 仍无人处理，上报第 ${n} 级`, top: '同时通知各级', group: '群消息', tries: (n: number) => `试了 ${n} 次`, nextTry: (when: string) => `${when} 再发`, answer: (text: string) => `对方答复：${text}`, technical: (text: string) => `技术信息：${text}`, details: '逐级情况', seenAt: (when: string) => `${when} 看到`, arrivedAt: (when: string) => `${when} 收到`, joined: '、', or: (who: string, instead: string) => `${who}（没有时：${instead}）`,
    refusal: { 'alert-acknowledged': '别人刚刚说了「我来处理」', 'alert-settled': '这件事已经了结', 'not-found': '这条提醒不在了', forbidden: '不能处理这条提醒', other: '没有成功，请稍后再试' } as Record<string, string>,
  },
  en: {
    title: 'Alerts', mark: markEn, fate: fateEn, saying: sayingEn, why: whyEn, kind: kindEn, part: partEn,
    unseen: (n: string) => `${n} not looked at`, none: 'No alerts', noneHint: 'What should be known appears here, with a sound where it matters', close: 'Close', more: 'Earlier', settings: 'How I am alerted',
    acknowledge: 'I have it', answerWaits: 'I have it · waiting to be sent', clear: 'Clear', clearEnded: 'Clear all that is over', undo: 'Undo', cleared: (n: number) => `${n} cleared`, open: 'Open', copy: 'Copy for a group chat', copied: 'Copied',
    inHand: (who: string, when: string) => `${who} has it in hand since ${when}`, endedAt: (what: string, when: string) => `${what} · ${when}`, step: (n: number) => `Step ${n}`,
    sound: 'Sound', soundOn: 'Sound on', soundOff: 'Sound off', soundHint: 'On this device only', keys: 'J K move · Enter open · Space I have it · Esc close',
    log: 'Log of alerts', logIntro: 'Who was told when, by which way, with what result; silence steps up.', onlyOpen: 'Unanswered', all: 'All', logEmpty: 'Nothing unanswered', logEmptyAll: 'No alerts yet',
    trail: 'Notices and escalation', trailEmpty: 'No alert about this order yet', trailMine: 'No alert about this order reached you', raised: 'Raised', nobody: (who: string) => `${who}: nobody on duty`, climbs: (n: number, when: string) => `goes to step ${n} at ${when} if nobody answers`, top: 'all steps at once', group: 'Group message', tries: (n: number) => `${n} tries`, nextTry: (when: string) => `again at ${when}`, answer: (text: string) => `The other side said: ${text}`, technical: (text: string) => `Technical: ${text}`, details: 'Step by step', seenAt: (when: string) => `seen ${when}`, arrivedAt: (when: string) => `arrived ${when}`, joined: ', ', or: (who: string, instead: string) => `${who} (else ${instead})`,
    refusal: { 'alert-acknowledged': 'Somebody else has just taken it', 'alert-settled': 'This is settled already', 'not-found': 'This alert is gone', forbidden: 'Not yours to answer', other: 'Not done; try again later' } as Record<string, string>,
  },
});
