import { Button, Group, NativeSelect, Paper, SegmentedControl, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { instantAt, localDate } from '../../../../platform/core/working-calendar.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { ExportMenu } from '../../../../platform/web/ui/export-menu.tsx';
import { NATURES, suggestedGrade, type Grade, type Nature } from '../../core/incident-catalogue.ts';
import { reportIncidentEndpoint } from '../../core/incident-contract.ts';
import { INCIDENT_LABELS } from '../../core/incident-labels.ts';
import type { Way } from '../../core/incident.ts';
import { useIncidentChoices, useIncidents } from '../incident-api.ts';
import { INCIDENT_WORDS } from '../incident-words.ts';

const OTHER = '-';

/** Booked at the desk for whoever called by radio: 报告人 and 代录人 apart, with the times they named. */
const BookForm = ({ siteId, zone, onDone }: { siteId: string; zone: string; onDone(id: string | undefined): void }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const labels = INCIDENT_LABELS[language];
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const choices = useIncidentChoices(siteId).data;
  const [nature, setNature] = useState<Nature>('security');
  const [grade, setGrade] = useState<Grade>();
  const [placeId, setPlaceId] = useState('');
  const [via, setVia] = useState<Way>('radio');
  const [reporter, setReporter] = useState('');
  const [name, setName] = useState('');
  const [found, setFound] = useState('');
  const [reported, setReported] = useState('');
  const [text, setText] = useState('');
  const [drill, setDrill] = useState(false);
  const [ids] = useState(() => ({ commandId: uuidv7(), incidentId: uuidv7() }));
  const grades = choices?.grades ?? [];
  const chosen = grade ?? suggestedGrade(nature, grades.length > 0 ? grades : undefined);
  const today = (time: string): string => instantAt(zone, localDate(serverInstant(), zone), time);
  const send = () =>
    attempt(async () => {
      await callApi(reportIncidentEndpoint, {
        siteId, ...ids, nature, grade: chosen, placeId, via, drill,
        ...(reporter === OTHER ? { reporterName: name } : reporter ? { reporterId: reporter } : {}), ...(found ? { foundAt: today(found) } : {}), ...(reported ? { reportedAt: today(reported) } : {}), ...(text ? { words: text } : {}),
      });
      await client.invalidateQueries({ queryKey: ['incidents', siteId] });
      onDone(ids.incidentId);
    });
  const isOwn = via === 'app';
  return (
    <Paper withBorder p="md" component="form" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{words.bookHint}</Text>
        <Group grow>
          <NativeSelect label={words.nature} value={nature} data={NATURES.map((entry) => ({ value: entry, label: labels.nature[entry] }))} onChange={(event) => setNature(event.currentTarget.value as Nature)} />
          <NativeSelect label={words.gradeLabel} value={chosen} data={grades.map((entry) => ({ value: entry, label: labels.grade[entry] }))} onChange={(event) => setGrade(event.currentTarget.value as Grade)} />
          <NativeSelect label={words.place} required value={placeId} data={[{ value: '', label: '' }, ...(choices?.places ?? []).map((place) => ({ value: place.id, label: place.name }))]} onChange={(event) => setPlaceId(event.currentTarget.value)} />
        </Group>
        <Group grow>
          <NativeSelect label={words.way} value={via} data={(['radio', 'phone', 'in_person', 'app'] as const).map((entry) => ({ value: entry, label: labels.way[entry] }))} onChange={(event) => setVia(event.currentTarget.value as Way)} />
          <NativeSelect label={words.reporterIs} required={!isOwn} value={reporter} data={[{ value: '', label: '' }, ...(choices?.people ?? []).map((person) => ({ value: person.id, label: person.name })), { value: OTHER, label: words.reporterOther }]} onChange={(event) => setReporter(event.currentTarget.value)} />
          {reporter === OTHER ? <TextInput label={words.name} required maxLength={40} value={name} onChange={(event) => setName(event.currentTarget.value)} /> : null}
          <TextInput label={words.foundAt} type="time" value={found} onChange={(event) => setFound(event.currentTarget.value)} />
          <TextInput label={words.reportedAt} type="time" value={reported} onChange={(event) => setReported(event.currentTarget.value)} />
        </Group>
        <TextInput label={words.description} maxLength={500} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        {error ? <Text role="alert" className="fy-late">{error}</Text> : null}
        <Group>
          <Button type="submit" loading={busy} disabled={placeId === '' || (!isOwn && reporter === '')}>{words.reportHere}</Button>
          {choices?.canDrill ? <Button variant={drill ? 'filled' : 'default'} color="grape" aria-pressed={drill} onClick={() => setDrill(!drill)}>{words.drill}</Button> : null}
          <Button variant="subtle" color="gray" onClick={() => onDone(undefined)}>{words.cancel}</Button>
        </Group>
      </Stack>
    </Paper>
  );
};

/** Incidents of the centre: open ones, or all of them. */
export const IncidentsPage = ({ siteId, zone, onOpen }: { siteId: string; zone: string; onOpen(id: string): void }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const labels = INCIDENT_LABELS[language];
  const [only, setOnly] = useState<'open' | 'all'>('open');
  const [before, setBefore] = useState<string>();
  const [booking, setBooking] = useState(false);
  const query = useIncidents(siteId, only, before);
  const when = (instant: string) => formatWhen(instant, { zone, language, now: new Date(serverInstant()) });
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <SegmentedControl aria-label={words.title} value={only} data={[{ value: 'open', label: words.mine }, { value: 'all', label: words.all }]} onChange={(value) => { setOnly(value === 'all' ? 'all' : 'open'); setBefore(undefined); }} />
        <Group gap="xs"><ExportMenu siteId={siteId} list="incidents" query={{ only }} size="sm" />{booking ? null : <Button color="red" onClick={() => setBooking(true)}>{words.start}</Button>}</Group>
      </Group>
      {booking ? <BookForm siteId={siteId} zone={zone} onDone={(id) => { setBooking(false); if (id) onOpen(id); }} /> : null}
      {query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : query.data.incidents.length === 0 ? <EmptyState title={words.none} hint={words.noneHint} /> : (
        <div className="fy-scroll">
          <Table className="fy-board-table">
            <Table.Thead><Table.Tr><Table.Th>{words.number}</Table.Th><Table.Th>{words.gradeLabel}</Table.Th><Table.Th>{words.nature}</Table.Th><Table.Th>{words.place}</Table.Th><Table.Th>{words.reporter}</Table.Th><Table.Th>{words.reported}</Table.Th><Table.Th /></Table.Tr></Table.Thead>
            <Table.Tbody>
              {query.data.incidents.map((row) => (
                <Table.Tr key={row.id} className="fy-row" onClick={() => onOpen(row.id)}>
                  <Table.Td><button type="button" className="fy-row-button fy-number" onClick={(event) => { event.stopPropagation(); onOpen(row.id); }}>{row.number}</button></Table.Td>
                  <Table.Td className="fy-grade" data-grade={row.grade} style={{ borderLeftStyle: 'solid' }}>{labels.grade[row.grade]}</Table.Td>
                  <Table.Td>{row.drill ? `${labels.drill} · ` : ''}{labels.nature[row.nature]}</Table.Td><Table.Td>{row.place}</Table.Td>
                  <Table.Td>{row.reporter}{row.bookedBy ? <Text span size="sm" c="dimmed"> · {words.booker} {row.bookedBy}</Text> : null}</Table.Td>
                  <Table.Td>{when(row.reportedAt)}</Table.Td><Table.Td>{words.status[row.status]}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {query.data?.more ? <Group><Button variant="default" size="xs" onClick={() => setBefore(query.data.more ?? undefined)}>{words.more}</Button></Group> : null}
    </Stack>
  );
};
