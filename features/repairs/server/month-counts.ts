import type { Reader } from '../../../platform/server/database.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { onTarget } from './repair-figures.ts';
import { NO_COUNTS, type MonthCounts } from '../core/month-figures.ts';

const minutes = (from: string, to: string): string => `extract(epoch from ${to} - ${from}) / 60`;
/** An average of what stands in the right order; what does not is a slip of the pen. */
const averageOf = (from: string, to: string): string => `avg(${minutes(from, to)}) filter (where ${from} <= ${to} and not o.imported)::float8`;

const MINOR = 'o.signed_off_at is not null and not o.imported and o.vendor is null';

/** The counts of a month in each of several centres: one indexed walk per centre (wide bounds the planner can weigh, then the centre's own), each state unpacked once. */
export const monthCounts = async (reader: Reader, siteIds: readonly string[], month: string): Promise<ReadonlyMap<string, MonthCounts>> => {
  const rows = await reader.query<MonthCounts & { siteId: string }>(
    `select o.site_id as "siteId", count(*) as total, count(*) filter (where kind = 'user') as "user", count(*) filter (where kind = 'facility') as facility,
            count(*) filter (where status = 'cancelled') as cancelled, count(*) filter (where status in ('signed_off', 'closed')) as done, count(*) filter (where imported) as imported,
            count(*) filter (where status not in ('signed_off', 'closed', 'cancelled')) as open,
            coalesce(sum(k.ready_kept), 0)::bigint as "readyKept", coalesce(sum(k.ready), 0)::bigint as "readyDecided", coalesce(sum(k.appointment_kept), 0)::bigint as "appointmentKept", coalesce(sum(k.appointment), 0)::bigint as "appointmentDecided",
            coalesce(sum(k.on_site_kept), 0)::bigint as "onSiteKept", coalesce(sum(k.on_site), 0)::bigint as "onSiteDecided",
            ${averageOf('o.received_at', 'o.accepted_at')} as "acceptMinutes", ${averageOf('o.accepted_at', 'o.arrived_at')} as "arriveMinutes", ${averageOf('o.received_at', 'o.signed_off_at')} as "finishMinutes",
            count(*) filter (where o."repeatOf" is not null and not o.imported) as repeats,
            count(*) filter (where o.signed_off_at is not null and not o.imported) as signed, count(*) filter (where o.signed_off_at is not null and not o.imported and o.visit = 1 and o.result = 'fixed') as "firstVisit",
            ${['workmanship', 'attitude', 'conduct'].map((kind) => `count(*) filter (where o.rated->>'${kind}' = 'satisfied') + coalesce(sum(o.past_${kind}), 0)::bigint as ${kind}, count(*) filter (where o.rated->>'${kind}' is not null) + coalesce(sum(o.past), 0)::bigint as "${kind}Answered"`).join(', ')},
            count(*) filter (where o.vendor is not null) as vendors, ${averageOf('o.arrived_at', 'o.called_at')} as "vendorMinutes",
            count(*) filter (where ${MINOR}) as "minorFinished", count(*) filter (where ${MINOR} and ${onTarget('o', 'o.zone', 'o.days')}) as "minorOnTarget",
            coalesce(sum(o.cents), 0)::bigint as "materialCents",
            count(*) filter (where o.signed_off_at is not null and o.desk_copy is not null and o.desk_copy <> 'returned') as "copiesOut", count(*) filter (where j.stand_in) as "standIns"
       from (
         select r.site_id, x.zone, coalesce((x.parameters->>'repairs.minor_repair_days')::int, $3) as days, r.id, r.kind, r.status, r.received_at, r.signed_off_at, r.desk_copy, r.imported_from is not null as imported,
                s."repeatOf", s.visit, s.result, s.vendor, (s.vendor->>'calledAt')::timestamptz as called_at, (s.marks->'accept'->>'at')::timestamptz as accepted_at, (s.marks->'arrive'->>'at')::timestamptz as arrived_at,
                case when r.signed_off_at is not null and r.kind = 'user' and r.imported_from is null then s.ratings end as rated,
                p.past, p.past_workmanship, p.past_attitude, p.past_conduct,
                (select sum(round((m->>'quantity')::numeric * coalesce((m->>'unitPriceCents')::numeric, 0))) from jsonb_array_elements(s.materials) m) as cents
           from unnest($1::uuid[]) c (site_id) join sites x on x.id = c.site_id
           join repairs r on r.site_id = c.site_id and r.received_at > ($2 || '-01')::timestamptz - interval '1 day' and r.received_at < ($2 || '-01')::timestamptz + interval '1 month 1 day'
            and r.received_at >= ($2 || '-01')::timestamp at time zone x.zone and r.received_at < (($2 || '-01')::timestamp + interval '1 month') at time zone x.zone
           cross join lateral jsonb_to_record(r.state) as s ("repeatOf" text, visit int, result text, vendor jsonb, marks jsonb, ratings jsonb, "pastRatings" jsonb, materials jsonb)
           -- What users said of visits before the order was reopened.
           left join lateral (
             select count(*) as past, ${['workmanship', 'attitude', 'conduct'].map((kind) => `count(*) filter (where e->'ratings'->>'${kind}' = 'satisfied') as past_${kind}`).join(', ')} from jsonb_array_elements(s."pastRatings") e) p on r.kind = 'user' and r.imported_from is null and s."pastRatings" is not null) o
       left join lateral (
         select count(*) filter (where c.clock = 'ready' and c.kept) as ready_kept, count(*) filter (where c.clock = 'ready') as ready,
                count(*) filter (where c.clock = 'arrive' and c.kept) as appointment_kept, count(*) filter (where c.clock = 'arrive') as appointment,
                count(*) filter (where c.clause = 'M-47' and c.kept) as on_site_kept, count(*) filter (where c.clause = 'M-47') as on_site
           from (select clock, rule->>'clause' as clause, breached_at is null or met_late as kept from clocks where site_id = o.site_id and subject = o.id and (stopped_at is not null or breached_at is not null)) c) k on true
       left join lateral (select data::jsonb ? 'standIn' as stand_in from journal where not o.imported and site_id = o.site_id and subject = o.id and version = 1) j on true
      group by o.site_id`,
    [siteIds, month, parameterValues({})['repairs.minor_repair_days']],
    'month-counts',
  );
  return new Map(siteIds.map((siteId) => [siteId, rows.find((row) => row.siteId === siteId) ?? NO_COUNTS]));
};
