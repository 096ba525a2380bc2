import { Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { MatterCard } from './matter-card.tsx';
import { MessageCard } from './message-card.tsx';
import { useMyMatters, useMyMessages, type TelephoneScreen } from './telephone-api.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

/** 我的跟进: what I am to follow up, whatever my role (T-36). */
const MyMatters = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const query = useMyMatters(screen.siteId);
  const cards = query.data ? [...query.data.open, ...query.data.past] : [];
  return (
    <section aria-label={words.matter.mine}>
      <Title order={2} size="h4" mb="xs">{words.matter.mine} <SourceLink id="T-36" /></Title>
      {query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : cards.length === 0 ? <EmptyState title={words.matter.mineNone} hint={words.matter.mineHint} /> : <ul className="fy-plain">{cards.map((matter) => <MatterCard key={matter.id} screen={screen} matter={matter} isOwn />)}</ul>}
    </section>
  );
};

/** 我的留言: unread first, one tap says 已收到 (T-42, T-43). */
const MyMessages = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const query = useMyMessages(screen.siteId);
  return (
    <section aria-label={words.message.mine}>
      <Title order={2} size="h4" mb="xs">{words.message.mine} <SourceLink id="T-42" /></Title>
      {query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : query.data.messages.length === 0 ? <EmptyState title={words.message.mineNone} hint={words.message.mineHint} /> : <ul className="fy-plain">{query.data.messages.map((message) => <MessageCard key={message.id} screen={screen} message={message} isOwn />)}</ul>}
    </section>
  );
};

/** What of the telephone is mine, on the phone and at the desk. What is still to be followed up stands before what was left for me. */
export const MineList = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const waits = (useMyMatters(screen.siteId).data?.open.length ?? 0) > 0;
  return <Stack gap="lg">{waits ? <MyMatters screen={screen} /> : null}<MyMessages screen={screen} />{waits ? null : <MyMatters screen={screen} />}</Stack>;
};
