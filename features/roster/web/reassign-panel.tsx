import { Badge, Button, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { addDays, instantAt, localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { ErrorState } from '../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { reassignPost, stepReassignment } from '../core/handover-contract.ts';
import type { RosterScreen } from './duty-panel.tsx';
import { useDuty, useReassignments, useRoster } from './roster-api.ts';
import { ROSTER_WORDS } from './roster-words.ts';

/** Send somebody to another post for a time and say who covers (G-04): who is on stands first, times and reasons are taps. */
export const ReassignPanel = ({ screen }: { screen: RosterScreen }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const today = localDate(serverInstant(), screen.zone);
  const roster = useRoster(screen.siteId, today, 1);
  const duty = useDuty(screen.siteId);
  const list = useReassignments(screen.siteId);
  const [form, setForm] = useState({ personId: '', toPostId: '', coverId: '', end: '', reason: '' });
  const [told, setTold] = useState('');
  const { busy, error, attempt } = useAttempt(words.refusal);
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  const onNow = duty.data?.on ?? [];
  const standing = onNow.find((entry) => entry.personId === form.personId);
  /** Whoever stands at a post is sent first; the others may be called in. */
  const people = (roster.data?.people ?? []).filter((person) => person.isHere)
    .map((person) => ({ value: person.id, label: [person.name, ...onNow.filter((entry) => entry.personId === person.id).map((entry) => entry.post)].join(' · '), on: onNow.some((entry) => entry.personId === person.id) }))
    .sort((a, b) => Number(b.on) - Number(a.on)).map(({ value, label }) => ({ value, label }));
  const inHours = (hours: number): string => localTime(new Date(Date.parse(serverInstant()) + hours * 3_600_000).toISOString(), screen.zone);
  /** An end before now means tomorrow's: a night post is left after midnight. */
  const endOf = (time: string): string => { const same = instantAt(screen.zone, today, time); return same > serverInstant() ? same : instantAt(screen.zone, addDays(today, 1), time); };
  const refresh = () => client.invalidateQueries({ queryKey: ['roster', screen.siteId] });
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">{words.reassign} <SourceLink id="G-04" /></Title>
      {screen.may('roster.reassign') && (roster.data?.posts.length ?? 0) > 0 ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void attempt(async () => {
              const done = await callApi(reassignPost, { siteId: screen.siteId, personId: form.personId, toPostId: form.toPostId, ...(form.coverId ? { coverId: form.coverId } : {}), endsAt: endOf(form.end), reason: form.reason });
              setTold(words.sent(done.gaps));
              setForm({ personId: '', toPostId: '', coverId: '', end: '', reason: '' });
              await refresh();
            });
          }}
        >
          <div className="fy-reassign">
            <NativeSelect required label={words.person} description={form.personId ? (standing ? words.atPost(standing.post, when(standing.endsAt)) : words.notOn) : undefined} value={form.personId} onChange={(event) => setForm({ ...form, personId: event.currentTarget.value })} data={[{ value: '', label: '' }, ...people]} />
            <NativeSelect required label={words.sendTo} value={form.toPostId} onChange={(event) => setForm({ ...form, toPostId: event.currentTarget.value })} data={[{ value: '', label: '' }, ...(roster.data?.posts ?? []).filter((post) => post.name !== standing?.post).map((post) => ({ value: post.id, label: post.name }))]} />
            <NativeSelect label={words.coverBy} value={form.coverId} onChange={(event) => setForm({ ...form, coverId: event.currentTarget.value })} data={[{ value: '', label: '' }, ...people.filter((person) => person.value !== form.personId)]} />
            <Stack gap={4}>
              <TextInput required type="time" label={words.to} value={form.end} onChange={(event) => setForm({ ...form, end: event.currentTarget.value })} />
              <Group gap={4}>
                {[1, 2].map((hours) => <Button key={hours} size="compact-sm" variant="default" onClick={() => setForm({ ...form, end: inHours(hours) })}>{words.endsIn(hours)}</Button>)}
                {standing ? <Button size="compact-sm" variant="default" onClick={() => setForm({ ...form, end: localTime(standing.endsAt, screen.zone) })}>{words.shiftEnd}</Button> : null}
              </Group>
            </Stack>
            <Stack gap={4}>
              <TextInput required label={words.reason} maxLength={200} value={form.reason} onChange={(event) => setForm({ ...form, reason: event.currentTarget.value })} />
              <Group gap={4}>{words.reasons.map((reason) => <Button key={reason} size="compact-sm" variant="default" onClick={() => setForm({ ...form, reason })}>{reason}</Button>)}</Group>
            </Stack>
            <Button type="submit" loading={busy}>{words.reassign}</Button>
          </div>
        </form>
      ) : null}
      <Text role="status">{told}</Text>
      {error ? <Text c="red" role="alert">{error}</Text> : null}
      {[roster, duty, list].some((query) => query.isError && !query.data) ? <ErrorState onRetry={() => [roster, duty, list].forEach((query) => void query.refetch())} /> : null}
      {list.data?.reassignments.length === 0 ? <Text c="dimmed">{words.noMoves}</Text> : null}
      <ul className="fy-plain">
        {(list.data?.reassignments ?? []).slice(0, 12).map((entry) => (
          <li key={entry.id}>
            <strong>{words.moved(entry.person, entry.fromPost ?? words.nowhere, entry.toPost)}</strong> <Text span size="sm" c="dimmed">{when(entry.startsAt)} – {when(entry.returnedAt ?? entry.endsAt)} · {entry.reason} · {entry.orderedBy}</Text>{' '}
            <Badge variant="light" color={entry.cover || !entry.fromPost ? undefined : 'yellow'}>{entry.cover ? words.coverIs(entry.cover) : entry.fromPost ? words.uncovered : ''}</Badge>{' '}
            <Text span size="sm" c="dimmed">{entry.returnedAt ? words.return : entry.acknowledgedAt ? words.acknowledged : words.notYet}</Text>{' '}
            {entry.allowed.map((step) => <Button key={step} size="compact-sm" variant="default" loading={busy} onClick={() => void attempt(async () => { await callApi(stepReassignment, { siteId: screen.siteId, reassignmentId: entry.id, step }); await refresh(); })}>{words[step]}</Button>)}
          </li>
        ))}
      </ul>
    </Stack>
  );
};
