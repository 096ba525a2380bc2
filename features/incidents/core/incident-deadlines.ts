import type { ClockChange, FrozenRule } from '../../../platform/core/clock-rule.ts';
import { addMinutes, minutesBetween, type Instant } from '../../../platform/core/instant.ts';
import type { Grade } from './incident-catalogue.ts';
import { broughtIt, isHeardAtEnd, type Incident, type IncidentEvent } from './incident.ts';

export const INCIDENT_CLOCKS = ['incidents.report', 'incidents.first_report', 'incidents.summary'] as const;
export type IncidentClock = (typeof INCIDENT_CLOCKS)[number];

export type IncidentLimits = { readonly reportMinutes: Readonly<Record<Grade, number>>; readonly topReportHours: number; readonly reportHours: number; readonly summaryHours: number; readonly calendarVersion: number };

/** Real minutes, day and night. All of them are house rules: the plan names no number. */
export const incidentClocks = (event: IncidentEvent, after: Incident, limits: IncidentLimits): ClockChange[] => {
  const rule = (parameter: string, value: number): FrozenRule => ({ clause: 'G-01', origin: 'house', basis: 'elapsed', parameter, value: String(value), calendarVersion: limits.calendarVersion });
  const start = (clock: IncidentClock, round: number, from: Instant, minutes: number, parameter: string, value: number): ClockChange => {
    const dueAt = addMinutes(from, minutes);
    return { do: 'start', clock, round, startedAt: from, dueAt, rule: rule(parameter, value), ...(clock === 'incidents.report' ? {} : { warnAt: addMinutes(dueAt, -Math.round(minutes / 6)) }) };
  };
  const report = (from: Instant): ClockChange => start('incidents.report', after.round, from, limits.reportMinutes[after.grade], `incidents.report_${after.grade}`, limits.reportMinutes[after.grade]);
  const firstReport = (from: Instant): ClockChange => {
    const [hours, parameter] = after.grade === 'red' ? [limits.topReportHours, 'incidents.first_report_top_hours'] : [limits.reportHours, 'incidents.first_report_hours'];
    return start('incidents.first_report', after.firstReportRound, from, hours * 60, parameter, hours);
  };
  if (event.type === 'IncidentReported') return [report(event.foundAt), firstReport(event.foundAt)];
  if (event.type !== 'StepTaken') return [];
  const { step, at } = event;
  const answered = (when: Instant): ClockChange => ({ do: 'stop', clock: 'incidents.report', round: after.round, at: when });
  switch (step.step) {
    case 'answer':
      return broughtIt(after, step.personId ?? event.by) ? [] : [answered(at)];
    case 'call':
      return step.confirmedAt ? [answered(step.confirmedAt)] : [];
    case 'grade':
      return [
        { do: 'cancel', clock: 'incidents.report', round: after.round - 1, at },
        report(at),
        // Only a rise to the top shortens the time to write; a limit once running is never loosened.
        ...(after.firstReportRound === after.round ? [...after.grades.map((_change, index): ClockChange => ({ do: 'cancel', clock: 'incidents.first_report', round: index + 1, at })), firstReport(at)] : []),
      ];
    case 'firstReport':
      return [{ do: 'stop', clock: 'incidents.first_report', round: after.firstReportRound, at }];
    case 'handled':
      return [...(isHeardAtEnd(after, event.by) ? [answered(at)] : []), start('incidents.summary', 1, at, limits.summaryHours * 60, 'incidents.summary_hours', limits.summaryHours)];
    case 'summary':
      // The summary holds what the first report would have said.
      return [answered(at), { do: 'stop', clock: 'incidents.summary', round: 1, at }, { do: 'stop', clock: 'incidents.first_report', round: after.firstReportRound, at }];
    case 'fallsAway':
      return Array.from({ length: after.round }, (_, index) => index + 1).flatMap((round) => (['incidents.report', 'incidents.first_report'] as const).map((clock): ClockChange => ({ do: 'cancel', clock, round, at })));
    default:
      return [];
  }
};

/** How late it was reported, booked, answered and written, in minutes: the month's figures (G-01). */
export const delaysOf = (incident: Incident): { readonly report: number; readonly booked: number; readonly answered: number | null; readonly written: number | null } => {
  const since = (at: Instant | undefined): number | null => (at === undefined ? null : Math.max(0, Math.round(minutesBetween(incident.foundAt, at))));
  const answers = [...incident.answers.filter((answer) => !broughtIt(incident, answer.personId)).map((answer) => answer.at), ...incident.calls.flatMap((call) => call.confirmedAt ?? [])].sort();
  return { report: since(incident.reportedAt) ?? 0, booked: Math.max(0, Math.round(minutesBetween(incident.reportedAt, incident.recordedAt))), answered: since(answers[0]), written: since(incident.firstReport?.at ?? incident.summary?.at) };
};
