import { defineWords } from '../../../platform/web/i18n.tsx';
import { COMPLAINT_LABELS } from '../core/complaint-labels.ts';
import { COMPLAINT_CLOCK, COMPLAINT_STATUS } from '../core/line-words.ts';

export const COMPLAINT_WORDS = defineWords({
  zh: {
    complaints: '投诉', reports: '举报', open: '登记投诉', openReport: '登记举报', submit: '登记', pending: '未办结', all: '全部', empty: '没有未办结的投诉', emptyReports: '没有举报', emptyHint: '投诉电话印在每张用户联上；电话、来人、回访不满意都会到这里。',
    stepsWait: (n: number) => `没有网络：${n} 步已存在手机里，连上就发，时间按点的时候算`, sealedNote: '举报只有您能看到；被举报的人看不到，别人也看不到有这件事。', receipt: (number: string) => `已登记 ${number}。按规定由他人处理，您不再看到内容。`,
    status: COMPLAINT_STATUS.zh, ...COMPLAINT_LABELS.zh,
    clock: COMPLAINT_CLOCK.zh as Record<string, string>, late: (clock: string) => `${clock}超时`,
    step: { assign: '交给', grade: '改等级', accuse: '被投诉人', respond: '首次回应', note: '调查记录', attach: '加照片', decide: '处理意见', answer: '答复投诉人', correct: '纠正预防措施', returnCall: '回访', readContact: '看完整电话', askErasure: '要求删除个人信息', void: '作废' },
    field: { grade: '等级', channel: '渠道', anonymous: '匿名', name: '姓名', honorific: '尊称', contact: '联系方式', identity: '身份', place: '地点', accused: '被投诉的人', content: '内容', wish: '诉求', owner: '责任人', happenedAt: '发生时间', department: '被投诉的部门', reason: '原因', way: '方式', text: '内容', finding: '是否属实', cause: '原因分类', decision: '处理意见', result: '投诉人意见', method: '方式', note: '说明', at: '时间（补录时填）', photo: '照片', receivedAt: '接到时间（补录时填）' },
    facts: { number: '编号', received: '登记', person: '投诉人', contact: '联系方式', happened: '发生时间', origins: '关联单', called: '来电', department: '被投诉部门', place: '地点', accused: '被投诉', content: '内容', wish: '诉求', owner: '责任人', response: '首次回应', decision: '处理意见', answer: '答复', correction: '纠正预防', taken: '受理人', round: '轮次' },
    print: '打印处理单', anonymousPerson: '匿名', nobody: '还没有人接手', replaced: '按规定改由他人处理（投诉的是原经手人）', again: (round: number) => `第 ${round} 轮：回访不满意，重新处理`, notes: '调查情况', calls: '回访', erasureWaiting: '本人要求删除个人信息：案件或相关的赔付未结，已排队，办结时自动删除姓名和电话。', erasureDone: '个人信息已按本人要求删除。', erasureExpired: '保存期已到，个人信息已自动删除。', erasesOn: (day: string) => `个人信息 ${day} 自动删除`, erasureHint: '案件没有办结时不能马上删除：处理和答复还要用到。提出后排队，办结时自动删除。', shown: (contact: string) => `完整联系方式：${contact}（已记录本次查看）`,
    refusal: {
      'step-not-possible': '状态已变，请看最新内容', 'nothing-to-do': '这一步已经做过', 'time-in-future': '时间还没到', 'time-before-receipt': '时间早于登记时间', 'anonymous-with-name': '匿名的不填姓名和电话', 'person-not-here': '这个人不在本案场任职', 'owner-is-accused': '被投诉的人不能处理这件投诉', 'grade-unchanged': '等级没有变化', 'answer-possible': '留有联系方式，请联系后再填',
      'reason-missing': '不满意请写明原因', 'file-unknown': '照片没有上传成功，请重选', 'place-unknown': '没有这个地点', 'repair-unknown': '没有这张维修单', 'complaint-exists': '这件已经登记过', forbidden: '没有权限', 'not-found': '没有找到', 'bad-input': '请核对填写的内容', 'too-large': '照片太大', 'type-not-allowed': '只能上传照片', other: '没有成功，请稍后再试',
    } as Record<string, string>,
  },
  en: {
    complaints: 'Complaints', reports: 'Reports', open: 'Register a complaint', openReport: 'Register a report', submit: 'Register', pending: 'Open', all: 'All', empty: 'No open complaints', emptyReports: 'No reports', emptyHint: 'The number stands on every user copy; calls, visits and dissatisfied follow-ups arrive here.',
    stepsWait: (n: number) => `No network: ${n} kept on this phone with their times, sent when connected`, sealedNote: 'Only you see reports; neither those named nor anybody else sees that there is one.', receipt: (number: string) => `${number} is registered. By rule somebody else handles it; you no longer see it.`,
    status: COMPLAINT_STATUS.en, ...COMPLAINT_LABELS.en,
    clock: COMPLAINT_CLOCK.en, late: (clock: string) => `${clock} late`,
    step: { assign: 'Give to', grade: 'Change grade', accuse: 'Complained about', respond: 'First response', note: 'Investigation note', attach: 'Add a photo', decide: 'Decide', answer: 'Answer', correct: 'Corrective action', returnCall: 'Return call', readContact: 'Show full number', askErasure: 'Delete personal data', void: 'Strike out' },
    field: { grade: 'Grade', channel: 'Channel', anonymous: 'Anonymous', name: 'Name', honorific: 'Address as', contact: 'Contact', identity: 'Who', place: 'Place', accused: 'Complained about', content: 'What happened', wish: 'What they want', owner: 'Owner', happenedAt: 'When it happened', department: 'Department complained about', reason: 'Reason', way: 'Way', text: 'Words', finding: 'Finding', cause: 'Cause', decision: 'Decision', result: 'Their view', method: 'Way', note: 'Note', at: 'When (if entered later)', photo: 'Photo', receivedAt: 'Received (if entered later)' },
    facts: { number: 'No.', received: 'Registered', person: 'Complainant', contact: 'Contact', happened: 'Happened', origins: 'About order', called: 'Call', department: 'Department', place: 'Place', accused: 'Complained about', content: 'What', wish: 'Wants', owner: 'Owner', response: 'First response', decision: 'Decision', answer: 'Answer', correction: 'Correction', taken: 'Taken by', round: 'Round' },
    print: 'Print the sheet', anonymousPerson: 'anonymous', nobody: 'nobody has taken it', replaced: 'by rule handled by somebody else (it is about the first handler)', again: (round: number) => `Round ${round}: dissatisfied when called back`, notes: 'Investigation', calls: 'Return calls', erasureWaiting: 'Deletion of personal data was asked for: the case, or a claim that rests on it, is open, so it waits; name and number are deleted when that closes.', erasureDone: 'Personal data were deleted on request.', erasureExpired: 'Their time is over: personal data were deleted.', erasesOn: (day: string) => `Personal data are deleted on ${day}`, erasureHint: 'While the case is open the data are needed to handle and answer it. The request waits and is carried out when the case closes.', shown: (contact: string) => `Full contact: ${contact} (this look is on record)`,
    refusal: {
      'step-not-possible': 'It has moved on; look again', 'nothing-to-do': 'That is done already', 'time-in-future': 'That time has not come', 'time-before-receipt': 'Earlier than it was received', 'anonymous-with-name': 'Anonymous means no name or number', 'person-not-here': 'Does not work here', 'owner-is-accused': 'Nobody handles a complaint about themselves', 'grade-unchanged': 'The grade is the same', 'answer-possible': 'They left a contact; reach them first',
      'reason-missing': 'Say why they are dissatisfied', 'file-unknown': 'The photo did not arrive; choose it again', 'place-unknown': 'No such place', 'repair-unknown': 'No such order', 'complaint-exists': 'Registered already', forbidden: 'No permission', 'not-found': 'Not found', 'bad-input': 'Check what you entered', 'too-large': 'The photo is too large', 'type-not-allowed': 'Photos only', other: 'That did not work; try again later',
    },
  },
});
