import { Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ROLES, type Role } from '../../../../platform/core/roles.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { addPost, addTemplate, archiveTemplate, changePost, type Roster } from '../../core/roster-contract.ts';
import type { RosterScreen } from '../duty-panel.tsx';
import { ROSTER_WORDS } from '../roster-words.ts';

/** What a new centre begins with; all of it can be changed. */
const COMMON: readonly { role: Role; cover: 'opening' | 'day'; isFixed: boolean }[] = [
  { role: 'desk_agent', cover: 'opening', isFixed: true },
  { role: 'technician', cover: 'opening', isFixed: false },
  { role: 'property_assistant', cover: 'opening', isFixed: true },
  { role: 'guard', cover: 'opening', isFixed: true },
  { role: 'duty_officer', cover: 'day', isFixed: false },
];

export const PostsPanel = ({ screen, roster }: { screen: RosterScreen; roster: Roster }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [post, setPost] = useState({ name: '', role: 'desk_agent' as Role, needed: 1, cover: 'opening' as 'opening' | 'day', isFixed: true });
  const [template, setTemplate] = useState({ name: '', start: '08:30', end: '17:30' });
  const done = (work: () => Promise<unknown>) => attempt(async () => { await work(); await client.invalidateQueries({ queryKey: ['roster', screen.siteId] }); });
  return (
    <Stack gap="sm">
      {roster.posts.length === 0 ? (
        <Group><Button variant="light" loading={busy} onClick={() => void done(async () => {
          for (const [index, entry] of COMMON.entries()) await callApi(addPost, { siteId: screen.siteId, name: screen.roleName(entry.role), ...entry, sort: index * 10 });
        })}>{words.common}</Button></Group>
      ) : (
        <Table.ScrollContainer minWidth={560} type="native">
          <Table>
            <Table.Thead><Table.Tr>{[words.postName, words.role, words.needed, words.fixed, words.archive].map((label) => <Table.Th key={label} scope="col">{label}</Table.Th>)}</Table.Tr></Table.Thead>
            <Table.Tbody>
              {roster.posts.map((entry) => (
                <Table.Tr key={entry.id}>
                  <Table.Td>{entry.name}</Table.Td><Table.Td>{screen.roleName(entry.role)}</Table.Td><Table.Td>{entry.needed} · {words.cover[entry.cover]}</Table.Td><Table.Td>{entry.isFixed ? '✓' : '—'}</Table.Td>
                  <Table.Td><Button size="compact-sm" variant="default" aria-label={`${words.archive} ${entry.name}`} onClick={() => void done(() => callApi(changePost, { siteId: screen.siteId, postId: entry.id, name: entry.name, role: entry.role, needed: entry.needed, cover: entry.cover, isFixed: entry.isFixed, sort: entry.sort, archived: true }))}>{words.archive}</Button></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <form onSubmit={(event) => { event.preventDefault(); void done(async () => { await callApi(addPost, { siteId: screen.siteId, ...post, sort: roster.posts.length * 10 }); setPost({ ...post, name: '' }); }); }}>
        <Group align="end">
          <TextInput required label={words.postName} maxLength={20} value={post.name} onChange={(event) => setPost({ ...post, name: event.currentTarget.value })} />
          <NativeSelect label={words.role} value={post.role} onChange={(event) => setPost({ ...post, role: event.currentTarget.value as Role })} data={ROLES.map((role) => ({ value: role, label: screen.roleName(role) }))} />
          <NumberInput label={words.needed} min={0} max={50} w={110} value={post.needed} onChange={(value) => setPost({ ...post, needed: Number(value) || 0 })} />
          <NativeSelect aria-label={words.needed} value={post.cover} onChange={(event) => setPost({ ...post, cover: event.currentTarget.value as 'opening' | 'day' })} data={(['opening', 'day'] as const).map((cover) => ({ value: cover, label: words.cover[cover] }))} />
          <Checkbox label={words.fixed} checked={post.isFixed} onChange={(event) => setPost({ ...post, isFixed: event.currentTarget.checked })} mb={8} />
          <Button type="submit" variant="default" loading={busy}>{words.addPost}</Button>
        </Group>
      </form>
      <Group gap="xs">
        {roster.templates.map((entry) => <Group key={entry.id} gap={4} className="fy-shift"><span>{entry.name} {entry.start}–{entry.end}</span><Button size="compact-xs" variant="subtle" aria-label={`${words.archive} ${entry.name}`} onClick={() => void done(() => callApi(archiveTemplate, { siteId: screen.siteId, templateId: entry.id }))}>{words.archive}</Button></Group>)}
      </Group>
      <form onSubmit={(event) => { event.preventDefault(); void done(async () => { await callApi(addTemplate, { siteId: screen.siteId, ...template }); setTemplate({ ...template, name: '' }); }); }}>
        <Group align="end">
          <TextInput required label={words.templateName} maxLength={20} value={template.name} onChange={(event) => setTemplate({ ...template, name: event.currentTarget.value })} />
          <TextInput required type="time" label={words.start} value={template.start} onChange={(event) => setTemplate({ ...template, start: event.currentTarget.value })} />
          <TextInput required type="time" label={words.end} value={template.end} onChange={(event) => setTemplate({ ...template, end: event.currentTarget.value })} />
          <Button type="submit" variant="default" loading={busy}>{words.addTemplate}</Button>
        </Group>
      </form>
      {error ? <Text c="red" role="alert">{error}</Text> : null}
    </Stack>
  );
};
