import { Button, Group, NativeSelect, NumberInput, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { instantAt, localDate } from '../../../../platform/core/working-calendar.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { ExportMenu } from '../../../../platform/web/ui/export-menu.tsx';
import { logRemovalEndpoint } from '../../core/access-contract.ts';
import { ACCESS_LABELS } from '../../core/access-words.ts';
import { REMOVAL_ACTIONS, REMOVAL_CATEGORIES, type RemovalAction, type RemovalCategory } from '../../core/removal.ts';
import { useAccessChoices, useRemovals } from '../access-api.ts';
import { ACCESS_WORDS } from '../access-words.ts';
import { RemovalCard, type DoorScreen } from '../removal-card.tsx';

/** A tick sheet, line by line, by keyboard: what is the same on the next line stays. */
const KeyIn = ({ screen, onDone }: { screen: DoorScreen; onDone(): void }): ReactNode => {
  const words = useWords(ACCESS_WORDS);
  const { language } = useLanguage();
  const labels = ACCESS_LABELS[language];
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const choices = useAccessChoices(screen.siteId).data;
  const [day, setDay] = useState(() => localDate(serverInstant(), screen.zone));
  const [handledBy, setHandledBy] = useState('');
  const [time, setTime] = useState('');
  const [left, setLeft] = useState('');
  const [category, setCategory] = useState<RemovalCategory>('hawker');
  const [placeId, setPlaceId] = useState('');
  const [action, setAction] = useState<RemovalAction>('left');
  const [headcount, setHeadcount] = useState(1);
  const [appearance, setAppearance] = useState('');
  const [count, setCount] = useState(0);
  const [ids, setIds] = useState(() => ({ commandId: uuidv7(), removalId: uuidv7() }));
  const add = () =>
    attempt(async () => {
      await callApi(logRemovalEndpoint, {
        siteId: screen.siteId, ...ids, fromSheet: true, category, placeId, action, headcount, handledBy, askedAt: instantAt(screen.zone, day, time), ...(left ? { leftAt: instantAt(screen.zone, day, left) } : {}), ...(appearance ? { appearance } : {}),
      });
      setIds({ commandId: uuidv7(), removalId: uuidv7() });
      setTime('');
      setLeft('');
      setAppearance('');
      setHeadcount(1);
      setCount(count + 1);
      await client.invalidateQueries({ queryKey: ['access', screen.siteId] });
    });
  return (
    <Paper withBorder p="md" component="form" onSubmit={(event) => { event.preventDefault(); void add(); }}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">{words.keyInHint}</Text>
        <Group grow>
          <TextInput type="date" required label={words.day} value={day} onChange={(event) => setDay(event.currentTarget.value)} />
          <NativeSelect required label={words.handler} value={handledBy} data={[{ value: '', label: '' }, ...(choices?.people ?? []).map((person) => ({ value: person.id, label: person.name }))]} onChange={(event) => setHandledBy(event.currentTarget.value)} />
        </Group>
        <Group grow align="end">
          <TextInput type="time" required label={words.time} value={time} onChange={(event) => setTime(event.currentTarget.value)} />
          <NativeSelect required label={words.place} value={placeId} data={[{ value: '', label: '' }, ...(choices?.places ?? []).map((place) => ({ value: place.id, label: place.name }))]} onChange={(event) => setPlaceId(event.currentTarget.value)} />
          <NativeSelect label={words.category} value={category} data={REMOVAL_CATEGORIES.map((entry) => ({ value: entry, label: labels.category[entry] }))} onChange={(event) => setCategory(event.currentTarget.value as RemovalCategory)} />
          <NativeSelect label={words.action} value={action} data={REMOVAL_ACTIONS.map((entry) => ({ value: entry, label: labels.action[entry] }))} onChange={(event) => setAction(event.currentTarget.value as RemovalAction)} />
          <NumberInput label={words.headcount} min={1} max={500} value={headcount} onChange={(value) => setHeadcount(Math.max(1, Number(value) || 1))} />
          <TextInput type="time" label={words.leftTime} value={left} onChange={(event) => setLeft(event.currentTarget.value)} />
        </Group>
        <TextInput label={words.appearance} maxLength={120} value={appearance} onChange={(event) => setAppearance(event.currentTarget.value)} />
        {error ? <Text role="alert" className="fy-late">{error}</Text> : null}
        <Group><Button type="submit" loading={busy} disabled={time === '' || placeId === '' || handledBy === ''}>{words.add}</Button><Button variant="default" onClick={onDone}>{words.cancel}</Button>{count > 0 ? <Text role="status" className="fy-calm">✓ {words.added(count)}</Text> : null}</Group>
      </Stack>
    </Paper>
  );
};

/** The book of removals at the desk, with the tick sheet to print and to key in. */
export const RemovalsPage = ({ screen }: { screen: DoorScreen }): ReactNode => {
  const words = useWords(ACCESS_WORDS);
  const [before, setBefore] = useState<string>();
  const [keying, setKeying] = useState(false);
  const query = useRemovals(screen.siteId, before);
  const canKeyIn = useAccessChoices(screen.siteId).data?.canKeyIn ?? false;
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="md">
      <Group>
        <Button component="a" variant="default" href={`/api/sites/${screen.siteId}/removals/tick-sheet.pdf`} target="_blank" rel="noreferrer">{words.sheet}</Button>
        {canKeyIn && !keying ? <Button variant="default" onClick={() => setKeying(true)}>{words.keyIn}</Button> : null}
        <ExportMenu siteId={screen.siteId} list="removals" size="sm" />
      </Group>
      {keying ? <KeyIn screen={screen} onDone={() => setKeying(false)} /> : null}
      <div className="fy-two">
        <section><Title order={2} size="h4">{words.past}</Title>{query.data.past.length === 0 ? <Text size="sm" c="dimmed">{words.noPast}</Text> : <ul className="fy-plain">{query.data.past.map((removal) => <RemovalCard key={removal.id} removal={removal} screen={screen} />)}</ul>}
          {query.data.more ? <Button variant="default" size="xs" onClick={() => setBefore(query.data.more ?? undefined)}>{words.more}</Button> : null}</section>
        <section><Title order={2} size="h4">{words.stillHere}</Title>{query.data.open.length === 0 ? <Text size="sm" c="dimmed">{words.nobody}</Text> : <ul className="fy-plain">{query.data.open.map((removal) => <RemovalCard key={removal.id} removal={removal} screen={screen} />)}</ul>}</section>
      </div>
    </Stack>
  );
};
