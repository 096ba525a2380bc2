import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import type { CourseLine, IncidentView } from '../core/incident-contract.ts';
import { courseSentence } from '../core/course-words.ts';
import { INCIDENT_WORDS } from './incident-words.ts';

const LATE_MS = 2 * 60_000;
const isLate = (line: CourseLine): boolean => Date.parse(line.recordedAt) - Date.parse(line.at) > LATE_MS;

/** One line an event, oldest first; what was written down later says so. */
export const CourseList = ({ view, zone }: { view: IncidentView; zone: string }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  return (
    <ol className="fy-timeline">
      {view.course.map((line, index) => (
        <li key={`${line.at}${line.kind}${index}`}>
          <time dateTime={line.at}>{formatWhen(line.at, { zone, language, now: new Date(serverInstant()) })}</time>
          <span>{courseSentence(line, language)}{line.by && line.by !== line.who && line.kind !== 'answered' ? <Text span size="sm" c="dimmed"> · {words.by(line.by)}</Text> : null}{isLate(line) ? <Text span size="sm" className="fy-soon"> · {words.late}</Text> : null}</span>
        </li>
      ))}
    </ol>
  );
};
