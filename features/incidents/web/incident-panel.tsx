import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import type { IncidentView } from '../core/incident-contract.ts';
import { INCIDENT_LABELS } from '../core/incident-labels.ts';
import type { AnswerWay } from '../core/incident-permissions.ts';
import type { IncidentStepInput, IncidentStepName } from '../core/incident-steps.ts';
import { CourseList } from './course-list.tsx';
import { EmergencyPanel } from './emergency-panel.tsx';
import { useIncident, useIncidentStep } from './incident-api.ts';
import { PhotoButton } from '../../../platform/web/ui/photo-button.tsx';
import { INCIDENT_WORDS } from './incident-words.ts';
import { Ladders } from './ladder-view.tsx';
import { StepForm } from './step-form.tsx';

type Asking = { readonly step: IncidentStepName; readonly forOther?: boolean };

const Head = ({ view, zone }: { view: IncidentView; zone: string }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const labels = INCIDENT_LABELS[language];
  const when = (instant: string) => formatWhen(instant, { zone, language, now: new Date(serverInstant()) });
  const { report, booked } = view.delays;
  return (
    <header>
      <Group gap="xs">
        {view.drill ? <Badge color="grape" variant="filled">{labels.drill}</Badge> : null}
        <Badge variant="light" color={view.grade === 'red' ? 'red' : view.grade === 'blue' ? 'blue' : 'yellow'}>{labels.grade[view.grade]}</Badge>
        <Badge variant="light">{words.status[view.status]}</Badge>
        <span className="fy-number">{view.number}</span>
      </Group>
      <Title order={1} size="h3">{labels.nature[view.nature]} · {view.place}</Title>
      <Text size="sm" c="dimmed">
        {words.found} {when(view.foundAt)} · {words.reporter} {view.reporter} · {labels.way[view.via]}{view.bookedBy ? ` · ${words.booker} ${view.bookedBy}` : ''}
        {report > 0 ? <span className="fy-soon"> · {words.delay(report)}</span> : null}{booked > 1 ? ` · ${words.booked(booked)}` : ''}
      </Text>
      {view.words ? <Text>{view.words}</Text> : null}
      {view.cancelled ? <Text>{words.cancelled(view.cancelled.reason)}</Text> : null}
    </header>
  );
};

const Facts = ({ view }: { view: IncidentView }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const labels = INCIDENT_LABELS[language];
  // While it goes on, what nobody wrote down was asked by nobody.
  const nothing = view.status === 'open' ? words.unsaid : words.nothing;
  const rows: readonly (readonly [string, string])[] = [
    [words.affected, view.affected.length === 0 ? nothing : view.affected.map((person) => [person.name, labels.harm[person.harm], person.words].filter(Boolean).join(' ')).join(words.between)],
    [words.loss, view.loss ? `${view.loss.words}${view.loss.amount === null ? '' : ` ¥${view.loss.amount}`}${view.loss.isReportable ? ` · ${words.reportable}` : ''}` : nothing],
    [words.impact, view.impact ? [words.closed[view.impact.closed], view.impact.area].filter(Boolean).join(' · ') : nothing],
    [words.cause, view.cause ?? ''], [words.situation, view.situation ?? ''], [words.evidence, view.evidence ?? ''],
    [words.spokesman, view.spokesman ? words.spokesmanIs(view.spokesman.name) : words.spokesmanNone],
    ...(view.summary ? ([[words.causes, view.summary.causes], [words.responsibility, view.summary.responsibility], [words.prevention, view.summary.prevention]] as const) : []),
  ];
  return <dl className="fy-facts">{rows.filter(([, value]) => value !== '').map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>;
};

const Limits = ({ view }: { view: IncidentView }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const running = view.clocks.filter((clock) => clock.state !== 'fell-away');
  return (
    <dl className="fy-facts">
      {running.map((clock) => (
        <div key={`${clock.clock}${clock.round}`}><dt>{words.clock[clock.clock]}</dt><dd>{clock.state === 'running' || clock.state === 'late' ? <Countdown dueAt={clock.dueAt} /> : words.clockState[clock.state]} <SourceLink id="G-01" origin="house" /></dd></div>
      ))}
    </dl>
  );
};

/** One incident, the same at the desk and on the phone: who has answered, what to call, what to do next. */
export const IncidentPanel = ({ siteId, incidentId, zone, outbox, onBack }: { siteId: string; incidentId: string; zone: string; /** On a phone. */ outbox?: Outbox; onBack?: (() => void) | undefined }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const query = useIncident(siteId, incidentId);
  const take = useIncidentStep(siteId, incidentId, outbox && { outbox, foundAt: query.data?.foundAt, label: ({ step }) => [query.data?.number, step === 'answer' ? words.iHaveIt : words.title].filter(Boolean).join(' ') });
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [asking, setAsking] = useState<Asking>();
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const view = query.data;
  const waiting = outbox?.queued.filter((item) => item.input['incidentId'] === incidentId) ?? [];
  const isAnswering = waiting.some((item) => (item.input['step'] as { step?: string } | undefined)?.step === 'answer');
  const may = (step: IncidentStepName): boolean => view.allowed.includes(step);
  const answers = (way: AnswerWay): boolean => view.answers.includes(way);
  const now = (step: IncidentStepInput) => void attempt(() => take(step));
  const ask = (step: IncidentStepName, label: string, forOther = false): ReactNode =>
    may(step) ? <Button key={`${step}${String(forOther)}`} variant="default" size="sm" onClick={() => setAsking({ step, forOther })}>{label}</Button> : null;
  return (
    <Stack gap="md">
      {onBack ? <Group><Button variant="subtle" size="sm" onClick={onBack}>{words.toList}</Button></Group> : null}
      <Head view={view} zone={zone} />
      {error ? <Text role="alert" className="fy-late">{error}</Text> : null}
      {waiting.length > 0 ? <Text role="status" className="fy-soon">▲ {words.stepsWait(waiting.length)}</Text> : null}
      {!isAnswering && (answers('own') || answers('instruction')) ? <Group grow gap="xs">{answers('own') ? <Button size="md" loading={busy} onClick={() => now({ step: 'answer' })}>{words.iHaveIt}</Button> : null}{answers('instruction') ? <Button size="md" variant="light" onClick={() => setAsking({ step: 'answer' })}>{words.withInstruction}</Button> : null}</Group> : null}
      {asking ? <Paper withBorder p="sm"><StepForm key={`${asking.step}${String(asking.forOther)}`} step={asking.step} view={view} zone={zone} forOther={asking.forOther ?? false} onTake={take} onClose={() => setAsking(undefined)} /></Paper> : null}
      <div className="fy-two">
        <Stack gap="md">
          <EmergencyPanel view={view} busy={busy} onLog={(to) => now({ step: 'outside', to })} />
          <section><Title order={2} size="h4">{words.ladder} <SourceLink id="G-01" /></Title><Ladders view={view} zone={zone} />
            <Group gap="xs" mt="xs">{answers('others') ? ask('answer', words.answerFor, true) : null}{ask('call', words.addCall)}{ask('grade', words.grade)}</Group></section>
        </Stack>
        <Stack gap="md">
          <section><Title order={2} size="h4">{words.limits}</Title><Limits view={view} /></section>
          <section><Title order={2} size="h4">{words.facts}</Title><Facts view={view} />
            {view.erasure !== 'none' || view.erasesOn ? <Text size="sm" c="dimmed">{[words.erasure[view.erasure], view.erasesOn ? words.erasesOn(view.erasesOn) : ''].filter(Boolean).join(' ')} <SourceLink id="incidents.keep_days" origin="house" /></Text> : null}
            <Group gap="xs" mt="xs">{ask('affected', words.addAffected)}{ask('loss', words.loss)}{ask('impact', words.impact)}{ask('describe', words.describe)}{ask('spokesman', words.spokesman)}{ask('firstReport', words.firstReport)}{ask('summary', words.summary)}
              {may('handled') ? <Button size="sm" variant="light" loading={busy} onClick={() => now({ step: 'handled' })}>{words.handled}</Button> : null}
              {view.canPrint ? <Button component="a" size="sm" variant="default" href={`/api/sites/${siteId}/incidents/${view.id}/report.pdf`} target="_blank" rel="noreferrer">{words.print}</Button> : null}
              {ask('fallsAway', words.fallsAway)}{ask('askErasure', words.askErasure)}</Group></section>
        </Stack>
      </div>
      <section>
        <Title order={2} size="h4">{words.course}</Title>
        <CourseList view={view} zone={zone} />
        <Group gap="xs" mt="xs">{ask('note', words.note)}{ask('outside', words.logOutside)}{may('photo') ? <PhotoButton siteId={siteId} label={words.addPhoto} fromCamera keep={outbox !== undefined} refusal={(code) => words.refusal[code] ?? words.refusal['unavailable'] ?? ''} onSent={(hash) => now({ step: 'photo', hash })} /> : null}</Group>
        {view.photos.length > 0 ? <ul className="fy-photos" aria-label={words.photos}>{view.photos.map((hash, index) => <li key={hash}><a className="fy-photo" aria-label={words.photoAlt(index + 1)} href={`/api/sites/${siteId}/files/${hash}`} target="_blank" rel="noreferrer"><img src={`/api/sites/${siteId}/files/${hash}`} alt="" loading="lazy" /></a></li>)}</ul> : null}
      </section>
    </Stack>
  );
};
