import { Badge, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import type { Outbox } from '../../../../platform/web/outbox.ts';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { GRADES, NATURES, suggestedGrade, type Grade, type Nature } from '../../core/incident-catalogue.ts';
import { reportIncidentEndpoint } from '../../core/incident-contract.ts';
import { INCIDENT_LABELS } from '../../core/incident-labels.ts';
import { useIncidentChoices, useIncidents } from '../incident-api.ts';
import { PhotoButton } from '../../../../platform/web/ui/photo-button.tsx';
import { INCIDENT_WORDS } from '../incident-words.ts';

const OpenOnes = ({ siteId, zone, onOpen }: { siteId: string; zone: string; onOpen(id: string): void }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const labels = INCIDENT_LABELS[language];
  const open = useIncidents(siteId, 'open');
  return (
    <section>
      <Title order={2} size="h5">{words.mine}</Title>
      {open.isError && !open.data ? <ErrorState onRetry={() => void open.refetch()} /> : null}
      {open.data?.incidents.length === 0 ? <EmptyState title={words.none} /> : null}
      <Stack gap="xs">
        {(open.data?.incidents ?? []).map((row) => (
          <button key={row.id} type="button" className="fy-card fy-grade" data-grade={row.grade} onClick={() => onOpen(row.id)}>
            <strong>{row.drill ? `${labels.drill} · ` : ''}{labels.nature[row.nature]} · {row.place}</strong>
            <Text size="sm" c="dimmed">{row.number} · {words.status[row.status]} · {formatWhen(row.reportedAt, { zone, language, now: new Date(serverInstant()) })}</Text>
          </button>
        ))}
      </Stack>
    </section>
  );
};

/** Three taps: what, which grade, where; the third one reports. A photo may be taken on the way, nothing waits for it. */
export const IncidentReportPage = ({ siteId, zone, outbox, onOpen }: { siteId: string; zone: string; outbox: Outbox; onOpen(incidentId: string): void }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const labels = INCIDENT_LABELS[language];
  const choices = useIncidentChoices(siteId);
  const [nature, setNature] = useState<Nature>();
  const [grade, setGrade] = useState<Grade>();
  const [photo, setPhoto] = useState<string>();
  const [drill, setDrill] = useState(false);
  const [elsewhere, setElsewhere] = useState<string>();
  const [sent, setSent] = useState(false);
  const [busy, setBusy] = useState(false);
  if (choices.isPending) return <main className="fy-phone-body"><LoadingState /></main>;
  if (!choices.data) return <main className="fy-phone-body"><ErrorState onRetry={() => void choices.refetch()} /></main>;
  const { grades, places, canDrill } = choices.data;
  const gradeNames = grades.length === GRADES.length ? labels.grade : labels.threeGrades;
  const send = async (place: { placeId: string } | { placeText: string }): Promise<void> => {
    if (!nature || !grade || busy) return;
    setBusy(true);
    const incidentId = uuidv7();
    await outbox.send(reportIncidentEndpoint, { siteId, incidentId, nature, grade, drill, via: 'app', foundAt: serverInstant(), reportedAt: serverInstant(), ...place, ...(photo ? { photo } : {}) }, `${words.title} ${labels.nature[nature]}`);
    setBusy(false);
    setSent(true);
    // Without a network it waits on this phone, and that is said here.
    if (navigator.onLine) onOpen(incidentId);
  };
  const back = (): void => (grade ? setGrade(undefined) : setNature(undefined));
  return (
    <main className="fy-phone-body">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={1} size="h3">{nature ? (grade ? words.where : words.howGrave) : words.whatIs}</Title>
          {nature ? <Button variant="subtle" onClick={back}>{words.back}</Button> : canDrill ? <Button variant={drill ? 'filled' : 'default'} color="grape" aria-pressed={drill} onClick={() => setDrill(!drill)}>{words.drill}</Button> : null}
        </Group>
        {drill ? <Badge color="grape" size="lg">{words.drillOn}</Badge> : null}
        {nature ? <Text>{[labels.nature[nature], grade ? gradeNames[grade] : ''].filter(Boolean).join(' · ')}</Text> : null}
        {sent && outbox.queued.length > 0 ? <Text role="status" className="fy-soon">{words.queued}</Text> : null}
        {!nature ? (
          <ul className="fy-taps">{NATURES.map((entry) => <li key={entry}><button type="button" className="fy-tap" onClick={() => setNature(entry)}>{labels.nature[entry]}</button></li>)}</ul>
        ) : !grade ? (
          <Stack gap="xs">
            {grades.map((entry) => {
              const isSuggested = suggestedGrade(nature, grades) === entry;
              return <button key={entry} type="button" className="fy-tap fy-grade" data-grade={entry} data-suggested={isSuggested} onClick={() => setGrade(entry)}>{gradeNames[entry]}{isSuggested ? <small>{words.suggested}</small> : null}</button>;
            })}
            <Text size="xs" c="dimmed">{words.house}</Text>
          </Stack>
        ) : (
          <>
            <PhotoButton siteId={siteId} label={photo === undefined ? words.photo : words.photoTaken} fromCamera keep refusal={(code) => words.refusal[code] ?? words.refusal['unavailable'] ?? ''} onSent={setPhoto} />
            <ul className="fy-taps">
              {places.map((place) => <li key={place.id}><button type="button" className="fy-tap" disabled={busy} onClick={() => void send({ placeId: place.id })}>{place.name}</button></li>)}
              <li><button type="button" className="fy-tap" onClick={() => setElsewhere(elsewhere ?? '')}>{words.otherPlace}</button></li>
            </ul>
            {elsewhere === undefined ? null : (
              <form onSubmit={(event) => { event.preventDefault(); void send({ placeText: elsewhere }); }}>
                <Group align="end" wrap="nowrap"><TextInput label={words.otherPlaceHint} required maxLength={60} value={elsewhere} onChange={(event) => setElsewhere(event.currentTarget.value)} style={{ flex: 1 }} /><Button type="submit" loading={busy} disabled={elsewhere.trim() === ''}>{words.reportHere}</Button></Group>
              </form>
            )}
          </>
        )}
        {nature ? null : <OpenOnes siteId={siteId} zone={zone} onOpen={onOpen} />}
      </Stack>
    </main>
  );
};
