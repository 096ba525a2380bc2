import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { toDataURL } from 'qrcode';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { route, sendRefusal, type Route } from '../../../platform/server/app.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { ownFiles, recordFile, storeImage } from '../../../platform/server/files.ts';
import { guessKey, takeTry } from '../../../platform/server/rate-limit.ts';
import * as contract from '../core/guest-contract.ts';
import { isWorkedOut, type RepairOrder } from '../core/repair-order.ts';
import { maySee } from '../core/repair-permissions.ts';
import { logRepairCommand, takeRepairStepsCommand, type RepairDeps } from './repair-commands.ts';
import { loadOrder } from './repair-store.ts';

type Code = { kind: string; siteId: string; id: string };
type GuestDeps = RepairDeps & {
  readonly codes: { read(text: string): Code | undefined; write(code: { kind: 'rate' | 'follow'; siteId: string; id: string }): string };
  readonly filesFolder: string;
  readonly publicUrl?: string | undefined;
};
export type GuestRouteDeps = GuestDeps & { /** What of the house a browser is, whatever its page says of itself. */ readonly houseOf: (request: FastifyRequest) => Promise<'technician' | 'desk' | undefined> };

/** Nobody of the house: what came in by a signed code is marked so, with the rights of the desk for this one act. */
const GUEST = '00000000-0000-7000-8000-000000000000';
const asDesk = { actor: { personId: GUEST, roles: ['desk_agent' as const] }, device: 'code', bringsPictures: true as const };

/** 王师傅: a surname and a trade, never a full name, on pages without sign-in. */
const politeName = (name: string | undefined): string | null => (name ? `${[...name][0] ?? ''}师傅` : null);

const PHOTO_LIMIT = 4 * 1024 * 1024;

/** Only photos that came in without a name are taken from a guest: a hash is not a way to another person's file. */
const reportPhotos = async (deps: GuestDeps, siteId: string, hashes: readonly string[]): Promise<{ step: 'addPhoto'; hash: string; phase: 'report' }[]> => {
  if (hashes.length === 0) return [];
  const known = await deps.database.read([siteId], (reader) => ownFiles(reader.query, siteId, hashes, null));
  return [...known.keys()].map((hash) => ({ step: 'addPhoto', hash, phase: 'report' }));
};

/** A guest's photo, before the report that names it: streamed and checked as every file, the code in place of a sign-in. */
export const mountGuestPhotos = (app: FastifyInstance, deps: GuestDeps): void =>
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post<{ Querystring: { code?: string } }>('/api/guest/photo', { bodyLimit: 1024 * 1024 * 1024 }, async (request, reply) => {
      const refused = (code: string, facts = {}) => {
        reply.header('connection', 'close');
        const sent = sendRefusal(reply, refuse(code, facts));
        reply.raw.once('finish', () => request.raw.destroy());
        return sent;
      };
      const tried = await takeTry(deps.database.query, { key: guessKey('guest-photo', request.ip), limit: { tries: 20, minutes: 10 }, now: deps.clock.now() });
      if (!tried.ok) return refused('too-many-tries', { again: tried.again });
      const code = deps.codes.read(request.query.code ?? '');
      if (code?.kind !== 'report') return refused('not-found');
      if (Number(request.headers['content-length'] ?? 0) > PHOTO_LIMIT) return refused('too-large', { limit: PHOTO_LIMIT });
      const stored = await storeImage({ folder: deps.filesFolder, siteId: code.siteId, body: request.raw, limit: PHOTO_LIMIT });
      if ('refused' in stored) return refused(stored.refused, { limit: PHOTO_LIMIT });
      await recordFile(deps.database, { folder: deps.filesFolder, siteId: code.siteId, file: stored, personId: null, now: deps.clock.now() });
      return reply.send({ hash: stored.hash });
    });
  });

export const guestRoutes = (deps: GuestRouteDeps): Route[] => {
  const open = async (text: string, ip: string): Promise<Code | Refusal> => {
    const tried = await takeTry(deps.database.query, { key: guessKey('guest-code', ip), limit: { tries: 120, minutes: 10 }, now: deps.clock.now() });
    if (!tried.ok) return refuse('too-many-tries', { again: tried.again });
    return deps.codes.read(text) ?? refuse('not-found');
  };
  const mayRate = (order: RepairOrder): boolean => order.kind === 'user' && isWorkedOut(order) && order.acceptance !== undefined && order.acceptance !== 'rejected' && order.workDone !== undefined && !order.ratings;

  return [
    route(contract.getRateCode, async ({ input, actor }) => {
      const loaded = await deps.database.read([input.siteId], (reader) => loadOrder(reader.query, input.siteId, input.repairId, false));
      if (!loaded || !maySee(loaded.state, actor)) return refuse('not-found');
      const path = `/g/${deps.codes.write({ kind: 'rate', siteId: input.siteId, id: input.repairId })}`;
      const url = deps.publicUrl ? `${deps.publicUrl}${path}` : null;
      return { path, url, qr: url ? await toDataURL(url, { margin: 1, width: 520 }) : null };
    }),
    route(contract.readGuestPage, async ({ input, request }) => {
      const code = await open(input.code, request.ip);
      if ('ok' in code) return code;
      return deps.database.read([code.siteId], async (reader) => {
        const site = await loadSite(reader.query, code.siteId);
        if (!site) return refuse('not-found');
        const base = { siteName: site.name, complaintsPhone: site.complaintsPhone, zone: site.zone };
        if (code.kind === 'report') {
          const places = await reader.query<{ name: string }>('select name from places where site_id = $1 and id = $2 and archived_at is null', [code.siteId, code.id]);
          const place = places[0];
          return place ? { ...base, kind: 'report' as const, place: place.name, item: null, status: null, technician: null, expectedAt: null, number: null, mayRate: false } : refuse('not-found');
        }
        if (code.kind !== 'follow' && code.kind !== 'slip' && code.kind !== 'rate') return refuse('not-found');
        const loaded = await loadOrder(reader.query, code.siteId, code.id, false);
        if (!loaded) return refuse('not-found');
        const order = loaded.state;
        const [people, places, due] = await Promise.all([
          reader.query<{ name: string }>('select name from people where id = $1', [order.technicianId ?? GUEST]),
          reader.query<{ name: string }>('select name from places where site_id = $1 and id = $2', [code.siteId, order.placeId ?? GUEST]),
          reader.query<{ due_at: string }>(`select due_at from clocks where site_id = $1 and subject = $2 and clock in ('arrive', 'on_site') and stopped_at is null and cancelled_at is null order by due_at limit 1`, [code.siteId, code.id]),
        ]);
        return {
          ...base, kind: code.kind === 'rate' ? ('rate' as const) : ('follow' as const), place: places[0]?.name ?? order.placeText, item: order.item, status: order.status, technician: politeName(people[0]?.name),
          expectedAt: order.appointmentAt ?? due[0]?.due_at ?? null, number: order.orderNumber ?? order.logNumber, mayRate: code.kind === 'rate' && mayRate(order),
        };
      });
    }),
    route(contract.reportByCode, async ({ input, request }) => {
      const code = await open(input.code, request.ip);
      if ('ok' in code) return code;
      if (code.kind !== 'report') return refuse('not-found');
      const places = await deps.database.read([code.siteId], (reader) => reader.query('select from places where site_id = $1 and id = $2 and archived_at is null', [code.siteId, code.id]));
      if (places.length === 0) return refuse('not-found');
      const tried = await takeTry(deps.database.query, { key: guessKey('guest-report', request.ip), limit: { tries: 10, minutes: 10 }, now: deps.clock.now() });
      if (!tried.ok) return refuse('too-many-tries', { again: tried.again });
      const outcome = await logRepairCommand(
        deps,
        { siteId: code.siteId, commandId: input.commandId, repairId: input.repairId, kind: 'facility', channel: 'code', source: 'guest', placeId: code.id, item: input.item, urgent: false, beforeOpening: false,
          steps: await reportPhotos(deps, code.siteId, input.photos ?? []), ...(input.name ? { reporterName: input.name } : {}), ...(input.phone ? { reporterPhone: input.phone } : {}) },
        asDesk,
      );
      return outcome.ok ? { logNumber: outcome.state.logNumber, follow: `/g/${deps.codes.write({ kind: 'follow', siteId: code.siteId, id: input.repairId })}` } : outcome;
    }),
    route(contract.rateByCode, async ({ input, request }) => {
      const code = await open(input.code, request.ip);
      if ('ok' in code) return code;
      if (code.kind !== 'rate') return refuse('not-found');
      const body = Buffer.from(input.signature.slice(input.signature.indexOf(',') + 1), 'base64');
      const stored = await storeImage({ folder: deps.filesFolder, siteId: code.siteId, body: Readable.from([body]), limit: 150_000 });
      if ('refused' in stored) return refuse(stored.refused === 'file-empty' ? 'signature-missing' : stored.refused);
      if (stored.blank) return refuse('signature-missing');
      await recordFile(deps.database, { folder: deps.filesFolder, siteId: code.siteId, file: stored, personId: null, now: deps.clock.now() });
      // M-31: a phone somebody works here with is not the user's own; its way is plain on the order.
      const house = await deps.houseOf(request);
      const signWay = house === 'technician' ? 'turned_phone' : house === 'desk' && input.way === 'own_phone' ? 'desk_tablet' : input.way;
      const outcome = await takeRepairStepsCommand(
        deps,
        {
          siteId: code.siteId, repairId: code.id, commandId: input.commandId,
          steps: [
            { step: 'rate', way: 'app', workmanship: input.workmanship, attitude: input.attitude, conduct: input.conduct, ...(input.comment ? { comment: input.comment } : {}) },
            { step: 'sign', way: 'app', signWay, signedBy: input.signedBy, signatureFile: stored.hash },
          ],
        },
        asDesk,
      );
      return outcome.ok ? { done: true as const } : outcome;
    }),
  ];
};
