import { Badge, Button, Group, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DELIVERY_REASON_WORDS } from '../../../../platform/core/delivery-reason.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { changeChannel, testChannel } from '../../core/channel-contract.ts';
import { isTheirWord } from '../../core/ladder-rows.ts';
import type { RoleName } from '../alert-ladder.tsx';
import { SETTINGS_WORDS } from '../settings-words.ts';
import type { ChannelFormOf, ChannelView } from './channel-form.tsx';

const OUTCOME_TINT = { delivered: 'fy-calm', refused: 'fy-late', retry: 'fy-late', unknown: 'fy-soon' } as const;
const OUTCOME_SHAPE = { delivered: '✓', refused: '▲', retry: '▲', unknown: '◔' } as const;

const TestResult = ({ channel, zone }: { channel: ChannelView; zone: string }): ReactNode => {
  const words = useWords(SETTINGS_WORDS);
  const { language } = useLanguage();
  const { tested } = channel;
  if (channel.testing) return <Text size="sm" role="status">{words.testing}</Text>;
  if (!tested) return <Text size="sm" c="dimmed">{words.untested}</Text>;
  const reason = tested.reason && tested.outcome !== 'delivered' && tested.reason !== 'answered' ? ` · ${DELIVERY_REASON_WORDS[tested.reason][language]}` : '';
  return (
    <div role="status">
      <Text size="sm"><span className={OUTCOME_TINT[tested.outcome]}><span aria-hidden="true">{OUTCOME_SHAPE[tested.outcome]} </span>{words.outcome[tested.outcome]}{reason}</span> · {words.tested(formatWhen(tested.at, { zone, language, now: new Date(serverInstant()) }))}</Text>
      {tested.answer ? <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{(isTheirWord(tested.reason) ? words.answer : words.technical)(tested.answer)}</Text> : null}
    </div>
  );
};

/** A way out as it stands: for whom, from what level on, and what the other side said last. */
export const ChannelCard = ({ siteId, zone, channel, form, fallback, roleName, onChanged, onEdit, onRemove }: { siteId: string; zone: string; channel: ChannelView; form: ChannelFormOf | undefined; fallback: string | undefined; roleName: RoleName; onChanged(): Promise<void>; onEdit(): void; onRemove(): void }): ReactNode => {
  const words = useWords(SETTINGS_WORDS);
  const { language } = useLanguage();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [to, setTo] = useState<string>();
  const target = form?.target === 'phone' || form?.target === 'email' ? form.target : undefined;
  const test = () =>
    attempt(async () => {
      await callApi(testChannel, { siteId, channelId: channel.id, ...(to ? { to } : {}) });
      setTo(undefined);
      await onChanged();
    });
  const turn = () =>
    attempt(async () => {
      const { name, roles, minLevel, fallbackId, version } = channel;
      await callApi(changeChannel, { siteId, channelId: channel.id, version, name, roles, minLevel, fallbackId, enabled: !channel.enabled, settings: channel.shown });
      await onChanged();
    });
  return (
    <li className="fy-details" aria-label={channel.name}>
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{channel.name} <Text span size="sm" c="dimmed" fw={400}>{form && form.label[language] !== channel.name ? form.label[language] : ''}</Text></Text>
        {channel.enabled ? null : <Badge variant="outline" color="gray">{words.isOff}</Badge>}
      </Group>
      <Text size="sm" c="dimmed">{[words.level[channel.minLevel], channel.roles.map(roleName).join('、'), fallback ? `${words.fallback}：${fallback}` : ''].filter((part) => part !== '').join(' · ')}</Text>
      {channel.pausedUntil && channel.pausedUntil > serverInstant() ? <Text size="sm" className="fy-soon">◔ {words.paused(formatWhen(channel.pausedUntil, { zone, language, now: new Date(serverInstant()) }))}</Text> : null}
      <TestResult channel={channel} zone={zone} />
      {target && to !== undefined ? <TextInput size="sm" mt="xs" maw={320} label={words.testTo[target]} type={target === 'email' ? 'email' : 'tel'} value={to} onChange={(event) => setTo(event.currentTarget.value)} /> : null}
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="light" loading={busy} disabled={target !== undefined && to === ''} onClick={() => (target && to === undefined ? setTo('') : void test())}>{words.test}</Button>
        <Button size="compact-sm" variant="default" onClick={onEdit}>{words.edit}</Button>
        <Button size="compact-sm" variant="default" onClick={() => void turn()}>{channel.enabled ? words.off : words.on}</Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onRemove}>{words.remove}</Button>
      </Group>
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
    </li>
  );
};
