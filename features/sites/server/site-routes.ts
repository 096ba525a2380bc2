import { PARAMETERS, mayChangeParameter, originOf, parameterValues, parseParameter } from '../../handbook/core/handbook-facts.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import { refusePin } from '../../../platform/server/caller.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { pgCode, UNIQUE_VIOLATION, type Database } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { calendarOf, zStoredCalendar } from '../core/site-calendar.ts';
import * as contract from '../core/site-contract.ts';
import type { PlaceCodes } from './place-codes.ts';
import { changeUnderLock, insertPlaces } from './site-store.ts';

export type SiteDeps = { readonly database: Database; readonly clock: Clock; readonly codes: PlaceCodes };

type SiteSetupRow = {
  id: string; name: string; company: string; zone: string; address: string; complaintsPhone: string; deskPhone: string; version: number; live: boolean; demo: boolean;
  parameters: Record<string, unknown>; calendar: unknown;
};
type PlaceRow = contract.PlaceFields & { id: string; archived: boolean };
type PersonRow = { id: string; name: string; pinyin: string; initials: string; roles: Role[]; skills: string[] };

export const siteRoutes = (deps: SiteDeps): Route[] => {
  const { database, clock } = deps;
  return [
    route(contract.getSiteSetup, async ({ siteId }) => {
      const [sites, places, people] = await database.read([siteId], (reader) =>
        Promise.all([
          reader.query<SiteSetupRow>(
            `select id, name, company, zone, address, complaints_phone as "complaintsPhone", desk_phone as "deskPhone", version, live_at is not null as live, demo, parameters, calendar
               from sites where id = $1`,
            [siteId],
            'site-setup',
          ),
          reader.query<PlaceRow>(
            `select id, name, aliases, kind, zone, in_room as "inRoom", department, seats, sort, archived_at is not null as archived
               from places where site_id = $1 order by archived, sort, name limit 3000`,
            [siteId],
            'site-places',
          ),
          reader.query<PersonRow>(
            `select p.id, p.name, p.pinyin, p.initials, array_agg(distinct m.role order by m.role) as roles,
                    coalesce(array_agg(distinct k order by k) filter (where k is not null), '{}') as skills
               from memberships m join people p on p.id = m.person_id left join lateral unnest(m.skills) k on true
              where m.site_id = $1 and not m.offered and p.ended_at is null and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2)
              group by p.id order by p.pinyin, p.id limit 1000`,
            [siteId, clock.now()],
            'site-people',
          ),
        ]),
      );
      const row = sites[0];
      if (!row) return refuse('not-found');
      const { parameters, calendar, ...site } = row;
      const values = parameterValues(parameters);
      const stored = zStoredCalendar.safeParse(calendar ?? {});
      return {
        site,
        places,
        people,
        parameters: PARAMETERS.map((parameter) => ({
          key: parameter.key,
          value: values[parameter.key],
          default: parameter.default,
          origin: originOf(parameter.key, values[parameter.key]),
        })),
        calendar: stored.success ? stored.data : {},
        knownYears: [...calendarOf(row).knownYears],
      };
    }),

    route(contract.listPlaceCodes, async ({ siteId }) => {
      const places = await database.read([siteId], (reader) =>
        reader.query<{ id: string; name: string }>('select id, name from places where site_id = $1 and archived_at is null order by sort, name limit 3000', [siteId], 'place-codes'),
      );
      return {
        places: places.map((place) => ({ ...place, arrive: deps.codes.write({ kind: 'place', siteId, id: place.id }), report: deps.codes.write({ kind: 'report', siteId, id: place.id }) })),
      };
    }),

    route(contract.changeSite, async ({ siteId, input, caller }) => {
      const now = clock.now();
      const changed = refusePin(caller) ?? await changeUnderLock(database, { siteId, actor: caller.personId, now }, async (trx, site) => {
        if (input.version !== site.version) return refuse('changed-meanwhile', { version: site.version });
        const parameters = { ...site.parameters };
        for (const [key, value] of Object.entries(input.parameters ?? {})) {
          if (!mayChangeParameter(key, caller.sites.get(siteId)?.roles ?? [])) return refuse('parameter-of-the-manager', { key, clause: 'B-04' });
          const parsed = parseParameter(key, value === null ? '' : value);
          if (value === null) {
            if (!parsed.ok && parsed.code === 'parameter-unknown') return parsed;
            delete parameters[key];
          } else if (!parsed.ok) return parsed;
          else parameters[key] = parsed.value;
        }
        const complaintsPhone = input.complaintsPhone ?? site.complaintsPhone;
        const live = input.live ?? site.live;
        // M-37: the number guests may complain to stands on every slip; a centre without one does not open.
        if (live && complaintsPhone === '') return refuse('complaints-phone-missing', { clause: 'M-37' });
        await trx.query(
          `update sites set name = coalesce($2, name), company = coalesce($3, company), desk_phone = coalesce($4, desk_phone), complaints_phone = $5, parameters = $6,
                  calendar = coalesce($7::jsonb, calendar), live_at = case when not $8 then null else coalesce(live_at, $9) end, address = coalesce($10, address)
            where id = $1`,
          [siteId, input.name ?? null, input.company ?? null, input.deskPhone ?? null, complaintsPhone, JSON.stringify(parameters), input.calendar ? JSON.stringify(input.calendar) : null, live, now, input.address ?? null],
          'site-change',
        );
        const fields = (['name', 'company', 'address', 'deskPhone', 'complaintsPhone', 'calendar', 'live'] as const).filter((field) => input[field] !== undefined);
        return { event: 'SiteChanged', data: { fields, parameters: input.parameters ?? {}, ...(input.calendar ? { calendar: input.calendar } : {}), live } };
      });
      return changed;
    }),

    route(contract.addPlace, async ({ siteId, input, caller }) => {
      const id = uuidv7();
      const done = await onPlaceName(input.name, () =>
        changeUnderLock(database, { siteId, actor: caller.personId, now: clock.now() }, async (trx) => {
          await insertPlaces(trx, siteId, [{ ...input, id }]);
          return { event: 'PlaceAdded', data: { placeId: id, kind: input.kind, department: input.department } };
        }),
      );
      return done.ok ? { id, version: done.version } : done;
    }),

    route(contract.changePlace, async ({ siteId, input, caller }) =>
      onPlaceName(input.name, () =>
        changeUnderLock(database, { siteId, actor: caller.personId, now: clock.now() }, async (trx) => {
          const rows = await trx.query(
            `update places set name = $3, aliases = $4, kind = $5, zone = $6, in_room = $7, department = $8, seats = $9, sort = $10
              where site_id = $1 and id = $2 returning id`,
            [siteId, input.placeId, input.name, input.aliases, input.kind, input.zone, input.inRoom, input.department, input.seats, input.sort],
            'place-change',
          );
          if (rows.length === 0) return refuse('not-found');
          return { event: 'PlaceChanged', data: { placeId: input.placeId, kind: input.kind, department: input.department, inRoom: input.inRoom, seats: input.seats } };
        }),
      ),
    ),

    route(contract.archivePlace, async ({ siteId, input, caller }) =>
      onPlaceName('', () =>
        changeUnderLock(database, { siteId, actor: caller.personId, now: clock.now() }, async (trx) => {
          const rows = await trx.query('update places set archived_at = $3 where site_id = $1 and id = $2 returning id', [siteId, input.placeId, input.archived ? clock.now() : null]);
          if (rows.length === 0) return refuse('not-found');
          return { event: input.archived ? 'PlaceArchived' : 'PlaceRestored', data: { placeId: input.placeId } };
        }),
      ),
    ),
  ];
};

/** Two places of one name would make the one-line intake ambiguous. */
const onPlaceName = async <T>(name: string, work: () => Promise<T>) => {
  try {
    return await work();
  } catch (error) {
    if (pgCode(error) === UNIQUE_VIOLATION) return refuse('place-name-taken', { name });
    throw error;
  }
};
