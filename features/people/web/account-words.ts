import { defineWords } from '../../../platform/web/i18n.tsx';

export const ACCOUNT_WORDS = defineWords({
  zh: {
    scope: { 'alerts.manage': '设置提醒', 'alerts.oversee': '看提醒记录', 'alerts.read': '看提醒', 'handover.read': '看交班', 'handover.review': '审阅交班', 'handover.sign': '签交班', 'people.devices': '登记客服台电脑', 'people.manage': '管理人员', 'people.read': '看人员', 'repairs.figures': '看月度数据', 'repairs.import': '导入历史报修', 'repairs.log': '登记报修', 'repairs.read': '看维修单', 'repairs.work': '处理维修单', 'roster.plan': '排班', 'roster.presence': '登记去向', 'roster.read': '看值班表', 'roster.reassign': '调整岗位', 'sites.codes': '墙上二维码', 'sites.manage': '管理案场', 'sites.read': '看案场', 'system.read': '看系统状态', 'tasks.give': '交办任务', 'tasks.read': '看任务', 'telephone.answer': '接电话、留言、跟进', 'telephone.check': '抽查通话', 'telephone.contacts': '看来电联系人', 'telephone.directory': '看分机表', 'telephone.figures': '看电话数据', 'telephone.forget': '抹去联系人', 'telephone.own': '看自己的留言', 'telephone.pbx': '设置电话系统', 'telephone.read': '看来电登记', 'telephone.reveal': '看完整号码', 'telephone.seat': '坐席与回拨', 'telephone.settings': '设置电话', 'walks.plan': '编巡查清单', 'walks.read': '看巡查', 'walks.walk': '巡查' } as Record<string, string>,
    title: '我的账号', password: '修改密码', must: '这是一次性密码，请先改成自己的密码。', current: '现在的密码', next: '新密码（至少 8 位）', save: '保存', saved: '已保存', out: '在所有设备上退出', outDone: '已在所有设备上退出',
    pin: 'PIN 密码', pinNote: '在登记过的客服台电脑上换人和签字用，4–6 位数字。', newPin: '新 PIN', withPassword: '登录密码',
    tokens: '接口令牌', tokenNote: '给脚本用；只显示一次。', tokenName: '名称', days: '有效天数', scopes: '允许的操作', make: '新建令牌', made: '请抄下令牌，它只显示这一次：', revoke: '作废', revoked: '已作废', until: (when: string) => `有效到 ${when}`, none: '还没有令牌',
    refusal: {
      'wrong-password': '现在的密码不对', 'wrong-pin': 'PIN 不对', 'too-many-tries': '试的次数太多，请几分钟后再试', 'password-unchanged': '新密码与旧密码相同', 'pin-too-simple': '这个 PIN 太好猜，请换一个',
      'password-sign-in-needed': '请用密码登录后再做', 'bad-input': '请核对填写的内容', other: '没有成功，请稍后再试',
    } as Record<string, string>,
  },
  en: {
    scope: { 'alerts.manage': 'set up alerts', 'alerts.oversee': 'see the log of alerts', 'alerts.read': 'see alerts', 'handover.read': 'read handovers', 'handover.review': 'review handovers', 'handover.sign': 'sign handovers', 'people.devices': 'enrol desk PCs', 'people.manage': 'manage people', 'people.read': 'read people', 'repairs.figures': 'read figures', 'repairs.import': 'import repairs', 'repairs.log': 'log repairs', 'repairs.read': 'read repairs', 'repairs.work': 'work on repairs', 'roster.plan': 'plan the roster', 'roster.presence': 'say who is where', 'roster.read': 'read the roster', 'roster.reassign': 'reassign posts', 'sites.codes': 'codes for the walls', 'sites.manage': 'manage the centre', 'sites.read': 'read the centre', 'system.read': 'read the system status', 'tasks.give': 'give tasks', 'tasks.read': 'read tasks', 'telephone.answer': 'answer calls', 'telephone.check': 'check calls', 'telephone.contacts': 'read contacts', 'telephone.directory': 'read the directory', 'telephone.figures': 'read telephone figures', 'telephone.forget': 'forget contacts', 'telephone.own': 'read own messages', 'telephone.pbx': 'set up telephone systems', 'telephone.read': 'read the call log', 'telephone.reveal': 'see whole numbers', 'telephone.seat': 'take a seat, call back', 'telephone.settings': 'set the telephone', 'walks.plan': 'plan the walk', 'walks.read': 'read walks', 'walks.walk': 'walk' },
    title: 'My account', password: 'Change password', must: 'This is a one-time password; choose your own first.', current: 'Present password', next: 'New password (8 or more)', save: 'Save', saved: 'Saved', out: 'Sign out on all devices', outDone: 'Signed out everywhere',
    pin: 'PIN', pinNote: 'For changing people and signing on an enrolled desk PC; 4–6 digits.', newPin: 'New PIN', withPassword: 'Password',
    tokens: 'API tokens', tokenNote: 'For scripts; shown once.', tokenName: 'Name', days: 'Days valid', scopes: 'Allowed', make: 'Make a token', made: 'Note the token, it is shown only once:', revoke: 'Revoke', revoked: 'Revoked', until: (when: string) => `Valid until ${when}`, none: 'No tokens yet',
    refusal: {
      'wrong-password': 'The present password is wrong', 'wrong-pin': 'Wrong PIN', 'too-many-tries': 'Too many tries, wait some minutes', 'password-unchanged': 'That is the old password', 'pin-too-simple': 'That PIN is too easy to guess',
      'password-sign-in-needed': 'Sign in with the password for this', 'bad-input': 'Check what you entered', other: 'That did not work; try again later',
    } as Record<string, string>,
  },
});
