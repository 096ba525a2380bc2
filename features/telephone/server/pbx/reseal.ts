import type { Query } from '../../../../platform/server/database.ts';
import type { Seal } from '../../../../platform/server/seal.ts';
import { openSecret, sealSecret } from './pbx-store.ts';

/** Seals the password of every telephone system anew, with the key of now; answers how many, and those no key opens. */
export const resealSources = async (query: Query, seal: Seal): Promise<{ done: number; unreadable: number }> => {
  let [done, unreadable] = [0, 0];
  for (const row of await query<{ site_id: string; id: string; secret: string }>(`select site_id, id, state->>'secret' as secret from pbx_sources where state->>'secret' is not null for update`)) {
    const secret = openSecret(seal, row.site_id, row.id, row.secret);
    if (secret === undefined) unreadable += 1;
    else {
      await query(`update pbx_sources set state = jsonb_set(state, '{secret}', to_jsonb($3::text)) where site_id = $1 and id = $2`, [row.site_id, row.id, sealSecret(seal, row.site_id, row.id, secret)]);
      done += 1;
    }
  }
  return { done, unreadable };
};
