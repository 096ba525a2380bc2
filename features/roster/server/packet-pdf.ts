import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { createPen, type Pen } from '../../../platform/server/pdf-pen.ts';
import type { Packet } from '../core/brief-contract.ts';
import { SECTION_LABELS, sayLine, type LineWords } from '../core/handover-words.ts';
import type { HandoverLine, HandoverSection } from '../core/handover.ts';
import { dutyMay } from '../core/packet-words.ts';

const A4 = { w: 210, h: 297 };
const M = 12;
const W = A4.w - 2 * M;
const GREY = '#555555';
const LATE = '#8f2117';
/** Whom to ask beyond those on shift. */
const LEADERS: Readonly<Record<string, string>> = { property_manager: '物业经理', engineering_head: '工程部主任', foreman: '维修领班' };
const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

/** A heading with a hairline under it; gives the height it took. */
const heading = (pen: Pen, text: string, x: number, y: number, w: number): number => {
  pen.text(text, { x, y, w, h: 5 }, { sizes: [10.5], weight: 'medium' });
  pen.line({ x, y: y + 5.4 }, { x: x + w, y: y + 5.4 }, 0.5, '#000000');
  return 7;
};

const runTitle = (packet: Packet): string => {
  const { from, to, name } = packet.run;
  return `${name ?? '周末'} ${from.slice(5)}${to === from ? '' : ` 至 ${to.slice(5)}`}`;
};

/** Rows shrink with their number so that everything stays on one page: eight days off, or two. */
const rowHeight = (rows: number, room: number, most: number): number => Math.max(3.6, Math.min(most, room / Math.max(1, rows)));

/** 值班交底单: one A4 page for the duty officer, left who and whom to ring, right what is open and what may come (M-51, M-52). */
export const renderPacket = async (packet: Packet, input: { zone: string; lineWords: LineWords }): Promise<Buffer> => {
  const pen = createPen({ title: `值班交底单 ${packet.run.from}` });
  const time = (at: string): string => localTime(at, input.zone);
  pen.addPage(A4);
  pen.text('值班交底单', { x: M, y: M, w: 90, h: 9 }, { sizes: [18], weight: 'medium' });
  pen.text(runTitle(packet), { x: M + 70, y: M + 1, w: W - 70, h: 6 }, { sizes: [13, 11], align: 'right' });
  pen.text([packet.siteName, packet.company].filter(Boolean).join('　'), { x: M, y: M + 9, w: W * 0.6, h: 5 }, { sizes: [9.5, 8], ink: GREY });
  pen.text(`${localDate(packet.now, input.zone)} ${time(packet.now)} 的情况`, { x: M + W * 0.6, y: M + 9, w: W * 0.4, h: 5 }, { sizes: [9.5, 8], ink: GREY, align: 'right' });
  let y = M + 16;

  // The numbers one looks for with the receiver in the hand.
  pen.box({ x: M, y, w: W, h: 9 }, { line: 0.5 });
  pen.text(`投诉电话 ${packet.complaintsPhone || '未设'}　　客服台 ${packet.deskPhone || '未设'}　　报警 110　火警 119　急救 120`, { x: M + 3, y, w: W - 6, h: 9 }, { sizes: [11, 10, 9], weight: 'medium', align: 'centre', across: 'middle' });
  y += 13;

  const top = y;
  const leftW = 88;
  const gutter = 6;
  const rightX = M + leftW + gutter;
  const rightW = W - leftW - gutter;

  // Left: who is on which day, then whom to ring.
  y += heading(pen, '每天谁在岗', M, y, leftW);
  const dayRows = packet.days.map((day) => ({ day, lines: [...day.posts.map((post) => ({ post: post.post, isDuty: post.isDuty, names: post.people.map((person) => person.name).join('、'), text: post.people.map((person) => `${person.name} ${time(person.from)}–${time(person.to)}${person.hasLeft ? '（已离岗）' : ''}`).join('、') })), ...(day.gaps.length > 0 ? [{ post: '缺岗', isDuty: false, names: '', text: [...new Set(day.gaps.map((gap) => gap.post))].join('、') }] : [])] }));
  const rows = dayRows.reduce((sum, entry) => sum + Math.max(1, entry.lines.length), 0);
  // Two or three days have a row a post; a long run has a paragraph a day, so that the colleagues still fit below.
  const isLong = rows > 22;
  const line = isLong ? 4.1 : 4.6;
  for (const { day, lines } of dayRows) {
    const h = (isLong ? 2 : Math.max(1, lines.length)) * line;
    pen.text(`${day.day.slice(5)} 周${WEEKDAYS[day.weekday - 1] ?? ''}`, { x: M, y, w: 20, h: line }, { sizes: [9, 8], weight: 'medium' });
    const [first, last] = [day.openings[0], day.openings.at(-1)];
    if (h > line) pen.text(first && last ? `${time(first.from)}–${time(last.to)}` : '不营业', { x: M, y: y + line, w: 20, h: line }, { sizes: [7.5, 7], ink: GREY });
    const gap = lines.find((entry) => entry.post === '缺岗');
    const planned = lines.filter((entry) => entry !== gap);
    if (lines.length === 0) pen.text('没有排班', { x: M + 21, y, w: leftW - 21, h: line }, { sizes: [9, 8] });
    if (isLong) {
      const duty = planned.find((entry) => entry.isDuty);
      pen.text(duty ? `行政值班 ${duty.text}` : gap ? `缺岗 ${gap.text}` : '', { x: M + 21, y, w: leftW - 21, h: line }, { sizes: [9, 8, 7], weight: 'medium', ...(duty ? {} : { ink: LATE }) });
      pen.text([...planned.filter((entry) => entry !== duty).map((entry) => `${entry.post} ${entry.names}`), ...(duty && gap ? [`缺岗 ${gap.text}`] : [])].join('　'), { x: M + 21, y: y + line, w: leftW - 21, h: line }, { sizes: [8.5, 7.5, 6.5], ...(gap ? { ink: LATE } : {}) });
    } else
      for (const [index, entry] of lines.entries()) {
        pen.text(entry.post, { x: M + 21, y: y + index * line, w: 16, h: line }, { sizes: [8.5, 7.5], ink: entry === gap ? LATE : GREY });
        pen.text(entry.text, { x: M + 38, y: y + index * line, w: leftW - 38, h: line }, { sizes: [9, 8, 7], weight: entry.isDuty ? 'medium' : 'regular', ...(entry === gap ? { ink: LATE } : {}) });
      }
    y += h + line * 0.15;
    pen.line({ x: M, y }, { x: M + leftW, y }, 0.25, '#b9b3a6');
    y += line * 0.25;
  }
  y += 3;
  y += heading(pen, '同事电话', M, y, leftW);
  const contactRoom = A4.h - 48 - y;
  const contactLine = rowHeight(packet.contacts.length, contactRoom, 5);
  const most = Math.floor(contactRoom / contactLine) - (packet.contacts.length * contactLine > contactRoom ? 1 : 0);
  const up = packet.contacts.filter((contact) => contact.up);
  const shownContacts = [...packet.contacts.filter((contact) => !contact.up).slice(0, Math.max(0, most - up.length)), ...up];
  // Whoever finds no room stands in the system; the officer's own leaders come last in the list and must not be the ones.
  const hidden = packet.contacts.length - shownContacts.length;
  for (const contact of shownContacts) {
    pen.text(contact.name, { x: M, y, w: 20, h: contactLine }, { sizes: [9, 8], weight: 'medium' });
    pen.text((contact.posts.length > 0 ? contact.posts : contact.roles.flatMap((role) => LEADERS[role] ?? [])).join('、'), { x: M + 21, y, w: 34, h: contactLine }, { sizes: [8.5, 7.5, 7], ink: GREY });
    pen.text(contact.phone ?? '未登记', { x: M + 56, y, w: leftW - 56, h: contactLine }, { sizes: [9.5, 8.5], align: 'right', ...(contact.phone ? {} : { ink: GREY }) });
    y += contactLine;
  }
  if (hidden > 0) pen.text(`还有 ${hidden} 人，见系统「值班交底单」`, { x: M, y, w: leftW, h: 4 }, { sizes: [8], ink: GREY });

  // Right: what is open, what is agreed, what may come. The open matters take the room the rest leaves.
  const sentences = dutyMay(packet.may, 'zh').map((text) => ({ text, h: Math.ceil(pen.width(text, 8.5) / ((rightW - 3) * 0.97)) * 4.0 + 0.6 }));
  const below = 9 + Math.max(1, packet.booked.length) * 4.8 + 9 + Math.max(0.6, packet.faults.length) * 9.4 + 9 + sentences.reduce((sum, entry) => sum + entry.h, 0) + 7;
  const openRoom = A4.h - 44 - top - 7 - below;
  let r = top;
  r += heading(pen, '未完的事', rightX, r, rightW);
  if (packet.open.lines.length === 0) { pen.text('没有未完的事', { x: rightX, y: r, w: rightW, h: 4.5 }, { sizes: [9] }); r += 5; }
  let section = '';
  let printed = 0;
  const until = r + openRoom;
  for (const entry of packet.open.lines) {
    const more = sayLine(entry as HandoverLine, 'zh', input.lineWords);
    const text = `${entry.label}${more ? `　${more}` : ''}`;
    const h = pen.width(text, 9) > (rightW - 4.5) * 0.97 ? 8.6 : 4.8;
    if (r + h + (entry.section === section ? 0 : 4) > until) break;
    if (entry.section !== section) {
      section = entry.section;
      pen.text(SECTION_LABELS.zh[section as HandoverSection] ?? section, { x: rightX, y: r, w: rightW, h: 4 }, { sizes: [8], ink: GREY });
      r += 4;
    }
    pen.box({ x: rightX + 0.3, y: r + 0.9, w: 2.4, h: 2.4 }, { line: 0.5 });
    pen.text(text, { x: rightX + 4.5, y: r, w: rightW - 4.5, h: 8 }, { sizes: [9, 8.5] });
    r += h;
    printed += 1;
  }
  const unprinted = packet.open.left + packet.open.lines.length - printed;
  if (unprinted > 0) { pen.text(`还有 ${unprinted} 项，见系统「交接班」`, { x: rightX, y: r, w: rightW, h: 4.5 }, { sizes: [8.5], ink: GREY }); r += 5; }
  r += 2;
  r += heading(pen, '期间的预约和到期任务', rightX, r, rightW);
  if (packet.booked.length === 0) { pen.text('没有', { x: rightX, y: r, w: rightW, h: 4.5 }, { sizes: [9] }); r += 5; }
  for (const entry of packet.booked) {
    pen.text(`${localDate(entry.at, input.zone).slice(5)} ${time(entry.at)}`, { x: rightX, y: r, w: 22, h: 4.5 }, { sizes: [9, 8], weight: 'medium' });
    pen.text(entry.label, { x: rightX + 23, y: r, w: rightW - 23, h: 4.5 }, { sizes: [9, 8, 7] });
    r += 4.8;
  }
  r += 2;
  r += heading(pen, '最可能的故障（近 180 天）', rightX, r, rightW);
  if (packet.faults.length === 0) { pen.text('记录还太少，看不出来', { x: rightX, y: r, w: rightW, h: 4.5 }, { sizes: [9] }); r += 5; }
  for (const [index, fault] of packet.faults.entries()) {
    pen.text(`${index + 1}. ${fault.label.zh}　${fault.place}　${fault.count} 次${fault.isDangerous ? '　须有资格的维修员' : ''}`, { x: rightX, y: r, w: rightW, h: 4.5 }, { sizes: [9, 8], weight: 'medium' });
    pen.text(`备：${fault.prepare}`, { x: rightX + 4, y: r + 4.4, w: rightW - 4, h: 4 }, { sizes: [8, 7], ink: GREY });
    r += 9.4;
  }
  r += 2;
  r += heading(pen, '您可以做什么（附件七）', rightX, r, rightW);
  for (const sentence of sentences) {
    pen.text('·', { x: rightX, y: r, w: 3, h: 4 }, { sizes: [8.5] });
    pen.text(sentence.text, { x: rightX + 3, y: r, w: rightW - 3, h: sentence.h + 0.4 }, { sizes: [8.5, 8] });
    r += sentence.h;
  }

  // Foot: the end of the duty.
  const foot = A4.h - 42;
  pen.line({ x: M, y: foot }, { x: M + W, y: foot }, 0.5, '#000000');
  pen.text('值完班要做的', { x: M, y: foot + 2, w: 40, h: 5 }, { sizes: [10.5], weight: 'medium' });
  const takers = packet.handover.takers.length > 0 ? packet.handover.takers.join('、') : '当天客服（尚未排班）';
  pen.text(`在「交接班」写交班：未完的事由系统列出，钥匙、物品清点数目，写明值班情况，用密码签字。${packet.handover.day.slice(5)}（周${WEEKDAYS[Temporal.PlainDate.from(packet.handover.day).dayOfWeek - 1] ?? ''}）由 ${takers} 接班签字；数目不符照样交接，写明差异和原因，物业经理会收到。`, { x: M, y: foot + 7.5, w: W, h: 13 }, { sizes: [9.5, 9] });
  const signs = ['交底：____________', '行政值班：____________', '接班：____________', '日期：____________'];
  for (const [index, text] of signs.entries()) pen.text(text, { x: M + (index * W) / 4, y: A4.h - 18, w: W / 4, h: 6 }, { sizes: [9.5, 9] });
  return pen.finish();
};
