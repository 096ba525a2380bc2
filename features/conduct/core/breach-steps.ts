import { z } from 'zod';
import { zInstantIn, zOptionalText, zText } from '../../../platform/core/contract.ts';

/** 口头提醒 书面警告 最后警告 辞退. Money is never taken by this software. */
export const SANCTIONS = ['none', 'talk', 'warning', 'final_warning', 'dismissal'] as const;

const step = <N extends string, S extends z.ZodRawShape>(name: N, shape: S) => z.object({ step: z.literal(name), ...shape });
const zHash = z.string().regex(/^[0-9a-f]{64}$/);

export const zBreachStep = z.discriminatedUnion('step', [
  step('evidence', { text: zOptionalText(1000), hash: zHash.optional() }),
  step('state', { text: zText(4000), witness: zOptionalText(40), hash: zHash.optional() }),
  step('noStatement', { reason: zText(300), witness: zText(40) }),
  step('decide', { finding: z.enum(['founded', 'unfounded']), sanction: z.enum(SANCTIONS), text: zText(2000), pin: z.string().regex(/^\d{4,6}$/).optional() }),
  step('tell', {}),
  step('referPolice', { caseRef: zText(60), station: zText(60), at: zInstantIn.optional() }),
  step('linkIncident', { incidentRef: zText(60) }),
  step('void', { reason: zText(300) }),
]);
export type BreachStep = z.output<typeof zBreachStep>;
export type BreachStepName = BreachStep['step'];
