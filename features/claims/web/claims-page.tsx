import { Anchor, Badge, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { ErrorState } from '../../../platform/web/ui/states.tsx';
import { BeforeAfter, CaseList, CaseSplit, Facts, NoCase, Pictures } from '../../../platform/web/ui/case-list.tsx';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { FieldForm, StepPanel, type StepField, type StepSpec } from '../../../platform/web/ui/step-panel.tsx';
import { ExportMenu } from '../../../platform/web/ui/export-menu.tsx';
import { getSiteSetup } from '../../sites/core/sites-facts.ts';
import { inFigures, parseYuan } from '../core/amount.ts';
import * as contract from '../core/claim-contract.ts';
import type { ClaimView } from '../core/claim-contract.ts';
import type { ClaimStep, ClaimStepName } from '../core/claim-steps.ts';
import { CLAIM_WORDS } from './claim-words.ts';

export type ClaimScreen = { readonly siteId: string; readonly zone: string; may(permission: string): boolean; readonly chosen: string | undefined; onOpen(id: string | undefined): void };
type Options = readonly { readonly value: string; readonly label: string }[];
type ClaimWords = (typeof CLAIM_WORDS)['zh'];
const optionsOf = (words: Readonly<Record<string, string>>): Options => Object.entries(words).map(([value, label]) => ({ value, label }));

const stepSpecs = (words: ClaimWords, people: Options, view: ClaimView): StepSpec[] => {
  const { field } = words;
  const text: StepField = { name: 'text', label: field.text, kind: 'long', required: true };
  const reason: StepField = { name: 'reason', label: field.reason, kind: 'text', required: true };
  const amount: StepField = { name: 'amountCents', label: field.amount, kind: 'text', read: parseYuan };
  const FIELDS: Readonly<Record<ClaimStepName, readonly StepField[]>> = {
    judge: [{ name: 'liable', label: field.liable, kind: 'choice', required: true, initial: view.row.liable, options: optionsOf(words.liable) }, { name: 'liablePersonId', label: field.liablePerson, kind: 'choice', options: people }, { name: 'liableName', label: field.liableName, kind: 'text' }, text],
    propose: [{ name: 'way', label: field.way, kind: 'choice', required: true, options: optionsOf(words.way) }, amount, text, { name: 'insuranceRef', label: field.insurance, kind: 'text' }, { name: 'aboveValueReason', label: field.above, kind: 'text' }],
    approve: [{ name: 'reference', label: field.reference, kind: 'text' }], sendBack: [reason],
    agree: [{ name: 'signedBy', label: field.signedBy, kind: 'text', required: true, initial: view.row.injured }, { name: 'signWay', label: field.signWay, kind: 'choice', required: true, initial: 'screen', options: optionsOf(words.signWays) }, { name: 'signatureFile', label: field.signature, kind: 'signature' }, { name: 'paperFile', label: field.signedPaper, kind: 'photo' }, { name: 'pin', label: field.pin, kind: 'pin' }],
    decline: [reason],
    settle: [{ name: 'by', label: field.how, kind: 'choice', required: true, options: optionsOf(words.how) }, amount, { name: 'receivedBy', label: field.receivedBy, kind: 'text', required: true, initial: view.agreement?.signedBy ?? '' }, { name: 'reference', label: field.voucher, kind: 'text' }, { name: 'at', label: field.at, kind: 'when' }],
    attach: [{ name: 'hash', label: field.photo, kind: 'photo', required: true }, { name: 'phase', label: field.phase, kind: 'choice', required: true, initial: 'after', options: [{ value: 'before', label: words.before }, { value: 'after', label: words.after }, { value: 'paper', label: words.paper }] }],
    prevent: [text], void: [reason],
  };
  return (Object.keys(FIELDS) as ClaimStepName[]).filter((name) => view.allowed.includes(name)).map((name) => ({ name, label: words.step[name] ?? name, fields: FIELDS[name] }));
};

const Detail = ({ view, screen, people, take }: { view: ClaimView; screen: ClaimScreen; people: Options; take(step: ClaimStep): Promise<void> }): ReactNode => {
  const words = useWords(CLAIM_WORDS);
  const { language } = useLanguage();
  const when = (instant: string | undefined): string => (instant ? formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) }) : '');
  const { row, proposal } = view;
  const { facts } = words;
  const of = (phase: string): string[] => view.photos.filter((photo) => photo.phase === phase).map((photo) => photo.hash);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">{row.number} <Badge variant="light">{words.status[row.status]}</Badge></Title>
        {row.nextDueAt ? <span>{words.clock[row.nextClock ?? ''] ?? ''} <Countdown dueAt={row.nextDueAt} /> <SourceLink id="M-38" origin="house" /></span> : <SourceLink id="M-38" />}
      </Group>
      <Text size="sm">{words.direction[row.direction]}</Text>
      <BeforeAfter siteId={screen.siteId} before={of('before')} after={of('after')} words={{ before: words.before, after: words.after }} />
      <Pictures siteId={screen.siteId} pictures={[...of('paper').map((hash) => ({ hash, label: words.paper })), ...(view.agreement?.signatureFile ? [{ hash: view.agreement.signatureFile, label: words.field.signature }] : [])]} />
      <Facts
        lines={[
          [facts.received, `${when(row.receivedAt)} · ${view.takenBy}`], [facts.happened, when(view.happenedAt)], [facts.place, row.place], [facts.origins, view.origins.join(words.separator)], [facts.injured, row.injured], [facts.contact, view.injuredContact], [facts.liable, [words.liable[row.liable], view.liableName].filter(Boolean).join(' ')],
          [facts.item, `${row.item}${view.brand ? ` · ${view.brand}` : ''} × ${view.quantity}`], [facts.price, [view.boughtOn, view.priceCents ? inFigures(view.priceCents) : ''].filter(Boolean).join(' / ')], [facts.damage, view.damage], [facts.account, view.account],
          [facts.liability, view.liability ? `${view.liability.text}（${view.liability.by} ${when(view.liability.at)}）` : ''], [facts.way, proposal ? `${words.way[proposal.way]} · ${proposal.text}（${proposal.by} ${when(proposal.at)}）` : ''], [facts.figures, proposal?.figures], [facts.capitals, proposal?.capitals ? <span className="fy-capitals" lang="zh-CN">{proposal.capitals}</span> : ''],
          [facts.approvals, [view.approvals.map((entry) => `${words.level[entry.level]} ${entry.by} ${when(entry.at)}`).join('；'), view.missing.length > 0 ? words.needs(view.missing.map((level) => words.level[level]).join(words.separator)) : ''].filter(Boolean).join('；')],
          [facts.sentBack, view.sentBack ? `${view.sentBack.reason}（${view.sentBack.by}）` : ''], [facts.declined, view.declined?.reason], [facts.agreement, view.agreement ? `${view.agreement.signedBy} / ${view.agreement.ours} ${when(view.agreement.at)}` : ''],
          [facts.settlement, view.settlement ? `${words.how[view.settlement.how] ?? ''} ${view.settlement.amountCents ? inFigures(view.settlement.amountCents) : ''} ${view.settlement.receivedBy} ${when(view.settlement.at)}` : ''], [facts.prevention, view.prevention?.text],
        ]}
      />
      <Anchor href={`/api/sites/${screen.siteId}/claims/${row.id}/sheet.pdf`} target="_blank" rel="noreferrer">{words.print}</Anchor>
      <StepPanel
        key={row.id} siteId={screen.siteId} zone={screen.zone} steps={stepSpecs(words, people, view)} refusals={words.refusal}
        onTake={(name, { paperFile, ...values }) => take({ ...values, ...(paperFile ? { signatureFile: paperFile } : {}), step: name } as unknown as ClaimStep)}
      />
    </Stack>
  );
};

const Month = ({ screen }: { screen: ClaimScreen }): ReactNode => {
  const words = useWords(CLAIM_WORDS);
  const [month, setMonth] = useState(() => serverInstant().slice(0, 7));
  const query = useQuery({ queryKey: ['claims', screen.siteId, 'month', month], queryFn: ({ signal }) => callApi(contract.readClaimMonth, { siteId: screen.siteId, month }, { signal }) });
  return (
    <Group gap="md" align="end">
      <TextInput type="month" label={words.monthPick} value={month} onChange={(event) => { if (event.currentTarget.value) setMonth(event.currentTarget.value); }} />
      {query.isError && !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : query.data ? (
        <Text size="sm">
          {words.month}：{query.data.registered.length + query.data.settled.length > 0
            ? (['ours', 'theirs'] as const).map((direction) => `${words.direction[direction]} ${words.registered(query.data.registered.find((row) => row.direction === direction)?.count ?? 0)} ${words.settled(query.data.settled.filter((row) => row.direction === direction).reduce((sum, row) => sum + row.count, 0), inFigures(query.data.settled.filter((row) => row.direction === direction).reduce((sum, row) => sum + row.cents, 0)))}`).join('；')
            : words.nothing}
        </Text>
      ) : null}
    </Group>
  );
};

/** 赔付 both ways (M-38): before and after side by side, the amount in figures and capitals, who has approved. */
export const ClaimsPage = ({ screen, repairs, incidents, complaints }: { screen: ClaimScreen; /** What a claim may begin from. */ repairs: Options; incidents: Options; complaints: Options }): ReactNode => {
  const words = useWords(CLAIM_WORDS);
  const client = useQueryClient();
  const { siteId } = screen;
  const [filter, setFilter] = useState<'open' | 'all'>('open');
  const [adding, setAdding] = useState(false);
  const setup = useQuery({ queryKey: ['sites', siteId, 'setup'], staleTime: 60_000, queryFn: ({ signal }) => callApi(getSiteSetup, { siteId }, { signal }) });
  const people = (setup.data?.people ?? []).map((person) => ({ value: person.id, label: person.name }));
  const list = useInfiniteQuery({
    queryKey: ['claims', siteId, 'list', filter], initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => callApi(contract.listClaims, { siteId, filter, ...(pageParam ? { after: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.more ?? undefined,
  });
  const one = useQuery({ queryKey: ['claims', siteId, 'one', screen.chosen], enabled: screen.chosen !== undefined, retry: false, queryFn: ({ signal }) => callApi(contract.readClaim, { siteId, claimId: screen.chosen ?? '' }, { signal }) });
  const refresh = () => client.invalidateQueries({ queryKey: ['claims', siteId] });
  const { field } = words;
  const fields: StepField[] = [
    { name: 'direction', label: field.direction, kind: 'choice', required: true, initial: 'ours', options: optionsOf(words.direction) }, { name: 'item', label: field.item, kind: 'text', required: true }, { name: 'damage', label: field.damage, kind: 'long', required: true }, { name: 'repairId', label: field.repairId, kind: 'choice', options: repairs }, { name: 'incidentId', label: field.incidentId, kind: 'choice', options: incidents }, { name: 'complaintId', label: field.complaintId, kind: 'choice', options: complaints },
    { name: 'placeId', label: field.place, kind: 'choice', options: (setup.data?.places ?? []).filter((place) => !place.archived).map((place) => ({ value: place.id, label: place.name })) }, { name: 'injuredName', label: field.injured, kind: 'text' }, { name: 'injuredContact', label: field.contact, kind: 'text' },
    { name: 'liable', label: field.liable, kind: 'choice', required: true, initial: 'unknown', options: optionsOf(words.liable) }, { name: 'liablePersonId', label: field.liablePerson, kind: 'choice', options: people }, { name: 'brand', label: field.brand, kind: 'text' },
    { name: 'quantity', label: field.quantity, kind: 'text', initial: '1', read: (text) => (/^\d{1,3}$/.test(text.trim()) ? Number(text) : undefined) }, { name: 'boughtOn', label: field.boughtOn, kind: 'date' }, { name: 'priceCents', label: field.price, kind: 'text', read: parseYuan }, { name: 'account', label: field.account, kind: 'long' }, { name: 'photo', label: field.photo, kind: 'photo' },
  ];
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="xs" role="group" aria-label={words.title}>{(['open', 'all'] as const).map((entry) => <Button key={entry} size="sm" variant={filter === entry ? 'light' : 'default'} aria-pressed={filter === entry} onClick={() => setFilter(entry)}>{entry === 'open' ? words.pending : words.all}</Button>)}</Group>
        <Group gap="xs"><ExportMenu siteId={siteId} list="claims" query={{ filter }} size="sm" />{screen.may('claims.open') ? <Button onClick={() => setAdding(true)}>{words.open}</Button> : null}</Group>
      </Group>
      {screen.may('claims.month') ? <Month screen={screen} /> : null}
      {adding ? (
        <section className="fy-details">
          <Title order={2} size="h4" mb="xs">{words.open} <SourceLink id="M-38" /></Title>
          <FieldForm
            siteId={siteId} zone={screen.zone} fields={fields} submit={words.submit} refusals={words.refusal} onCancel={() => setAdding(false)}
            onSubmit={async ({ photo, ...values }) => {
              const done = await callApi(contract.openClaimEndpoint, { ...values, siteId, commandId: uuidv7(), claimId: uuidv7(), ...(photo ? { photos: [{ hash: photo, phase: 'after' }] } : {}) } as unknown as Parameters<typeof callApi<typeof contract.openClaimEndpoint.input, typeof contract.openClaimEndpoint.output>>[1]);
              setAdding(false);
              screen.onOpen(done.row.id);
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
            items={rows.map((row) => ({ id: row.id, number: row.number, title: row.item, note: [row.place, row.injured, row.amountCents ? inFigures(row.amountCents) : ''].filter(Boolean).join(' · '), status: words.status[row.status] ?? '', mark: row.late[0] ? words.late(words.clock[row.late[0]] ?? '') : undefined, dueAt: row.nextDueAt }))}
          />
        }
        detail={screen.chosen ? one.data ? <Detail view={one.data} screen={screen} people={people} take={async (step) => { await callApi(contract.stepClaim, { siteId, claimId: screen.chosen ?? '', commandId: uuidv7(), step }); await refresh(); }} /> : <NoCase query={one} refusals={words.refusal} /> : undefined}
      />
    </Stack>
  );
};
