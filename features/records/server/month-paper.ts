import { figureText, type MonthFigure } from '../../../platform/core/month-book.ts';
import type { Cell } from '../../../platform/core/register.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { renderPaper, streamPaper, type PaperBlock } from '../../../platform/server/register-paper.ts';
import type { Sheet } from '../../../platform/server/xlsx.ts';
import type { AddendumSheet, MonthSheet } from './month-store.ts';

const TITLE = '每月工程维修记录表';
const when = (instant: string, zone: string): string => `${localDate(instant, zone)} ${localTime(instant, zone)}`;
const monthName = (month: string): string => `${month.slice(0, 4)} 年 ${Number(month.slice(5))} 月`;
const basis = (figure: MonthFigure): string => `${figure.definition.zh}（${figure.origin === 'plan' ? `方案 ${figure.clause}` : '案场规定'}）`;

/** What each figure was in the months compared with; a signed month is marked. */
const totals = (sheet: Pick<MonthSheet, 'month' | 'figures' | 'compared'>): { head: string[]; rows: Cell[][] } => ({
  head: ['指标', '本月', ...sheet.compared.map((entry) => `${entry.month}${entry.isSigned ? '' : '（未签）'}`), '算法与依据'],
  rows: sheet.figures.map((figure) => [
    figure.label.zh, figureText(figure),
    ...sheet.compared.map((entry) => {
      const kept = entry.figures.find((other) => other.key === figure.key);
      return kept ? figureText({ unit: figure.unit, ...kept }) : '';
    }),
    basis(figure),
  ]),
});

const WIDTHS: Readonly<Record<number, readonly number[]>> = { 2: [60, 12], 6: [16, 20, 40, 12, 12, 40] };

type Lines = () => AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
type Look = { readonly offset?: { x: number; y: number } | undefined; readonly logo?: Buffer | undefined };
const monthPaper = (sheet: Omit<MonthSheet, 'lines'>, lines: Lines, look: Look): Parameters<typeof streamPaper> => {
  const { signed, zone } = sheet;
  const { head, rows } = totals(sheet);
  const blocks: PaperBlock[] = [
    { heading: '一、明细', columns: sheet.columns, rows: lines(), empty: '本月没有报修' },
    { heading: '二、汇总', columns: head.map((zh, index) => ({ zh, width: index === 0 ? 34 : index === head.length - 1 ? 90 : 26 })), rows },
    ...sheet.lists.map((list): PaperBlock => ({
      heading: list.left > 0 ? `${list.title.zh}（另有 ${list.left} 条）` : list.title.zh, columns: list.head.map(({ zh }, index) => ({ zh, width: WIDTHS[list.head.length]?.[index] ?? 20 })), rows: list.rows, empty: '无',
    })),
    ...(signed?.openWord ? [{ heading: '未完成事项说明', text: signed.openWord }] : []),
    ...(signed?.comment ? [{ heading: '说明', text: signed.comment }] : []),
  ];
  const note = (count: number): string => signed
    ? `${monthName(sheet.month)} · 编号 ${sheet.number} · 共 ${count} 单 · 数据截至 ${when(sheet.takenAt, zone)} · 已签字定稿`
    : `${monthName(sheet.month)} · 草稿，未签字 · 共 ${count} 单 · 数据截至 ${when(sheet.takenAt, zone)}`;
  return [
    { title: TITLE, company: sheet.company, site: sheet.site, form: sheet.form, note, logo: look.logo },
    blocks,
    { offset: look.offset, createdAt: signed?.at ?? sheet.takenAt, foot: [['制表', ''], ['工程部', ''], ['物业经理', signed ? `${signed.by}（密码签字）` : ''], ['日期', signed ? when(signed.at, zone) : '']] },
  ];
};

/** The record on paper (M-54): lines, totals with their definitions, lists, the words of whoever signed. */
export const renderMonth = (sheet: MonthSheet, look: Look = {}) => renderPaper(...monthPaper(sheet, () => sheet.lines, look));
/** The same on its way page by page, its lines taken as there is room for them. */
export const streamMonth = (sheet: Omit<MonthSheet, 'lines'>, lines: Lines, look: Look) => streamPaper(...monthPaper(sheet, lines, look));

/** 补正单: what of a signed month was wrong, on a sheet of its own. */
export const renderAddendum = (sheet: AddendumSheet, logo?: Buffer) =>
  renderPaper(
    { title: `${TITLE}补正单`, company: sheet.company, site: sheet.site, form: sheet.form, note: `${monthName(sheet.month)} · 编号 ${sheet.number}-补${sheet.nr}`, logo },
    [{ heading: '补正内容', text: sheet.text }, { heading: '所补正的记录', text: `${sheet.number}，校验 ${sheet.about}。原记录不改，本单与原记录一并保存。` }],
    { upright: true, createdAt: sheet.at, foot: [['物业经理', `${sheet.by}（密码签字）`], ['日期', when(sheet.at, sheet.zone)]] },
  );

/** The same as a workbook: lines, totals, lists. */
export const monthSheets = (sheet: Omit<MonthSheet, 'lines'>, lines: Lines): Sheet[] => {
  const { head, rows } = totals(sheet);
  return [
    { name: '明细', widths: sheet.columns.map((column) => Math.round(column.width * 0.9)), head: 1, rows: async function* () { yield sheet.columns.map((column) => column.zh); yield* lines(); } },
    { name: '汇总', widths: [30, 18, 18, 18, 18, 70], head: 1, rows: () => [head, ...rows, [], [sheet.signed ? `${sheet.number}，${sheet.signed.by} 签字 ${when(sheet.signed.at, sheet.zone)}` : `草稿，数据截至 ${when(sheet.takenAt, sheet.zone)}`], ...[sheet.signed?.openWord, sheet.signed?.comment].filter(Boolean).map((text) => [text ?? ''])] },
    ...sheet.lists.map((list): Sheet => ({ name: list.title.zh, widths: [18, 18, 40, 14, 14, 40], head: 1, rows: () => [list.head.map((entry) => entry.zh), ...list.rows, ...(list.left > 0 ? [[`另有 ${list.left} 条`]] : [])] })),
  ];
};
