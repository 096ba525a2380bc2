import { describe, expect, it } from 'vitest';
import { readSheet } from 'read-excel-file/node';
import writeExcel from 'write-excel-file/node';
import { mm } from '../../../platform/server/pdf-text.ts';
import type { CallRow } from '../core/call-contract.ts';
import type { PhoneFigures } from '../core/phone-figures-contract.ts';
import { renderMessageSlip, type SlipWords } from './message-slip.ts';
import { monthSheets } from './month-sheet.ts';

const words: SlipWords = { site: '云栖示范售楼中心', to: '徐嘉宁', department: '销售部', urgent: true, date: '2026-11-23', time: '14:32', caller: '欧阳先生', company: '云栖建设有限公司', number: '138 1234 5678', readBack: true, wishes: ['call_back'], content: '请回电'.repeat(300), taker: '陈晓梅' };
const sizeOf = (pdf: Buffer): number[] => (/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString('latin1')) ?? []).slice(1).map((side) => Math.round(Number(side)));

describe('paper of the telephone', () => {
  it('T-44: given a slip, when printed, then it is one page of the paper it was asked for, however long its words', async () => {
    for (const [paper, width, height] of [['continuous-93', 241, 93], ['a6', 105, 148]] as const) {
      const pdf = await renderMessageSlip(words, paper);
      expect(sizeOf(pdf)).toEqual([Math.round(mm(width)), Math.round(mm(height))]);
      expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
    }
  });

  it('T-05, T-01: given a month, when written as a sheet and read back, then declared and measured stand in columns of their own, how long complaints waited stands beside the other matters, and a name that looks like a formula is text', async () => {
    const tally: PhoneFigures['total'] = { inbound: 5, outbound: 0, answered: 4, abandoned: 1, withheldMissed: 0, measured: { known: 1, within: 1, averageRingMs: 7000, averageWaitMs: null }, declared: { known: 1, within: 0 }, ringsUnknown: 0, lateSpecial: 1, transfers: 0, lostTransfers: 0, heldLong: 0, callerHungUp: 1, weHungUp: 0, keyedIn: 0 };
    const figures: PhoneFigures = { total: tally, agents: [{ id: null, name: '=1+1', ...tally }], hours: [{ hour: 9, inbound: 3, answered: 2, abandoned: 1 }], purposes: [{ purpose: null, calls: 2 }], missed: { tasks: 1, calledBack: 1, inTime: 0, open: 0 }, messages: { taken: 0, delivered: 0, inTime: 0, urgent: 0, urgentInTime: 0, averageMinutes: null, keyedIn: 0 }, matters: [], complaints: [{ kind: 'complaint.respond', opened: 3, done: 2, inTime: 1, averageHours: 1.26 }, { kind: 'complaint.answer', opened: 3, done: 0, inTime: 0, averageHours: null }], checks: [], checkTrend: [], ratings: { satisfied: 0, fair: 0, dissatisfied: 0 } };
    const row: CallRow = { id: 'x', direction: 'inbound', state: 'ended', startedAt: '2026-11-23T06:00:00.000Z', answeredAt: null, endedAt: null, loggedAt: null, agentId: null, agent: '陈晓梅', number: '138****5678', address: '王先生', fullName: null, company: '=cmd()', purpose: 'enquiry', ringsDeclared: 4, ringsMeasured: null, ringMs: null, waitMs: null, heldMs: 0, transfers: 0, lostTransfers: 0, disposition: 'answered', isErased: false, source: 'manual', paper: null };
    const month = { month: '2026-11', site: { name: '云栖', zone: 'Asia/Shanghai' }, figures, calls: [row, { ...row, loggedAt: '2026-11-24T01:05:00.000Z' }, { ...row, loggedAt: '2026-11-23T06:05:00.000Z' }] };
    const file = await writeExcel(monthSheets(month)).toBuffer();
    const calls = await readSheet(file, '来电登记');
    const cell = (name: string): unknown => calls[1]?.[(calls[0] ?? []).indexOf(name)] ?? '';
    expect([cell('时间'), cell('号码（隐去）'), cell('公司'), cell('响铃（申报，下）'), cell('响铃（实测，秒）')]).toEqual(['14:00', '138****5678', '=cmd()', '三下以上', '']);
    // Keyed in on another day, it says which.
    expect([2, 3].map((nth) => calls[nth]?.[(calls[0] ?? []).indexOf('登记时间')])).toEqual(['2026-11-24 09:05', '14:05']);
    expect(String(calls[4]?.[0])).toContain('另有 2 通');
    const totals = await readSheet(file, '合计');
    expect(totals[3]).toEqual(expect.arrayContaining(['申报三下以内率', '实测三下以内率']));
    expect(totals[4]?.slice(4, 11)).toEqual([1, 0, '0%', 1, 1, '100%', 7]);
    expect(totals.filter((line) => line[0] === '首次回应' || line[0] === '答复').map((line) => line.slice(0, 5))).toEqual([['首次回应', 3, 2, 1, 1.3], ['答复', 3, 0, 0, null]]);
    // Who may not know of complaints is not told that there are any (T-01).
    const apart = await readSheet(await writeExcel(monthSheets({ ...month, figures: { ...figures, complaints: null } })).toBuffer(), '合计');
    expect(apart.flat().join()).not.toMatch(/投诉|答复/);
  });
});
