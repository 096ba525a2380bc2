import { Alert, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { CaseList, CaseSplit, Facts, NoCase, Pictures } from '../../../platform/web/ui/case-list.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { FieldForm, StepPanel, type StepField, type StepSpec } from '../../../platform/web/ui/step-panel.tsx';
import { getSiteSetup } from '../../sites/core/sites-facts.ts';
import * as contract from '../core/conduct-contract.ts';
import type { BreachView } from '../core/conduct-contract.ts';
import type { BreachStep, BreachStepName } from '../core/breach-steps.ts';
import { CONDUCT_WORDS } from './conduct-words.ts';

export type ConductScreen = { readonly siteId: string; readonly zone: string; may(permission: string): boolean; readonly chosen: string | undefined; onOpen(id: string | undefined): void };
const optionsOf = (words: Readonly<Record<string, string>>, only?: readonly string[]) => Object.entries(words).filter(([value]) => !only || only.includes(value)).map(([value, label]) => ({ value, label }));

const stepSpecs = (words: (typeof CONDUCT_WORDS)['zh'], view: BreachView): StepSpec[] => {
  const { field } = words;
  const isOther = view.row.audience === 'reader';
  const isTheft = view.row.kind === 'theft';
  const FIELDS: Readonly<Record<BreachStepName, readonly StepField[]>> = {
    state: [{ name: 'text', label: field.statement, kind: 'long', required: true }, ...(isOther ? [{ name: 'witness', label: field.witness, kind: 'text' as const }] : []), { name: 'hash', label: field.signed, kind: 'photo' }],
    noStatement: [{ name: 'reason', label: field.reason, kind: 'text', required: true }, { name: 'witness', label: field.witness, kind: 'text', required: true }],
    decide: [{ name: 'finding', label: field.finding, kind: 'choice', required: true, options: optionsOf(words.finding) }, { name: 'sanction', label: field.sanction, kind: 'choice', required: true, options: optionsOf(words.sanction, isTheft ? ['none', 'dismissal'] : undefined) }, { name: 'text', label: field.text, kind: 'long', required: true }, { name: 'pin', label: field.pin, kind: 'pin', required: true }],
    tell: [], linkIncident: [{ name: 'incidentRef', label: field.incidentRef, kind: 'text', required: true }], evidence: [{ name: 'text', label: field.evidence, kind: 'long' }, { name: 'hash', label: field.photo, kind: 'photo' }],
    referPolice: [{ name: 'caseRef', label: field.caseRef, kind: 'text', required: true }, { name: 'station', label: field.station, kind: 'text', required: true }, { name: 'at', label: field.at, kind: 'when' }], void: [{ name: 'reason', label: field.reason, kind: 'text', required: true }],
  };
  const hint = (name: BreachStepName): ReactNode => (name === 'decide' ? <Text size="sm">{isTheft ? words.theft : words.fair}</Text> : undefined);
  return (Object.keys(FIELDS) as BreachStepName[]).filter((name) => view.allowed.includes(name)).map((name) => ({ name, label: words.step[name] ?? name, fields: FIELDS[name], hint: hint(name) }));
};

const Detail = ({ view, screen, take }: { view: BreachView; screen: ConductScreen; take(step: BreachStep): Promise<void> }): ReactNode => {
  const words = useWords(CONDUCT_WORDS);
  const { language } = useLanguage();
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  const { row, statement, decision } = view;
  const { facts } = words;
  const pictures = [...(view.evidence ?? []).flatMap((entry) => (entry.hash ? [{ hash: entry.hash, label: words.facts.evidence }] : [])), ...(statement?.hash ? [{ hash: statement.hash, label: words.field.signed }] : [])];
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">{row.number} {words.kind[row.kind]} <Badge variant="light">{words.status[row.status]}</Badge> {row.locked ? <Badge color="red" variant="light">{words.locked}</Badge> : null} <SourceLink id={row.clause} /></Title>
      {row.audience === 'person' && row.status === 'recorded' ? <Alert variant="light">{words.aboutYou}</Alert> : null}
      {view.needsIncident ? <Alert color="red" variant="light" role="alert">{words.needsIncident} <SourceLink id="M-42" /></Alert> : null}
      <Facts
        lines={[
          [facts.person, row.person.name], [facts.happened, when(row.happenedAt)], [facts.place, view.place], [facts.description, view.description], [facts.recordedBy, view.recordedBy], [facts.source, view.source ? words.source[view.source] : ''],
          [facts.evidence, view.evidence && view.evidence.length > 0 ? <ul className="fy-plain">{view.evidence.filter((entry) => entry.text).map((entry) => <li key={`${entry.at}${entry.text}`}>{entry.text} <Text span size="xs" c="dimmed">{entry.by} {when(entry.at)}</Text></li>)}</ul> : ''],
          [facts.statement, statement ? `${words.said[statement.way]}：${statement.text}${statement.witness ? `（${words.field.witness} ${statement.witness}）` : ''} ${when(statement.at)}` : ''],
          [facts.decision, decision ? `${words.finding[decision.finding]} · ${words.sanction[decision.sanction]} · ${decision.text}（${decision.by} ${when(decision.at)}）${decision.account ? ` ${words.account[decision.account]}` : ''}` : ''],
          [facts.told, view.toldAt ? when(view.toldAt) : ''], [facts.police, view.police ? `${view.police.station} ${view.police.caseRef} ${when(view.police.at)}` : ''], [facts.incident, view.incidentRef],
        ]}
      />
      <Pictures siteId={screen.siteId} pictures={pictures} />
      <StepPanel key={row.id} siteId={screen.siteId} zone={screen.zone} steps={stepSpecs(words, view)} refusals={words.refusal} onTake={(name, values) => take({ ...values, step: name } as unknown as BreachStep)} />
    </Stack>
  );
};

/** 行为登记 (M-39 … M-42): what one decides, recorded, or what is about oneself. No feed tells of it: the page asks by itself. */
export const ConductPage = ({ screen }: { screen: ConductScreen }): ReactNode => {
  const words = useWords(CONDUCT_WORDS);
  const client = useQueryClient();
  const { siteId } = screen;
  const [adding, setAdding] = useState(false);
  const [told, setTold] = useState('');
  const setup = useQuery({ queryKey: ['sites', siteId, 'setup'], staleTime: 60_000, queryFn: ({ signal }) => callApi(getSiteSetup, { siteId }, { signal }) });
  const list = useInfiniteQuery({
    queryKey: ['conduct', siteId, 'list'], refetchInterval: 60_000, initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => callApi(contract.listBreaches, { siteId, ...(pageParam ? { after: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.more ?? undefined,
  });
  const one = useQuery({ queryKey: ['conduct', siteId, 'one', screen.chosen], enabled: screen.chosen !== undefined, retry: false, queryFn: ({ signal }) => callApi(contract.readBreach, { siteId, breachId: screen.chosen ?? '' }, { signal }) });
  const refresh = () => client.invalidateQueries({ queryKey: ['conduct', siteId] });
  const { field } = words;
  const fields: StepField[] = [
    { name: 'kind', label: field.kind, kind: 'choice', required: true, options: optionsOf(words.kind) }, { name: 'personId', label: field.person, kind: 'choice', required: true, options: (setup.data?.people ?? []).map((person) => ({ value: person.id, label: person.name })) },
    { name: 'description', label: field.description, kind: 'long', required: true }, { name: 'source', label: field.source, kind: 'choice', required: true, initial: 'seen', options: optionsOf(words.source) }, { name: 'placeText', label: field.place, kind: 'text' }, { name: 'happenedAt', label: field.happened, kind: 'when' },
    { name: 'evidence', label: field.evidence, kind: 'long' }, { name: 'photo', label: field.photo, kind: 'photo' },
  ];
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Stack gap="md">
      <Group justify="space-between"><Text size="sm" c="dimmed">{words.fair}</Text>{screen.may('conduct.record') ? <Button onClick={() => setAdding(true)}>{words.record}</Button> : null}</Group>
      <div role="status">{told ? <Alert variant="light">{told}</Alert> : null}</div>
      {adding ? (
        <section className="fy-details">
          <Title order={2} size="h4" mb="xs">{words.record} <SourceLink id="M-39" /></Title>
          <FieldForm
            siteId={siteId} zone={screen.zone} fields={fields} submit={words.submit} refusals={words.refusal} onCancel={() => setAdding(false)}
            onSubmit={async ({ photo, ...values }) => {
              const done = await callApi(contract.recordBreachEndpoint, { ...values, siteId, commandId: uuidv7(), breachId: uuidv7(), ...(photo ? { photos: [photo] } : {}) } as unknown as Parameters<typeof callApi<typeof contract.recordBreachEndpoint.input, typeof contract.recordBreachEndpoint.output>>[1]);
              setAdding(false);
              setTold(done.view ? '' : words.receipt(done.number));
              if (done.view) screen.onOpen(done.view.row.id);
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
            items={rows.map((row) => ({ id: row.id, number: row.number, title: words.kind[row.kind] ?? '', note: row.person.name, status: words.status[row.status] ?? '', mark: row.locked ? words.locked : undefined, dueAt: row.nextDueAt }))}
          />
        }
        detail={screen.chosen ? one.data ? <Detail view={one.data} screen={screen} take={async (step) => { await callApi(contract.stepBreach, { siteId, breachId: screen.chosen ?? '', commandId: uuidv7(), step }); await refresh(); }} /> : <NoCase query={one} refusals={words.refusal} /> : undefined}
      />
    </Stack>
  );
};
