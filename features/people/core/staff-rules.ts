import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Role } from '../../../platform/core/roles.ts';

/** One role a person holds somewhere at this moment. */
export type Standing = { readonly siteId: string; readonly role: Role; readonly lent: boolean; readonly offered: boolean };
/** Who decides, and what they are in each of their centres. */
export type Decider = { readonly personId: string; readonly rolesAt: ReadonlyMap<string, readonly Role[]> };

const rolesIn = (decider: Decider, siteId: string): readonly Role[] => decider.rolesAt.get(siteId) ?? [];
const manages = (decider: Decider, siteId: string): boolean => rolesIn(decider, siteId).some((role) => role === 'property_manager' || role === 'admin');
const isAdmin = (decider: Decider, siteId: string): boolean => rolesIn(decider, siteId).includes('admin');

/** Given and taken only by an admin of the same centre: whoever looks after the machine, and whoever reads reports about the manager (M-37). */
export const GUARDED_ROLES: readonly Role[] = ['admin', 'quality'];

/** Whom only an admin unmakes or ends: also a manager, who may read what another manager is reported for (M-37, M-39). */
const GUARDED_PEOPLE: readonly Role[] = [...GUARDED_ROLES, 'property_manager'];

/** Roles a manager may hand out: all but the guarded ones. */
export const refuseGrant = (decider: Decider, siteId: string, roles: readonly Role[]): Refusal | undefined => {
  const guarded = isAdmin(decider, siteId) ? undefined : roles.find((role) => GUARDED_ROLES.includes(role));
  return guarded && refuse('role-not-yours', { role: guarded });
};

/** Whether the person is of this centre at all; one who is not does not exist for its manager. */
const refuseStranger = (standings: readonly Standing[], siteId: string): Refusal | undefined =>
  standings.some((standing) => standing.siteId === siteId) ? undefined : refuse('not-found');

const refuseTarget = (decider: Decider, standings: readonly Standing[], guarded = GUARDED_PEOPLE): Refusal | undefined => {
  const held = standings.find((standing) => guarded.includes(standing.role) && !standing.offered && !isAdmin(decider, standing.siteId));
  return held && refuse('role-not-yours', { role: held.role });
};

/** Changing what somebody is here, or ending them here. A loan may be ended by the borrowing centre, not reshaped. */
export const refuseRoleChange = (
  decider: Decider,
  change: { readonly siteId: string; readonly personId: string; readonly standings: readonly Standing[]; readonly roles: readonly Role[] },
): Refusal | undefined => {
  const { siteId, standings, roles } = change;
  const here = standings.filter((standing) => standing.siteId === siteId);
  const refused = refuseStranger(standings, siteId) ?? refuseGrant(decider, siteId, roles) ?? refuseTarget(decider, here, change.personId === decider.personId ? GUARDED_ROLES : GUARDED_PEOPLE);
  if (refused) return refused;
  if (here.some((standing) => standing.lent)) return refuse('person-is-lent');
  // Nobody locks themselves out of the page they are on.
  const staysManager = roles.some((role) => role === 'property_manager' || role === 'admin');
  return change.personId === decider.personId && !staysManager ? refuse('not-yourself') : undefined;
};

/** `guarded`: a decision on conduct ends a manager too (M-41). */
export const refuseEnd = (decider: Decider, siteId: string, personId: string, standings: readonly Standing[], guarded = GUARDED_PEOPLE): Refusal | undefined =>
  personId === decider.personId
    ? refuse('not-yourself')
    : (refuseStranger(standings, siteId) ?? refuseTarget(decider, standings.filter((standing) => standing.siteId === siteId), guarded));

/**
 * A new password or PIN opens every centre the person belongs to, so the decider must manage all of them.
 * Loans do not count: the home centre answers for its people; for a manager, and for whoever reads reports anywhere, its admin does.
 */
export const refuseCredentials = (decider: Decider, siteId: string, standings: readonly Standing[]): Refusal | undefined => {
  const stranger = refuseStranger(standings, siteId);
  if (stranger) return stranger;
  const home = standings.filter((standing) => !standing.lent);
  if (!home.some((standing) => standing.siteId === siteId)) return refuse('person-is-lent');
  if (home.some((standing) => !manages(decider, standing.siteId))) return refuse('person-of-other-centre');
  const isReader = standings.some((standing) => standing.role === 'quality' && !standing.offered);
  if (isReader && home.some((standing) => !isAdmin(decider, standing.siteId))) return refuse('role-not-yours', { role: 'quality' });
  return refuseTarget(decider, standings, ['admin']) ?? refuseTarget(decider, home, ['property_manager']);
};

/** Lending gives rights in another centre: only roles held at home, never one that manages, unless the decider manages there too. */
export const decideLoan = (
  decider: Decider,
  loan: { readonly siteId: string; readonly toSiteId: string; readonly roles: readonly Role[]; readonly standings: readonly Standing[] },
): { readonly ok: true; readonly offered: boolean } | Refusal => {
  if (loan.toSiteId === loan.siteId) return refuse('same-centre');
  const home = loan.standings.filter((standing) => standing.siteId === loan.siteId && !standing.lent && !standing.offered);
  if (home.length === 0) return loan.standings.some((standing) => standing.siteId === loan.siteId) ? refuse('person-is-lent') : refuse('not-found');
  if (loan.standings.some((standing) => standing.siteId === loan.toSiteId && !standing.offered)) return refuse('already-there');
  const there = manages(decider, loan.toSiteId);
  if (!there && loan.roles.some((role) => role === 'property_manager' || role === 'admin')) return refuse('role-not-yours', { role: 'property_manager' });
  const missing = loan.roles.find((role) => !home.some((standing) => standing.role === role));
  if (missing && !there) return refuse('role-not-held', { role: missing });
  // What is only offered is given by whoever takes it there.
  const grant = there ? refuseGrant(decider, loan.toSiteId, loan.roles) : undefined;
  return grant ?? { ok: true, offered: !there };
};
