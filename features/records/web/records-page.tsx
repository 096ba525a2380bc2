import { Stack, Tabs, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../../../platform/web/i18n.tsx';
import { GroupPanel } from './group-panel.tsx';
import { MonthPanel } from './month-panel.tsx';
import { PaperPanel } from './paper-panel.tsx';
import type { RecordsScreen } from './records-parts.tsx';
import { RECORDS_WORDS } from './records-words.ts';
import { RegisterPanel } from './register-panel.tsx';

const TABS = [['month', 'records.month', MonthPanel], ['registers', 'records.read', RegisterPanel], ['group', 'records.month', GroupPanel], ['paper', 'records.read', PaperPanel]] as const;

/** 记录: the signed month, every register, all centres, and how the paper looks; each with an address of its own. */
export const RecordsPage = ({ screen }: { screen: Omit<RecordsScreen, 'onSite'> & { onSite(siteId: string): void } }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const [location, navigate] = useLocation();
  const tabs = TABS.filter(([, permission]) => screen.may(permission));
  const tab = tabs.find(([entry]) => location.startsWith(`/records/${entry}`))?.[0] ?? tabs[0]?.[0] ?? 'registers';
  const open: RecordsScreen = { ...screen, onSite: (siteId) => { screen.onSite(siteId); navigate('/records/month'); } };
  return (
    <main>
      <Stack gap="md">
        <Title order={1} size="h2">{words.title}</Title>
        <Tabs value={tab} onChange={(value) => navigate(`/records/${value ?? 'registers'}`)} keepMounted={false}>
          <Tabs.List mb="md">{tabs.map(([entry]) => <Tabs.Tab key={entry} value={entry}>{words.tabs[entry]}</Tabs.Tab>)}</Tabs.List>
          {tabs.map(([entry, , Panel]) => <Tabs.Panel key={entry} value={entry}><Panel screen={open} /></Tabs.Panel>)}
        </Tabs>
      </Stack>
    </main>
  );
};
