import { Badge, Button, Group, NavLink, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { serverNow } from '../../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { ExportMenu } from '../../../../platform/web/ui/export-menu.tsx';
import { clauseById } from '../../../handbook/core/handbook-facts.ts';
import { checkCall, type CallRow } from '../../core/call-contract.ts';
import { CHECK_ITEMS, type CallLink, type CheckAnswer, type CheckItem } from '../../core/call-record.ts';
import { CHECK_WORDS } from '../../core/paper-words.ts';
import { CallFacts } from '../call-facts.tsx';
import { PaperMark } from '../paper-mark.tsx';
import { RevealNumber } from '../reveal-number.tsx';
import { useCallPage, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

const FILTERS = ['all', 'mine', 'missed', 'unlogged'] as const;
const ANSWERS: readonly CheckAnswer[] = ['yes', 'no', 'unseen'];

/** A spot check while or after listening (T-03): the plan's own sentences, three answers, nothing preset. */
const CheckForm = ({ screen, callId }: { screen: TelephoneScreen; callId: string }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const [answers, setAnswers] = useState<Partial<Record<CheckItem, CheckAnswer>>>({});
  const [note, setNote] = useState('');
  const { busy, error, attempt } = useAttempt(words.refusal);
  return (
    <form onSubmit={(event) => { event.preventDefault(); void attempt(async () => { await callApi(checkCall, { siteId: screen.siteId, callId, commandId: uuidv7(), answers, ...(note.trim() ? { note } : {}) }); setAnswers({}); setNote(''); await client.invalidateQueries({ queryKey: ['telephone', screen.siteId] }); }); }}>
      <Stack gap={6}>
        <Title order={2} size="h6">{words.check.title} <SourceLink id="T-03" /></Title>
        {CHECK_ITEMS.map((item) => (
          <Group key={item} justify="space-between" gap="xs" wrap="nowrap">
            <Text size="xs" title={clauseById(item).text}>{language === 'zh' ? CHECK_WORDS[item] : clauseById(item).gist} <SourceLink id={item} /></Text>
            <Group gap={4} wrap="nowrap" role="group" aria-label={CHECK_WORDS[item]}>{ANSWERS.map((answer) => <Button key={answer} size="compact-xs" variant={answers[item] === answer ? 'filled' : 'default'} aria-pressed={answers[item] === answer} aria-label={`${CHECK_WORDS[item]} ${words.check[answer]}`} onClick={() => setAnswers({ ...answers, [item]: answer })}>{words.check[answer]}</Button>)}</Group>
          </Group>
        ))}
        <TextInput size="xs" label={words.check.note} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <Group gap={6}><Button size="xs" type="submit" loading={busy} disabled={Object.keys(answers).length === 0}>{words.check.save}</Button><Button size="xs" variant="default" component="a" href={`/api/sites/${screen.siteId}/telephone/blank.pdf?form=check`} target="_blank">{words.check.sheet}</Button></Group>
        {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
      </Stack>
    </form>
  );
};

/** What a call led to, where it has a page of its own. */
const PATH_OF: Partial<Record<CallLink['kind'], (id: string) => string>> = { complaint: (id) => `/amends/complaints/${id}`, repair: (id) => `/?order=${id}` };

const CallDetail = ({ screen, callId }: { screen: TelephoneScreen; callId: string }): ReactNode => (
  <Paper withBorder p="md">
    <Stack gap="sm">
      <CallFacts screen={screen} callId={callId} pathOf={PATH_OF} />
      {screen.may('telephone.check') ? <CheckForm key={callId} screen={screen} callId={callId} /> : null}
    </Stack>
  </Paper>
);

const RowOf = ({ screen, row, isChosen, onChoose }: { screen: TelephoneScreen; row: CallRow; isChosen: boolean; onChoose(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  return (
    <Table.Tr className={isChosen ? 'fy-row fy-row-chosen' : 'fy-row'} onClick={onChoose}>
      <Table.Td><button type="button" className="fy-row-button" onClick={onChoose}>{formatWhen(row.startedAt, { zone: screen.zone, language, now: new Date(serverNow()) })}</button></Table.Td>
      <Table.Td>{row.direction === 'outbound' ? <Badge size="sm" variant="outline">{words.log.outbound}</Badge> : null}{row.paper ? <PaperMark paper={row.paper} /> : null} <strong>{row.address || row.fullName || ''}</strong> <RevealNumber screen={screen} of="call" id={row.id} masked={row.number} />{row.company ? <Text size="xs" c="dimmed">{row.company}</Text> : null}</Table.Td>
      <Table.Td>{row.purpose ? words.purposes[row.purpose] : row.loggedAt || row.disposition !== 'answered' ? '—' : <span className="fy-soon">{words.log.notLogged}</span>}</Table.Td>
      <Table.Td>{row.ringMs !== null ? words.log.measured(String(Math.round(row.ringMs / 1000))) : row.ringsDeclared ? `${row.ringsDeclared === 4 ? words.log.ringsOver : words.log.ringsN(row.ringsDeclared)} ${words.log.declared}` : '—'}</Table.Td>
      <Table.Td>{row.disposition ? (words.log.disposition[row.disposition] ?? '') : (words.state[row.state] ?? '')}{row.transfers > 0 ? <Text size="xs" c="dimmed">{words.log.transfers(row.transfers)}{row.lostTransfers > 0 ? ` · ${words.transferOutcome.lost}` : ''}</Text> : null}</Table.Td>
      <Table.Td>{row.agent ?? '—'}</Table.Td>
    </Table.Tr>
  );
};

/** 来电登记: newest first, one call beside it. */
export const CallLog = ({ screen }: { screen: TelephoneScreen }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>('all');
  const [pages, setPages] = useState<{ beforeAt: string; beforeId: string }[]>([]);
  const [chosen, setChosen] = useState<string>();
  const query = useCallPage(screen.siteId, filter, pages.at(-1));
  const rows = query.data?.rows ?? [];
  return (
    <div className="fy-two">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap={4} role="group" aria-label={words.tabs.calls}>{FILTERS.map((value) => <Button key={value} size="compact-sm" variant={filter === value ? 'light' : 'default'} aria-pressed={filter === value} onClick={() => { setFilter(value); setPages([]); }}>{words.log.filters[value]}</Button>)}</Group>
          <Group gap="xs"><SourceLink id="T-35" /><ExportMenu siteId={screen.siteId} list="calls" query={{ filter }} /></Group>
        </Group>
        {query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : rows.length === 0 ? <EmptyState title={filter === 'all' ? words.log.none : words.log.noneOf(words.log.filters[filter])} hint={filter === 'all' ? words.log.noneHint : undefined} /> : (
          <Table.ScrollContainer minWidth={620} type="native">
            <Table verticalSpacing={6}>
              <Table.Thead><Table.Tr>{[words.log.when, words.log.caller, words.log.about, words.log.answer, words.log.result, words.log.by].map((name) => <Table.Th key={name} scope="col">{name}</Table.Th>)}</Table.Tr></Table.Thead>
              <Table.Tbody>{rows.map((row) => <RowOf key={row.id} screen={screen} row={row} isChosen={row.id === chosen} onChoose={() => setChosen(row.id)} />)}</Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <Group gap={6}>
          {pages.length > 0 ? <Button size="xs" variant="default" onClick={() => setPages(pages.slice(0, -1))}>←</Button> : null}
          {query.data?.next ? <NavLink w="auto" label={words.more} onClick={() => query.data.next && setPages([...pages, query.data.next])} component="button" /> : null}
        </Group>
      </Stack>
      {chosen ? <CallDetail screen={screen} callId={chosen} /> : null}
    </div>
  );
};
