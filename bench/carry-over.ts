import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { carryOver, type CarryPart } from '../platform/server/carry-over/carry-over.ts';
import { olderPostgres } from '../platform/server/carry-over/older-postgres.ts';
import { prepareDataFolder } from '../platform/server/data-folder.ts';
import { startOlderPostgres } from '../platform/server/postgres/embedded-postgres.ts';
import { migrate } from '../platform/server/migrate.ts';
import { postgresAccount } from '../platform/server/postgres/postgres-account.ts';
import { withinReach } from '../platform/server/postgres/postgres-binaries.ts';
import { MIGRATIONS, readable } from '../scripts/installation.ts';
import { say, tell } from './say.ts';
import { seedDesks } from './stage.ts';
import { insertOrders, orderOf } from './stored-orders.ts';

/** How long an installation of the older PostgreSQL is away while it is carried to the newer; without walking its chains, which are no true ones here. */
const CENTRES = Number(process.env['BENCH_CENTRES'] ?? 100);
const ORDERS = Number(process.env['BENCH_ORDERS'] ?? 200_000);
const [BATCH, IDS] = [2000, 1_000_000];

const folder = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
const account = postgresAccount('');
try {
  prepareDataFolder(folder, account);
  const dataDir = join(folder, 'data');
  prepareDataFolder(dataDir, account);
  const given = join(folder, 'older/package');
  const binaries = withinReach(await olderPostgres({ major: '17', given: undefined, dataDir, scratch: join(folder, 'older'), log: () => undefined }), account, folder);
  const old = await startOlderPostgres({ dataDir, binaries, durable: false });
  const now = new Date().toISOString();
  await migrate({ url: old.adminUrl, folder: MIGRATIONS, now, testClock: false });
  const pool = new pg.Pool({ connectionString: old.adminUrl, max: 2 });
  const begun = Date.now();
  tell(`filling ${ORDERS.toLocaleString('en')} orders …`);
  const sites = (await seedDesks(pool, CENTRES)).flatMap((desk) => desk.sites);
  for (let serial = 0; serial < ORDERS; serial += BATCH)
    await insertOrders(pool, begun, Array.from({ length: Math.min(BATCH, ORDERS - serial) }, (_, n) => orderOf(begun, sites[(serial + n) % sites.length] ?? '', serial + n, Math.random() < 0.1)));
  await pool.query(`do $$ begin for n in 1..${IDS} loop perform pg_current_xact_id(); commit; end loop; end $$`);
  const size = (await pool.query<{ size: number }>('select pg_database_size(current_database())::float8 as size')).rows[0]?.size ?? 0;
  await pool.end();
  await old.stop();

  const parts = new Map<CarryPart, { from: number; to: number }>();
  const made = await carryOver({
    dataDir, given, migrations: { folder: MIGRATIONS, names: readable().migrations }, now, backupShare: 0, backUp: async () => undefined, log: () => undefined,
    onProgress: (part) => { const at = performance.now(); parts.set(part, { from: parts.get(part)?.from ?? at, to: at }); },
  });
  const seconds = (part: CarryPart): string => { const at = parts.get(part); return at ? ((at.to - at.from) / 1000).toFixed(1) : '–'; };
  say(`${made.rows.toLocaleString('en')} rows, ${(size / 1e6).toFixed(0)} MB of database, ${IDS.toLocaleString('en')} transactions: carried in`, `${made.seconds} s`);
  say('of it counting on / rows / indexes / comparing', `${(['numbers', 'rows', 'indexes', 'compare'] as const).map(seconds).join(' / ')} s`);
  if ((await readdir(dataDir)).includes('carrying')) throw new Error('something was left');
} finally {
  await rm(folder, { recursive: true, force: true });
}
