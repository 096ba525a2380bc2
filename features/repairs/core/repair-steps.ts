import { z } from 'zod';
import { SPOT_ANSWERS, SPOT_ITEMS } from './spot-check.ts';
import { zId, zInstantIn, zOptionalText, zText } from '../../../platform/core/contract.ts';

/**
 * Everything that may be done to an order after it is logged, one schema each.
 * A tap sends one step; the returned slip or a walkie-talkie call sends several with the paper's times (代录).
 */
const step = <N extends string, S extends z.ZodRawShape>(name: N, shape: S) =>
  z.object({
    step: z.literal(name),
    /** When it happened, if not now: the paper's time or the phone's time while it had no network. */
    at: zInstantIn.optional(),
    way: z.enum(['app', 'desk', 'qr', 'paper', 'radio']).optional(),
    ...shape,
  });

const rating = z.enum(['satisfied', 'fair', 'dissatisfied']);
const tick = z.boolean();
export const HOLD_REASONS = ['user_absent', 'consent_refused', 'parts', 'vendor', 'support', 'quiet_hours', 'other'] as const;
export const EXCEPTION_REASONS = ['user_changed_time', 'emergency_elsewhere', 'blocked_access', 'waiting_parts', 'weather', 'wrong_entry', 'other'] as const;
export const CAUSES = ['wear', 'misuse', 'quality_defect', 'external', 'installation', 'unknown'] as const;
export const CHANNELS = ['phone', 'in_person', 'radio', 'wechat', 'patrol', 'code', 'on_spot', 'import'] as const;
export const SOURCES = ['patrol', 'guard', 'cleaning', 'guest', 'alarm', 'staff'] as const;
export const zPly = z.enum(['desk', 'user', 'store', 'engineering']);

export const zMaterial = z.object({
  name: zText(60),
  spec: zOptionalText(60),
  unit: zText(10),
  quantity: z.number().positive().max(100_000),
  unitPriceCents: z.int().min(0).max(100_000_000).optional(),
});

export const zStep = z.discriminatedUnion('step', [
  step('amend', {
    placeId: zId.nullable().optional(),
    placeText: zOptionalText(80),
    item: zOptionalText(500),
    typeId: zOptionalText(40),
    urgent: tick.optional(),
    reporterName: zOptionalText(40),
    reporterPhone: zOptionalText(30),
    department: zOptionalText(40),
    appointmentAt: zInstantIn.nullable().optional(),
    beforeOpening: tick.optional(),
    /** What the slip asks besides (forms 4.2, 4.3). */
    symptom: zOptionalText(300),
    equipment: zOptionalText(60),
    affectsOpening: tick.optional(),
    safetyMeasures: tick.optional(),
  }),
  /** M-43: what was reported as the user's is the house's, or the other way round; before there is a slip of either kind. */
  step('setKind', { kind: z.enum(['user', 'facility']) }),
  /** The words of the report find their place in the centre's list. */
  step('locate', { placeId: zId }),
  step('confirmOnSpot', {}),
  /** Told by telephone or radio before there is a slip; the slip follows (补单). */
  step('callFirst', { technicianId: zId, channel: z.enum(['phone', 'radio']), leaderId: zId.optional(), leaderWord: zOptionalText(200) }),
  step('issue', {}),
  /** `leaderId`: who lets a technician without the skill do it (M-25), and in which words; a leader who says only the words means himself. */
  step('assign', { technicianId: zId, leaderId: zId.optional(), leaderWord: zOptionalText(200), reason: zOptionalText(200) }),
  step('notify', { technicianId: zId, channel: z.enum(['radio', 'phone', 'app', 'in_person']), leaderId: zId.optional(), leaderWord: zOptionalText(200) }),
  step('urge', {}),
  step('accept', { signWay: z.enum(['screen', 'pin', 'paper']), signatureFile: zOptionalText(64), technicianId: zId.optional() }),
  step('ready', {}),
  step('arrive', {}),
  step('consent', { given: tick, by: zText(40), appointmentAt: zInstantIn.optional() }),
  step('start', {
    asReported: tick.optional(),
    actualFault: zOptionalText(500),
    moved: tick.optional(),
    covered: tick.optional(),
    sheet: tick.optional(),
  }),
  step('announceNoise', { until: zInstantIn.optional() }),
  step('explainCause', { cause: z.enum(CAUSES), causeText: zOptionalText(300), explained: tick }),
  step('referVendor', { firm: zText(60), contact: zOptionalText(60), called: tick, promised: zOptionalText(60) }),
  step('askSupport', { to: z.enum(['foreman', 'engineering_head']), text: zText(500) }),
  step('answerSupport', { answer: zText(500) }),
  step('takeMaterials', { materials: z.array(zMaterial).min(1).max(30), issuedBy: zOptionalText(40), oldPartsReturned: tick.optional() }),
  step('hold', { reason: z.enum(HOLD_REASONS), note: zOptionalText(300), appointmentAt: zInstantIn.optional() }),
  /** `again`: the rule's own word that the door was left, whatever is sent; arrival and consent are taken again. */
  step('resume', { again: tick.optional() }),
  step('tidy', { wiped: tick.optional(), tools: tick.optional(), rubbish: tick.optional(), restored: tick.optional() }),
  step('askCleaning', {}),
  step('settleCleaning', { settled: z.enum(['done', 'waived']) }),
  step('test', { to: zText(40), passed: tick }),
  step('record', { workDone: zText(800), cause: z.enum(CAUSES).optional(), causeText: zOptionalText(300), result: z.enum(['fixed', 'temporary', 'not_fixed']) }),
  step('judge', {
    acceptance: z.enum(['accepted', 'accepted_with_remarks', 'rejected']),
    remarks: zOptionalText(300),
    department: zOptionalText(40),
  }),
  step('rate', {
    workmanship: rating,
    attitude: rating,
    conduct: rating,
    timeliness: rating.optional(),
    comment: zOptionalText(500),
  }),
  step('sign', {
    signWay: z.enum(['own_phone', 'desk_tablet', 'paper', 'turned_phone']),
    signedBy: zText(40),
    signatureFile: zOptionalText(64),
  }),
  step('noSignature', { why: z.enum(['refused', 'absent']), reason: zText(200), witness: zOptionalText(40) }),
  step('leave', {}),
  step('addPhoto', { hash: zText(64), phase: z.enum(['report', 'before', 'after', 'slip']) }),
  step('addNote', { text: zText(500) }),
  /** Booked before the paper comes out; a reprint says why. */
  step('print', { reprint: tick, reason: zOptionalText(100) }),
  step('moveCopy', {
    ply: zPly,
    custody: z.enum(['carried', 'with_user', 'at_store', 'at_engineering', 'returned']),
    holder: zOptionalText(40),
  }),
  step('undoReturn', { ply: zPly }),
  step('loseCopy', { ply: zPly, reason: zText(200) }),
  step('approveLoss', { ply: zPly }),
  step('refuseLoss', { ply: zPly, reason: zText(200) }),
  step('followUp', {
    result: z.enum(['satisfied', 'fair', 'dissatisfied', 'not_reached']),
    method: z.enum(['phone', 'in_person', 'on_site']),
    note: zOptionalText(500),
  }),
  step('reopen', { reason: zText(300) }),
  step('reviewRepeat', { note: zText(300) }),
  /** A leader's spot check of the visit; every item is answered, if only as 未观察. */
  step('inspect', { answers: z.record(z.enum(SPOT_ITEMS.map((entry) => entry.item)), z.enum(SPOT_ANSWERS)), note: zOptionalText(500) }),
  step('explainBreach', { clock: zText(30), /** Of which visit, the present one unless said; of a clock that runs again in it, by the clock's own round. */ visit: z.int().min(-1_000_999).max(1000).optional(), reason: z.enum(EXCEPTION_REASONS), note: zOptionalText(200), /** When somebody will be there after all. */ expectedAt: zInstantIn.optional() }),
  step('cancel', { reason: zText(200) }),
]);

export type Step = z.output<typeof zStep>;
export type StepInput = z.input<typeof zStep>;
export type StepName = Step['step'];
export type StepOf<N extends StepName> = Extract<Step, { step: N }>;
