import type { AlertDraft, Rung } from '../../../platform/core/alert.ts';
import type { Role } from '../../../platform/core/roles.ts';

/** Who is at the centre now, as the roster, the presence board and the memberships say. */
export type Situation = {
  readonly staff: readonly {
    readonly personId: string;
    readonly roles: readonly Role[];
    /** The roles of the posts the person holds at this moment; the desk too while standing in for it (M-51). */
    readonly onDuty: readonly Role[];
    readonly standsIn: boolean;
    readonly isOff: boolean;
  }[];
  /** The roles this centre plans by a roster; whoever holds any other role is told without one. */
  readonly rostered: readonly Role[];
};

export type ReachedWhy = 'named' | 'on-duty' | 'standing-in' | 'of-the-role';
export type Reached = { readonly personId: string; readonly why: ReachedWhy };

/** Those who answer for the centre are told wherever they are; others only on duty. */
const ANYWHERE: readonly Role[] = ['property_manager', 'engineering_head', 'quality', 'admin'];

const ofRole = (role: Role, { staff, rostered }: Situation): Reached[] => {
  const onDuty = staff.filter((person) => person.onDuty.includes(role) && !person.isOff);
  if (onDuty.length > 0) return onDuty.map(({ personId, standsIn, roles }) => ({ personId, why: standsIn && !roles.includes(role) ? 'standing-in' : 'on-duty' }));
  if (!ANYWHERE.includes(role) && rostered.includes(role)) return [];
  return staff.filter((person) => person.roles.includes(role)).map(({ personId }) => ({ personId, why: 'of-the-role' }));
};

/** A person who has left is not told; the rung's role is, or it counts as empty. */
const named = (rung: Extract<Rung, { part: string }>, people: AlertDraft['people'], situation: Situation): Reached[] => {
  const here = (people[rung.part] ?? []).filter((personId) => situation.staff.some((person) => person.personId === personId)).map((personId): Reached => ({ personId, why: 'named' }));
  return here.length === 0 && rung.orRole ? ofRole(rung.orRole, situation) : here;
};

/** Whom the rungs of one step reach, each person once, and which rungs found nobody (无人在岗). */
export const reachStep = (who: readonly Rung[], people: AlertDraft['people'], situation: Situation): { reached: Reached[]; empty: Rung[] } => {
  const reached = new Map<string, Reached>();
  const empty: Rung[] = [];
  for (const rung of who) {
    const here = ('part' in rung ? named(rung, people, situation) : ofRole(rung.role, situation)).filter(({ personId }) => !people['except']?.includes(personId));
    if (here.length === 0) empty.push(rung);
    for (const found of here) if (!reached.has(found.personId)) reached.set(found.personId, found);
  }
  return { reached: [...reached.values()], empty };
};
