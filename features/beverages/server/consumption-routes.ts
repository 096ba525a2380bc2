import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { authorize, isRefusal, resolveCaller, route, sendRefusal, type AppOptions, type Route } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { pgCode, UNIQUE_VIOLATION } from '../../../platform/server/database.ts';
import { readConsumption, type Consumption, type SourceRow } from '../core/consumption-rows.ts';
import * as contract from '../core/quality-contract.ts';
import { itemsOf } from './bar-queries.ts';

export type ConsumptionDeps = Pick<RunnerDeps, 'database' | 'clock'> & { readonly folder: string };
const FILE_LIMIT = 16 * 1024 * 1024;
const UNREAD_SHOWN = 20;
const NAMES_SHOWN = 300;

const pathOf = (deps: ConsumptionDeps, siteId: string, importId: string): string => join(deps.folder, siteId, `${importId}.csv`);

/** Excel in China saves CSV as GB18030; what is no valid UTF-8 is taken for that. */
const textOf = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
};

const rowsOf = (bytes: Buffer): SourceRow[] =>
  (parse(textOf(bytes), { bom: true, delimiter: [',', '\t', ';'], relax_column_count: true, relax_quotes: true, skip_empty_lines: true, info: true }) as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({ line: info.lines, cells: record }));

type Uploaded = { readonly fileName: string; readonly hash: string; readonly read: Consumption };
const open = async (deps: ConsumptionDeps, siteId: string, importId: string): Promise<Uploaded | Refusal> => {
  const bytes = await readFile(pathOf(deps, siteId, importId)).catch(() => undefined);
  const name = await readFile(`${pathOf(deps, siteId, importId)}.name`, 'utf8').catch(() => undefined);
  if (!bytes || name === undefined) return refuse('not-found');
  let rows: SourceRow[];
  try {
    rows = rowsOf(bytes);
  } catch {
    return refuse('file-unreadable', {});
  }
  const read = readConsumption(rows);
  return isRefusal(read) ? read : { fileName: name, hash: createHash('sha256').update(bytes).digest('hex'), read };
};

/** Past sales come in as a file: kept until it is taken or another file is sent. */
export const mountConsumptionFiles = (app: FastifyInstance, deps: ConsumptionDeps & Pick<AppOptions, 'sessions' | 'grants'>): void =>
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FILE_LIMIT }, (_request, body, done) => done(null, body));
    // The right is looked at before a byte of the body is read.
    const allow = async (request: FastifyRequest<{ Params: { siteId: string } }>, reply: FastifyReply): Promise<unknown> => {
      const denied = authorize(await resolveCaller(deps.sessions, request), 'beverages.manage', request.params.siteId, deps.grants);
      return denied ? sendRefusal(reply.header('connection', 'close'), denied) : undefined;
    };
    scope.post<{ Params: { siteId: string }; Querystring: { name?: string } }>('/api/sites/:siteId/bar/imports', { bodyLimit: FILE_LIMIT, onRequest: allow }, async (request, reply) => {
      const { siteId } = request.params;
      const name = z.string().trim().min(1).max(120).safeParse(request.query.name);
      if (!name.success || !Buffer.isBuffer(request.body) || request.body.length === 0) return sendRefusal(reply, refuse('file-empty'));
      const importId = randomUUID();
      const path = pathOf(deps, siteId, importId);
      await rm(join(deps.folder, siteId), { recursive: true, force: true });
      await mkdir(join(deps.folder, siteId), { recursive: true });
      await writeFile(`${path}.part`, request.body, { mode: 0o600 });
      await writeFile(`${path}.name`, name.data, { mode: 0o600 });
      await rename(`${path}.part`, path);
      return reply.send({ importId });
    });
  });

const daysOf = (read: Consumption): { from: string; to: string; count: number } => {
  const days = [...new Set(read.servings.map((serving) => serving.day))].sort();
  return { from: days[0] ?? '', to: days.at(-1) ?? '', count: days.length };
};

export const consumptionRoutes = (deps: ConsumptionDeps): Route[] => [
  route(contract.previewConsumption, async ({ siteId, input }) => {
    const found = await open(deps, siteId, input.importId);
    if (isRefusal(found)) return found;
    const { read, fileName } = found;
    const counts = new Map<string, number>();
    for (const { name } of read.servings) counts.set(name, (counts.get(name) ?? 0) + 1);
    const items = await deps.database.read([siteId], (reader) => itemsOf(reader, siteId));
    const days = daysOf(read);
    return {
      fileName, rows: read.servings.length + read.voids + read.unread.length, voids: read.voids, fromDay: days.from, toDay: days.to, days: days.count, dateOrder: read.dateOrder,
      names: [...counts].sort((a, b) => b[1] - a[1]).slice(0, NAMES_SHOWN).map(([name, count]) => ({ name, count, itemId: items.find(({ state }) => state.kind === 'drink' && !state.archivedAt && state.name.toLowerCase() === name.toLowerCase())?.state.id ?? null })),
      unread: read.unread.slice(0, UNREAD_SHOWN).map((entry) => ({ ...entry })), unreadCount: read.unread.length,
    };
  }),
  route(contract.importConsumption, async ({ siteId, input, caller }) => {
    const found = await open(deps, siteId, input.importId);
    if (isRefusal(found)) return found;
    const items = await deps.database.read([siteId], (reader) => itemsOf(reader, siteId));
    const drinks = new Set(items.flatMap(({ state }) => (state.kind === 'drink' ? [state.id] : [])));
    const unknown = Object.values(input.mapping).find((id) => id !== null && !drinks.has(id));
    if (unknown) return refuse('item-unknown', { itemId: unknown });
    const sums = new Map<string, { itemId: string; day: string; hour: number; quantity: number }>();
    for (const { name, day, hour } of found.read.servings) {
      const itemId = input.mapping[name];
      if (!itemId) continue;
      const key = `${itemId} ${day} ${hour}`;
      sums.set(key, { itemId, day, hour, quantity: (sums.get(key)?.quantity ?? 0) + 1 });
    }
    const rows = [...sums.values()];
    if (rows.length === 0) return refuse('nothing-mapped', {});
    const servings = rows.reduce((all, row) => all + row.quantity, 0);
    const days = daysOf(found.read);
    try {
      await deps.database.write([siteId], async (trx) => {
        await trx.query('insert into bar_imports values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [siteId, input.importId, found.fileName, found.hash, found.read.servings.length, servings, days.from, days.to, caller.personId, deps.clock.now()]);
        await trx.query(
          `insert into bar_usage as u (site_id, item_id, day, hour, imported) select $1, (m->>'itemId')::uuid, (m->>'day')::date, (m->>'hour')::int, (m->>'quantity')::int from jsonb_array_elements($2::jsonb) m
           on conflict (site_id, day, item_id, hour) do update set imported = u.imported + excluded.imported`,
          [siteId, JSON.stringify(rows)],
        );
      });
    } catch (error) {
      // The same file a second time would count every cup twice.
      if (pgCode(error) === UNIQUE_VIOLATION) return refuse('file-known', {});
      throw error;
    }
    await Promise.all([rm(pathOf(deps, siteId, input.importId), { force: true }), rm(`${pathOf(deps, siteId, input.importId)}.name`, { force: true })]);
    return { servings, days: new Set(rows.map((row) => row.day)).size };
  }),
  route(contract.listConsumption, ({ siteId }) =>
    deps.database.read([siteId], async (reader) => ({
      imports: await reader.query<{ id: string; fileName: string; servings: number; fromDay: string; toDay: string; at: string; by: string }>(
        `select i.id, i.file_name as "fileName", i.servings, i.from_day::text as "fromDay", i.to_day::text as "toDay", i.created_at as at, coalesce(p.name, '') as by from bar_imports i left join people p on p.id = i.created_by where i.site_id = $1 order by i.created_at desc, i.id desc limit 20`,
        [siteId],
        'bar-imports',
      ),
    })),
  ),
];
