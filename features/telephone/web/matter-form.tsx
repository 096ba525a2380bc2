import { Button, Checkbox, Group, NativeSelect, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { addMinutes } from '../../../platform/core/instant.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import type { CallSheet } from '../core/call-record.ts';
import type { DeskView } from '../core/desk-contract.ts';
import { readAddress } from '../core/form-of-address.ts';
import { openMatterEndpoint } from '../core/matter-contract.ts';
import { TaitaiNote } from './taitai-note.tsx';
import type { TelephoneScreen } from './telephone-api.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

/** `datetime-local` in the centre's zone and back. */
export const localInput = (instant: string, zone: string): string => `${localDate(instant, zone)}T${localTime(instant, zone)}`;
export const instantOf = (local: string, zone: string): string | undefined => (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(local) ? new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds).toISOString() : undefined);

/** An enquiry with owner and time (T-36), a promised call-back, a follow-up call: one form, prefilled from the call. */
export const MatterForm = ({ screen, kind, desk, callId, sheet, masked, onDone, onClose }: { screen: TelephoneScreen; kind: 'enquiry' | 'call_back' | 'follow_up'; desk: DeskView; callId?: string; sheet: CallSheet; masked: string | null; onDone(matterId: string): void; onClose(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const m = words.matter;
  const client = useQueryClient();
  const [ids] = useState(() => ({ matterId: uuidv7(), commandId: uuidv7() }));
  const [content, setContent] = useState(sheet.notes ?? '');
  const [ownerId, setOwner] = useState(screen.person.id);
  // A call-back is due within the centre's minutes of open time, which the server knows; a time is put down where another was promised.
  const [due, setDue] = useState(() => (kind === 'call_back' ? '' : localInput(addMinutes(serverInstant(), desk.limits.enquiryHours * 60), screen.zone)));
  const [number, setNumber] = useState('');
  const [name, setName] = useState('');
  const [isNameKept, setNameKept] = useState(false);
  const [isNumberKept, setNumberKept] = useState(false);
  // Of a call, what its card says by now.
  const said = callId ? sheet : { ...sheet, ...readAddress(name, desk.settings.extraHonorifics), number };
  const hasName = Boolean(said.surname || said.fullName);
  const hasNumber = Boolean(said.number) || masked !== null;
  const { busy, error, attempt } = useAttempt(words.refusal);
  return (
    <form
      aria-label={m.titles[kind]}
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(async () => {
          const { surname, honorific, saidTaitai, fullName, company } = said;
          const dueAt = instantOf(due, screen.zone);
          await callApi(openMatterEndpoint, {
            siteId: screen.siteId, ...ids, kind, surname, honorific, saidTaitai, fullName, company, nameDeclined: !hasName && (isNameKept || sheet.nameDeclined === true), numberDeclined: !hasNumber && isNumberKept, content, ownerId, ...(callId ? { callId } : {}), ...(dueAt ? { dueAt } : {}),
            ...(said.number ? { number: said.number } : masked !== null ? { numberOfCall: true } : {}),
          });
          await client.invalidateQueries({ queryKey: ['matters', screen.siteId] });
          onDone(ids.matterId);
        });
      }}
    >
      <Stack gap={6}>
        <Title order={2} size="h6">{m.titles[kind]} <SourceLink id={kind === 'follow_up' ? 'T-02' : kind === 'call_back' ? 'T-27' : 'T-36'} /></Title>
        <Textarea size="xs" label={m.content} data-autofocus autosize minRows={3} maxRows={8} maxLength={2000} value={content} onChange={(event) => setContent(event.currentTarget.value)} />
        <TaitaiNote texts={[content]} said={sheet.saidTaitai} />
        <Group gap={6} grow>
          <NativeSelect size="xs" label={m.owner} value={ownerId} onChange={(event) => setOwner(event.currentTarget.value)} data={desk.colleagues.map((person) => ({ value: person.id, label: person.name }))} />
          <TextInput size="xs" type="datetime-local" label={m.due} description={kind === 'call_back' ? m.dueUsual(desk.limits.callBackMinutes) : undefined} inputWrapperOrder={['label', 'input', 'description', 'error']} value={due} onChange={(event) => setDue(event.currentTarget.value)} />
        </Group>
        {callId ? null : (
          <Group gap={6} grow>
            <TextInput size="xs" label={words.address} placeholder={words.addressHint} maxLength={40} value={name} onChange={(event) => setName(event.currentTarget.value)} />
            <TextInput size="xs" label={words.number} maxLength={40} value={number} onChange={(event) => setNumber(event.currentTarget.value)} />
          </Group>
        )}
        <Group gap="sm">
          {hasName || sheet.nameDeclined ? null : <Checkbox size="xs" label={words.nameDeclined} checked={isNameKept} onChange={(event) => setNameKept(event.currentTarget.checked)} />}
          {hasNumber ? null : <Checkbox size="xs" label={words.message.numberDeclined} checked={isNumberKept} onChange={(event) => setNumberKept(event.currentTarget.checked)} />}
        </Group>
        {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
        <Group gap={6}><Button size="xs" type="submit" loading={busy}>{m.open}</Button><Button size="xs" variant="default" onClick={onClose}>{words.acts.cancel}</Button></Group>
      </Stack>
    </form>
  );
};
