import { defineWords } from '../../../platform/web/i18n.tsx';

/** Papers of the telephone keyed in later. */
export const PAPER_WORDS = defineWords({
  zh: {
    mark: (number: string) => `补录 ${number}`, keyed: (writer: string, who: string, when: string) => `纸单 ${writer} 书写，${who} ${when} 补录`, disorder: (pairs: string) => `纸上时间先后不符：${pairs}`, before: (step: string, earlier: string) => `${step}早于${earlier}`, times: { started: '来电', ended: '挂机', taken: '记录', transferred: '转接', passed: '转交', signed: '签收', calledBack: '回电' } as Record<string, string>, scanOf: (n: number) => `纸单扫描 ${n}`,
    day: '日期', writtenBy: '纸单书写人', started: '来电时间', ended: '挂机时间', outgoing: '呼出', dialled: '拨出时间', unreached: '没有打通', missed: '未接', calledBack: '回电时间', transfer: '转给谁', outcome: '转接结果', followUp: '要跟进', owner: '跟进人', due: '期限（当天）', result: '结果（可不填）', doneAt: '办结时间', taken: '记录时间', toName: '致（纸上写的）', readBack: '已复述', method: '交付方式', passed: '交付时间', signedBy: '签收人', signed: '签收时间',
    scan: '拍下纸单', scans: (n: number) => `已附 ${n} 张`, noScan: '去掉', save: '补录',
    refusal: {
      'time-in-future': '纸上的时间还没有到', 'pad-used': '这个编号已经补录过，不能再录第二次', 'pad-voided': '这个编号已作废或登记遗失；确实写了，请先在当日对号里撤销', 'pad-unknown': '没有预留过这个编号', 'pad-check-wrong': '校验码对不上：编号抄错了，或是别的案场印的', 'pad-other-kind': '单种不对，请重新找这张单', 'too-large': '照片太大', 'file-empty': '照片是空的', 'type-not-allowed': '不是照片', unavailable: '连不上，请稍后再试', other: '没有成功，请稍后再试',
    } as Record<string, string>,
  },
  en: {
    mark: (number: string) => `Keyed in ${number}`, keyed: (writer: string, who: string, when: string) => `written by ${writer}, keyed in by ${who} ${when}`, disorder: (pairs: string) => `Times on the paper out of order: ${pairs}`, before: (step: string, earlier: string) => `${step} before ${earlier}`, times: { started: 'call', ended: 'end', taken: 'taking', transferred: 'transfer', passed: 'passing on', signed: 'signature', calledBack: 'call-back' }, scanOf: (n: number) => `Scan ${n}`,
    day: 'Day', writtenBy: 'Written by', started: 'Called at', ended: 'Ended at', outgoing: 'Outgoing', dialled: 'Dialled at', unreached: 'Not reached', missed: 'Missed', calledBack: 'Called back at', transfer: 'Put through to', outcome: 'Outcome', followUp: 'To be followed up', owner: 'By whom', due: 'By (that day)', result: 'Result (optional)', doneAt: 'Done at', taken: 'Taken at', toName: 'To (as written)', readBack: 'Read back', method: 'Way', passed: 'Passed on at', signedBy: 'Signed by', signed: 'Signed at',
    scan: 'Picture of the paper', scans: (n: number) => `${n} attached`, noScan: 'Take off', save: 'Key in',
    refusal: {
      'time-in-future': 'A time on the paper has not come yet', 'pad-used': 'This number was keyed in already', 'pad-voided': 'This number is void or lost; undo that first under Numbers of the day', 'pad-unknown': 'This number was never reserved', 'pad-check-wrong': 'The check letters do not fit: copied wrongly, or of another centre', 'pad-other-kind': 'Not this kind; find the sheet again', 'too-large': 'The picture is too large', 'file-empty': 'The picture is empty', 'type-not-allowed': 'Not a picture', unavailable: 'No connection; try again later', other: 'That did not work; try again later',
    },
  },
});
