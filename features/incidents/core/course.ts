import { minutesBetween } from '../../../platform/core/instant.ts';
import type { CourseLine, LadderView } from './incident-contract.ts';
import type { Incident } from './incident.ts';

type Line = Omit<CourseLine, 'step' | 'grade' | 'way' | 'who' | 'words'> & Partial<Pick<CourseLine, 'step' | 'grade' | 'way' | 'who' | 'words'>>;
const line = (given: Line): CourseLine => ({ who: '', words: '', step: null, grade: null, way: null, ...given });

/** The course of events, oldest first: what people entered and whom the ladder told, as the screen shows it and the report prints it. */
export const courseOf = (incident: Incident, ladders: readonly LadderView[], nameOf: (id: string) => string): CourseLine[] => {
  const entry = (kind: CourseLine['kind'], given: { at: string; recordedAt: string; by: string }, more: Partial<CourseLine> = {}): CourseLine => line({ kind, at: given.at, recordedAt: given.recordedAt, by: nameOf(given.by), ...more });
  const reporter = incident.reporterName ?? (incident.reporterId ? nameOf(incident.reporterId) : nameOf(incident.bookedBy));
  const booked = { recordedAt: incident.recordedAt, by: nameOf(incident.bookedBy) };
  const lines: CourseLine[] = [
    line({ ...booked, kind: 'found', at: incident.foundAt, who: reporter }),
    line({ ...booked, kind: 'reported', at: incident.reportedAt, who: reporter, way: incident.via, grade: incident.grades[0]?.from ?? incident.grade, words: incident.words ?? '' }),
    // Seconds between a tap and the server are no late booking.
    ...(minutesBetween(incident.reportedAt, incident.recordedAt) >= 1 ? [line({ ...booked, kind: 'booked', at: incident.recordedAt, who: nameOf(incident.bookedBy) })] : []),
    ...incident.grades.map((change) => entry('graded', change, { grade: change.grade, words: change.reason })),
    ...ladders.flatMap((ladder) =>
      ladder.steps.flatMap((step): CourseLine[] => {
        const base = { at: step.at, recordedAt: step.at, by: '', step: step.step, grade: ladder.grade };
        return [
          ...step.told.map((person) => line({ ...base, kind: 'told', who: person.name, way: 'app' })),
          // A step that finds only who reported it was passed: nothing happened there.
          ...(step.told.length === 0 && step.empty.length > 0 ? [line({ ...base, kind: 'nobody' })] : []),
        ];
      }),
    ),
    ...incident.answers.map((answer) => entry('answered', answer, { who: nameOf(answer.personId), way: answer.way, words: answer.instruction ?? '' })),
    ...incident.calls.map((call) => entry('called', call, { who: [call.duty, call.who].filter(Boolean).join(' '), way: call.way, words: call.instruction ?? '' })),
    ...incident.outside.map((call) => entry('outside', call, { who: call.to, words: call.words ?? '' })),
    ...incident.notes.map((note) => entry(note.kind, note, { words: note.words })),
    ...incident.photos.map((photo) => entry('photo', photo)),
    ...incident.affected.map((person) => entry('affected', person, { words: person.harm })),
    ...(incident.loss ? [entry('loss', incident.loss, { words: incident.loss.words })] : []),
    ...(incident.impact ? [entry('impact', incident.impact, { words: incident.impact.closed, who: incident.impact.area ?? '' })] : []),
    ...(incident.spokesman ? [entry('spokesman', incident.spokesman, { who: incident.spokesman.name })] : []),
    ...(incident.firstReport ? [entry('firstReport', incident.firstReport, { who: incident.firstReport.to ?? '' })] : []),
    ...(incident.handled ? [entry('handled', incident.handled)] : []),
    ...(incident.summary ? [entry('summary', incident.summary)] : []),
    ...(incident.cancelled ? [entry('cancelled', incident.cancelled, { words: incident.cancelled.reason })] : []),
  ];
  // Written at one moment: in the order of the list above, which is the order things happen in.
  return lines.map((given, index) => ({ given, index })).sort((a, b) => (a.given.at < b.given.at ? -1 : a.given.at > b.given.at ? 1 : a.index - b.index)).map(({ given }) => given);
};
