import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { pgCode, UNIQUE_VIOLATION, type Database, type Transaction } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { hashPassword, hashPin, insertPerson, putMembership } from '../../people/server/people-facts.ts';
import { DEMO_PIN, DEMO_PLACES, DEMO_SITES } from './demo-data.ts';
import { insertPlaces, journalSite } from './site-store.ts';

export type SetUpDeps = { readonly database: Database; readonly clock: Clock };
export type DemoMade = { readonly siteIds: string[]; readonly usernames: string[]; readonly pin: string };

/** Long before any history that is seeded or replayed, so that demo people may act in it. */
const SINCE_EVER: Instant = '1990-01-01T00:00:00.000Z';

/** Two set-ups at once must not make two first centres. */
const refuseSecond = async (trx: Transaction): Promise<Refusal | undefined> => {
  await trx.query(`select pg_advisory_xact_lock(hashtext('foyer-set-up'))`);
  const rows = await trx.query<{ has: boolean }>('select has_sites() as has');
  return rows[0]?.has ? refuse('already-set-up') : undefined;
};

export const isSetUpNeeded = async (database: Database): Promise<boolean> =>
  !((await database.query<{ has: boolean }>('select has_sites() as has', [], 'has-sites'))[0]?.has ?? false);

const insertSite = (trx: Transaction, site: { id: string; name: string; company: string; address: string; complaintsPhone: string; deskPhone: string; demo: boolean; live: boolean; now: Instant }): Promise<unknown> =>
  trx.query(
    `insert into sites (id, name, company, complaints_phone, desk_phone, demo, live_at, created_at, address) values ($1, $2, $3, $4, $5, $6, case when $7 then $8::timestamptz end, $8, $9)`,
    [site.id, site.name, site.company, site.complaintsPhone, site.deskPhone, site.demo, site.live, site.now, site.address],
  );

/** The demo centre and its neighbour: places, people in every role; `technician` helps in both. All share one password and one PIN. */
export const createDemo = async (deps: SetUpDeps, input: { password: string }): Promise<DemoMade | Refusal> => {
  const now = deps.clock.now();
  // One salt for all: who knows one of these passwords knows them all anyway, and thirty hashes would delay the first start.
  const [passwordHash, pinHash] = await Promise.all([hashPassword(input.password), hashPin(DEMO_PIN)]);
  const siteIds = DEMO_SITES.map(() => uuidv7());
  return deps.database.write(siteIds, async (trx) => {
    const second = await refuseSecond(trx);
    if (second) return second;
    for (const [index, { name, company, address, complaintsPhone, deskPhone }] of DEMO_SITES.entries())
      await insertSite(trx, { id: siteIds[index] ?? '', name, company, address, complaintsPhone, deskPhone, demo: true, live: true, now });
    const usernames: string[] = [];
    for (const [index, site] of DEMO_SITES.entries()) {
      const siteId = siteIds[index] ?? '';
      await insertPlaces(trx, siteId, DEMO_PLACES.map((place, sort) => ({ aliases: [], inRoom: false, seats: 0, ...place, id: uuidv7(), sort: sort * 10 })));
      for (const [place, person] of site.people.entries()) {
        const personId = uuidv7();
        const number = String(place + 1).padStart(3, '0');
        await insertPerson(
          trx.query,
          { id: personId, name: person.name, username: person.username, employeeNo: `${site.staffPrefix}${number}`, phone: `1380000${index + 1}${number}`, passwordHash, passwordTemporary: false, pinHash },
          now,
        );
        const membership = { personId, roles: person.roles, skills: person.skills ?? [], from: SINCE_EVER };
        await putMembership(trx.query, { ...membership, siteId, lent: false });
        const other = siteIds[1];
        if (person.username === 'technician' && other) await putMembership(trx.query, { ...membership, siteId: other, lent: true });
        usernames.push(person.username);
      }
      await journalSite(trx, { siteId, actor: null, now, event: 'SiteCreated', data: { demo: true } });
    }
    return { siteIds, usernames, pin: DEMO_PIN };
  });
};

/** One centre without history and the manager who fills it. It goes live once a complaints number stands (M-37). */
export const createEmptyCentre = async (
  deps: SetUpDeps,
  input: { siteName: string; complaintsPhone: string; managerName: string; username: string; password: string },
): Promise<{ siteId: string } | Refusal> => {
  const now = deps.clock.now();
  const [siteId, personId] = [uuidv7(), uuidv7()];
  const passwordHash = await hashPassword(input.password);
  try {
    return await deps.database.write([siteId], async (trx) => {
      const second = await refuseSecond(trx);
      if (second) return second;
      await insertSite(trx, { id: siteId, name: input.siteName, company: '', address: '', complaintsPhone: input.complaintsPhone, deskPhone: '', demo: false, live: input.complaintsPhone !== '', now });
      await insertPerson(trx.query, { id: personId, name: input.managerName, username: input.username, passwordHash, passwordTemporary: false }, now);
      await putMembership(trx.query, { siteId, personId, roles: ['property_manager', 'admin'], skills: [], lent: false, from: now });
      await journalSite(trx, { siteId, actor: personId, now, event: 'SiteCreated', data: { demo: false } });
      return { siteId };
    });
  } catch (error) {
    if (pgCode(error) === UNIQUE_VIOLATION) return refuse('name-taken', { username: input.username });
    throw error;
  }
};
