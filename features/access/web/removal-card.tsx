import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { z } from 'zod';
import type { Endpoint, InputOf } from '../../../platform/core/contract.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { eraseRemoval, removalToIncident, stepRemoval, type RemovalView } from '../core/access-contract.ts';
import { ACCESS_LABELS } from '../core/access-words.ts';
import { useAccessChoices } from './access-api.ts';
import { ACCESS_WORDS } from './access-words.ts';
import { PhotoButton } from '../../../platform/web/ui/photo-button.tsx';

export type DoorScreen = { readonly siteId: string; readonly zone: string; /** On a phone. */ readonly outbox?: Outbox | undefined; onIncident(incidentId: string): void };

/** A command of the door: at the desk at once; on a phone by the outbox, where it waits for a network and is not lost. Answers whether it has arrived. */
export const useDoorCommand = (screen: DoorScreen) => {
  const client = useQueryClient();
  return async <I extends z.ZodType, O extends z.ZodType>(endpoint: Endpoint<I, O>, given: Omit<z.input<I>, 'siteId' | 'commandId'> & Record<string, unknown>, label: string): Promise<boolean> => {
    const input = { siteId: screen.siteId, ...given };
    const done = screen.outbox ? await screen.outbox.deliver(endpoint, input, label) : await callApi(endpoint, { ...input, commandId: uuidv7() } as unknown as z.input<I>);
    await client.invalidateQueries({ queryKey: ['access', screen.siteId] });
    return done !== undefined;
  };
};

/** How somebody is known next time: a note of one's own or one written before; no name. */
const NoteForm = ({ removal, screen, onDone }: { removal: RemovalView; screen: DoorScreen; onDone(): void }): ReactNode => {
  const words = useWords(ACCESS_WORDS);
  const command = useDoorCommand(screen);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const choices = useAccessChoices(screen.siteId).data;
  const [tag, setTag] = useState(removal.tag ?? '');
  const [appearance, setAppearance] = useState(removal.appearance ?? '');
  const [behaviour, setBehaviour] = useState(removal.behaviour ?? '');
  const [photo, setPhoto] = useState<string>();
  const save = (known?: string) =>
    attempt(async () => {
      await command(stepRemoval, { removalId: removal.id, step: { step: 'describe', ...((known ?? tag) ? { tag: known ?? tag } : {}), ...(appearance ? { appearance } : {}), ...(behaviour ? { behaviour } : {}), ...(photo ? { photo } : {}) } }, words.note);
      onDone();
    });
  return (
    <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <Stack gap="xs">
        {(choices?.tags ?? []).length > 0 ? <><Text size="sm">{words.known}</Text><Group gap={6}>{choices?.tags.slice(0, 6).map((entry) => <Button key={entry.tag} variant="default" size="sm" onClick={() => void save(entry.tag)}>{entry.tag}</Button>)}</Group></> : null}
        <TextInput label={words.tag} maxLength={40} value={tag} onChange={(event) => setTag(event.currentTarget.value)} />
        <TextInput label={words.appearance} maxLength={120} value={appearance} onChange={(event) => setAppearance(event.currentTarget.value)} />
        <TextInput label={words.behaviour} maxLength={200} value={behaviour} onChange={(event) => setBehaviour(event.currentTarget.value)} />
        {choices?.photos ? <PhotoButton siteId={screen.siteId} label={photo === undefined ? words.photo : words.photoTaken} fromCamera keep={screen.outbox !== undefined} refusal={(code) => words.refusal[code] ?? words.refusal['other'] ?? ''} onSent={setPhoto} /> : null}
        {error ? <Text role="alert" className="fy-late">{error}</Text> : null}
        <Group grow><Button type="submit" loading={busy}>{words.save}</Button><Button variant="default" onClick={onDone}>{words.cancel}</Button></Group>
      </Stack>
    </form>
  );
};

/** One line of the book: what may be done next, when it is erased, and what an erasing waits for. */
export const RemovalCard = ({ removal, screen }: { removal: RemovalView; screen: DoorScreen }): ReactNode => {
  const words = useWords(ACCESS_WORDS);
  const { language } = useLanguage();
  const labels = ACCESS_LABELS[language];
  const command = useDoorCommand(screen);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [noting, setNoting] = useState(false);
  const [erasing, setErasing] = useState<string>();
  const when = (instant: string) => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  const title = `${labels.category[removal.category]} · ${removal.place}`;
  const waits = screen.outbox?.queued.some((item) => item.input['removalId'] === removal.id && item.endpoint !== 'logRemoval') ?? false;
  const base = { removalId: removal.id };
  const step = (given: InputOf<typeof stepRemoval>['step'], label: string) => void attempt(async () => void (await command(stepRemoval, { ...base, step: given }, `${title} · ${label}`)));
  /** The moment of the tap, also where it is sent later; never before they were asked. */
  const endedAt = (): string => (serverInstant() < removal.askedAt ? removal.askedAt : serverInstant());
  const toIncident = () =>
    void attempt(async () => {
      const incidentId = uuidv7();
      if (await command(removalToIncident, { ...base, incidentId, incidentCommandId: uuidv7() }, `${title} · ${words.toIncident}`)) screen.onIncident(incidentId);
    });
  const may = (action: RemovalView['allowed'][number]): boolean => removal.allowed.includes(action);
  const facts = [removal.headcount > 1 ? words.people(removal.headcount) : '', removal.times > 1 ? words.times(removal.times) : '', words.by(removal.handledBy), removal.fromSheet ? words.keyedIn : '', removal.bookedBy ? words.bookedBy(removal.bookedBy) : ''].filter(Boolean);
  return (
    <li className="fy-person">
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text fw={600}>{title}</Text>
        {removal.dueAt && !removal.overstayed && !removal.outcome ? <Countdown dueAt={removal.dueAt} /> : null}
      </Group>
      <Text size="sm" c="dimmed">{words.askedAt(when(removal.askedAt))} · {removal.leftAt ? words.leftAt(when(removal.leftAt)) : removal.outcome ? words[removal.outcome] : labels.action[removal.action]} · {facts.join(' · ')}</Text>
      {removal.overstayed && removal.open ? <Text size="sm" className="fy-late">▲ {words.overstayed} <SourceLink id="G-03" origin="house" /></Text> : null}
      {removal.tag ? <Text size="sm">{removal.tag}{removal.seenBefore > 0 ? ` · ${words.seen(removal.seenBefore + 1)}` : ''}</Text> : null}
      {removal.appearance || removal.behaviour ? <Text size="sm">{[removal.appearance, removal.behaviour].filter(Boolean).join(' · ')}</Text> : null}
      {removal.photo ? <a className="fy-photo" aria-label={words.photo} href={`/api/sites/${screen.siteId}/files/${removal.photo}`} target="_blank" rel="noreferrer"><img src={`/api/sites/${screen.siteId}/files/${removal.photo}`} alt="" loading="lazy" /></a> : null}
      <Text size="xs" c="dimmed">{removal.erasedAt ? words.erased : words.expires(removal.expiresOn)}{removal.eraseAskedAt && !removal.erasedAt && removal.heldBy ? ` · ${words.eraseAsked}${words.separator}${words.heldBy[removal.heldBy]}` : ''}</Text>
      {waits ? <Text size="sm" role="status" className="fy-soon">▲ {words.waits}</Text> : null}
      {error ? <Text role="alert" className="fy-late">{error}</Text> : null}
      {noting ? <NoteForm removal={removal} screen={screen} onDone={() => setNoting(false)} /> : erasing !== undefined ? (
        <form onSubmit={(event) => { event.preventDefault(); void attempt(async () => { await command(eraseRemoval, { ...base, reason: erasing }, `${title} · ${words.erase}`); setErasing(undefined); }); }}>
          <Group align="end"><TextInput required label={words.eraseReason} maxLength={200} value={erasing} onChange={(event) => setErasing(event.currentTarget.value)} /><Button type="submit" loading={busy}>{words.erase}</Button><Button variant="default" onClick={() => setErasing(undefined)}>{words.cancel}</Button></Group>
        </form>
      ) : (
        <Group gap={6} mt={4}>
          {may('ended') ? <Button size="sm" loading={busy} onClick={() => step({ step: 'ended', outcome: 'left', at: endedAt() }, words.left)}>{words.left}</Button> : null}
          {may('again') ? <Button size="sm" variant="default" loading={busy} onClick={() => step({ step: 'again' }, words.again)}>{words.again}</Button> : null}
          {(['refused', 'police'] as const).map((outcome) => may('ended') && removal.outcome !== outcome ? <Button key={outcome} size="sm" variant="default" loading={busy} onClick={() => step({ step: 'ended', outcome, at: endedAt() }, words[outcome])}>{words[outcome]}</Button> : null)}
          {may('incident') && (removal.open || removal.overstayed) ? <Button size="sm" color="red" variant={removal.overstayed || removal.outcome ? 'filled' : 'light'} loading={busy} onClick={toIncident}>{words.toIncident}</Button> : null}
          {may('describe') ? <Button size="sm" variant="subtle" onClick={() => setNoting(true)}>{words.note}</Button> : null}
          {removal.incidentId ? <Button size="sm" variant="subtle" onClick={() => screen.onIncident(removal.incidentId ?? '')}>{words.incident}</Button> : null}
          {may('erase') ? <Button size="sm" variant="subtle" color="gray" onClick={() => setErasing('')}>{words.erase}</Button> : null}
        </Group>
      )}
    </li>
  );
};
