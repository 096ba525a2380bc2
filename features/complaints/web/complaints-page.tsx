import { Alert, Anchor, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { CaseList, CaseSplit, Facts, NoCase, Pictures } from '../../../platform/web/ui/case-list.tsx';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { FieldForm, StepPanel, type StepField, type StepSpec } from '../../../platform/web/ui/step-panel.tsx';
import { ExportMenu } from '../../../platform/web/ui/export-menu.tsx';
import { getSiteSetup } from '../../sites/core/sites-facts.ts';
import * as contract from '../core/complaint-contract.ts';
import type { ComplaintView } from '../core/complaint-contract.ts';
import type { ComplaintKind } from '../core/complaint.ts';
import type { ComplaintStep, ComplaintStepName } from '../core/complaint-steps.ts';
import { COMPLAINT_WORDS } from './complaint-words.ts';

export type AmendsScreen = { /** On a phone. */ readonly outbox?: Outbox | undefined; readonly siteId: string; readonly zone: string; may(permission: string): boolean; /** The case that is open, in the address. */ readonly chosen: string | undefined; onOpen(id: string | undefined): void };

const optionsOf = <K extends string>(words: Readonly<Record<K, string>>, only?: readonly K[]) => (Object.entries(words) as [K, string][]).filter(([value]) => !only || only.includes(value)).map(([value, label]) => ({ value, label }));
type Options = readonly { readonly value: string; readonly label: string }[];

const stepSpecs = (words: (typeof COMPLAINT_WORDS)['zh'], people: Options, view: ComplaintView): StepSpec[] => {
  const { field } = words;
  const text: StepField = { name: 'text', label: field.text, kind: 'long', required: true };
  const at: StepField = { name: 'at', label: field.at, kind: 'when' };
  const FIELDS: Readonly<Record<ComplaintStepName, readonly StepField[]>> = {
    respond: [{ name: 'way', label: field.way, kind: 'choice', required: true, options: optionsOf(words.way) }, text, at],
    decide: [{ name: 'finding', label: field.finding, kind: 'choice', required: true, options: optionsOf(words.finding) }, { name: 'cause', label: field.cause, kind: 'choice', required: true, options: optionsOf(words.cause) }, { ...text, label: field.decision }],
    answer: [{ name: 'way', label: field.way, kind: 'choice', required: true, options: optionsOf(words.way) }, text, at],
    returnCall: [{ name: 'result', label: field.result, kind: 'choice', required: true, options: optionsOf(words.result) }, { name: 'method', label: field.method, kind: 'choice', required: true, options: optionsOf(words.method) }, { name: 'note', label: field.note, kind: 'long' }, at],
    correct: [text], note: [text], assign: [{ name: 'ownerId', label: field.owner, kind: 'choice', required: true, options: people }], attach: [{ name: 'hash', label: field.photo, kind: 'photo', required: true }],
    grade: [{ name: 'grade', label: field.grade, kind: 'choice', required: true, options: optionsOf(words.grade) }, { name: 'reason', label: field.reason, kind: 'text', required: true }],
    accuse: [{ name: 'accused', label: field.accused, kind: 'people', required: true, options: people }], readContact: [], askErasure: [], void: [{ name: 'reason', label: field.reason, kind: 'text', required: true }],
  };
  const ORDER = Object.keys(FIELDS) as ComplaintStepName[];
  return ORDER.filter((name) => view.allowed.includes(name)).map((name) => ({ name, label: words.step[name], fields: FIELDS[name], ...(name === 'askErasure' ? { hint: <Text size="sm">{words.erasureHint}</Text> } : {}) }));
};

const Detail = ({ view, screen, people, take }: { view: ComplaintView; screen: AmendsScreen; people: Options; take(step: ComplaintStep): Promise<void> }): ReactNode => {
  const words = useWords(COMPLAINT_WORDS);
  const { language } = useLanguage();
  const when = (instant: string | null): string => (instant ? formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) }) : '');
  const { row, person, facts } = { ...view, facts: words.facts };
  const said = (entry: ComplaintView['answer']): string => (entry ? `${entry.text}（${entry.by} ${when(entry.at)} ${words.way[entry.way as keyof typeof words.way] ?? ''}）` : '');
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">{row.number} <Badge variant="light">{words.status[row.status]}</Badge> <Badge variant="light" color={row.grade === 'minor' ? 'gray' : 'red'}>{words.grade[row.grade]}</Badge></Title>
        {row.nextDueAt ? <span>{words.clock[row.nextClock ?? ''] ?? ''} <Countdown dueAt={row.nextDueAt} /> <SourceLink id={row.nextClock === 'complaint.answer' || row.nextClock === 'complaint.return' ? 'T-01' : 'M-37'} origin="house" /></span> : null}
      </Group>
      {view.ownerReplaced ? <Text size="sm" className="fy-soon">{words.replaced}</Text> : null}
      {view.round > 1 ? <Text size="sm" className="fy-soon">{words.again(view.round)}</Text> : null}
      {view.erasure === 'waiting' ? <Alert variant="light" color="yellow">{words.erasureWaiting}</Alert> : view.erasure === 'done' || view.erasure === 'expired' ? <Text size="sm" c="dimmed">{view.erasure === 'done' ? words.erasureDone : words.erasureExpired}</Text> : null}
      {view.erasesOn ? <Text size="sm" c="dimmed">{words.erasesOn(view.erasesOn)} <SourceLink id="complaints.keep_days" origin="house" /></Text> : null}
      {view.contactShown ? <Alert variant="light" role="status">{words.shown(view.contactShown)}</Alert> : null}
      <Facts
        lines={[
          [facts.received, `${when(row.receivedAt)} · ${words.channel[row.channel]}`], [facts.person, row.anonymous ? words.anonymousPerson : [person.name, person.honorific, person.identity ? words.identity[person.identity] : ''].filter(Boolean).join(' ')], [facts.contact, person.contact],
          [facts.happened, when(view.happenedAt)], [facts.place, row.place], [facts.origins, view.origins.join('、')], [facts.called, when(view.calledAt)], [facts.department, view.department], [facts.accused, view.accused.map((entry) => entry.name).join('、')], [facts.content, row.content], [facts.wish, view.wish], [facts.owner, row.kind === 'report' ? '' : (row.owner?.name ?? words.nobody)], [facts.taken, view.takenBy],
          [facts.response, said(view.response)], [facts.decision, view.decision ? `${words.finding[view.decision.finding]} · ${words.cause[view.decision.cause]} · ${view.decision.text}（${view.decision.by} ${when(view.decision.at)}）` : ''], [facts.answer, said(view.answer)],
          [facts.correction, view.correction ? `${view.correction.text}（${view.correction.by} ${when(view.correction.at)}）` : ''],
          [words.notes, view.notes.length > 0 ? <ul className="fy-plain">{view.notes.map((note) => <li key={`${note.at}${note.text}`}>{note.text} <Text span size="xs" c="dimmed">{note.by} {when(note.at)}</Text></li>)}</ul> : ''],
          [words.calls, view.calls.map((call) => `${words.result[call.result as keyof typeof words.result] ?? ''}${call.note ? `：${call.note}` : ''}（${call.by} ${when(call.at)}）`).join('；')],
        ]}
      />
      <Pictures siteId={screen.siteId} pictures={view.photos.map((photo) => ({ hash: photo.hash, label: when(photo.at) }))} />
      <Anchor href={`/api/sites/${screen.siteId}/${row.kind === 'report' ? 'reports' : 'complaints'}/${row.id}/sheet.pdf`} target="_blank" rel="noreferrer">{words.print}</Anchor>
      <StepPanel key={row.id} keep={screen.outbox !== undefined} siteId={screen.siteId} zone={screen.zone} steps={stepSpecs(words, people, view)} refusals={words.refusal} onTake={(name, values) => take({ accused: [], ...values, step: name } as unknown as ComplaintStep)} />
    </Stack>
  );
};

/** What may be entered later bears its own time. */
const isTimed = (step: ComplaintStep): boolean => ['respond', 'answer', 'returnCall'].includes(step.step);

/** 投诉, or 举报 for its reader: the cases by their next deadline, and the one that is open. */
export const ComplaintsPage = ({ screen, kind, repairs = [] }: { screen: AmendsScreen; kind: ComplaintKind; /** Orders a complaint may be about. */ repairs?: Options }): ReactNode => {
  const words = useWords(COMPLAINT_WORDS);
  const client = useQueryClient();
  const { siteId, outbox } = screen;
  const isReport = kind === 'report';
  const [filter, setFilter] = useState<'open' | 'all'>('open');
  const [adding, setAdding] = useState<ComplaintKind>();
  const [told, setTold] = useState('');
  const [shown, setShown] = useState<ComplaintView>();
  const setup = useQuery({ queryKey: ['sites', siteId, 'setup'], staleTime: 60_000, queryFn: ({ signal }) => callApi(getSiteSetup, { siteId }, { signal }) });
  const people = (setup.data?.people ?? []).map((person) => ({ value: person.id, label: person.name }));
  const list = useInfiniteQuery({
    // A report is told to no feed: its page asks by itself.
    queryKey: [isReport ? 'reports' : 'complaints', siteId, 'list', filter], refetchInterval: 60_000, initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => callApi<typeof contract.listComplaints.input, typeof contract.listComplaints.output>(isReport ? contract.listReports : contract.listComplaints, { siteId, filter, ...(pageParam ? { after: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.more ?? undefined,
  });
  const one = useQuery({ queryKey: [isReport ? 'reports' : 'complaints', siteId, 'one', screen.chosen], enabled: screen.chosen !== undefined, retry: false, queryFn: ({ signal }) => callApi(isReport ? contract.readReport : contract.readComplaint, { siteId, complaintId: screen.chosen ?? '' }, { signal }) });
  const refresh = () => client.invalidateQueries({ queryKey: [isReport ? 'reports' : 'complaints', siteId] });
  const take = async (step: ComplaintStep): Promise<void> => {
    const endpoint = isReport ? contract.stepReport : contract.stepComplaint;
    const input = { siteId, complaintId: screen.chosen ?? '' };
    // Whoever wants to see a number wants it now; everything else may wait on a phone, with the moment of the tap.
    const timed = 'at' in step || !isTimed(step) ? step : { ...step, at: one.data && one.data.row.receivedAt > serverInstant() ? one.data.row.receivedAt : serverInstant() };
    const done = outbox && step.step !== 'readContact' ? await outbox.deliver(endpoint, { ...input, step: timed }, one.data ? `${one.data.row.number} ${words.step[step.step]}` : words.step[step.step]) : await callApi(endpoint, { ...input, commandId: uuidv7(), step });
    if (!done) return;
    setShown(done.view?.contactShown ? done.view : undefined);
    if (!done.view) {
      setTold(words.receipt(done.number));
      screen.onOpen(undefined);
    }
    await refresh();
  };
  const { field } = words;
  const fields: StepField[] = [
    { name: 'content', label: field.content, kind: 'long', required: true }, { name: 'grade', label: field.grade, kind: 'choice', required: true, initial: 'minor', options: optionsOf(words.grade) },
    { name: 'channel', label: field.channel, kind: 'choice', required: true, initial: 'phone', options: optionsOf(words.channel, ['phone', 'in_person', 'written', 'online', 'superior']) }, { name: 'anonymous', label: field.anonymous, kind: 'tick' }, { name: 'name', label: field.name, kind: 'text' }, { name: 'honorific', label: field.honorific, kind: 'text' }, { name: 'contact', label: field.contact, kind: 'text' },
    { name: 'identity', label: field.identity, kind: 'choice', options: optionsOf(words.identity) }, { name: 'happenedAt', label: field.happenedAt, kind: 'when' }, { name: 'placeId', label: field.place, kind: 'choice', options: (setup.data?.places ?? []).filter((place) => !place.archived).map((place) => ({ value: place.id, label: place.name })) },
    ...(repairs.length > 0 ? [{ name: 'repairId', label: field.order, kind: 'choice' as const, options: repairs }] : []), { name: 'department', label: field.department, kind: 'text' }, { name: 'accused', label: field.accused, kind: 'people', options: people }, { name: 'wish', label: field.wish, kind: 'text' }, { name: 'photo', label: field.photo, kind: 'photo' }, { name: 'receivedAt', label: field.receivedAt, kind: 'when' },
  ];
  const waiting = outbox?.queued.filter((item) => item.input['complaintId'] !== undefined).length ?? 0;
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const view = shown?.row.id === screen.chosen ? shown : one.data;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="xs" role="group" aria-label={isReport ? words.reports : words.complaints}>
          {(['open', 'all'] as const).map((entry) => <Button key={entry} size="sm" variant={filter === entry ? 'light' : 'default'} aria-pressed={filter === entry} onClick={() => setFilter(entry)}>{entry === 'open' ? words.pending : words.all}</Button>)}
        </Group>
        <Group gap="xs">{isReport ? null : <ExportMenu siteId={siteId} list="complaints" query={{ filter }} size="sm" />}{screen.may('complaints.open') ? <Group gap="xs">{isReport ? null : <Button onClick={() => setAdding('complaint')}>{words.open}</Button>}<Button variant="default" onClick={() => setAdding('report')}>{words.openReport}</Button></Group> : null}</Group>
      </Group>
      {waiting > 0 ? <Text role="status" className="fy-soon">▲ {words.stepsWait(waiting)}</Text> : null}
      {isReport ? <Text size="sm" c="dimmed">{words.sealedNote}</Text> : null}
      <div role="status">{told ? <Alert variant="light" withCloseButton closeButtonLabel={words.pending} onClose={() => setTold('')}>{told}</Alert> : null}</div>
      {adding ? (
        <section className="fy-details">
          <Title order={2} size="h4" mb="xs">{adding === 'report' ? words.openReport : words.open} <SourceLink id="M-37" /></Title>
          <FieldForm
            key={adding} keep={outbox !== undefined} siteId={siteId} zone={screen.zone} fields={fields} submit={words.submit} refusals={words.refusal} onCancel={() => setAdding(undefined)}
            onSubmit={async ({ photo, ...values }) => {
              const input = { ...values, siteId, complaintId: uuidv7(), kind: adding, ...(photo ? { photos: [photo] } : {}) };
              const done = outbox
                ? await outbox.deliver(contract.openComplaintEndpoint, { receivedAt: serverInstant(), ...input }, adding === 'report' ? words.openReport : words.open)
                : await callApi(contract.openComplaintEndpoint, { ...input, commandId: uuidv7() } as unknown as Parameters<typeof callApi<typeof contract.openComplaintEndpoint.input, typeof contract.openComplaintEndpoint.output>>[1]);
              setAdding(undefined);
              if (!done) return;
              setTold(done.view ? '' : words.receipt(done.number));
              if (done.view && done.view.row.kind === kind) screen.onOpen(done.view.row.id);
              await refresh();
            }}
          />
        </section>
      ) : null}
      <CaseSplit
        onBack={() => screen.onOpen(undefined)}
        list={
          <CaseList
            query={list} chosen={screen.chosen} empty={isReport ? words.emptyReports : words.empty} emptyHint={isReport ? '' : words.emptyHint} more={list.hasNextPage} onMore={() => void list.fetchNextPage()} onOpen={screen.onOpen}
            items={rows.map((row) => ({ id: row.id, number: row.number, title: row.content.slice(0, 40), note: [row.place, row.owner?.name ?? (isReport ? '' : words.nobody)].filter(Boolean).join(' · '), status: words.status[row.status], mark: row.late[0] ? words.late(words.clock[row.late[0]] ?? '') : row.grade === 'minor' ? undefined : words.grade[row.grade], dueAt: row.nextDueAt }))}
          />
        }
        detail={screen.chosen ? view ? <Detail view={view} screen={screen} people={people} take={take} /> : <NoCase query={one} refusals={words.refusal} /> : undefined}
      />
    </Stack>
  );
};
