import { Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { MineList } from '../mine-list.tsx';
import type { TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

/** 我的留言和跟进. */
export const MyMessagesPage = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  return (
    <main className="fy-phone-body">
      <Stack gap="md">
        <Title order={1} size="h3">{words.myTitle}</Title>
        <MineList screen={screen} />
      </Stack>
    </main>
  );
};
