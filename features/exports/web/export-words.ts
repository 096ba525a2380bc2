import { defineWords } from '../../../platform/web/i18n.tsx';

export const EXPORT_WORDS = defineWords({
  zh: {
    title: '导出整个案场', back: '案场',
    what: '把本案场的全部记录、图片和人员装成一个文件，可以原样装进另一台空的前厅，也可以用通用工具打开（tar、zstd、JSON）。',
    inside: '文件里有全部个人信息和举报，没有加密：请只放在安全的地方，用完删除。谁取走了文件会记下，经理看得到。',
    outside: '不随文件走的：密码和 PIN、登录、接口令牌、客服台电脑、手机提醒、渠道和电话系统的密码。',
    start: '开始导出', past: '导出记录', nothing: '还没有导出过',
    state: { waiting: '排队中', running: '正在导出', done: '已完成', failed: '没有完成', gone: '文件已删除' } as Record<string, string>,
    reason: { 'cut-off': '中途停了，请再来一次', 'target-full': '盘满了，请腾出空间', journal: '记账链不符，请管理员运行 npm run check-journal', failed: '出了错，日志里有原因' } as Record<string, string>,
    progress: (done: number, all: number, files: number) => `${done} / ${all} 行，${files} 个文件`, progressLabel: '导出进度', result: (rows: number, files: number, size: string) => `${rows} 行，${files} 个文件，${size}`,
    wrong: (n: number) => `有 ${n} 个文件在这里就已缺失或损坏`, hash: '校验码（SHA-256）', by: (name: string, when: string) => `${name} ${when}`,
    fetch: '取文件', drop: '删除文件', kept: (days: number) => `文件保留 ${days} 天，开始新的导出时旧文件删除。开始导出和取文件都要用密码登录，PIN 不够。`,
    how: '装进另一台：把文件放到那台机器上，在全新的数据文件夹里运行 npm run import-centre 文件，然后启动。',
    refusal: { 'password-sign-in-needed': '请退出，用密码登录后再导出：PIN 不够', 'export-running': '已经有一个导出在进行', forbidden: '没有权限', 'not-found': '这个文件已经不在了', offline: '没有连上服务器，请检查网络', other: '没有成功，请稍后再试' } as Record<string, string>,
  },
  en: {
    title: 'Export the whole centre', back: 'Centre',
    what: 'All records, pictures and people of this centre as one file. It can be put unchanged into another, empty Foyer, or opened with common tools (tar, zstd, JSON).',
    inside: 'It holds all personal data and the reports, and is not encrypted: keep it safe and delete it after use. Who fetched it is written down; the manager sees it.',
    outside: 'Not in it: passwords and PINs, sign-ins, tokens, desk PCs, phones’ alerts, passwords of channels and telephone systems.',
    start: 'Begin the export', past: 'Exports', nothing: 'Nothing was exported yet',
    state: { waiting: 'waiting', running: 'running', done: 'done', failed: 'not finished', gone: 'file deleted' },
    reason: { 'cut-off': 'It stopped half way; begin again', 'target-full': 'The disk is full; free some space', journal: 'The journal differs; let the administrator run npm run check-journal', failed: 'Something failed; the log says why' },
    progress: (done, all, files) => `${done} of ${all} rows, ${files} files`, progressLabel: 'Progress of the export', result: (rows, files, size) => `${rows} rows, ${files} files, ${size}`,
    wrong: (n) => `${n} files were missing or damaged here already`, hash: 'Checksum (SHA-256)', by: (name, when) => `${name} ${when}`,
    fetch: 'Fetch the file', drop: 'Delete the file', kept: (days) => `A file is kept ${days} days; a new export deletes the one before. To begin one and to fetch it you sign in with the password; a PIN is not enough.`,
    how: 'Into another machine: copy the file there, run npm run import-centre FILE with a fresh data folder, then start.',
    refusal: { 'password-sign-in-needed': 'Sign out and in again with the password: a PIN is not enough', 'export-running': 'An export is under way already', forbidden: 'No permission', 'not-found': 'The file is gone', offline: 'Not connected; check the network', other: 'That did not work; try again later' },
  },
});
