import type { Cell, Column } from '../../../platform/core/register.ts';
import { createPen } from '../../../platform/server/pdf-pen.ts';
import { renderPaper, type PaperBlock } from '../../../platform/server/register-paper.ts';
import { writeXlsx } from '../../../platform/server/xlsx.ts';
import { ledgerLine, type MovementKind } from '../core/bar-stock.ts';
import type { FiguresView } from '../core/quality-contract.ts';
import type { DayView } from '../core/service-contract.ts';
import type { ParView, RecordView } from '../core/stock-contract.ts';

const A4 = { w: 210, h: 297 };
const INK = '#1C2321';
const GREY = '#47504C';

type Table = { readonly name: string; readonly columns: readonly Pick<Column, 'zh' | 'width' | 'align'>[]; readonly rows: readonly (readonly Cell[])[] };
/** A paper of the bar as data: A4 and workbook are drawn from it, so that both say the same. */
export type BarPaper = { readonly title: string; readonly form: string; readonly note: string; readonly lines: readonly string[]; readonly tables: readonly Table[]; readonly foot: readonly string[]; readonly upright?: boolean };
type Site = { readonly name: string; readonly company: string };

const col = (zh: string, width: number, align?: Column['align']): Table['columns'][number] => ({ zh, width, ...(align ? { align } : {}) });

export const renderBarPaper = async (site: Site, paper: BarPaper, now: string): Promise<Buffer> => {
  const blocks: PaperBlock[] = [{ text: paper.lines.join('\n') }, ...paper.tables.map((table, index) => ({ ...(index > 0 ? { heading: table.name } : {}), columns: table.columns, rows: table.rows, empty: '无' }))];
  const drawn = await renderPaper({ title: paper.title, company: site.company, site: site.name, form: paper.form, note: paper.note }, blocks, { upright: paper.upright, createdAt: now, foot: paper.foot.map((label) => [label, ''] as const) });
  return drawn.pdf;
};

/** The first sheet begins as the paper does; every table has a sheet of its own. */
export const writeBarPaper = (site: Site, paper: BarPaper): ReturnType<typeof writeXlsx> =>
  writeXlsx(
    paper.tables.map((table, index) => {
      const head: string[][] = index === 0 ? [[paper.title], [[site.company, site.name].filter(Boolean).join('  ')], [paper.note], ...paper.lines.map((line) => [line])] : [];
      return { name: table.name, widths: table.columns.map((column) => Math.max(8, Math.round(column.width * 0.9))), head: head.length + 1, rows: () => [...head, table.columns.map((column) => column.zh), ...table.rows] };
    }),
  );

const DAY_TYPES = { weekday: '平日', weekend: '周末', holiday: '节假日', launch: '开盘日' } as const;
const KINDS = { drink: '饮品', ingredient: '原料' } as const;

/** What a day moved of each item, what was asked for on it, what expires first. */
export type DayMoves = { readonly sums: readonly { readonly itemId: string; readonly kind: MovementKind; readonly onHand: number }[]; readonly asked: ReadonlyMap<string, number>; readonly expires: ReadonlyMap<string, string> };

/** What the roster says of a day that is not counted yet; empty where it says nothing. */
export type PlannedShifts = Readonly<Record<'opening' | 'closing', string>>;
const BY_HAND = '_______________';
const shiftLine = (day: DayView, planned: PlannedShifts, time: (at: string) => string): string => {
  const of = (phase: 'opening' | 'closing'): string => { const { count } = day[phase]; return `${phase === 'opening' ? '开班' : '闭班'} ${(count ? count.shift : planned[phase]) || BY_HAND}${count ? `（${count.by} ${time(count.at)} 清点）` : ''}`; };
  return `班次    ${of('opening')}        ${of('closing')}`;
};

/** 饮品盘点 / 备货表 (forms.md 4.12): the count by hand, then keyed in; blank columns stay wide enough for a pen. */
export const countSheet = (day: DayView, par: ParView, moves: DayMoves, planned: PlannedShifts, time: (at: string) => string): BarPaper => {
  const need = new Map([...par.lines, ...par.cups].map((line) => [line.itemId, line]));
  const opening = new Map(day.opening.count?.lines.map((line) => [line.itemId, line]) ?? []);
  const closing = new Map(day.closing.count?.lines.map((line) => [line.itemId, line]) ?? []);
  const sums = Map.groupBy(moves.sums, (entry) => entry.itemId);
  const some = (value: number | undefined): number | null => value || null;
  const signed = (value: number): string => (value > 0 ? `+${value}` : String(value));
  const read = (item: DayView['items'][number]) => {
    const [open, close, line] = [opening.get(item.id), closing.get(item.id), need.get(item.id)];
    const { received, transfer_in, transfer_out, used, written_off } = ledgerLine(item.id, 0, sums.get(item.id) ?? []);
    const pack = par.items.find((entry) => entry.id === item.id)?.pack;
    return {
      open, close, received: some(received), transfers: [transfer_in ? `+${transfer_in}` : '', transfer_out ? `−${transfer_out}` : ''].filter(Boolean).join(' '), used: some(used), lost: some(written_off),
      size: pack ? `${pack.units} ${item.unit}/${pack.name}` : '', before: open?.book ?? item.book, difference: open ? (open.counted === open.book ? '无' : `${signed(open.counted - open.book)} ${open.reason ?? ''}`.trim()) : '',
      need: line?.need ?? null, short: some(line && Math.max(0, line.need - (open?.counted ?? line.onHand))), asked: some(moves.asked.get(item.id)), expires: moves.expires.get(item.id) ?? '',
    };
  };
  return {
    title: '饮品盘点 / 备货表', form: '水吧-01', note: `日期 ${day.day}    ${DAY_TYPES[par.dayType]}    洽谈桌 ${par.tables} 张    开放座位 ${par.seats}`,
    lines: [
      shiftLine(day, planned, time),
      `应备 ${par.seats} 座 × ${(par.percent / 100).toFixed(1)} 倍 × 系数 ${(par.factor / 100).toFixed(1)} = ${par.bySeats} 份${par.bookedGuests > 0 ? `；预约 ${par.bookedGuests} 人 × 每人 ${par.servingsPerGuest} 份 = ${par.byGuests} 份；取 ${par.need} 份` : ''}（各种饮品合计；每种杯各自按此数）`,
      '原文在「座位的 2」处中断，倍数为本案场理解，可改，只作建议。    期末 = 期初 + 到货 + 调入 − 调出 − 消耗 − 报损 ± 盘点差。',
    ],
    tables: [
      {
        name: '饮品与原料',
        columns: [col('类别', 11), col('品名', 30), col('规格', 22), col('单位', 10, 'centre'), col('上班结存', 16, 'right'), col('开班实点', 17, 'right'), col('差异 / 原因', 28), col('应备', 14, 'right'), col('缺口', 13, 'right'), col('申领', 13, 'right'), col('到货', 13, 'right'), col('调入/调出', 17, 'right'), col('消耗', 13, 'right'), col('报损', 12, 'right'), col('闭班实点', 17, 'right'), col('最早到期', 20, 'centre'), col('备注', 18)],
        rows: day.items.filter((item) => item.kind !== 'cup').map((item) => { const of = read(item); return [KINDS[item.kind === 'drink' ? 'drink' : 'ingredient'], item.name, of.size, item.unit, of.before, of.open?.counted ?? null, of.difference, of.need, of.short, of.asked, of.received, of.transfers, of.used, of.lost, of.close?.counted ?? null, of.expires, '']; }),
      },
      {
        name: '杯具',
        columns: [col('杯型', 34), col('单位', 10, 'centre'), col('上班结存', 17, 'right'), col('开班洁净数', 20, 'right'), col('差异 / 原因', 32), col('使用中', 15, 'right'), col('待消毒', 15, 'right'), col('破损', 13, 'right'), col('应备', 14, 'right'), col('缺口', 14, 'right'), col('申领', 14, 'right'), col('到货', 14, 'right'), col('消耗', 14, 'right'), col('闭班洁净数', 20, 'right'), col('备注', 24)],
        rows: day.items.filter((item) => item.kind === 'cup').map((item) => { const of = read(item); return [item.name, item.unit, of.before, of.open?.counted ?? null, of.difference, item.reusable ? item.inUse : null, item.reusable ? (of.close?.dirty ?? item.dirty) : null, some((of.open?.broken ?? 0) + (of.close?.broken ?? 0)), of.need, of.short, of.asked, of.received, of.used, of.close?.counted ?? null, '']; }),
      },
    ],
    foot: ['盘点人', '复核人', '日期'],
  };
};

const STATUS: Readonly<Record<string, string>> = { asked: '待发放', issued: '已发放待收货', received: '已收货', cancelled: '已取消' };
export const requisitionSheet = (record: RecordView): BarPaper => ({
  title: '饮品申领单', form: '水吧-02', note: `申领日期 ${record.day}${record.forDay ? `    用于 ${record.forDay}` : ''}    申领人 ${record.by}    ${STATUS[record.status] ?? ''}`, upright: true,
  lines: [record.note ? `备注：${record.note}` : '备注：'],
  tables: [{
    name: '申领', columns: [col('序号', 12, 'centre'), col('品名', 60), col('单位', 18, 'centre'), col('申领数量', 28, 'right'), col('实发数量', 28, 'right'), col('到期日', 30)],
    rows: record.lines.map((line, index) => [index + 1, line.name, line.unit, line.quantity, line.received, '']),
  }],
  foot: ['申领', '库房', '收货', '日期'],
});

const TIME_NAMES = { ask: '落座→询问', serve: '点单→上饮品', refill: '两次续杯之间', clear: '离席→收台' } as const;
const WASTE: Readonly<Record<string, string>> = { expired: '过期', spilled: '打翻', broken: '破损', spoiled: '变质', other: '其他' };
const share = (part: number, whole: number): string => (whole === 0 ? '—' : `${Math.round((part / whole) * 100)}%（${part}/${whole}）`);
const minutes = (seconds: number | null): string => (seconds === null ? '—' : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`);

export const monthSheet = (figures: FiguresView): BarPaper => ({
  title: `水吧月度数据 ${figures.month}`, form: '水吧-03', note: `接待 ${figures.visits} 批（不计时 ${figures.untimed}）    共上饮品 ${figures.servings} 份`,
  lines: [
    `已记人数 ${figures.guests}    每批 ${figures.servingsPerVisit ?? '—'} 份    每人 ${figures.servingsPerGuest ?? '—'} 份    每批用杯 ${figures.cupsPerVisit ?? '—'}    续杯 ${figures.refills} 次    高峰计数 ${figures.counted} 份`,
    `清点 ${figures.readyDays.counted} 天，无差异 ${figures.readyDays.equal} 天，开门时未清点 ${figures.readyDays.late} 天    质量抽查 ${figures.quality.checks} 次，平均 ${figures.quality.average ?? '—'} 分    客人评价 ${figures.quality.ratings} 次，平均 ${figures.quality.stars ?? '—'} 星`,
    '没有点的步骤为「未记录」，不计入达标和超时；时限为本案场规定。',
  ],
  tables: [
    {
      name: '台账', columns: [col('品名', 44), col('单位', 14, 'centre'), col('期初', 20, 'right'), col('到货', 20, 'right'), col('调入', 18, 'right'), col('调出', 18, 'right'), col('消耗', 20, 'right'), col('报损', 18, 'right'), col('盘点差', 18, 'right'), col('期末', 20, 'right'), col('消耗金额（元）', 24, 'right')],
      rows: figures.ledger.map((line) => [line.name, line.unit, line.opening, line.received, line.transfer_in, line.transfer_out, line.used, line.written_off, line.counted, line.closing, line.costCents === null ? null : line.costCents / 100]),
    },
    {
      name: '各步用时', columns: [col('步骤', 40), col('目标（分）', 20, 'right'), col('最迟（分）', 20, 'right'), col('达标', 30, 'right'), col('未超时', 30, 'right'), col('超时', 30, 'right'), col('中位用时', 26, 'right'), col('记录比例', 30, 'right')],
      rows: figures.times.map((time) => [TIME_NAMES[time.name], time.target, time.limit, share(time.within, time.recorded), share(time.betweenTargetAndLimit, time.recorded), share(time.late, time.recorded), minutes(time.medianSeconds), share(time.recorded, time.possible)]),
    },
    { name: '报损', columns: [col('品名', 60), col('单位', 20, 'centre'), col('数量', 24, 'right'), col('原因', 40)], rows: figures.waste.map((entry) => [entry.name, entry.unit, entry.quantity, WASTE[entry.reason] ?? entry.reason]) },
    {
      // Days across, so that a long menu grows downward.
      name: '每天份数', columns: [col('品名', 40), ...figures.days.map((day) => col(String(Number(day.day.slice(8))), 7.2, 'right')), col('合计', 12, 'right')],
      rows: [
        ['接待（批）', ...figures.days.map((day) => day.visits), figures.days.reduce((all, day) => all + day.visits, 0)],
        ['饮品合计（份）', ...figures.days.map((day) => day.servings), figures.servings],
        ...figures.drinks.map((drink) => [drink.name, ...drink.byDay, drink.servings]),
      ],
    },
  ],
  foot: ['制表', '物业经理', '日期'],
});

const LABEL = { w: 62, h: 62, across: 3, down: 4 };
/** Small cards for the tables: guests who like may scan; nobody asks them. */
export const renderTableCodes = (site: Site, labels: readonly { name: string; url: string }[]): Promise<Buffer> => {
  const pen = createPen({ title: `${site.name} 桌上评价码` });
  const [left, top] = [(A4.w - LABEL.w * LABEL.across) / 2, (A4.h - LABEL.h * LABEL.down) / 2];
  for (const [index, label] of labels.entries()) {
    const place = index % (LABEL.across * LABEL.down);
    if (place === 0) pen.addPage(A4);
    const x = left + (place % LABEL.across) * LABEL.w;
    const y = top + Math.floor(place / LABEL.across) * LABEL.h;
    pen.box({ x, y, w: LABEL.w, h: LABEL.h }, { line: 0.3, ink: GREY });
    pen.text(label.name, { x: x + 3, y: y + 3, w: LABEL.w - 6, h: 7 }, { sizes: [13, 11], weight: 'medium', ink: INK, align: 'centre' });
    pen.qr(label.url, { x: x + 15, y: y + 12, w: 32, h: 32 }, INK);
    pen.text('今天的饮品还满意吗？', { x: x + 3, y: y + 46, w: LABEL.w - 6, h: 5 }, { sizes: [10.5], ink: INK, align: 'centre' });
    pen.text('愿意的话扫一扫，告诉我们', { x: x + 3, y: y + 52, w: LABEL.w - 6, h: 5 }, { sizes: [9], ink: GREY, align: 'centre' });
  }
  if (labels.length === 0) pen.addPage(A4);
  return pen.finish();
};
