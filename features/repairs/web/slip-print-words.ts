import { defineWords } from '../../../platform/web/i18n.tsx';
import type { PrintState } from '../core/slip-print-contract.ts';

export const SLIP_PRINT_WORDS = defineWords({
  zh: {
    title: '整月打印', hint: '把一个月开出的维修单全部印出来存档，纸上注明「存档」，不算补打。后台生成，可以离开本页；每 500 单一份文件。', month: '月份', kind: '单种', kinds: { all: '全部', user: '用户报修', facility: '公共设施设备' }, copies: '印哪几联', copy: { desk: '只印客服部联', all: '每联都印' },
    start: '开始', personal: '纸上有完整的姓名和电话：谁下载都会记下，文件一天后自动删除。', last: '最近几次', none: '还没有整月打印过', by: (who: string, when: string) => `${who} ${when}`, progress: (done: number, total: number) => `已完成 ${done} / ${total} 单`, count: (slips: number, pages: number) => `${slips} 单，${pages} 页`, nothing: '这个月没有开出的维修单', part: (nr: number, of: number) => (of === 1 ? '打开' : `第 ${nr} 份`), cancel: '停止',
    state: { waiting: '排队中', running: '生成中', done: '已完成', cancelled: '已停止', failed: '没有成功，请重新开始', stopped: '中断了，请重新开始', expired: '文件已删除' } as Record<PrintState, string>,
    refusal: { 'print-running': '本案场正在生成另一份，请等它完成或先停止', 'not-found': '已经完成或停止', forbidden: '您没有这个权限', unavailable: '服务器没有响应，请稍后再试', other: '没有成功，请再试一次' } as Record<string, string>,
  },
  en: {
    title: 'Whole month', hint: 'All slips issued in a month, for the archive: the paper says 存档, and it counts as no reprint. Made in the background, you may leave this page; a file for every 500 slips.', month: 'Month', kind: 'Kind', kinds: { all: 'All', user: 'User repairs', facility: 'Facilities' }, copies: 'Copies', copy: { desk: 'Desk copy only', all: 'Every copy' },
    start: 'Start', personal: 'Full names and telephone numbers stand on the paper: each download is noted, and the files are deleted after a day.', last: 'Last ones', none: 'No month printed yet', by: (who, when) => `${who}, ${when}`, progress: (done, total) => `${done} of ${total} slips done`, count: (slips, pages) => `${slips} slips, ${pages} pages`, nothing: 'No slips were issued in this month', part: (nr, of) => (of === 1 ? 'Open' : `Part ${nr}`), cancel: 'Stop',
    state: { waiting: 'waiting', running: 'being made', done: 'done', cancelled: 'stopped', failed: 'failed; start again', stopped: 'broken off; start again', expired: 'files deleted' },
    refusal: { 'print-running': 'Another one is being made in this centre; wait for it or stop it', 'not-found': 'Done or stopped already', forbidden: 'You may not do this', unavailable: 'The server does not answer; try later', other: 'It did not work; try again' },
  },
});
