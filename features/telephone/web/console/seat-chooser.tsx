import { Button, Group, Popover, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { formatTime, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { PBX_WORDS } from '../pbx-words.ts';
import type { TelephoneScreen } from '../telephone-api.ts';
import { useSeat } from '../use-seat.ts';

/** Where I sit this shift, one tap; and who sits elsewhere. Nothing where the centre has no seats. */
export const SeatChooser = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const words = useWords(PBX_WORDS);
  const { language } = useLanguage();
  const seat = useSeat(screen);
  const [isOpen, setOpen] = useState(false);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const act = (what: () => Promise<unknown>) => void attempt(async () => { await what(); setOpen(false); });
  if (seat.seats.length === 0) return null;
  const who = (personId: string | null, person: string | null, since: string | null): string => (personId === null ? words.nobody : `${person ?? ''} ${since ? words.sitsSince(formatTime(since, { zone: screen.zone, language })) : ''}`.trim());
  return (
    <Group gap={6} wrap="nowrap">
      {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
      {seat.here ? <Button size="compact-sm" loading={busy} onClick={() => act(() => seat.take(seat.here?.id ?? ''))}>{words.sitAt(seat.here.name)}</Button> : null}
      <Popover opened={isOpen} onChange={setOpen} position="top-end" withinPortal={false} trapFocus>
        <Popover.Target>
          <Button size="compact-sm" variant={seat.mine.length > 0 ? 'light' : 'default'} onClick={() => setOpen(!isOpen)}>{seat.mine.length > 0 ? words.mySeat(seat.mine.map(({ name, ext }) => `${name} ${ext}`).join('、')) : words.chooseSeat}</Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={words.whoSits}>
          <Stack gap={6}>
            <Text size="sm" fw={600}>{words.whoSits}</Text>
            <ul className="fy-plain fy-seats">
              {seat.seats.map(({ id, name, ext, personId, person, since }) => (
                <li key={id}>
                  <span><strong>{name}</strong> {ext}</span>
                  <Text span size="sm" c={personId === null ? 'dimmed' : undefined}>{who(personId, person, since)}</Text>
                  {personId === screen.person.id ? (
                    <Button size="compact-sm" variant="default" loading={busy} aria-label={`${words.leaveSeat} ${name}`} onClick={() => act(() => seat.leave(id))}>{words.leaveSeat}</Button>
                  ) : (
                    <Group gap={4} wrap="nowrap">
                      <Button size="compact-sm" loading={busy} aria-label={`${words.sitHere} ${name}`} onClick={() => act(() => seat.take(id))}>{words.sitHere}</Button>
                      {seat.mine.length > 0 ? <Button size="compact-sm" variant="default" loading={busy} aria-label={words.sitAlso(name)} onClick={() => act(() => seat.take(id, true))}>{words.also}</Button> : null}
                    </Group>
                  )}
                </li>
              ))}
            </ul>
            <Text size="xs" c="dimmed" maw={360}>{words.seatsHint}</Text>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
};
