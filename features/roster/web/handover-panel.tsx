import { Alert, Badge, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import * as contract from '../core/handover-contract.ts';
import { HYGIENE_LABELS, type LineWords } from '../core/handover-words.ts';
import type { RosterScreen } from './duty-panel.tsx';
import { GiveForm, TakeForm, type HandoverDraft } from './handover-forms.tsx';
import { Lines } from './handover-lines.tsx';
import { useHandovers } from './roster-api.ts';
import { ROSTER_WORDS } from './roster-words.ts';

const Sheet = ({ handover, lineWords }: { handover: contract.HandoverView; lineWords: LineWords }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  return (
    <Stack gap={4}>
      {(['summary', 'instructions', 'tomorrow'] as const).map((key) => (handover[key] ? <Text key={key} size="sm" style={{ whiteSpace: 'pre-wrap' }}><strong>{words[key]}</strong> {handover[key]}</Text> : null))}
      <Lines lines={handover.lines} lineWords={lineWords} />
      {handover.items.length > 0 ? <Text size="sm"><strong>{words.items}</strong> {handover.items.map((item) => `${item.name} ${item.count}${item.note ? `（${item.note}）` : ''}`).join(words.separator)}</Text> : null}
      {handover.hygiene.state === 'unseen' && !handover.hygiene.note ? null : <Text size="sm"><strong>{words.hygiene}</strong> {HYGIENE_LABELS[language][handover.hygiene.state]}{handover.hygiene.note ? ` · ${handover.hygiene.note}` : ''}</Text>}
      {handover.differences.map((entry) => <Text key={entry.what} size="sm" className="fy-soon">{entry.what} {entry.difference} · {words.reason}：{entry.reason}</Text>)}
    </Stack>
  );
};

/** Handover (M-52): compiled from what is open, signed by both by PIN, at once or hours apart. */
export const HandoverPanel = ({ screen, lineWords }: { screen: RosterScreen; lineWords: LineWords }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const query = useHandovers(screen.siteId);
  const [notes, setNotes] = useState<Readonly<Record<string, string>>>({});
  const [giving, setGiving] = useState<HandoverDraft>();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  const refresh = async () => {
    setGiving(undefined);
    await client.invalidateQueries({ queryKey: ['handover', screen.siteId] });
    await client.invalidateQueries({ queryKey: ['session'] });
  };
  const begin = (earlier?: contract.HandoverView | contract.UnwrittenView) =>
    attempt(async () => {
      const fresh = await callApi(contract.compileHandover, { siteId: screen.siteId });
      const before = earlier && 'id' in earlier ? earlier : undefined;
      setGiving({ id: before?.id ?? uuidv7(), post: earlier?.post ?? fresh.post, day: earlier && !before ? earlier.day : fresh.day, shift: earlier?.shift ?? fresh.shift, hygiene: before?.hygiene ?? { state: 'unseen', note: '' }, lastInstructions: fresh.lastInstructions, lines: fresh.lines, items: before?.items ?? fresh.items, summary: before?.summary ?? '', instructions: before?.instructions ?? '', tomorrow: before?.tomorrow ?? fresh.tomorrow, spokenOf: before?.spokenOf ?? false });
    });
  if (query.isPending) return <LoadingState />;
  if (query.isError && !query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  if (giving) return <GiveForm screen={screen} start={giving} lineWords={lineWords} onDone={() => void refresh()} />;
  return (
    <Stack gap="md">
      {query.data.unwritten.map((missing) => (
        <Alert key={missing.personId} color="red" variant="light" role="status">
          <Group justify="space-between" gap="xs">
            <span>▲ {words.unwritten(missing.post, missing.person, when(missing.endedAt))} <SourceLink id="M-52" origin="house" /></span>
            {missing.allowed.includes('write') && screen.may('handover.sign') ? <Button size="sm" loading={busy} onClick={() => void begin(missing)}>{words.writeNow}</Button> : null}
          </Group>
        </Alert>
      ))}
      {screen.may('handover.sign') ? <Group><Button variant={query.data.unwritten.some((missing) => missing.allowed.includes('write')) ? 'default' : 'filled'} loading={busy} onClick={() => void begin()}>{words.give}</Button></Group> : null}
      {error ? <Text c="red" role="alert">{error}</Text> : null}
      {query.data.open.length === 0 ? <EmptyState title={words.noHandover} /> : null}
      {query.data.open.map((handover) => (
        <Paper key={handover.id} withBorder p="md">
          <Group justify="space-between"><Text fw={600}>{handover.post} · {words.given(handover.giver, when(handover.givenAt))}</Text>{handover.dueAt ? <Countdown dueAt={handover.dueAt} /> : null}</Group>
          {handover.untaken && handover.status === 'given' ? <Alert color="red" variant="light" my="xs">{words.untaken} <SourceLink id="M-52" origin="house" /></Alert> : null}
          {handover.refusal ? <Alert color="yellow" variant="light" my="xs">{words.refusedBy(handover.refusal.by, handover.refusal.reason)}</Alert> : null}
          <Sheet handover={handover} lineWords={lineWords} />
          <Group mt="xs"><Button size="xs" variant="default" component="a" target="_blank" href={`/api/sites/${screen.siteId}/handovers/${handover.id}/sheet.pdf`}>{words.printSheet}</Button></Group>
          {handover.allowed.includes('take') && screen.may('handover.sign') ? <TakeForm screen={screen} handover={handover} onDone={() => void refresh()} /> : null}
          {handover.allowed.includes('amend') ? <Button mt="sm" onClick={() => void begin(handover)}>{words.amend}</Button> : null}
        </Paper>
      ))}
      {query.data.past.length > 0 ? <Title order={2} size="h4">{words.past}</Title> : null}
      {query.data.past.map((handover) => (
        <details key={handover.id} className="fy-details">
          <summary>{handover.post} · {words.takenBy(handover.giver, handover.taker ?? '', when(handover.takenAt ?? handover.givenAt))}{handover.arrivedAt ? ` · ${words.arrivedAt(when(handover.arrivedAt))}` : ''} {handover.differences.length > 0 ? <Badge color="yellow" variant="light">{words.withDifference}</Badge> : null} {handover.reviewer ? <Text span size="sm" c="dimmed">{words.reviewed(handover.reviewer)}</Text> : null}</summary>
          <Sheet handover={handover} lineWords={lineWords} />
          {handover.reviewNote ? <Text size="sm"><strong>{words.review}</strong> {handover.reviewNote}</Text> : null}
          <Group align="end" gap="xs" mt="xs">
            {handover.allowed.includes('review') ? (
              <>
                <TextInput label={words.reviewNote} maxLength={300} value={notes[handover.id] ?? ''} onChange={(event) => setNotes({ ...notes, [handover.id]: event.currentTarget.value })} />
                <Button size="sm" loading={busy} onClick={() => void attempt(async () => { await callApi(contract.reviewHandover, { siteId: screen.siteId, handoverId: handover.id, commandId: uuidv7(), note: notes[handover.id] ?? '' }); await refresh(); })}>{words.review}</Button>
              </>
            ) : null}
            <Button size="sm" variant="default" component="a" target="_blank" href={`/api/sites/${screen.siteId}/handovers/${handover.id}/sheet.pdf`}>{words.printSheet}</Button>
          </Group>
        </details>
      ))}
    </Stack>
  );
};
