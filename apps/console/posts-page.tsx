import { Stack, Tabs, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { defineWords, useWords } from '../../platform/web/i18n.tsx';
import { RemovalsPage } from '../../features/access/web/console/removals-page.tsx';
import { VisitPanel } from '../../features/access/web/visit-panel.tsx';
import { IncidentFiguresPanel } from '../../features/incidents/web/console/figures-panel.tsx';
import { IncidentsPage } from '../../features/incidents/web/console/incidents-page.tsx';
import { IncidentPanel } from '../../features/incidents/web/incident-panel.tsx';
import { TimelinePage } from '../../features/timelines/web/timeline-page.tsx';

const WORDS = defineWords({
  zh: { title: '秩序', incidents: '突发事件', removals: '劝离登记', visits: '来访登记', timeline: '往来记录', figures: '月度' },
  en: { title: 'Posts', incidents: 'Incidents', removals: 'Removals', visits: 'Visitors', timeline: 'Timelines', figures: 'Month' },
});
const TABS = [['incidents', 'incidents.read'], ['removals', 'access.read'], ['visits', 'access.read'], ['timeline', 'timelines.read'], ['figures', 'incidents.figures']] as const;

/** 秩序: incidents, the door's two books, what happened where, and the month; each with an address of its own. */
export const PostsPage = ({ siteId, zone, may, codeWord }: { siteId: string; zone: string; may(permission: string): boolean; codeWord(code: string): string }): ReactNode => {
  const words = useWords(WORDS);
  const [location, navigate] = useLocation();
  const [, , tabOf = 'incidents', id] = location.split('/');
  const tabs = TABS.filter(([, permission]) => may(permission));
  const tab = tabs.find(([entry]) => entry === tabOf)?.[0] ?? 'incidents';
  const open = (incidentId: string): void => navigate(`/posts/incidents/${incidentId}`);
  const screen = { siteId, zone, onIncident: open };
  return (
    <main>
      <Stack gap="md">
        {id ? null : <Title order={1} size="h2">{words.title}</Title>}
        <Tabs value={tab} onChange={(value) => navigate(`/posts/${value ?? 'incidents'}`)} keepMounted={false}>
          <Tabs.List mb="md">{tabs.map(([entry]) => <Tabs.Tab key={entry} value={entry}>{words[entry]}</Tabs.Tab>)}</Tabs.List>
          <Tabs.Panel value="incidents">{id ? <IncidentPanel key={id} siteId={siteId} incidentId={id} zone={zone} onBack={() => navigate('/posts/incidents')} /> : <IncidentsPage siteId={siteId} zone={zone} onOpen={open} />}</Tabs.Panel>
          {tabs.some(([entry]) => entry === 'removals') ? <Tabs.Panel value="removals"><RemovalsPage screen={screen} /></Tabs.Panel> : null}
          {tabs.some(([entry]) => entry === 'visits') ? <Tabs.Panel value="visits"><VisitPanel screen={screen} /></Tabs.Panel> : null}
          {tabs.some(([entry]) => entry === 'timeline') ? <Tabs.Panel value="timeline"><TimelinePage siteId={siteId} zone={zone} codeWord={codeWord} /></Tabs.Panel> : null}
          {tabs.some(([entry]) => entry === 'figures') ? <Tabs.Panel value="figures"><IncidentFiguresPanel siteId={siteId} zone={zone} onOpen={open} /></Tabs.Panel> : null}
        </Tabs>
      </Stack>
    </main>
  );
};
