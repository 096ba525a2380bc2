import { z } from 'zod';
import { zId, zInstantIn, zOptionalText, zText } from '../../../platform/core/contract.ts';
import { GRADES } from './incident-catalogue.ts';

export const HARMS = ['none', 'injured', 'hospital', 'dead'] as const;
export const OUTSIDE = ['119', '110', '120', 'authority', 'insurer', 'company', 'developer', 'other'] as const;
export const WAYS = ['app', 'phone', 'radio', 'in_person'] as const;

/** When it really happened, where it is entered later; left out: now. */
const when = { at: zInstantIn.optional() };
const zWay = z.enum(WAYS);

export const zIncidentStep = z.discriminatedUnion('step', [
  /** Somebody on the ladder has it; noted for them by the desk where they answered by radio or telephone. */
  z.object({ step: z.literal('answer'), ...when, personId: zId.optional(), way: zWay.default('app'), instruction: zOptionalText(500) }),
  /** Somebody who is on no ladder was called by hand. */
  z.object({ step: z.literal('call'), ...when, who: zText(40), duty: zOptionalText(40), way: zWay.default('phone'), confirmedAt: zInstantIn.optional(), instruction: zOptionalText(500) }),
  z.object({ step: z.literal('grade'), ...when, grade: z.enum(GRADES), reason: zText(200) }),
  z.object({ step: z.literal('outside'), ...when, to: z.enum(OUTSIDE), words: zOptionalText(200) }),
  z.object({ step: z.literal('note'), ...when, kind: z.enum(['course', 'measure']).default('course'), words: zText(500) }),
  z.object({ step: z.literal('photo'), ...when, hash: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.object({ step: z.literal('affected'), ...when, affectedId: zId, name: zOptionalText(40), harm: z.enum(HARMS), words: zOptionalText(200) }),
  z.object({ step: z.literal('loss'), ...when, amount: z.number().int().min(0).max(1_000_000_000).optional(), words: zText(300) }),
  z.object({ step: z.literal('impact'), ...when, closed: z.enum(['none', 'part', 'all']), area: zOptionalText(120), from: zInstantIn.optional(), until: zInstantIn.optional() }),
  z.object({ step: z.literal('describe'), ...when, cause: zOptionalText(500), situation: zOptionalText(500), evidence: zOptionalText(300), occurredAt: zInstantIn.optional() }),
  z.object({ step: z.literal('spokesman'), ...when, name: zText(40), words: zOptionalText(300) }),
  z.object({ step: z.literal('handled'), ...when }),
  z.object({ step: z.literal('firstReport'), ...when, to: zOptionalText(60) }),
  z.object({ step: z.literal('summary'), ...when, causes: zText(800), responsibility: zText(500), prevention: zText(800), mendBy: z.iso.date().optional() }),
  /** Somebody concerned wants their name gone: waits while the incident is open. */
  z.object({ step: z.literal('askErasure'), ...when, reason: zText(200) }),
  z.object({ step: z.literal('fallsAway'), ...when, reason: zText(200) }),
]);
export type IncidentStep = z.output<typeof zIncidentStep>;
export type IncidentStepInput = z.input<typeof zIncidentStep>;
export type IncidentStepName = IncidentStep['step'];
export const STEP_NAMES = zIncidentStep.options.map((option) => option.shape.step.value);
