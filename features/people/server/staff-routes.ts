import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { isRefusal, route, type Call, type Route } from '../../../platform/server/app.ts';
import type { Caller } from '../../../platform/server/caller.ts';
import type { RaiseAlerts } from '../../../platform/server/alert-hook.ts';
import { pgCode, UNIQUE_VIOLATION, type Transaction } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import * as contract from '../core/staff-contract.ts';
import { decideLoan, refuseCredentials, refuseEnd, refuseGrant, refuseRoleChange, type Decider, type Standing } from '../core/staff-rules.ts';
import { endCredentials, endHere, standingsOf } from './person-end.ts';
import { hashPassword, insertPerson, makePassword, putMembership } from './person-store.ts';
import { needPassword } from '../../../platform/server/caller.ts';
import type { SessionDeps } from './session-routes.ts';
import type { QualityNews } from '../core/people-alerts.ts';
import { qualitySites, tellQuality } from './quality-news.ts';
import { journalPerson } from './staff-journal.ts';

const deciderOf = (caller: Caller): Decider => ({ personId: caller.personId, rolesAt: new Map([...caller.sites].map(([id, site]) => [id, site.roles])) });

/** What a change comes to: its entry, whom it brought into another centre, and what the readers of reports are told where. */
type Changed<O> = {
  event: string; data: Record<string, unknown>; answer: O;
  joined?: { siteId: string; roles: readonly Role[] }; quality?: readonly { siteId: string; what: QualityNews }[];
};

const isQuality = (standing: Standing): boolean => standing.role === 'quality' && !standing.offered;
const granted = (siteId: string, roles: readonly Role[], before: readonly Standing[]): Changed<never>['quality'] =>
  roles.includes('quality') && !before.some((standing) => standing.siteId === siteId && isQuality(standing)) ? [{ siteId, what: 'granted' }] : [];
const reset = (what: 'password' | 'pin', standings: readonly Standing[]): Changed<never>['quality'] => standings.filter(isQuality).map(({ siteId }) => ({ siteId, what }));

type PersonRow = {
  id: string; name: string; username: string; employeeNo: string | null; phone: string | null; roles: Role[]; skills: string[];
  lent: boolean; offered: boolean; from: string; until: string | null; ended: boolean; hasPin: boolean;
};

/** What a person still has in hand in a centre; given by whoever knows the features. */
export type OpenWork = (siteId: string, personId: string) => Promise<{ feature: string; id: string; label: string }[]>;
export type StaffDeps = SessionDeps & { readonly openWork: OpenWork; readonly raise?: RaiseAlerts | undefined };

export const staffRoutes = (deps: StaffDeps): Route[] => {
  const { database, clock, sessions } = deps;

  /** decide under lock → write → journal; a refusal leaves nothing behind. */
  const change = async <O>(
    call: Call<{ siteId: string; personId: string; toSiteId?: string }>,
    work: (context: { trx: Transaction; now: Instant; standings: readonly Standing[]; decider: Decider }) => Promise<Changed<O> | Refusal>,
  ): Promise<O | Refusal> => {
    const weak = needPassword(call.caller);
    if (weak) return weak;
    const { siteId, personId } = call.input;
    const now = clock.now();
    const sites = [...new Set([siteId, ...(call.input.toSiteId ? [call.input.toSiteId] : []), ...(await qualitySites(database.query, personId))])];
    const done = await database.write(sites, async (trx) => {
      const decided = await work({ trx, now, standings: await standingsOf(trx.query, personId, now), decider: deciderOf(call.caller) });
      if (isRefusal(decided)) return decided;
      const by = call.caller.personId;
      await journalPerson(trx, { siteId, personId, actor: by, event: decided.event, data: decided.data, now });
      if (decided.joined) await journalPerson(trx, { siteId: decided.joined.siteId, personId, actor: by, event: 'PersonTaken', data: { roles: decided.joined.roles }, now });
      for (const { siteId: at, what } of decided.quality ?? []) await tellQuality(trx, deps.raise, { siteId: at, personId, by, what, now });
      return decided;
    });
    if (isRefusal(done)) return done;
    sessions.drop(personId);
    return done.answer;
  };

  return [
    route(contract.listPeople, async ({ siteId, input, actor }) => {
      const mayManage = actor.roles.some((role) => role === 'property_manager' || role === 'admin');
      const [people, sites] = await Promise.all([
        database.query<PersonRow>(
          `select p.id, p.name, p.username, p.employee_no as "employeeNo", case when $4 then p.phone end as phone,
                  array_agg(m.role order by m.role) as roles,
                  coalesce((select array_agg(distinct k order by k) from memberships n, unnest(n.skills) k where n.site_id = $1 and n.person_id = p.id), '{}') as skills,
                  bool_and(m.lent) as lent, bool_and(m.offered) as offered, min(m.valid_from) as "from",
                  case when bool_or(m.valid_until is null) then null else max(m.valid_until) end as until,
                  bool_and(p.ended_at is not null or (m.valid_until is not null and m.valid_until <= $2)) as ended, p.pin_hash is not null as "hasPin"
             from memberships m join people p on p.id = m.person_id
            where m.site_id = $1 and ($3 or (p.ended_at is null and (m.valid_until is null or m.valid_until > $2)))
            group by p.id order by p.pinyin, p.id limit 1000`,
          [siteId, clock.now(), input.ended === 'yes', mayManage],
          'people-list',
        ),
        mayManage ? database.query<{ id: string; name: string }>('select id, name from site_names() where id <> $1', [siteId], 'site-names') : Promise.resolve([]),
      ]);
      return { people, sites };
    }),

    route(contract.addPerson, async ({ caller, siteId, input }) => {
      const refused = needPassword(caller) ?? refuseGrant(deciderOf(caller), siteId, input.roles);
      if (refused) return refused;
      const now = clock.now();
      if (input.until !== undefined && input.until <= now) return refuse('end-in-the-past');
      const id = uuidv7();
      const password = makePassword();
      const passwordHash = await hashPassword(password);
      try {
        return await database.write([siteId], async (trx) => {
          // A sign-in name must not be somebody else's 工号 or phone, nor the other way round: all three may be typed.
          const names = [input.username, input.employeeNo].filter((name) => name !== undefined);
          const taken = await trx.query(
            'select from people where username = any ($1) or lower(employee_no) = any ($1) or phone = any ($1) limit 1',
            [names.map((name) => name.toLowerCase())],
          );
          if (taken.length > 0) return refuse('name-taken', { username: input.username });
          await insertPerson(trx.query, { id, name: input.name, username: input.username, employeeNo: input.employeeNo, phone: input.phone, passwordHash, passwordTemporary: true }, now);
          await putMembership(trx.query, { siteId, personId: id, roles: input.roles, skills: input.skills, lent: false, from: now, until: input.until });
          if (input.roles.includes('quality')) await tellQuality(trx, deps.raise, { siteId, personId: id, by: caller.personId, what: 'granted', now });
          await journalPerson(trx, { siteId, personId: id, actor: caller.personId, event: 'PersonAdded', data: { roles: input.roles, skills: input.skills, until: input.until ?? null }, now });
          return { id, username: input.username, password };
        });
      } catch (error) {
        if (pgCode(error) === UNIQUE_VIOLATION) return refuse('name-taken', { username: input.username });
        throw error;
      }
    }),

    route(contract.changeRoles, (call) =>
      change(call, async ({ trx, now, standings, decider }) => {
        const { siteId, personId, roles, skills, until } = call.input;
        const refused = refuseRoleChange(decider, { siteId, personId, standings, roles });
        if (refused) return refused;
        if (until !== null && until <= now) return refuse('end-in-the-past');
        await trx.query('update memberships set valid_until = $4 where site_id = $1 and person_id = $2 and not (role = any ($3)) and (valid_until is null or valid_until > $4)', [siteId, personId, roles, now]);
        await putMembership(trx.query, { siteId, personId, roles, skills, lent: false, from: now, until: until ?? undefined });
        // A loan never outlives the home it comes from.
        if (until !== null) await trx.query('update memberships set valid_until = least(valid_until, $2) where person_id = $1 and lent and (valid_until is null or valid_until > $2)', [personId, until]);
        return { event: 'PersonRolesChanged', data: { roles, skills, until }, quality: granted(siteId, roles, standings), answer: { ok: true as const } };
      }),
    ),

    route(contract.listOpenWork, async ({ siteId, input }) => {
      const standings = await database.query('select from memberships where site_id = $1 and person_id = $2 limit 1', [siteId, input.personId]);
      return standings.length === 0 ? refuse('not-found') : { openWork: await deps.openWork(siteId, input.personId) };
    }),

    route(contract.endPerson, async (call) => {
      const ended = await change(call, async ({ trx, now, standings, decider }) => {
        const { siteId, personId } = call.input;
        const refused = refuseEnd(decider, siteId, personId, standings);
        if (refused) return refused;
        const { leftAltogether } = await endHere(trx, { siteId, personId, standings, now });
        return { event: 'PersonEnded', data: { leftAltogether }, answer: { ok: true as const, leftAltogether } };
      });
      if (isRefusal(ended)) return ended;
      return { ...ended, openWork: await deps.openWork(call.siteId, call.input.personId) };
    }),

    route(contract.lendPerson, (call) =>
      change(call, async ({ trx, now, standings, decider }) => {
        const { siteId, toSiteId, personId, roles, until } = call.input;
        if (until !== null && until <= now) return refuse('end-in-the-past');
        const known = await trx.query('select from site_names() where id = $1', [toSiteId]);
        if (known.length === 0) return refuse('site-unknown');
        const loan = decideLoan(decider, { siteId, toSiteId, roles, standings });
        if (!loan.ok) return loan;
        const homeUntil = await homeEnd(trx, siteId, personId);
        const cappedUntil = homeUntil !== null && (until === null || until > homeUntil) ? homeUntil : until;
        await putMembership(trx.query, { siteId: toSiteId, personId, roles, skills: await skillsOf(trx, siteId, personId), lent: true, offered: loan.offered, from: now, until: cappedUntil ?? undefined });
        return { event: 'PersonLent', data: { toSiteId, roles, until: cappedUntil, offered: loan.offered }, ...(loan.offered ? {} : { joined: { siteId: toSiteId, roles }, quality: granted(toSiteId, roles, standings) }), answer: { ok: true as const, offered: loan.offered } };
      }),
    ),

    route(contract.takeLoan, (call) =>
      change(call, async ({ trx, now, standings, decider }) => {
        const { siteId, personId } = call.input;
        const offered = standings.filter((standing) => standing.siteId === siteId && standing.offered);
        if (offered.length === 0) return refuse('not-found');
        const roles = offered.map((standing) => standing.role);
        const refused = refuseGrant(decider, siteId, roles);
        if (refused) return refused;
        await trx.query('update memberships set offered = false, valid_from = $3 where site_id = $1 and person_id = $2 and offered', [siteId, personId, now]);
        return { event: 'PersonTaken', data: { roles }, quality: granted(siteId, roles, standings), answer: { ok: true as const } };
      }),
    ),

    route(contract.resetPassword, async (call) => {
      const password = makePassword();
      const hash = await hashPassword(password);
      return change(call, async ({ trx, now, standings, decider }) => {
        const { siteId, personId } = call.input;
        const refused = refuseCredentials(decider, siteId, standings);
        if (refused) return refused;
        await endCredentials(trx, personId, now);
        await trx.query(
          `with changed as (update people set password_temporary = true where id = $1 returning user_id)
           update auth_accounts a set password = $2, updated_at = $3 from changed c where a.user_id = c.user_id and a.provider_id = 'credential'`,
          [personId, hash, now],
        );
        return { event: 'PersonPasswordReset', data: {}, quality: reset('password', standings), answer: { password } };
      });
    }),

    route(contract.resetPin, (call) =>
      change(call, async ({ trx, standings, decider }) => {
        const { siteId, personId } = call.input;
        const refused = refuseCredentials(decider, siteId, standings);
        if (refused) return refused;
        await trx.query('update people set pin_hash = null, pin_failures = 0, pin_locked_until = null where id = $1', [personId]);
        await trx.query('delete from pin_sessions where person_id = $1', [personId]);
        return { event: 'PersonPinReset', data: {}, quality: reset('pin', standings), answer: { ok: true as const } };
      }),
    ),
  ];
};

const skillsOf = async (trx: Transaction, siteId: string, personId: string): Promise<string[]> =>
  (await trx.query<{ skill: string }>('select distinct unnest(skills) as skill from memberships where site_id = $1 and person_id = $2', [siteId, personId])).map((row) => row.skill);

/** When a temporary person leaves the home centre; null = not known. */
const homeEnd = async (trx: Transaction, siteId: string, personId: string): Promise<Instant | null> =>
  (
    await trx.query<{ until: Instant | null }>(
      'select case when bool_or(valid_until is null) then null else max(valid_until) end as until from memberships where site_id = $1 and person_id = $2 and not lent',
      [siteId, personId],
    )
  )[0]?.until ?? null;
