import { refuse } from '../../../platform/core/refusal.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import type { Database } from '../../../platform/server/database.ts';
import { scopeOf } from '../core/repair-permissions.ts';
import { readWall } from '../core/wall-contract.ts';

const SHOWN = 60;

/** A surname and a trade: colleagues know who is meant, guests learn no name. */
const polite = (name: string | null): string | null => (name ? `${[...name][0] ?? ''}师傅` : null);

type Row = { id: string; place: string; item: string; technician: string | null; status: string; urgent: boolean; next_clock: string | null; next_due_at: string | null; more: number };

/** Only what may hang on a wall leaves the server: what a screen does not show, its page cannot leak. */
export const wallRoutes = (deps: { readonly database: Database }): Route[] => [
  route(readWall, async ({ siteId, input, actor }) => {
    // A wall shows the whole centre: it is put up by somebody who may see it.
    if (scopeOf(actor) !== 'all') return refuse('forbidden', { permission: 'repairs.read' });
    const rows = await deps.database.read([siteId], (reader) =>
      reader.query<Row>(
        `select r.id, coalesce(p.name, r.state->>'placeText') as place, r.state->>'item' as item, t.name as technician, r.status, r.urgent, r.next_clock, r.next_due_at,
                greatest(0, (select count(*) from repairs o where o.site_id = $1 and o.open and o.status <> 'signed_off') - ${SHOWN})::int as more
           from (select * from repairs where site_id = $1 and open and status <> 'signed_off' order by coalesce(next_due_at, 'infinity'::timestamptz), id limit ${SHOWN}) r
           left join places p on p.site_id = r.site_id and p.id = r.place_id left join people t on t.id = r.technician_id
          order by coalesce(r.next_due_at, 'infinity'::timestamptz), r.id`,
        [siteId],
        'wall',
      ),
    );
    const forGuests = input.audience === 'guests';
    return {
      more: rows[0]?.more ?? 0,
      rows: rows.map((row) => ({ id: row.id, place: row.place, item: forGuests ? null : row.item, staff: forGuests ? null : polite(row.technician), status: row.status, urgent: !forGuests && row.urgent, clock: forGuests ? null : row.next_clock, dueAt: forGuests ? null : row.next_due_at })),
    };
  }),
];
