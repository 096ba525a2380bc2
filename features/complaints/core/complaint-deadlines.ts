import type { ClockChange } from '../../../platform/core/clock-rule.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { addMinutes } from '../../../platform/core/instant.ts';
import type { Complaint, ComplaintEvent, Grade } from './complaint.ts';
import { isReached } from './complaint-permissions.ts';

export const COMPLAINT_CLOCKS = ['complaint.take', 'complaint.respond', 'complaint.answer', 'complaint.return'] as const;
export type ComplaintClock = (typeof COMPLAINT_CLOCKS)[number];
export type ComplaintLimits = {
  readonly takeMinutes: number;
  readonly respondHours: (grade: Grade) => number;
  readonly answerHours: (grade: Grade) => number;
  readonly returnHours: number;
  /** Counted in opening days. */
  readonly due: (at: Instant, hours: number) => Instant;
  readonly calendarVersion: number;
};

const half = (from: Instant, to: Instant): Instant => new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString();

/** Which limits run (all of this house; the plan names none). A case opened again by a dissatisfied call runs a round of its own. */
export const complaintClocks = (event: ComplaintEvent, after: Complaint, limits: ComplaintLimits): ClockChange[] => {
  const rule = (clause: string, parameter: string, value: number, basis: 'elapsed' | 'opening-days') => ({ clause, origin: 'house' as const, basis, parameter, value: String(value), calendarVersion: limits.calendarVersion });
  const round = after.round;
  const { grade } = after;
  const respond = (from: Instant): ClockChange => {
    const hours = limits.respondHours(grade);
    return { do: 'start', clock: 'complaint.respond', round: 1, startedAt: from, dueAt: addMinutes(from, hours * 60), rule: rule('M-37', grade === 'minor' ? 'complaints.respond_hours' : 'complaints.respond_urgent_hours', hours, 'elapsed') };
  };
  const answer = (from: Instant): ClockChange => {
    const hours = limits.answerHours(grade);
    const dueAt = limits.due(from, hours);
    return { do: 'start', clock: 'complaint.answer', round, startedAt: from, warnAt: half(from, dueAt), dueAt, rule: rule('T-01', grade === 'minor' ? 'complaints.close_minor_hours' : `complaints.close_${grade}_days`, grade === 'minor' ? hours : hours / 24, 'opening-days') };
  };
  const stop = (clock: ComplaintClock, at: Instant, of = 1): ClockChange => ({ do: 'stop', clock, round: of, at });
  switch (event.type) {
    case 'ComplaintOpened':
      return [
        ...(after.ownerId ? [] : [{ do: 'start' as const, clock: 'complaint.take', round: 1, startedAt: event.at, dueAt: addMinutes(event.at, limits.takeMinutes), rule: rule('M-37', 'complaints.take_minutes', limits.takeMinutes, 'elapsed') }]),
        respond(event.at),
        answer(event.at),
      ];
    case 'OwnerReplaced':
      return event.ownerId ? [stop('complaint.take', event.at)] : [];
    case 'ComplaintStep':
      switch (event.step.step) {
        case 'assign':
          return [stop('complaint.take', event.at)];
        case 'grade':
          // The limit follows the grade from the day the complaint came in, not from the day it was judged again.
          return [...(after.response ? [] : [respond(after.receivedAt)]), ...(round === 1 ? [answer(after.receivedAt)] : [])];
        case 'respond':
          return [stop('complaint.take', event.at), stop('complaint.respond', event.at)];
        case 'answer': {
          const dueAt = limits.due(event.at, limits.returnHours);
          return [
            stop('complaint.take', event.at), stop('complaint.respond', event.at), stop('complaint.answer', event.at, round),
            { do: 'start', clock: 'complaint.return', round, startedAt: event.at, dueAt, rule: rule('T-01', 'complaints.return_call_hours', limits.returnHours, 'opening-days') },
          ];
        }
        case 'returnCall':
          if (event.step.result === 'not_reached') return [];
          return [stop('complaint.return', event.at, event.step.result === 'dissatisfied' ? round - 1 : round), ...(isReached(after) ? [] : [answer(event.at)])];
        case 'void':
          return COMPLAINT_CLOCKS.map((clock) => ({ do: 'cancel', clock, round: clock === 'complaint.answer' || clock === 'complaint.return' ? round : 1, at: event.at }));
        default:
          return [];
      }
    default:
      return [];
  }
};
