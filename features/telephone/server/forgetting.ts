import type { Instant } from '../../../platform/core/instant.ts';
import type { Database, Query, Write } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { FORGET_SCANS } from './paper-scans.ts';
import { erasureWrite } from '../../../platform/server/retention.ts';

/** Words of a caller in a sheet; what stays is what figures need. */
const PERSONAL = `array['surname','honorific','saidTaitai','fullName','company','number','notes','content','convenient','lateReason','extension']`;
/** Of the line only what happened and when; of an outbound call the number that was dialled is the person's. */
const NAMELESS = `((state->'card') - array['number','e164','name'] - case when state->'card'->>'direction' = 'inbound' then '' else 'called' end)
  || jsonb_build_object('events', (select coalesce(jsonb_agg(e - array['from','to'] order by nth), '[]') from jsonb_array_elements(coalesce(state->'card'->'events', '[]')) with ordinality as t(e, nth)))`;
const CALL = `state = jsonb_set(jsonb_set(state || '{"isErased":true}', '{sheet}', (state->'sheet') - ${PERSONAL}), '{card}', ${NAMELESS}), number = null, erased_at = $3`;
const MESSAGE = `state = jsonb_set(jsonb_set(state || '{"isErased":true}', '{sheet}', ((state->'sheet') - ${PERSONAL}) || '{"content":""}'), '{calledBack,result}', '""', false), number = null, erased_at = $3`;
const MATTER = `state = jsonb_set((state || '{"isErased":true,"tries":[]}') - 'result', '{sheet}', ((state->'sheet') - ${PERSONAL}) || '{"content":""}'), number = null, erased_at = $3`;

/** Of those who take out what a centre's calls say, one after the other, in whichever program: none waits for another in a circle. */
const turnOf = (siteId: string): Write => ({ name: 'forget-turn', text: 'select pg_advisory_xact_lock(hashtext($1))', values: [`foyer-forget-${siteId}`] });

/** Before numbers are forgotten: whoever writes of them has ended, so that what they wrote is found too; others wait. */
export const holdNumbers = async (query: Query, siteId: string, numbers: readonly string[]): Promise<void> => {
  const { text, values, name } = turnOf(siteId);
  await query(text, [...values], name);
  for (const table of ['calls', 'messages', 'matters']) await query(`select from ${table} where site_id = $1 and number = any($2::text[]) order by id for update`, [siteId, numbers], `forget-hold-${table}`);
};

/** The rows of these numbers, held, lose their names and numbers, the journal its words of them; chains of hashes stay whole. */
export const forgetNumbers = (siteId: string, numbers: readonly string[], { at, why, by }: { at: Instant; why: 'asked' | 'retention'; by: string | null }): Write[] => [
  ...([['calls', 'started_at', 'true'], ['messages', 'taken_at', `status in ('delivered', 'withdrawn')`], ['matters', 'opened_at', `status <> 'open'`]] as const).map(([table, when, ended]) => ({
    name: `forget-protocol-${table}`,
    text: `insert into erasures (site_id, id, at, rule, why, actor, count, records)
      select $1, $2, $3, '${table}', $4, $5, count(*), array_agg(to_char(${when} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') order by ${when}) from ${table} where site_id = $1 and number = any($6::text[]) and ${ended} having count(*) > 0`,
    values: [siteId, uuidv7(Date.parse(at)), at, why, by, numbers],
  })),
  { name: 'forget-scans', text: FORGET_SCANS, values: [siteId, numbers] },
  { name: 'forget-calls', text: `update calls set ${CALL} where site_id = $1 and number = any($2::text[])`, values: [siteId, numbers, at] },
  { name: 'forget-messages', text: `update messages set ${MESSAGE} where site_id = $1 and number = any($2::text[]) and status <> 'taken' and status <> 'passed_on'`, values: [siteId, numbers, at] },
  { name: 'forget-matters', text: `update matters set ${MATTER} where site_id = $1 and number = any($2::text[]) and status <> 'open'`, values: [siteId, numbers, at] },
  {
    name: 'forget-texts',
    text: `delete from journal_texts where site_id = $1 and subject in (select id from calls where site_id = $1 and number = any($2::text[])
       union all select id from messages where site_id = $1 and number = any($2::text[]) and status in ('delivered', 'withdrawn') union all select id from matters where site_id = $1 and number = any($2::text[]) and status <> 'open')`,
    values: [siteId, numbers],
  },
  { name: 'forget-events', text: 'delete from call_events where site_id = $1 and call_id in (select id from calls where site_id = $1 and number = any($2::text[]))', values: [siteId, numbers] },
];

const BITE = 500;

/** Takes out what is past its time, a bite at a time, so that no transaction is long; answers how many rows. */
export const forgetOld = async (database: Database, input: { siteId: string; before: Instant; rawBefore: Instant; now: Instant }): Promise<number> => {
  const { siteId, before, rawBefore, now } = input;
  const turn = turnOf(siteId);
  const bite = async (rule: string, text: string, values: unknown[], name: string, held?: string): Promise<number> => {
    let all = 0;
    for (let gone = BITE; gone >= BITE; all += gone)
      gone = await database.write([siteId], async (trx) => {
        await trx.query(turn.text, [...turn.values], turn.name);
        if (held) await trx.query(held, values.slice(0, 2), `${name}-hold`);
        const rows = await trx.query<{ at?: Instant }>(text, values, name);
        const kept = erasureWrite({ siteId, at: now, rule, why: 'retention', records: rows.flatMap((row) => row.at ?? []), count: rows.length });
        if (rows.length > 0) await trx.query(kept.text, [...kept.values], kept.name);
        return rows.length;
      });
    return all;
  };
  // A row is found once: what is erased is marked, whether it held a name or not.
  const erase = (table: 'calls' | 'messages' | 'matters', change: string, when: string, ended: string): Promise<number> => {
    const old = `select id from ${table} where site_id = $1 and erased_at is null and ${when} < $2 and ${ended} order by ${when} limit ${BITE}`;
    return bite(
      table,
      `with old as (${old}),
            words as (delete from journal_texts where site_id = $1 and subject in (select id from old))
       update ${table} set ${change} where site_id = $1 and id in (select id from old) and erased_at is null returning id, ${when} as at`,
      [siteId, before, now],
      `forget-old-${table}`,
      `${old} for update`,
    );
  };
  return (
    (await erase('calls', CALL, 'started_at', 'not live')) +
    (await erase('messages', MESSAGE, 'taken_at', 'not open')) +
    (await erase('matters', MATTER, 'opened_at', `status <> 'open'`)) +
    (await bite('call-events', `delete from call_events where (site_id, source, event_id) in (select site_id, source, event_id from call_events where site_id = $1 and received_at < $2 limit ${BITE}) returning event_id`, [siteId, rawBefore], 'forget-old-events')) +
    (await bite('call-drafts', `delete from call_drafts where (site_id, person_id, call_id) in (select site_id, person_id, call_id from call_drafts where site_id = $1 and kept_at < $2 limit ${BITE}) returning call_id`, [siteId, rawBefore], 'forget-old-drafts'))
  );
};
