import { z } from 'zod';
import { zInstantIn, zOptionalText, zText, zId } from '../../../platform/core/contract.ts';

export const LIABLE = ['technician', 'staff', 'firm', 'guest', 'unknown'] as const;
export const WAYS = ['repair', 'replace', 'compensate', 'insurance', 'waive'] as const;
export type ClaimWay = (typeof WAYS)[number];
export const PHASES = ['before', 'after', 'paper'] as const;
export const SETTLED_BY = ['cash', 'transfer', 'delivery', 'repair', 'insurer'] as const;

const step = <N extends string, S extends z.ZodRawShape>(name: N, shape: S) => z.object({ step: z.literal(name), ...shape });
const zHash = z.string().regex(/^[0-9a-f]{64}$/);
/** Judged by the rules, in words: an amount of nothing or of a fortune is refused with its reason, not as bad input. */
const zCents = z.number();

export const zClaimStep = z.discriminatedUnion('step', [
  step('attach', { hash: zHash, phase: z.enum(PHASES) }),
  step('judge', { liable: z.enum(LIABLE), liablePersonId: zId.optional(), liableName: zOptionalText(60), text: zText(1000) }),
  step('propose', { way: z.enum(WAYS), amountCents: zCents.optional(), text: zText(1000), insuranceRef: zOptionalText(60), aboveValueReason: zOptionalText(300) }),
  step('approve', { reference: zOptionalText(60) }),
  step('sendBack', { reason: zText(500) }),
  step('agree', { signedBy: zText(40), signWay: z.enum(['screen', 'paper']), signatureFile: zHash, pin: z.string().regex(/^\d{4,6}$/).optional(), at: zInstantIn.optional() }),
  step('decline', { reason: zText(500) }),
  step('settle', { by: z.enum(SETTLED_BY), amountCents: zCents.optional(), receivedBy: zText(40), reference: zOptionalText(80), at: zInstantIn.optional() }),
  step('prevent', { text: zText(1000) }),
  step('void', { reason: zText(300) }),
]);
export type ClaimStep = z.output<typeof zClaimStep>;
export type ClaimStepName = ClaimStep['step'];
