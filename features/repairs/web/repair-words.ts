import { CLOCK_LABELS } from '../core/clock-labels.ts';
import { STATUS_LABELS } from '../core/status-labels.ts';
import { defineWords } from '../../../platform/web/i18n.tsx';
import type { StepName } from '../core/repair-steps.ts';
import type { RepairKind } from '../core/repair-order.ts';

const stepZh: Record<StepName, string> = {
  amend: '修改登记', confirmOnSpot: '确认补单', setKind: '改报修类别', locate: '选定地点', callFirst: '先电话通知', issue: '开维修单', assign: '改派', notify: '通知维修员', urge: '催办', accept: '接单签字', ready: '工具备妥', arrive: '到达现场',
  consent: '用户同意进入', start: '开始维修', announceNoise: '告知噪声', explainCause: '讲解原因', referVendor: '联络协作单位', askSupport: '请求支援', answerSupport: '答复支援',
  takeMaterials: '领用材料', hold: '暂停', resume: '继续维修', tidy: '现场整理', askCleaning: '需要保洁', settleCleaning: '保洁完成', test: '当面试用', record: '填写结果',
  judge: '用户验收', rate: '用户评价', sign: '用户签字', noSignature: '未能签字', leave: '告辞离开', addPhoto: '添加照片', addNote: '添加备注', print: '打印维修单',
  moveCopy: '登记联单', undoReturn: '撤销交回', loseCopy: '联单遗失', approveLoss: '批准遗失', refuseLoss: '不批准遗失', followUp: '回访', reopen: '重新维修', reviewRepeat: '返修复核', inspect: '上门抽查', explainBreach: '说明原因', cancel: '作废',
};
const stepEn: Record<StepName, string> = {
  amend: 'Edit log', confirmOnSpot: 'Confirm on-spot order', setKind: 'Change kind', locate: 'Choose its place', callFirst: 'Call first', issue: 'Issue order', assign: 'Reassign', notify: 'Notify technician', urge: 'Urge', accept: 'Accept and sign', ready: 'Tools ready',
  arrive: 'Arrived', consent: 'Consent to enter', start: 'Start work', announceNoise: 'Announce noise', explainCause: 'Explain cause', referVendor: 'Call partner firm', askSupport: 'Ask for support',
  answerSupport: 'Answer support', takeMaterials: 'Take materials', hold: 'Hold', resume: 'Resume', tidy: 'Tidy up', askCleaning: 'Ask for cleaning', settleCleaning: 'Cleaning settled', test: 'Test before user',
  record: 'Record work', judge: 'Acceptance', rate: 'Rating', sign: 'Signature', noSignature: 'No signature', leave: 'Take leave', addPhoto: 'Add photo', addNote: 'Add note', print: 'Print slip',
  moveCopy: 'Move copy', undoReturn: 'Undo return', loseCopy: 'Copy lost', approveLoss: 'Approve loss', refuseLoss: 'Refuse loss', followUp: 'Follow-up call', reopen: 'Reopen', reviewRepeat: 'Review repeat', inspect: 'Spot check', explainBreach: 'Give reason', cancel: 'Cancel',
};
export const REPAIR_WORDS = defineWords({
  zh: {
    status: STATUS_LABELS.zh,
    step: stepZh,
    /** A facility is accepted by a department, not by a user (M-49). */
    stepOfFacility: { judge: '部门验收', sign: '验收人签字', rate: '评价' } as Partial<Record<StepName, string>>,
    clock: CLOCK_LABELS.zh,
    way: { app: '手机', desk: '客服台', qr: '扫码', paper: '纸单', radio: '对讲' } as Record<string, string>,
    kind: { user: '用户报修', facility: '公共设施设备' } as Record<string, string>,
    channel: { phone: '电话', in_person: '来人', radio: '对讲', wechat: '微信', patrol: '巡检', code: '扫码', on_spot: '现场补单', import: '导入' } as Record<string, string>,
    source: { patrol: '巡检', guard: '秩序', cleaning: '保洁', guest: '客人', alarm: '报警', staff: '员工' } as Record<string, string>,
    ply: { desk: '客服部联', user: '用户联', store: '库房联', engineering: '工程部联' } as Record<string, string>,
    custody: { printed: '已打印', carried: '维修员携带', with_user: '用户留存', at_store: '已交库房', at_engineering: '已交工程部', returned: '已交回', lost: '遗失' } as Record<string, string>,
    rating: { satisfied: '满意', fair: '较满意', dissatisfied: '不满意' } as Record<string, string>,
    result: { fixed: '修复', temporary: '临时处理', not_fixed: '未修复' } as Record<string, string>,
    acceptance: { accepted: '合格', accepted_with_remarks: '合格，有意见', rejected: '不合格' } as Record<string, string>,
    cause: { wear: '自然损耗', misuse: '使用不当', quality_defect: '工程质量问题', external: '外部原因', installation: '安装问题', unknown: '原因不明' } as Record<string, string>,
    holdReason: { user_absent: '用户不在', consent_refused: '用户暂不同意', parts: '等配件', vendor: '等协作单位', support: '等支援', quiet_hours: '等安静时段', other: '其他' } as Record<string, string>,
    exception: { user_changed_time: '用户改时间', emergency_elsewhere: '处理其他紧急事项', blocked_access: '无法进入', waiting_parts: '等配件', weather: '天气', wrong_entry: '录入有误', other: '其他' } as Record<string, string>,
    department: { sales: '销售部', bar: '水吧', cleaning: '保洁部', security: '秩序部', office: '办公室' } as Record<string, string>,
    signWay: { screen: '屏幕签字', pin: '密码签字', paper: '签名见纸质维修单', own_phone: '用户自己手机', desk_tablet: '客服台或本方设备', turned_phone: '维修员手机' } as Record<string, string>,
    notifyChannel: { radio: '对讲', phone: '电话', app: '手机', in_person: '当面' } as Record<string, string>,
    method: { phone: '电话', in_person: '面谈', on_site: '现场' } as Record<string, string>,
    followUp: { satisfied: '满意', fair: '较满意', dissatisfied: '不满意', not_reached: '未接通' } as Record<string, string>,
    supportTo: { foreman: '维修领班', engineering_head: '工程部主任' } as Record<string, string>,
    why: { refused: '用户不愿签', absent: '用户不在' } as Record<string, string>,
    witness: { refused: '用户不愿签，请写明见证人', absent: '用户不在，请写明见证人；没有人在场的，先拍照' },
    settled: { done: '已完成', waived: '不再需要' } as Record<string, string>,
    spot: { introduced: '先自我介绍', consented: '征得同意再进', entered: '脚步轻，工具袋背肩或离地', protected: '移开、遮盖物品，铺布', quiet: '手脚轻，不出声响', explained: '讲清故障原因', tidied: '擦净、收好、复位', tested: '当面试用', leftSoftly: '轻步离开，工具袋离地', saidFarewell: '门口转身说告别语', noBadHabits: '不吸烟，无不良习惯' } as Record<string, string>,
    spotAnswer: { yes: '符合', no: '不符合', unseen: '未观察' } as Record<string, string>,
    filter: { open: '未结', to_notify: '待通知', late: '已超时', on_hold: '暂停', to_confirm: '补单待确认', copies_out: '联单未交回', follow_up: '待回访', repeats: '返修待复核', to_locate: '待定位', over_target: '小修超过目标天数', call_back: '先回电另约', all: '全部' } as Record<string, string>,
    field: {
      item: '维修项目', kind: '报修类别', placeText: '地点（写明）', placeId: '地点', reporterName: '报修人', reporterPhone: '联系电话', department: '验收部门', appointmentAt: '预约时间', typeId: '类别', urgent: '紧急',
      technicianId: '维修员', channel: '通知方式', leaderId: '同意的领班或主任（此人无资格时）', leaderWord: '领班或主任的意见', reason: '原因', signWay: '签字方式', signatureFile: '签名', given: '用户是否同意', by: '同意人', asReported: '与报修是否一致', actualFault: '实际故障',
      moved: '已移开物品', covered: '已遮盖包扎', sheet: '已铺塑料布', until: '预计到', cause: '故障原因', causeText: '原因说明', explained: '是否已向用户讲解', firm: '协作单位', contact: '联系人', called: '是否已电话联络', promised: '承诺时间',
      to: '对象', text: '内容', answer: '答复', materials: '材料', note: '说明', wiped: '设备已擦拭', tools: '工具已收好', rubbish: '杂物已清理', restored: '物品已复位', settled: '结果', passed: '试用结果', workDone: '维修内容',
      result: '处理结果', acceptance: '验收意见', remarks: '意见', workmanship: '维修质量', attitude: '服务态度', conduct: '行为举止', comment: '意见建议', signedBy: '签字人', why: '情形', witness: '见证人', ply: '联次', custody: '去向',
      holder: '持有人', method: '方式', clock: '时限', expectedAt: '预计到达', at: '时间（不填就是现在）', beforeOpening: '开门前修好',
      symptom: '故障现象', equipment: '设备名称 / 编号', affectsOpening: '影响开放', safetyMeasures: '现场已设安全措施', issuedBy: '发料人', oldPartsReturned: '旧件已回收', timeliness: '及时性', tidied: '做了的项目（至少勾一项）',
    } as Record<string, string>,
    answers: { given: { yes: '同意', no: '暂不同意' }, asReported: { yes: '一致', no: '不一致' }, explained: { yes: '已讲解', no: '未讲解' }, called: { yes: '已联络', no: '还没有' }, passed: { yes: '正常', no: '不正常' } } as Record<string, { yes: string; no: string }>,
    missing: (names: readonly string[]) => `还差：${names.join('、')}`,
    inMinutes: (minutes: number) => `${minutes} 分钟`,
    notNow: { by: '谁说暂不同意', step: '暂停，另约时间' },
    intake: {
      title: '新报修', line: '一句话登记：地点 + 故障 + 报修人 + 时间', example: '样板间2洗手间漏水 王经理 下午3点', save: '登记', saveAndIssue: '登记并开单', place: '地点', placeOther: '其他（写明）', item: '维修项目',
      reporter: '报修人', phone: '电话', appointment: '预约', type: '故障类别', kind: '报修类别', urgent: '紧急', beforeOpening: '开门前修好', channel: '方式', source: '来源',
      vague: { 'which-part': '请问哪个部位？', 'what-symptom': '请问是什么现象？', both: '请问哪个部位、什么现象？' } as Record<string, string>,
      duplicate: '同一地点还有未结的维修单：', received: '接报时间（补录纸面时填写）', done: '已登记', cancel: '取消', hint: '回车登记并开单，Esc 关闭，文字会保留', callFirst: '涉及安全或紧急：可以先通知维修员，再补单', called: '已先通知，登记（随后补单）',
    },
    board: {
      unsigned: '未能签字', title: '维修', now: '现在要做', empty: '没有未结的维修单', emptyOf: (filter: string) => `「${filter}」里没有维修单`, emptyHint: '按 N 登记新报修', choose: '选择一张维修单查看', timeline: '时间线', copies: '联单', notPrinted: '未打印', clocks: '时限', more: '更多', search: '搜索', searchEmpty: '没有找到维修单',
      loadMore: '显示更多', paper: '代录纸单', noDeadline: '无时限', late: '超时', repeat: '30 天内返修', toConfirm: '待客服确认', callBack: (minutes: number) => `比约好的时间晚 ${minutes} 分钟以上：先给用户回电，另约时间。`, appointed: '已回电，约好', slipAfter: '补单', needsPlace: '待定位', unplaced: (words: string) => `「${words}」还不在本案场的地点名单里。不影响维修，选定地点后才能结单。`, addPublic: '加入名单：公共区域', addRoom: '加入名单：房间（入室须征得同意）', askManager: '名单里没有的，请物业经理加入。', bothTimes: (called: string, written: string | undefined) => `${called} 先通知，${written ? `${written} 填单` : '还没有填单'}`, measured: '实测', written: '纸面', unticked: '未勾选', entered: '补录', phone: '电话',
      plan: '计划原文', house: '本案场规定', undo: '撤销', next: '下一步', printed: '打印维修单', reprint: '补打', follow: '回访', urgent: '紧急', beforeOpening: '开门前', system: '系统', metLate: '补录后按时', met: '按时', breached: '超时', running: '进行中', cancelled: '已取消',
      offline: '未连上服务器，显示的是上次的内容', tablet: '请用户在这台电脑或平板上评价签字', toGroup: '复制到微信群', copied: '已复制，可以粘贴', expected: (when: string) => `预计 ${when} 前到`, unknownYear: (years: string) => `${years} 年的节假日安排还没有录入，按平日推算，可能不准`, materials: '材料', notes: '备注', photos: '照片', testFailed: '试用不正常', vouched: '无资格，同意人', pastRating: (visit: number) => `第 ${visit} 次上门的评价`,
    },
    paper: { title: '代录：纸单或对讲', way: '来源', hint: '勾选纸单上有的步骤，填写纸面时间；没写的就是未勾选', save: '保存', time: '纸面时间', steps: '步骤', nothing: '还没有勾选任何步骤', photo: '纸单照片' },
    mobile: {
      title: '我的维修', empty: '现在没有派给您的维修单', emptyHint: '有新单会出现在这里', done: '完成', back: '返回', readAloud: '照着说', skip: '跳过', continue: '下一步', sent: '已发送', queued: '待发送', onSpot: '现场补单', all: '全部步骤',
      scan: '请用户扫码评价', turn: '把手机转给用户', refusedTray: '未被接受',
    },
    refusal: {
      'not-issued-yet': '这张报修还没开维修单', 'already-accepted': '这张维修单已经有人接单', 'step-not-possible': '现在还不能做这一步', 'place-missing': '请写明地点', 'place-unknown': '没有这个地点', 'item-missing': '请写清楚维修项目', 'already-located': '已经选定地点', 'place-name-taken': '名单里已有这个地点，请直接选择', 'slip-first': '只有紧急或涉及安全的报修可以先通知、后补单；请先勾选「紧急」，或先开单',
      'appointment-in-past': '预约时间已经过去，请核对', 'time-in-future': '时间还没有到，请核对设备时间', 'time-before-request': '时间早于接报时间', 'signature-missing': '还没有签名', 'technician-missing': '请选择维修员',
      'technician-unknown': '此人不是本案场的维修员', 'skill-not-authorised': '此项须由有资格的维修员处理；无资格的，须由领班或工程部主任指名同意，换人要重新同意', 'leader-unknown': '此人不是本案场的领班或工程部主任，不能同意', 'leader-not-you': '领班或主任只能自己同意；别人的意见请客服电话问过后登记', 'leader-own-work': '不能同意自己处理，请另一位领班或主任同意', 'consent-missing': '请先征得用户同意', 'test-missing': '请先当面试用', 'record-incomplete': '请先填写维修内容和结果',
      'acceptance-missing': '请先请用户验收', 'acceptance-rejected': '用户验收不合格，请继续维修', 'department-missing': '请选择验收部门', 'reason-missing': '请写明原因', 'rating-not-asked': '公共设施维修不评价', 'rating-missing': '请先请用户评价',
      'no-such-copy': '没有这一联', 'copy-not-printed': '这一联还没有打印', 'copy-already-returned': '这一联已经交回', 'copy-not-lost': '这一联没有登记遗失', 'copy-not-returned': '这一联没有登记交回', 'too-late-to-undo': '登记交回已超过一天，不能再撤销', 'support-not-asked': '没有待答复的支援', 'cleaning-not-asked': '没有待完成的保洁',
      'already-confirmed': '已经确认过', 'own-visit': '这是您自己的上门：用户评价、回访、返修复核和抽查请由别人来办', 'file-unknown': '没有收到这张照片或签名，请重新拍或重新签', 'witness-missing': '用户不在，请写明见证人，或先拍照', 'fault-unconfirmed': '请确认与报修是否一致；不一致的，写明实际故障', 'slip-photo-missing': '请拍下签好字的纸单，或请对方在屏幕上签名', 'file-gone': '这台设备上的照片或签名已被清除，请重新拍或重新签', 'nothing-observed': '还没有观察到任何一项', 'changed-meanwhile': '别人刚刚改过这张单，请看最新内容', forbidden: '您没有这项权限', 'not-found': '找不到这张维修单', 'wrong-pin': '密码不对', 'too-many-tries': '试的次数太多，请稍后再试',
      'bad-input': '填写的内容有误', unavailable: '暂时办不到，请稍后再试', 'too-large': '文件太大', 'type-not-allowed': '只能上传照片', 'already-logged': '已经登记过', 'command-reused': '编号已被使用',
    } as Record<string, string>,
  },
  en: {
    status: STATUS_LABELS.en, step: stepEn, stepOfFacility: { judge: 'Department accepts', sign: 'Department signs', rate: 'Rating' }, clock: CLOCK_LABELS.en,
    way: { app: 'phone', desk: 'desk', qr: 'QR', paper: 'paper', radio: 'radio' },
    kind: { user: 'User repair', facility: 'Facility' },
    channel: { phone: 'Phone', in_person: 'In person', radio: 'Radio', wechat: 'WeChat', patrol: 'Patrol', code: 'Code', on_spot: 'On the spot', import: 'Import' },
    source: { patrol: 'Patrol', guard: 'Guard', cleaning: 'Cleaning', guest: 'Guest', alarm: 'Alarm', staff: 'Staff' },
    ply: { desk: 'Desk copy', user: 'User copy', store: 'Store copy', engineering: 'Engineering copy' },
    custody: { printed: 'printed', carried: 'carried', with_user: 'with user', at_store: 'at store', at_engineering: 'at engineering', returned: 'returned', lost: 'lost' },
    rating: { satisfied: 'Satisfied', fair: 'Fair', dissatisfied: 'Dissatisfied' },
    result: { fixed: 'Fixed', temporary: 'Temporary', not_fixed: 'Not fixed' },
    acceptance: { accepted: 'Accepted', accepted_with_remarks: 'With remarks', rejected: 'Rejected' },
    cause: { wear: 'Wear', misuse: 'Misuse', quality_defect: 'Quality defect', external: 'External', installation: 'Installation', unknown: 'Unknown' },
    holdReason: { user_absent: 'User absent', consent_refused: 'Not now', parts: 'Parts', vendor: 'Partner firm', support: 'Support', quiet_hours: 'Quiet hours', other: 'Other' },
    exception: { user_changed_time: 'User changed time', emergency_elsewhere: 'Emergency elsewhere', blocked_access: 'No access', waiting_parts: 'Parts', weather: 'Weather', wrong_entry: 'Wrong entry', other: 'Other' },
    department: { sales: 'Sales', bar: 'Bar', cleaning: 'Cleaning', security: 'Security', office: 'Office' },
    signWay: { screen: 'On screen', pin: 'PIN', paper: 'On the paper slip', own_phone: 'User’s own phone', desk_tablet: 'A device of the desk or the house', turned_phone: 'Technician’s phone' },
    notifyChannel: { radio: 'Radio', phone: 'Phone', app: 'App', in_person: 'In person' },
    method: { phone: 'Phone', in_person: 'In person', on_site: 'On site' },
    followUp: { satisfied: 'Satisfied', fair: 'Fair', dissatisfied: 'Dissatisfied', not_reached: 'Not reached' },
    supportTo: { foreman: 'Foreman', engineering_head: 'Head of engineering' },
    why: { refused: 'Refused', absent: 'Absent' },
    witness: { refused: 'Name who saw the refusal', absent: 'Nobody was there: name a witness, or take a photo first' },
    settled: { done: 'Done', waived: 'Waived' },
    spot: { introduced: 'Introduced himself', consented: 'Asked before entering', entered: 'Soft steps, bag off the floor', protected: 'Moved, covered, sheet laid', quiet: 'Worked quietly', explained: 'Explained the cause', tidied: 'Wiped, packed, put back', tested: 'Tested before the user', leftSoftly: 'Left softly, bag off the floor', saidFarewell: 'Said farewell at the door', noBadHabits: 'No smoking, no bad habits' },
    spotAnswer: { yes: 'Yes', no: 'No', unseen: 'Not seen' },
    filter: { open: 'Open', to_notify: 'To notify', late: 'Late', on_hold: 'On hold', to_confirm: 'To confirm', copies_out: 'Copies out', follow_up: 'To call', repeats: 'Repeats to review', to_locate: 'No place yet', over_target: 'Minor, past target', call_back: 'Call back first', all: 'All' },
    field: {
      item: 'Item', kind: 'Kind', placeText: 'Place (words)', placeId: 'Place', reporterName: 'Reporter', reporterPhone: 'Phone', department: 'Accepting department', appointmentAt: 'Appointment', typeId: 'Type', urgent: 'Urgent',
      technicianId: 'Technician', channel: 'Channel', leaderId: 'Foreman or head who allows it (if not authorised)', leaderWord: 'In his words', reason: 'Reason', signWay: 'Signed by', signatureFile: 'Signature', given: 'Does the user agree?', by: 'Who agreed', asReported: 'Is it as reported?', actualFault: 'Actual fault',
      moved: 'Moved', covered: 'Covered', sheet: 'Sheet laid', until: 'Until', cause: 'Cause', causeText: 'Details', explained: 'Explained to the user?', firm: 'Firm', contact: 'Contact', called: 'Called already?', promised: 'Promised',
      to: 'To', text: 'Text', answer: 'Answer', materials: 'Materials', note: 'Note', wiped: 'Wiped', tools: 'Tools packed', rubbish: 'Rubbish gone', restored: 'Put back', settled: 'Outcome', passed: 'Does it work?', workDone: 'Work done',
      result: 'Result', acceptance: 'Acceptance', remarks: 'Remarks', workmanship: 'Workmanship', attitude: 'Attitude', conduct: 'Conduct', comment: 'Comment', signedBy: 'Signed by', why: 'Case', witness: 'Witness', ply: 'Copy', custody: 'Where',
      holder: 'Holder', method: 'Method', clock: 'Deadline', expectedAt: 'Expected', at: 'Time (empty: now)', beforeOpening: 'Before opening',
      symptom: 'Symptom', equipment: 'Equipment / number', affectsOpening: 'Affects opening', safetyMeasures: 'Safety measures in place', issuedBy: 'Issued by', oldPartsReturned: 'Old parts returned', timeliness: 'Timeliness', tidied: 'what was done (one tick at least)',
    },
    answers: { given: { yes: 'Agrees', no: 'Not now' }, asReported: { yes: 'As reported', no: 'Different' }, explained: { yes: 'Explained', no: 'Not explained' }, called: { yes: 'Called', no: 'Not yet' }, passed: { yes: 'Works', no: 'Does not work' } },
    missing: (names) => `Still missing: ${names.join(', ')}`,
    inMinutes: (minutes) => `${minutes} min`,
    notNow: { by: 'Who said not now', step: 'Hold, agree on another time' },
    intake: {
      title: 'New repair', line: 'One line: place + fault + reporter + time', example: '样板间2洗手间漏水 王经理 下午3点', save: 'Log', saveAndIssue: 'Log and issue', place: 'Place', placeOther: 'Other (words)', item: 'Item',
      reporter: 'Reporter', phone: 'Phone', appointment: 'Appointment', type: 'Type', kind: 'Kind', urgent: 'Urgent', beforeOpening: 'Before opening', channel: 'Channel', source: 'Source',
      vague: { 'which-part': 'Which part?', 'what-symptom': 'What symptom?', both: 'Which part, what symptom?' },
      duplicate: 'Open orders at the same place:', received: 'Received at (from paper)', done: 'Logged', cancel: 'Cancel', hint: 'Enter logs and issues, Esc closes, the text is kept', callFirst: 'Safety or urgent: the technician may be told first, the slip follows', called: 'Told already: log it, slip follows',
    },
    board: {
      unsigned: 'Not signed', title: 'Repairs', now: 'To do now', empty: 'No open orders', emptyOf: (filter: string) => `No orders under “${filter}”`, emptyHint: 'Press N to log one', choose: 'Choose an order', timeline: 'Timeline', copies: 'Copies', notPrinted: 'not printed', clocks: 'Deadlines', more: 'More', search: 'Search', searchEmpty: 'No orders found',
      loadMore: 'Show more', paper: 'Key in slip', noDeadline: 'no deadline', late: 'late', repeat: 'Repeat within 30 days', toConfirm: 'To be confirmed', callBack: (minutes) => `More than ${minutes} minutes later than promised: call the user and agree on a new time.`, appointed: 'Called, new time agreed', slipAfter: 'Slip after', needsPlace: 'No place yet', unplaced: (words) => `“${words}” is not in the centre’s list of places. The work goes on; the order closes once its place is chosen.`, addPublic: 'Add to the list: public area', addRoom: 'Add to the list: room (consent to enter)', askManager: 'What is not in the list, the manager adds.', bothTimes: (called, written) => `told ${called}, ${written ? `slip written ${written}` : 'no slip yet'}`, measured: 'Measured', written: 'Written', unticked: 'not ticked', entered: 'entered later', phone: 'Phone',
      plan: 'Plan', house: 'House rule', undo: 'Undo', next: 'Next', printed: 'Print slip', reprint: 'Reprint', follow: 'Follow-up', urgent: 'Urgent', beforeOpening: 'Before opening', system: 'System', metLate: 'met, entered later', met: 'met', breached: 'late', running: 'running', cancelled: 'dropped',
      offline: 'Not connected; showing what was last seen', tablet: 'Let the user rate and sign on this screen', toGroup: 'Copy for a group chat', copied: 'Copied', expected: (when: string) => `expected by ${when}`, unknownYear: (years: string) => `Holidays of ${years} are not entered yet: counted as ordinary days, may be wrong`, materials: 'Materials', notes: 'Notes', photos: 'Photos', testFailed: 'Did not work', vouched: 'Not authorised, allowed by', pastRating: (visit: number) => `Rating of visit ${visit}`,
    },
    paper: { title: 'Key in: slip or radio', way: 'From', hint: 'Tick what the slip shows, with its times; what is missing stays unticked', save: 'Save', time: 'Written time', steps: 'Steps', nothing: 'No step ticked yet', photo: 'Photo of the slip' },
    mobile: {
      title: 'My repairs', empty: 'Nothing for you right now', emptyHint: 'New orders appear here', done: 'Done', back: 'Back', readAloud: 'Say', skip: 'Skip', continue: 'Next', sent: 'Sent', queued: 'Waiting', onSpot: 'On-spot order', all: 'All steps',
      scan: 'Let the user scan', turn: 'Hand the phone over', refusedTray: 'Refused',
    },
    refusal: {
      'not-issued-yet': 'This request has no order yet', 'already-accepted': 'Somebody accepted it already', 'step-not-possible': 'Not possible now', 'place-missing': 'State the place', 'place-unknown': 'No such place', 'item-missing': 'State the item', 'already-located': 'Its place is chosen already', 'place-name-taken': 'The list has this place: choose it', 'slip-first': 'Only what is urgent or concerns safety may be told before the slip; tick “Urgent” or issue the slip first',
      'appointment-in-past': 'That appointment has passed; check the time', 'time-in-future': 'That time has not come; check the clock', 'time-before-request': 'Before the request', 'signature-missing': 'Signature missing', 'technician-missing': 'Choose a technician',
      'technician-unknown': 'Not a technician of this centre', 'skill-not-authorised': 'Needs an authorised technician, or a foreman or head who allows it to this one; for another it is asked anew', 'leader-unknown': 'Not a foreman or head of this centre', 'leader-not-you': 'You allow it in your own name; another’s word is recorded by the desk', 'leader-own-work': 'Nobody allows it to himself; another foreman or head does', 'consent-missing': 'Ask for consent first', 'test-missing': 'Test first', 'record-incomplete': 'Record work and result first',
      'acceptance-missing': 'Ask for acceptance first', 'acceptance-rejected': 'Rejected; go on working', 'department-missing': 'Choose the department', 'reason-missing': 'Give the reason', 'rating-not-asked': 'Facility repairs are not rated', 'rating-missing': 'Ask for the rating first',
      'no-such-copy': 'No such copy', 'copy-not-printed': 'Not printed yet', 'copy-already-returned': 'Already returned', 'copy-not-lost': 'Not reported lost', 'copy-not-returned': 'Not booked as returned', 'too-late-to-undo': 'Booked more than a day ago: it can no longer be undone', 'support-not-asked': 'No support asked', 'cleaning-not-asked': 'No cleaning asked',
      'already-confirmed': 'Already confirmed', 'own-visit': 'This was your own visit: rating, follow-up, review and check are for others', 'file-unknown': 'This photo or signature was not received; take it again', 'witness-missing': 'Nobody was there: name a witness, or take a photo first', 'fault-unconfirmed': 'Say whether it is as reported, and if not, what it is', 'slip-photo-missing': 'Take a photo of the signed slip, or let them sign on the screen', 'file-gone': 'The photo or signature is gone from this device; take it again', 'nothing-observed': 'Nothing was observed yet', 'changed-meanwhile': 'Somebody just changed this; see the latest', forbidden: 'Not allowed', 'not-found': 'Not found', 'wrong-pin': 'Wrong PIN', 'too-many-tries': 'Too many tries, wait a little',
      'bad-input': 'Something is not filled in right', unavailable: 'Not possible right now', 'too-large': 'Too large', 'type-not-allowed': 'Photos only', 'already-logged': 'Already logged', 'command-reused': 'Id already used',
    },
  },
});

/** What a step is called on this kind of order. */
export const stepWord = (words: (typeof REPAIR_WORDS)['zh'], step: StepName, kind: RepairKind): string => (kind === 'facility' ? words.stepOfFacility[step] : undefined) ?? words.step[step];

/** Finished, and nobody signed (M-31). */
export const isLeftUnsigned = (row: { readonly status: string; readonly isUnsigned?: boolean }): boolean => row.isUnsigned === true && row.status === 'signed_off';

/** The status as people say it: signed off is not said of what nobody signed (M-31). */
export const statusWord = (words: (typeof REPAIR_WORDS)['zh'], row: { readonly status: string; readonly isUnsigned?: boolean }): string =>
  isLeftUnsigned(row) ? words.board.unsigned : (words.status[row.status as keyof typeof words.status] ?? row.status);
