import { z } from 'zod';
import { endpoint, zId } from '../../../platform/core/contract.ts';

export const zMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
/** Within three rings of how many, and how long; measured and declared never stand in one number. */
const zAnswerTimes = z.object({ known: z.number(), within: z.number(), averageRingMs: z.number().nullable(), averageWaitMs: z.number().nullable() });
const zTally = z.object({
  inbound: z.number(), outbound: z.number(), answered: z.number(), abandoned: z.number(), withheldMissed: z.number(), measured: zAnswerTimes, declared: z.object({ known: z.number(), within: z.number() }), ringsUnknown: z.number(), lateSpecial: z.number(),
  transfers: z.number(), lostTransfers: z.number(), heldLong: z.number(), callerHungUp: z.number(), weHungUp: z.number(), /** Of all these, from paper. */ keyedIn: z.number(),
});
const zWork = z.object({ kind: z.string(), opened: z.number(), done: z.number(), inTime: z.number(), averageHours: z.number().nullable() });
/** What a complaint is owed, in its order (T-01). */
export const COMPLAINT_STAGES = ['complaint.respond', 'complaint.answer', 'complaint.return'] as const;
const zFigures = z.object({
  total: zTally,
  agents: z.array(z.object({ id: zId.nullable(), name: z.string().nullable(), ...zTally.shape })),
  hours: z.array(z.object({ hour: z.number(), inbound: z.number(), answered: z.number(), abandoned: z.number() })),
  purposes: z.array(z.object({ purpose: z.string().nullable(), calls: z.number() })),
  missed: z.object({ tasks: z.number(), calledBack: z.number(), inTime: z.number(), open: z.number() }),
  messages: z.object({ taken: z.number(), delivered: z.number(), inTime: z.number(), urgent: z.number(), urgentInTime: z.number(), averageMinutes: z.number().nullable(), keyedIn: z.number() }),
  matters: z.array(zWork),
  /** First response, answer and return call of the month's complaints (T-01); null to whoever may not read complaints. */
  complaints: z.array(z.object({ ...zWork.shape, kind: z.enum(COMPLAINT_STAGES) })).nullable(),
  checks: z.array(z.object({ item: z.string(), yes: z.number(), no: z.number(), unseen: z.number() })),
  /** The months before, for the trend of the checks (T-03). */
  checkTrend: z.array(z.object({ month: z.string(), yes: z.number(), no: z.number() })),
  ratings: z.object({ satisfied: z.number(), fair: z.number(), dissatisfied: z.number() }),
});
export type PhoneFigures = z.output<typeof zFigures>;
export const readPhoneFigures = endpoint({
  name: 'readPhoneFigures', method: 'GET', path: '/api/sites/{siteId}/telephone/figures', permission: 'telephone.figures', summary: 'The telephone of a month: rings and waiting (measured, declared), missed and called back, transfers, messages, matters, how long complaints wait, checks',
  input: z.object({ siteId: zId, month: zMonth }), output: zFigures,
});
export const FIGURE_ENDPOINTS = [readPhoneFigures] as const;
