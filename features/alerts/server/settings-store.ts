import type { Instant } from '../../../platform/core/instant.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import { writeTogether, type Database, type Transaction } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { appendJournal, EMPTY_HEAD } from '../../../platform/server/journal.ts';

export type SettingsEvent = { readonly event: 'ChannelAdded' | 'ChannelChanged' | 'ChannelRemoved' | 'ChannelRestored' | 'ChannelTested' | 'LadderChanged'; readonly data: Record<string, unknown>; readonly text?: Record<string, string> };

/** Changes a centre's channels or ladders under one lock, with its entry in the journal; never a secret in it. */
export const changeSettings = (
  database: Database,
  input: { readonly siteId: string; readonly actor: string; readonly now: Instant },
  work: (trx: Transaction) => Promise<SettingsEvent | Refusal>,
): Promise<{ ok: true } | Refusal> =>
  database.write([input.siteId], async (trx) => {
    const { siteId, now } = input;
    await trx.query('insert into alert_settings (site_id, id, last_hash) values ($1, $2, $3) on conflict do nothing', [siteId, uuidv7(), EMPTY_HEAD.lastHash], 'alert-settings-make');
    const [row] = await trx.query<{ id: string; version: number; lastHash: Buffer }>('select id, version, last_hash as "lastHash" from alert_settings where site_id = $1 for update', [siteId], 'alert-settings-lock');
    if (!row) throw new Error('The alert settings cannot be read.');
    const done = await work(trx);
    if (isRefusal(done)) return done;
    const journal = appendJournal({ siteId, feature: 'alerts', subject: row.id, head: row, actor: input.actor, entries: [{ ...done, text: done.text ?? {}, occurredAt: now, recordedAt: now }] });
    await writeTogether(trx, [
      ...journal.writes,
      { name: 'alert-settings-head', text: 'update alert_settings set version = $2, last_hash = $3 where site_id = $1', values: [siteId, journal.head.version, journal.head.lastHash] },
    ]);
    return { ok: true };
  });
