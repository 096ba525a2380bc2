import { Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { CallFacts } from '../call-facts.tsx';
import type { TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

/** The call an alert is about (T-27, T-35). */
export const CallPage = ({ screen, callId }: { screen: TelephoneScreen; callId: string }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  return (
    <main className="fy-phone-body">
      <Stack gap="md">
        <Title order={1} size="h3">{words.log.detail}</Title>
        <CallFacts screen={screen} callId={callId} />
      </Stack>
    </main>
  );
};
