import { defineWords } from '../../../platform/web/i18n.tsx';

export const STAFF_WORDS = defineWords({
  zh: {
    separator: '、', title: '人员', name: '姓名', username: '登录名', usernameHint: '小写字母、数字；也可以用工号或手机号登录', employeeNo: '工号', phone: '手机号', roles: '岗位', skills: '授权操作', until: '到期日（临时人员）', actions: '操作',
    add: '新增人员', save: '保存', cancel: '取消', edit: '岗位', lend: '借调', take: '接收', decline: '不接收', end: '离岗', resetPassword: '重设密码', resetPin: '清除 PIN', showEnded: '也显示已离岗的人',
    lent: '借调来的', offered: '待接收', temporary: (when: string) => `临时，到 ${when}`, ended: '已离岗', noPin: '未设 PIN',
    password: (name: string) => `${name} 的一次性密码，只显示这一次，登录后须改成自己的：`,
    endTitle: (name: string) => `${name} 离岗`, endNote: '离岗后立即不能再登录。下面这些工作要转给别人：', nothingOpen: '手上没有未完成的工作。', endSure: '确认离岗', leftOpen: (name: string) => `${name} 已离岗，下面这些工作要转给别人：`,
    lendTitle: (name: string) => `借调 ${name}`, toSite: '借到哪个案场', lendNote: '由对方物业经理接收后生效，区域品质由对方系统管理员接收；密码和 PIN 仍由本案场管理。', lentDone: '已提出借调，等对方接收',
    editTitle: (name: string) => `${name} 的岗位`, devices: '客服台电脑', deviceNote: '登记后，这台电脑上可以按姓名和 PIN 两秒换人。', deviceName: '给这台电脑起个名字', enrol: '登记这台电脑', withdraw: '撤销', withdrawn: '已撤销', isThis: '就是这台', noDevices: '还没有登记的电脑',
    skillNames: { 'electrical-main': '总电源、配电', gas: '燃气', lift: '电梯', 'fire-system': '消防系统', 'work-at-height': '登高作业' } as Record<string, string>,
    refusal: {
      'name-taken': '登录名、工号或手机号已有人用', 'role-not-yours': '这个岗位不能由您授予或变动，请联系系统管理员', 'role-not-held': '只能按本人现有的岗位借调', 'person-is-lent': '借调来的人由原案场管理', 'person-of-other-centre': '此人还属于您不管理的案场，请联系系统管理员',
      'not-yourself': '不能对自己这样做', 'already-there': '此人已在那个案场', 'end-in-the-past': '到期日已经过去', 'password-sign-in-needed': '请退出，用密码登录后再做', 'bad-input': '请核对填写的内容', forbidden: '没有权限', other: '没有成功，请稍后再试',
    } as Record<string, string>,
  },
  en: {
    separator: ', ', title: 'People', name: 'Name', username: 'Sign-in name', usernameHint: 'Lower case letters, digits; staff number or phone work too', employeeNo: 'Staff number', phone: 'Phone', roles: 'Roles', skills: 'Authorised for', until: 'Until (temporary)', actions: 'Actions',
    add: 'Add a person', save: 'Save', cancel: 'Cancel', edit: 'Roles', lend: 'Lend', take: 'Take', decline: 'Decline', end: 'End', resetPassword: 'Reset password', resetPin: 'Clear PIN', showEnded: 'Show those who left',
    lent: 'On loan here', offered: 'Offered', temporary: (when: string) => `Temporary, until ${when}`, ended: 'Left', noPin: 'No PIN',
    password: (name: string) => `One-time password of ${name}, shown only once, to be changed at sign-in:`,
    endTitle: (name: string) => `${name} leaves`, endNote: 'Access ends at once. This work must be given to somebody else:', nothingOpen: 'No open work in hand.', endSure: 'End now', leftOpen: (name: string) => `${name} has left; this work must be given to somebody else:`,
    lendTitle: (name: string) => `Lend ${name}`, toSite: 'To which centre', lendNote: 'Takes effect when the manager there takes them, a quality manager when the administrator does; password and PIN stay with this centre.', lentDone: 'Offered; waiting to be taken',
    editTitle: (name: string) => `Roles of ${name}`, devices: 'Desk PCs', deviceNote: 'On an enrolled PC people change by name and PIN in two seconds.', deviceName: 'Name of this PC', enrol: 'Enrol this PC', withdraw: 'Withdraw', withdrawn: 'Withdrawn', isThis: 'This one', noDevices: 'No PC is enrolled yet',
    skillNames: { 'electrical-main': 'Electrical mains', gas: 'Gas', lift: 'Lift', 'fire-system': 'Fire system', 'work-at-height': 'Work at height' } as Record<string, string>,
    refusal: {
      'name-taken': 'Sign-in name, staff number or phone is in use', 'role-not-yours': 'This role is not yours to give or change; ask an administrator', 'role-not-held': 'Only roles they hold can be lent', 'person-is-lent': 'People on loan are administered by their own centre', 'person-of-other-centre': 'Also belongs to a centre you do not manage; ask an administrator',
      'not-yourself': 'Not for yourself', 'already-there': 'Already there', 'end-in-the-past': 'That date has passed', 'password-sign-in-needed': 'Sign out and sign in with the password for this', 'bad-input': 'Check what you entered', forbidden: 'No permission', other: 'That did not work; try again later',
    } as Record<string, string>,
  },
});
