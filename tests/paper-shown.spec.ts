import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jsQR from 'jsqr';
import readExcel from 'read-excel-file/node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderTickSheet } from '../features/access/server/tick-sheet.ts';
import { renderTableCodes } from '../features/beverages/server/bar-sheets.ts';
import { renderComplaint } from '../features/complaints/server/complaint-sheet.ts';
import { renderReport } from '../features/incidents/server/report-pdf.ts';
import { monthSheets, renderAddendum, renderMonth } from '../features/records/server/month-paper.ts';
import type { MonthSheet } from '../features/records/server/month-store.ts';
import { figuresOf, NO_COUNTS } from '../features/repairs/core/month-figures.ts';
import { MONTH_LINES } from '../features/repairs/core/month-line.ts';
import type { SlipContent } from '../features/repairs/core/slip-content.ts';
import { SLIP_PAPERS } from '../features/repairs/server/slip-paper.ts';
import { renderPad, renderRulerPage, renderSlip, type SlipPrint } from '../features/repairs/server/slip-pdf.ts';
import { renderSpotSheet } from '../features/repairs/server/spot-sheet.ts';
import { renderCodeSheet } from '../features/sites/server/code-sheet.ts';
import { renderMessageSlip } from '../features/telephone/server/message-slip.ts';
import { renderCallSheet, renderCheckSheet } from '../features/telephone/server/telephone-paper.ts';
import type { Cell } from '../platform/core/register.ts';
import { renderPaper } from '../platform/server/register-paper.ts';
import { writeXlsx } from '../platform/server/xlsx.ts';
import { readPages, type ReadPage } from './support/pdf.ts';

const SITE = { company: '青禾物业服务有限公司', name: '青禾示范售楼中心', deskPhone: '0571-5550100', keepDays: 30, zone: 'Asia/Shanghai' };
const CODE = 'https://foyer.example.cn/g/AbCdEf0123456789.abcdef0123';
const SLIP: SlipContent = {
  company: SITE.company, siteName: SITE.name, number: '2611-0147', logNumber: 'L2611-0203', kind: 'user', complaintsPhone: '0571-5550100',
  block1: { reportedAt: '11-23 14:21', place: '样板间2 洗手间', reporter: '欧阳经理', department: '销售部', phone: '13911112222', item: '洗手盆下方软管漏水', symptom: '持续滴水', urgency: '预约', appointmentAt: '11-23 15:00', takenBy: '李前台' },
  block2: { technician: '王建国', acceptedAt: '11-23 14:26', moved: true, result: '修复', workDone: '更换进水软管，试水无渗漏' },
  materials: [{ name: '编织软管', spec: '60cm', unit: '根', quantity: '1', price: '18.00', amount: '18.00' }],
};
const PRINT: SlipPrint = { paper: 'a4', dataOnly: false, offset: { x: 0, y: 0 }, reprint: 0, qr: CODE };
const slip = async (more: Partial<SlipPrint> = {}, content: SlipContent = SLIP) => (await renderSlip(content, { ...PRINT, ...more })).pdf;

const line = (nr: number): Cell[] => [nr, `2610-${String(nr).padStart(4, '0')}`, '10-08', '用户', '样板间2', nr % 3 === 0 ? '洗手间马桶漏水，地面有积水，客人已经两次提起，请尽快处理' : '射灯不亮', '老化', '王建国', '09:12', '09:24', '10:05', '53分', nr % 5 === 0 ? '超时：到场' : '及时', nr % 2 === 0 ? 45 : '', '修复', '王**', '满意', '满意', '√10-08', ''];
const MONTH: MonthSheet = {
  version: 1, month: '2026-10', number: 'YB2610', site: SITE.name, company: SITE.company, form: 'WX-05', zone: SITE.zone, takenAt: '2026-11-01T01:00:00.000Z', columns: MONTH_LINES.columns, lines: Array.from({ length: 45 }, (_nothing, index) => line(index + 1)),
  figures: figuresOf({ ...NO_COUNTS, total: 45, user: 45, done: 45, readyKept: 40, readyDecided: 45, materialCents: 99_000 }), lists: [{ key: 'places', title: { zh: '按地点前十', en: '' }, head: [{ zh: '名称', en: '' }, { zh: '件数', en: '' }], rows: [['样板间2', 45]], left: 0 }],
  compared: [{ month: '2026-09', isSigned: true, figures: [] }], signed: { at: '2026-11-01T02:00:00.000Z', by: '陈经理', comment: '本月无异常', openWord: null },
};

/** Each kind of paper: how it is drawn, its page in mm, and words of the data that must be read from it. */
const KINDS: Readonly<Record<string, { readonly draw: () => Promise<Buffer>; readonly mm: readonly [number, number]; readonly pages: number; readonly words: readonly string[] }>> = {
  'slip-a4': { draw: slip, mm: [210, 297], pages: 4, words: ['维修单', '2611-0147', '欧阳经理', '13911112222', '第一联 客服部联', '更换进水软管，试水无渗漏', '编织软管'] },
  'slip-two-up': { draw: () => slip({ paper: 'a4-two-up', reprint: 2 }), mm: [210, 297], pages: 2, words: ['补打 2', '沿此线裁开', '样板间2 洗手间'] },
  'slip-140': { draw: () => slip({ paper: 'continuous-140', look: { names: { desk: '前台留底' }, user: { desk: 'green' }, facility: {} } }), mm: [241, 140], pages: 1, words: ['第一联前台留底（绿）', '洗手盆下方软管漏水'] },
  'slip-280': { draw: () => slip({ paper: 'continuous-280' }, { ...SLIP, kind: 'facility', facility: { source: '巡检', equipment: '大堂空调 AC-02', system: '空调' } }), mm: [241, 280], pages: 1, words: ['大堂空调 AC-02', '公共设施设备'] },
  'slip-data-only': { draw: () => slip({ dataOnly: true, copies: ['desk'] }), mm: [210, 297], pages: 1, words: ['2611-0147', '欧阳经理'] },
  pad: { draw: async () => (await renderPad(SLIP, [{ number: '2611-0201-7', qr: CODE }, { number: '2611-0202-3', qr: CODE }], { paper: 'a4', dataOnly: false, offset: { x: 0, y: 0 }, reprint: 0, copies: ['desk'] })).pdf, mm: [210, 297], pages: 2, words: ['2611-0201-7', '2611-0202-3'] },
  ruler: { draw: async () => (await renderRulerPage({ paper: 'continuous-140', offset: { x: 1.5, y: -2 } })).pdf, mm: [241, 140], pages: 1, words: ['右 1.5 mm，下 -2 mm'] },
  month: { draw: async () => (await renderMonth(MONTH)).pdf, mm: [297, 210], pages: 5, words: ['第 1 页 / 共 5 页', '第 5 页 / 共 5 页', '编号 YB2610 · 共 45 单', '已签字定稿', '本月无异常', '（密码签字）', ...MONTH.lines.flatMap((cells) => [String(cells[1])])] },
  addendum: { draw: async () => (await renderAddendum({ version: 1, month: '2026-10', number: 'YB2610', nr: 1, site: SITE.name, company: SITE.company, form: 'WX-05', zone: SITE.zone, at: '2026-11-03T02:00:00.000Z', by: '陈经理', text: '第 12 行材料费应为 54 元', about: '0123456789abcdef' })).pdf, mm: [210, 297], pages: 1, words: ['补正单', '第 12 行材料费应为 54 元', 'YB2610-补1'] },
  register: { draw: async () => (await renderPaper({ title: '任务登记', company: SITE.company, site: SITE.name, form: 'RW-01', note: (lines) => `共 ${lines} 条`, logo: await sharp({ create: { width: 300, height: 150, channels: 3, background: '#0a6b5d' } }).png().toBuffer() }, [{ columns: [{ zh: '序号', width: 10, align: 'centre' }, { zh: '内容', width: 90 }, { zh: '金额', width: 20, align: 'right' }], rows: [[1, `${'很长的内容，'.repeat(30)}到此为止`, 12.5], [2, '𠮷先生', null]] }], { upright: true, createdAt: '2026-11-01T00:00:00.000Z' })).pdf, mm: [210, 297], pages: 1, words: ['共 2 条', '到此为止', '𠮷先生', '12.5', '制表：', '审核：', '日期：'] },
  'spot-sheet': { draw: () => renderSpotSheet({ site: SITE.name, number: '2611-0147', place: '样板间2', item: '软管漏水', technician: '王建国', when: '11-23 14:21' }), mm: [210, 297], pages: 1, words: ['上门抽查表', '王建国', '未观察'] },
  'message-93': { draw: () => renderMessageSlip({ site: SITE.name, to: '孙经理', caller: '赵女士', content: '请回电', wishes: ['call_back'] }, 'continuous-93'), mm: [241, 93], pages: 1, words: ['孙经理', '赵女士', '请回电'] },
  'message-a6': { draw: () => renderMessageSlip({ site: SITE.name, wishes: [] }, 'a6'), mm: [105, 148], pages: 1, words: ['留言'] },
  calls: { draw: () => renderCallSheet(SITE.name), mm: [297, 210], pages: 1, words: ['来电登记表', '姓氏/尊称'] },
  'call-check': { draw: () => renderCheckSheet(SITE.name), mm: [210, 297], pages: 1, words: ['通话抽查表', '未听到'] },
  'tick-sheet': { draw: async () => (await renderTickSheet(SITE)).pdf, mm: [297, 210], pages: 1, words: ['劝离登记勾选表', '值守人'] },
  'wall-codes': { draw: () => renderCodeSheet(SITE, [{ name: '样板间2', report: CODE, arrive: `${CODE}a` }]), mm: [210, 297], pages: 1, words: ['样板间2', '0571-5550100'] },
  'table-codes': { draw: () => renderTableCodes(SITE, [{ name: '3 号桌', url: CODE }]), mm: [210, 297], pages: 1, words: ['3 号桌'] },
  incident: { draw: () => renderReport({ title: '突发事件报告', number: 'S2611-0003', site: SITE.name, facts: [['类别', '停电'], ['等级', '一般']], ladder: [{ step: '第 1 级', name: '陈经理', way: '系统', toldAt: '10:02', confirmedAt: '10:03', instruction: '先疏导客人' }], outside: [['供电', '10:05', '已派人']], course: [['10:01', '大堂停电']], results: [['初步原因', '跳闸']], summary: [['小结', '备用灯及时点亮']] }), mm: [210, 297], pages: 2, words: ['S2611-0003', '先疏导客人', '备用灯及时点亮'] },
  complaint: { draw: () => renderComplaint({ title: '投诉处理单', site: SITE.name, number: 'T2611-0002' }, [{ cells: [['投诉人', '欧**'], ['方式', '电话']] }, { words: ['内容', '等候时间长'] }, { blank: '处理结果' }]), mm: [210, 297], pages: 1, words: ['T2611-0002', '等候时间长'] },
};

const KEPT = fileURLToPath(new URL('kept-papers/', import.meta.url));
/** Writes the pictures anew: `FOYER_KEEP_PAPERS=1 npm test -- tests/paper-shown.spec.ts`, then look at each. */
const isKeeping = process.env['FOYER_KEEP_PAPERS'] === '1';
/** Dots per mm of a kept picture: letters are specks, a moved line or a lost block is seen. */
const DOTS = 1.5;
/** A dot differs when it is this much lighter or darker; so many of a thousand may. */
const UNLIKE = 64;
const PER_THOUSAND = 1;

const compare = async (name: string, page: ReadPage): Promise<void> => {
  const { width, height, data } = page.picture;
  const path = join(KEPT, `${name}.png`);
  const png = () => sharp(data, { raw: { width, height, channels: 1 } }).png({ compressionLevel: 9, colours: 16, palette: true }).toBuffer();
  if (isKeeping) {
    await mkdir(KEPT, { recursive: true });
    await writeFile(path, await png());
  }
  const kept = await sharp(await readFile(path)).greyscale().raw().toBuffer({ resolveWithObject: true });
  expect([kept.info.width, kept.info.height], name).toEqual([width, height]);
  const step = kept.info.channels;
  let unlike = 0;
  for (let at = 0; at < width * height; at += 1) if (Math.abs((data[at] ?? 0) - (kept.data[at * step] ?? 0)) > UNLIKE) unlike += 1;
  if (unlike * 1000 <= PER_THOUSAND * width * height) return;
  const seen = join(await mkdtemp(join(tmpdir(), 'foyer-paper-')), `${name}.png`);
  await writeFile(seen, await png());
  expect.fail(`${name}: ${unlike} of ${width * height} dots are unlike ${path}; drawn now: ${seen}`);
};

/** Where a code stands on a page, in mm, by the finder squares an independent reader found. */
const readCode = (page: ReadPage): { readonly text: string; readonly w: number; readonly h: number } | undefined => {
  const { width, height, data } = page.picture;
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at += 1) rgba.fill(data[at] ?? 255, at * 4, at * 4 + 3).fill(255, at * 4 + 3, at * 4 + 4);
  const found = jsQR(rgba, width, height);
  if (!found) return undefined;
  const { topLeftCorner: a, topRightCorner: b, bottomLeftCorner: c } = found.location;
  const perMm = width / page.w;
  return { text: found.data, w: Math.hypot(b.x - a.x, b.y - a.y) / perMm, h: Math.hypot(c.x - a.x, c.y - a.y) / perMm };
};

describe('papers as an independent reader sees them', () => {
  it.each(Object.entries(KINDS))('given %s, when printed, then its pages measure what they should to a twentieth of a millimetre, bear the data, and look as the kept picture', async (name, kind) => {
    const pages = await readPages(await kind.draw(), DOTS);
    expect(pages.length).toBe(kind.pages);
    for (const page of pages) {
      expect(Math.abs(page.w - kind.mm[0])).toBeLessThan(0.05);
      expect(Math.abs(page.h - kind.mm[1])).toBeLessThan(0.05);
    }
    const text = pages.map((page) => page.text).join('\n').replace(/\n/g, '');
    for (const word of kind.words) expect(text).toContain(word);
    const [first] = pages;
    if (first) await compare(name, first);
  });

  it('given the code of a slip on each paper, when the page is drawn and read, then it says the address and is as large as its paper wants, to half a millimetre (M-08)', async () => {
    for (const [paper, wanted] of [['a4', 17.5], ['a4-two-up', 14], ['continuous-140', 16], ['continuous-280', 17]] as const) {
      expect(SLIP_PAPERS).toContain(paper);
      const [page] = await readPages(await slip({ paper, copies: ['desk'] }), 8);
      const code = page && readCode(page);
      expect(code?.text, paper).toBe(CODE);
      expect(Math.abs((code?.w ?? 0) - wanted), paper).toBeLessThan(0.5);
      expect(Math.abs((code?.h ?? 0) - wanted), paper).toBeLessThan(0.5);
    }
  });

  it('given an offset of a printer, when drawn, then all ink moves by as much, to a fifth of a millimetre (M-53)', async () => {
    const inkOf = async (offset: { x: number; y: number }): Promise<[number, number]> => {
      const [page] = await readPages(await slip({ paper: 'continuous-140', offset }), 8);
      if (!page) throw new Error('No page.');
      const { width, data } = page.picture;
      const dark = [...data.keys()].filter((at) => (data[at] ?? 255) < 128);
      const perMm = width / page.w;
      return [dark.reduce((least, at) => Math.min(least, at % width), width) / perMm, Math.floor((dark[0] ?? 0) / width) / perMm];
    };
    const [x, y] = await inkOf({ x: 0, y: 0 });
    const [movedX, movedY] = await inkOf({ x: 2, y: -1.5 });
    expect(Math.abs(movedX - x - 2)).toBeLessThan(0.2);
    expect(Math.abs(movedY - y + 1.5)).toBeLessThan(0.2);
  });

  const lines = [...MONTH.lines.slice(0, 3), line(4).with(5, '=1+1')];
  const wanted = [MONTH.columns.map((column) => column.zh), ...lines].map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  const workbook = async (): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of writeXlsx(monthSheets(MONTH, () => lines))) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };

  it('given the month as a workbook, when another program reads it, then each cell is what was written, and a formula is only a text (M-54)', async () => {
    const [read] = (await readExcel(await workbook())) as unknown as { data: (string | number | null)[][] }[];
    expect(read?.data.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))).toEqual(wanted);
  });

  const office = ['/usr/bin/soffice', '/usr/bin/libreoffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'].find((path) => existsSync(path));
  it.skipIf(!office)(`given the same, when LibreOffice opens it, then its cells are the same${office ? '' : ' (skipped: LibreOffice is not installed)'} (M-54)`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foyer-office-'));
    try {
      await writeFile(join(folder, 'month.xlsx'), await workbook());
      const done = spawnSync(office ?? '', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'csv:Text - txt - csv (StarCalc):9,34,76,1', '--outdir', folder, join(folder, 'month.xlsx')], { timeout: 90_000 });
      expect(done.status, done.stderr?.toString()).toBe(0);
      const rows = (await readFile(join(folder, 'month.csv'), 'utf8')).replace(/^\ufeff/, '').replace(/\r?\n$/, '').split(/\r?\n/);
      expect(rows.map((row) => row.split('\t').map((cell) => cell.replace(/^"|"$/g, '')))).toEqual(wanted);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
