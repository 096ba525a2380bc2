import { Anchor, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useWords } from '../../../../platform/web/i18n.tsx';
import type { RoleName } from '../alert-ladder.tsx';
import { SETTINGS_WORDS } from '../settings-words.ts';
import { ChannelPanel } from './channel-panel.tsx';
import { LadderPanel } from './ladder-panel.tsx';

/** Which ways lead out of the house, and who is told step by step. */
export const AlertSettingsPage = ({ siteId, zone, roleName, settingsPath }: { siteId: string; zone: string; roleName: RoleName; settingsPath: string }): ReactNode => {
  const words = useWords(SETTINGS_WORDS);
  return (
    <main>
      <Stack gap="lg" maw={1100}>
        <div>
          <Anchor component={Link} href={settingsPath} size="sm">← {words.back}</Anchor>
          <Title order={1} size="h3">{words.title}</Title>
        </div>
        <ChannelPanel siteId={siteId} zone={zone} roleName={roleName} />
        <LadderPanel siteId={siteId} roleName={roleName} climbPath={settingsPath} />
      </Stack>
    </main>
  );
};
