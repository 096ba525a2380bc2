import { Button, Group, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useWords } from '../../../../platform/web/i18n.tsx';
import type { Outbox } from '../../../../platform/web/outbox.ts';
import type { MyAlert } from '../../core/alert-contract.ts';
import type { WhenIn } from '../alert-item.tsx';
import { AlertList } from '../alert-list.tsx';
import { ALERT_WORDS } from '../alert-words.ts';
import { SoundSwitch } from '../sound-switch.tsx';
import type { AlertFeed } from '../use-alert-feed.ts';

/** 提醒 on the phone. */
export const AlertsPage = ({ feed, zoneOf, severalSites, settingsPath, outbox, onOpen }: { feed: AlertFeed; zoneOf: WhenIn; severalSites: boolean; settingsPath: string; outbox: Outbox; onOpen(alert: MyAlert): void }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  return (
    <main className="fy-phone-body">
      <Stack gap="md">
        <Title order={1} size="h3">{words.title}</Title>
        <Group grow gap="xs">
          <Button component={Link} href={settingsPath} variant="default" size="md">{words.settings}</Button>
          <SoundSwitch feed={feed} size="md" />
        </Group>
        <AlertList feed={feed} zoneOf={zoneOf} severalSites={severalSites} isBig outbox={outbox} onOpen={onOpen} />
      </Stack>
    </main>
  );
};
