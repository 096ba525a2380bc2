import { loadSite } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { originOf, parameterValues } from '../../handbook/core/handbook-facts.ts';

type Counts = Record<string, number>;
/** `breached` = late without a reason; `reasons` = late with that reason. Both are late: nothing is subtracted. */
type ClockFigures = { clock: string; clause: string; origin: string; met: number; metLate: number; breached: number; reasons: Counts; running: number };
type Target = { percent: number; origin: 'plan' | 'house' };
type RatingFigures = { satisfied: number; fair: number; dissatisfied: number; unanswered: number };

export type MonthFigures = {
  month: string;
  logged: { user: number; facility: number };
  closed: number;
  open: number;
  cancelled: number;
  imported: number;
  clocks: ClockFigures[];
  repeats: number;
  firstTimeFix: { signedOff: number; firstVisit: number };
  ratings: Record<string, RatingFigures>;
  signWays: Counts;
  minor: { onTarget: number; finished: number; days: number; origin: 'plan' | 'house' };
  targets: { onTime: Target; firstTimeFix: Target; rework: Target; satisfaction: Target };
};

const CRITERIA = ['workmanship', 'attitude', 'conduct'] as const;

/** The orders received in a month of the centre's own calendar. No answer is no answer, never a zero. */
export const MONTH = `
  select r.* from repairs r join sites s on s.id = r.site_id
   where r.site_id = $1
     and r.received_at >= ($2 || '-01')::timestamp at time zone s.zone
     and r.received_at < (($2 || '-01')::timestamp + interval '1 month') at time zone s.zone`;

/** Finished, and no firm was called: by calendar days of the centre (core/minor-target.ts). */
const MINOR = `signed_off_at is not null and imported_from is null and state->'vendor' is null`;
export const onTarget = (row: string, zone: string, days: string): string => `(${row}.signed_off_at at time zone ${zone})::date <= (${row}.received_at at time zone ${zone})::date + ${days}`;

export const monthFigures = async (reader: Reader, input: { siteId: string; month: string }): Promise<MonthFigures> => {
  const values = [input.siteId, input.month];
  const site = await loadSite(reader.query, input.siteId);
  const limits = parameterValues(site?.parameters ?? {});
  const days = limits['repairs.minor_repair_days'];
  const [totals, clocks, ratings, ways] = await Promise.all([
    reader.query<Counts>(
      `with m as (${MONTH})
       select count(*) filter (where kind = 'user') as "user", count(*) filter (where kind = 'facility') as facility,
              count(*) filter (where status = 'closed') as closed, count(*) filter (where open) as open,
              count(*) filter (where status = 'cancelled') as cancelled, count(*) filter (where imported_from is not null) as imported,
              count(*) filter (where state ? 'repeatOf' and imported_from is null) as repeats,
              count(*) filter (where signed_off_at is not null and imported_from is null) as signed,
              count(*) filter (where signed_off_at is not null and imported_from is null and (state->>'visit')::int = 1 and state->>'result' = 'fixed') as first,
              count(*) filter (where ${MINOR}) as minor, count(*) filter (where ${MINOR} and ${onTarget('m', '$3::text', '$4::int')}) as "minorOnTarget"
         from m`,
      [...values, site?.zone ?? 'UTC', days],
    ),
    reader.query<ClockFigures>(
      `with m as (${MONTH}), each as (
         select c.*, c.rule->>'clause' as clause, c.rule->>'origin' as origin,
                case when c.breached_at is not null and not c.met_late then m.state->'exceptions'->(case when c.round = 1 then c.clock else c.clock || '/' || c.round end)->>'reason' end as reason
           from m join clocks c on c.site_id = m.site_id and c.subject = m.id), given as (
         select clock, clause, origin, jsonb_object_agg(reason, n) as reasons
           from (select clock, clause, origin, reason, count(*) as n from each where reason is not null group by 1, 2, 3, 4) r group by 1, 2, 3)
       select clock, clause, origin,
              count(*) filter (where stopped_at is not null and breached_at is null) as met,
              count(*) filter (where met_late) as "metLate",
              count(*) filter (where breached_at is not null and not met_late and reason is null) as breached,
              coalesce((select g.reasons from given g where g.clock = e.clock and g.clause = e.clause and g.origin = e.origin), '{}') as reasons,
              count(*) filter (where stopped_at is null and cancelled_at is null and breached_at is null) as running
         from each e group by 1, 2, 3 order by 2, 1`,
      values,
    ),
    reader.query<RatingFigures & { criterion: string }>(
      `with m as (${MONTH})
       select k as criterion, count(*) filter (where given->>k = 'satisfied') as satisfied,
              count(*) filter (where given->>k = 'fair') as fair,
              count(*) filter (where given->>k = 'dissatisfied') as dissatisfied,
              count(*) filter (where given is null) as unanswered
         from m cross join lateral (
              select m.state->'ratings' as given where m.signed_off_at is not null
              union all select past->'ratings' from jsonb_array_elements(m.state->'pastRatings') past) g
         cross join unnest($3::text[]) k where m.kind = 'user' and m.imported_from is null group by k`,
      [...values, [...CRITERIA]],
    ),
    reader.query<{ way: string; n: number }>(
      `with m as (${MONTH}) select coalesce(state->>'signWay', state->'noSignature'->>'why') as way, count(*) as n
         from m where signed_off_at is not null and imported_from is null group by 1`,
      values,
    ),
  ]);
  const total = totals[0] ?? {};
  const target = (key: 'on_time' | 'first_time_fix' | 'rework' | 'satisfaction'): Target => ({ percent: limits[`repairs.target_${key}`], origin: originOf(`repairs.target_${key}`, limits[`repairs.target_${key}`]) });
  return {
    month: input.month,
    logged: { user: total['user'] ?? 0, facility: total['facility'] ?? 0 },
    closed: total['closed'] ?? 0,
    open: total['open'] ?? 0,
    cancelled: total['cancelled'] ?? 0,
    imported: total['imported'] ?? 0,
    clocks,
    repeats: total['repeats'] ?? 0,
    firstTimeFix: { signedOff: total['signed'] ?? 0, firstVisit: total['first'] ?? 0 },
    ratings: Object.fromEntries(ratings.map(({ criterion, ...figures }) => [criterion, figures])),
    signWays: Object.fromEntries(ways.filter((row) => row.way !== null).map((row) => [row.way, row.n])),
    minor: { onTarget: total['minorOnTarget'] ?? 0, finished: total['minor'] ?? 0, days, origin: originOf('repairs.minor_repair_days', days) },
    targets: { onTime: target('on_time'), firstTimeFix: target('first_time_fix'), rework: target('rework'), satisfaction: target('satisfaction') },
  };
};
