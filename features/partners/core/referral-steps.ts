import { z } from 'zod';
import { zId, zInstantIn, zOptionalText, zText } from '../../../platform/core/contract.ts';

const step = <N extends string, S extends z.ZodRawShape>(name: N, shape: S) => z.object({ step: z.literal(name), ...shape });
const at = zInstantIn.optional();

export const zReferralStep = z.discriminatedUnion('step', [
  step('link', { firmId: zId }),
  step('call', { spokeWith: zText(40), text: zOptionalText(500), promisedAt: zInstantIn.optional(), at }),
  step('promise', { promisedAt: zInstantIn, text: zOptionalText(500) }),
  step('chase', { text: zText(500) }),
  step('arrive', { who: zOptionalText(60), at }),
  step('attach', { hash: z.string().regex(/^[0-9a-f]{64}$/), phase: z.enum(['before', 'after']) }),
  step('finish', { result: z.enum(['fixed', 'temporary', 'not_fixed']), text: zText(1000), at }),
  step('cancel', { reason: zText(300) }),
]);
export type ReferralStep = z.output<typeof zReferralStep>;
export type ReferralStepName = ReferralStep['step'];
