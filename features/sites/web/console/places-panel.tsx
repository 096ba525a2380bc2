import { Alert, Anchor, Badge, Button, Checkbox, Group, Modal, NativeSelect, NumberInput, SimpleGrid, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { OutputOf } from '../../../../platform/core/contract.ts';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { addPlace, archivePlace, changePlace, PLACE_DEPARTMENTS, PLACE_KINDS, type getSiteSetup, type PlaceDepartment, type PlaceFields, type PlaceKind } from '../../core/site-contract.ts';
import { PLACES_WORDS } from '../places-words.ts';

type Place = OutputOf<typeof getSiteSetup>['places'][number];
const BLANK: PlaceFields = { name: '', aliases: [], kind: 'room', zone: '', inRoom: false, department: 'sales', seats: 0, sort: 0 };

const PlaceForm = ({ siteId, place, nextSort, onClose, onDone }: { siteId: string; place: Place | undefined; nextSort: number; onClose(): void; onDone(): void }): ReactNode => {
  const words = useWords(PLACES_WORDS);
  const [form, setForm] = useState<PlaceFields>(place ?? { ...BLANK, sort: nextSort });
  const [aliases, setAliases] = useState((place?.aliases ?? []).join('\n'));
  const [error, setError] = useState<string>();
  const submit = async () => {
    const fields = { name: form.name, kind: form.kind, zone: form.zone, inRoom: form.inRoom, department: form.department, seats: form.seats, sort: form.sort, aliases: aliases.split('\n').map((line) => line.trim()).filter((line) => line !== '') };
    try {
      await (place ? callApi(changePlace, { siteId, placeId: place.id, ...fields }) : callApi(addPlace, { siteId, ...fields }));
      onDone();
    } catch (failure) {
      setError(words.refusal[failure instanceof ApiRefusal ? failure.code : 'other'] ?? words.refusal['other']);
    }
  };
  return (
    <Modal opened onClose={onClose} title={place ? place.name : words.add} size="lg" closeButtonProps={{ 'aria-label': words.cancel }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="sm">
          <TextInput label={words.name} data-autofocus maxLength={40} value={form.name} onChange={(event) => setForm({ ...form, name: event.currentTarget.value })} />
          <Textarea label={words.aliases} description={words.aliasesHint} rows={3} value={aliases} onChange={(event) => setAliases(event.currentTarget.value)} />
          <SimpleGrid cols={2} spacing="sm">
            <NativeSelect label={words.kind} data={PLACE_KINDS.map((kind) => ({ value: kind, label: words.kinds[kind] }))} value={form.kind} onChange={(event) => setForm({ ...form, kind: event.currentTarget.value as PlaceKind })} />
            <NativeSelect label={words.department} data={PLACE_DEPARTMENTS.map((department) => ({ value: department, label: words.departments[department] }))} value={form.department} onChange={(event) => setForm({ ...form, department: event.currentTarget.value as PlaceDepartment })} />
            <TextInput label={words.zone} maxLength={40} value={form.zone} onChange={(event) => setForm({ ...form, zone: event.currentTarget.value })} />
            <NumberInput label={words.seats} min={0} max={1000} value={form.seats} onChange={(value) => setForm({ ...form, seats: Number(value) })} />
          </SimpleGrid>
          <Checkbox label={words.inRoom} checked={form.inRoom} onChange={(event) => setForm({ ...form, inRoom: event.currentTarget.checked })} />
          {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
          <Group gap="xs">
            <Button type="submit" disabled={form.name.trim() === ''}>{words.save}</Button>
            <Button variant="subtle" color="gray" onClick={onClose}>{words.cancel}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};

/** The places of a centre: what the intake recognises, who accepts there, where one asks before entering (M-16, M-49). */
export const PlacesPanel = ({ siteId, places, hasCodes }: { siteId: string; places: readonly Place[]; hasCodes: boolean }): ReactNode => {
  const words = useWords(PLACES_WORDS);
  const client = useQueryClient();
  const [opened, setOpened] = useState<{ place: Place | undefined }>();
  const [showArchived, setShowArchived] = useState(false);
  const [error, setError] = useState<string>();
  const refresh = () => void client.invalidateQueries({ queryKey: ['sites', siteId] });
  const move = async (place: Place) => {
    setError(undefined);
    try {
      await callApi(archivePlace, { siteId, placeId: place.id, archived: !place.archived });
      refresh();
    } catch (failure) {
      setError(words.refusal[failure instanceof ApiRefusal ? failure.code : 'other'] ?? words.refusal['other']);
    }
  };
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">{words.places}</Title>
        <Group gap="md">
          {hasCodes ? <Anchor href={`/api/sites/${siteId}/place-codes.pdf`} target="_blank" size="sm">{words.codes}</Anchor> : <Text size="sm" c="dimmed">{words.noCodes}</Text>}
          <Button onClick={() => setOpened({ place: undefined })}>{words.add}</Button>
        </Group>
      </Group>
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      <Checkbox label={words.showArchived} checked={showArchived} onChange={(event) => setShowArchived(event.currentTarget.checked)} />
      <Table.ScrollContainer minWidth={720} type="native">
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>{[words.name, words.kind, words.zone, words.department, words.seats, words.actions].map((label) => <Table.Th key={label} scope="col">{label}</Table.Th>)}</Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {places.filter((place) => showArchived || !place.archived).map((place) => (
              <Table.Tr key={place.id}>
                <Table.Td><Text size="sm" fw={600}>{place.name}</Text>{place.aliases.length > 0 ? <Text size="xs" c="dimmed">{place.aliases.join(' ')}</Text> : null}{place.archived ? <Badge variant="light" color="gray" tt="none">{words.archived}</Badge> : null}</Table.Td>
                <Table.Td>{words.kinds[place.kind]}</Table.Td>
                <Table.Td>{place.zone}</Table.Td>
                <Table.Td>{words.departments[place.department]}</Table.Td>
                <Table.Td>{place.seats > 0 ? place.seats : ''}</Table.Td>
                <Table.Td>
                  <Group gap={4}>
                    {hasCodes && !place.archived ? <Anchor size="sm" href={`/api/sites/${siteId}/place-codes.pdf?placeId=${place.id}`} target="_blank" aria-label={words.codeOf(place.name)}>{words.code}</Anchor> : null}
                    <Button size="compact-sm" variant="default" aria-label={`${words.edit} ${place.name}`} onClick={() => setOpened({ place })}>{words.edit}</Button>
                    <Button size="compact-sm" variant="default" aria-label={`${place.archived ? words.restore : words.archive} ${place.name}`} onClick={() => void move(place)}>{place.archived ? words.restore : words.archive}</Button>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {opened ? <PlaceForm siteId={siteId} place={opened.place} nextSort={Math.max(0, ...places.map((place) => place.sort)) + 10} onClose={() => setOpened(undefined)} onDone={() => { setOpened(undefined); refresh(); }} /> : null}
    </Stack>
  );
};
