import { Button, Group, NativeSelect, Paper, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { putEntry, type DeskView, type EntryView } from '../../core/desk-contract.ts';
import { PresenceMark } from '../directory-picker.tsx';
import { useDirectory, useSettled, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

const EntryForm = ({ screen, desk, entry, onDone }: { screen: TelephoneScreen; desk: DeskView | undefined; entry: EntryView | undefined; onDone(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const w = words.directory;
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [form, setForm] = useState({ personId: entry?.personId ?? '', name: entry?.name ?? '', department: entry?.department ?? '', extension: entry?.extension ?? '', handles: entry?.handles ?? '', pronoun: entry?.pronoun ?? '' });
  // A colleague without an entry of their own gets one under a new id.
  const [entryId] = useState(() => (entry?.isOwn ? entry.id : uuidv7()));
  const save = (archived: boolean) =>
    attempt(async () => {
      const { personId, pronoun, ...rest } = form;
      await callApi(putEntry, { siteId: screen.siteId, entryId, commandId: uuidv7(), ...rest, archived, ...(personId ? { personId } : {}), ...(pronoun === '他' || pronoun === '她' ? { pronoun } : {}) });
      await client.invalidateQueries({ queryKey: ['roster', screen.siteId] });
      onDone();
    });
  return (
    <Paper withBorder p="md" component="section" aria-label={entry ? w.edit : w.add}>
      <form onSubmit={(event) => { event.preventDefault(); void save(false); }}>
        <Stack gap={6}>
          <NativeSelect size="xs" label={w.person} value={form.personId} onChange={(event) => { const personId = event.currentTarget.value; setForm({ ...form, personId, name: form.name || (desk?.colleagues.find((person) => person.id === personId)?.name ?? '') }); }} data={[{ value: '', label: '' }, ...(desk?.colleagues ?? []).map((person) => ({ value: person.id, label: person.name }))]} />
          <TextInput size="xs" required label={w.name} maxLength={40} value={form.name} onChange={(event) => setForm({ ...form, name: event.currentTarget.value })} />
          <TextInput size="xs" label={words.department} maxLength={40} value={form.department} onChange={(event) => setForm({ ...form, department: event.currentTarget.value })} />
          <TextInput size="xs" label={words.extension} maxLength={20} value={form.extension} onChange={(event) => setForm({ ...form, extension: event.currentTarget.value })} />
          <TextInput size="xs" label={words.handles} maxLength={200} value={form.handles} onChange={(event) => setForm({ ...form, handles: event.currentTarget.value })} />
          <NativeSelect size="xs" label={w.pronoun} value={form.pronoun} onChange={(event) => setForm({ ...form, pronoun: event.currentTarget.value })} data={[{ value: '', label: w.pronounNone }, { value: '他', label: '他' }, { value: '她', label: '她' }]} />
          <Group gap={6}><Button size="xs" type="submit" loading={busy}>{w.save}</Button>{entry?.isOwn ? <Button size="xs" variant="subtle" color="gray" loading={busy} onClick={() => void save(true)}>{w.archive}</Button> : null}<Button size="xs" variant="default" onClick={onDone}>{words.acts.cancel}</Button></Group>
          {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
        </Stack>
      </form>
    </Paper>
  );
};

/** 分机表 with presence and what each handles (T-24, T-25). */
export const DirectoryList = ({ screen, desk }: { screen: TelephoneScreen; desk: DeskView | undefined }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const [q, setQ] = useState('');
  const [editing, setEditing] = useState<EntryView | 'new'>();
  const query = useDirectory(screen.siteId, useSettled(q), 100);
  const entries = query.data?.entries ?? [];
  const canEdit = screen.may('telephone.settings');
  return (
    <div className="fy-two">
      <Stack gap="sm">
        <Group justify="space-between"><TextInput size="xs" w={320} aria-label={words.directory.search} placeholder={words.directory.search} value={q} onChange={(event) => setQ(event.currentTarget.value)} /><Group gap={6}><SourceLink id="T-25" />{canEdit ? <Button size="xs" variant="default" onClick={() => setEditing('new')}>{words.directory.add}</Button> : null}</Group></Group>
        {query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : entries.length === 0 ? <EmptyState title={words.directory.none} /> : (
          <Table.ScrollContainer minWidth={560} type="native">
            <Table verticalSpacing={6}>
              <Table.Tbody>{entries.map((entry) => (
                <Table.Tr key={entry.id}>
                  <Table.Td><strong>{entry.name}</strong></Table.Td><Table.Td>{entry.department}</Table.Td><Table.Td>{entry.extension}</Table.Td><Table.Td>{entry.handles}</Table.Td><Table.Td>{entry.personId ? <PresenceMark entry={entry} zone={screen.zone} /> : null}</Table.Td>
                  {canEdit ? <Table.Td><Button size="compact-xs" variant="subtle" aria-label={`${words.directory.edit} ${entry.name}`} onClick={() => setEditing(entry)}>{words.directory.edit}</Button></Table.Td> : null}
                </Table.Tr>
              ))}</Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Stack>
      {editing ? <EntryForm key={editing === 'new' ? 'new' : editing.id} screen={screen} desk={desk} entry={editing === 'new' ? undefined : editing} onDone={() => setEditing(undefined)} /> : null}
    </div>
  );
};
