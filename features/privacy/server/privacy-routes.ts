import type { Instant } from '../../../platform/core/instant.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { addDays, instantAt, localDate } from '../../../platform/core/working-calendar.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { parseListCursor, writeListCursor } from '../../../platform/server/keyset.ts';
import type { RetentionSource } from '../../../platform/server/retention.ts';
import { isParameterKey, originOf } from '../../handbook/core/handbook-facts.ts';
import * as contract from '../core/privacy-contract.ts';
import { daysBefore, daysOf, type PrivacyDeps } from './erase-personal.ts';

const PAGE = 50;
const DAYS_A_PAGE = 30;
/** Of what is past its time, so many are asked whether a case holds them. */
const HELD_AT_MOST = 1000;

const ruleView = async (reader: Reader, site: SiteRow, source: RetentionSource, now: Instant): Promise<contract.RuleView> => {
  const { id, record, holds, from, after } = source;
  const said = { id, record, holds, from, after };
  const { parameter } = source;
  if (parameter === undefined || !isParameterKey(parameter)) return { ...said, limit: null, next: null, due: 0, held: 0 };
  const days = daysOf(site.parameters, parameter);
  const cutoff = daysBefore(now, days);
  const limit = { parameter, days, origin: originOf(parameter, days) };
  if (source.isSealed) return { ...said, limit, next: null, due: 0, held: 0 };
  const outlook = await source.outlook(reader, site.id, cutoff);
  const held = source.heldAmong && outlook.due > 0
    ? await source.heldAmong(reader.query, site.id, (await reader.query<{ subject: string }>(`select subject from kept_personal where site_id = $1 and rule = $2 and since < $3 order by since limit ${HELD_AT_MOST}`, [site.id, id, cutoff], 'kept-overdue')).map((row) => row.subject))
    : new Set();
  const day = outlook.next && addDays(localDate(outlook.next, site.zone), days);
  return {
    ...said, limit, due: outlook.due, held: held.size,
    next: day ? { day, count: await outlook.until(daysBefore(instantAt(site.zone, addDays(day, 1), '00:00'), days)) } : null,
  };
};

type Look = Omit<contract.LookRow, 'person'> & { personId: string; name: string };
const looksOf = async (reader: Reader, siteId: string, ask: { personId?: string | undefined; what?: string | undefined; from?: Instant | undefined; to?: Instant | undefined; after?: string | undefined }): Promise<{ rows: contract.LookRow[]; next: string | null }> => {
  const after = parseListCursor(ask.after);
  const rows = await reader.query<Look>(
    `select l.id, l.at, l.person_id as "personId", p.name, l.what, l.kind, l.subject, l.label, l.lines from personal_looks l join people p on p.id = l.person_id
      where l.site_id = $1 and ($2::uuid is null or l.person_id = $2) and ($3::text is null or l.what = $3) and l.at >= coalesce($4::timestamptz, '-infinity') and l.at < coalesce($5::timestamptz, 'infinity')
        and (l.at, l.id) < (coalesce($6::timestamptz, 'infinity'), coalesce($7::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) order by l.at desc, l.id desc limit ${PAGE + 1}`,
    [siteId, ask.personId ?? null, ask.what ?? null, ask.from ?? null, ask.to ?? null, after?.at ?? null, after?.id ?? null],
    `looks-${ask.personId ? 'one' : 'all'}`,
  );
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return { rows: page.map(({ personId, name, ...row }) => ({ ...row, person: { id: personId, name } })), next: rows.length > PAGE && last ? writeListCursor(last.at, last.id) : null };
};

export const privacyRoutes = (deps: PrivacyDeps): Route[] => {
  const { database, clock } = deps;
  return [
    route(contract.readRetention, ({ siteId }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        if (!site) return refuse('not-found');
        const now = clock.now();
        const rules: contract.RuleView[] = [];
        for (const source of deps.sources) rules.push(await ruleView(reader, site, source, now));
        return { today: localDate(now, site.zone), rules };
      }),
    ),
    route(contract.listErasures, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        if (!site) return refuse('not-found');
        const rows = await reader.query<contract.ErasureRow>(
          `with days as (select distinct (at at time zone $2)::date as day from erasures where site_id = $1 and at < $3 order by day desc limit ${DAYS_A_PAGE})
           select d.day::text as day, e.rule, e.why, sum(e.count) as count, coalesce((select array_agg(r order by r) from (select unnest(x.records) as r from erasures x where x.site_id = $1 and x.rule = e.rule and x.why = e.why and (x.at at time zone $2)::date = d.day limit 200) s), '{}') as records,
                  coalesce(array_agg(distinct p.name) filter (where p.name is not null), '{}') as by
             from days d join erasures e on e.site_id = $1 and (e.at at time zone $2)::date = d.day left join people p on p.id = e.actor
            group by d.day, e.rule, e.why order by d.day desc, e.rule, e.why`,
          [siteId, site.zone, input.before ? instantAt(site.zone, input.before, '00:00') : 'infinity'],
          'erasures-page',
        );
        return { rows, next: new Set(rows.map((row) => row.day)).size === DAYS_A_PAGE ? (rows.at(-1)?.day ?? null) : null };
      }),
    ),
    route(contract.listLooks, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        if (!site) return refuse('not-found');
        const { personId, what, day, after } = input;
        return looksOf(reader, siteId, { personId, what, after, ...(day ? { from: instantAt(site.zone, day, '00:00'), to: instantAt(site.zone, addDays(day, 1), '00:00') } : {}) });
      }),
    ),
    route(contract.listLookers, ({ siteId }) =>
      database.read([siteId], async (reader) => ({
        people: await reader.query<{ id: string; name: string; count: number }>('select p.id, p.name, l.count from (select person_id, count(*) as count from personal_looks where site_id = $1 group by person_id) l join people p on p.id = l.person_id order by p.pinyin, p.id limit 500', [siteId], 'lookers'),
      })),
    ),
    route(contract.listMyLooks, ({ siteId, input, actor }) => database.read([siteId], (reader) => looksOf(reader, siteId, { personId: actor.personId, after: input.after }))),
  ];
};
