import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { instantAt } from '../../../platform/core/working-calendar.ts';
import type { AppOptions } from '../../../platform/server/app.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { PRINT_KEPT_HOURS, SLIPS_A_PART } from '../core/slip-print-contract.ts';
import { pliesOf, type RepairOrder } from '../core/repair-order.ts';
import type { SlipPaper } from './slip-paper.ts';
import { openSlips } from './slip-pdf.ts';
import { slipOf, type CopyLookOf } from './slip-routes.ts';

export type SlipPrintDeps = Pick<AppOptions, 'publicUrl'> & {
  readonly database: Database; readonly clock: Clock; /** Where the files lie until they are deleted. */ readonly folder: string; readonly copyLook: CopyLookOf;
  readonly codes: { write(code: { kind: 'slip'; siteId: string; id: string }): string };
};

export const SLIP_PRINT_JOB = 'print-slips';
export const partPath = (folder: string, siteId: string, id: string, part: number): string => join(folder, siteId, id, `${part}.pdf`);

type Run = { month: string; kind: string; paper: SlipPaper; copies: string; x: number; y: number };
type Line = { at: string; id: string; state: RepairOrder; place: string | null };
const AT_ONCE = 25;
const ISSUED = `r.site_id = $1 and r.received_at >= $2 and r.received_at < $3 and r.order_number is not null and ($4 = 'all' or r.kind = $4)`;

/** One printing, slip by slip into files; beside it stands how far it is and whether somebody stopped it. */
export const runSlipPrint = async (deps: SlipPrintDeps, siteId: string, id: string): Promise<void> => {
  const { database, clock } = deps;
  const write = <T extends Record<string, unknown>>(text: string, values: readonly unknown[]) => database.write([siteId], (trx) => trx.query<T>(text, [siteId, id, ...values]));
  const [run] = await write<Run>(`update slip_prints set state = 'running', progress_at = $3, done = 0, pages = 0, parts = 0 where site_id = $1 and id = $2 and state in ('waiting', 'running') and not cancel_wanted returning month, kind, paper, copies, x, y`, [clock.now()]);
  if (!run) return;
  const { site, look, total, span } = await database.read([siteId], async (reader) => {
    const [found, copyLook] = await Promise.all([loadSite(reader.query, siteId), deps.copyLook(reader.query, siteId)]);
    if (!found) throw new Error('No such centre.');
    const months = { from: instantAt(found.zone, `${run.month}-01`, '00:00'), to: instantAt(found.zone, Temporal.PlainDate.from(`${run.month}-01`).add({ months: 1 }).toString(), '00:00') };
    const [counted] = await reader.query<{ n: number }>(`select count(*) as n from repairs r where ${ISSUED}`, [siteId, months.from, months.to, run.kind], 'slip-print-count');
    return { site: found, look: copyLook, total: counted?.n ?? 0, span: months };
  });
  await write('update slip_prints set total = $3 where site_id = $1 and id = $2', [total]);
  await mkdir(join(deps.folder, siteId, id), { recursive: true, mode: 0o700 });

  let after: { at: string; id: string } | undefined;
  let [done, pages, parts] = [0, 0, 0];
  let isStopped = false;
  let isLast = total === 0;
  const next = () =>
    database.read([siteId], async (reader) => {
      const rows = await reader.query<Line>(
        `select r.received_at as at, r.id, r.state, p.name as place from repairs r left join places p on p.site_id = r.site_id and p.id = r.place_id where ${ISSUED} and (r.received_at, r.id) > ($5::timestamptz, $6::uuid) order by r.received_at, r.id limit $7`,
        [siteId, span.from, span.to, run.kind, after?.at ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', AT_ONCE], 'slip-print-page',
      );
      const ids = [...new Set(rows.flatMap(({ state }) => [state.intakeBy, state.technicianId, state.copies.desk?.by, state.marks['record']?.by].filter(Boolean)))];
      return { rows, names: new Map((await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [ids], 'people-names')).map((person) => [person.id, person.name])) };
    });
  /** One file of so many slips. */
  const part = async function* (): AsyncGenerator<Buffer> {
    const slips = openSlips(`维修单 ${run.month}（${parts + 1}）`, site.company);
    for (let within = 0; within < SLIPS_A_PART && !isLast && !isStopped; within += AT_ONCE) {
      const { rows, names } = await next();
      for (const { id: repairId, state, place } of rows) {
        pages += slips.add(slipOf(state, site, names, place ?? state.placeText), {
          paper: run.paper, dataOnly: false, offset: { x: run.x, y: run.y }, reprint: 0, mark: '存档', look, copies: run.copies === 'desk' ? ['desk'] : pliesOf(state.kind),
          ...(deps.publicUrl ? { qr: `${deps.publicUrl}/g/${deps.codes.write({ kind: 'slip', siteId, id: repairId })}` } : {}),
        });
        const ready = slips.take();
        if (ready) yield ready;
        // A slip takes tens of milliseconds; who else waits for the server comes in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
      done += rows.length;
      const last = rows.at(-1);
      if (last) after = { at: last.at, id: last.id };
      isLast = rows.length < AT_ONCE;
      const [row] = await write<{ cancel_wanted: boolean }>('update slip_prints set done = $3, pages = $4, total = greatest(total, $3), progress_at = $5 where site_id = $1 and id = $2 returning cancel_wanted', [done, pages, clock.now()]);
      isStopped = row?.cancel_wanted ?? true;
    }
    yield* slips.rest();
  };
  while (!isLast && !isStopped) {
    const before = done;
    await pipeline(Readable.from(part()), createWriteStream(partPath(deps.folder, siteId, id, parts + 1), { mode: 0o600 }));
    // The last page of the database may have been a full one.
    if (done === before) await rm(partPath(deps.folder, siteId, id, parts + 1), { force: true });
    else parts += 1;
  }
  if (isStopped) await rm(join(deps.folder, siteId, id), { recursive: true, force: true });
  await write('update slip_prints set state = $3, parts = $4, total = done, progress_at = $5, ended_at = $5 where site_id = $1 and id = $2', [isStopped ? 'cancelled' : 'done', isStopped ? 0 : parts, clock.now()]);
};

const runOrFail = async (deps: SlipPrintDeps, siteId: string, id: string): Promise<void> => {
  try {
    await runSlipPrint(deps, siteId, id);
  } catch (error) {
    await rm(join(deps.folder, siteId, id), { recursive: true, force: true });
    await deps.database.write([siteId], (trx) => trx.query(`update slip_prints set state = 'failed', ended_at = $3 where site_id = $1 and id = $2 and state = 'running'`, [siteId, id, deps.clock.now()]));
    throw error;
  }
};

/** Printings run behind the screen; whoever started one may go away and come back. */
export const slipPrintJobs = (deps: SlipPrintDeps): JobHandler[] => [{ name: SLIP_PRINT_JOB, retries: 0, seconds: 2 * 3600, run: ({ siteId, printId }) => runOrFail(deps, String(siteId), String(printId)) }];

/** Deletes what has lain long enough; answers how many printings that were. `now`: of the machine, as its files' times are. */
export const clearSlipPrints = async (folder: string, now: number): Promise<number> => {
  let cleared = 0;
  for (const siteId of await readdir(folder).catch(() => [])) {
    for (const id of await readdir(join(folder, siteId)).catch(() => [])) {
      const path = join(folder, siteId, id);
      const made = await stat(path).catch(() => undefined);
      if (!made || now - made.mtimeMs < PRINT_KEPT_HOURS * 3_600_000) continue;
      await rm(path, { recursive: true, force: true });
      cleared += 1;
    }
  }
  return cleared;
};

const LOOK_MS = 15 * 60_000;
export const watchSlipPrints = (deps: { readonly folder: string; readonly machine: Clock }, onError: (error: unknown) => void): { stop(): void } => {
  const look = (): void => void clearSlipPrints(deps.folder, Date.parse(deps.machine.now())).catch(onError);
  look();
  const timer = setInterval(look, LOOK_MS);
  return { stop: () => clearInterval(timer) };
};
