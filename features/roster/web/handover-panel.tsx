import { Alert, Badge, Button, Checkbox, Group, NativeSelect, NumberInput, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useDraft } from '../../../platform/web/ui/use-draft.ts';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import * as contract from '../core/handover-contract.ts';
import { HANDOVER_SECTIONS, type HandoverDifference, type HandoverItem, type HandoverLine } from '../core/handover.ts';
import { useDuty, useHandovers } from './roster-api.ts';
import { ROSTER_WORDS } from './roster-words.ts';
import type { RosterScreen } from './duty-panel.tsx';

/** A feature's own words for the states its lines carry; what it does not know is shown as it came. */
export type LineWords = (line: HandoverLine) => { status: string; next: string };

const Lines = ({ lines, lineWords }: { lines: readonly HandoverLine[]; lineWords: LineWords }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  if (lines.length === 0) return <Text c="dimmed">{words.nothingOpen}</Text>;
  return HANDOVER_SECTIONS.filter((section) => lines.some((line) => line.section === section)).map((section) => {
    const own = lines.filter((line) => line.section === section);
    return (
      <section key={section}>
        <Text fw={600} size="sm">{words.sections[section]} {own.length}</Text>
        <ul className="fy-plain fy-lines">{own.map((line) => { const said = lineWords(line); const more = [said.status, said.next].filter(Boolean).join(' · '); return <li key={line.ref}>{line.label}{more ? <Text span size="sm" c="dimmed"> · {more}</Text> : null}</li>; })}</ul>
      </section>
    );
  });
};

type Draft = { id: string; post: string; day: string; lines: HandoverLine[]; items: HandoverItem[]; summary: string; instructions: string; tomorrow: string; spokenOf: boolean };

const GiveForm = ({ screen, start, lineWords, onDone }: { screen: RosterScreen; start: Draft; lineWords: LineWords; onDone(): void }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const [draft, setDraft] = useDraft<Draft>(`handover.${start.id}`, screen.actor.personId, start);
  const [pin, setPin] = useState('');
  const [commandId] = useState(uuidv7);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const items = draft.items;
  const setItem = (index: number, change: Partial<HandoverItem>) => setDraft({ ...draft, items: items.map((item, at) => (at === index ? { ...item, ...change } : item)) });
  const area = (key: 'summary' | 'instructions' | 'tomorrow') => <Textarea label={words[key]} maxLength={2000} autosize minRows={2} value={draft[key]} onChange={(event) => setDraft({ ...draft, [key]: event.currentTarget.value })} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(async () => {
          const { id, ...sheet } = draft;
          await callApi(contract.giveHandover, { siteId: screen.siteId, commandId, handoverId: id, pin, ...sheet, items: items.filter((item) => item.name.trim() !== '') });
          onDone();
        });
      }}
    >
      <Stack gap="sm">
        <Title order={2} size="h4">{words.giveTitle} <SourceLink id="M-52" /></Title>
        <TextInput required label={words.post} maxLength={20} value={draft.post} onChange={(event) => setDraft({ ...draft, post: event.currentTarget.value })} />
        <Text size="sm" c="dimmed">{words.compiled}</Text>
        <Lines lines={draft.lines} lineWords={lineWords} />
        {area('summary')}
        {area('instructions')}
        {area('tomorrow')}
        <Text fw={600} size="sm">{words.items}</Text>
        {items.map((item, index) => (
          <Group key={index} align="end" gap="xs">
            <TextInput label={words.itemName} maxLength={40} value={item.name} onChange={(event) => setItem(index, { name: event.currentTarget.value })} />
            <NumberInput label={words.count} min={0} max={10000} w={96} value={item.count} onChange={(value) => setItem(index, { count: Number(value) || 0 })} />
            <TextInput label={words.note} maxLength={120} value={item.note} onChange={(event) => setItem(index, { note: event.currentTarget.value })} />
          </Group>
        ))}
        <Group><Button size="xs" variant="default" onClick={() => setDraft({ ...draft, items: [...items, { name: '', count: 1, note: '' }] })}>{words.addItem}</Button></Group>
        <Checkbox label={words.spokenOf} checked={draft.spokenOf} onChange={(event) => setDraft({ ...draft, spokenOf: event.currentTarget.checked })} />
        <Group align="end">
          <TextInput type="password" required label={words.pin} inputMode="numeric" pattern="\d{4,6}" autoComplete="off" w={140} value={pin} onChange={(event) => setPin(event.currentTarget.value)} />
          <Button type="submit" loading={busy}>{words.sign}</Button>
          <Button variant="default" onClick={onDone}>{words.cancel}</Button>
        </Group>
        {error ? <Text c="red" role="alert">{error}</Text> : null}
      </Stack>
    </form>
  );
};

const TakeForm = ({ screen, handover, onDone }: { screen: RosterScreen; handover: contract.HandoverView; onDone(): void }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const duty = useDuty(screen.siteId);
  const [personId, setPersonId] = useState(screen.actor.personId === handover.giverId ? '' : screen.actor.personId);
  const [pin, setPin] = useState('');
  const [differences, setDifferences] = useState<HandoverDifference[]>([]);
  const [refusing, setRefusing] = useState(false);
  const [reason, setReason] = useState('');
  const [commandId] = useState(uuidv7);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const set = (index: number, change: Partial<HandoverDifference>) => setDifferences(differences.map((entry, at) => (at === index ? { ...entry, ...change } : entry)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(async () => {
          const signed = { siteId: screen.siteId, handoverId: handover.id, commandId, personId, pin };
          if (refusing) await callApi(contract.refuseHandoverEndpoint, { ...signed, reason });
          else await callApi(contract.takeHandover, { ...signed, differences });
          onDone();
        });
      }}
    >
      <Stack gap="xs" mt="sm">
        {refusing ? <Textarea required label={words.reason} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} /> : (
          <>
            {differences.length > 0 ? <Text size="sm">{words.differences}</Text> : null}
            {differences.map((entry, index) => (
              <Group key={index} align="end" gap="xs">
                <TextInput required label={words.itemName} maxLength={80} value={entry.what} onChange={(event) => set(index, { what: event.currentTarget.value })} />
                <TextInput required label={words.difference} maxLength={80} value={entry.difference} onChange={(event) => set(index, { difference: event.currentTarget.value })} />
                <TextInput required label={words.reason} maxLength={200} value={entry.reason} onChange={(event) => set(index, { reason: event.currentTarget.value })} />
              </Group>
            ))}
            <Group><Button size="xs" variant="default" onClick={() => setDifferences([...differences, { what: '', difference: '', reason: '' }])}>{words.addDifference}</Button></Group>
          </>
        )}
        <Group align="end">
          <NativeSelect required label={words.taker} value={personId} onChange={(event) => setPersonId(event.currentTarget.value)} data={[{ value: '', label: '' }, ...(duty.data?.people ?? []).filter((person) => person.id !== handover.giverId).map((person) => ({ value: person.id, label: person.name }))]} />
          <TextInput type="password" required label={words.pin} inputMode="numeric" pattern="\d{4,6}" autoComplete="off" w={140} value={pin} onChange={(event) => setPin(event.currentTarget.value)} />
          <Button type="submit" loading={busy} color={refusing ? 'red' : undefined}>{refusing ? words.refuseSign : words.takeSign}</Button>
          <Button variant="subtle" color="gray" onClick={() => setRefusing(!refusing)}>{refusing ? words.take : words.refuse}</Button>
        </Group>
        {error ? <Text c="red" role="alert">{error}</Text> : null}
      </Stack>
    </form>
  );
};

const Sheet = ({ handover, lineWords }: { handover: contract.HandoverView; lineWords: LineWords }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  return (
    <Stack gap={4}>
      {(['summary', 'instructions', 'tomorrow'] as const).map((key) => (handover[key] ? <Text key={key} size="sm" style={{ whiteSpace: 'pre-wrap' }}><strong>{words[key]}</strong> {handover[key]}</Text> : null))}
      <Lines lines={handover.lines} lineWords={lineWords} />
      {handover.items.length > 0 ? <Text size="sm"><strong>{words.items}</strong> {handover.items.map((item) => `${item.name} ${item.count}${item.note ? `(${item.note})` : ''}`).join(words.separator)}</Text> : null}
      {handover.differences.map((entry) => <Text key={entry.what} size="sm" className="fy-soon">{entry.what} {entry.difference} · {words.reason}:{entry.reason}</Text>)}
    </Stack>
  );
};

/** Handover (M-52): compiled from what is open, signed by both by PIN, at once or hours apart. */
export const HandoverPanel = ({ screen, lineWords }: { screen: RosterScreen; lineWords: LineWords }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const query = useHandovers(screen.siteId);
  const [giving, setGiving] = useState<Draft>();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  const refresh = async () => {
    setGiving(undefined);
    await client.invalidateQueries({ queryKey: ['handover', screen.siteId] });
    await client.invalidateQueries({ queryKey: ['session'] });
  };
  const begin = (earlier?: contract.HandoverView) =>
    attempt(async () => {
      const fresh = await callApi(contract.compileHandover, { siteId: screen.siteId });
      setGiving({ id: earlier?.id ?? uuidv7(), post: earlier?.post ?? fresh.post, day: fresh.day, lines: fresh.lines, items: earlier?.items ?? fresh.items, summary: earlier?.summary ?? '', instructions: earlier?.instructions ?? '', tomorrow: earlier?.tomorrow ?? '', spokenOf: earlier?.spokenOf ?? false });
    });
  if (query.isPending) return <LoadingState />;
  if (query.isError && !query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  if (giving) return <GiveForm screen={screen} start={giving} lineWords={lineWords} onDone={() => void refresh()} />;
  return (
    <Stack gap="md">
      {screen.may('handover.sign') ? <Group><Button loading={busy} onClick={() => void begin()}>{words.give}</Button></Group> : null}
      {error ? <Text c="red" role="alert">{error}</Text> : null}
      {query.data.open.length === 0 ? <EmptyState title={words.noHandover} /> : null}
      {query.data.open.map((handover) => (
        <Paper key={handover.id} withBorder p="md">
          <Group justify="space-between"><Text fw={600}>{handover.post} · {words.given(handover.giver, when(handover.givenAt))}</Text>{handover.dueAt ? <Countdown dueAt={handover.dueAt} /> : null}</Group>
          {handover.untaken && handover.status === 'given' ? <Alert color="red" variant="light" my="xs">{words.untaken} <SourceLink id="M-52" origin="house" /></Alert> : null}
          {handover.refusal ? <Alert color="yellow" variant="light" my="xs">{words.refusedBy(handover.refusal.by, handover.refusal.reason)}</Alert> : null}
          <Sheet handover={handover} lineWords={lineWords} />
          {handover.allowed.includes('take') && screen.may('handover.sign') ? <TakeForm screen={screen} handover={handover} onDone={() => void refresh()} /> : null}
          {handover.allowed.includes('amend') ? <Button mt="sm" onClick={() => void begin(handover)}>{words.amend}</Button> : null}
        </Paper>
      ))}
      {query.data.past.length > 0 ? <Title order={2} size="h4">{words.past}</Title> : null}
      {query.data.past.map((handover) => (
        <details key={handover.id} className="fy-details">
          <summary>{handover.post} · {words.takenBy(handover.giver, handover.taker ?? '', when(handover.takenAt ?? handover.givenAt))} {handover.differences.length > 0 ? <Badge color="yellow" variant="light">{words.withDifference}</Badge> : null} {handover.reviewer ? <Text span size="sm" c="dimmed">{words.reviewed(handover.reviewer)}</Text> : null}</summary>
          <Sheet handover={handover} lineWords={lineWords} />
          {handover.allowed.includes('review') ? <Button mt="xs" size="sm" variant="default" loading={busy} onClick={() => void attempt(async () => { await callApi(contract.reviewHandover, { siteId: screen.siteId, handoverId: handover.id, commandId: uuidv7() }); await refresh(); })}>{words.review}</Button> : null}
        </details>
      ))}
    </Stack>
  );
};
