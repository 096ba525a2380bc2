import type { AlertLevel } from '../../../platform/core/alert.ts';
import type { ChannelResult } from '../core/channel-contract.ts';
import type { LadderGroup } from '../core/ladder-groups.ts';
import { defineWords } from '../../../platform/web/i18n.tsx';

const levelZh: Record<AlertLevel, string> = { news: '全部提醒', warning: '请处理、快到时及更重的', breach: '超时、须有人处理及紧急的', top: '只发紧急的' };
const levelEn: Record<AlertLevel, string> = { news: 'Everything', warning: 'Due soon and graver', breach: 'Late and graver', top: 'Urgent only' };
const outcomeZh: Record<ChannelResult['outcome'], string> = { delivered: '对方已收下', refused: '没有送达', retry: '没发出去', unknown: '是否送达不清楚' };
const outcomeEn: Record<ChannelResult['outcome'], string> = { delivered: 'Taken by the other side', refused: 'Not delivered', retry: 'Not sent', unknown: 'Unclear whether it arrived' };
const groupZh: Record<LadderGroup, string> = { 'repair-deadlines': '维修时限', repairs: '维修中的请求和反馈', tasks: '临时任务', handover: '交接班', roster: '排班与调岗', telephone: '来电与留言', bar: '水吧', door: '突发事件与门岗', amends: '投诉、赔偿、行为与协作单位', system: '系统', other: '其他' };
const groupEn: Record<LadderGroup, string> = { 'repair-deadlines': 'Repair deadlines', repairs: 'Requests and feedback in repairs', tasks: 'Tasks', handover: 'Handover', roster: 'Roster and reassignment', telephone: 'Calls and messages', bar: 'Drinks bar', door: 'Incidents and the door', amends: 'Complaints, claims, conduct and partner firms', system: 'System', other: 'Other' };

export const SETTINGS_WORDS = defineWords({
  zh: {
    title: '提醒设置', back: '案场', channels: '渠道', ladders: '逐级上报', house: '本案场规定',
    leaves: '发到外面的内容：单号、地点、事项、时限和案场名称。不含客人、报修人的姓名和电话，事项里写的手机号会遮住中间四位。任务按交办人写的原话发出。',
    none: '还没有渠道：提醒只在系统内显示。', add: (kind: string) => `加${kind}`, name: '名称', nameHint: '如「前厅值班群」', roles: '发给哪些岗位的提醒', rolesAll: '不选＝所有岗位', minLevel: '发哪些提醒', fallback: '发不通时改用', noFallback: '不改用', personal: '发给被提醒的本人，不发群；手机推送不通时才用。',
    save: '保存', cancel: '取消', edit: '修改', kept: '已保存，不再显示；留空则不变', secretMoved: '改了地址要重新填密钥', wrongField: '请核对这一项',
    on: '启用', off: '停用', isOff: '已停用', remove: '移除', removed: (name: string) => `已移除「${name}」`, undo: '撤销', paused: (when: string) => `对方要求暂缓，${when} 后再发`,
    test: '发送测试', testTo: { phone: '测试发到哪个手机号', email: '测试发到哪个邮箱' }, testing: '正在测试，等待对方答复', tested: (when: string) => `${when} 测试`, untested: '还没测试过', outcome: outcomeZh, answer: (text: string) => `对方答复：${text}`, technical: (text: string) => `技术信息：${text}`, level: levelZh,
    ladderIntro: '提醒先发给第一级；没人按「我来处理」，过几分钟发给上一级。没人在岗的一级跳过并记下。改动只影响之后发出的提醒。', climb: (n: number) => `没有另写分钟数的，每级等 ${n} 分钟`, climbLink: '在案场设置里修改', group: groupZh, minutes: (n: number) => `${n} 分钟后`, usualMinutes: (n: number) => `${n}（默认）`, wait: '等几分钟', waitBefore: '上一级', waitAfter: '分钟没人处理，再通知', step: (n: number) => `第 ${n} 级`, addRung: '加人', addStep: '加一级', dropRung: (who: string) => `去掉 ${who}`, restore: '恢复默认', saved: '已保存', people: '相关人', posts: '岗位', ladderOf: (label: string) => `修改「${label}」`,
    refusal: { 'password-sign-in-needed': '请退出，用密码登录后再改：PIN 不够', 'channel-settings-wrong': '有的项目填得不对，已标出', 'channel-fallback-circle': '两个渠道互相改用，转来转去；请换一个', 'channel-fallback-unknown': '要改用的渠道已经移除', 'changed-meanwhile': '别人刚刚改过，已显示最新内容，请再改一次', 'channel-exists': '已经加过了', 'ladder-part-unknown': '这种提醒不认得所选的相关人', 'too-many-tries': '一小时内试发的次数太多，请过一会儿再试', 'bad-input': '请核对填写的内容', forbidden: '没有修改的权限', 'not-found': '已经移除', other: '没有保存，请稍后再试' } as Record<string, string>,
  },
  en: {
    title: 'Alert settings', back: 'Centre', channels: 'Channels', ladders: 'Ladders', house: 'House rule',
    leaves: 'What leaves the house: number, place, matter, deadline and the centre’s name. No names or numbers of guests or reporters; mobile numbers inside the matter are masked. Tasks go out in their giver’s words.',
    none: 'No channel yet: alerts show in the app only.', add: (kind: string) => `Add ${kind}`, name: 'Name', nameHint: 'Such as “Desk group”', roles: 'Alerts of which roles', rolesAll: 'None chosen = all', minLevel: 'Which alerts', fallback: 'When it fails use', noFallback: 'Nothing else', personal: 'Goes to the person alerted, not to a group, when push to the phone fails.',
    save: 'Save', cancel: 'Cancel', edit: 'Change', kept: 'Saved, not shown again; leave empty to keep it', secretMoved: 'A new address needs the key again', wrongField: 'Check this',
    on: 'Switch on', off: 'Switch off', isOff: 'Off', remove: 'Remove', removed: (name: string) => `“${name}” removed`, undo: 'Undo', paused: (when: string) => `The other side asked to wait until ${when}`,
    test: 'Send a test', testTo: { phone: 'Test to which number', email: 'Test to which address' }, testing: 'Testing, waiting for the answer', tested: (when: string) => `Tested ${when}`, untested: 'Never tested', outcome: outcomeEn, answer: (text: string) => `The other side said: ${text}`, technical: (text: string) => `Technical: ${text}`, level: levelEn,
    ladderIntro: 'An alert goes to the first step; if nobody says “I have it”, the next step is told some minutes later. A step with nobody on duty is skipped and noted. Changes affect only later alerts.', climb: (n: number) => `Without a number of its own a step waits ${n} minutes`, climbLink: 'change it in the centre’s settings', group: groupEn, minutes: (n: number) => `after ${n} min`, usualMinutes: (n: number) => `${n} (usual)`, wait: 'Minutes to wait', waitBefore: 'after', waitAfter: 'minutes without an answer', step: (n: number) => `Step ${n}`, addRung: 'Add', addStep: 'Add a step', dropRung: (who: string) => `Remove ${who}`, restore: 'Back to the usual', saved: 'Saved', people: 'People', posts: 'Roles', ladderOf: (label: string) => `Change “${label}”`,
    refusal: { 'password-sign-in-needed': 'Sign out and in again with the password: a PIN is not enough', 'channel-settings-wrong': 'Some fields are wrong; they are marked', 'channel-fallback-circle': 'The channels would fall back on each other', 'channel-fallback-unknown': 'That channel has been removed', 'changed-meanwhile': 'Somebody just changed it; this is the latest', 'channel-exists': 'Added already', 'ladder-part-unknown': 'This kind of alert does not know that person', 'too-many-tries': 'Too many tests within an hour; try again later', 'bad-input': 'Check what you entered', forbidden: 'Not allowed', 'not-found': 'Removed already', other: 'Not saved; try again later' } as Record<string, string>,
  },
});
