import type { Reader } from '../../../platform/server/database.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { signedLate, type MissedLimit, type OversightRow } from '../core/oversight.ts';
import type { RepairActor } from '../core/repair-permissions.ts';
import { JOINS, SELECT, toRow, type ListRow } from './repair-rows.ts';

/** More than this is shown as a number, never hidden: the longest waiting come first. */
export const PER_CENTRE = 100;

type Row = Omit<ListRow, 'sort_at'> & { missed: MissedLimit[]; open: number; parameters: Parameters<typeof parameterValues>[0] };

/**
 * Open orders of all centres the person looks over, one indexed walk per centre, each with the limits it missed (M-03, M-04).
 * A limit is missed once its time has passed, also in the second before the sweep records it; evidence entered later lifts it.
 */
export const overseeOrders = async (reader: Reader, input: { sites: readonly { siteId: string; actor: RepairActor }[]; now: string }): Promise<{ rows: OversightRow[]; open: Record<string, number> }> => {
  const rows = await reader.query<Row>(
    `${SELECT}, n.open, s.parameters, coalesce(b.missed, '[]') as missed
       from unnest($1::uuid[]) as m (site_id)
       cross join lateral (select count(*)::int as open from repairs where site_id = m.site_id and open) n
       cross join lateral (
         select * from repairs r where r.site_id = m.site_id and r.open
          order by coalesce(r.next_due_at, 'infinity'::timestamptz), r.id limit ${PER_CENTRE}) r
       ${JOINS}
       left join lateral (
         select jsonb_agg(jsonb_build_object(
                  'clock', k.clock, 'clause', k.rule->>'clause', 'origin', k.rule->>'origin',
                  'dueAt', to_char(k.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                  'stoppedAt', to_char(coalesce(k.stopped_at, k.cancelled_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                  'visit', k.round, 'reason', r.state->'exceptions'->(case when k.round = 1 then k.clock else k.clock || '/' || k.round end)->>'reason') order by k.due_at) as missed
           from clocks k
          where k.site_id = r.site_id and k.subject = r.id and not k.met_late
            and (k.breached_at is not null or (k.stopped_at is null and k.cancelled_at is null and k.due_at < $2))) b on true`,
    [input.sites.map((site) => site.siteId), input.now],
    'repairs-oversight',
  );
  const actorOf = new Map(input.sites.map((site) => [site.siteId, site.actor]));
  const plies = ['desk', 'user', 'store', 'engineering'] as const;
  return {
    open: Object.fromEntries(rows.map((row) => [row.state.siteId, row.open])),
    rows: rows.flatMap((row) => {
      const actor = actorOf.get(row.state.siteId);
      if (!actor) return [];
      const { copies, urges } = row.state;
      return [{
        row: toRow(row, actor),
        missed: row.missed,
        urgedAt: urges.at(-1)?.at ?? null,
        lostCopies: plies.filter((ply) => copies[ply]?.custody === 'lost' && !copies[ply].lossApproved),
        signedLate: signedLate(row.state, parameterValues(row.parameters)['repairs.signing_gap']),
      }];
    }),
  };
};
