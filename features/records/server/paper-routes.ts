import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { USUAL_LOOK } from '../../../platform/core/copy-look.ts';
import type { Register } from '../../../platform/core/register.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import { authorize, resolveCaller, route, sendRefusal, type AppOptions, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import * as core from '../core/paper-settings.ts';
import { formOf, paperId, paperKind, readPaperOf } from './paper-store.ts';

export type PaperDeps = RunnerDeps & { /** Every form a centre may number. */ readonly registers: readonly Pick<Register, 'id' | 'title' | 'form'>[] };

const viewOf = (deps: PaperDeps, siteId: string): Promise<core.PaperView> =>
  deps.database.read([siteId], async (reader) => {
    const paper = await readPaperOf(reader.query, siteId);
    const { forms, copies, logo } = paper.state;
    return { settings: { forms, copies: copies ?? USUAL_LOOK }, version: paper.version, logo: logo ? { hash: logo.hash, width: logo.width, height: logo.height } : null, forms: deps.registers.map((register) => ({ id: register.id, title: register.title, form: formOf(paper, register) })) };
  });

const run = (deps: PaperDeps, input: { siteId: string; commandId: string; name: string; actor: string; logo?: Buffer }, decide: (state: core.PaperState | undefined, told: { at: string; recordedAt: string; by: string }, version: number) => Decision<core.PaperEvent>) =>
  runCommand<core.PaperState, core.PaperEvent>(deps, {
    kind: paperKind(input.logo), siteId: input.siteId, subject: paperId(input.siteId), name: input.name, commandId: input.commandId, actor: input.actor,
    decide: async (state, { now, trx }) => decide(state, { at: now, recordedAt: now, by: input.actor }, (await readPaperOf(trx.query, input.siteId)).version),
  });

export const paperRoutes = (deps: PaperDeps): Route[] => [
  route(core.readPaper, ({ siteId }) => viewOf(deps, siteId)),
  route(core.changePaper, async ({ siteId, input, actor }) => {
    const known = new Set(deps.registers.map((register) => register.id));
    const forms = Object.fromEntries(Object.entries(input.settings.forms).filter(([id, form]) => known.has(id) && form !== ''));
    const { names, ...colours } = input.settings.copies;
    const copies = { names: Object.fromEntries(Object.entries(names).filter(([, name]) => name !== '')), ...colours };
    const done = await run(deps, { siteId, commandId: input.commandId, name: 'changePaperSettings', actor: actor.personId }, (_state, told, version) =>
      version === input.version ? ok<core.PaperEvent>({ ...told, type: 'PaperChanged', settings: { forms, copies } }) : refuse('changed-meanwhile', { version }),
    );
    return done.ok ? viewOf(deps, siteId) : done;
  }),
  route(core.removeLogo, async ({ siteId, input, actor }) => {
    const done = await run(deps, { siteId, commandId: input.commandId, name: 'removeLogo', actor: actor.personId }, (state, told) => (state?.logo ? ok<core.PaperEvent>({ ...told, type: 'LogoRemoved' }) : refuse('not-found')));
    return done.ok ? viewOf(deps, siteId) : done;
  }),
];

/** A logo is kept as the small picture paper needs; what is no picture, or a photo of 20 MB, is refused before it is read. */
export const mountLogo = (app: FastifyInstance, deps: PaperDeps & Pick<AppOptions, 'sessions' | 'grants'>): void => {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post<{ Params: { siteId: string }; Querystring: { commandId?: string } }>('/api/sites/:siteId/paper/logo', { bodyLimit: 1024 * 1024 * 1024 }, async (request, reply) => {
      const { siteId } = request.params;
      const caller = await resolveCaller(deps.sessions, request);
      const denied = authorize(caller, 'sites.manage', siteId, deps.grants);
      const tooLarge = refuse('logo-too-large', { limit: core.LOGO_LIMIT });
      if (denied || !caller || Number(request.headers['content-length'] ?? 0) > core.LOGO_LIMIT) {
        // Whoever is refused need not send the rest; the connection ends with the answer.
        reply.header('connection', 'close');
        const sent = sendRefusal(reply, denied ?? tooLarge);
        reply.raw.once('finish', () => request.raw.destroy());
        return sent;
      }
      const commandId = z.uuid().safeParse(request.query.commandId);
      if (!commandId.success) return sendRefusal(reply, refuse('bad-input'));
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of request.raw as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > core.LOGO_LIMIT) {
          reply.header('connection', 'close');
          return sendRefusal(reply, tooLarge);
        }
        chunks.push(chunk);
      }
      const given = Buffer.concat(chunks);
      const meta = await sharp(given, { limitInputPixels: 20_000_000 }).metadata().catch(() => undefined);
      if (!meta || !['png', 'jpeg'].includes(meta.format)) return sendRefusal(reply, refuse('type-not-allowed'));
      const made = await sharp(given, { limitInputPixels: 20_000_000 }).rotate().resize(600, 420, { fit: 'inside', withoutEnlargement: true }).flatten({ background: '#ffffff' }).png({ compressionLevel: 9 }).toBuffer({ resolveWithObject: true }).catch(() => undefined);
      if (!made) return sendRefusal(reply, refuse('type-not-allowed'));
      const logo = { hash: createHash('sha256').update(made.data).digest('hex'), type: 'image/png' as const, width: made.info.width, height: made.info.height };
      const done = await run(deps, { siteId, commandId: commandId.data, name: 'setLogo', actor: caller.personId, logo: made.data }, (_state, told) => ok<core.PaperEvent>({ ...told, type: 'LogoSet', logo }));
      return done.ok ? reply.send(await viewOf(deps, siteId)) : sendRefusal(reply, done);
    });
  });
  app.get<{ Params: { siteId: string } }>('/api/sites/:siteId/paper/logo', async (request, reply) => {
    const { siteId } = request.params;
    const denied = authorize(await resolveCaller(deps.sessions, request), 'records.read', siteId, deps.grants);
    if (denied) return sendRefusal(reply, denied);
    const { logo } = await deps.database.read([siteId], (reader) => readPaperOf(reader.query, siteId));
    return logo ? reply.type('image/png').header('cache-control', 'no-store').send(logo) : sendRefusal(reply, refuse('not-found'));
  });
};
