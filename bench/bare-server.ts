import { randomBytes } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';
import { gramsOf, wordsOf } from '../platform/server/text-search.ts';
import { uuidv7 } from '../platform/server/ids.ts';

/** The rows of one intake in one statement: no sign-in, no rules, no row-level security. What the product is measured against. */
const INTAKE = `
  with number as (
    insert into counters values ($1, 'log-bare', 1) on conflict (site_id, series) do update set value = counters.value + 1 returning value),
  repair as (
    insert into repairs (site_id, id, version, last_hash, kind, status, open, log_number, intake_by, urgent, received_at, next_due_at, next_clock, state)
    select $1, $2, 1, $3, 'user', 'logged', true, 'X-' || value, $4, false, $5, $5::timestamptz + interval '3 minutes', 'issue', $6 from number),
  search as (insert into repair_search values ($1, $2, $5, $7, $8)),
  clock as (
    insert into clocks (site_id, subject, clock, round, feature, rule, started_at, due_at)
    values ($1, $2, 'issue', 1, 'bare', '{"clause":"M-07","origin":"house","basis":"elapsed","parameter":"repairs.issue_within","value":"3","calendarVersion":1}', $5, $5::timestamptz + interval '1 day')),
  command as (insert into commands values ($1, $9, $4, 'logRepair', $2, $5)),
  words as (insert into journal_texts values ($1, $2, 1, $10, $8))
  insert into journal (site_id, subject, feature, version, event, data, actor, occurred_at, recorded_at, command_id, prev_hash, hash)
  values ($1, $2, 'repairs', 1, 'RepairLogged', $11, $4, $5, $5, $9, $3, $3)`;

const BOARD = `
  select r.state, r.version, r.next_due_at, r.next_clock, s.name from repairs r join sites s on s.id = r.site_id
   where r.site_id = $1 and r.open order by coalesce(r.next_due_at, 'infinity'::timestamptz), r.id limit 50`;
const ONE = `
  select r.state, r.version, (select jsonb_agg(to_jsonb(c)) from clocks c where c.site_id = r.site_id and c.subject = r.id) as clocks
    from repairs r where r.site_id = $1 and r.id = $2`;

export const startBare = async (databaseUrl: string): Promise<string> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  const app = Fastify();
  const hash = randomBytes(32);
  const salt = randomBytes(16);
  const person = uuidv7();
  app.post<{ Params: { siteId: string }; Body: Record<string, unknown> }>('/api/sites/:siteId/repairs', async (request) => {
    const { siteId } = request.params;
    const { repairId, commandId, item, placeText, reporterName } = request.body as Record<string, string>;
    const now = new Date().toISOString();
    // The index entries of a centre's own words, as the product writes them: entries shared by all centres would cost nothing.
    const texts = [`B2611-${commandId?.slice(0, 4)}`, placeText ?? '', item ?? '', reporterName ?? ''];
    const state = JSON.stringify({ ...request.body, id: repairId, siteId, intakeBy: person, logNumber: texts[0], status: 'logged', onSpot: false, urgent: false, beforeOpening: false, receivedAt: now, visit: 1, marks: {}, written: {}, notifications: [], urges: [], materials: [], photos: [], notes: [], copies: {}, exceptions: {} });
    await pool.query({ name: 'intake', text: INTAKE, values: [siteId, repairId, hash, person, now, state, gramsOf(siteId, texts), wordsOf(texts), commandId, salt, JSON.stringify({ channel: 'phone', kind: 'user', logNumber: texts[0], onSpot: false, urgent: false, beforeOpening: false, textHash: hash.toString('hex') })] });
    return { id: repairId };
  });
  app.get<{ Params: { siteId: string } }>('/api/sites/:siteId/repairs', async (request) => ({ rows: (await pool.query({ name: 'board', text: BOARD, values: [request.params.siteId] })).rows }));
  app.get<{ Params: { siteId: string; id: string } }>('/api/sites/:siteId/repairs/:id', async (request) => (await pool.query({ name: 'one', text: ONE, values: [request.params.siteId, request.params.id] })).rows[0]);
  return app.listen({ port: 0, host: '127.0.0.1' });
};
