import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import { actorOf, authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import type { Caller } from '../../../platform/server/caller.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { LineWords } from '../core/handover-words.ts';
import type { BriefDeps } from './brief-routes.ts';
import { renderHandover } from './handover-pdf.ts';
import { readHandover } from './handover-routes.ts';
import { askerOf } from './handover-sources.ts';
import { readPacket } from './packet.ts';
import { renderPacket } from './packet-pdf.ts';

type PaperDeps = Pick<AppOptions, 'sessions' | 'grants'> & BriefDeps & { readonly lineWords: LineWords };

/** The papers of a duty: the packet of the days off and a handover's sheet, each A4. */
export const mountDutyPapers = (app: FastifyInstance, deps: PaperDeps): void => {
  const { database, clock } = deps;
  const allowed = async (request: FastifyRequest, reply: FastifyReply, permission: string, siteId: string): Promise<Caller | undefined> => {
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, permission, siteId, deps.grants);
    if (caller && !denied) return caller;
    await sendRefusal(reply, denied ?? refuse('signed-out'));
    return undefined;
  };
  const send = (reply: FastifyReply, name: string, pdf: Buffer) => reply.type('application/pdf').header('content-disposition', `inline; filename="${name}.pdf"`).send(pdf);

  app.get<{ Params: { siteId: string }; Querystring: { day?: string } }>('/api/sites/:siteId/packet.pdf', async (request, reply) => {
    const { siteId } = request.params;
    const caller = await allowed(request, reply, 'roster.packet', siteId);
    if (!caller) return reply;
    const day = z.iso.date().optional().safeParse(request.query.day);
    if (!day.success) return sendRefusal(reply, refuse('bad-input', { fields: [{ field: 'day' }] }));
    const made = await database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      const packet = site && (await readPacket(reader, deps.packet, { site, now: clock.now(), day: day.data, caller, grants: deps.grants }));
      return site && packet ? { site, packet } : undefined;
    });
    if (!made) return sendRefusal(reply, refuse('not-found'));
    return send(reply, `packet-${made.packet.run.from}`, await renderPacket(made.packet, { zone: made.site.zone, lineWords: deps.lineWords }));
  });

  app.get<{ Params: { siteId: string; handoverId: string } }>('/api/sites/:siteId/handovers/:handoverId/sheet.pdf', async (request, reply) => {
    const { siteId, handoverId } = request.params;
    const caller = await allowed(request, reply, 'handover.read', siteId);
    if (!caller) return reply;
    if (!z.uuid().safeParse(handoverId).success) return sendRefusal(reply, refuse('not-found'));
    const made = await database.read([siteId], async (reader) => {
      const [site, handover] = await Promise.all([loadSite(reader.query, siteId), readHandover(reader, deps.packet.open, { siteId, id: handoverId, actor: actorOf(caller, siteId, 'handover.read'), as: askerOf(caller, siteId, deps.grants) })]);
      return site && handover ? { site, handover } : undefined;
    });
    if (!made) return sendRefusal(reply, refuse('not-found'));
    return send(reply, `handover-${made.handover.day}`, await renderHandover(made.handover, made.site, deps.lineWords));
  });
};
