import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { addChannel, changeChannel, removeChannel, type SiteChannelKind } from '../../core/channel-contract.ts';
import { useChannels } from '../alert-api.ts';
import type { RoleName } from '../alert-ladder.tsx';
import { SETTINGS_WORDS } from '../settings-words.ts';
import { ChannelCard } from './channel-card.tsx';
import { ChannelForm, type ChannelView } from './channel-form.tsx';

const UNDO_MS = 10_000;

/** The centre's ways out of the house; what a form asks for comes with the list. */
export const ChannelPanel = ({ siteId, zone, roleName }: { siteId: string; zone: string; roleName: RoleName }): ReactNode => {
  const words = useWords(SETTINGS_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const query = useChannels(siteId);
  /** A new one has its id from the start: a second press adds nothing. */
  const [adding, setAdding] = useState<{ kind: SiteChannelKind; id: string }>();
  const [editing, setEditing] = useState<string>();
  const [removed, setRemoved] = useState<ChannelView>();
  const { error, attempt } = useAttempt(words.refusal);
  useEffect(() => {
    if (!removed) return undefined;
    const timer = setTimeout(() => setRemoved(undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [removed]);
  if (query.isPending) return <LoadingState rows={3} />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const { channels, forms } = query.data;
  const formOf = (kind: SiteChannelKind) => forms.find((form) => form.kind === kind);
  const isGroup = (channel: ChannelView): boolean => formOf(channel.kind)?.target === 'group';
  const refresh = () => client.invalidateQueries({ queryKey: ['alerts', siteId, 'channels'] });
  const remove = (channel: ChannelView, isRemoved: boolean) =>
    attempt(async () => {
      await callApi(removeChannel, { siteId, channelId: channel.id, removed: isRemoved });
      setRemoved(isRemoved ? channel : undefined);
      await refresh();
    });
  const newForm = adding ? formOf(adding.kind) : undefined;
  return (
    <Stack component="section" gap="sm" aria-label={words.channels}>
      <Title order={2} size="h4">{words.channels}</Title>
      <Text size="sm">{words.leaves}</Text>
      {channels.length === 0 && !adding ? <Text size="sm" c="dimmed">{words.none}</Text> : null}
      <ul className="fy-plain">
        {channels.map((channel) => {
          const form = formOf(channel.kind);
          const others = channels.filter((other) => other.id !== channel.id && isGroup(other));
          return editing === channel.id && form ? (
            <li key={channel.id}>
              <ChannelForm key={channel.version} form={form} channel={channel} others={others} roleName={roleName} onCancel={() => setEditing(undefined)}
                onSave={async (input) => {
                  try {
                    await callApi(changeChannel, { siteId, channelId: channel.id, version: channel.version, enabled: channel.enabled, ...input, roles: [...input.roles] });
                    setEditing(undefined);
                  } finally {
                    await refresh();
                  }
                }} />
            </li>
          ) : (
            <ChannelCard key={channel.id} siteId={siteId} zone={zone} channel={channel} form={form} fallback={channels.find((other) => other.id === channel.fallbackId)?.name} roleName={roleName} onChanged={refresh} onEdit={() => setEditing(channel.id)} onRemove={() => void remove(channel, true)} />
          );
        })}
      </ul>
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
      <div role="status">
        {removed ? <Group gap="sm" className="fy-undo"><span>{words.removed(removed.name)}</span><Button size="compact-sm" variant="white" onClick={() => void remove(removed, false)}>{words.undo}</Button></Group> : null}
      </div>
      {adding && newForm ? (
        <ChannelForm key={adding.id} form={newForm} others={channels.filter(isGroup)} roleName={roleName} onCancel={() => setAdding(undefined)}
          onSave={async (input) => {
            await callApi(addChannel, { siteId, channelId: adding.id, kind: adding.kind, ...input, roles: [...input.roles] });
            setAdding(undefined);
            await refresh();
          }} />
      ) : (
        <Group gap="xs">{forms.map((form) => <Button key={form.kind} size="sm" variant="default" onClick={() => setAdding({ kind: form.kind, id: uuidv7() })}>{words.add(form.label[language])}</Button>)}</Group>
      )}
    </Stack>
  );
};
