import { Button, Group, NativeSelect, Paper, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { serverNow } from '../../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { ExportMenu } from '../../../../platform/web/ui/export-menu.tsx';
import { amendContactEndpoint, forgetContactEndpoint, mergeContacts, type ContactView } from '../../core/desk-contract.ts';
import { readAddress } from '../../core/form-of-address.ts';
import { RevealNumber } from '../reveal-number.tsx';
import { TaitaiNote } from '../taitai-note.tsx';
import { useContacts, useExtraHonorifics, useSettled, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

const ContactPanel = ({ screen, contact, others, onDone }: { screen: TelephoneScreen; contact: ContactView; others: readonly ContactView[]; onDone(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const w = words.contact;
  const extra = useExtraHonorifics(screen.siteId);
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [address, setAddress] = useState(contact.address || (contact.surname ?? ''));
  const [fullName, setFullName] = useState(contact.fullName ?? '');
  const [company, setCompany] = useState(contact.company ?? '');
  const [note, setNote] = useState(contact.note ?? '');
  const [addNumber, setAddNumber] = useState('');
  const [intoId, setInto] = useState('');
  const [isForgetting, setForgetting] = useState(false);
  const done = async () => { await client.invalidateQueries({ queryKey: ['contacts', screen.siteId] }); onDone(); };
  const amend = (more: { addNumber?: string; dropNumber?: number } = {}) =>
    attempt(async () => {
      const said = readAddress(address, [...extra, ...(contact.honorific ? [contact.honorific] : [])]);
      await callApi(amendContactEndpoint, { siteId: screen.siteId, contactId: contact.id, commandId: uuidv7(), surname: said.surname, ...(said.honorific ? { honorific: said.honorific } : {}), saidTaitai: contact.saidTaitai, fullName, company, note, ...more });
      await done();
    });
  return (
    <Paper withBorder p="md" component="section" aria-label={w.amend}>
      <form onSubmit={(event) => { event.preventDefault(); void amend(addNumber.trim() ? { addNumber } : {}); }}>
        <Stack gap={6}>
          <TextInput size="xs" label={words.address} maxLength={20} value={address} onChange={(event) => setAddress(event.currentTarget.value)} />
          <TextInput size="xs" label={words.fullName} maxLength={40} value={fullName} onChange={(event) => setFullName(event.currentTarget.value)} />
          <TextInput size="xs" label={words.company} maxLength={80} value={company} onChange={(event) => setCompany(event.currentTarget.value)} />
          <TextInput size="xs" label={w.note} maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
          <TaitaiNote texts={[fullName, note]} said={contact.saidTaitai} />
          <ul className="fy-plain fy-lines">{contact.numbers.map((masked, index) => <li key={`${masked}${index}`}><RevealNumber screen={screen} of="contact" id={contact.id} index={index} masked={masked} /> <Button size="compact-xs" variant="subtle" color="gray" aria-label={`${w.drop} ${masked}`} onClick={() => void amend({ dropNumber: index })}>×</Button></li>)}</ul>
          <TextInput size="xs" label={w.addNumber} maxLength={40} value={addNumber} onChange={(event) => setAddNumber(event.currentTarget.value)} />
          <Group gap={6}><Button size="xs" type="submit" loading={busy}>{words.acts.save}</Button></Group>
        </Stack>
      </form>
      <Group gap={6} mt="md" align="end">
        <NativeSelect size="xs" label={w.mergeInto} value={intoId} onChange={(event) => setInto(event.currentTarget.value)} data={[{ value: '', label: '' }, ...others.map((other) => ({ value: other.id, label: [other.address || other.fullName, other.company, other.numbers[0]].filter(Boolean).join(' · ') }))]} />
        <Button size="xs" variant="default" disabled={!intoId} loading={busy} onClick={() => void attempt(async () => { await callApi(mergeContacts, { siteId: screen.siteId, contactId: contact.id, commandId: uuidv7(), intoId }); await done(); })}>{w.merge}</Button>
      </Group>
      {screen.may('telephone.forget') ? (
        <Stack gap={6} mt="md">
          {isForgetting ? <><Text size="sm">{w.forgetAsk}</Text><Group gap={6}><Button size="xs" color="red" loading={busy} onClick={() => void attempt(async () => { await callApi(forgetContactEndpoint, { siteId: screen.siteId, contactId: contact.id, commandId: uuidv7() }); await done(); })}>{w.forgetYes}</Button><Button size="xs" variant="default" onClick={() => setForgetting(false)}>{words.acts.cancel}</Button></Group></> : <Group><Button size="xs" variant="subtle" color="gray" onClick={() => setForgetting(true)}>{w.forget}</Button></Group>}
        </Stack>
      ) : null}
      {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
    </Paper>
  );
};

/** Who has called; several on one number stand beside each other, never chosen. */
export const ContactList = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<string>();
  const query = useContacts(screen.siteId, useSettled(q.trim()));
  const contacts = query.data?.contacts ?? [];
  const contact = contacts.find((entry) => entry.id === chosen);
  return (
    <div className="fy-two">
      <Stack gap="sm">
        <Group justify="space-between"><TextInput size="xs" w={280} aria-label={words.contact.search} placeholder={words.contact.search} value={q} onChange={(event) => setQ(event.currentTarget.value)} /><Group gap={6}><Text size="xs" c="dimmed">{words.contact.kept('')}</Text><SourceLink id="telephone.retention_days" origin="house" /><ExportMenu siteId={screen.siteId} list="contacts" query={{ q: q.trim() }} /></Group></Group>
        {query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : contacts.length === 0 ? <EmptyState title={words.contact.none} hint={words.contact.noneHint} /> : (
          <Table.ScrollContainer minWidth={520} type="native">
            <Table verticalSpacing={6}>
              <Table.Tbody>{contacts.map((entry) => (
                <Table.Tr key={entry.id} className={entry.id === chosen ? 'fy-row fy-row-chosen' : 'fy-row'} onClick={() => setChosen(entry.id)}>
                  <Table.Td><button type="button" className="fy-row-button" onClick={() => setChosen(entry.id)}><strong>{entry.address || entry.fullName}</strong> {entry.fullName && entry.address ? entry.fullName : ''}</button></Table.Td>
                  <Table.Td>{entry.company ?? ''}</Table.Td>
                  <Table.Td>{entry.numbers.join(words.separator)}</Table.Td>
                  <Table.Td><Text size="sm" c="dimmed">{words.contact.calls(entry.calls)} · {formatWhen(entry.lastAt, { zone: screen.zone, language, now: new Date(serverNow()) })}</Text></Table.Td>
                </Table.Tr>
              ))}</Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Stack>
      {contact ? <ContactPanel key={`${contact.id}${contact.version}`} screen={screen} contact={contact} others={contacts.filter((entry) => entry.id !== contact.id)} onDone={() => setChosen(undefined)} /> : null}
    </div>
  );
};
