import { NativeSelect, Stack, Tabs, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { callApi } from '../../platform/web/api-client.ts';
import { defineWords, useWords } from '../../platform/web/i18n.tsx';
import type { Outbox } from '../../platform/web/outbox.ts';
import { ClaimsPage } from '../../features/claims/web/claims-page.tsx';
import { ComplaintsPage } from '../../features/complaints/web/complaints-page.tsx';
import { ConductPage } from '../../features/conduct/web/conduct-page.tsx';
import { PledgesPage } from '../../features/conduct/web/pledges-page.tsx';
import { PartnersPage } from '../../features/partners/web/partners-page.tsx';
import { listComplaints } from '../../features/complaints/core/complaint-contract.ts';
import { listIncidents } from '../../features/incidents/core/incident-contract.ts';
import { listRepairs } from '../../features/repairs/core/repair-contract.ts';

const WORDS = defineWords({
  zh: { title: '投诉与赔付', complaints: '投诉', reports: '举报', claims: '赔付', conduct: '行为', partners: '协作单位', pledges: '保密承诺' },
  en: { title: 'Amends', complaints: 'Complaints', reports: 'Reports', claims: 'Claims', conduct: 'Conduct', partners: 'Partner firms', pledges: 'Confidentiality' },
});
const TABS = [['complaints', 'complaints.read'], ['reports', 'complaints.reports'], ['claims', 'claims.read'], ['conduct', 'conduct.read'], ['partners', 'partners.read'], ['pledges', 'conduct.pledge']] as const;

/** Complaints, damage, conduct and partner firms: the same pages at the desk and on the phone, each case with an address. */
export const AmendsPage = ({ siteId, zone, may, outbox }: { siteId: string; zone: string; may(permission: string): boolean; /** On a phone. */ outbox?: Outbox }): ReactNode => {
  const words = useWords(WORDS);
  const [location, navigate] = useLocation();
  const [, , named, chosen] = location.split('/');
  const tabs = TABS.filter(([, permission]) => may(permission)).map(([tab]) => tab);
  const tab = tabs.find((entry) => entry === named) ?? tabs[0] ?? 'complaints';
  const screen = { siteId, zone, may, outbox, chosen: named === tab && chosen ? chosen : undefined, onOpen: (id: string | undefined) => navigate(id ? `/amends/${tab}/${id}` : `/amends/${tab}`) };
  const repairs = useQuery({ queryKey: ['repairs', siteId, 'for-claims'], enabled: (tab === 'claims' || tab === 'complaints') && may('repairs.read'), queryFn: ({ signal }) => callApi(listRepairs, { siteId, filter: 'all' }, { signal }) });
  const orders = (repairs.data?.rows ?? []).map((row) => ({ value: row.id, label: `${row.orderNumber ?? row.logNumber} ${row.place} ${row.item}`.slice(0, 60) }));
  const incidents = useQuery({ queryKey: ['incidents', siteId, 'for-claims'], enabled: tab === 'claims' && may('incidents.read'), queryFn: ({ signal }) => callApi(listIncidents, { siteId, only: 'all' }, { signal }) });
  const events = (incidents.data?.incidents ?? []).filter((row) => !row.drill).map((row) => ({ value: row.id, label: `${row.number} ${row.place}` }));
  const complaints = useQuery({ queryKey: ['complaints', siteId, 'for-claims'], enabled: tab === 'claims' && may('complaints.read'), queryFn: ({ signal }) => callApi(listComplaints, { siteId, filter: 'all' }, { signal }) });
  const cases = (complaints.data?.rows ?? []).map((row) => ({ value: row.id, label: `${row.number} ${row.content}`.slice(0, 60) }));
  return (
    <Stack gap="md">
      <Title order={1} size="h2">{words.title}</Title>
      <NativeSelect hiddenFrom="xs" aria-label={words.title} value={tab} onChange={(event) => navigate(`/amends/${event.currentTarget.value}`)} data={tabs.map((entry) => ({ value: entry, label: words[entry] }))} />
      <Tabs visibleFrom="xs" value={tab} onChange={(value) => navigate(`/amends/${value ?? tab}`)}>
        <Tabs.List>{tabs.map((entry) => <Tabs.Tab key={entry} value={entry}>{words[entry]}</Tabs.Tab>)}</Tabs.List>
      </Tabs>
      {tab === 'complaints' ? <ComplaintsPage key="complaint" screen={screen} kind="complaint" repairs={orders} /> : null}
      {tab === 'reports' ? <ComplaintsPage key="report" screen={screen} kind="report" /> : null}
      {tab === 'claims' ? <ClaimsPage screen={screen} repairs={orders} incidents={events} complaints={cases} /> : null}
      {tab === 'conduct' ? <ConductPage screen={screen} /> : null}
      {tab === 'partners' ? <PartnersPage screen={screen} /> : null}
      {tab === 'pledges' ? <PledgesPage screen={screen} /> : null}
    </Stack>
  );
};
