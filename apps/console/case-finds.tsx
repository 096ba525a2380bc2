import { Stack, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { callApi } from '../../platform/web/api-client.ts';
import { defineWords, useLanguage, useWords } from '../../platform/web/i18n.tsx';
import { CaseList, type CaseItem } from '../../platform/web/ui/case-list.tsx';
import { searchComplaints, searchReports, type ComplaintRow } from '../../features/complaints/core/complaint-contract.ts';
import { COMPLAINT_WORDS } from '../../features/complaints/web/complaint-words.ts';
import { searchIncidents, type IncidentRow } from '../../features/incidents/core/incident-contract.ts';
import { INCIDENT_LABELS } from '../../features/incidents/core/incident-labels.ts';
import { INCIDENT_WORDS } from '../../features/incidents/web/incident-words.ts';

const WORDS = defineWords({ zh: { incidents: '突发事件', complaints: '投诉', reports: '举报' }, en: { incidents: 'Incidents', complaints: 'Complaints', reports: 'Reports' } });

const Finds = <R,>(props: { title: string; queryKey: readonly string[]; load(after: string | undefined, signal: AbortSignal): Promise<{ rows: R[]; more: string | null }>; itemOf(row: R): CaseItem; onOpen(id: string): void }): ReactNode => {
  const query = useInfiniteQuery({ queryKey: props.queryKey, initialPageParam: undefined as string | undefined, queryFn: ({ pageParam, signal }) => props.load(pageParam, signal), getNextPageParam: (page) => page.more ?? undefined });
  const items = query.data?.pages.flatMap((page) => page.rows.map(props.itemOf)) ?? [];
  return items.length === 0 ? null : (
    <section>
      <Title order={2} size="h4" mb="xs">{props.title}</Title>
      <CaseList query={query} items={items} empty="" more={query.hasNextPage} onMore={() => void query.fetchNextPage()} onOpen={props.onOpen} />
    </section>
  );
};

/** What the words in the search box find besides orders: incidents, complaints and, for their reader, reports. */
export const CaseFinds = ({ siteId, q, may }: { siteId: string; q: string; may(permission: string): boolean }): ReactNode => {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const complaint = useWords(COMPLAINT_WORDS);
  const incident = useWords(INCIDENT_WORDS);
  const [, navigate] = useLocation();
  const ofComplaint = (row: ComplaintRow): CaseItem => ({ id: row.id, number: row.number, title: row.content.slice(0, 40), note: [row.place, row.owner?.name].filter(Boolean).join(' · '), status: complaint.status[row.status], dueAt: row.nextDueAt });
  const ofIncident = (row: IncidentRow): CaseItem => ({ id: row.id, number: row.number, title: `${row.drill ? `${INCIDENT_LABELS[language].drill} · ` : ''}${INCIDENT_LABELS[language].nature[row.nature]}`, note: row.place, status: incident.status[row.status], mark: row.grade === 'red' ? INCIDENT_LABELS[language].grade.red : undefined, dueAt: null });
  return (
    <Stack gap="md" mt="md">
      {may('incidents.read') ? <Finds<IncidentRow> title={words.incidents} queryKey={['incidents', siteId, 'search', q]} load={(after, signal) => callApi(searchIncidents, { siteId, q, ...(after ? { after } : {}) }, { signal })} itemOf={ofIncident} onOpen={(id) => navigate(`/posts/incidents/${id}`)} /> : null}
      {may('complaints.read') ? <Finds<ComplaintRow> title={words.complaints} queryKey={['complaints', siteId, 'search', q]} load={(after, signal) => callApi(searchComplaints, { siteId, q, ...(after ? { after } : {}) }, { signal })} itemOf={ofComplaint} onOpen={(id) => navigate(`/amends/complaints/${id}`)} /> : null}
      {may('complaints.reports') ? <Finds<ComplaintRow> title={words.reports} queryKey={['reports', siteId, 'search', q]} load={(after, signal) => callApi(searchReports, { siteId, q, ...(after ? { after } : {}) }, { signal })} itemOf={ofComplaint} onOpen={(id) => navigate(`/amends/reports/${id}`)} /> : null}
    </Stack>
  );
};
