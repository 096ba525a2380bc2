import type { Query } from '../../../platform/server/database.ts';
import type { Seal } from '../../../platform/server/seal.ts';
import { openSettings, sealSettings } from './channel-store.ts';

/** Seals what is kept of every channel anew, with the key of now; answers how many, and those no key opens. */
export const resealChannels = async (query: Query, seal: Seal): Promise<{ done: number; unreadable: number }> => {
  let [done, unreadable] = [0, 0];
  for (const row of await query<{ site_id: string; id: string; sealed: Buffer }>('select site_id, id, sealed from channels where removed_at is null for update')) {
    let settings: unknown;
    try {
      settings = openSettings(seal, row.site_id, row.id, row.sealed);
    } catch {
      unreadable += 1;
      continue;
    }
    await query('update channels set sealed = $3 where site_id = $1 and id = $2', [row.site_id, row.id, sealSettings(seal, row.site_id, row.id, settings)]);
    done += 1;
  }
  return { done, unreadable };
};

/** Which phones were subscribed with the key that was the only one until now. */
export const nameVapidKey = async (query: Query, publicKey: string): Promise<void> => {
  await query('update push_subscriptions set vapid_key = $1 where vapid_key is null', [publicKey]);
};
