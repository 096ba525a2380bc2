import { Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { MessageCard } from '../message-card.tsx';
import { useMyMessages, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

/** 我的留言: unread first, one tap says 已收到 (T-42, T-43). */
export const MyMessagesPage = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const query = useMyMessages(screen.siteId);
  return (
    <main className="fy-phone-body">
      <Stack gap="md">
        <Title order={1} size="h3">{words.message.mine}</Title>
        {query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : query.data.messages.length === 0 ? <EmptyState title={words.message.mineNone} hint={words.message.mineHint} /> : <ul className="fy-plain">{query.data.messages.map((message) => <MessageCard key={message.id} screen={screen} message={message} isOwn />)}</ul>}
      </Stack>
    </main>
  );
};
