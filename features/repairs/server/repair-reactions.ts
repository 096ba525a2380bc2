import type { Job } from '../../../platform/server/jobs.ts';
import type { RepairEvent } from '../core/repair-events.ts';

/** What other features may do after an order's event: they name the job, nobody here knows them. */
export const REPAIR_JOBS = { referred: 'repairs.vendor-referred', dissatisfied: 'repairs.dissatisfied' } as const;

/** Event → jobs: a defect given to a partner firm (M-23), a user who is dissatisfied when called (M-36). */
export const repairReactions = (event: RepairEvent, order: { readonly siteId: string; readonly id: string }): Job[] => {
  if (event.type !== 'StepTaken') return [];
  const { step, at } = event;
  const payload = { siteId: order.siteId, repairId: order.id };
  if (step.step === 'referVendor') return [{ name: REPAIR_JOBS.referred, payload, key: `${order.id}/${at}` }];
  if (step.step === 'followUp' && step.result === 'dissatisfied') return [{ name: REPAIR_JOBS.dissatisfied, payload: { ...payload, at }, key: `${order.id}/${at}` }];
  return [];
};
