import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';
import { isClaimant, isLawful, levelFor, mayTake, missingLevels, type ClaimActor, type ClaimLimits } from './claim-permissions.ts';
import type { ClaimStep } from './claim-steps.ts';
import type { Claim, ClaimEvent, ClaimFields } from './claim.ts';

const TOLERANCE_MS = 2 * 60_000;

/** Zero, less than nothing, part of a cent, or more than this house books without looking twice: each refused for its own reason. */
export const checkAmount = (cents: number, limits: Pick<ClaimLimits, 'maxCents'>): Refusal | undefined => {
  if (Number.isNaN(cents) || !Number.isFinite(cents)) return refuse('amount-not-a-number');
  if (cents === 0) return refuse('amount-zero');
  if (cents < 0) return refuse('amount-negative');
  if (!Number.isInteger(cents)) return refuse('amount-part-of-a-cent');
  return cents > limits.maxCents ? refuse('amount-absurd', { maxCents: limits.maxCents }) : undefined;
};

export const openClaim = (fields: ClaimFields, limits: Pick<ClaimLimits, 'maxCents'>, now: Instant): Refusal | undefined => {
  if (toMillis(fields.happenedAt) > toMillis(now) + TOLERANCE_MS) return refuse('time-in-future');
  return fields.priceCents === undefined ? undefined : checkAmount(fields.priceCents, limits);
};

const checkProposal = (claim: Claim, step: Extract<ClaimStep, { step: 'propose' }>, limits: ClaimLimits): Refusal | undefined => {
  // Who is liable is judged first: an offer before that would be a judgement of its own.
  if (!claim.liability) return refuse('liability-missing');
  if (step.way === 'waive') return step.amountCents === undefined ? undefined : refuse('amount-not-asked');
  if (step.way === 'insurance' && !step.insuranceRef) return refuse('insurance-ref-missing');
  if (step.amountCents === undefined) return step.way === 'compensate' ? refuse('amount-missing') : undefined;
  const wrong = checkAmount(step.amountCents, limits);
  if (wrong) return wrong;
  const value = claim.priceCents === undefined ? undefined : claim.priceCents * claim.quantity;
  return value !== undefined && step.amountCents > value && !step.aboveValueReason ? refuse('amount-above-value', { valueCents: value }) : undefined;
};

export type ClaimContext = {
  readonly actor: ClaimActor;
  readonly now: Instant;
  readonly limits: ClaimLimits;
  readonly pinChecked: boolean;
  /** Pictures this person sent; whether anything is on them. */
  readonly files: ReadonlyMap<string, { readonly blank: boolean }>;
  readonly staff: readonly { readonly personId: string }[];
};

const checkStep = (claim: Claim, step: ClaimStep, ctx: ClaimContext): Refusal | undefined => {
  switch (step.step) {
    case 'attach':
      return ctx.files.has(step.hash) ? undefined : refuse('file-unknown');
    case 'judge':
      // M-38: whoever is held liable does not say that it was another, nor whoever was damaged that it was.
      if ([claim.liablePersonId, claim.injuredPersonId].includes(ctx.actor.personId)) return refuse('approval-by-claimant');
      return step.liablePersonId && !ctx.staff.some((person) => person.personId === step.liablePersonId) ? refuse('person-not-here') : undefined;
    case 'propose':
      return checkProposal(claim, step, ctx.limits);
    case 'void':
      return claim.liablePersonId === ctx.actor.personId ? refuse('approval-by-claimant') : undefined;
    case 'approve':
    case 'sendBack':
      if (isClaimant(claim, ctx.actor.personId)) return refuse('approval-by-claimant');
      return levelFor(claim, ctx.actor, ctx.limits) ? undefined : refuse('approval-not-yours', { missing: missingLevels(claim, ctx.limits) });
    case 'agree': {
      const file = ctx.files.get(step.signatureFile);
      if (!file) return refuse('file-unknown');
      if (file.blank) return refuse('signature-missing');
      // Both sides sign: theirs is the picture, ours the PIN of whoever stands here; on paper both stand on the picture.
      return step.signWay === 'screen' && !ctx.pinChecked ? refuse('pin-missing') : undefined;
    }
    case 'settle':
      if (missingLevels(claim, ctx.limits).length > 0) return refuse('approval-missing', { missing: missingLevels(claim, ctx.limits) });
      if (step.amountCents === undefined) return undefined;
      return checkAmount(step.amountCents, ctx.limits) ?? (step.amountCents === claim.proposal?.amountCents ? undefined : refuse('amount-differs', { agreedCents: claim.proposal?.amountCents }));
    default:
      return undefined;
  }
};

export const takeClaimStep = (claim: Claim, step: ClaimStep, ctx: ClaimContext): Decision<ClaimEvent> => {
  const { actor, now } = ctx;
  if (!mayTake(step.step, claim, actor)) return refuse('forbidden', { permission: `claims.${step.step}` });
  if (!isLawful(step.step, claim.status)) return refuse('step-not-possible', { step: step.step, status: claim.status });
  const at = ('at' in step ? step.at : undefined) ?? now;
  if (toMillis(at) > toMillis(now) + TOLERANCE_MS) return refuse('time-in-future', { at });
  if (toMillis(at) < toMillis(claim.receivedAt)) return refuse('time-before-receipt', { at, receivedAt: claim.receivedAt });
  const wrong = checkStep(claim, step, ctx);
  if (wrong) return wrong;
  // A PIN is looked at and forgotten; it stands in no event.
  const { pin: _pin, ...kept } = step as ClaimStep & { pin?: string };
  return { ok: true, events: [{ type: 'ClaimStep', at, recordedAt: now, by: actor.personId, step: kept as ClaimStep, ...(step.step === 'approve' ? { level: levelFor(claim, actor, ctx.limits) } : {}) }] };
};
