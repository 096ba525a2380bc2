import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { inCentre } from '../platform/server/file-place.ts';
import { uuidv7 } from '../platform/server/ids.ts';
import { appendJournal, EMPTY_HEAD } from '../platform/server/journal.ts';
import { say, tell } from './say.ts';
import { openStage } from './stage.ts';

/** One centre of so many rows, with true chains, exported and taken into an empty database by the programs an owner runs. */
const ROWS = Number(process.env['BENCH_ROWS'] ?? 200_000);
const FILES = Number(process.env['BENCH_FILES'] ?? 200);
/** An order with its search line, three entries of its chain with one text, three clocks and a command. */
const ROWS_EACH = 10;
const AT_ONCE = 1000;
/** As package.json starts them: little is kept of what was handed on. */
const FLAGS = ['--max-semi-space-size=2'];

const stage = await openStage();

/** The most memory a program of ours held, and how long it took. */
const run = (script: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<{ seconds: number; megabytes: number; out: string }> =>
  new Promise((done, fail) => {
    const from = performance.now();
    const child = spawn(process.execPath, [...FLAGS, new URL(`../scripts/${script}`, import.meta.url).pathname, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    let kilobytes = 0;
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const watch = setInterval(() => void readFile(`/proc/${child.pid}/status`, 'utf8').then((text) => (kilobytes = Math.max(kilobytes, Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0))), () => undefined), 100);
    child.once('error', fail);
    child.once('exit', (code) => {
      clearInterval(watch);
      if (code === 0) done({ seconds: (performance.now() - from) / 1000, megabytes: kilobytes / 1024, out });
      else fail(new Error(`${script} ended with ${code}: ${out}`));
    });
  });

const fill = async (siteId: string, by: string): Promise<void> => {
  const at = '2026-10-01T01:00:00.000Z';
  const orders = Math.ceil(ROWS / ROWS_EACH);
  const state = { status: 'closed', item: '洗手间马桶漏水，地面有积水，请尽快处理', placeText: '样板间2', reporterName: '欧阳经理', reporterPhone: '13911112222', intakeBy: by, workDone: '更换水箱进水阀，试用正常，地面擦净', photos: [], notes: [], marks: Object.fromEntries(['issue', 'notify', 'accept', 'ready', 'arrive', 'start', 'test', 'record', 'judge', 'sign'].map((step) => [step, { at, recordedAt: at, way: 'app', by }])) };
  for (let made = 0; made < orders; made += AT_ONCE) {
    const entries: unknown[] = [];
    const texts: unknown[] = [];
    const rows: unknown[] = [];
    for (let nth = made; nth < Math.min(made + AT_ONCE, orders); nth += 1) {
      const id = uuidv7();
      const { head, writes } = appendJournal({ siteId, feature: 'repairs', subject: id, head: EMPTY_HEAD, actor: by, commandId: id, entries: ['RepairLogged', 'OrderIssued', 'OrderClosed'].map((event, index) => ({ event, data: { nth, by }, text: index === 0 ? { item: state.item } : {}, occurredAt: at, recordedAt: at })) });
      for (const [index, into] of [entries, texts].entries()) {
        const rowsOf = writes[index]?.values[2];
        for (const row of JSON.parse(typeof rowsOf === 'string' ? rowsOf : '[]') as object[]) into.push({ ...row, subject: id });
      }
      rows.push({ id, number: `B${nth}`, head: head.lastHash.toString('hex') });
    }
    await stage.pool.query(
      `insert into journal (site_id, subject, feature, version, event, data, actor, device, occurred_at, recorded_at, command_id, prev_hash, hash)
       select $1, (r->>'subject')::uuid, r->>'feature', (r->>'version')::int, r->>'event', r->>'data', (r->>'actor')::uuid, r->>'device', (r->>'occurredAt')::timestamptz, (r->>'recordedAt')::timestamptz, (r->>'commandId')::uuid, decode(r->>'prev', 'hex'), decode(r->>'hash', 'hex') from jsonb_array_elements($2::jsonb) r`,
      [siteId, JSON.stringify(entries)],
    );
    await stage.pool.query(`insert into journal_texts (site_id, subject, version, salt, text) select $1, (t->>'subject')::uuid, (t->>'version')::int, decode(t->>'salt', 'hex'), t->>'text' from jsonb_array_elements($2::jsonb) t`, [siteId, JSON.stringify(texts)]);
    await stage.pool.query(
      `with made as (insert into repairs (site_id, id, version, last_hash, kind, status, open, log_number, order_number, technician_id, intake_by, type_id, urgent, received_at, signed_off_at, closed_at, state)
         select $1, (r->>'id')::uuid, 3, decode(r->>'head', 'hex'), 'user', 'closed', false, r->>'number', r->>'number', $3, $3, 'leak', false, $4, $4, $4, $5::jsonb from jsonb_array_elements($2::jsonb) r returning id),
       found as (insert into repair_search (site_id, repair_id, received_at, grams, words) select $1, id, $4, (select array_agg((random() * 2e9)::int) from generate_series(1, 40)), '洗手间马桶漏水' from made),
       timed as (insert into clocks (site_id, subject, clock, round, feature, rule, started_at, due_at, stopped_at) select $1, id, c, 1, 'repairs', '{"clause":"M-47","origin":"plan"}', $4, $4, $4 from made cross join unnest(array['issue', 'ready', 'on_site']) c)
       insert into commands (site_id, command_id, person_id, name, subject, recorded_at) select $1, id, $3, 'logRepair', id, $4 from made`,
      [siteId, JSON.stringify(rows), by, at, JSON.stringify(state)],
    );
  }
  for (let nth = 0; nth < FILES; nth += 1) {
    const body = randomBytes(200_000);
    const hash = createHash('sha256').update(body).digest('hex');
    const path = inCentre(join(stage.folder, 'files'), siteId, hash);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
    await stage.pool.query(`insert into files (site_id, hash, type, size, added_at) values ($1, $2, 'image/jpeg', 200000, $3)`, [siteId, hash, at]);
  }
  await stage.pool.query('vacuum analyze');
};

try {
  const [desk] = await stage.seedDesks(1);
  const [person] = (await stage.pool.query<{ id: string }>('select id from people limit 1')).rows;
  const siteId = desk?.sites[0] ?? '';
  tell(`filling a centre with ${ROWS.toLocaleString('en')} rows and ${FILES.toLocaleString('en')} files …`);
  await fill(siteId, person?.id ?? '');

  const name = (await stage.pool.query<{ name: string }>('select current_database() as name')).rows[0]?.name ?? '';
  const admin = stage.url;
  const target = join(stage.folder, 'centre.tar.zst');
  const exported = await run('export.ts', [siteId, target], { DATABASE_URL: admin, FOYER_DATA: stage.folder });
  const { size } = await stat(target);
  say(`a centre of ${ROWS.toLocaleString('en')} rows exported, its chains walked: ${(size / 1e6).toFixed(0)} MB`, `${exported.seconds.toFixed(1)} s`, 'minutes', exported.seconds < 600);
  say('memory of the export at its highest', `${exported.megabytes.toFixed(0)} MB`, '< 300 MB', exported.megabytes > 0 && exported.megabytes < 300);

  await stage.pool.query(`create database ${name}_copy`);
  const copy = new URL(admin);
  copy.pathname = `/${name}_copy`;
  const into = join(stage.folder, 'copy');
  await mkdir(into, { mode: 0o755 });
  try {
    const imported = await run('import-centre.ts', [target], { DATABASE_URL: copy.toString(), FOYER_DATA: into });
    say('imported into an empty database, its chains walked again', `${imported.seconds.toFixed(1)} s`, 'minutes', imported.seconds < 600);
    say('memory of the import at its highest', `${imported.megabytes.toFixed(0)} MB`, '< 300 MB', imported.megabytes > 0 && imported.megabytes < 300);
    const client = new pg.Client({ connectionString: copy.toString() });
    await client.connect();
    const sum = 'select (select count(*) from repairs)::int as repairs, (select count(*) from journal)::int as journal, (select md5(string_agg(id::text || state::text, $1 order by id)) from repairs) as states';
    const [[here], [there]] = [(await stage.pool.query(sum, [','])).rows, (await client.query(sum, [','])).rows] as [{ repairs: number; journal: number; states: string }[], { repairs: number; journal: number; states: string }[]];
    await client.end();
    if (here?.repairs !== there?.repairs || here?.states !== there?.states || (here?.journal ?? 0) + 1 !== there?.journal) throw new Error(`Not the same: ${JSON.stringify([here, there])}`);
  } finally {
    await stage.pool.query(`drop database if exists ${name}_copy with (force)`);
    await rm(into, { recursive: true, force: true });
  }
} finally {
  await stage.end();
}
