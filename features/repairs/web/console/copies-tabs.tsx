import { Tabs, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { PAD_WORDS } from '../pad-words.ts';
import { CopiesPage } from './copies-page.tsx';
import { PadDayPanel } from './pad-day-panel.tsx';
import { PadsPanel } from './pads-panel.tsx';
import type { KeyInOther } from './sheet-form.tsx';
import { SlipPrintsPanel } from './slip-prints-panel.tsx';

/** 联单: copies that are out, sheets of paper keyed in later, the numbers of a day, and a month's slips at once; each with an address of its own. */
export const CopiesTabs = ({ siteId, zone, mayKeyIn, keyInOther }: { siteId: string; zone: string; mayKeyIn: boolean; keyInOther: KeyInOther }): ReactNode => {
  const words = useWords(PAD_WORDS);
  const [location, navigate] = useLocation();
  if (!mayKeyIn) return <main><CopiesPage siteId={siteId} zone={zone} /></main>;
  const [, , at = 'copies'] = location.split('/');
  const tab = at === 'pads' || at === 'day' || at === 'month' ? at : 'copies';
  return (
    <main>
      <Tabs value={tab} onChange={(value) => navigate(value === 'copies' || !value ? '/copies' : `/copies/${value}`)} keepMounted={false}>
        <Tabs.List mb="md">{(['copies', 'pads', 'day', 'month'] as const).map((entry) => <Tabs.Tab key={entry} value={entry}>{words.tabs[entry]}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="copies"><CopiesPage siteId={siteId} zone={zone} /></Tabs.Panel>
        <Tabs.Panel value="pads"><Title order={1} size="h3" mb="md">{words.tabs.pads}</Title><PadsPanel siteId={siteId} zone={zone} keyInOther={keyInOther} /></Tabs.Panel>
        <Tabs.Panel value="day"><Title order={1} size="h3" mb="md">{words.tabs.day}</Title><PadDayPanel siteId={siteId} zone={zone} /></Tabs.Panel>
        <Tabs.Panel value="month"><Title order={1} size="h3" mb="md">{words.tabs.month}</Title><SlipPrintsPanel siteId={siteId} zone={zone} /></Tabs.Panel>
      </Tabs>
    </main>
  );
};
