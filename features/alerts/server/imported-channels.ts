import type { Query } from '../../../platform/server/database.ts';
import type { Seal } from '../../../platform/server/seal.ts';
import { sealSettings } from './channel-store.ts';

/** Channels that came without their secrets: empty under this installation's key until somebody enters them. Answers their names. */
export const settleImportedChannels = async (query: Query, seal: Seal): Promise<string[]> => {
  const rows = await query<{ site_id: string; id: string; name: string; shown: unknown; removed: boolean }>('select site_id, id, name, shown, removed_at is not null as removed from channels order by name, id');
  for (const row of rows) await query('update channels set sealed = $3, tested = null where site_id = $1 and id = $2', [row.site_id, row.id, sealSettings(seal, row.site_id, row.id, row.shown)]);
  return rows.filter((row) => !row.removed).map((row) => row.name);
};
