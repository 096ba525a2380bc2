import type { Instant } from '../../../platform/core/instant.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import type { Query, Transaction } from '../../../platform/server/database.ts';
import { GUARDED_ROLES, refuseEnd, type Decider, type Standing } from '../core/staff-rules.ts';
import { journalPerson } from './staff-journal.ts';

/** Locks the person, so that two managers deciding at once decide one after the other. */
export const standingsOf = async (query: Query, personId: string, now: Instant): Promise<Standing[]> => {
  await query('select from people where id = $1 for update', [personId]);
  return query<Standing>(
    `select m.site_id as "siteId", m.role, m.lent, m.offered from memberships m join people p on p.id = m.person_id
      where m.person_id = $1 and p.ended_at is null and (m.valid_until is null or m.valid_until > $2)`,
    [personId, now],
  );
};

/** All sessions and tokens of a person end; with `pin`, the PIN too. */
export const endCredentials = (trx: Transaction, personId: string, now: Instant): Promise<unknown> =>
  trx.query(
    `with pins as (delete from pin_sessions where person_id = $1),
          tokens as (update api_tokens set revoked_at = $2 where person_id = $1 and revoked_at is null)
     delete from auth_sessions s using people p where p.id = $1 and s.user_id = p.user_id`,
    [personId, now],
  );

/** Ends a person here; with the home centre gone, loans of it fall too and the account is closed; another home keeps the person and its own. */
export const endHere = async (trx: Transaction, input: { siteId: string; personId: string; standings: readonly Standing[]; now: Instant }): Promise<{ leftAltogether: boolean }> => {
  const { siteId, personId, standings, now } = input;
  const home = standings.some((standing) => standing.siteId === siteId && !standing.lent);
  const otherHome = standings.some((standing) => standing.siteId !== siteId && !standing.lent && !standing.offered);
  const leftAltogether = home && !otherHome;
  await trx.query('update memberships set valid_until = $3, offered = false where person_id = $2 and (site_id = $1 or $4) and (valid_until is null or valid_until > $3)', [siteId, personId, now, leftAltogether]);
  if (leftAltogether) {
    await endCredentials(trx, personId, now);
    await trx.query('update people set ended_at = $2, pin_hash = null where id = $1', [personId, now]);
  }
  return { leftAltogether };
};

/**
 * Dismisses a person in the transaction of the decision about them (M-41): the account is closed in the same step, and
 * every session ends at once, also where another centre is still their home.
 */
export const dismissPerson = async (trx: Transaction, input: { siteId: string; personId: string; decider: Decider; now: Instant }): Promise<{ ok: true; leftAltogether: boolean } | Refusal> => {
  const { siteId, personId, decider, now } = input;
  const standings = await standingsOf(trx.query, personId, now);
  const refused = refuseEnd(decider, siteId, personId, standings, GUARDED_ROLES);
  if (refused) return refused;
  const ended = await endHere(trx, { siteId, personId, standings, now });
  if (!ended.leftAltogether) await endCredentials(trx, personId, now);
  await journalPerson(trx, { siteId, personId, actor: decider.personId, event: 'PersonEnded', data: ended, now });
  return { ok: true, ...ended };
};
