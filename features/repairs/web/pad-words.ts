import { defineWords } from '../../../platform/web/i18n.tsx';
import type { PadKind, PadState } from '../../../platform/core/pad.ts';

export const PAD_WORDS = defineWords({
  zh: {
    tabs: { copies: '交回', pads: '纸单补录', day: '当日对号', month: '整月打印' },
    print: '打印空白单', printHint: '停电、断网时用纸办事。单号从本案场的单号里预留，印在纸上；事后补录，单号不变。', kind: '单种', kinds: { user: '维修单，用户报修（四联）', facility: '维修单，公共设施设备（三联）', call: '来电登记表（一行一号）', message: '留言单' } as Record<PadKind, string>, count: '张数', lines: (n: number) => `张数（每张 ${n} 行）`, messagePaper: '纸张', messagePapers: { 'continuous-93': '连续纸 241 × 93 毫米', a6: 'A6' } as Record<string, string>, desk: '只印客服部联（激光打印机，手写只写得到一联）', make: '预留单号并打印', blocked: '浏览器拦住了打印窗口，请允许弹出窗口；单号已预留，可在下面重新打印',
    last: '最近印的', none: '还没有印过空白单', printed: (who: string, when: string) => `${who} ${when} 印`, again: '重新打印', range: (first: string, last: string, n: number) => (n === 1 ? first : `${first} 至 ${last}，${n} 张`),
    state: { used: '已补录', open: '空白', missing: '缺号', spoilt: '作废', lost: '遗失' } as Record<PadState, string>,
    key: '补录一张纸单', find: '扫描纸单上的码，或照抄单号和校验码，如 2611-0147-K7、LD2611-0012-3M', findIt: '找这张单', sheet: (number: string) => `纸单 ${number}`, head: '纸上写的', place: '报修地点', placeOther: '其他（写明）', placeText: '地点（写明）', item: '维修项目', reporter: '报修人', phone: '联系电话', channel: '接报方式', source: '来源', received: '报修时间', issued: '填单时间', writtenBy: '纸单书写人', appointment: '预约时间', urgent: '紧急',
    done: (number: string, who: string) => `${number} 已补录，书写人 ${who}`, noScan: '无扫描件',
    void: '作废', lose: '登记遗失', reason: '原因', confirm: '确定', cancel: '取消', restore: '撤销作废', choose: '勾选要作废或登记遗失的单号',
    day: '日期', system: '系统开出的单号', systemRange: (first: string, last: string, used: number) => `${first} 至 ${last}，当日报修 ${used} 张`, systemNone: '当日系统没有开单', unknown: (numbers: string) => `中间有单号查不到：${numbers}`, unknownNone: '中间没有缺号', pads: '纸单', padsNone: '当日没有用过纸单', clean: '单号都对上了', dirty: (n: number) => `还有 ${n} 个缺号，请找到纸单补录，或作废、登记遗失`, disorder: (pairs: string) => `时间先后不符：${pairs}`, before: (step: string, before: string) => `${step}早于${before}`, receivedWord: '报修', times: { started: '来电', ended: '挂机', taken: '记录', transferred: '转接', passed: '转交', signed: '签收', calledBack: '回电' } as Record<string, string>,
    columns: { number: '单号', state: '状态', what: '内容', written: '书写人', keyed: '补录' },
    refusal: {
      'pad-unknown': '没有预留过这个单号，请核对纸上的单号', 'pad-used': '这张纸单已经补录过，不能再录第二次', 'pad-voided': '这个单号已作废或登记遗失；确实写了，请先在当日对号里撤销', 'pad-check-missing': '请连同校验码一起输入，如 2611-0147-K7', 'pad-check-wrong': '校验码对不上：单号抄错了，或这张单是别的案场印的',
      'pad-other-site': '这张单是别的案场印的，请到那个案场补录', 'pad-other-kind': '单种不对，请重新找这张单', 'pad-not-voided': '这个单号没有作废',
    } as Record<string, string>,
    otherSite: (site: string) => `这张单是「${site}」印的，请切换到那个案场补录`,
  },
  en: {
    tabs: { copies: 'Returns', pads: 'Pads', day: 'Numbers of the day', month: 'Whole month' },
    print: 'Print blanks', printHint: 'For when power or network fail. The numbers are reserved in the centre’s own series; keyed in afterwards, the number stays.', kind: 'Kind', kinds: { user: 'Slip, user repair (4 copies)', facility: 'Slip, facility (3 copies)', call: 'Call register (a number a line)', message: 'Message slip' }, count: 'Sheets', lines: (n: number) => `Sheets (${n} lines each)`, messagePaper: 'Paper', messagePapers: { 'continuous-93': 'Continuous 241 × 93 mm', a6: 'A6' }, desk: 'Desk copy only (laser printer: a pen reaches one copy)', make: 'Reserve numbers and print', blocked: 'The browser blocked the print window; allow pop-ups. The numbers are reserved, print again below',
    last: 'Printed last', none: 'No pad printed yet', printed: (who: string, when: string) => `printed by ${who}, ${when}`, again: 'Print again', range: (first: string, last: string, n: number) => (n === 1 ? first : `${first} to ${last}, ${n} sheets`),
    state: { used: 'keyed in', open: 'blank', missing: 'missing', spoilt: 'void', lost: 'lost' },
    key: 'Key in a sheet', find: 'Scan the code, or copy number and check letters, e.g. 2611-0147-K7', findIt: 'Find', sheet: (number: string) => `Sheet ${number}`, head: 'What stands on it', place: 'Place', placeOther: 'Other (words)', placeText: 'Place (words)', item: 'Item', reporter: 'Reporter', phone: 'Phone', channel: 'Channel', source: 'Source', received: 'Reported at', issued: 'Written at', writtenBy: 'Written by', appointment: 'Appointment', urgent: 'Urgent',
    done: (number: string, who: string) => `${number} keyed in, written by ${who}`, noScan: 'no scan',
    void: 'Void', lose: 'Report lost', reason: 'Reason', confirm: 'OK', cancel: 'Cancel', restore: 'Undo', choose: 'Tick the numbers to void or report lost',
    day: 'Day', system: 'Numbers the system gave', systemRange: (first: string, last: string, used: number) => `${first} to ${last}, ${used} reported that day`, systemNone: 'None that day', unknown: (numbers: string) => `Nothing is known of: ${numbers}`, unknownNone: 'None missing between', pads: 'Pads', padsNone: 'No pads that day', clean: 'All numbers are accounted for', dirty: (n: number) => `${n} missing: key them in, void them or report them lost`, disorder: (pairs: string) => `Times out of order: ${pairs}`, before: (step: string, before: string) => `${step} before ${before}`, receivedWord: 'report', times: { started: 'call', ended: 'end', taken: 'taking', transferred: 'transfer', passed: 'passing on', signed: 'signature', calledBack: 'call-back' },
    columns: { number: 'Number', state: 'State', what: 'What', written: 'Written by', keyed: 'Keyed in' },
    refusal: {
      'pad-unknown': 'This number was never reserved; check the sheet', 'pad-used': 'This sheet was keyed in already', 'pad-voided': 'This number is void or lost; undo that first under Numbers of the day', 'pad-check-missing': 'Type the check letters too, e.g. 2611-0147-K7', 'pad-check-wrong': 'The check letters do not fit: copied wrongly, or a sheet of another centre',
      'pad-other-site': 'This sheet is of another centre', 'pad-other-kind': 'Not this kind; find the sheet again', 'pad-not-voided': 'This number is not void',
    },
    otherSite: (site: string) => `This sheet was printed by ${site}; change to that centre`,
  },
});
