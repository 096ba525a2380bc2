import { createPen, type Pen } from '../../../platform/server/pdf-pen.ts';
import type { FiguresView } from '../core/quality-contract.ts';
import type { DayView } from '../core/service-contract.ts';
import type { ParView, RecordView } from '../core/stock-contract.ts';

const A4 = { w: 210, h: 297 };
const MARGIN = 12;
const ROW = 8;
const INK = '#1C2321';
const GREY = '#47504C';

export type Column = { readonly title: string; readonly w: number; readonly align?: 'left' | 'right' | 'centre' };
type Page = { readonly title: string; readonly site: string; readonly company: string; readonly lines: readonly string[]; readonly form: string };

/** A register on A4: heading, a table that breaks over pages with its head repeated, the signing line at the foot. */
const drawTable = (pen: Pen, page: Page, columns: readonly Column[], rows: readonly (readonly string[])[], foot: string, landscape = false): void => {
  const size = landscape ? { w: A4.h, h: A4.w } : A4;
  const width = size.w - 2 * MARGIN;
  const scale = width / columns.reduce((all, column) => all + column.w, 0);
  let y = 0;
  let number = 0;
  const head = (): void => {
    number += 1;
    pen.addPage(size);
    pen.text(page.title, { x: MARGIN, y: MARGIN, w: width, h: 9 }, { sizes: [17, 15], weight: 'medium', ink: INK });
    pen.text(`${page.form}  第 ${number} 页`, { x: MARGIN, y: MARGIN + 1.5, w: width, h: 6 }, { sizes: [9], ink: GREY, align: 'right' });
    pen.text([page.company, page.site].filter(Boolean).join('  '), { x: MARGIN, y: MARGIN + 10, w: width, h: 5 }, { sizes: [10.5, 9], ink: INK });
    y = MARGIN + 16;
    if (number === 1)
      for (const line of page.lines) {
        pen.text(line, { x: MARGIN, y, w: width, h: 5.4 }, { sizes: [10, 9, 8], ink: INK });
        y += 5.8;
      }
    y += 2;
    let x = MARGIN;
    for (const column of columns) {
      pen.box({ x, y, w: column.w * scale, h: ROW }, { line: 0.5, ink: GREY });
      pen.text(column.title, { x: x + 0.8, y, w: column.w * scale - 1.6, h: ROW }, { sizes: [9.5, 8.5, 7.5], weight: 'medium', ink: INK, align: 'centre', across: 'middle' });
      x += column.w * scale;
    }
    y += ROW;
  };
  head();
  for (const row of rows) {
    if (y + ROW > size.h - 22) head();
    let x = MARGIN;
    for (const [index, column] of columns.entries()) {
      pen.box({ x, y, w: column.w * scale, h: ROW }, { line: 0.3, ink: GREY });
      pen.text(row[index] ?? '', { x: x + 1, y, w: column.w * scale - 2, h: ROW }, { sizes: [10, 9, 8, 7], ink: INK, align: column.align ?? 'left', across: 'middle' });
      x += column.w * scale;
    }
    y += ROW;
  }
  pen.text(foot, { x: MARGIN, y: size.h - 16, w: width, h: 6 }, { sizes: [10.5, 9.5], ink: INK });
};

const DAY_TYPES = { weekday: '平日', weekend: '周末', holiday: '节假日', launch: '开盘日' } as const;
const KINDS = { drink: '饮品', ingredient: '原料', cup: '杯具' } as const;
type Site = { readonly name: string; readonly company: string };

/** 饮品盘点 / 备货表 (forms.md 4.12): the count by hand, then keyed in; blank columns stay wide enough for a pen. */
export const renderCountSheet = (site: Site, day: DayView, par: ParView): Promise<Buffer> => {
  const pen = createPen({ title: `饮品盘点备货表 ${day.day}` });
  const need = new Map([...par.lines, ...par.cups].map((line) => [line.itemId, line]));
  const opening = new Map(day.opening.count?.lines.map((line) => [line.itemId, line]) ?? []);
  const closing = new Map(day.closing.count?.lines.map((line) => [line.itemId, line]) ?? []);
  drawTable(
    pen,
    {
      title: '饮品盘点 / 备货表', site: site.name, company: site.company, form: '表单 水吧-01',
      lines: [
        `日期 ${day.day}    日类型 ${DAY_TYPES[par.dayType]}    洽谈桌 ${par.tables} 张    开放座位 ${par.seats}    倍数 ${(par.percent / 100).toFixed(1)}    系数 ${(par.factor / 100).toFixed(1)}`,
        `应备 ${par.seats} × ${(par.percent / 100).toFixed(1)} × ${(par.factor / 100).toFixed(1)} = ${par.bySeats} 份${par.bookedGuests > 0 ? `；预约 ${par.bookedGuests} 人 × ${par.servingsPerGuest} = ${par.byGuests} 份；取 ${par.need} 份` : ''}（各种饮品合计；每种杯各自按此数）`,
        '原文在「座位的 2」处中断，倍数为本案场理解，可改，只作建议。',
      ],
    },
    [{ title: '类别', w: 13 }, { title: '品名', w: 34 }, { title: '单位', w: 12, align: 'centre' }, { title: '账面', w: 17, align: 'right' }, { title: '开班实点', w: 20, align: 'right' }, { title: '差异 / 原因', w: 34 }, { title: '应备', w: 17, align: 'right' }, { title: '缺口', w: 17, align: 'right' }, { title: '闭班实点', w: 20, align: 'right' }, { title: '待消毒', w: 15, align: 'right' }, { title: '破损', w: 13, align: 'right' }, { title: '备注', w: 22 }],
    day.items.map((item) => {
      const [open, close, line] = [opening.get(item.id), closing.get(item.id), need.get(item.id)];
      const difference = open && open.counted !== open.book ? `${open.counted - open.book > 0 ? '+' : ''}${open.counted - open.book} ${open.reason ?? ''}` : open ? '无' : '';
      return [KINDS[item.kind], item.name, item.unit, String(open?.book ?? item.book), open ? String(open.counted) : '', difference, line ? String(line.need) : '', line && line.short > 0 ? String(line.short) : '', close ? String(close.counted) : '', item.reusable ? String(item.dirty) : '', close?.broken ? String(close.broken) : '', ''];
    }),
    '盘点人：____________    复核人：____________    日期：____________',
    true,
  );
  return pen.finish();
};

export const renderRequisition = (site: Site, record: RecordView): Promise<Buffer> => {
  const pen = createPen({ title: `饮品申领单 ${record.day}` });
  drawTable(
    pen,
    { title: '饮品申领单', site: site.name, company: site.company, form: '表单 水吧-02', lines: [`申领日期 ${record.day}${record.forDay ? `    用于 ${record.forDay}` : ''}    申领人 ${record.by}`, ...(record.note ? [`备注：${record.note}`] : [])] },
    [{ title: '序号', w: 12, align: 'centre' }, { title: '品名', w: 60 }, { title: '单位', w: 18, align: 'centre' }, { title: '申领数量', w: 28, align: 'right' }, { title: '实发数量', w: 28, align: 'right' }, { title: '到期日', w: 30 }],
    record.lines.map((line, index) => [String(index + 1), line.name, line.unit, String(line.quantity), line.received === null ? '' : String(line.received), '']),
    '申领：____________    库房：____________    收货：____________    日期：____________',
  );
  return pen.finish();
};

const TIME_NAMES = { ask: '落座→询问', serve: '点单→上饮品', refill: '两次续杯之间', clear: '离席→收台' } as const;
const share = (part: number, whole: number): string => (whole === 0 ? '—' : `${Math.round((part / whole) * 100)}%（${part}/${whole}）`);

export const renderMonth = (site: Site, figures: FiguresView): Promise<Buffer> => {
  const pen = createPen({ title: `水吧月度数据 ${figures.month}` });
  drawTable(
    pen,
    {
      title: `水吧月度数据 ${figures.month}`, site: site.name, company: site.company, form: '表单 水吧-03',
      lines: [
        `接待 ${figures.visits} 批（不计时 ${figures.untimed}）    已记人数 ${figures.guests}    共上饮品 ${figures.servings} 份    每批 ${figures.servingsPerVisit ?? '—'} 份    每批用杯 ${figures.cupsPerVisit ?? '—'}    续杯 ${figures.refills} 次`,
        ...figures.times.map((time) => `${TIME_NAMES[time.name]}：目标 ${time.target ?? '—'} 分，最迟 ${time.limit} 分；达标 ${share(time.within, time.recorded)}，超时 ${share(time.late, time.recorded)}；已记录 ${share(time.recorded, time.possible)}`),
        '没有点的步骤为「未记录」，不计入达标和超时。时限为本案场规定。',
        `清点 ${figures.readyDays.counted} 天，无差异 ${figures.readyDays.equal} 天，开门时未清点 ${figures.readyDays.late} 天    质量抽查 ${figures.quality.checks} 次，平均 ${figures.quality.average ?? '—'} 分    客人评价 ${figures.quality.ratings} 次，平均 ${figures.quality.stars ?? '—'} 星`,
      ],
    },
    [{ title: '品名', w: 44 }, { title: '单位', w: 14, align: 'centre' }, { title: '期初', w: 20, align: 'right' }, { title: '到货', w: 20, align: 'right' }, { title: '调入', w: 18, align: 'right' }, { title: '调出', w: 18, align: 'right' }, { title: '消耗', w: 20, align: 'right' }, { title: '报损', w: 18, align: 'right' }, { title: '盘点差', w: 18, align: 'right' }, { title: '期末', w: 20, align: 'right' }],
    figures.ledger.map((line) => [line.name, line.unit, ...[line.opening, line.received, line.transfer_in, line.transfer_out, line.used, line.written_off, line.counted, line.closing].map(String)]),
    '制表：____________    物业经理：____________    日期：____________',
    true,
  );
  return pen.finish();
};

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
