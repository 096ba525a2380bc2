import { Alert, Badge, Button, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Role } from '../../../platform/core/roles.ts';
import type { OutputOf } from '../../../platform/core/contract.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatTime, formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { instantAt, localDate } from '../../../platform/core/working-calendar.ts';
import { PRESENCE_STATES, setPresence, type getDuty, type PresenceState } from '../core/roster-contract.ts';
import { maySetPresence } from '../core/roster-permissions.ts';
import { useDuty } from './roster-api.ts';
import { ROSTER_WORDS } from './roster-words.ts';

export type RosterScreen = { readonly siteId: string; readonly zone: string; readonly actor: { readonly personId: string; readonly roles: readonly Role[] }; may(permission: string): boolean; /** In the language of the screen. */ roleName(role: Role): string };
type DutyPerson = OutputOf<typeof getDuty>['people'][number];

/** One tap says where a person is; out may carry the time of return (T-30). */
const Whereabouts = ({ person, isOn, screen }: { person: DutyPerson; isOn: boolean; screen: RosterScreen }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const [going, setGoing] = useState(false);
  const [back, setBack] = useState('');
  const [note, setNote] = useState('');
  const { busy, error, attempt } = useAttempt(words.refusal);
  const say = (state: PresenceState) =>
    attempt(async () => {
      const at = /^\d{2}:\d{2}$/.test(back) ? instantAt(screen.zone, localDate(serverInstant(), screen.zone), back) : undefined;
      await callApi(setPresence, { siteId: screen.siteId, personId: person.id, state, ...(state === 'out' && at ? { backAt: at } : {}), ...(note.trim() ? { note } : {}) });
      setGoing(false);
      await client.invalidateQueries({ queryKey: ['roster', screen.siteId] });
    });
  const may = maySetPresence(screen.actor, person.id);
  return (
    <li className="fy-person">
      <Group justify="space-between" gap="xs" wrap="wrap">
        <span>
          <strong>{person.name}</strong>{person.id === screen.actor.personId ? `（${words.me}）` : ''} <Text span size="sm" c="dimmed">{isOn && person.presence === 'unknown' ? words.onByRoster : words.presence[person.presence]}{person.backAt ? ` · ${words.backAt(formatTime(person.backAt, { zone: screen.zone, language }))}` : ''}{person.note ? ` · ${person.note}` : ''}</Text>
        </span>
        {may ? (
          <Group gap={4} role="group" aria-label={person.name}>
            {PRESENCE_STATES.map((state) => (
              <Button key={state} size="compact-sm" disabled={busy} variant={person.presence === state ? 'filled' : 'default'} aria-pressed={person.presence === state} aria-label={`${person.name} ${words.presence[state]}`} onClick={() => (state === 'out' ? setGoing(!going) : void say(state))}>
                {words.presence[state]}
              </Button>
            ))}
          </Group>
        ) : null}
      </Group>
      {going ? (
        <form onSubmit={(event) => { event.preventDefault(); void say('out'); }}>
          <Group align="end" gap="xs" mt={4}>
            <TextInput type="time" label={words.backTime} value={back} onChange={(event) => setBack(event.currentTarget.value)} />
            <TextInput label={words.note} maxLength={60} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
            <Button type="submit" loading={busy}>{words.say}</Button>
          </Group>
        </form>
      ) : null}
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
    </li>
  );
};

/** Who is on, who has the desk, what is uncovered, where everybody is. */
export const DutyPanel = ({ screen }: { screen: RosterScreen }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  const [filter, setFilter] = useState<'all' | PresenceState>('all');
  const query = useDuty(screen.siteId);
  if (query.isPending) return <LoadingState />;
  if (query.isError && !query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const duty = query.data;
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  /** Oneself, then whoever is on: the others are seldom asked for. */
  const rank = (id: string): number => (id === screen.actor.personId ? 2 : duty.on.some((entry) => entry.personId === id) ? 1 : 0);
  return (
    <Stack gap="lg">
      {duty.gaps.length > 0 ? (
        <Alert color="red" variant="light" title={words.gapsTitle} role="status">
          <ul className="fy-plain">{duty.gaps.map((gap) => <li key={`${gap.postId}${gap.startsAt}`}>{words.gap(gap.post, when(gap.startsAt), when(gap.endsAt), gap.needed - gap.has)}{gap.left.length > 0 ? words.leftGap(gap.left.join(words.separator)) : ''}</li>)}</ul>
          <SourceLink id="M-51" />
        </Alert>
      ) : duty.hasRoster ? <Text c="dimmed">{words.noGaps}</Text> : null}
      <section>
        <Title order={2} size="h4">{words.onNow}</Title>
        {duty.hasRoster ? (
          <ul className="fy-plain">
            {duty.on.length === 0 ? <li>{words.nobody}</li> : null}
            {duty.on.map((entry) => <li key={`${entry.personId}${entry.post}`}><Badge variant="light">{entry.post}</Badge> <strong>{entry.name}</strong> <Text span size="sm" c="dimmed">{words.until(when(entry.endsAt))}{entry.presence === 'unknown' ? '' : ` · ${words.presence[entry.presence]}`}</Text></li>)}
          </ul>
        ) : <EmptyState title={words.noRoster} hint={words.noRosterHint} />}
        <Text mt="xs">
          {duty.holiday ? `${words.holiday(duty.holiday)} · ` : ''}
          {duty.dutyOfficer ? <>{words.duty} <strong>{duty.dutyOfficer.name}</strong> · <span className={duty.dutyOfficer.hasDesk ? 'fy-soon' : ''}>{duty.dutyOfficer.hasDesk ? words.hasDesk : words.hasNoDesk}</span></> : words.dutyNone} <SourceLink id="M-51" />
        </Text>
      </section>
      <section>
        <Group justify="space-between"><Title order={2} size="h4">{words.whereabouts}</Title>
          <NativeSelect aria-label={words.whereabouts} size="xs" value={filter} onChange={(event) => setFilter(event.currentTarget.value as typeof filter)} data={[{ value: 'all', label: words.everyone }, ...PRESENCE_STATES.map((state) => ({ value: state, label: words.presence[state] }))]} />
        </Group>
        <ul className="fy-plain">{[...duty.people].sort((a, b) => rank(b.id) - rank(a.id)).filter((person) => filter === 'all' || person.presence === filter).map((person) => <Whereabouts key={person.id} person={person} isOn={duty.on.some((entry) => entry.personId === person.id)} screen={screen} />)}</ul>
      </section>
    </Stack>
  );
};
