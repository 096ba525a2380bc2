import { Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { instantAt, localDate } from '../../../platform/core/working-calendar.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { useDraft } from '../../../platform/web/ui/use-draft.ts';
import * as contract from '../core/handover-contract.ts';
import { HYGIENE_STATES, type HandoverDifference, type HandoverItem, type HandoverLine, type Hygiene } from '../core/handover.ts';
import { HYGIENE_LABELS, type LineWords } from '../core/handover-words.ts';
import type { RosterScreen } from './duty-panel.tsx';
import { Lines } from './handover-lines.tsx';
import { useDuty } from './roster-api.ts';
import { ROSTER_WORDS } from './roster-words.ts';

export type HandoverDraft = { id: string; post: string; shift: string; hygiene: Hygiene; lastInstructions: string; day: string; lines: HandoverLine[]; items: HandoverItem[]; summary: string; instructions: string; tomorrow: string; spokenOf: boolean };

/** The giver's side: compiled, completed, signed by PIN. */
export const GiveForm = ({ screen, start, lineWords, onDone }: { screen: RosterScreen; start: HandoverDraft; lineWords: LineWords; onDone(): void }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const [draft, setDraft] = useDraft<HandoverDraft>(`handover.${start.id}`, screen.actor.personId, start);
  const { language } = useLanguage();
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
          const { id, lastInstructions: _last, ...sheet } = draft;
          await callApi(contract.giveHandover, { siteId: screen.siteId, commandId, handoverId: id, pin, ...sheet, items: items.filter((item) => item.name.trim() !== '') });
          onDone();
        });
      }}
    >
      <Stack gap="sm">
        <Title order={2} size="h4">{words.giveTitle} <SourceLink id="M-52" /></Title>
        <Group grow>
          <TextInput required label={words.post} maxLength={20} value={draft.post} onChange={(event) => setDraft({ ...draft, post: event.currentTarget.value })} />
          <TextInput label={words.shift} maxLength={40} value={draft.shift} onChange={(event) => setDraft({ ...draft, shift: event.currentTarget.value })} />
        </Group>
        <Text size="sm" c="dimmed">{words.compiled}</Text>
        <Lines lines={draft.lines} lineWords={lineWords} />
        {area('summary')}
        {area('instructions')}
        {draft.lastInstructions && !draft.instructions.includes(draft.lastInstructions) ? <Group><Button size="xs" variant="default" onClick={() => setDraft({ ...draft, instructions: [draft.instructions, draft.lastInstructions].filter(Boolean).join('\n').slice(0, 2000) })}>{words.carryOver}</Button></Group> : null}
        {area('tomorrow')}
        <Text fw={600} size="sm">{words.items}</Text>
        {items.map((item, index) => (
          <Group key={index} align="end" gap="xs">
            <NativeSelect aria-label={words.items} w={92} value={item.kind ?? 'item'} onChange={(event) => setItem(index, { kind: event.currentTarget.value === 'key' ? 'key' : 'item' })} data={(['key', 'item'] as const).map((kind) => ({ value: kind, label: words.itemKind[kind] }))} />
            <TextInput label={words.itemName} maxLength={40} value={item.name} onChange={(event) => setItem(index, { name: event.currentTarget.value })} />
            <NumberInput label={words.count} min={0} max={10000} w={96} value={item.count} onChange={(value) => setItem(index, { count: Number(value) || 0 })} />
            <TextInput label={words.note} maxLength={120} value={item.note} onChange={(event) => setItem(index, { note: event.currentTarget.value })} />
          </Group>
        ))}
        <Group><Button size="xs" variant="default" onClick={() => setDraft({ ...draft, items: [...items, { name: '', count: 1, note: '', kind: 'item' }] })}>{words.addItem}</Button></Group>
        <Group align="end" gap="xs">
          <NativeSelect label={words.hygiene} value={draft.hygiene.state} onChange={(event) => setDraft({ ...draft, hygiene: { ...draft.hygiene, state: event.currentTarget.value as Hygiene['state'] } })} data={HYGIENE_STATES.map((state) => ({ value: state, label: HYGIENE_LABELS[language][state] }))} />
          {draft.hygiene.state === 'not_fine' ? <TextInput label={words.hygieneNote} maxLength={200} value={draft.hygiene.note} onChange={(event) => setDraft({ ...draft, hygiene: { ...draft.hygiene, note: event.currentTarget.value } })} /> : null}
        </Group>
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

/** The taker's side: everything counted again; what does not agree is named with its reason and taken all the same. */
export const TakeForm = ({ screen, handover, onDone }: { screen: RosterScreen; handover: contract.HandoverView; onDone(): void }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const duty = useDuty(screen.siteId);
  const [personId, setPersonId] = useState(screen.actor.personId === handover.giverId ? '' : screen.actor.personId);
  const [pin, setPin] = useState('');
  const [differences, setDifferences] = useState<HandoverDifference[]>([]);
  const [counts, setCounts] = useState<Readonly<Record<number, string>>>({});
  const [reasons, setReasons] = useState<Readonly<Record<number, string>>>({});
  const [arrived, setArrived] = useState('');
  const [refusing, setRefusing] = useState(false);
  const [reason, setReason] = useState('');
  const [commandId] = useState(uuidv7);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const miscounted = handover.items.flatMap((item, index) => { const found = counts[index]; return found !== undefined && found !== '' && Number(found) !== item.count ? [{ index, item, found: Number(found) }] : []; });
  const set = (index: number, change: Partial<HandoverDifference>) => setDifferences(differences.map((entry, at) => (at === index ? { ...entry, ...change } : entry)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(async () => {
          const signed = { siteId: screen.siteId, handoverId: handover.id, commandId, personId, pin };
          if (refusing) await callApi(contract.refuseHandoverEndpoint, { ...signed, reason });
          else
            await callApi(contract.takeHandover, {
              ...signed, ...(arrived ? { arrivedAt: instantAt(screen.zone, localDate(serverInstant(), screen.zone), arrived) } : {}),
              differences: [...miscounted.map(({ index, item, found }) => ({ what: item.name, difference: `${item.count} → ${found}`, reason: reasons[index] ?? '' })), ...differences],
            });
          onDone();
        });
      }}
    >
      <Stack gap="xs" mt="sm">
        {refusing ? <Textarea required label={words.reason} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} /> : (
          <>
            {handover.items.length > 0 ? (
              <>
                <Text size="sm" c="dimmed">{words.counted}</Text>
                {handover.items.map((item, index) => (
                  <Group key={`${item.name}${index}`} align="end" gap="xs">
                    <Text w={140} pb={6}>{item.name}{item.note ? <Text span size="sm" c="dimmed"> {item.note}</Text> : null}</Text>
                    <TextInput type="number" min={0} max={10000} inputMode="numeric" w={150} aria-label={`${item.name} ${words.recount(item.count)}`} placeholder={words.recount(item.count)} value={counts[index] ?? ''} onChange={(event) => setCounts({ ...counts, [index]: event.currentTarget.value })} />
                    {miscounted.some((entry) => entry.index === index) ? <TextInput required label={`${item.name} ${words.reason}`} maxLength={200} value={reasons[index] ?? ''} onChange={(event) => setReasons({ ...reasons, [index]: event.currentTarget.value })} /> : null}
                  </Group>
                ))}
              </>
            ) : null}
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
          {refusing ? null : <TextInput type="time" label={words.arrived} w={120} value={arrived} onChange={(event) => setArrived(event.currentTarget.value)} />}
          <TextInput type="password" required label={words.pin} inputMode="numeric" pattern="\d{4,6}" autoComplete="off" w={140} value={pin} onChange={(event) => setPin(event.currentTarget.value)} />
          <Button type="submit" loading={busy} color={refusing ? 'red' : undefined}>{refusing ? words.refuseSign : words.takeSign}</Button>
          <Button variant="subtle" color="gray" onClick={() => setRefusing(!refusing)}>{refusing ? words.take : words.refuse}</Button>
        </Group>
        {error ? <Text c="red" role="alert">{error}</Text> : null}
      </Stack>
    </form>
  );
};
