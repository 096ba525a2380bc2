import { Anchor, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { BeforeAfter, CaseList, CaseSplit, Facts, NoCase } from '../../../platform/web/ui/case-list.tsx';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { FieldForm, StepPanel, type StepField, type StepSpec, type StepValues } from '../../../platform/web/ui/step-panel.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { ExportMenu } from '../../../platform/web/ui/export-menu.tsx';
import { getSiteSetup } from '../../sites/core/sites-facts.ts';
import type { Trade } from '../core/firm.ts';
import * as contract from '../core/partner-contract.ts';
import type { FirmView, ReferralView } from '../core/partner-contract.ts';
import { PARTNER_WORDS } from '../core/partner-words.ts';
import type { ReferralStep, ReferralStepName } from '../core/referral-steps.ts';
import { PARTNER_PAGE_WORDS } from './partner-page-words.ts';

export type PartnerScreen = { readonly siteId: string; readonly zone: string; may(permission: string): boolean; readonly chosen: string | undefined; onOpen(id: string | undefined): void };
type Options = readonly { readonly value: string; readonly label: string }[];

const Firms = ({ screen, firms }: { screen: PartnerScreen; firms: readonly FirmView[] }): ReactNode => {
  const words = useWords(PARTNER_PAGE_WORDS);
  const { trade } = useWords(PARTNER_WORDS);
  const client = useQueryClient();
  const [editing, setEditing] = useState<string>();
  const { error, attempt } = useAttempt(words.refusal);
  const { siteId } = screen;
  const refresh = () => client.invalidateQueries({ queryKey: ['partners', siteId] });
  const fieldsOf = (firm: FirmView | undefined): StepField[] => {
    const { field } = words;
    const [contact] = firm?.contacts ?? [];
    const [warranty] = firm?.warranties ?? [];
    return [
      { name: 'name', label: field.name, kind: 'text', required: true, initial: firm?.name ?? '' }, { name: 'contactName', label: field.contactName, kind: 'text', initial: contact?.name ?? '' }, { name: 'duty', label: field.duty, kind: 'text', initial: contact?.duty ?? '' }, { name: 'phone', label: field.phone, kind: 'text', initial: contact?.phone ?? '' },
      { name: 'trade', label: field.trade, kind: 'choice', initial: warranty?.trade ?? '', options: Object.entries(trade).map(([value, label]) => ({ value, label })) }, { name: 'scope', label: field.scope, kind: 'text', initial: warranty?.scope ?? '' }, { name: 'from', label: field.from, kind: 'date', initial: warranty?.from ?? '' }, { name: 'until', label: field.untilDay, kind: 'date', initial: warranty?.until ?? '' }, { name: 'note', label: field.note, kind: 'text', initial: firm?.note ?? '' },
    ];
  };
  const save = async (firm: FirmView | undefined, values: StepValues): Promise<void> => {
    const said = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
    // The form shows the first of each; further ones stay as they are.
    const contacts = [...(said('contactName') && said('phone') ? [{ name: said('contactName'), phone: said('phone'), ...(said('duty') ? { duty: said('duty') } : {}) }] : []), ...(firm?.contacts.slice(1) ?? [])];
    const warranties = [...(said('trade') && said('from') && said('until') ? [{ trade: said('trade') as Trade, from: said('from'), until: said('until'), ...(said('scope') ? { scope: said('scope') } : {}) }] : []), ...(firm?.warranties.slice(1) ?? [])];
    await callApi(contract.saveFirm, { siteId, commandId: uuidv7(), firmId: firm?.id ?? uuidv7(), name: said('name'), contacts, warranties, ...(said('note') ? { note: said('note') } : {}) });
    setEditing(undefined);
    await refresh();
  };
  const mayManage = screen.may('partners.manage');
  return (
    <section>
      <Group justify="space-between"><Title order={2} size="h4">{words.firms} <SourceLink id="M-23" /></Title>{mayManage ? <Button variant="default" onClick={() => setEditing('new')}>{words.add}</Button> : null}</Group>
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
      {editing === 'new' ? <FieldForm siteId={siteId} zone={screen.zone} fields={fieldsOf(undefined)} submit={words.save} refusals={words.refusal} onSubmit={(values) => save(undefined, values)} onCancel={() => setEditing(undefined)} /> : null}
      {firms.length === 0 ? <EmptyState title={words.noFirms} /> : null}
      <ul className="fy-plain">
        {firms.map((firm) => (
          <li key={firm.id} className="fy-person">
            <Group justify="space-between">
              <span><strong>{firm.name}</strong> {firm.archived ? <Badge color="gray" variant="light">{words.archive}</Badge> : null} <Text span size="sm" c="dimmed">{firm.contacts.map((contact) => `${contact.name} ${contact.phone}`).join('；')}</Text></span>
              <Group gap="xs">
                {firm.warranty.until ? <Badge variant="light" color={firm.warranty.state === 'in' ? undefined : 'gray'}>{firm.warranty.state === 'in' ? words.until(firm.warranty.until) : words.over(firm.warranty.until)}</Badge> : null}
                <Anchor size="sm" href={`/api/sites/${siteId}/firms/${firm.id}/defects.pdf`} target="_blank" rel="noreferrer">{words.pdf}</Anchor>
                <Anchor size="sm" href={`/api/sites/${siteId}/firms/${firm.id}/defects.xlsx`}>{words.xlsx}</Anchor>
                {mayManage ? <Button size="compact-sm" variant="default" aria-label={`${words.edit} ${firm.name}`} onClick={() => setEditing(firm.id)}>{words.edit}</Button> : null}
                {mayManage ? <Button size="compact-sm" variant="subtle" color="gray" aria-label={`${firm.archived ? words.restore : words.archive} ${firm.name}`} onClick={() => void attempt(async () => { await callApi(contract.archiveFirm, { siteId, firmId: firm.id, commandId: uuidv7(), archived: !firm.archived }); await refresh(); })}>{firm.archived ? words.restore : words.archive}</Button> : null}
              </Group>
            </Group>
            {editing === firm.id ? <FieldForm siteId={siteId} zone={screen.zone} fields={fieldsOf(firm)} submit={words.save} refusals={words.refusal} onSubmit={(values) => save(firm, values)} onCancel={() => setEditing(undefined)} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
};

const stepSpecs = (words: (typeof PARTNER_PAGE_WORDS)['zh'], results: Readonly<Record<string, string>>, firms: Options, view: ReferralView): StepSpec[] => {
  const { field } = words;
  const at: StepField = { name: 'at', label: field.at, kind: 'when' };
  const promisedAt: StepField = { name: 'promisedAt', label: field.promisedAt, kind: 'when' };
  const FIELDS: Readonly<Record<ReferralStepName, readonly StepField[]>> = {
    call: [{ name: 'spokeWith', label: field.spokeWith, kind: 'text', required: true }, promisedAt, { name: 'text', label: field.text, kind: 'long' }, at], arrive: [{ name: 'who', label: field.who, kind: 'text' }, at],
    finish: [{ name: 'result', label: field.result, kind: 'choice', required: true, options: Object.entries(results).map(([value, label]) => ({ value, label })) }, { name: 'text', label: field.outcome, kind: 'long', required: true }, at],
    promise: [{ ...promisedAt, required: true }, { name: 'text', label: field.text, kind: 'long' }], chase: [{ name: 'text', label: field.text, kind: 'long', required: true }],
    attach: [{ name: 'hash', label: field.photo, kind: 'photo', required: true }, { name: 'phase', label: field.phase, kind: 'choice', required: true, initial: 'before', options: [{ value: 'before', label: words.before }, { value: 'after', label: words.after }] }],
    link: [{ name: 'firmId', label: field.firm, kind: 'choice', required: true, options: firms }], cancel: [{ name: 'reason', label: field.reason, kind: 'text', required: true }],
  };
  return (Object.keys(FIELDS) as ReferralStepName[]).filter((name) => view.allowed.includes(name)).map((name) => ({ name, label: words.step[name] ?? name, fields: FIELDS[name] }));
};

const Detail = ({ view, screen, firms, take }: { view: ReferralView; screen: PartnerScreen; firms: Options; take(step: ReferralStep): Promise<void> }): ReactNode => {
  const words = useWords(PARTNER_PAGE_WORDS);
  const paper = useWords(PARTNER_WORDS);
  const { language } = useLanguage();
  const when = (instant: string | null): string => (instant ? formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) }) : '');
  const { facts } = words;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">{view.number} <Badge variant="light">{paper.status[view.status]}</Badge></Title>
        {view.nextDueAt ? <span>{words.clock[view.nextClock ?? ''] ?? ''} <Countdown dueAt={view.nextDueAt} /> <SourceLink id="M-23" origin="house" /></span> : null}
      </Group>
      {view.repairStatus === 'on_hold' ? <Text size="sm" className="fy-soon">{words.onHold}</Text> : null}
      <Facts
        lines={[
          [facts.firm, view.firm], [facts.contact, view.contact], [facts.repair, view.repairNumber], [facts.place, view.place], [facts.defect, view.defect], [facts.warranty, paper.warranty[view.warranty]], [facts.received, when(view.receivedAt)], [facts.called, when(view.calledAt)],
          [facts.promised, view.promisedAt ? `${when(view.promisedAt)}${view.promises > 1 ? ` · ${words.changes(view.promises - 1)}` : ''}` : ''], [facts.arrived, when(view.arrivedAt)], [facts.done, when(view.doneAt)], [facts.result, view.result ? `${paper.result[view.result]} · ${view.outcome ?? ''}` : ''],
          [facts.calls, view.calls.length > 0 ? <ul className="fy-plain">{view.calls.map((call) => <li key={`${call.at}${call.kind}`}>{words.kind[call.kind]} {[call.spokeWith, call.text, call.promisedAt ? when(call.promisedAt) : ''].filter(Boolean).join(' · ')} <Text span size="xs" c="dimmed">{call.by} {when(call.at)}</Text></li>)}</ul> : ''],
        ]}
      />
      <BeforeAfter siteId={screen.siteId} before={view.photos.filter((photo) => photo.phase === 'before').map((photo) => photo.hash)} after={view.photos.filter((photo) => photo.phase === 'after').map((photo) => photo.hash)} words={{ before: words.before, after: words.after }} />
      <StepPanel key={view.id} siteId={screen.siteId} zone={screen.zone} steps={stepSpecs(words, paper.result, firms, view)} refusals={words.refusal} onTake={(name, values) => take({ ...values, step: name } as unknown as ReferralStep)} />
    </Stack>
  );
};

/** 协作单位 (M-23): what is with a firm and until when, and the firms with their warranties and reports. */
export const PartnersPage = ({ screen }: { screen: PartnerScreen }): ReactNode => {
  const words = useWords(PARTNER_PAGE_WORDS);
  const paper = useWords(PARTNER_WORDS);
  const client = useQueryClient();
  const { siteId } = screen;
  const [filter, setFilter] = useState<'open' | 'all'>('open');
  const [adding, setAdding] = useState(false);
  const setup = useQuery({ queryKey: ['sites', siteId, 'setup'], staleTime: 60_000, queryFn: ({ signal }) => callApi(getSiteSetup, { siteId }, { signal }) });
  const firms = useQuery({ queryKey: ['partners', siteId, 'firms'], queryFn: ({ signal }) => callApi(contract.listFirms, { siteId }, { signal }) });
  const list = useInfiniteQuery({
    queryKey: ['referrals', siteId, 'list', filter], initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => callApi(contract.listReferrals, { siteId, filter, ...(pageParam ? { after: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.more ?? undefined,
  });
  const one = useQuery({ queryKey: ['referrals', siteId, 'one', screen.chosen], enabled: screen.chosen !== undefined, retry: false, queryFn: ({ signal }) => callApi(contract.readReferral, { siteId, referralId: screen.chosen ?? '' }, { signal }) });
  const refresh = () => client.invalidateQueries({ queryKey: ['referrals', siteId] });
  const options = (firms.data?.firms ?? []).filter((firm) => !firm.archived).map((firm) => ({ value: firm.id, label: firm.name }));
  const { field } = words;
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="xs" role="group" aria-label={words.title}>{(['open', 'all'] as const).map((entry) => <Button key={entry} size="sm" variant={filter === entry ? 'light' : 'default'} aria-pressed={filter === entry} onClick={() => setFilter(entry)}>{entry === 'open' ? words.pending : words.all}</Button>)}</Group>
        <Group gap="xs"><ExportMenu siteId={siteId} list="referrals" query={{ filter }} size="sm" />{screen.may('partners.work') && options.length > 0 ? <Button onClick={() => setAdding(true)}>{words.refer}</Button> : null}</Group>
      </Group>
      {adding ? (
        <section className="fy-details">
          <FieldForm
            siteId={siteId} zone={screen.zone} submit={words.refer} refusals={words.refusal} onCancel={() => setAdding(false)}
            fields={[{ name: 'firmId', label: field.firm, kind: 'choice', required: true, options }, { name: 'placeId', label: field.place, kind: 'choice', options: (setup.data?.places ?? []).filter((place) => !place.archived).map((place) => ({ value: place.id, label: place.name })) }, { name: 'defect', label: field.defect, kind: 'long', required: true }, { name: 'calledAt', label: field.calledAt, kind: 'when' }]}
            onSubmit={async (values) => {
              const done = await callApi(contract.openReferral, { ...values, siteId, commandId: uuidv7(), referralId: uuidv7() } as unknown as Parameters<typeof callApi<typeof contract.openReferral.input, typeof contract.openReferral.output>>[1]);
              setAdding(false);
              screen.onOpen(done.id);
              await refresh();
            }}
          />
        </section>
      ) : null}
      <CaseSplit
        onBack={() => screen.onOpen(undefined)}
        list={
          <CaseList
            query={list} chosen={screen.chosen} empty={words.empty} emptyHint={words.emptyHint} more={list.hasNextPage} onMore={() => void list.fetchNextPage()} onOpen={screen.onOpen}
            items={rows.map((row) => ({ id: row.id, number: row.number, title: row.firm, note: [row.place, row.defect].filter(Boolean).join(' · '), status: paper.status[row.status], mark: row.late[0] ? words.late(words.clock[row.late[0]] ?? '') : undefined, dueAt: row.nextDueAt }))}
          />
        }
        detail={screen.chosen ? one.data ? <Detail view={one.data} screen={screen} firms={options} take={async (step) => { await callApi(contract.stepReferral, { siteId, referralId: screen.chosen ?? '', commandId: uuidv7(), step }); await refresh(); }} /> : <NoCase query={one} refusals={words.refusal} /> : undefined}
      />
      {firms.data ? <Firms screen={screen} firms={firms.data.firms} /> : firms.isError ? <ErrorState onRetry={() => void firms.refetch()} /> : <LoadingState rows={2} />}
    </Stack>
  );
};
