import { Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { instantAt, localDate } from '../../../platform/core/working-calendar.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { useDraft } from '../../../platform/web/ui/use-draft.ts';
import type { CallSheet } from '../core/call-record.ts';
import type { EntryView } from '../core/desk-contract.ts';
import { leaveMessage } from '../core/message-contract.ts';
import { messageFlags, WISHES, type Wish } from '../core/message.ts';
import { readBackGroups, readNumber } from '../../../platform/core/phone-number.ts';
import { DirectoryPicker } from './directory-picker.tsx';
import type { TelephoneScreen } from './telephone-api.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

type Draft = { messageId: string; commandId: string; urgent: boolean; isPrivate: boolean; numberDeclined: boolean; readBack: boolean; wishes: Wish[]; convenient: string; content: string; whenBack: boolean; callBackBy: string; wordingSeen: boolean };

/** A message slip, filled from the call (T-37 … T-41, T-46): what is missing is asked for when it is saved. */
export const MessageForm = ({ screen, callId, sheet, areaCode, masked, recipient, onRecipient, toName, onToName, onWhenBack, onDone, onClose }: {
  screen: TelephoneScreen; callId: string; sheet: CallSheet; areaCode: string | undefined; /** The number the call came from, where the screen knows its mask only. */ masked: string | null; recipient: EntryView | undefined; onRecipient(entry: EntryView | undefined): void; /** Who is no colleague on the list. */ toName: string; onToName(name: string): void; onWhenBack(on: boolean): void; onDone(messageId: string): void; onClose(): void;
}): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const m = words.message;
  const client = useQueryClient();
  const start: Draft = { messageId: uuidv7(), commandId: uuidv7(), urgent: false, isPrivate: !sheet.company, numberDeclined: false, readBack: false, wishes: ['call_back'], convenient: '', content: sheet.notes ?? '', whenBack: false, callBackBy: '', wordingSeen: false };
  const [draft, setDraft] = useDraft<Draft>(`message.${callId}`, screen.person.id, start);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const flags = messageFlags({ content: draft.content, fullName: sheet.fullName, saidTaitai: sheet.saidTaitai });
  const key = sheet.number ? readNumber(sheet.number, areaCode).key : undefined;
  const usesCall = !sheet.number && masked !== null;
  const save = () =>
    attempt(async () => {
      const at = /^\d{2}:\d{2}$/.test(draft.callBackBy) ? instantAt(screen.zone, localDate(serverInstant(), screen.zone), draft.callBackBy) : undefined;
      const { callBackBy: _by, ...kept } = draft;
      const { surname, honorific, saidTaitai, fullName, company, nameDeclined } = sheet;
      await callApi(leaveMessage, {
        siteId: screen.siteId, callId, ...kept, ...(recipient ? { toId: recipient.id } : { toName }), surname, honorific, saidTaitai, fullName, company, nameDeclined: nameDeclined ?? false, isPrivate: draft.isPrivate && !company,
        ...(draft.numberDeclined ? {} : usesCall ? { numberOfCall: true } : sheet.number ? { number: sheet.number } : {}), ...(at ? { callBackBy: at } : {}),
      });
      localStorage.removeItem(`foyer.draft.${screen.person.id}.message.${callId}`);
      await client.invalidateQueries({ queryKey: ['messages', screen.siteId] });
      onDone(draft.messageId);
    });
  return (
    <form aria-label={m.title} onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <Stack gap={6}>
        <DirectoryPicker screen={screen} label={m.to} chosen={recipient} autoFocus onChoose={onRecipient} />
        {recipient ? null : <TextInput size="xs" label={words.directory.name} maxLength={40} value={toName} onChange={(event) => onToName(event.currentTarget.value)} />}
        <Textarea size="xs" label={m.content} autosize minRows={3} maxRows={8} maxLength={2000} value={draft.content} onChange={(event) => set({ content: event.currentTarget.value, wordingSeen: false })} />
        {flags.map((flag) => <Text key={flag.original} size="xs" className="fy-soon">{m.flagged(flag.found, flag.clause)} <SourceLink id={flag.clause} /></Text>)}
        {flags.length > 0 ? <Checkbox size="xs" label={m.wordingSeen} checked={draft.wordingSeen} onChange={(event) => set({ wordingSeen: event.currentTarget.checked })} /> : null}
        <Group gap={4} role="group" aria-label={m.title}>
          <Button size="compact-xs" variant={draft.urgent ? 'filled' : 'default'} aria-pressed={draft.urgent} onClick={() => set({ urgent: !draft.urgent })}>{m.urgent}</Button>
          {WISHES.map((wish) => <Button key={wish} size="compact-xs" variant={draft.wishes.includes(wish) ? 'light' : 'default'} aria-pressed={draft.wishes.includes(wish)} onClick={() => set({ wishes: draft.wishes.includes(wish) ? draft.wishes.filter((other) => other !== wish) : [...draft.wishes, wish] })}>{m.wishes[wish]}</Button>)}
        </Group>
        <Group gap="sm">
          {sheet.company ? null : <Checkbox size="xs" label={m.isPrivate} checked={draft.isPrivate} onChange={(event) => set({ isPrivate: event.currentTarget.checked })} />}
          {sheet.number || usesCall ? null : <Checkbox size="xs" label={m.numberDeclined} checked={draft.numberDeclined} onChange={(event) => set({ numberDeclined: event.currentTarget.checked })} />}
          <Checkbox size="xs" label={m.readBack(key ? readBackGroups(key) : usesCall ? (masked ?? '') : '')} checked={draft.readBack} onChange={(event) => set({ readBack: event.currentTarget.checked })} />
          <SourceLink id="T-39" />
        </Group>
        <Group gap="sm"><Checkbox size="xs" label={m.whenBack} checked={draft.whenBack} onChange={(event) => { set({ whenBack: event.currentTarget.checked }); onWhenBack(event.currentTarget.checked); }} /><SourceLink id="T-46" /></Group>
        <Group gap={6} grow>
          <TextInput size="xs" label={m.convenient} maxLength={80} value={draft.convenient} onChange={(event) => set({ convenient: event.currentTarget.value })} />
          <TextInput size="xs" type="time" label={m.callBackBy} value={draft.callBackBy} onChange={(event) => set({ callBackBy: event.currentTarget.value })} />
        </Group>
        {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
        <Group gap={6}><Button size="xs" type="submit" loading={busy}>{m.leave}</Button><Button size="xs" variant="default" onClick={onClose}>{words.acts.cancel}</Button></Group>
      </Stack>
    </form>
  );
};
