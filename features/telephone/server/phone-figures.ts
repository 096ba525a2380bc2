import { addDays, instantAt } from '../../../platform/core/working-calendar.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { PhoneFigures } from '../core/phone-figures-contract.ts';
import type { TelephoneSite } from './telephone-site.ts';

/** A month in the centre's own days, as half-open instants. */
export const monthOf = (month: string, zone: string): { from: string; to: string } => {
  const first = `${month}-01`;
  const next = addDays(Temporal.PlainDate.from(first).add({ months: 1 }).toString(), 0);
  return { from: instantAt(zone, first, '00:00'), to: instantAt(zone, next, '00:00') };
};

/**
 * One reading of a month's calls. Measured seconds and declared rings stand in columns of their own and are never added
 * up; a call with both counts as measured only.
 */
const TALLY = `count(*) filter (where direction = 'inbound')::int as inbound, count(*) filter (where direction = 'outbound')::int as outbound,
  count(*) filter (where direction = 'inbound' and answered_at is not null)::int as answered, count(*) filter (where missed and answered_at is null)::int as abandoned,
  count(*) filter (where missed and number is null and erased_at is null)::int as "withheldMissed",
  count(*) filter (where direction = 'inbound' and answered_at is not null and ring_ms is not null)::int as "measuredKnown", count(*) filter (where direction = 'inbound' and answered_at is not null and ring_ms < $4)::int as "measuredWithin",
  avg(ring_ms) filter (where direction = 'inbound' and answered_at is not null)::int as "averageRingMs", avg(wait_ms) filter (where direction = 'inbound' and answered_at is not null)::int as "averageWaitMs",
  count(*) filter (where direction = 'inbound' and ring_ms is null and rings_declared is not null)::int as "declaredKnown", count(*) filter (where direction = 'inbound' and ring_ms is null and rings_declared <= 3)::int as "declaredWithin",
  count(*) filter (where direction = 'inbound' and answered_at is not null and ring_ms is null and rings_declared is null)::int as "ringsUnknown", count(*) filter (where late = 'special')::int as "lateSpecial",
  coalesce(sum(transfers), 0)::int as transfers, coalesce(sum(lost_transfers), 0)::int as "lostTransfers", coalesce(sum(holds_long), 0)::int as "heldLong",
  count(*) filter (where hung_up_by = 'caller')::int as "callerHungUp", count(*) filter (where hung_up_by = 'agent')::int as "weHungUp",
  count(*) filter (where paper_number is not null)::int as "keyedIn"`;

type TallyRow = {
  inbound: number; outbound: number; answered: number; abandoned: number; withheldMissed: number; measuredKnown: number; measuredWithin: number; averageRingMs: number | null; averageWaitMs: number | null; declaredKnown: number; declaredWithin: number;
  ringsUnknown: number; lateSpecial: number; transfers: number; lostTransfers: number; heldLong: number; callerHungUp: number; weHungUp: number; keyedIn: number;
};
const tallyOf = ({ measuredKnown, measuredWithin, averageRingMs, averageWaitMs, declaredKnown, declaredWithin, ...rest }: TallyRow): PhoneFigures['total'] => ({
  ...rest, measured: { known: measuredKnown, within: measuredWithin, averageRingMs, averageWaitMs }, declared: { known: declaredKnown, within: declaredWithin },
});

export const phoneFigures = async (reader: Reader, site: TelephoneSite, month: string): Promise<Omit<PhoneFigures, 'complaints'>> => {
  const { from, to } = monthOf(month, site.zone);
  const limit = site.values['telephone.three_rings'] * 1000;
  const trendFrom = monthOf(Temporal.PlainDate.from(`${month}-01`).subtract({ months: 5 }).toString().slice(0, 7), site.zone).from;
  const span = [site.id, from, to];
  const [total, agents, hours, purposes, missed, messages, matters, checks, checkTrend, ratings] = await Promise.all([
    reader.query<TallyRow>(`select ${TALLY} from calls where site_id = $1 and started_at >= $2 and started_at < $3`, [...span, limit], 'figures-total'),
    reader.query<TallyRow & { id: string | null; name: string | null }>(
      `select a.*, p.name from (select agent_id as id, ${TALLY} from calls where site_id = $1 and started_at >= $2 and started_at < $3 group by agent_id) a left join people p on p.id = a.id order by a.inbound desc, p.name nulls last limit 100`, [...span, limit], 'figures-agents',
    ),
    reader.query<PhoneFigures['hours'][number]>(
      `select extract(hour from started_at at time zone $4)::int as hour, count(*)::int as inbound, count(*) filter (where answered_at is not null)::int as answered, count(*) filter (where missed and answered_at is null)::int as abandoned
         from calls where site_id = $1 and started_at >= $2 and started_at < $3 and direction = 'inbound' group by 1 order by 1`, [...span, site.zone], 'figures-hours',
    ),
    reader.query<PhoneFigures['purposes'][number]>('select purpose, count(*)::int as calls from calls where site_id = $1 and started_at >= $2 and started_at < $3 and logged_at is not null group by purpose order by 2 desc', span, 'figures-purposes'),
    reader.query<PhoneFigures['missed']>(
      `select count(*)::int as tasks, count(*) filter (where status = 'done')::int as "calledBack", count(*) filter (where status = 'done' and not is_late)::int as "inTime", count(*) filter (where status = 'open')::int as open
         from matters where site_id = $1 and opened_at >= $2 and opened_at < $3 and (kind = 'missed' or kind = 'call_back')`, span, 'figures-missed',
    ),
    reader.query<PhoneFigures['messages']>(
      `select count(*)::int as taken, count(*) filter (where delivered_at is not null)::int as delivered, count(*) filter (where delivered_at is not null and not is_late)::int as "inTime", count(*) filter (where urgent)::int as urgent,
              count(*) filter (where urgent and delivered_at is not null and not is_late)::int as "urgentInTime", (avg(extract(epoch from delivered_at - taken_at)) / 60)::float8 as "averageMinutes", count(*) filter (where paper_number is not null)::int as "keyedIn"
         from messages where site_id = $1 and taken_at >= $2 and taken_at < $3 and status <> 'withdrawn'`, span, 'figures-messages',
    ),
    reader.query<PhoneFigures['matters'][number]>(
      `select kind, count(*)::int as opened, count(*) filter (where status = 'done')::int as done, count(*) filter (where status = 'done' and not is_late)::int as "inTime", (avg(extract(epoch from ended_at - opened_at)) filter (where status = 'done') / 3600)::float8 as "averageHours"
         from matters where site_id = $1 and opened_at >= $2 and opened_at < $3 group by kind order by kind`, span, 'figures-matters',
    ),
    reader.query<PhoneFigures['checks'][number]>(
      `select item, count(*) filter (where answer = 'yes')::int as yes, count(*) filter (where answer = 'no')::int as no, count(*) filter (where answer = 'unseen')::int as unseen from call_checks where site_id = $1 and at >= $2 and at < $3 group by item order by item`, span, 'figures-checks',
    ),
    reader.query<PhoneFigures['checkTrend'][number]>(
      `select to_char(at at time zone $4, 'YYYY-MM') as month, count(*) filter (where answer = 'yes')::int as yes, count(*) filter (where answer = 'no')::int as no from call_checks where site_id = $1 and at >= $2 and at < $3 group by 1 order by 1`, [site.id, trendFrom, to, site.zone], 'figures-check-trend',
    ),
    reader.query<PhoneFigures['ratings']>(
      `select count(*) filter (where rating = 'satisfied')::int as satisfied, count(*) filter (where rating = 'fair')::int as fair, count(*) filter (where rating = 'dissatisfied')::int as dissatisfied
         from matters where site_id = $1 and opened_at >= $2 and opened_at < $3 and kind = 'follow_up'`, span, 'figures-ratings',
    ),
  ]);
  const nothing: TallyRow = { inbound: 0, outbound: 0, answered: 0, abandoned: 0, withheldMissed: 0, measuredKnown: 0, measuredWithin: 0, averageRingMs: null, averageWaitMs: null, declaredKnown: 0, declaredWithin: 0, ringsUnknown: 0, lateSpecial: 0, transfers: 0, lostTransfers: 0, heldLong: 0, callerHungUp: 0, weHungUp: 0, keyedIn: 0 };
  return {
    total: tallyOf(total[0] ?? nothing),
    agents: agents.map(({ id, name, ...row }) => ({ id, name, ...tallyOf(row) })),
    hours, purposes, matters, checks, checkTrend,
    missed: missed[0] ?? { tasks: 0, calledBack: 0, inTime: 0, open: 0 },
    messages: messages[0] ?? { taken: 0, delivered: 0, inTime: 0, urgent: 0, urgentInTime: 0, averageMinutes: null, keyedIn: 0 },
    ratings: ratings[0] ?? { satisfied: 0, fair: 0, dissatisfied: 0 },
  };
};
