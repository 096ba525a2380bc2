import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jsQR from 'jsqr';
import readExcel from 'read-excel-file/node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderTickSheet } from '../features/access/server/tick-sheet.ts';
import { renderBarPaper, renderTableCodes } from '../features/beverages/server/bar-sheets.ts';
import { renderClaim } from '../features/claims/server/claim-sheet.ts';
import type { ClaimView } from '../features/claims/core/claim-contract.ts';
import { renderComplaint } from '../features/complaints/server/complaint-sheet.ts';
import { renderReport } from '../features/incidents/server/report-pdf.ts';
import { renderDefects } from '../features/partners/server/defect-report.ts';
import type { ReferralView } from '../features/partners/core/partner-contract.ts';
import { monthSheets, renderAddendum, renderMonth } from '../features/records/server/month-paper.ts';
import type { MonthSheet } from '../features/records/server/month-store.ts';
import { figuresOf, NO_COUNTS } from '../features/repairs/core/month-figures.ts';
import { MONTH_LINES } from '../features/repairs/core/month-line.ts';
import type { SlipContent } from '../features/repairs/core/slip-content.ts';
import { SLIP_PAPERS } from '../features/repairs/server/slip-paper.ts';
import { renderPad, renderRulerPage, renderSlip, type SlipPrint } from '../features/repairs/server/slip-pdf.ts';
import { renderSpotSheet } from '../features/repairs/server/spot-sheet.ts';
import type { Packet } from '../features/roster/core/brief-contract.ts';
import type { HandoverView } from '../features/roster/core/handover-contract.ts';
import type { Roster } from '../features/roster/core/roster-contract.ts';
import { renderHandover } from '../features/roster/server/handover-pdf.ts';
import { renderPacket } from '../features/roster/server/packet-pdf.ts';
import { renderRoster } from '../features/roster/server/roster-pdf.ts';
import { renderCodeSheet } from '../features/sites/server/code-sheet.ts';
import { renderMessageSlip, renderMessageSlips } from '../features/telephone/server/message-slip.ts';
import { renderCallPad, renderCallSheet, renderCheckSheet } from '../features/telephone/server/telephone-paper.ts';
import type { Cell } from '../platform/core/register.ts';
import { renderPaper } from '../platform/server/register-paper.ts';
import { writeXlsx } from '../platform/server/xlsx.ts';
import { office, openInOffice, trimmed } from './support/office.ts';
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

const AT = (time: string, day = '2026-11-23'): string => new Date(`${day}T${time}:00+08:00`).toISOString();
const CLAIM: ClaimView = {
  row: { id: 'c', number: 'P2611-0002', direction: 'ours', status: 'closed', receivedAt: AT('15:10'), place: '样板间2', item: '茶几玻璃', injured: '王先生', liable: 'technician', amountCents: 68_000, way: 'compensate', nextDueAt: null, nextClock: null, late: [] },
  version: 6, happenedAt: AT('14:50'), repairId: 'r', complaintId: null, incidentId: null, origins: ['2611-0147'], injuredContact: '138****5678', liableName: '王建国', takenBy: '李前台', brand: '和木', quantity: 1, boughtOn: '2025-05-01', priceCents: 120_000, damage: '右前角碎裂，长约 8 厘米', account: '移开茶几时磕到墙角', photos: [],
  liability: { at: AT('16:00'), by: '陈经理', text: '移物时未遮盖' }, proposal: { at: AT('16:20'), by: '陈经理', way: 'compensate', amountCents: 68_000, figures: '¥680.00', capitals: '人民币陆佰捌拾元整', text: '按折旧后的价值赔付', insuranceRef: null, aboveValueReason: null },
  approvals: [{ level: 'supervisor', by: '周主管', at: AT('16:30'), reference: null }, { level: 'manager', by: '陈经理', at: AT('16:40'), reference: 'A-12' }], missing: [], sentBack: null, declined: null, agreement: { at: AT('17:00'), signedBy: '王先生', signWay: 'paper', signatureFile: '', ours: '陈经理' },
  settlement: { at: AT('10:00', '2026-11-24'), by: '李前台', how: 'transfer', amountCents: 68_000, receivedBy: '王先生', reference: '转账 8841' }, prevention: { at: AT('17:10'), by: '陈经理', text: '移物前先遮盖' }, voidReason: null, allowed: [],
};
const DEFECT: ReferralView = {
  id: 'd', number: 'XZ2611-0004', status: 'done', firmId: 'f', firm: '晴川门窗', contact: '吴工', repairId: 'r', repairNumber: '2611-0139', repairStatus: 'closed', place: '样板间2', defect: '推拉门滑轮断裂', receivedAt: AT('09:00'), calledAt: AT('09:20'), promisedAt: AT('12:00'), promises: 2, arrivedAt: AT('11:40'), doneAt: AT('13:05'), result: 'fixed', outcome: '更换滑轮两只',
  warranty: 'in', photos: [{ hash: 'p', phase: 'before', at: AT('09:05') }], calls: [], late: [], nextDueAt: null, nextClock: null, cancelReason: null, version: 5, allowed: [],
};
const WEEK = Array.from({ length: 7 }, (_nothing, index) => `2026-11-${23 + index}`);
const ROSTER: Roster = {
  from: '2026-11-23', days: WEEK.map((day) => ({ day, holiday: null, isWorkday: false, isOpen: true })), yearsUnknown: [], templates: [], elsewhere: [], gaps: [], version: 1,
  posts: [{ id: 'desk', name: '客服台', role: 'desk_agent', needed: 1, cover: 'opening', isFixed: true, sort: 1 }, { id: 'duty', name: '行政值班', role: 'duty_officer', needed: 1, cover: 'day', isFixed: false, sort: 2 }],
  people: [{ id: 'a', name: '李前台', pinyin: '', initials: '', roles: ['desk_agent'], isHere: true }, { id: 'b', name: '欧阳经理', pinyin: '', initials: '', roles: ['property_manager'], isHere: true }],
  shifts: WEEK.flatMap((day) => [{ id: `a${day}`, postId: 'desk', personId: 'a', day, startsAt: AT('09:00', day), endsAt: AT('18:00', day), hasLeft: false }, { id: `b${day}`, postId: 'duty', personId: 'b', day, startsAt: AT('18:00', day), endsAt: AT('21:00', day), hasLeft: day === '2026-11-29' }]),
};
const HANDOVER: HandoverView = {
  id: 'h', status: 'taken', giverId: 'a', giver: '李前台', givenAt: AT('18:00'), takerId: 'b', taker: '欧阳经理', takenAt: AT('18:05'), arrivedAt: AT('17:55'), post: '客服台', day: '2026-11-23', shift: '白班', hygiene: { state: 'fine', note: '' }, summary: '全天平稳，样板间2 漏水已修', instructions: '明早先巡查样板间', tomorrow: '上午 10 点政府来访', spokenOf: true,
  lines: [{ section: 'repairs', ref: 'r', label: '2611-0150 大厅射灯不亮', status: 'accepted', next: '' }, { section: 'messages', ref: 'm', label: '孙经理', status: 'taken', next: '' }], items: [{ name: '样板间钥匙', count: 3, note: '', kind: 'key' }, { name: '对讲机', count: 4, note: '一台电池弱', kind: 'item' }],
  differences: [{ what: '雨伞', difference: '少 1 把', reason: '客人借用未还' }], refusal: null, reviewedAt: AT('19:00'), reviewer: '陈经理', reviewNote: '雨伞请追', untaken: false, dueAt: null, version: 4, allowed: [],
};
const PACKET: Packet = {
  siteName: SITE.name, company: SITE.company, run: { from: '2026-11-28', to: '2026-11-29', name: null }, eve: '2026-11-27', now: AT('17:30', '2026-11-27'), mine: ['2026-11-28'],
  days: ['2026-11-28', '2026-11-29'].map((day, index) => ({ day, weekday: 6 + index, openings: [{ from: AT('09:00', day), to: AT('18:00', day) }], posts: [{ post: '行政值班', isDuty: true, people: [{ name: '欧阳经理', from: AT('09:00', day), to: AT('18:00', day), hasLeft: false }] }], gaps: index === 1 ? [{ post: '客服台', from: AT('09:00', day), to: AT('18:00', day) }] : [] })),
  contacts: [{ name: '陈经理', phone: '13900001111', posts: [], roles: ['property_manager'], up: true }, { name: '王建国', phone: '13900002222', posts: ['维修'], roles: ['technician'], up: false }], complaintsPhone: '0571-5550123', deskPhone: SITE.deskPhone,
  open: { lines: [{ section: 'repairs', ref: 'r', label: '2611-0150 大厅射灯不亮', status: 'accepted', next: '' }], left: 2 }, booked: [{ at: AT('10:00', '2026-11-28'), label: '样板间2 换灯' }], faults: [{ label: { zh: '照明', en: 'Lamps' }, place: '大厅', count: 6, prepare: '备用射灯', isDangerous: false }], may: { phone: true, complaints: false }, handover: { day: '2026-11-30', takers: ['李前台'] },
};

/** Each kind of paper: how it is drawn, its page in mm, and words of the data that must be read from it. */
const KINDS: Readonly<Record<string, { readonly draw: () => Promise<Buffer>; readonly mm: readonly [number, number]; readonly pages: number; readonly words: readonly string[] }>> = {
  'slip-a4': { draw: slip, mm: [210, 297], pages: 4, words: ['维修单', '2611-0147', '欧阳经理', '13911112222', '第一联 客服部联', '更换进水软管，试水无渗漏', '编织软管'] },
  'slip-two-up': { draw: () => slip({ paper: 'a4-two-up', reprint: 2 }), mm: [210, 297], pages: 2, words: ['补打 2', '沿此线裁开', '样板间2 洗手间'] },
  'slip-a5': { draw: () => slip({ paper: 'a5' }), mm: [210, 148], pages: 4, words: ['维修单', '2611-0147', '第一联 客服部联', '更换进水软管，试水无渗漏'] },
  'slip-140': { draw: () => slip({ paper: 'continuous-140', look: { names: { desk: '前台留底' }, user: { desk: 'green' }, facility: {} } }), mm: [241, 140], pages: 1, words: ['第一联前台留底（绿）', '洗手盆下方软管漏水'] },
  'slip-280': { draw: () => slip({ paper: 'continuous-280' }, { ...SLIP, kind: 'facility', facility: { source: '巡检', equipment: '大堂空调 AC-02', system: '空调' } }), mm: [241, 280], pages: 1, words: ['大堂空调 AC-02', '公共设施设备'] },
  'slip-data-only': { draw: () => slip({ dataOnly: true, copies: ['desk'] }), mm: [210, 297], pages: 1, words: ['2611-0147', '欧阳经理'] },
  pad: { draw: async () => (await renderPad(SLIP, [{ number: '2611-0201-7', qr: CODE }, { number: '2611-0202-3', qr: CODE }], { paper: 'a4', dataOnly: false, offset: { x: 0, y: 0 }, reprint: 0, copies: ['desk'] })).pdf, mm: [210, 297], pages: 2, words: ['2611-0201-7', '2611-0202-3'] },
  ruler: { draw: async () => (await renderRulerPage({ paper: 'continuous-140', offset: { x: 1.5, y: -2 } })).pdf, mm: [241, 140], pages: 1, words: ['右 1.5 mm，下 -2 mm'] },
  month: { draw: async () => (await renderMonth(MONTH)).pdf, mm: [297, 210], pages: 5, words: ['第 1 页 / 共 5 页', '第 5 页 / 共 5 页', '编号 YB2610 · 共 45 单', '已签字定稿', '本月无异常', '（密码签字）', ...MONTH.lines.flatMap((cells) => [String(cells[1])])] },
  addendum: { draw: async () => (await renderAddendum({ version: 1, month: '2026-10', number: 'YB2610', nr: 1, site: SITE.name, company: SITE.company, form: 'WX-05', zone: SITE.zone, at: '2026-11-03T02:00:00.000Z', by: '陈经理', text: '第 12 行材料费应为 54 元', about: '0123456789abcdef' })).pdf, mm: [210, 297], pages: 1, words: ['补正单', '第 12 行材料费应为 54 元', 'YB2610-补1'] },
  register: { draw: async () => (await renderPaper({ title: '任务登记', company: SITE.company, site: SITE.name, form: 'RW-01', note: (lines) => `共 ${lines} 条`, logo: await sharp({ create: { width: 300, height: 150, channels: 3, background: '#0a6b5d' } }).png().toBuffer() }, [{ columns: [{ zh: '序号', width: 10, align: 'centre' }, { zh: '内容', width: 90 }, { zh: '金额', width: 20, align: 'right' }], rows: [[1, `${'很长的内容，'.repeat(30)}到此为止`, 12.5], [2, '𠮷先生', null]] }], { upright: true, createdAt: '2026-11-01T00:00:00.000Z' })).pdf, mm: [210, 297], pages: 1, words: ['共 2 条', '到此为止', '𠮷先生', '12.5', '制表：', '审核：', '日期：'] },
  'spot-sheet': { draw: () => renderSpotSheet({ site: SITE.name, number: '2611-0147', place: '样板间2', item: '软管漏水', technician: '王建国', when: '11-23 14:21' }), mm: [210, 297], pages: 1, words: ['上门抽查表', '王建国', '未观察'] },
  'call-pad': { draw: () => renderCallPad({ site: SITE.name, company: SITE.company, form: 'DH-01' }, Array.from({ length: 36 }, (_nothing, index) => `LD2611-${String(index + 1).padStart(4, '0')}-K7`), { x: 0, y: 0 }), mm: [297, 210], pages: 2, words: ['编号', '书写人', 'LD2611-0001-K7', 'LD2611-0036-K7', '表单编号 DH-01', '第 2 页 / 共 2 页'] },
  'message-pad': { draw: () => renderMessageSlips(['LY2611-0001-K7', 'LY2611-0002-3M'].map((nr) => ({ site: SITE.name, nr, wishes: [] })), 'continuous-93', { x: 1, y: 0 }), mm: [241, 93], pages: 2, words: ['LY2611-0001-K7', 'LY2611-0002-3M', '签收人'] },
  'message-93': { draw: () => renderMessageSlip({ site: SITE.name, to: '孙经理', caller: '赵女士', content: '请回电', wishes: ['call_back'] }, 'continuous-93'), mm: [241, 93], pages: 1, words: ['孙经理', '赵女士', '请回电'] },
  'message-a6': { draw: () => renderMessageSlip({ site: SITE.name, wishes: [] }, 'a6'), mm: [105, 148], pages: 1, words: ['留言'] },
  calls: { draw: () => renderCallSheet({ site: SITE.name, company: SITE.company, form: 'DH-01' }), mm: [297, 210], pages: 1, words: ['来电登记表', '姓氏/尊称', '表单编号 DH-01', '呼出√'] },
  'call-check': { draw: () => renderCheckSheet(SITE.name), mm: [210, 297], pages: 1, words: ['通话抽查表', '未听到'] },
  roster: { draw: () => renderRoster(ROSTER, SITE, [{ name: '李前台', phone: '13900003333' }]), mm: [297, 210], pages: 1, words: ['值班表', '2026-11-23 至 2026-11-29', '客服台', '欧阳经理（已离岗）', '18:00–21:00', '13900003333'] },
  handover: { draw: () => renderHandover(HANDOVER, SITE, () => undefined), mm: [210, 297], pages: 1, words: ['交接班记录', '李前台', '2611-0150 大厅射灯不亮', '样板间钥匙', '少 1 把', '雨伞请追'] },
  packet: { draw: () => renderPacket(PACKET, { zone: SITE.zone, lineWords: () => undefined }), mm: [210, 297], pages: 1, words: ['值班交底单', '13900001111', '样板间2 换灯', '备用射灯', '缺岗'] },
  claim: { draw: async () => renderClaim(CLAIM, SITE, { before: [await sharp({ create: { width: 200, height: 120, channels: 3, background: '#8899aa' } }).jpeg().toBuffer()], after: [], signature: undefined }), mm: [210, 297], pages: 1, words: ['赔偿单', 'P2611-0002', '人民币陆佰捌拾元整', '移物时未遮盖', '王先生 2026-11-23 17:00', '（签在纸上）'] },
  defects: { draw: async () => renderDefects({ site: { ...SITE, id: 's', parameters: {}, calendar: null, version: 1, complaintsPhone: '', address: '' }, firm: { id: 'f', name: '晴川门窗', contacts: [], warranties: [], note: null, archived: false, warranty: { state: 'in', until: null } }, rows: [DEFECT, { ...DEFECT, id: 'e', number: 'XZ2611-0005', photos: [], defect: '密封条脱落' }], isWhole: true }, new Map([['p', await sharp({ create: { width: 200, height: 120, channels: 3, background: '#8899aa' } }).jpeg().toBuffer()]]), AT('09:00', '2026-12-01')), mm: [210, 297], pages: 1, words: ['质量问题清单', '致：晴川门窗', 'XZ2611-0004', '密封条脱落', '更换滑轮两只', '（改期 1 次）'] },
  bar: { draw: () => renderBarPaper(SITE, { title: '饮品盘点表', form: 'YP-01', note: '2026-11-23 开班', lines: [], foot: ['盘点人', '复核人'], tables: [{ name: '饮品', columns: [{ zh: '品名', width: 40 }, { zh: '开班实点', width: 20, align: 'right' }], rows: [['绿茶', 24], ['咖啡', null]] }] }, AT('09:00')), mm: [297, 210], pages: 1, words: ['饮品盘点表', '绿茶', '24'] },
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
    for (const [paper, wanted] of [['a4', 17.5], ['a4-two-up', 14], ['a5', 14], ['continuous-140', 16], ['continuous-280', 17]] as const) {
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

  it.skipIf(!office)(`given the same, when LibreOffice opens it, then its cells are the same${office ? '' : ' (skipped: LibreOffice is not installed)'} (M-54)`, async () => {
    const book = await workbook();
    const [first] = (await readExcel(book)) as unknown as { sheet: string }[];
    expect((await openInOffice(new Map([['month', book]]))).get('month')?.get(first?.sheet ?? '')).toEqual(trimmed(wanted));
  });
});
