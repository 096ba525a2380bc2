const ZH = {
  loading: '正在打开…', gone: '这个链接打不开，请联系客服台。', offline: '网络不通，请稍后再试；您填写的内容还在。', report: '报修', what: '什么坏了？', whatHint: '例如：第二个洗手台水龙头滴水', name: '怎么称呼您（可不填）', phone: '联系电话（可不填）', photo: '拍张照片（可不填）', photoSent: '照片已附上', photoFailed: '照片没有传上，可以再试，也可以不附', send: '提交', sent: '已收到，马上为您处理。', number: '登记号', follow: '查看进展',
  rate: '请您对本次维修作个评价', workmanship: '维修质量', attitude: '服务态度', conduct: '行为举止', satisfied: '满意', fair: '较满意', dissatisfied: '不满意', comment: '意见建议（可不填）', sign: '请在此签名', clear: '重写', signedBy: '您的称呼', handBack: '请把手机交还维修员', done: '谢谢您的评价。今后有问题，我们随时为您服务。', notYet: '现在还不能评价，请稍候。', complaints: '投诉电话', refused: '没有成功，请再试一次。', wait: '试的次数太多，请几分钟后再试。', house: '这台设备登录着本案场人员，不能评价；请客人用自己的手机扫码。',
  complain: '我要投诉或举报', kindOf: '您要', kind: { complaint: '投诉', report: '举报' }, kindNote: { complaint: '客服台马上看到，会有人专门负责给您答复。', report: '只有物业经理能看到，可以不留姓名。' }, complaintSend: { complaint: '提交投诉', report: '提交举报' }, complaintWhat: '请说说是什么事', aboutManager: '说的是物业经理本人（由上级处理，物业经理看不到）',
  complaintSent: '已收到，谢谢您告诉我们。', complaintNumber: '编号', complaintCalls: '我们会按您留的电话给您答复。', complaintSilent: '您没有留电话，我们会处理，但没办法答复您；想知道结果，可以拨打投诉电话报编号。',
  drinks: '今天的饮品还满意吗？', drinksNote: '愿意就点一下，不需要登录', stars: (n: number) => `${n} 星`,
  line: { logged: '已收到报修，正在安排', issued: '已收到报修，正在安排', accepted: '已派', ready: '已派', on_site: '已到现场', in_progress: '正在维修', on_hold: '暂停，等待条件', tested: '已修好，等待验收', signed_off: '已完成', closed: '已完成', cancelled: '已取消' } as Record<string, string>,
  expected: (time: string) => `，预计 ${time} 前到`,
};
const EN: typeof ZH = {
  loading: 'Opening…', gone: 'This link does not open; please ask the service desk.', offline: 'No network; try again, what you typed is kept.', report: 'Report a fault', what: 'What is broken?', whatHint: 'e.g. the second tap drips', name: 'Your name (optional)', phone: 'Phone (optional)', photo: 'Take a photo (optional)', photoSent: 'Photo attached', photoFailed: 'The photo did not go through; try again or leave it', send: 'Send', sent: 'Received, we are on it.', number: 'Number', follow: 'See progress',
  rate: 'Please rate this repair', workmanship: 'Workmanship', attitude: 'Attitude', conduct: 'Conduct', satisfied: 'Satisfied', fair: 'Fairly', dissatisfied: 'Dissatisfied', comment: 'Comment (optional)', sign: 'Please sign here', clear: 'Clear', signedBy: 'Your name', handBack: 'Please hand the phone back', done: 'Thank you. We are always at your service.', notYet: 'Not ready to be rated yet.', complaints: 'Complaints', refused: 'That did not work, please try again.', wait: 'Too many tries; please wait some minutes.', house: 'Somebody of the centre is signed in on this device; please scan the code with the guest’s own phone.',
  complain: 'Complain or report misconduct', kindOf: 'This is', kind: { complaint: 'a complaint', report: 'a report' }, kindNote: { complaint: 'The desk sees it at once; one person is responsible for your answer.', report: 'Only the property manager reads it; you need not give a name.' }, complaintSend: { complaint: 'Send the complaint', report: 'Send the report' }, complaintWhat: 'What happened?', aboutManager: 'It is about the property manager (handled above; the manager does not see it)',
  complaintSent: 'Received. Thank you for telling us.', complaintNumber: 'Number', complaintCalls: 'We will answer on the phone number you left.', complaintSilent: 'You left no phone number: we will look into it but cannot answer you. The complaints number can tell you how it stands.',
  drinks: 'Did you enjoy the drinks today?', drinksNote: 'Only if you like; no sign-in', stars: (n: number) => `${n} stars`,
  line: { logged: 'Received, being arranged', issued: 'Received, being arranged', accepted: 'On the way: ', ready: 'On the way: ', on_site: 'On site', in_progress: 'Being repaired', on_hold: 'On hold', tested: 'Repaired, to be accepted', signed_off: 'Done', closed: 'Done', cancelled: 'Cancelled' },
  expected: (time: string) => `, expected by ${time}`,
};

export const LOCALE = navigator.language.startsWith('zh') ? 'zh-CN' : 'en-GB';
export const words = LOCALE === 'zh-CN' ? ZH : EN;

/** Times as the house counts them: only the hour today, with the day otherwise. */
export const timeOf = (instant: string, zone: string): string => {
  const date = new Date(instant);
  const dayOf = (value: Date) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(value);
  const day = dayOf(date) === dayOf(new Date()) ? {} : { month: 'numeric' as const, day: 'numeric' as const };
  return new Intl.DateTimeFormat(LOCALE, { ...day, timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date);
};
