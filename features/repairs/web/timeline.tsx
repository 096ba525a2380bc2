import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { defineWords, formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import type { TimelineLine } from '../core/repair-contract.ts';
import { STEP_EVENTS } from '../core/repair-events.ts';
import type { StepName } from '../core/repair-steps.ts';
import type { RepairKind } from '../core/repair-order.ts';
import { REPAIR_WORDS, stepWord } from './repair-words.ts';
import { useSiteSetup } from './site-setup.ts';
import { factsOf, type Naming } from './timeline-facts.ts';

const WORDS = defineWords({
  zh: { RepairLogged: '登记报修', RepairClosed: '结单', FollowUpWaived: '按比例不回访', FollowUpOwed: '改为要回访', AcceptanceLapsed: '改派后须重新接单', RatingLapsed: '验收不合格，须重新评价', PersonalErased: '到期抹去个人信息', DeadlineWarned: '快到时', DeadlineBreached: '超时', DeadlineMetLate: '补录后按时', system: '系统', entered: '补录', erased: '内容已按期限清除', standIn: '行政值班代接', RepairImported: '导入' } as Record<string, string>,
  en: { RepairLogged: 'Logged', RepairClosed: 'Closed', FollowUpWaived: 'Not called (share)', FollowUpOwed: 'To be called after all', AcceptanceLapsed: 'Reassigned: to be signed for anew', RatingLapsed: 'Work refused: to be rated anew', PersonalErased: 'Personal data erased', DeadlineWarned: 'Due soon', DeadlineBreached: 'Late', DeadlineMetLate: 'Met, entered later', system: 'System', entered: 'entered later', erased: 'Text erased by retention', standIn: 'as duty officer', RepairImported: 'Imported' },
});

const STEP_OF = new Map(Object.entries(STEP_EVENTS).map(([step, event]) => [event as string, step as StepName]));
/** More than this between happening and recording is an entry made later. */
const LATER_MS = 2 * 60_000;

/** One line an event: when, what, why and where, who; written times and late entries say so. */
export const Timeline = ({ lines, siteId, kind, zone }: { lines: readonly TimelineLine[]; siteId: string; kind: RepairKind; zone: string }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const own = useWords(WORDS);
  const { language } = useLanguage();
  const setup = useSiteSetup(siteId).data;
  const naming: Naming = {
    place: (id) => setup?.places.find((place) => place.id === id)?.name, person: (id) => setup?.people.find((person) => person.id === id)?.name, when: (instant) => formatWhen(instant, { zone, language }),
  };
  return (
    <ol className="fy-timeline">
      {lines.map((line) => {
        const step = STEP_OF.get(line.event);
        const clock = typeof line.data['clock'] === 'string' ? (words.clock[line.data['clock'] as keyof typeof words.clock] ?? '') : '';
        const way = typeof line.data['way'] === 'string' ? words.way[line.data['way']] : undefined;
        const isLater = new Date(line.recordedAt).getTime() - new Date(line.occurredAt).getTime() > LATER_MS;
        return (
          <li key={line.version}>
            <time dateTime={line.occurredAt}>{formatWhen(line.occurredAt, { zone, language })}</time>
            <span>
              <strong>{step ? stepWord(words, step, kind) : (own[line.event] ?? line.event)}</strong>
              {clock ? ` ${clock}` : ''} {factsOf(line, words, naming).join(' · ')}
              <Text span size="xs" c="dimmed">
                {' '}
                {line.actorName ?? own['system']}{typeof line.data['standIn'] === 'string' ? ` · ${own['standIn']}` : ''}
                {way ? ` · ${way}` : ''}
                {isLater ? ` · ${own['entered']} ${formatWhen(line.recordedAt, { zone, language })}` : ''}
              </Text>
            </span>
          </li>
        );
      })}
    </ol>
  );
};
