import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import type { CallRow } from '../core/call-contract.ts';
import { CHECK_ITEMS } from '../core/call-record.ts';
import { CHECK_WORDS, DISPOSITION_WORDS, MATTER_WORDS, PURPOSE_WORDS, STAGE_WORDS } from '../core/paper-words.ts';
import type { PhoneFigures } from '../core/phone-figures-contract.ts';

type Cell = { value: string; type: StringConstructor; fontWeight?: 'bold' } | { value: number; type: NumberConstructor };
const text = (value: string): Cell => ({ value, type: String });
const bold = (value: string): Cell => ({ value, type: String, fontWeight: 'bold' });
const number = (value: number): Cell => ({ value, type: Number });
const seconds = (ms: number | null): Cell => (ms === null ? text('') : number(Math.round(ms / 100) / 10));
const share = (part: number, whole: number): Cell => text(whole === 0 ? '' : `${Math.round((part / whole) * 1000) / 10}%`);

const CALL_HEAD = ['日期', '时间', '来去', '接听人', '号码（隐去）', '尊称', '公司', '事由', '响铃（申报，下）', '响铃（实测，秒）', '等候（实测，秒）', '保持（秒）', '转接次数', '转接落空', '结果', '登记时间', '补录'];
const TALLY_HEAD = ['来电', '接起', '未接', '去电', '申报响铃的通数', '申报三下以内', '申报三下以内率', '实测响铃的通数', '实测三下以内', '实测三下以内率', '平均响铃（秒）', '平均等候（秒）', '响铃未知', '特殊情况', '转接', '转接落空', '久等（超过上限）', '来电者先挂', '我方先挂', '其中补录'];
const tally = (row: PhoneFigures['total']): Cell[] => [
  number(row.inbound), number(row.answered), number(row.abandoned), number(row.outbound), number(row.declared.known), number(row.declared.within), share(row.declared.within, row.declared.known), number(row.measured.known), number(row.measured.within), share(row.measured.within, row.measured.known),
  seconds(row.measured.averageRingMs), seconds(row.measured.averageWaitMs), number(row.ringsUnknown), number(row.lateSpecial), number(row.transfers), number(row.lostTransfers), number(row.heldLong), number(row.callerHungUp), number(row.weHungUp), number(row.keyedIn),
];

const WORK_WORDS: Readonly<Record<string, string>> = { ...MATTER_WORDS, ...STAGE_WORDS };
const work = (row: PhoneFigures['matters'][number]): Cell[] => [text(WORK_WORDS[row.kind] ?? row.kind), number(row.opened), number(row.done), number(row.inTime), row.averageHours === null ? text('') : number(Math.round(row.averageHours * 10) / 10)];

/** When it was written down: with its day, where that is another one (补录). */
const writtenAt = (at: string, startedAt: string, zone: string): string => [...(localDate(at, zone) === localDate(startedAt, zone) ? [] : [localDate(at, zone)]), localTime(at, zone)].join(' ');

/** 月度来电: totals, people and hours, calls; every cell is a number or a text, so nothing in it is a formula. */
export const monthSheets = (input: { month: string; site: { name: string; zone: string }; figures: PhoneFigures; calls: readonly CallRow[] }): { data: Cell[][]; sheet: string }[] => {
  const { figures, site } = input;
  const totals: Cell[][] = [
    [bold(`${site.name} 来电月度表 ${input.month}`)], [text('申报＝客服按键报的响铃次数；实测＝电话系统量得的时间。两者分开，不相加。')], [],
    TALLY_HEAD.map(bold), tally(figures.total), [],
    [bold('未接与回电'), bold('任务'), bold('已回电'), bold('按时'), bold('未了'), bold('隐藏号码未接')], [text(''), number(figures.missed.tasks), number(figures.missed.calledBack), number(figures.missed.inTime), number(figures.missed.open), number(figures.total.withheldMissed)], [],
    [bold('留言'), bold('共'), bold('已转达'), bold('按时'), bold('紧急'), bold('紧急按时'), bold('平均（分钟）'), bold('其中补录')],
    [text(''), number(figures.messages.taken), number(figures.messages.delivered), number(figures.messages.inTime), number(figures.messages.urgent), number(figures.messages.urgentInTime), figures.messages.averageMinutes === null ? text('') : number(Math.round(figures.messages.averageMinutes * 10) / 10), number(figures.messages.keyedIn)], [],
    [bold('跟进'), bold('件数'), bold('办结'), bold('按时'), bold('平均（小时）')],
    ...figures.matters.map(work), [],
    ...(figures.complaints && figures.complaints.length > 0 ? [[bold('投诉（不论怎么来的，不含举报）'), bold('件数'), bold('办结'), bold('按时'), bold('平均（小时）')], ...figures.complaints.map(work), []] : []),
    [bold('事由'), bold('通数')], ...figures.purposes.map((row): Cell[] => [text(row.purpose ? (PURPOSE_WORDS[row.purpose as keyof typeof PURPOSE_WORDS] ?? row.purpose) : '未填'), number(row.calls)]), [],
    [bold('抽查项目'), bold('符合'), bold('不符合'), bold('未听到')], ...CHECK_ITEMS.flatMap((item): Cell[][] => { const row = figures.checks.find((entry) => entry.item === item); return row ? [[text(CHECK_WORDS[item]), number(row.yes), number(row.no), number(row.unseen)]] : []; }), [],
    [text('制表：'), text('审核：'), text('日期：')],
  ];
  const people: Cell[][] = [
    [bold('接听人'), ...TALLY_HEAD.map(bold)], ...figures.agents.map((row): Cell[] => [text(row.name ?? '（无人接）'), ...tally(row)]), [],
    [bold('钟点'), bold('来电'), bold('接起'), bold('未接')], ...figures.hours.map((row): Cell[] => [text(`${String(row.hour).padStart(2, '0')}:00`), number(row.inbound), number(row.answered), number(row.abandoned)]),
  ];
  const calls: Cell[][] = [
    CALL_HEAD.map(bold),
    ...input.calls.map((row): Cell[] => [
      text(localDate(row.startedAt, site.zone)), text(localTime(row.startedAt, site.zone)), text(row.direction === 'outbound' ? '去电' : row.direction === 'inbound' ? '来电' : '内线'), text(row.agent ?? ''), text(row.number ?? ''), text(row.address), text(row.company ?? ''), text(row.purpose ? PURPOSE_WORDS[row.purpose] : ''),
      row.ringsDeclared === null ? text('') : text(row.ringsDeclared === 4 ? '三下以上' : String(row.ringsDeclared)), seconds(row.ringMs), seconds(row.waitMs), seconds(row.heldMs || null), number(row.transfers), number(row.lostTransfers), text(row.disposition ? (DISPOSITION_WORDS[row.disposition] ?? row.disposition) : ''), text(row.loggedAt ? writtenAt(row.loggedAt, row.startedAt, site.zone) : ''), text(row.paper?.number ?? ''),
    ]),
    ...(input.calls.length < figures.total.inbound + figures.total.outbound ? [[text(`另有 ${figures.total.inbound + figures.total.outbound - input.calls.length} 通，见来电清单`)]] : []),
  ];
  return [{ data: totals, sheet: '合计' }, { data: people, sheet: '人员与钟点' }, { data: calls, sheet: '来电登记' }];
};
