import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant, serverNow } from '../../../platform/web/server-clock.ts';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { removePush, testPush } from '../core/channel-contract.ts';
import { isReceiptOverdue } from '../core/push-device.ts';
import type { Ways } from './alert-api.ts';
import { ownSubscription, readPushState, subscribeHere } from './push-registration.ts';
import { WAYS_WORDS } from './ways-words.ts';

/** How long and how often a test's answer is waited for. */
const WAIT_MS = 60_000;
const EVERY_MS = 2000;

const DeviceCard = ({ device, zone, size, onChange }: { device: Ways['devices'][number]; zone: string; size: string; onChange(): void }): ReactNode => {
  const words = useWords(WAYS_WORDS);
  const { language } = useLanguage();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [waitsSince, setWaitsSince] = useState<number>();
  const when = (instant: string | null): string => (instant ? formatWhen(instant, { zone, language, now: new Date(serverInstant()) }) : words.never);
  // The device's own confirmation comes by itself; the list is read until it is there.
  const isConfirmed = waitsSince !== undefined && device.arrivedAt !== null && Date.parse(device.arrivedAt) >= waitsSince;
  useEffect(() => {
    if (waitsSince === undefined || isConfirmed) return undefined;
    const timer = setInterval(() => {
      onChange();
      if (serverNow() - waitsSince > WAIT_MS) setWaitsSince(undefined);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [waitsSince, isConfirmed, onChange]);
  const remove = () =>
    attempt(async () => {
      if (device.isThis) await (await ownSubscription())?.unsubscribe();
      await callApi(removePush, { subscriptionId: device.id });
      onChange();
    });
  return (
    <li className="fy-device">
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{[device.device || '—', device.isThis ? words.here : ''].filter((part) => part !== '').join(' · ')}</Text>
        <Text size="xs" c="dimmed">{words.added(when(device.createdAt))}</Text>
      </Group>
      <dl className="fy-facts">
        <div><dt>{words.taken}</dt><dd>{when(device.takenAt)}</dd></div>
        <div><dt>{words.arrived}</dt><dd className={device.arrivedAt ? 'fy-calm' : undefined}>{device.arrivedAt ? '✓ ' : ''}{when(device.arrivedAt)}</dd></div>
      </dl>
      {device.goneAt ? <Text size="sm" className="fy-late">▲ {words.gone}</Text> : isReceiptOverdue(device, serverNow()) ? <Text size="sm" className="fy-soon">◔ {words.overdue}</Text> : null}
      <Group gap="xs" mt="xs">
        {device.goneAt ? null : <Button size={size} variant="default" loading={busy} onClick={() => void attempt(async () => { await callApi(testPush, { subscriptionId: device.id }); setWaitsSince(serverNow()); })}>{words.test}</Button>}
        <Button size={size} variant="subtle" color="gray" onClick={() => void remove()}>{words.remove}</Button>
      </Group>
      <Text role="status" size="sm">{waitsSince !== undefined && !isConfirmed ? words.sent : ''}</Text>
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
    </li>
  );
};

/** Which alerts this device really receives, in plain words, and what each of my devices has confirmed. */
export const MyDevices = ({ ways, endpoint, zone, size, level, onChange }: { ways: Ways; endpoint: string; zone: string; size: string; level: 2 | 3; onChange(): void }): ReactNode => {
  const words = useWords(WAYS_WORDS);
  const [state, setState] = useState(readPushState);
  const [failed, setFailed] = useState<string>();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const isOn = endpoint !== '' && ways.devices.some((device) => device.isThis && !device.goneAt);
  const enable = () =>
    attempt(async () => {
      setFailed(undefined);
      const done = await subscribeHere(ways.pushKey);
      setState(readPushState());
      if (done !== 'subscribed') setFailed(done === 'denied' ? words.refused : words.unreachable);
      onChange();
    });
  return (
    <Stack gap="sm">
      <Title order={level} size="h5">{words.push}</Title>
      <ul className="fy-receives">
        <li><span className="fy-calm" aria-hidden="true">✓</span> {words.inApp}</li>
        <li data-push={isOn ? 'on' : state}><span className={isOn ? 'fy-calm' : 'fy-soon'} aria-hidden="true">{isOn ? '✓' : '◔'}</span> {words.notOpen}：{isOn ? words.on : words.state[state]}</li>
      </ul>
      {state === 'ask' || state === 'ready' ? (
        <>
          <Text size="sm" c="dimmed">{words.caution}</Text>
          <div><Button size={size} variant={isOn ? 'default' : 'filled'} loading={busy} onClick={() => void enable()}>{isOn ? words.again : words.enable}</Button></div>
        </>
      ) : null}
      {failed ?? error ? <Alert color="yellow" variant="light" role="alert">{failed ?? error}</Alert> : null}
      <Title order={level} size="h5">{words.devices}</Title>
      {ways.devices.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : <ul className="fy-plain">{ways.devices.map((device) => <DeviceCard key={device.id} device={device} zone={zone} size={size} onChange={onChange} />)}</ul>}
    </Stack>
  );
};
