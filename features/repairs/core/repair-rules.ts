import { toMillis } from '../../../platform/core/instant.ts';
import type { Decision } from '../../../platform/core/refusal.ts';
import type { RepairEvent, StepTaken } from './repair-events.ts';
import { evolve, isWrittenTwin } from './repair-evolve.ts';
import type { RepairOrder } from './repair-order.ts';
import { isSampled, isSettled, mustBeCalled } from './repair-settled.ts';
import type { Step } from './repair-steps.ts';
import { isLawful } from './repair-transitions.ts';
import { checkStep, checkTime, lackingSkill, unlawful, type RepairRefusal, type StepContext } from './step-checks.ts';

/** M-25: whoever has the skill needs nobody's word; a leader who only says the words means himself. */
const asMeant = (order: RepairOrder, sent: Step, ctx: StepContext): Step => {
  if (sent.step !== 'assign' && sent.step !== 'notify' && sent.step !== 'callFirst') return sent;
  const { leaderId, ...step } = sent;
  if (!lackingSkill(order, step.technicianId, ctx)) return step;
  const own = step.leaderWord && ctx.leaders.has(ctx.actorId) && step.technicianId !== ctx.actorId ? ctx.actorId : undefined;
  const meant = leaderId ?? own;
  return meant ? { ...step, leaderId: meant } : step;
};

/** Whoever held at the door comes to it again: a new arrival, and the user is asked anew (M-14, M-16). */
const asTaken = (order: RepairOrder, step: Step): Step => {
  if (step.step !== 'resume') return step;
  const { again: _sent, ...resume } = step;
  return order.hold?.from === 'on_site' ? { ...resume, again: true } : resume;
};

/**
 * Takes the steps in the order given, all or none: each is judged on the state the ones before it left.
 * Refuses with the code of the first step that cannot be taken; `facts.index` names it.
 */
export const takeSteps = (before: RepairOrder, steps: readonly Step[], ctx: StepContext): Decision<RepairEvent, RepairRefusal> => {
  const events: RepairEvent[] = [];
  let order = before;
  for (const [index, sent] of steps.entries()) {
    const step = asMeant(order, sent, ctx);
    // A tap has the machine's own time; where that was put back since the request, it counts from the request.
    const at = step.at ?? (toMillis(ctx.now) < toMillis(order.receivedAt) ? order.receivedAt : ctx.now);
    const way = step.way ?? ctx.ownWay;
    const untimely = step.at === undefined ? undefined : checkTime(order, step.at, ctx.now, way);
    const isTwin = isWrittenTwin(order, step, way);
    const refusal = isTwin ? untimely : isLawful(step.step, order.status) ? (untimely ?? checkStep(order, step, ctx)) : unlawful(order, step);
    if (refusal) return { ...refusal, facts: { ...refusal.facts, index, step: step.step } };
    const taken: StepTaken = { type: 'StepTaken', at, recordedAt: ctx.now, by: ctx.actorId, way, step: asTaken(order, step) };
    events.push(taken);
    // M-12: a signature is one man's; who is given the order afterwards signs for it himself.
    const isLapsed = step.step === 'assign' && order.status !== 'issued' && step.technicianId !== order.technicianId;
    order = evolve(order, taken);
    if (isLapsed) {
      const lapsed: RepairEvent = { type: 'AcceptanceLapsed', at, recordedAt: ctx.now, by: ctx.actorId };
      events.push(lapsed);
      order = evolve(order, lapsed);
    }
    if (step.step === 'judge' && step.acceptance === 'rejected' && order.ratings) {
      const lapsed: RepairEvent = { type: 'RatingLapsed', at, recordedAt: ctx.now, by: ctx.actorId };
      events.push(lapsed);
      order = evolve(order, lapsed);
    }
    if ((step.step === 'sign' || step.step === 'noSignature') && order.kind === 'user' && !isTwin && !mustBeCalled(order, ctx) && !isSampled(order.id, ctx.followUpShare)) {
      const waived: RepairEvent = { type: 'FollowUpWaived', at, recordedAt: ctx.now, by: ctx.actorId };
      events.push(waived);
      order = evolve(order, waived);
    }
  }
  if (isSettled(order)) events.push({ type: 'RepairClosed', at: ctx.now, recordedAt: ctx.now, by: ctx.actorId });
  return { ok: true, events };
};
