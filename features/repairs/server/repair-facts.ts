import type { Role } from '../../../platform/core/roles.ts';
import type { Database } from '../../../platform/server/database.ts';
import type { RepairOrder } from '../core/repair-order.ts';
import { maySee } from '../core/repair-permissions.ts';

/** What of a person's must be given to somebody else before they leave. */
export const openWorkOf = (database: Database, siteId: string, personId: string): Promise<{ feature: string; id: string; label: string }[]> =>
  database.read([siteId], (reader) =>
    reader.query(
      `select 'repairs' as feature, id, coalesce(order_number, log_number) as label from repairs
        where site_id = $1 and technician_id = $2 and open and status <> 'signed_off' order by received_at limit 200`,
      [siteId, personId],
    ),
  );

/** A file is seen by whoever sees the order it belongs to; a fresh one by nobody but its sender's own centre while no order holds it. */
export const mayReadRepairFile = async (database: Database, input: { siteId: string; hash: string; personId: string; roles: readonly string[] }): Promise<boolean> => {
  const [files, orders] = await database.read([input.siteId], (reader) =>
    Promise.all([
      reader.query<{ added_by: string | null }>('select added_by from files where site_id = $1 and hash = $2', [input.siteId, input.hash]),
      reader.query<{ state: RepairOrder }>(
        `select state from repairs where site_id = $1 and (state @> $2::jsonb or state @> $3::jsonb) limit 20`,
        [input.siteId, JSON.stringify({ photos: [{ hash: input.hash }] }), JSON.stringify({ signatureFile: input.hash })],
      ),
    ]),
  );
  if (files.length === 0) return false;
  const actor = { personId: input.personId, roles: input.roles as readonly Role[] };
  return files[0]?.added_by === input.personId || orders.some(({ state }) => maySee(state, actor));
};
