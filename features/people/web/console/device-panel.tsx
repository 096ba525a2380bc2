import { Badge, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { enrolDevice, listDevices, revokeDevice } from '../../core/people-contract.ts';
import type { Session } from '../session.tsx';
import { STAFF_WORDS } from '../staff-words.ts';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { Problem } from './staff-forms.tsx';

/** The PCs on which people change by name and PIN; the one being used is enrolled from itself. */
export const DevicePanel = ({ siteId, session }: { siteId: string; session: Session }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  const client = useQueryClient();
  const list = useQuery({ queryKey: ['sites', siteId, 'devices'], queryFn: () => callApi(listDevices, { siteId }) });
  const [name, setName] = useState('');
  const { busy, error, attempt } = useAttempt(words.refusal);
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ['sites', siteId, 'devices'] });
    await client.invalidateQueries({ queryKey: ['session'] });
  };
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">{words.devices}</Title>
      <Text size="sm" c="dimmed">{words.deviceNote}</Text>
      {list.isPending ? <LoadingState rows={2} /> : !list.data ? <ErrorState onRetry={() => void list.refetch()} /> : list.data.devices.length === 0 ? <Text size="sm">{words.noDevices}</Text> : (
        list.data.devices.map((device) => (
          <Group key={device.id} gap="sm">
            <Text fw={600}>{device.name}</Text>
            <Text size="sm" c="dimmed">{device.enrolledBy}</Text>
            {session.device?.id === device.id ? <Badge variant="light" tt="none">{words.isThis}</Badge> : null}
            {device.revokedAt ? <Badge color="gray" variant="light" tt="none">{words.withdrawn}</Badge> : (
              <Button size="compact-sm" variant="default" aria-label={`${words.withdraw} ${device.name}`} onClick={() => void attempt(async () => { await callApi(revokeDevice, { siteId, deviceId: device.id }); await refresh(); })}>{words.withdraw}</Button>
            )}
          </Group>
        ))
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(async () => {
            await callApi(enrolDevice, { siteId, name });
            setName('');
            await refresh();
          });
        }}
      >
        <Group gap="sm" align="end">
          <TextInput label={words.deviceName} maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Button type="submit" loading={busy} disabled={name.trim() === ''}>{words.enrol}</Button>
        </Group>
      </form>
      <Problem text={error} />
    </Stack>
  );
};
