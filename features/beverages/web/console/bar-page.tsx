import { Stack, Tabs, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../../../../platform/web/i18n.tsx';
import type { BarScreen } from '../bar-api.ts';
import { BAR_WORDS } from '../bar-words.ts';
import { DayPanel } from '../day-panel.tsx';
import { ParPanel } from '../par-panel.tsx';
import { QualityPanel } from '../quality-panel.tsx';
import { ServicePanel, TodaysParties } from '../service-panel.tsx';
import { StockPanel } from '../stock-panel.tsx';
import { FiguresPanel } from './figures-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';

const TABS = ['service', 'day', 'par', 'stock', 'quality', 'figures', 'settings'] as const;
const NEEDS: Partial<Record<(typeof TABS)[number], string>> = { figures: 'beverages.figures', settings: 'beverages.manage' };

/** 水吧 at the desk: the room, the day, what to prepare, the store, quality, figures; each with an address of its own. */
export const BarPage = ({ screen, hasCodes }: { screen: BarScreen; hasCodes: boolean }): ReactNode => {
  const words = useWords(BAR_WORDS);
  const [location, navigate] = useLocation();
  const tabs = TABS.filter((tab) => { const needs = NEEDS[tab]; return needs === undefined || screen.may(needs); });
  const tab = tabs.find((entry) => location === `/bar/${entry}`) ?? 'service';
  return (
    <main>
      <Stack gap="md">
        <Title order={1} size="h2">{words.title}</Title>
        <Tabs value={tab} onChange={(value) => navigate(`/bar/${value ?? 'service'}`)} keepMounted={false}>
          <Tabs.List mb="md">{tabs.map((entry) => <Tabs.Tab key={entry} value={entry}>{words.pages[entry]}</Tabs.Tab>)}</Tabs.List>
          <Tabs.Panel value="service"><Stack gap="xl"><ServicePanel screen={screen} /><TodaysParties screen={screen} /></Stack></Tabs.Panel>
          <Tabs.Panel value="day"><DayPanel screen={screen} onPar={() => navigate('/bar/par')} /></Tabs.Panel>
          <Tabs.Panel value="par"><ParPanel screen={screen} /></Tabs.Panel>
          <Tabs.Panel value="stock"><StockPanel screen={screen} /></Tabs.Panel>
          <Tabs.Panel value="quality"><QualityPanel screen={screen} hasCodes={hasCodes} /></Tabs.Panel>
          {tabs.includes('figures') ? <Tabs.Panel value="figures"><FiguresPanel screen={screen} /></Tabs.Panel> : null}
          {tabs.includes('settings') ? <Tabs.Panel value="settings"><SettingsPanel screen={screen} /></Tabs.Panel> : null}
        </Tabs>
      </Stack>
    </main>
  );
};
