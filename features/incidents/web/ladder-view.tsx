import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import type { IncidentView, LadderView } from '../core/incident-contract.ts';
import { INCIDENT_LABELS } from '../core/incident-labels.ts';
import { INCIDENT_WORDS } from './incident-words.ts';

const Ladder = ({ ladder, zone }: { ladder: LadderView; zone: string }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const time = (instant: string) => formatWhen(instant, { zone, language, now: new Date(serverInstant()) });
  return (
    <ol className="fy-ladder">
      {ladder.steps.map((step) => (
        <li key={`${step.step}${step.at}`}>
          <Text size="sm" fw={600}>{words.step(step.step + 1)} <Text span size="sm" c="dimmed" fw={400}>{words.told(time(step.at))}</Text></Text>
          {step.told.length === 0 ? <Text size="sm" className={step.empty.length > 0 ? 'fy-soon' : undefined}>{step.empty.length > 0 ? words.nobodyOnStep : words.knows}</Text> : null}
          {step.told.map((person) => (
            <div key={person.personId} className="fy-ladder-person" data-answered={person.answeredAt !== null}>
              <span>{person.name}</span>
              <span className={person.answeredAt ? 'fy-calm' : 'fy-soon'}>{person.answeredAt ? `✓ ${words.confirmed(time(person.answeredAt))}` : `○ ${words.unanswered}`}</span>
              {person.instructions.map((instruction) => <Text key={instruction} size="sm" className="fy-ladder-said">{words.instruction}{words.colon}{instruction}</Text>)}
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
};

/** Everybody who was called, step by step, with what they said; the ladders of earlier grades fold away. */
export const Ladders = ({ view, zone }: { view: IncidentView; zone: string }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const labels = INCIDENT_LABELS[language];
  const current = view.ladders.at(-1);
  const before = view.ladders.slice(0, -1);
  if (!current) return null;
  return (
    <section aria-label={words.ladder}>
      {current.nobody ? <Text className="fy-late" role="alert" mb="xs">▲ {words.nobody}</Text> : null}
      <Ladder ladder={current} zone={zone} />
      {current.level === 'top' ? <Text size="sm" c="dimmed">{words.allAtOnce}</Text> : null}
      {current.climbsAt ? <Text size="sm" className="fy-soon">◔ {words.climbs(formatWhen(current.climbsAt, { zone, language, now: new Date(serverInstant()) }))}</Text> : null}
      {current.status === 'unanswered' && !current.nobody ? <Text size="sm" className="fy-late">▲ {words.ladderEnded}</Text> : null}
      {before.length > 0 ? (
        <details className="fy-details">
          <summary>{words.earlier}</summary>
          {before.map((ladder) => <div key={ladder.round}><Text size="sm">{labels.grade[ladder.grade]}</Text><Ladder ladder={ladder} zone={zone} /></div>)}
        </details>
      ) : null}
    </section>
  );
};
