import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { actorOf, authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import { readPicture } from '../../../platform/server/files.ts';
import { createForm, GREY, INK, LEFT, WIDTH } from '../../../platform/server/form-paper.ts';
import { inFigures } from '../core/amount.ts';
import type { ClaimView } from '../core/claim-contract.ts';
import { LEVEL_WORDS, LIABLE_WORDS, SETTLED_WORDS, WAY_WORDS } from '../core/claim-words.ts';
import { readOneClaim } from './claim-queries.ts';
import { limitsOf } from './claim-store.ts';

type Pictures = { readonly before: readonly Buffer[]; readonly after: readonly Buffer[]; readonly signature: Buffer | undefined };

/** 赔偿单 (forms.md 4.14): one A4 page, the before and after pictures side by side, both signatures at its foot. */
export const renderClaim = async (view: ClaimView, site: { readonly name: string; readonly company: string; readonly zone: string }, pictures: Pictures): Promise<Buffer> => {
  const { row } = view;
  const when = (instant: string | undefined): string => (instant ? `${localDate(instant, site.zone)} ${localTime(instant, site.zone)}` : '');
  const { pen, line, take } = createForm({ title: '赔偿单', site: [site.company, site.name].filter(Boolean).join('  '), number: row.number });
  line([['损坏方向', row.direction === 'ours' ? '我方损坏他人财物' : '他人损坏我方财物'], ['发生时间', when(view.happenedAt)]]);
  line([['地点', row.place], ['关联单号', view.origins.join('、')]]);
  line([['受损方', row.injured], ['联系方式', view.injuredContact ?? '']]);
  line([['责任方', `${LIABLE_WORDS.zh[row.liable]}${view.liableName ? ` ${view.liableName}` : ''}`], ['登记', `${view.takenBy} ${when(row.receivedAt)}`]]);
  line([['物品', `${row.item}${view.brand ? `（${view.brand}）` : ''} × ${view.quantity}`], ['购置时间 / 原价', `${view.boughtOn ?? '—'} / ${view.priceCents ? inFigures(view.priceCents) : '—'}`]]);
  line([['损坏情况', view.damage]], 14);
  line([['经过', view.account ?? '']], 14);
  line([['责任认定', view.liability ? `${view.liability.text}（${view.liability.by} ${when(view.liability.at)}）` : '']], 12);
  const shown = take(58);
  for (const [index, [title, list]] of ([['损坏前', pictures.before], ['损坏后', pictures.after]] as const).entries()) {
    const x = LEFT + index * (WIDTH / 2);
    pen.box({ x, y: shown, w: WIDTH / 2, h: 58 }, { line: 0.3, ink: GREY });
    pen.text(title, { x: x + 1.5, y: shown + 1, w: 30, h: 5 }, { sizes: [8.5], ink: GREY });
    const [picture] = list;
    if (picture) pen.picture(picture, { x: x + 3, y: shown + 7, w: WIDTH / 2 - 6, h: 49 });
    else pen.text('没有照片', { x, y: shown, w: WIDTH / 2, h: 58 }, { sizes: [9], ink: GREY, align: 'centre', across: 'middle' });
  }
  const { proposal, agreement, settlement } = view;
  line([['处理方式', proposal ? WAY_WORDS.zh[proposal.way] : ''], ['保险报案号', proposal?.insuranceRef ?? '']]);
  line([['金额（小写）', proposal?.figures ?? '']]);
  line([['金额（大写）', proposal?.capitals ?? '']]);
  line([['说明', [proposal?.text, proposal?.aboveValueReason].filter(Boolean).join(' / ')]], 12);
  line([['审批', view.approvals.map((entry) => `${LEVEL_WORDS.zh[entry.level]} ${entry.by} ${when(entry.at)}${entry.reference ? ` ${entry.reference}` : ''}`).join('；') || '尚未审批']], 10);
  line([['付款 / 交付', settlement ? `${SETTLED_WORDS.zh[settlement.how as keyof typeof SETTLED_WORDS.zh] ?? ''} ${settlement.amountCents ? inFigures(settlement.amountCents) : ''} ${when(settlement.at)} 收款人 ${settlement.receivedBy}` : '']], 10);
  line([['预防措施', view.prevention?.text ?? '']], 10);
  const foot = take(26);
  pen.box({ x: LEFT, y: foot, w: WIDTH / 2, h: 26 }, { line: 0.3, ink: GREY });
  pen.box({ x: LEFT + WIDTH / 2, y: foot, w: WIDTH / 2, h: 26 }, { line: 0.3, ink: GREY });
  pen.text('对方签字', { x: LEFT + 1.5, y: foot + 1, w: 40, h: 5 }, { sizes: [8.5], ink: GREY });
  pen.text('我方签字', { x: LEFT + WIDTH / 2 + 1.5, y: foot + 1, w: 40, h: 5 }, { sizes: [8.5], ink: GREY });
  if (pictures.signature) pen.picture(pictures.signature, { x: LEFT + 22, y: foot + 2, w: WIDTH / 2 - 26, h: 16 });
  pen.text(agreement ? `${agreement.signedBy} ${when(agreement.at)}` : '', { x: LEFT + 1.5, y: foot + 19, w: WIDTH / 2 - 3, h: 6 }, { sizes: [10, 9], ink: INK });
  pen.text(agreement ? `${agreement.ours} ${when(agreement.at)}${agreement.signWay === 'screen' ? '（PIN 确认）' : '（签在纸上）'}` : '', { x: LEFT + WIDTH / 2 + 1.5, y: foot + 19, w: WIDTH / 2 - 3, h: 6 }, { sizes: [10, 9], ink: INK });
  return pen.finish();
};

export const mountClaimSheet = (app: FastifyInstance, deps: Pick<AppOptions, 'sessions' | 'grants'> & { readonly database: Database; readonly folder: string }): void => {
  app.get<{ Params: { siteId: string; claimId: string } }>('/api/sites/:siteId/claims/:claimId/sheet.pdf', async (request, reply) => {
    const { siteId, claimId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'claims.read', siteId, deps.grants);
    if (denied || !caller) return sendRefusal(reply, denied ?? refuse('signed-out'));
    if (!z.uuid().safeParse(claimId).success) return sendRefusal(reply, refuse('bad-input'));
    const read = await deps.database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      const view = site && (await readOneClaim(reader, { siteId, id: claimId, actor: actorOf(caller, siteId, 'claims.read'), limits: limitsOf(site) }));
      return site && view ? { site, view } : undefined;
    });
    if (!read) return sendRefusal(reply, refuse('not-found'));
    const picture = (hash: string | undefined, longest: number) => (hash ? readPicture({ folder: deps.folder, siteId, hash, longest }) : Promise.resolve(undefined));
    const of = async (phase: 'before' | 'after'): Promise<Buffer[]> => (await Promise.all(read.view.photos.filter((photo) => photo.phase === phase).slice(-1).map((photo) => picture(photo.hash, 1000)))).filter((data) => data !== undefined);
    const [before, after, signature] = await Promise.all([of('before'), of('after'), picture(read.view.agreement?.signatureFile, 800)]);
    const paper = await renderClaim(read.view, read.site, { before, after, signature });
    return reply.type('application/pdf').header('content-disposition', `inline; filename="claim-${read.view.row.number}.pdf"`).header('cache-control', 'no-store').send(paper);
  });
};
