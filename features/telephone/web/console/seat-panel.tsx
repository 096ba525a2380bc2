import { Alert, Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { putSeat, removeSeat } from '../../core/pbx-contract.ts';
import { useSeats } from '../telephone-api.ts';
import { PBX_WORDS } from '../pbx-words.ts';

/** Which telephone stands at which seat; who sits there is said by whoever sits down. */
export const SeatPanel = ({ siteId }: { siteId: string }): ReactNode => {
  const words = useWords(PBX_WORDS);
  const client = useQueryClient();
  const list = useSeats(siteId, true);
  const [name, setName] = useState('');
  const [ext, setExt] = useState('');
  const { busy, error, attempt } = useAttempt(words.refusal);
  const refresh = () => client.invalidateQueries({ queryKey: ['pbx', siteId, 'seats'] });
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">{words.seats}</Title>
      <Text size="sm" c="dimmed">{words.seatsHint}</Text>
      {list.isPending ? <LoadingState rows={2} /> : !list.data ? <ErrorState onRetry={() => void list.refetch()} /> : list.data.seats.length === 0 ? <EmptyState title={words.noSeats} /> : (
        <Table maw={640}>
          <Table.Thead><Table.Tr>{[words.seatName, words.seatExt, words.seatPerson, words.actions].map((label) => <Table.Th key={label} scope="col">{label}</Table.Th>)}</Table.Tr></Table.Thead>
          <Table.Tbody>
            {list.data.seats.map((seat) => (
              <Table.Tr key={seat.id}>
                <Table.Td>{seat.name}</Table.Td>
                <Table.Td>{seat.ext}</Table.Td>
                <Table.Td>{seat.person ?? <Text span c="dimmed" size="sm">{words.nobody}</Text>}</Table.Td>
                <Table.Td><Button size="compact-sm" variant="default" aria-label={`${words.remove} ${seat.name}`} onClick={() => void attempt(async () => { await callApi(removeSeat, { siteId, commandId: uuidv7(), seatId: seat.id }); await refresh(); })}>{words.remove}</Button></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(async () => {
            await callApi(putSeat, { siteId, commandId: uuidv7(), seatId: uuidv7(), name, ext });
            setName('');
            setExt('');
            await refresh();
          });
        }}
      >
        <Group gap="sm" align="end">
          <TextInput label={words.seatName} maxLength={40} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput label={words.seatExt} maxLength={20} w={120} value={ext} onChange={(event) => setExt(event.currentTarget.value)} />
          <Button type="submit" loading={busy} disabled={name.trim() === '' || ext.trim() === ''}>{words.seatAdd}</Button>
        </Group>
      </form>
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
    </Stack>
  );
};
