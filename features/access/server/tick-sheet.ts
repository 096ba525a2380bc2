import type { FastifyInstance } from 'fastify';
import { refuse } from '../../../platform/core/refusal.ts';
import { authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import { createPen } from '../../../platform/server/pdf-pen.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { ACCESS_LABELS } from '../core/access-words.ts';
import { REMOVAL_ACTIONS, REMOVAL_CATEGORIES } from '../core/removal.ts';

const A4 = { w: 297, h: 210 };
const LEFT = 10;
const WIDTH = A4.w - 2 * LEFT;
const INK = '#1C2321';
const GREY = '#47504C';
const ROWS = 15;
const ROW = 9.6;
const HEAD = 12;

/** Widths in mm; boxes to tick, and room to write by hand. */
const columns = (): { readonly label: string; readonly w: number; readonly box: boolean }[] => {
  const { category, action } = ACCESS_LABELS.zh;
  const fixed = [{ label: '时间', w: 17 }, { label: '位置', w: 30 }, { label: '人数', w: 11 }];
  const tail = [{ label: '离开时间', w: 18 }, { label: '样子、举动（不写姓名和证件号）', w: 44 }, { label: '值守人', w: 20 }];
  const boxes = [...REMOVAL_CATEGORIES.map((entry) => category[entry]), ...REMOVAL_ACTIONS.map((entry) => action[entry])];
  const rest = WIDTH - [...fixed, ...tail].reduce((sum, column) => sum + column.w, 0);
  return [...fixed.map((column) => ({ ...column, box: false })), ...boxes.map((label) => ({ label, w: rest / boxes.length, box: true })), ...tail.map((column) => ({ ...column, box: false }))];
};

/** 劝离登记勾选表, A4 across: what a guard without a phone ticks and the desk keys in after the shift (G-02). */
export const renderTickSheet = async (site: { readonly name: string; readonly keepDays: number }): Promise<{ pdf: Buffer; cut: boolean }> => {
  const pen = createPen({ title: '劝离登记勾选表' });
  let cut = false;
  const text: typeof pen.text = (...given) => {
    const whole = pen.text(...given);
    cut ||= !whole;
    return whole;
  };
  pen.addPage(A4);
  text('劝离登记勾选表', { x: LEFT, y: 9, w: 90, h: 9 }, { sizes: [16], weight: 'medium', ink: INK });
  text(`${site.name}    日期 ______年____月____日    班次 __________    岗位 __________`, { x: LEFT + 90, y: 11, w: WIDTH - 90, h: 6 }, { sizes: [10.5, 9, 8], ink: INK, align: 'right' });
  text(`只记样子和举动，不记姓名、不记证件号码；录入后本表交客服台，登记保存 ${site.keepDays} 天后自动删除。客户到访不在此登记。`, { x: LEFT, y: 19, w: WIDTH, h: 5 }, { sizes: [8.5, 8], ink: GREY });
  let y = 26;
  const rule = (at: number): void => pen.line({ x: LEFT, y: at }, { x: LEFT + WIDTH, y: at }, 0.3, GREY);
  const bottom = y + HEAD + ROWS * ROW;
  rule(y);
  let x = LEFT;
  for (const column of columns()) {
    pen.line({ x, y }, { x, y: bottom }, 0.3, GREY);
    text(column.label, { x: x + 0.6, y, w: column.w - 1.2, h: HEAD }, { sizes: [8.5, 8, 7.5, 7], ink: INK, align: 'centre', across: 'middle' });
    for (let row = 0; row < ROWS && column.box; row += 1) pen.box({ x: x + column.w / 2 - 1.7, y: y + HEAD + row * ROW + ROW / 2 - 1.7, w: 3.4, h: 3.4 }, { line: 0.6, ink: INK });
    x += column.w;
  }
  pen.line({ x: LEFT + WIDTH, y }, { x: LEFT + WIDTH, y: bottom }, 0.3, GREY);
  y += HEAD;
  for (let row = 0; row <= ROWS; row += 1) rule(y + row * ROW);
  text('值守人签名 ____________    录入人 ____________    录入时间 ____________', { x: LEFT, y: bottom + 6, w: WIDTH, h: 6 }, { sizes: [10.5], ink: INK });
  return { pdf: await pen.finish(), cut };
};

export const mountTickSheet = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions' | 'grants'> & { readonly database: Database }): void => {
  app.get<{ Params: { siteId: string } }>('/api/sites/:siteId/removals/tick-sheet.pdf', async (request, reply) => {
    const { siteId } = request.params;
    const denied = authorize(await resolveCaller(deps.sessions, request), 'access.print', siteId, deps.grants);
    if (denied) return sendRefusal(reply, denied);
    const site = await deps.database.read([siteId], (reader) => loadSite(reader.query, siteId));
    if (!site) return sendRefusal(reply, refuse('not-found'));
    const { pdf } = await renderTickSheet({ name: site.name, keepDays: parameterValues(site.parameters)['access.keep_days'] });
    return reply.type('application/pdf').header('content-disposition', 'inline; filename="tick-sheet.pdf"').header('cache-control', 'no-store').send(pdf);
  });
};
