import { Alert, Button, Checkbox, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { changeMyWays } from '../core/channel-contract.ts';
import { useMyWays, type Ways } from './alert-api.ts';
import { MyDevices } from './my-devices.tsx';
import { ownSubscription } from './push-registration.ts';
import { WAYS_WORDS } from './ways-words.ts';

const USUAL_QUIET = { from: '22:00', to: '07:30' };

const WaysForm = ({ ways, size, level }: { ways: Ways; size: string; level: 2 | 3 }): ReactNode => {
  const words = useWords(WAYS_WORDS);
  const client = useQueryClient();
  const [form, setForm] = useState({ quietFrom: ways.quietFrom, quietTo: ways.quietTo, email: ways.email ?? '', useSms: ways.useSms });
  const [saved, setSaved] = useState(false);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const put = (change: Partial<typeof form>) => {
    setSaved(false);
    setForm({ ...form, ...change });
  };
  const save = () =>
    attempt(async () => {
      await callApi(changeMyWays, form);
      setSaved(true);
      await client.invalidateQueries({ queryKey: ['alert-ways'] });
    });
  return (
    <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <Stack gap="sm">
        <Title order={level} size="h5">{words.quiet}</Title>
        <Text size="sm" c="dimmed">{words.quietNote}</Text>
        {form.quietFrom === null ? (
          <div><Button size={size} variant="default" onClick={() => put({ quietFrom: USUAL_QUIET.from, quietTo: USUAL_QUIET.to })}>{words.useQuiet}</Button></div>
        ) : (
          <Group align="end" gap="sm">
            <TextInput required type="time" label={words.from} value={form.quietFrom} onChange={(event) => put({ quietFrom: event.currentTarget.value })} />
            <TextInput required type="time" label={words.to} value={form.quietTo ?? ''} onChange={(event) => put({ quietTo: event.currentTarget.value })} />
            <Button size={size} variant="subtle" color="gray" onClick={() => put({ quietFrom: null, quietTo: null })}>{words.noQuiet}</Button>
          </Group>
        )}
        <Checkbox label={words.sms} description={ways.phone === null ? words.smsNone : `${words.smsTo(ways.phone)}${ways.can.sms ? '' : ` · ${words.smsOff}`}`} checked={form.useSms} disabled={ways.phone === null} onChange={(event) => put({ useSms: event.currentTarget.checked })} />
        <TextInput type="email" label={words.email} description={ways.can.email ? undefined : words.emailOff} autoComplete="email" value={form.email} onChange={(event) => put({ email: event.currentTarget.value })} />
        <Text size="sm" c="dimmed">{words.order}</Text>
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        <Group gap="sm">
          <Button type="submit" size={size} loading={busy}>{words.save}</Button>
          <Text role="status" size="sm">{saved ? words.saved : ''}</Text>
        </Group>
      </Stack>
    </form>
  );
};

/** 我的提醒: how a person wants to be reached, and what really arrives on this device. */
export const MyWays = ({ zone, isBig, level }: { zone: string; isBig: boolean; /** Of its heading. */ level: 1 | 2 }): ReactNode => {
  const words = useWords(WAYS_WORDS);
  /** Null while the browser has not said whether this device has a subscription. */
  const [endpoint, setEndpoint] = useState<string | null>(null);
  const look = () => ownSubscription().then((own) => setEndpoint(own?.endpoint ?? ''), () => setEndpoint(''));
  useEffect(() => void look(), []);
  const query = useMyWays(endpoint ?? undefined);
  const size = isBig ? 'md' : 'sm';
  return (
    <Stack gap="md">
      <Title order={level} size={isBig ? 'h3' : 'h4'}>{words.title}</Title>
      {query.isPending || endpoint === null ? <LoadingState rows={4} /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : (
        <div className="fy-ways">
          <Paper withBorder p="md"><MyDevices level={level === 1 ? 2 : 3} ways={query.data} endpoint={endpoint} zone={zone} size={size} onChange={() => void look().then(() => query.refetch())} /></Paper>
          <Paper withBorder p="md"><WaysForm level={level === 1 ? 2 : 3} ways={query.data} size={size} /></Paper>
        </div>
      )}
    </Stack>
  );
};
