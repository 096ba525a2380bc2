import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import pg from 'pg';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CENTRE_PLAN } from '../../apps/server/centre-plan.ts';
import { settleImported, type Settled } from '../../apps/server/centre-settle.ts';
import type { ExportView } from '../../features/exports/core/export-contract.ts';
import { exportJobs } from '../../features/exports/server/export-runs.ts';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import { seedTelephone } from '../../features/telephone/server/demo-telephone.ts';
import { readCatalogue, type Catalogue } from '../../platform/server/centre-copy/catalogue.ts';
import { CopyRefused } from '../../platform/server/centre-copy/copy-format.ts';
import { exportCentre, type ExportMade } from '../../platform/server/centre-copy/export-centre.ts';
import { importCentre, type ImportInput } from '../../platform/server/centre-copy/import-centre.ts';
import { readCopy } from '../../platform/server/centre-copy/read-copy.ts';
import { headCursor, writeCursor } from '../../platform/server/feed.ts';
import { checkJournal, readJournalKey, sealDay, walkJournal } from '../../platform/server/journal-heads.ts';
import { newJournalKey } from '../../platform/server/keys.ts';
import { createSeal } from '../../platform/server/seal.ts';
import { readable } from '../../scripts/installation.ts';
import { MIGRATIONS, NOON, testDatabase } from '../support/database.ts';
import { catalogueOf, fillEmptyTables, sumsOf } from '../support/full-centre.ts';
import { openFolder, runProgram } from '../support/own-installation.ts';
import { logFault, PASSWORD, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';

/** What a move writes anew; everything else is compared to the last byte. */
const REWRITTEN: Readonly<Record<string, readonly string[]>> = {
  journal: ['seq', 'xid'], journal_heads: ['carried_by', 'first_seq', 'last_seq'],
  channels: ['sealed', 'enabled', 'tested'], pbx_sources: ['path_hash', 'enabled', 'state'],
  deliveries: ['state', 'next_at', 'done_at'], imports: ['state', 'ended_at'],
};
/** What a move adds. */
const ADDED = { journal: `t.event = 'CentreImported'`, centre_imports: `t.source->>'epoch' is not null` };
const NAMES = readable().migrations;

describe('a centre as one file, and into an empty installation', () => {
  let world: World;
  let desk: Client, admin: Client, manager: Client;
  let catalogue: Catalogue;
  let made: ExportMade;
  let siteId = '';
  let lastOrder = '';
  let there: Record<string, string> = {};
  const folder = openFolder('copy');
  const ends: (() => Promise<unknown>)[] = [];

  const file = async (shade: number): Promise<string> => {
    const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: { r: shade, g: 90, b: 30 } } }).composite([{ input: Buffer.from('<svg width="40" height="40"><rect x="5" y="5" width="20" height="9" fill="white"/></svg>') }]).png().toBuffer();
    return ((await (await fetch(`${world.origin}/api/sites/${siteId}/files`, { method: 'POST', headers: { cookie: desk.cookie, 'content-type': 'image/png' }, body: new Uint8Array(png) })).json()) as { hash: string }).hash;
  };
  /** A database of nobody's. */
  const place = async () => {
    const test = await testDatabase();
    const dataDir = mkdtempSync(join(folder, 'data-'));
    chmodSync(dataDir, 0o755);
    const owner = new pg.Pool({ connectionString: test.url, max: 2 });
    owner.on('error', () => undefined);
    ends.push(async () => {
      await owner.end();
      await test.drop();
    });
    return { ...test, dataDir, owner };
  };
  type Place = Awaited<ReturnType<typeof place>>;
  const importInto = async (into: Place, from: string, more: Partial<ImportInput> = {}) => {
    let settled: Settled = { accounts: [], channels: [], sources: [] };
    const done = await importCentre({
      file: from, databaseUrl: into.url, dataDir: into.dataDir, migrations: { folder: MIGRATIONS, names: NAMES }, testClock: true, now: NOON, plan: CENTRE_PLAN,
      afterwards: async (query, about) => void (settled = await settleImported(query, { now: NOON, seal: createSeal('of the new place'), siteId: about.site.id })), ...more,
    });
    return { ...done, settled };
  };
  /** The code of a refusal and its words. */
  const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'taken', (error: unknown) => (error instanceof CopyRefused ? `${error.code}: ${error.message}` : `not in words: ${String((error as Error).stack)}`));
  const filesUnder = (dataDir: string): Record<string, string> =>
    Object.fromEntries(readdirSync(join(dataDir, 'files', siteId), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => [entry.name, createHash('sha256').update(readFileSync(join(entry.parentPath, entry.name))).digest('hex')] as const).sort(([one], [other]) => (one < other ? -1 : 1)));

  beforeAll(async () => {
    world = await startProgram();
    siteId = world.siteId;
    [desk, admin, manager] = (await Promise.all(['desk', 'admin', 'manager'].map((name) => world.signIn(name)))) as [Client, Client, Client];
    const key = readJournalKey(newJournalKey());
    const seal = (day: string) => sealDay({ database: world.database, key }, { siteId, day, now: NOON });
    await seedRoster(world.database, siteId, NOON);
    await seedTelephone(world.deps, siteId);
    await logFault(await world.signIn('desk-b'), world.siteB);
    const { row: told } = await logFault(desk, siteId, { urgent: true, steps: [{ step: 'issue' }] });
    await takeSteps(desk, siteId, told.id, [{ step: 'addNote', text: '业主在等' }]);
    await seal('2026-11-20');
    const photo = await file(200);
    const { row } = await logFault(desk, siteId, { item: '欧阳丽华说灯不亮', reporterPhone: '13911112222', steps: [{ step: 'issue' }, { step: 'addPhoto', phase: 'before', hash: photo }] });
    lastOrder = row.orderNumber ?? '';
    await seal('2026-11-21');
    await logFault(desk, siteId, { item: '未封存的一条' });
    const secret = `SEC${'0'.repeat(64)}`;
    expect((await manager.post(`/api/sites/${siteId}/channels`, { channelId: '018f0000-0000-7000-8000-00000000000a', kind: 'dingtalk', name: '值班群', settings: { url: 'https://oapi.dingtalk.com/robot/send?access_token=abc', secret } })).status).toBe(200);
    catalogue = await catalogueOf(world.owner, CENTRE_PLAN);
    await fillEmptyTables(world.owner, catalogue, siteId);
    // JSON's own null is not an empty column.
    await world.owner.query(`update channels set tested = 'null' where site_id = $1`, [siteId]);
    await world.owner.query(`update imports set mapping = 'null', headers = '[1, null]', read = 7 where site_id = $1`, [siteId]);
    // What waits to be done waits on there.
    await world.owner.query(`insert into pgboss.job (name, data, singleton_key, start_after) values ('erase-door-books', $1, $2, now() + interval '1 day'), ('seal-journal', $1, $2, now() + interval '1 day')`, [JSON.stringify({ siteId, day: '2026-11-22' }), siteId]);
    // The clocks of the program go on beside the export: what is compared is a moment in which they found nothing.
    for (let nth = 0; ; nth += 1) {
      const sums = await sumsOf(world.owner, catalogue, siteId, REWRITTEN);
      const before = JSON.stringify(sums);
      made = await exportCentre({ databaseUrl: world.databaseUrl, filesFolder: join(world.dataDir, 'files'), siteId, target: join(folder, `one-${nth}.tar.zst`), program: '0.1.0', now: NOON, plan: CENTRE_PLAN });
      const after = await sumsOf(world.owner, catalogue, siteId, REWRITTEN);
      if (JSON.stringify(after) === before) {
        there = after;
        break;
      }
      await new Promise((done) => setTimeout(done, 1500));
    }
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    await world.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('given every table of the database, then it goes along, belongs to people, or is left out by name; one that nobody thought of stops the export', async () => {
    const names = (await world.owner.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`)).rows.map((row) => row.name);
    const known = [...catalogue.tables, ...catalogue.people].map((table) => table.name);
    expect([...known, ...Object.keys(CENTRE_PLAN.leftOut)].sort()).toEqual(names.sort());
    const client = await world.owner.connect();
    const tables = async (): Promise<string[]> => (await readCatalogue(async (text, values) => (await client.query(text, values)).rows, CENTRE_PLAN)).tables.map((table) => table.name);
    try {
      await client.query('begin; create table sprouted (site_id uuid not null, id uuid primary key); create table hangs_from_it (id uuid primary key, of uuid references sprouted)');
      expect(await tables()).toEqual(expect.arrayContaining(['sprouted', 'hangs_from_it']));
      await client.query('create table stray (id uuid primary key)');
      expect(await refusal(tables())).toMatch(/^table-unknown: .*stray/);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('given the file, then it holds no password, no PIN, no secret, nothing of the other centre, and everybody who stands in it', async () => {
    const text = zstdDecompressSync(readFileSync(made.file)).toString('utf8');
    const [strangers] = (await world.owner.query<{ ids: string[] }>('select array_agg(id::text) as ids from repairs where site_id = $1', [world.siteB])).rows;
    expect(strangers?.ids.filter((id) => text.includes(id))).toEqual([]);
    expect(text).not.toContain(world.siteB);
    for (const table of ['auth_accounts', 'pin_sessions', 'enrolled_devices', 'api_tokens', 'push_subscriptions']) expect(text).not.toContain(`tables/${table}/`);
    for (const { secret } of (await world.owner.query<{ secret: string }>(`select password as secret from auth_accounts union select pin_hash from people where pin_hash is not null union select encode(sealed, 'hex') from channels`)).rows) expect(text.includes(secret)).toBe(false);
    expect(text).toContain('欧阳丽华说灯不亮');
  });

  it('given an empty installation, when the file is imported, then every table and every file is as it was, the chains hold, a person signs in and the next number follows', { timeout: 240_000 }, async () => {
    expect(Object.entries(there).filter(([, sum]) => sum.startsWith('0 rows'))).toEqual([]);
    const into = await place();
    const cursor = writeCursor(await headCursor(into.database));
    const done = await importInto(into, made.file);
    const here = await sumsOf(into.owner, catalogue, siteId, REWRITTEN, { ...ADDED, centre_imports: `t.id = (select max(id::text)::uuid from centre_imports)` });
    const whole = await sumsOf(into.owner, catalogue, siteId, REWRITTEN, { journal: ADDED.journal });
    expect({ ...here, centre_imports: there['centre_imports'] }).toEqual(there);
    expect(whole['centre_imports']).toMatch(/^2 rows/);
    expect(filesUnder(into.dataDir)).toEqual(filesUnder(world.dataDir));
    expect(done.files).toBe(1);
    expect((await into.owner.query(`select name, data, singleton_key as key from pgboss.job where name not like '\\_\\_%'`)).rows).toEqual([{ name: 'erase-door-books', data: { siteId, day: '2026-11-22' }, key: siteId }]);
    const people = (await into.owner.query<{ name: string; phone: string | null; pin_hash: string | null }>('select name, phone, pin_hash from people order by id')).rows;
    expect(people).toEqual((await world.owner.query(`select name, phone, null as pin_hash from people where id in (select person_id from memberships where site_id = $1) order by id`, [siteId])).rows);
    // The journal in its order, its places counted anew; what was sealed lies below every transaction of this place.
    expect((await into.owner.query(`select count(*)::int as n, max(seq)::int as last, (select last_value::int from journal_seq_seq) as sequence, count(*) filter (where xid = '1')::int as sealed, (select sum(entries)::int from journal_heads) as "inHeads" from journal`)).rows[0]).toMatchObject({ n: done.journal.entries + 1, last: done.journal.entries + 1, sequence: done.journal.entries + 1 });
    const order = (pool: pg.Pool) => pool.query<{ hash: string }>(`select encode(hash, 'hex') as hash from journal where site_id = $1 and event <> 'CentreImported' order by xid, seq`, [siteId]).then((answer) => answer.rows.map((row) => row.hash));
    expect(await order(into.owner)).toEqual(await order(world.owner));
    expect(done.settled.channels).toEqual(['值班群']);
    expect(done.settled.accounts.map((account) => account.username)).toEqual(['admin']);

    const second = await startProgram(NOON, {}, { own: { databaseUrl: into.url, dataDir: into.dataDir, siteIds: [siteId] } });
    ends.push(() => second.end());
    const signIn = async (username: string, password: string): Promise<Client> => {
      const answer = await fetch(`${second.origin}/api/auth/sign-in/username`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password }) });
      expect(answer.status).toBe(200);
      const cookie = answer.headers.getSetCookie().map((entry) => entry.split(';')[0]).join('; ');
      expect((await fetch(`${second.origin}/api/session/password`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify({ current: password, next: PASSWORD }) })).status).toBe(200);
      return second.signIn(username);
    };
    const keeper = await signIn('admin', done.settled.accounts[0]?.password ?? '');
    expect((await fetch(`${second.origin}/api/auth/sign-in/username`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'desk', password: PASSWORD }) })).status).toBe(403);
    const reset = await keeper.post<{ password: string }>(`/api/sites/${siteId}/people/${desk.personId}/reset-password`);
    const there2 = await signIn('desk', reset.body.password);
    const { row } = await logFault(there2, siteId, { item: '搬家后的第一单', steps: [{ step: 'issue' }] });
    const numberOf = (text: string | null): number => Number(/(\d+)$/.exec(text ?? '')?.[1]);
    expect(numberOf(row.orderNumber)).toBe(numberOf(lastOrder) + 1);
    expect((await takeSteps(there2, siteId, row.id, [{ step: 'urge' }])).status).toBe(200);
    expect((await there2.get<{ reset: boolean }>(`/api/feed?after=${cursor}`)).body.reset).toBe(true);

    // Its own days follow the ones it was given, under its own key; and a second move carries both.
    await sealDay({ database: second.database, key: readJournalKey(newJournalKey()) }, { siteId, day: '2026-11-22', now: NOON });
    const walked = await checkJournal(second.database, siteId);
    expect(walked).toMatchObject({ heads: 3, fault: undefined });
    await into.owner.query(`update centre_imports set source = '{}' where source->>'epoch' is null`);
    await exportCentre({ databaseUrl: into.url, filesFolder: join(into.dataDir, 'files'), siteId, target: join(folder, 'two.tar.zst'), program: '0.1.0', now: NOON, plan: CENTRE_PLAN });
    const third = await place();
    const taken = await runProgram('import-centre.ts', [join(folder, 'two.tar.zst')], { DATABASE_URL: third.url, FOYER_DATA: third.dataDir, FOYER_TEST_CLOCK: '1' });
    expect(taken.err).toBe('');
    expect(taken.out).toContain(`${walked.heads} 个封存日，全部一致`);
    expect(taken.out).toMatch(/临时密码 .* admin [a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}/);
    expect(await checkJournal(third.database, siteId)).toMatchObject({ heads: walked.heads, entries: walked.entries + 1, fault: undefined });
    expect(filesUnder(third.dataDir)).toEqual(filesUnder(world.dataDir));

    // What came sealed stays provable: whoever alters, adds or takes away is named.
    const tampered: [string, string, string][] = [
      ['an entry taken away', `delete from journal where site_id = $1 and seq = (select last_seq from journal_heads where carried_by is not null and entries > 0 order by day desc limit 1)`, 'head|gap'],
      ['an entry slipped in below', `insert into journal (site_id, xid, feature, subject, version, event, data, occurred_at, recorded_at, prev_hash, hash) select site_id, '1', feature, gen_random_uuid(), 1, event, data, occurred_at, recorded_at, prev_hash, hash from journal where version = 1 limit 1`, 'hash'],
      ['a day signed by somebody else', `update journal_heads set public_key = (select public_key from journal_heads where day = '2026-11-22') where site_id = $1 and day = '2026-11-21'`, 'key'],
      ['a day moved', `update journal_heads set first_seq = first_seq + 1, last_seq = last_seq + 1 where site_id = $1 and day = '2026-11-21'`, 'head'],
    ];
    for (const [what, sql, why] of tampered) {
      const client = await third.owner.connect();
      try {
        await client.query('begin');
        await client.query(sql.replaceAll('$1', `'${siteId}'`));
        const found = await walkJournal((work) => work({ query: async (text, values) => (await client.query(text, values)).rows as never }), siteId);
        expect(found.fault?.why, what).toMatch(new RegExp(`^(?:${why})$`));
      } finally {
        await client.query('rollback');
        client.release();
      }
    }
    // A centre does not go where there is one.
    expect(await refusal(importInto(into, made.file))).toMatch(/^not-empty: .*已经有数据/);
  });

  it('given a file of an earlier program and a database of nothing, when it is imported, then the rows go in as they were then and the later steps change them', async () => {
    const into = await place();
    await into.owner.query('drop schema public cascade; drop schema pgboss cascade; create schema public');
    const steps = join(folder, 'steps');
    cpSync(MIGRATIONS, steps, { recursive: true });
    writeFileSync(join(steps, '9998_later.sql'), `-- 后来 / later\nalter table places add column later text;\nupdate places set later = name || '!';\nalter table places alter column later set not null;\n`);
    const done = await importInto(into, made.file, { migrations: { folder: pathToFileURL(`${steps}/`), names: [...NAMES, '9998_later.sql'] } });
    expect(done.journal.fault).toBeUndefined();
    expect((await into.owner.query(`select count(*)::int as n, bool_and(later = name || '!') as changed from places`)).rows).toEqual((await world.owner.query('select count(*)::int as n, true as changed from places where site_id = $1', [siteId])).rows);
  });

  describe('what is not taken', () => {
    let into: Place;
    let good: Buffer;
    beforeAll(async () => {
      into = await place();
      good = readFileSync(made.file);
    });
    const read = (body: Buffer): Promise<string> => {
      const bad = join(folder, 'bad.tar.zst');
      writeFileSync(bad, body);
      return refusal(readCopy({ file: bad, migrations: NAMES }));
    };
    const flipped = (body: Buffer, at: number): Buffer => {
      const copy = Buffer.from(body);
      copy[at] = (copy[at] ?? 0) ^ 0x01;
      return copy;
    };
    /** Every member of the tar: its name and where its body lies. */
    const membersOf = (tar: Buffer): { name: string; at: number; size: number }[] => {
      const members = [];
      for (let at = 0; at + 512 <= tar.length; ) {
        const name = tar.subarray(at, at + 100).toString('utf8').replace(/\0.*$/s, '');
        if (name === '') break;
        const size = Number.parseInt(tar.subarray(at + 124, at + 136).toString('utf8'), 8);
        members.push({ name, at: at + 512, size });
        at += 512 + Math.ceil(size / 512) * 512;
      }
      return members;
    };

    it('given the file cut anywhere, then it is refused whole and says where', async () => {
      expect(await read(good)).toBe('taken');
      for (const share of [0, 0.0005, 0.1, 0.3, 0.6, 0.9]) expect(await read(good.subarray(0, Math.floor(good.length * share))), `${share}`).toMatch(/^(?:truncated: .*断在 \S+|foreign)/);
      for (const short of [1, 4, 600]) expect(await read(good.subarray(0, good.length - short)), `${short}`).toMatch(/^(?:truncated|altered): /);
    });

    it('given a byte flipped in any member, then it is refused and names the member', async () => {
      const tar = zstdDecompressSync(good);
      const members = membersOf(tar);
      expect(members.map((member) => member.name)).toEqual(expect.arrayContaining(['centre.json', 'tables/journal/000001.jsonl', 'tables/people/000001.jsonl', 'counts.json', 'manifest.txt']));
      for (const member of members.filter((_member, index) => index % 6 === 0 || index > members.length - 5)) {
        const said = await read(zstdCompressSync(flipped(tar, member.at + Math.floor(member.size / 2))));
        expect(said, member.name).toMatch(member.name === 'centre.json' ? /^(?:altered|foreign|newer): / : /^altered: /);
        if (!['centre.json', 'manifest.txt'].includes(member.name)) expect(said).toContain(member.name);
      }
      for (let nth = 0; nth < 10; nth += 1) expect(await read(flipped(good, 40 + Math.floor((good.length * nth) / 10))), `${nth}/10`).toMatch(/^(?:altered|truncated): /);
    });

    it('given members left out, doubled or slipped in, or rows of another centre under a manifest that fits, then it is refused and nothing stays', { timeout: 120_000 }, async () => {
      const tar = zstdDecompressSync(good);
      const members = membersOf(tar);
      const piece = (member: (typeof members)[number]): Buffer => tar.subarray(member.at - 512, member.at + Math.ceil(member.size / 512) * 512);
      const [first, second] = [members[1], members[2]];
      if (!first || !second) throw new Error('No members.');
      const without = Buffer.concat([...members.filter((member) => member !== second).map(piece), Buffer.alloc(1024)]);
      expect(await read(zstdCompressSync(without))).toMatch(/^altered: /);
      const doubled = Buffer.concat([...members.flatMap((member) => (member === second ? [piece(member), piece(member)] : [piece(member)])), Buffer.alloc(1024)]);
      expect(await read(zstdCompressSync(doubled))).toMatch(/^altered: /);

      // A forger who writes the manifest anew is met by what the rows themselves must be.
      const forged = (change: (name: string, body: string) => string): string => {
        const lines: string[] = [];
        const pieces = members.map((member) => {
          const before = tar.subarray(member.at, member.at + member.size);
          const after = member.name === 'manifest.txt' ? Buffer.from(lines.join('')) : member.name.startsWith('files/') ? before : Buffer.from(change(member.name, before.toString('utf8')));
          lines.push(`${createHash('sha256').update(after).digest('hex')} ${after.length} ${member.name}\n`);
          const header = Buffer.from(tar.subarray(member.at - 512, member.at));
          header.write(`${after.length.toString(8).padStart(11, '0')}\0`, 124);
          header.fill(' ', 148, 156);
          header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
          return Buffer.concat([header, after, Buffer.alloc((512 - (after.length % 512)) % 512)]);
        });
        const path = join(folder, 'forged.tar.zst');
        writeFileSync(path, zstdCompressSync(Buffer.concat([...pieces, Buffer.alloc(1024)])));
        return path;
      };
      const journal = 'tables/journal/000001.jsonl';
      const tries: [string, (name: string, body: string) => string, RegExp][] = [
        ['an entry of the journal altered', (name, body) => (name === journal ? body.replace(/"event":"\w+"/, '"event":"Altered"') : body), /^journal: /],
        ['an entry left out', (name, body) => (name === journal ? body.replace(/^.*\n/, '') : body), /^(?:altered|journal): /],
        ['a place of another centre', (name, body) => (name.startsWith('tables/places/') ? body.replaceAll(siteId, world.siteB) : body), /^altered: .*places/],
        ['a row that points nowhere', (name, body) => (name.startsWith('tables/memberships/') ? body.replace(/"person_id":"[^"]+"/, `"person_id":"${siteId}"`) : body), /^altered: /],
        ['a row of the wrong kind', (name, body) => (name.startsWith('tables/clocks/') ? body.replace(/"round":\d+/, '"round":"x"') : body), /^altered: .*clocks/],
      ];
      for (const [what, change, words] of tries) expect(await refusal(importInto(into, forged(change))), what).toMatch(words);
      expect((await into.owner.query('select (select count(*) from sites)::int + (select count(*) from people)::int + (select count(*) from journal)::int as n')).rows[0]).toEqual({ n: 0 });
      expect(readdirSync(into.dataDir).filter((name) => name === 'importing' || name === 'files')).toEqual([]);
      expect((await into.owner.query(`select count(*)::int as n from pg_constraint where contype = 'f' and condeferrable and connamespace = 'public'::regnamespace`)).rows).toEqual([{ n: 0 }]);
    });

    it('given something else, a newer program, another clock or a database ahead of the file, then it is refused in words', async () => {
      expect(await read(Buffer.from('SQLite format 3\0'.repeat(50)))).toMatch(/^foreign: 这不是前厅的案场导出/);
      expect(await refusal(readCopy({ file: made.file, migrations: NAMES.filter((name) => !name.startsWith('0090')) }))).toMatch(/^newer: .*0090/);
      expect(await refusal(importInto(into, made.file, { testClock: false }))).toMatch(/^test-clock: /);
      await into.owner.query(`insert into schema_migrations values ('9999_later.sql', now())`);
      expect(await refusal(importInto(into, made.file))).toMatch(/^older: .*9999_later/);
      await into.owner.query(`delete from schema_migrations where name like '9999%'`);
    });

    it('given a journal that was altered where the export is made, then nothing is exported', async () => {
      await world.owner.query(`update journal set event = 'Altered' where site_id = $1 and seq = (select min(seq) from journal where site_id = $1)`, [world.siteB]);
      const target = join(folder, 'never.tar.zst');
      expect(await refusal(exportCentre({ databaseUrl: world.databaseUrl, filesFolder: join(world.dataDir, 'files'), siteId: world.siteB, target, program: '0.1.0', now: NOON, plan: CENTRE_PLAN }))).toMatch(/^journal: /);
      expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
    });
  });

  describe('on the screen', () => {
    const url = (path = ''): string => `/api/sites/${siteId}/exports${path}`;
    const exports = async (): Promise<ExportView[]> => (await admin.get<{ exports: ExportView[] }>(url())).body.exports;

    it('given the administrator, when an export is asked for, then it runs behind the screen, the file is whole, and who fetched it is written down', async () => {
      await world.owner.query('delete from centre_exports where site_id = $1', [siteId]);
      // A token is too little for all of a centre.
      const { token } = (await admin.post<{ token: string }>('/api/session/tokens', { name: 'night', scopes: ['centre.export'], days: 1 })).body;
      const byToken = await fetch(`${world.origin}${url()}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: '{}' });
      expect(await byToken.json()).toMatchObject({ code: 'password-sign-in-needed' });
      const asked = await admin.post<{ id: string } & Problem>(url());
      expect(asked.status).toBe(200);
      expect((await admin.post<Problem>(url())).body.code).toBe('export-running');
      await expect.poll(async () => (await exports())[0]?.state).toBe('done');
      const [item] = await exports();
      expect(item).toMatchObject({ id: asked.body.id, askedBy: '谢一鸣', filesWrong: 0, files: 1, reason: null });
      const answer = await fetch(`${world.origin}${url(`/${asked.body.id}/file`)}`, { headers: { cookie: admin.cookie } });
      const body = Buffer.from(await answer.arrayBuffer());
      expect([answer.status, body.length, createHash('sha256').update(body).digest('hex')]).toEqual([200, item?.bytes, item?.hash]);
      const looks = (await manager.get<{ rows: { kind: string; what: string; person: { name: string }; lines: number }[] }>(`/api/sites/${siteId}/privacy/looks?what=export`)).body.rows;
      expect(looks[0]).toMatchObject({ kind: 'centre', what: 'export', person: { name: '谢一鸣' }, lines: item?.rowsDone });
      const path = join(world.dataDir, 'exports', siteId, `${asked.body.id}.tar.zst`);
      expect(existsSync(path)).toBe(true);
      expect((await admin.post(url(`/${asked.body.id}/drop`))).status).toBe(200);
      expect(existsSync(path)).toBe(false);
      expect((await fetch(`${world.origin}${url(`/${asked.body.id}/file`)}`, { headers: { cookie: admin.cookie } })).status).toBe(404);
    });

    it('given anybody else, the manager too, when they ask for everything, then it is refused; another centre’s administrator finds nothing there', async () => {
      const id = (await exports())[0]?.id ?? '';
      for (const name of ['manager', 'desk', 'quality', 'technician']) {
        const who = await world.signIn(name);
        for (const answer of [await who.get(url()), await who.post(url()), await who.post(url(`/${id}/drop`)), await who.get(url(`/${id}/file`))]) expect(answer.status, name).toBe(403);
      }
      const stranger = await world.signIn('admin-b');
      for (const answer of [await stranger.get(url()), await stranger.post(url()), await stranger.get(url(`/${id}/file`))]) expect(answer.status).toBe(404);
      // The number of another centre's export opens nothing under the own address.
      await world.owner.query(`update centre_exports set state = 'done' where id = $1`, [id]);
      expect((await stranger.get(`/api/sites/${world.siteB}/exports/${id}/file`)).status).toBe(404);
      expect((await world.anonymous.get(url(`/${id}/file`))).status).toBe(401);
    });

    it('given an export cut off with its process, then it is shown so and another may begin; a file past its days goes', async () => {
      await world.owner.query(`update centre_exports set state = 'running', progress_at = $2::timestamptz - interval '11 minutes' where site_id = $1`, [siteId, world.clock.now()]);
      expect((await exports())[0]).toMatchObject({ state: 'failed', reason: 'cut-off' });
      const asked = await admin.post<{ id: string }>(url());
      expect(asked.status).toBe(200);
      const stateOf = async (): Promise<string | undefined> => (await exports()).find((entry) => entry.id === asked.body.id)?.state;
      await expect.poll(stateOf).toBe('done');
      const clear = exportJobs({ database: world.database, databaseUrl: world.databaseUrl, clock: { now: () => '2026-11-26T07:00:00.000Z' }, folder: join(world.dataDir, 'exports'), filesFolder: join(world.dataDir, 'files'), program: '0.1.0', plan: CENTRE_PLAN }).find((job) => job.name === 'clear-exports');
      await clear?.run({ siteId });
      expect(await stateOf()).toBe('gone');
      expect(readdirSync(join(world.dataDir, 'exports', siteId))).toEqual([]);
    });
  });
});
