import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiRefusal } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { serverNow } from '../../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { IDENTITIES, type CallSheet, type Identity } from '../../core/call-record.ts';
import { addressOf, readAddress, SUGGESTED, TAITAI } from '../../core/form-of-address.ts';
import { readNotes } from '../../core/notes-reading.ts';
import { maskNumber, readBackGroups, readNumber } from '../../../../platform/core/phone-number.ts';
import { TaitaiNote } from '../taitai-note.tsx';
import { useCallMatch, useMatch, useSettled, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

/** What the notes say fills what nobody typed; a field once touched is the agent's. */
export const sheetOf = (sheet: CallSheet, shownNumber: string | undefined, areaCode: string | undefined): CallSheet => {
  const read = readNotes(sheet.notes ?? '', areaCode);
  const number = sheet.number || shownNumber || read.number;
  return {
    ...sheet,
    ...(sheet.surname === undefined && sheet.honorific === undefined && read.surname ? { surname: read.surname, ...(read.honorific ? { honorific: read.honorific } : {}) } : {}),
    ...(sheet.fullName === undefined && read.fullName && !sheet.nameDeclined ? { fullName: read.fullName } : {}),
    ...(sheet.company === undefined && read.company ? { company: read.company } : {}),
    ...(number ? { number } : {}),
  };
};

/** Left of the card: who calls, as far as it is known; nothing here is ever asked for while the caller speaks (T-41). */
export const CallerColumn = ({ screen, callId, sheet, full, areaCode, extra, hasNumber, onChange }: { screen: TelephoneScreen; /** Of a call whose number only the server knows. */ callId: string | undefined; sheet: CallSheet; full: CallSheet; areaCode: string | undefined; extra: readonly string[]; hasNumber: string | null; onChange(part: Partial<CallSheet>): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  const [typed, setTyped] = useState(sheet.surname ?? '');
  const number = useSettled(full.number ?? '');
  const asked = useMatch(screen.siteId, number);
  const lineMatch = useCallMatch(screen.siteId, callId ?? '', callId !== undefined && !full.number).data;
  const match = full.number ? asked.data : lineMatch;
  const read = readNumber(full.number ?? '', areaCode);
  const address = addressOf(full);
  const offered: readonly string[] = [...SUGGESTED, ...extra];
  const honorifics = [...offered, ...(full.saidTaitai ? [TAITAI] : [])];
  const name = (text: string) => {
    setTyped(text);
    const said = readAddress(text, extra);
    // 王太太 typed is no word of hers: the tick below is.
    onChange({ surname: said.surname, ...(said.honorific && said.honorific !== TAITAI ? { honorific: said.honorific } : {}), ...(said.fullName ? { fullName: said.fullName } : {}) });
  };
  return (
    <Stack gap={6}>
      <Text className="fy-caller" aria-live="polite">{address || '—'} <SourceLink id="T-11" /></Text>
      {sheet.surname === undefined && full.surname ? <Text size="xs" c="dimmed">{words.notesRead}</Text> : null}
      <TextInput size="xs" label={words.address} placeholder={words.addressHint} maxLength={20} value={typed} onChange={(event) => name(event.currentTarget.value)} />
      <TaitaiNote texts={[typed, full.fullName]} said={full.saidTaitai} />
      <Group gap={4} role="group" aria-label={words.honorific}>
        {honorifics.map((honorific) => <Button key={honorific} size="compact-xs" variant={full.honorific === honorific ? 'filled' : 'default'} aria-pressed={full.honorific === honorific} onClick={() => onChange({ honorific: full.honorific === honorific ? '' : honorific, surname: full.surname ?? '' })}>{honorific}</Button>)}
        <SourceLink id="T-21" />
      </Group>
      <Checkbox size="xs" label={words.saidTaitai} checked={full.saidTaitai ?? false} onChange={(event) => onChange({ saidTaitai: event.currentTarget.checked, surname: full.surname ?? '', honorific: event.currentTarget.checked ? TAITAI : '' })} />
      <Group gap={6} align="end" wrap="nowrap">
        <TextInput size="xs" style={{ flex: 1 }} label={words.fullName} maxLength={40} value={full.fullName ?? ''} onChange={(event) => onChange({ fullName: event.currentTarget.value, nameDeclined: false })} />
        <Button size="compact-xs" variant={full.nameDeclined ? 'filled' : 'default'} aria-pressed={full.nameDeclined ?? false} onClick={() => onChange({ nameDeclined: !full.nameDeclined, fullName: '' })}>{words.nameDeclined}</Button>
      </Group>
      <TextInput size="xs" label={words.company} maxLength={80} value={full.company ?? ''} onChange={(event) => onChange({ company: event.currentTarget.value })} />
      <TextInput size="xs" label={words.number} placeholder={hasNumber ?? words.numberHint} inputMode="tel" maxLength={40} value={sheet.number ?? ''} onChange={(event) => onChange({ number: event.currentTarget.value })} />
      {read.key && full.number ? <Text size="xs" c="dimmed">{sheet.number ? readBackGroups(read.key) : maskNumber(read.key)}</Text> : null}
      {match?.isWithheld ? <Text size="xs" c="dimmed">{words.matchWithheld}</Text> : null}
      {full.number && asked.error instanceof ApiRefusal && asked.error.code === 'too-many-tries' ? <Text size="xs" className="fy-soon" role="alert">{words.refusal[asked.error.code]}</Text> : null}
      {match && match.missed ? <Text size="xs" className="fy-soon">{words.missedBefore(match.missed.count)}</Text> : null}
      {match && match.contacts.length > 0 ? (
        <div>
          <Text size="xs" c="dimmed">{match.contacts.length > 1 ? words.several : words.maybe}</Text>
          <ul className="fy-plain fy-lines">
            {match.contacts.map((contact) => (
              <li key={contact.id}>
                <UnstyledButton className="fy-figure" onClick={() => { setTyped(contact.surname ?? ''); onChange({ surname: contact.surname ?? '', honorific: contact.honorific && offered.includes(contact.honorific) ? contact.honorific : '', ...(contact.fullName ? { fullName: contact.fullName } : {}), ...(contact.company ? { company: contact.company } : {}) }); }}>
                  {[contact.address || contact.fullName, contact.company].filter(Boolean).join(' · ')}
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {match && match.calls.length > 0 ? <Text size="xs" c="dimmed">{words.lastCalls(match.calls.length)}{words.colon}{match.calls.map((call) => `${formatWhen(call.startedAt, { zone: screen.zone, language, now: new Date(serverNow()) })} ${call.purpose ? words.purposes[call.purpose] : ''}`).join(words.separator)}</Text> : null}
      <NativeSelect size="xs" label={words.identity} value={full.identity ?? ''} onChange={(event) => { const identity = event.currentTarget.value; onChange({ identity: identity === '' ? undefined : (identity as Identity) }); }} data={[{ value: '', label: '' }, ...IDENTITIES.map((value) => ({ value, label: words.identities[value] }))]} />
      {full.identity === 'media' || full.identity === 'government' ? <Text size="xs" className="fy-soon">{words.officialNote}</Text> : null}
    </Stack>
  );
};
