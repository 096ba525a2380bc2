import type { Copy, CopyColour } from '../../../platform/core/copy-look.ts';
import { defineWords } from '../../../platform/web/i18n.tsx';

export const RECORDS_WORDS = defineWords({
  zh: {
    title: '记录', tabs: { month: '每月工程维修记录', registers: '登记簿', group: '各案场', paper: '纸张与表头' }, month: '月份', monthBefore: '上个月', monthAfter: '下个月', choose: '登记簿', from: '从', to: '到', print: '打印 PDF', sheet: '下载 XLSX', form: '表单编号', empty: '这段时间没有记录', more: '更多', lines: '明细', totals: '汇总', figure: '指标', now: '本月', how: '算法', unsigned: '未签', none: '无', left: (n: number) => `另有 ${n} 条`, rows: (n: number) => `共 ${n} 单`,
    draft: '草稿：随时可看可印，数字随记录变化', over: '本月已过，可以签字定稿', notOver: '本月未过完，还不能签字', signedBy: (by: string, at: string) => `${by} 于 ${at} 签字定稿，数字不再变化`, number: '编号', hash: '校验', showLines: '看明细', hideLines: '收起明细',
    sign: '签字定稿', openNow: (n: number) => `还有 ${n} 单未完成。写明原因，未完成的单会列在记录里。`, openWord: '未完成事项说明', comment: '说明（可不填）', pin: '您的 PIN', signNote: '签字后不能改，只能另附补正单。', doSign: '签字', cancel: '取消',
    addenda: '补正单', addendum: '写补正单', addendumText: '补正内容', addendumNote: '原记录不改；补正单单独编号，与原记录一起保存。', addendumOf: (nr: number, by: string, at: string) => `补${nr} · ${by} · ${at}`,
    rank: '按哪项排', site: '案场', state: '状态', signed: '已签', open: '看这个案场', groupNote: '各案场算法相同；已签字的月份用签字时的数。', best: '从好到差',
    forms: '表单编号', formsNote: '不填就用默认编号。', logo: '表头标志', logoNote: '常用的图片文件，2 MB 以内，会缩小后印在每页左上角。', setLogo: '选择图片', removeLogo: '去掉标志', save: '保存', saved: '已保存', printer: '这台电脑的打印机', printerNote: 'A4 登记簿的偏移，记在这台电脑上。先打印校准页，用尺量出差多少，再填在这里。', right: '向右移（毫米）', down: '向下移（毫米）', ruler: '打印校准页',
    copies: {
      title: '维修单各联', note: '维修单和空白单上印的联名与颜色；不填就印默认的。颜色按买的多联纸选。', usual: { desk: '客服部联', user: '用户联', store: '库房联', engineering: '工程部联' } as Record<Copy, string>, printed: { desk: '客服部联', user: '用户联', store: '库房联', engineering: '工程部联' } as Record<Copy, string>, kinds: { user: '用户报修（四联）', facility: '公共设施（三联）' }, asUsual: '默认',
      colours: { white: '白', red: '红', blue: '蓝', yellow: '黄', green: '绿' } as Record<CopyColour, string>,
    },
    refusal: {
      'month-signed-already': '这个月已经签字', 'month-not-over': '这个月还没过完', 'open-needs-word': '还有未完成的单，请先写明原因', 'month-not-signed': '这个月还没签字', 'wrong-pin': 'PIN 不对', 'pin-not-set': '还没有设 PIN，请到「我的」里设置', 'too-many-tries': '试的次数太多，请稍后再试', 'too-many-lines': '条数太多，印不下；请缩短期间或下载 XLSX', 'record-damaged': '存下的记录与签字时不一致，请联系管理员，不要使用', 'changed-meanwhile': '有人刚改过，请刷新后再试',
      'logo-too-large': '图片太大：标志请控制在 2 MB 以内', 'type-not-allowed': '只收 PNG 或 JPEG 图片', 'bad-input': '请检查填写的内容', forbidden: '您没有这个权限', unavailable: '服务器没有响应，请稍后再试', other: '没有成功，请再试一次',
    } as Record<string, string>,
  },
  en: {
    title: 'Records', tabs: { month: 'Monthly record', registers: 'Registers', group: 'All centres', paper: 'Paper' }, month: 'Month', monthBefore: 'The month before', monthAfter: 'The month after', choose: 'Register', from: 'From', to: 'To', print: 'Print PDF', sheet: 'Download XLSX', form: 'Form', empty: 'Nothing recorded in this time', more: 'More', lines: 'Lines', totals: 'Totals', figure: 'Figure', now: 'This month', how: 'How it is counted', unsigned: 'unsigned', none: 'None', left: (n) => `${n} more`, rows: (n) => `${n} orders`,
    draft: 'A draft: read and print it any day; its numbers follow the records', over: 'The month is over and can be signed', notOver: 'The month is not over and cannot be signed yet', signedBy: (by, at) => `Signed by ${by} at ${at}; its numbers change no more`, number: 'Number', hash: 'Hash', showLines: 'Show lines', hideLines: 'Hide lines',
    sign: 'Sign the month', openNow: (n) => `${n} orders are not done. Say why; they are listed in the record.`, openWord: 'Why orders are open', comment: 'Remarks (optional)', pin: 'Your PIN', signNote: 'Once signed it cannot be changed, only corrected by an addendum.', doSign: 'Sign', cancel: 'Cancel',
    addenda: 'Addenda', addendum: 'Write an addendum', addendumText: 'What is corrected', addendumNote: 'The record stays as it is; the addendum has its own number and is kept with it.', addendumOf: (nr, by, at) => `No. ${nr} · ${by} · ${at}`,
    rank: 'Rank by', site: 'Centre', state: 'State', signed: 'signed', open: 'Open this centre', groupNote: 'Counted the same everywhere; signed months as they were signed.', best: 'best first',
    forms: 'Form numbers', formsNote: 'Left empty, the usual number is printed.', logo: 'Logo', logoNote: 'PNG or JPEG up to 2 MB; shrunk and printed at the upper left of each page.', setLogo: 'Choose a picture', removeLogo: 'Remove the logo', save: 'Save', saved: 'Saved', printer: 'The printer of this PC', printerNote: 'Offsets of A4 registers, kept on this PC. Print the ruler page, measure, and fill them in.', right: 'Move right (mm)', down: 'Move down (mm)', ruler: 'Ruler page',
    copies: {
      title: 'Copies of the slip', note: 'Names and colours printed on slips and pads; left empty, the usual ones. Choose the colours of the stock you buy.', usual: { desk: 'Customer service', user: 'User', store: 'Store', engineering: 'Engineering' }, printed: { desk: '客服部联', user: '用户联', store: '库房联', engineering: '工程部联' }, kinds: { user: 'User (four)', facility: 'Facility (three)' }, asUsual: 'Usual',
      colours: { white: 'White', red: 'Red', blue: 'Blue', yellow: 'Yellow', green: 'Green' },
    },
    refusal: {
      'month-signed-already': 'The month is signed already', 'month-not-over': 'The month is not over', 'open-needs-word': 'Orders are open; say why first', 'month-not-signed': 'The month is not signed yet', 'wrong-pin': 'Wrong PIN', 'pin-not-set': 'No PIN yet; set one under “Me”', 'too-many-tries': 'Too many tries; wait a little', 'too-many-lines': 'Too many lines to print; take a shorter time or the XLSX', 'record-damaged': 'What is stored is not what was signed; tell the administrator and do not use it', 'changed-meanwhile': 'Somebody changed it; reload and try again',
      'logo-too-large': 'The picture is too large: a logo may have up to 2 MB', 'type-not-allowed': 'PNG or JPEG only', 'bad-input': 'Check what you filled in', forbidden: 'You may not do this', unavailable: 'The server does not answer; try later', other: 'It did not work; try again',
    },
  },
});
