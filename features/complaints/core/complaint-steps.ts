import { z } from 'zod';
import { zId, zInstantIn, zOptionalText, zText } from '../../../platform/core/contract.ts';

export const CAUSES = ['attitude', 'delay', 'quality', 'facility', 'procedure', 'misunderstanding', 'other'] as const;
export const FINDINGS = ['founded', 'partly', 'unfounded'] as const;
/** 轻微 重要 重大 (numbers.md 5.2). */
export const GRADES = ['minor', 'important', 'major'] as const;
export const WAYS = ['phone', 'in_person', 'written', 'message', 'impossible'] as const;

const step = <N extends string, S extends z.ZodRawShape>(name: N, shape: S) => z.object({ step: z.literal(name), ...shape });
/** When it happened, for what is keyed in later from paper. */
const at = zInstantIn.optional();

export const zComplaintStep = z.discriminatedUnion('step', [
  step('assign', { ownerId: zId }),
  step('grade', { grade: z.enum(GRADES), reason: zText(300) }),
  step('accuse', { accused: z.array(zId).max(10) }),
  step('respond', { way: z.enum(WAYS), text: zText(1000), at }),
  step('note', { text: zText(2000) }),
  step('attach', { hash: z.string().regex(/^[0-9a-f]{64}$/) }),
  step('decide', { finding: z.enum(FINDINGS), cause: z.enum(CAUSES), text: zText(2000) }),
  step('answer', { way: z.enum(WAYS), text: zText(2000), at }),
  step('correct', { text: zText(1000) }),
  step('returnCall', { result: z.enum(['satisfied', 'fair', 'dissatisfied', 'not_reached', 'impossible']), method: z.enum(['phone', 'in_person', 'on_site']), note: zOptionalText(500), at }),
  step('readContact', {}),
  step('askErasure', { reason: zOptionalText(300) }),
  step('void', { reason: zText(300) }),
]);
export type ComplaintStep = z.output<typeof zComplaintStep>;
export type ComplaintStepName = ComplaintStep['step'];
