import { Group, Stack, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import type { Outbox } from '../../../../platform/web/outbox.ts';
import type { BarScreen } from '../bar-api.ts';
import { BAR_WORDS } from '../bar-words.ts';
import { DayPanel } from '../day-panel.tsx';
import { ParPanel } from '../par-panel.tsx';
import { QualityPanel } from '../quality-panel.tsx';
import { ServicePanel } from '../service-panel.tsx';
import { StockPanel } from '../stock-panel.tsx';

const TABS = ['service', 'day', 'par', 'stock', 'quality'] as const;

/** 水吧 in one hand (B-05): what another hand taps stands here within the second. */
export const BarPage = ({ screen, hasCodes, outbox }: { screen: BarScreen; hasCodes: boolean; outbox: Outbox }): ReactNode => {
  const words = useWords(BAR_WORDS);
  const [tab, setTab] = useState<(typeof TABS)[number]>('service');
  return (
    <main className="fy-phone-body">
      <Stack gap="md">
        <Title order={1} size="h3">{words.title}</Title>
        <Group gap={6} grow preventGrowOverflow={false} wrap="nowrap" className="fy-bar-tabs">{TABS.map((entry) => <button key={entry} type="button" className="fy-chip" aria-pressed={tab === entry} onClick={() => setTab(entry)}>{words.pages[entry]}</button>)}</Group>
        {tab === 'service' ? <ServicePanel screen={screen} outbox={outbox} /> : null}
        {tab === 'day' ? <DayPanel screen={screen} onPar={() => setTab('par')} /> : null}
        {tab === 'par' ? <ParPanel screen={screen} /> : null}
        {tab === 'stock' ? <StockPanel screen={screen} /> : null}
        {tab === 'quality' ? <QualityPanel screen={screen} hasCodes={hasCodes} /> : null}
      </Stack>
    </main>
  );
};
