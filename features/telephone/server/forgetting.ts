import type { Instant } from '../../../platform/core/instant.ts';
import type { Database, Write } from '../../../platform/server/database.ts';

/** Words of a caller in a sheet; what stays is what figures need. */
const PERSONAL = `array['surname','honorific','saidTaitai','fullName','company','number','notes','content','convenient','lateReason','extension']`;
/** Of the line only what happened and when; of an outbound call the number that was dialled is the person's. */
const NAMELESS = `((state->'card') - array['number','e164','name'] - case when state->'card'->>'direction' = 'inbound' then '' else 'called' end)
  || jsonb_build_object('events', (select coalesce(jsonb_agg(e - array['from','to'] order by nth), '[]') from jsonb_array_elements(coalesce(state->'card'->'events', '[]')) with ordinality as t(e, nth)))`;
const CALL = `state = jsonb_set(jsonb_set(state || '{"isErased":true}', '{sheet}', (state->'sheet') - ${PERSONAL}), '{card}', ${NAMELESS}), number = null, erased_at = $3`;
const MESSAGE = `state = jsonb_set(jsonb_set(state || '{"isErased":true}', '{sheet}', ((state->'sheet') - ${PERSONAL}) || '{"content":""}'), '{calledBack,result}', '""', false), number = null, erased_at = $3`;
const MATTER = `state = jsonb_set((state || '{"isErased":true,"tries":[]}') - 'result', '{sheet}', ((state->'sheet') - ${PERSONAL}) || '{"content":""}'), number = null, erased_at = $3`;

/** The rows of these numbers lose their names and numbers, the journal its words of them; chains of hashes stay whole. */
export const forgetNumbers = (siteId: string, numbers: readonly string[], at: Instant): Write[] => [
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
  const bite = async (text: string, values: unknown[], name: string): Promise<number> => {
    let all = 0;
    for (let gone = BITE; gone >= BITE; all += gone) gone = (await database.write([siteId], (trx) => trx.query(text, values, name))).length;
    return all;
  };
  // A row is found once: what is erased is marked, whether it held a name or not.
  const erase = (table: 'calls' | 'messages' | 'matters', change: string, when: string, ended: string): Promise<number> =>
    bite(
      `with old as (select id from ${table} where site_id = $1 and erased_at is null and ${when} < $2 and ${ended} order by ${when} limit ${BITE}),
            words as (delete from journal_texts where site_id = $1 and subject in (select id from old))
       update ${table} set ${change} where site_id = $1 and id in (select id from old) returning id`,
      [siteId, before, now],
      `forget-old-${table}`,
    );
  return (
    (await erase('calls', CALL, 'started_at', 'not live')) +
    (await erase('messages', MESSAGE, 'taken_at', 'not open')) +
    (await erase('matters', MATTER, 'opened_at', `status <> 'open'`)) +
    (await bite(`delete from call_events where (site_id, source, event_id) in (select site_id, source, event_id from call_events where site_id = $1 and received_at < $2 limit ${BITE}) returning event_id`, [siteId, rawBefore], 'forget-old-events')) +
    (await bite(`delete from call_drafts where (site_id, person_id, call_id) in (select site_id, person_id, call_id from call_drafts where site_id = $1 and kept_at < $2 limit ${BITE}) returning call_id`, [siteId, rawBefore], 'forget-old-drafts'))
  );
};
