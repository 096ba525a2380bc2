import { Alert, Button, Group, Modal, NativeSelect, PasswordInput, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../platform/web/api-client.ts';
import { byPinyin, useWords } from '../../../platform/web/i18n.tsx';
import { listDeskPeople, switchPerson } from '../core/people-contract.ts';
import { PEOPLE_WORDS } from './people-words.ts';

/** F2: name, PIN, done. A wrong PIN slows the person, never the PC. */
export const SwitchDialog = ({ onClose }: { onClose(): void }): ReactNode => {
  const words = useWords(PEOPLE_WORDS);
  const client = useQueryClient();
  const desk = useQuery({ queryKey: ['desk-people'], retry: false, queryFn: () => callApi(listDeskPeople, {}) });
  const [personId, setPersonId] = useState('');
  const [pin, setPin] = useState('');
  const [error, setError] = useState<string>();
  const submit = async () => {
    try {
      await callApi(switchPerson, { personId, pin });
      await client.resetQueries();
      onClose();
    } catch (failure) {
      setPin('');
      setError(words.refusal[failure instanceof ApiRefusal ? failure.code : 'offline'] ?? words.refusal['unavailable']);
    }
  };
  const people = [...(desk.data?.people ?? [])].sort((a, b) => byPinyin(a.name, b.name));
  return (
    <Modal opened onClose={onClose} title={words.switchTitle} size="sm" closeButtonProps={{ 'aria-label': words.cancel }}>
      {desk.isError ? (
        <Text>{words.notEnrolled}</Text>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Stack gap="sm">
            <NativeSelect data-autofocus label={words.choose} data={[{ value: '', label: '—' }, ...people.map((person) => ({ value: person.id, label: `${person.name} ${person.initials}` }))]} value={personId} onChange={(event) => setPersonId(event.currentTarget.value)} />
            <PasswordInput label={words.pin} inputMode="numeric" autoComplete="off" maxLength={6} value={pin} onChange={(event) => setPin(event.currentTarget.value)} />
            {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
            <Group gap="xs">
              <Button type="submit" disabled={personId === '' || pin.length < 4}>{words.switch}</Button>
              <Button variant="subtle" color="gray" onClick={onClose}>{words.cancel}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
};
