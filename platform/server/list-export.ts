import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Endpoint } from '../core/contract.ts';
import { fromMillis, toMillis, type Instant } from '../core/instant.ts';
import { maskNumbers } from '../core/mask-numbers.ts';
import type { BothWords, Cell } from '../core/register.ts';
import { refuse } from '../core/refusal.ts';
import { localDate, localTime } from '../core/working-calendar.ts';
import { actorOf, authorize, isRefusal, resolveCaller, sendRefusal, type AppOptions, type Route } from './app.ts';
import type { Clock } from './clock.ts';
import { csvLine } from './csv.ts';
import type { Database } from './database.ts';
import { keepLines, keepLook } from './looks.ts';
import { writeXlsx, XLSX_TYPE } from './xlsx.ts';

/** How an instant stands in a file: the centre's own time. */
export type Say = { readonly when: (at: Instant | null | undefined) => string };
type Rows<R> = { readonly rows: readonly R[]; /** What the list is asked for next, beside what it was asked for; nothing: that was all. */ readonly next?: Readonly<Record<string, string>> | undefined };
type Row = { readonly id: string };
export type ListColumn<R> = { readonly zh: string; readonly width: number; read(row: R, say: Say): Cell };
export type MakeCell<R> = (zh: string, width: number, read: (row: R, say: Say) => Cell) => ListColumn<R>;

/** A list of a screen as a file: the list's own endpoint asked page after page, so that right, filter and masks are the screen's. */
export type ListSource = {
  readonly id: string;
  readonly title: BothWords;
  readonly endpoint: Endpoint;
  /** How many lines a page may have, where the list takes a number. */
  readonly limit?: number;
  page(answer: unknown, isFirst: boolean): Rows<Row>;
  readonly columns: readonly ListColumn<Row>[];
};

/** Cells are words of paper, Chinese whatever language the screen is in. */
export const listSource = <E extends Endpoint, R extends Row>(source: { readonly id: string; readonly title: BothWords; readonly endpoint: E; readonly limit?: number; readonly page: (answer: z.output<E['output']>, isFirst: boolean) => Rows<R>; /** In the order of the file. */ readonly columns: (cell: MakeCell<R>) => readonly ListColumn<R>[] }): ListSource =>
  ({ ...source, columns: source.columns((zh, width, read) => ({ zh, width, read })) }) as unknown as ListSource;

/** For lists that go on below a time: lines of the same instant are asked for again and told apart by their ids. */
export const below = (name: string, at: Instant | null | undefined): Readonly<Record<string, string>> | undefined => (at ? { [name]: fromMillis(toMillis(at) + 1) } : undefined);

/** A file is passed on: numbers in free words are masked, whatever the screen shows. */
const told = (cell: Cell): Cell => (typeof cell === 'string' ? maskNumbers(cell) : cell);

/** A sheet of Excel ends here. */
const SHEET_LINES = 1_048_000;

type Deps = Pick<AppOptions, 'sessions' | 'grants'> & { readonly database: Database; readonly clock: Clock; readonly routes: readonly Route[]; readonly sources: readonly ListSource[] };

/** 导出: every list with the filter it is seen with, as CSV or XLSX; streamed, and written down with who took it and how many lines. */
export const mountLists = (app: FastifyInstance, deps: Deps): void => {
  const handlers = new Map(deps.routes.map((route) => [route.endpoint.name, route.handler]));
  for (const { id, endpoint } of deps.sources) if (!handlers.has(endpoint.name)) throw new Error(`Nobody answers ${endpoint.name} (list ${id}).`);

  app.get<{ Params: { siteId: string; file: string }; Querystring: Record<string, unknown> }>('/api/sites/:siteId/lists/:file', async (request, reply) => {
    const { siteId, file } = request.params;
    const [, id, kind] = /^([a-z-]+)\.(csv|xlsx)$/.exec(file) ?? [];
    const source = deps.sources.find((entry) => entry.id === id);
    const caller = await resolveCaller(deps.sessions, request);
    const permission = source?.endpoint.permission ?? 'signed-in';
    const denied = authorize(caller, permission, siteId, deps.grants);
    if (denied || !caller) return sendRefusal(reply, denied ?? refuse('signed-out'));
    const handler = source && handlers.get(source.endpoint.name);
    if (!source || !handler) return sendRefusal(reply, refuse('not-found'));
    const asked = { ...request.query, ...(source.limit ? { limit: source.limit } : {}), siteId };
    const call = async (more: Readonly<Record<string, string>>, isFirst: boolean): Promise<Rows<Row> | ReturnType<typeof refuse>> => {
      const input = source.endpoint.input.safeParse({ ...asked, ...more });
      if (!input.success) return refuse('bad-input', { fields: input.error.issues.slice(0, 10).map((issue) => ({ field: issue.path.join('.') })) });
      const answer = await handler({ input: input.data, caller, siteId, actor: actorOf(caller, siteId, permission), request });
      return isRefusal(answer) ? answer : source.page(answer, isFirst);
    };
    // What is refused is refused before the first byte.
    const first = await call({}, true);
    if (isRefusal(first)) return sendRefusal(reply, first);
    const zone = caller.sites.get(siteId)?.zone ?? 'UTC';
    const now = deps.clock.now();
    const name = `${source.id}-${localDate(now, zone)}.${kind}`;
    const look = await keepLook(deps.database, { siteId, at: now, personId: caller.personId, what: 'export', kind: source.id, label: name });
    const say: Say = { when: (at) => (at ? `${localDate(at, zone)} ${localTime(at, zone)}` : '') };
    const lines = async function* (): AsyncGenerator<readonly Cell[]> {
      let count = 0;
      try {
        yield source.columns.map((column) => column.zh);
        let before: ReadonlySet<string> = new Set();
        for (let page = first; ; ) {
          const known = before;
          const fresh = page.rows.filter((row) => !known.has(row.id));
          for (const row of fresh) {
            if (kind === 'xlsx' && count === SHEET_LINES) {
              yield ['一张表放不下了，其余请导出 CSV'];
              return;
            }
            count += 1;
            yield source.columns.map((column) => told(column.read(row, say)));
          }
          if (!page.next || fresh.length === 0) return;
          before = new Set(page.rows.map((row) => row.id));
          const next = await call(page.next, false);
          // The head is out already: a file that ends short must not look whole.
          if (isRefusal(next)) throw new Error(`The list ${source.id} ended with ${next.code}.`);
          page = next;
        }
      } finally {
        await keepLines(deps.database, siteId, look, count);
      }
    };
    reply.header('content-disposition', `attachment; filename="${name}"; filename*=UTF-8''${encodeURIComponent(`${source.title.zh}-${localDate(now, zone)}.${kind}`)}`).header('cache-control', 'no-store');
    if (kind === 'xlsx') return reply.type(XLSX_TYPE).send(writeXlsx([{ name: source.title.zh, widths: source.columns.map((column) => column.width), head: 1, rows: lines }]));
    const csv = async function* (): AsyncGenerator<string> {
      // Excel takes a file for the machine's own character set unless this comes first.
      let waiting = '\uFEFF';
      for await (const cells of lines()) {
        waiting += csvLine(cells);
        if (waiting.length < 32_768) continue;
        yield waiting;
        waiting = '';
      }
      yield waiting;
    };
    return reply.type('text/csv; charset=utf-8').send(Readable.from(csv(), { objectMode: false }));
  });
};
