import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { createPen } from '../../../platform/server/pdf-pen.ts';
import type { HandoverView } from '../core/handover-contract.ts';
import { HANDOVER_SECTIONS } from '../core/handover.ts';
import { HYGIENE_LABELS, SECTION_LABELS, sayLine, type LineWords } from '../core/handover-words.ts';

const A4 = { w: 210, h: 297 };
const M = 14;
const W = A4.w - 2 * M;
const BOTTOM = A4.h - 34;
const GREY = '#555555';

/** 交接班记录 (forms.md 4.11) on A4; a long one goes on to the next page, both signatures stand at its end. */
export const renderHandover = async (handover: HandoverView, site: { readonly name: string; readonly company: string; readonly zone: string }, lineWords: LineWords): Promise<Buffer> => {
  const pen = createPen({ title: `交接班记录 ${handover.day}` });
  const when = (at: string | null): string => (at ? `${localDate(at, site.zone).slice(5)} ${localTime(at, site.zone)}` : '');
  let y = 0;
  let page = 0;
  const newPage = (): void => {
    page += 1;
    pen.addPage(A4);
    pen.text('交接班记录', { x: M, y: M, w: 90, h: 9 }, { sizes: [17], weight: 'medium' });
    pen.text([site.name, site.company].filter(Boolean).join('　'), { x: M + 60, y: M + 2, w: W - 60, h: 5 }, { sizes: [9.5, 8], align: 'right' });
    pen.text(`第 ${page} 页`, { x: M, y: A4.h - 10, w: W, h: 4 }, { sizes: [8], ink: GREY, align: 'centre' });
    y = M + 12;
  };
  const room = (height: number): void => void (y + height > BOTTOM && newPage());
  const heightOf = (text: string, width: number): number => text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(pen.width(line, 9.5) / (width * 0.97))), 0) * 4.6 + 2;
  /** A labelled box; its height follows its text. */
  const field = (label: string, text: string, least = 8): void => {
    const h = Math.max(least, heightOf(text || ' ', W - 32));
    room(h);
    pen.box({ x: M, y, w: 30, h }, { line: 0.5 });
    pen.box({ x: M + 30, y, w: W - 30, h }, { line: 0.5 });
    pen.text(label, { x: M + 1, y, w: 28, h }, { sizes: [9.5, 8.5], weight: 'medium', align: 'centre', across: 'middle' });
    pen.text(text, { x: M + 31.5, y: y + 1.2, w: W - 33, h: h - 1.5 }, { sizes: [9.5, 8.5, 8] });
    y += h;
  };
  const pair = (cells: readonly (readonly [string, string])[]): void => {
    room(8);
    const w = W / cells.length;
    for (const [index, [label, text]] of cells.entries()) {
      const x = M + index * w;
      pen.box({ x, y, w, h: 8 }, { line: 0.5 });
      pen.text(label, { x: x + 1.5, y, w: 18, h: 8 }, { sizes: [8.5], ink: GREY, across: 'middle' });
      pen.text(text, { x: x + 18, y, w: w - 19.5, h: 8 }, { sizes: [10, 9, 8], across: 'middle' });
    }
    y += 8;
  };
  newPage();
  pair([['日期', handover.day], ['班次', handover.shift], ['岗位', handover.post]]);
  pair([['交班人', handover.giver], ['接班人', handover.taker ?? ''], ['到岗时间', when(handover.arrivedAt)]]);
  field('值班情况', handover.summary, 14);
  for (const section of HANDOVER_SECTIONS) {
    const own = handover.lines.filter((line) => line.section === section);
    // 未完成维修单 and 未交回联单 are asked for by the form: an empty box says that there was none.
    if (own.length > 0 || section === 'repairs' || section === 'copies') field(`${SECTION_LABELS.zh[section]}${own.length > 0 ? ` ${own.length}` : ''}`, own.length === 0 ? '无' : own.map((line) => { const said = sayLine(line, 'zh', lineWords); return `${line.label}${said ? `　${said}` : ''}`; }).join('\n'));
  }
  field('上级指示', handover.instructions);
  field('明日预约、活动、停水停电', handover.tomorrow, 10);
  const listed = (kind: 'key' | 'item'): string => handover.items.filter((item) => item.kind === kind).map((item) => `${item.name} ${item.count}${item.note ? `（${item.note}）` : ''}`).join('　');
  field('钥匙', listed('key'));
  field('物品', listed('item'));
  field('环境卫生', [HYGIENE_LABELS.zh[handover.hygiene.state], handover.hygiene.note].filter(Boolean).join('　'));
  field('差异及原因', handover.differences.length === 0 ? (handover.status === 'taken' ? '无' : '') : handover.differences.map((entry) => `${entry.what}　${entry.difference}　原因：${entry.reason}`).join('\n'));
  if (handover.refusal) field('未接原因', `${handover.refusal.by} ${when(handover.refusal.at)}：${handover.refusal.reason}`);
  room(10);
  pen.box({ x: M, y, w: W, h: 8 }, { line: 0.5 });
  pen.text('特别事项口头强调', { x: M + 1.5, y, w: 40, h: 8 }, { sizes: [9.5], across: 'middle' });
  pen.box({ x: M + 36, y: y + 2.4, w: 3.2, h: 3.2 }, { line: 0.5 });
  if (handover.spokenOf) pen.tick({ x: M + 36, y: y + 2.4, w: 3.2, h: 3.2 }, 1, '#000000');
  y += 8;
  const foot = Math.max(y + 4, BOTTOM + 2);
  const signs = [`交班签字：${handover.giver}　${when(handover.givenAt)}`, handover.taker ? `接班签字：${handover.taker}　${when(handover.takenAt)}` : '接班签字：____________', handover.reviewer ? `经理审阅：${handover.reviewer}　${when(handover.reviewedAt)}` : '经理审阅：____________'];
  for (const [index, text] of signs.entries()) pen.text(text, { x: M + (index * W) / 3, y: foot, w: W / 3 - 2, h: 6 }, { sizes: [9.5, 8.5, 8] });
  if (handover.reviewNote) pen.text(`审阅意见：${handover.reviewNote}`, { x: M, y: foot + 7, w: W, h: 9 }, { sizes: [9, 8] });
  pen.text('签字为本人密码确认，时间由系统记下。', { x: M, y: A4.h - 15, w: W, h: 4 }, { sizes: [8], ink: GREY });
  return pen.finish();
};
