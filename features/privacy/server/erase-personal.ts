import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database } from '../../../platform/server/database.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { erasureWrite, outlookOf, type RetentionSource } from '../../../platform/server/retention.ts';
import { isParameterKey, parameterValues } from '../../handbook/core/handbook-facts.ts';

export type PrivacyDeps = { readonly database: Database; readonly clock: Clock; readonly sources: readonly RetentionSource[] };

/** The days a centre keeps what stands under this number. */
export const daysOf = (parameters: Record<string, unknown>, key: string): number => {
  if (!isParameterKey(key)) throw new Error(`No parameter ${key}.`);
  return Number(parameterValues(parameters)[key]);
};
export const daysBefore = (now: Instant, days: number): Instant => addMinutes(now, -days * 24 * 60);

/** The log of looks is personal data of those who look; it is deleted whole. */
export const LOOKS_RETENTION: RetentionSource = {
  id: 'looks', parameter: 'records.look_days', record: { zh: '个人信息查看记录', en: 'Who looked at personal data' }, holds: { zh: '谁几时看了、印了、导出了哪条记录', en: 'Who saw, printed or exported which record when' }, from: { zh: '自查看起', en: 'from the look' }, after: { zh: '整条删除', en: 'deleted whole' },
  outlook: outlookOf('personal_looks', 'at', 'true'),
};

const BITE = 200;

/** What is past its time, a record at a time and each in a command of its own; what an open case rests on waits. One that fails holds up no other. */
export const erasePersonal = async (deps: PrivacyDeps, siteId: string): Promise<number> => {
  const { database } = deps;
  const now = deps.clock.now();
  const site = await database.read([siteId], (reader) => loadSite(reader.query, siteId));
  if (!site) return 0;
  let gone = 0;
  const failures: unknown[] = [];
  for (const source of deps.sources) {
    if (source.parameter === undefined || source.isSealed || !source.erase) continue;
    const cutoff = daysBefore(now, daysOf(site.parameters, source.parameter));
    for (let after = { since: '-infinity', subject: '00000000-0000-0000-0000-000000000000' }; ; ) {
      const rows = await database.read([siteId], (reader) =>
        reader.query<{ since: Instant; subject: string }>(`select since, subject from kept_personal where site_id = $1 and rule = $2 and since < $3 and (since, subject) > ($4::timestamptz, $5::uuid) order by since, subject limit ${BITE}`, [siteId, source.id, cutoff, after.since, after.subject], 'kept-due'),
      );
      const { heldAmong } = source;
      const held: ReadonlySet<string> = rows.length > 0 && heldAmong ? await database.read([siteId], (reader) => heldAmong(reader.query, siteId, rows.map((row) => row.subject))) : new Set();
      for (const { since, subject } of rows) {
        if (held.has(subject)) continue;
        try {
          await source.erase(siteId, subject);
          // A record that named nobody after all is only struck from the list.
          await database.write([siteId], (trx) => trx.query('delete from kept_personal where site_id = $1 and rule = $2 and subject = $3 and since = $4', [siteId, source.id, subject, since], 'kept-done'));
          gone += 1;
        } catch (error) {
          failures.push(error);
        }
      }
      const last = rows.at(-1);
      if (!last || rows.length < BITE) break;
      after = last;
    }
  }
  const old = daysBefore(now, daysOf(site.parameters, 'records.look_days'));
  for (let bite = 5000; bite >= 5000; gone += bite)
    bite = await database.write([siteId], async (trx) => {
      const rows = await trx.query('delete from personal_looks where (site_id, id) in (select site_id, id from personal_looks where site_id = $1 and at < $2 order by at limit 5000) returning id', [siteId, old], 'looks-old');
      const kept = erasureWrite({ siteId, at: now, rule: LOOKS_RETENTION.id, why: 'retention', records: [], count: rows.length });
      if (rows.length > 0) await trx.query(kept.text, [...kept.values], kept.name);
      return rows.length;
    });
  if (failures.length > 0) throw failures[0];
  return gone;
};

/** Once a centre's day is over (platform/server/daily.ts). */
export const ERASE_PERSONAL = 'erase-personal';
export const personalJob = (deps: PrivacyDeps): JobHandler => ({ name: ERASE_PERSONAL, retries: 5, seconds: 3600, run: async ({ siteId }) => void (await erasePersonal(deps, String(siteId))) });
