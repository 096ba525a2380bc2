import { ROLES, type Role } from '../../../platform/core/roles.ts';
import type { Claim, ClaimStatus, Level } from './claim.ts';
import type { ClaimStepName } from './claim-steps.ts';

export type ClaimActor = { readonly personId: string; readonly roles: readonly Role[]; readonly standIn?: Role | undefined };
/** Amounts a level may approve alone, in cents. */
export type ClaimLimits = { readonly supervisorCents: number; readonly managerCents: number; readonly maxCents: number };

const DESK: readonly Role[] = ['desk_agent', 'property_manager'];
const LEADERS: readonly Role[] = ['foreman', 'engineering_head', 'property_manager'];

export const CLAIM_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  // Whoever sees the damage writes it down.
  ['claims.open', ROLES.filter((role) => role !== 'admin' && role !== 'quality')],
  ['claims.read', ROLES.filter((role) => role !== 'admin')],
  ['claims.month', ['property_manager', 'engineering_head', 'quality']],
];

const has = (actor: ClaimActor, roles: readonly Role[]): boolean => actor.roles.some((role) => roles.includes(role));
export const seesAll = (actor: ClaimActor): boolean => has(actor, [...DESK, ...LEADERS, 'quality']);
export const maySee = (claim: Pick<Claim, 'takenBy' | 'liablePersonId'>, actor: ClaimActor): boolean => seesAll(actor) || claim.takenBy === actor.personId || claim.liablePersonId === actor.personId;

const APPROVES: Readonly<Record<Level, readonly Role[]>> = { supervisor: LEADERS, manager: ['property_manager', 'quality'], company: ['quality'] };

/** Which signatures an amount needs: supervisor, manager, manager and company; to waive or to mend without a price is the manager's. */
export const levelsOf = (claim: Pick<Claim, 'proposal'>, limits: ClaimLimits): readonly Level[] => {
  const { proposal } = claim;
  if (!proposal) return [];
  if (proposal.amountCents === undefined) return ['manager'];
  if (proposal.amountCents <= limits.supervisorCents) return ['supervisor'];
  return proposal.amountCents <= limits.managerCents ? ['manager'] : ['manager', 'company'];
};

export const missingLevels = (claim: Claim, limits: ClaimLimits): Level[] => levelsOf(claim, limits).filter((level) => !claim.approvals.some((approval) => approval.level === level));

/** Who has a part in the claim approves none of it: who took it down, who proposed it, who did the damage, whose things they are. */
export const isClaimant = (claim: Claim, personId: string): boolean => [claim.takenBy, claim.proposal?.by, claim.liablePersonId, claim.injuredPersonId].includes(personId);

/** The next missing level this person may fill; nobody fills two. */
export const levelFor = (claim: Claim, actor: ClaimActor, limits: ClaimLimits): Level | undefined =>
  claim.approvals.some((approval) => approval.by === actor.personId) ? undefined : missingLevels(claim, limits).find((level) => has(actor, APPROVES[level]));

const BEFORE: readonly ClaimStatus[] = ['registered', 'proposed'];
const LAWFUL: Readonly<Record<ClaimStepName, readonly ClaimStatus[]>> = {
  attach: ['registered', 'proposed', 'agreed'], judge: BEFORE, propose: BEFORE, approve: ['proposed', 'agreed'], sendBack: ['proposed'], agree: ['proposed'], decline: ['proposed'], settle: ['agreed'], prevent: ['registered', 'proposed', 'agreed', 'closed'], void: [...BEFORE, 'agreed'],
};
export const isLawful = (step: ClaimStepName, status: ClaimStatus): boolean => LAWFUL[step].includes(status);

/** Roles only; who may not because of their own part in it is refused in words by the rules. */
export const mayTake = (step: ClaimStepName, claim: Claim, actor: ClaimActor): boolean => {
  if (!maySee(claim, actor)) return false;
  switch (step) {
    case 'attach':
      return has(actor, [...DESK, ...LEADERS]) || claim.takenBy === actor.personId || claim.liablePersonId === actor.personId;
    case 'judge':
    case 'prevent':
      return has(actor, LEADERS);
    case 'propose':
      return has(actor, [...DESK, ...LEADERS]);
    case 'approve':
    case 'sendBack':
      return has(actor, [...LEADERS, 'quality']);
    case 'void':
      return actor.roles.includes('property_manager');
    default:
      return has(actor, DESK);
  }
};

export const allowedSteps = (claim: Claim, actor: ClaimActor, limits: ClaimLimits): ClaimStepName[] =>
  (Object.keys(LAWFUL) as ClaimStepName[]).filter((step) => {
    if (!isLawful(step, claim.status) || !mayTake(step, claim, actor)) return false;
    if (step === 'approve' || step === 'sendBack') return !isClaimant(claim, actor.personId) && levelFor(claim, actor, limits) !== undefined;
    if (step === 'settle') return missingLevels(claim, limits).length === 0;
    return step !== 'propose' || claim.liability !== undefined;
  });
