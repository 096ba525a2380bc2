import { Button, Group, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import type { MyAlert } from '../../core/alert-contract.ts';
import type { WhenIn } from '../alert-item.tsx';
import { AlertList } from '../alert-list.tsx';
import { ALERT_WORDS } from '../alert-words.ts';
import { SoundSwitch } from '../sound-switch.tsx';
import type { AlertFeed } from '../use-alert-feed.ts';

/** Beside whatever is there, never over it as a question: the list with the keys of the board. */
export const AlertPanel = ({ feed, zoneOf, severalSites, onOpen, onClose }: { feed: AlertFeed; zoneOf: WhenIn; severalSites: boolean; onOpen(alert: MyAlert): void; onClose(): void }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const panel = useRef<HTMLElement>(null);
  const { isPending } = feed.query;
  // The keys work at once: the first alert has the focus, or the panel itself while there is none.
  useEffect(() => {
    if (isPending) return;
    (panel.current?.querySelector<HTMLElement>('li[tabindex="0"]') ?? panel.current)?.focus();
  }, [isPending]);
  return (
    <aside ref={panel} className="fy-alerts" aria-label={words.title} tabIndex={-1} onKeyDown={(event) => { if (event.key === 'Escape' && !event.nativeEvent.isComposing) onClose(); }}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h4">{words.title}</Title>
        <Group gap="xs" wrap="nowrap">
          <SoundSwitch feed={feed} size="compact-sm" />
          <Button size="compact-sm" variant="default" onClick={onClose}>{words.close}</Button>
        </Group>
      </Group>
      <AlertList feed={feed} zoneOf={zoneOf} severalSites={severalSites} isBig={false} onOpen={onOpen} />
      <Text size="xs" c="dimmed">{words.keys}</Text>
    </aside>
  );
};
