import { Group, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { ExportMenu } from '../../../../platform/web/ui/export-menu.tsx';
import { MessageCard } from '../message-card.tsx';
import { useMessages, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

/** 留言 by due time; whoever is back comes first (T-44). */
export const MessageList = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const query = useMessages(screen.siteId);
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const open = [...query.data.open].sort((a, b) => Number(b.isBack) - Number(a.isBack));
  return (
    <Stack gap="lg">
      <Group justify="flex-end"><ExportMenu siteId={screen.siteId} list="messages" /></Group>
      {open.length === 0 ? <EmptyState title={words.message.openNone} /> : <ul className="fy-plain">{open.map((message) => <MessageCard key={message.id} screen={screen} message={message} isOwn={false} />)}</ul>}
      {query.data.past.length > 0 ? <section><Title order={2} size="h5" mb="xs">{words.message.past}</Title><ul className="fy-plain">{query.data.past.map((message) => <MessageCard key={message.id} screen={screen} message={message} isOwn={false} />)}</ul></section> : null}
    </Stack>
  );
};
