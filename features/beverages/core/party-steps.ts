import { z } from 'zod';
import { zId, zOptionalText, zText } from '../../../platform/core/contract.ts';

const zGuests = z.number().int().min(1).max(30);
export const zOrderLine = z.object({
  itemId: zId,
  quantity: z.number().int().min(1).max(50),
  /** 少糖, 去冰. */
  note: zOptionalText(60),
  /** Said by the guest; flagged until served. */
  allergy: zOptionalText(60),
});

/** What may be done for a party; one tap is one step, +1 份 is several in one command. */
export const zPartyStep = z.discriminatedUnion('step', [
  /** At a table, or where they stand; `count`: nobody is followed, only the servings are counted (高峰). */
  z.object({ step: z.literal('seat'), tableId: zId.optional(), placeText: zText(40).optional(), guests: zGuests.optional(), count: z.boolean().default(false) }),
  z.object({ step: z.literal('guests'), guests: zGuests }),
  z.object({ step: z.literal('ask') }),
  z.object({ step: z.literal('order'), orderId: zId, lines: z.array(zOrderLine).min(1).max(30) }),
  /** What was ordered last, once more. */
  z.object({ step: z.literal('again'), orderId: zId }),
  z.object({ step: z.literal('cancel'), orderId: zId }),
  z.object({ step: z.literal('serve'), orderIds: z.array(zId).min(1).max(30) }),
  z.object({ step: z.literal('refill') }),
  z.object({ step: z.literal('snooze') }),
  z.object({ step: z.literal('leave') }),
  z.object({ step: z.literal('clear') }),
  z.object({ step: z.literal('move'), tableId: zId }),
  /** Takes back the last tap. */
  z.object({ step: z.literal('undo') }),
]);
export type PartyStep = z.output<typeof zPartyStep>;
export type PartyStepName = PartyStep['step'];
