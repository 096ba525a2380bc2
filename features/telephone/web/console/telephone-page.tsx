import { Stack, Tabs, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useDesk, type TelephoneScreen } from '../telephone-api.ts';
import { MineList } from '../mine-list.tsx';
import { TELEPHONE_WORDS } from '../telephone-words.ts';
import { CallLog } from './call-log.tsx';
import { ContactList } from './contact-list.tsx';
import { DeskPanel } from './desk-panel.tsx';
import { DirectoryList } from './directory-list.tsx';
import { FiguresPanel } from './figures-panel.tsx';
import { FollowUpList } from './follow-up-list.tsx';
import { MatterList } from './matter-list.tsx';
import { MessageList } from './message-list.tsx';

/** Each tab with the right it needs; whoever has none of it does not see it. */
const TABS = [
  ['calls', 'telephone.read'], ['messages', 'telephone.answer'], ['missed', 'telephone.answer'], ['matters', 'telephone.answer'], ['followUps', 'telephone.answer'], ['mine', 'telephone.own'], ['contacts', 'telephone.contacts'], ['directory', 'telephone.directory'], ['figures', 'telephone.figures'], ['desk', 'telephone.directory'],
] as const;
type Tab = (typeof TABS)[number][0];

/** 来电: the log and what calls leave behind; each list with an address of its own. */
export const TelephonePage = ({ screen, onDial }: { screen: TelephoneScreen; onDial(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const [location, navigate] = useLocation();
  const asked = useDesk(screen.siteId);
  const desk = asked.data;
  const tabs = TABS.filter(([, permission]) => screen.may(permission)).map(([tab]) => tab);
  const tab = tabs.find((entry) => location === `/calls/${entry}`) ?? tabs[0] ?? 'directory';
  const panel = (entry: Tab): ReactNode => {
    switch (entry) {
      case 'calls': return <CallLog screen={screen} />;
      case 'messages': return <MessageList screen={screen} />;
      case 'missed': return <MatterList screen={screen} desk={desk} kinds={['missed', 'call_back']} onDial={onDial} />;
      case 'matters': return <MatterList screen={screen} desk={desk} kinds={['enquiry', 'complaint']} onDial={onDial} />;
      case 'followUps': return <FollowUpList screen={screen} desk={desk} onDial={onDial} />;
      case 'mine': return <MineList screen={screen} />;
      case 'contacts': return <ContactList screen={screen} />;
      case 'directory': return <DirectoryList screen={screen} desk={desk} />;
      case 'figures': return <FiguresPanel screen={screen} />;
      case 'desk': return desk ? <DeskPanel screen={screen} desk={desk} /> : asked.isError ? <ErrorState onRetry={() => void asked.refetch()} /> : <LoadingState />;
      default: {
        const never: never = entry;
        return never;
      }
    }
  };
  return (
    <main>
      <Stack gap="md">
        <Title order={1} size="h2">{words.title}</Title>
        <Tabs value={tab} onChange={(value) => navigate(`/calls/${value ?? 'calls'}`)} keepMounted={false}>
          <Tabs.List mb="md">{tabs.map((entry) => <Tabs.Tab key={entry} value={entry}>{words.tabs[entry]}</Tabs.Tab>)}</Tabs.List>
          {tabs.map((entry) => <Tabs.Panel key={entry} value={entry}>{panel(entry)}</Tabs.Panel>)}
        </Tabs>
      </Stack>
    </main>
  );
};
