import { Agent } from 'node:http';
import { uuidv7 } from '../platform/server/ids.ts';
import { searchTextOf } from '../features/telephone/core/directory.ts';
import { say, tell } from './say.ts';
import { openStage, pick, send, type Ask } from './stage.ts';

/** The telephone's lists when there is much: a log of ten million calls, a directory of five thousand. */
const CALLS = Number(process.env['BENCH_CALLS'] ?? 10_000_000);
const ENTRIES = Number(process.env['BENCH_ENTRIES'] ?? 5000);
const ASKED = 300;
const BITE = 500_000;

const stage = await openStage();
const agent = new Agent({ keepAlive: true });
const SURNAMES = [...'王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹'];
const NAMES = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红波辉鹏'];
const DEPARTMENTS = ['销售部', '物业部', '工程部', '财务部', '客服部', '设计部', '行政部', '合约部', '营销部', '保安部'];
const HANDLES = ['房价 优惠', '看房预约', '物业费', '停车', '维修', '合同 签约', '贷款', '发票', '装修', '投诉'];

const p95 = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
const measure = async (origin: string, next: () => Ask): Promise<number> => {
  for (let warm = 0; warm < 30; warm += 1) await send(agent, origin, next());
  const times: number[] = [];
  for (let asked = 0; asked < ASKED; asked += 1) times.push(await send(agent, origin, next()));
  return p95(times);
};

/** A p95 in milliseconds against what was wanted. */
const sayP95 = (what: string, milliseconds: number, wanted: number): void => say(what, `${milliseconds.toFixed(1)} ms`, `< ${wanted} ms`, milliseconds < wanted);

try {
  const [desk] = await stage.seedDesks(1);
  const site = desk?.sites[0] ?? '';
  const { rows } = await stage.pool.query<{ id: string }>('select person_id as id from memberships limit 1');
  const person = rows[0]?.id;
  const entries = Array.from({ length: ENTRIES }, () => {
    const entry = { name: pick(SURNAMES) + pick(NAMES) + pick(NAMES), department: pick(DEPARTMENTS), extension: String(1000 + Math.floor(Math.random() * 9000)), handles: pick(HANDLES) };
    return { ...entry, id: uuidv7(), search: searchTextOf(entry) };
  });
  await stage.pool.query(
    `insert into directory_entries (site_id, id, name, department, extension, handles, search) select $1, (e->>'id')::uuid, e->>'name', e->>'department', e->>'extension', e->>'handles', e->>'search' from jsonb_array_elements($2::jsonb) e`,
    [site, JSON.stringify(entries)],
  );
  // Three years of calls, as rows would stand; every fiftieth is missed, the last twenty are open. Indexes are made when all are there.
  const { rows: indexes } = await stage.pool.query<{ name: string; def: string }>(`select indexname as name, indexdef as def from pg_indexes where tablename = 'calls' and indexname not in (select conname from pg_constraint)`);
  for (const index of indexes) await stage.pool.query(`drop index ${index.name}`);
  for (let from = 0; from < CALLS; from += BITE) {
    const client = await stage.pool.connect();
    try {
      await client.query('begin; set local session_replication_role = replica; set local synchronous_commit = off');
      await client.query(
        `insert into calls (site_id, id, version, last_hash, source, source_call_id, direction, agent_id, live, missed, started_at, answered_at, ended_at, logged_at, disposition, number, purpose, rings_declared, state)
         select $1::uuid, i, 3, '\\x00', 'manual', i::text, 'inbound', $2::uuid, false, n % 50 = 0, at, at, at + interval '90 s', case when n > $3::bigint - 20 then null else at + interval '95 s' end, case when n % 50 = 0 then 'unanswered' else 'answered' end, '+86138' || lpad((n % 100000)::text, 8, '0'), 'enquiry', 2,
                jsonb_build_object('id', i, 'siteId', $1::uuid, 'source', 'manual', 'agentId', $2::uuid, 'card', jsonb_build_object('callId', i, 'direction', 'inbound', 'state', 'ended', 'startedAt', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'answeredAt', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'holds', '[]'::jsonb, 'transfers', '[]'::jsonb, 'events', jsonb_build_array(jsonb_build_object('kind', 'offered', 'atBasis', 'declared', 'direction', 'inbound', 'source', 'manual', 'at', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))), 'number', '+86138' || lpad((n % 100000)::text, 8, '0')),
                  'sheet', '{"surname":"王","honorific":"先生","purpose":"enquiry","notes":"问开盘时间"}'::jsonb, 'told', '[]'::jsonb, 'targets', '[]'::jsonb, 'reasons', '[]'::jsonb, 'links', '[]'::jsonb, 'checks', '[]'::jsonb, 'holdsLong', 0, 'transfersUnanswered', 0)
           from (select n, gen_random_uuid() as i, now() - interval '3 years' + (n::float8 / $3::bigint) * interval '3 years' as at from generate_series($4::bigint + 1, $5::bigint) n) s`,
        [site, person, CALLS, from, Math.min(CALLS, from + BITE)],
      );
      await client.query('commit');
    } finally {
      client.release();
    }
  }
  for (const index of indexes) await stage.pool.query(index.def);
  await stage.pool.query('vacuum analyze calls');
  await stage.pool.query('analyze directory_entries');
  const origin = await stage.start('foyer');
  const ask = (path: string): Ask => ({ method: 'GET', path: `/api/sites/${site}/${path}`, token: desk?.token ?? '' });
  const within = (): string => new Date(Date.now() - Math.random() * 3 * 365 * 86_400_000).toISOString();
  const deep = (filter: string) => () => ask(`calls?filter=${filter}&beforeAt=${within()}&beforeId=ffffffff-ffff-ffff-ffff-ffffffffffff`);
  tell(`${CALLS} calls, ${ENTRIES} directory entries`);
  sayP95('call log, newest page (p95)', await measure(origin, () => ask('calls')), 50);
  sayP95('call log, a page anywhere in it (p95)', await measure(origin, deep('all')), 50);
  sayP95('missed calls, a page anywhere (p95)', await measure(origin, deep('missed')), 50);
  sayP95('own calls, a page anywhere (p95)', await measure(origin, deep('mine')), 50);
  sayP95('calls to be logged (p95)', await measure(origin, () => ask('calls-open')), 50);
  const sounds = ['wang', 'lw', 'zhangwei', 'xs', '工程', '看房', '85', '李伟', 'tousu', 'chen 销售'];
  sayP95('directory, characters and sound (p95)', await measure(origin, () => ask(`directory?q=${encodeURIComponent(pick(sounds))}`)), 30);
  sayP95('directory, nothing found (p95)', await measure(origin, () => ask('directory?q=qqqqxx')), 30);
} finally {
  agent.destroy();
  await stage.end();
}
