import type { Reader } from '../../../platform/server/database.ts';
import type { FigureKind, FigureOrder, WorkFigures } from '../core/figure-contract.ts';
import { MONTH } from './repair-figures.ts';

/** The reason a lateness was given, for its own visit. */
const REASON = `m.state->'exceptions'->(case when c.round = 1 then c.clock else c.clock || '/' || c.round end)->>'reason'`;
const clocks = (verdict: string): string => `exists (select from clocks c where c.site_id = m.site_id and c.subject = m.id and c.clock = $3 and ($8::text is null or c.rule->>'clause' = $8) and ($9::text is null or c.rule->>'origin' = $9) and ${verdict})`;
const CLOCK_VERDICTS: Readonly<Record<string, string>> = {
  met: 'c.stopped_at is not null and c.breached_at is null',
  metLate: 'c.met_late',
  breached: `c.breached_at is not null and not c.met_late and ${REASON} is null`,
  running: 'c.stopped_at is null and c.cancelled_at is null and c.breached_at is null',
};
const OWN = 'm.imported_from is null';

/** The condition of each figure, the same as counts it in `monthFigures`; `$3` and `$4` are its parts. */
const WHERE: Readonly<Record<FigureKind, (value: string) => string>> = {
  user: () => `m.kind = 'user'`,
  facility: () => `m.kind = 'facility'`,
  closed: () => `m.status = 'closed'`,
  open: () => 'm.open',
  cancelled: () => `m.status = 'cancelled'`,
  imported: () => 'm.imported_from is not null',
  repeats: () => `m.state ? 'repeatOf' and ${OWN}`,
  signed_off: () => `m.signed_off_at is not null and ${OWN}`,
  first_visit: () => `m.signed_off_at is not null and ${OWN} and (m.state->>'visit')::int = 1 and m.state->>'result' = 'fixed'`,
  clock: (value) => clocks(CLOCK_VERDICTS[value] ?? `c.breached_at is not null and not c.met_late and ${REASON} = $4`),
  rating: (value) => {
    const present = (is: string): string => `m.signed_off_at is not null and ${is}`;
    const past = `exists (select from jsonb_array_elements(m.state->'pastRatings') past where past->'ratings'->>$3 = $4)`;
    return `m.kind = 'user' and ${OWN} and ${value === 'unanswered' ? present(`m.state->'ratings' is null`) : `(${present(`m.state->'ratings'->>$3 = $4`)} or ${past})`}`;
  },
  sign_way: () => `m.signed_off_at is not null and ${OWN} and coalesce(m.state->>'signWay', m.state->'noSignature'->>'why') = $3`,
};

const NIL = '00000000-0000-0000-0000-000000000000';

export const figureOrders = async (
  reader: Reader,
  input: { siteId: string; month: string; figure: FigureKind; part?: string | undefined; clause?: string | undefined; origin?: string | undefined; value?: string | undefined; after?: string | undefined; limit: number },
): Promise<{ rows: FigureOrder[]; next: string | null }> => {
  const [at, id] = (input.after ?? '').split('|');
  const rows = await reader.query<FigureOrder>(
    `with m as (${MONTH})
     select m.id, coalesce(m.order_number, m.log_number) as number, m.kind, m.status, coalesce(p.name, m.state->>'placeText') as place, m.state->>'item' as item, t.name as technician,
            m.received_at as "receivedAt", m.signed_off_at as "signedAt"
       from m left join places p on p.site_id = m.site_id and p.id = m.place_id left join people t on t.id = m.technician_id
      -- All values are named in every variant, so that their types are known where a figure has no parts.
      where ${WHERE[input.figure](input.value ?? '')} and ($3::text is null or true) and ($4::text is null or true) and ($8::text is null or true) and ($9::text is null or true) and (m.received_at, m.id) > ($5::timestamptz, $6::uuid)
      order by m.received_at, m.id limit $7`,
    [input.siteId, input.month, input.part ?? null, input.value ?? null, at || '-infinity', id || NIL, input.limit + 1, input.clause ?? null, input.origin ?? null],
  );
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > input.limit && last ? `${last.receivedAt}|${last.id}` : null };
};

export type SheetRow = FigureOrder & {
  readonly logNumber: string; readonly reporter: string | null; readonly acceptedAt: string | null; readonly arrivedAt: string | null; readonly closedAt: string | null; readonly result: string | null; readonly cause: string | null;
  readonly ratings: Readonly<Record<string, string>> | null; readonly pastRatings: readonly { readonly ratings: Readonly<Record<string, string>> }[] | null; readonly late: readonly string[]; readonly followUp: string | null; readonly visit: number;
};

/** A month's orders as lines of a sheet, a page at a time. */
export const sheetPage = (reader: Reader, input: { siteId: string; month: string; after: { at: string; id: string } | undefined; limit: number }): Promise<SheetRow[]> =>
  reader.query<SheetRow>(
    `with m as (${MONTH})
     select m.id, coalesce(m.order_number, '') as number, m.log_number as "logNumber", m.kind, m.status, coalesce(p.name, m.state->>'placeText') as place, m.state->>'item' as item, t.name as technician,
            m.state->>'reporterName' as reporter, m.received_at as "receivedAt", (m.state->'marks'->'accept'->>'at')::timestamptz as "acceptedAt", (m.state->'marks'->'arrive'->>'at')::timestamptz as "arrivedAt",
            m.signed_off_at as "signedAt", m.closed_at as "closedAt", m.state->>'result' as result, m.state->>'cause' as cause, m.state->'ratings' as ratings, m.state->'pastRatings' as "pastRatings", m.state->'followUp'->>'result' as "followUp", (m.state->>'visit')::int as visit,
            array(select c.clock from clocks c where c.site_id = m.site_id and c.subject = m.id and c.breached_at is not null and not c.met_late order by c.due_at) as late
       from m left join places p on p.site_id = m.site_id and p.id = m.place_id left join people t on t.id = m.technician_id
      where (m.received_at, m.id) > ($3::timestamptz, $4::uuid) order by m.received_at, m.id limit $5`,
    [input.siteId, input.month, input.after?.at ?? '-infinity', input.after?.id ?? NIL, input.limit],
  );

export type SpotPerson = { id: string; name: string; visits: number; checks: number; yes: number; no: number; next: { id: string; number: string; place: string; status: string } | null };

/** Whoever was looked at least comes first: fair, and nobody has to remember whose turn it is. */
export const spotFigures = (reader: Reader, input: { siteId: string; month: string }): Promise<SpotPerson[]> =>
  reader.query<SpotPerson>(
    `with m as (${MONTH}), own as (select * from m where technician_id is not null and imported_from is null and status not in ('logged', 'issued', 'cancelled')),
     checks as (
       select coalesce(c->>'technicianId', o.technician_id::text) as person, a.value from own o
        cross join lateral jsonb_array_elements(o.state->'spotChecks') with ordinality as e (c, n) cross join lateral jsonb_each_text(c->'answers') as a (key, value)),
     counted as (
       select person, count(*) filter (where value = 'yes') as yes, count(*) filter (where value = 'no') as no from checks group by person),
     done as (
       select coalesce(c->>'technicianId', o.technician_id::text) as person, count(*) as checks from own o cross join lateral jsonb_array_elements(o.state->'spotChecks') c group by 1)
     select p.id, p.name, count(*)::int as visits, coalesce(max(d.checks), 0)::int as checks, coalesce(max(k.yes), 0)::int as yes, coalesce(max(k.no), 0)::int as no,
            (select jsonb_build_object('id', n.id, 'number', coalesce(n.order_number, n.log_number), 'place', coalesce(pl.name, n.state->>'placeText'), 'status', n.status)
               from own n left join places pl on pl.site_id = n.site_id and pl.id = n.place_id
              where n.technician_id = p.id and not n.state ? 'spotChecks' and n.status <> 'accepted' and n.status <> 'ready'
              order by (n.status in ('on_site', 'in_progress', 'tested')) desc, n.received_at desc limit 1) as next
       from own o join people p on p.id = o.technician_id left join counted k on k.person = p.id::text left join done d on d.person = p.id::text
      group by p.id, p.name order by coalesce(max(d.checks), 0), count(*) desc, p.name limit 200`,
    [input.siteId, input.month],
  );

/** How long each step took and who had how much; each from what was recorded, measured or written. */
export const workFigures = async (reader: Reader, input: { siteId: string; month: string }): Promise<WorkFigures> => {
  const values = [input.siteId, input.month];
  const mark = (step: string): string => `(state->'marks'->'${step}'->>'at')::timestamptz`;
  const [legs, people, hours] = await Promise.all([
    reader.query<WorkFigures['legs'][number]>(
      `with m as (${MONTH}), t as (
         select received_at, ${['issue', 'notify', 'accept', 'arrive', 'test'].map((step) => `${mark(step)} as ${step}`).join(', ')}, signed_off_at as sign, closed_at as closed from m where imported_from is null and status <> 'cancelled')
       select v.leg, count(*)::int as count, (percentile_cont(0.5) within group (order by v.took))::float8 as median, (percentile_cont(0.9) within group (order by v.took))::float8 as ninety
         from t cross join lateral (select leg, nr, extract(epoch from upto - since) / 60 as took from (values
           ('issue', 1, received_at, issue), ('notify', 2, issue, notify), ('accept', 3, coalesce(notify, issue), accept), ('arrive', 4, accept, arrive), ('test', 5, arrive, test), ('sign', 6, test, sign), ('closed', 7, sign, closed)) leg (leg, nr, since, upto)
           where since is not null and upto >= since) v group by v.leg, v.nr order by v.nr`,
      values, 'figures-legs',
    ),
    reader.query<WorkFigures['people'][number]>(
      `with m as (${MONTH})
       select p.id, p.name, count(*)::int as orders, count(*) filter (where m.open)::int as open, coalesce(sum(extract(epoch from m.signed_off_at - ${mark('arrive').replace('(state', '(m.state')}) / 60) filter (where m.signed_off_at >= ${mark('arrive').replace('(state', '(m.state')}), 0)::float8 as minutes
         from m join people p on p.id = m.technician_id where m.imported_from is null and m.status <> 'cancelled' group by p.id, p.name order by 3 desc, p.name limit 200`,
      values, 'figures-load',
    ),
    reader.query<WorkFigures['hours'][number]>(`with m as (${MONTH}) select extract(hour from m.received_at at time zone s.zone)::int as hour, count(*)::int as orders from m join sites s on s.id = m.site_id where m.imported_from is null group by 1 order by 1`, values, 'figures-by-hour'),
  ]);
  return { legs, people, hours };
};
