import { Alert, Anchor, Button, Group, PasswordInput, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { figureText } from '../../../platform/core/month-book.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { ScrollRegion } from '../../../platform/web/ui/scroll-region.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import * as contract from '../core/records-contract.ts';
import { LinesTable, RankBars, storedOffset, type RecordsScreen } from './records-parts.tsx';
import { RECORDS_WORDS } from './records-words.ts';

type View = contract.MonthView;

const MonthLines = ({ screen, month, columns }: { screen: RecordsScreen; month: string; columns: View['columns'] }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const query = useInfiniteQuery({ queryKey: ['records', screen.siteId, 'lines', month], initialPageParam: '', queryFn: ({ pageParam, signal }) => callApi(contract.listMonthLines, { siteId: screen.siteId, month, ...(pageParam ? { after: pageParam } : {}) }, { signal }), getNextPageParam: (page) => page.next ?? undefined });
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="xs">
      <LinesTable columns={columns} rows={query.data.pages.flatMap((page) => page.rows)} label={words.lines} />
      {query.hasNextPage ? <Group><Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{words.more}</Button></Group> : null}
    </Stack>
  );
};

/** Every figure with the months it is compared with and how it is counted, the same words in every centre. */
const Totals = ({ view }: { view: View }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const { language } = useLanguage();
  return (
    <ScrollRegion label={words.totals}>
      <Table miw={860} verticalSpacing={6}>
        <Table.Thead><Table.Tr><Table.Th>{words.figure}</Table.Th><Table.Th>{words.now}</Table.Th>{view.compared.map((entry) => <Table.Th key={entry.month} style={{ whiteSpace: 'nowrap' }}>{entry.month} {entry.isSigned ? '' : <Text span size="xs" c="dimmed">{words.unsigned}</Text>}</Table.Th>)}<Table.Th>{words.how}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {view.figures.map((figure) => (
            <Table.Tr key={figure.key}>
              <Table.Td>{figure.label[language]} <SourceLink id={figure.clause} origin={figure.origin} /></Table.Td>
              <Table.Td style={{ whiteSpace: 'nowrap' }}><strong>{figureText(figure)}</strong></Table.Td>
              {view.compared.map((entry) => { const kept = entry.figures.find((other) => other.key === figure.key); return <Table.Td key={entry.month} style={{ whiteSpace: 'nowrap' }}>{kept ? figureText({ unit: figure.unit, ...kept }) : ''}</Table.Td>; })}
              <Table.Td><Text size="sm" c="dimmed">{figure.definition[language]}</Text></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
};

/** What a manager looks at first. */
const KEY_FIGURES: readonly string[] = ['total', 'open', 'done', 'onSite', 'workmanship', 'repeats', 'copiesOut', 'complaints'];

/** The same on a phone: the key figures large, then each in a line that opens to how it is counted and what it was before. */
const TotalsSmall = ({ view }: { view: View }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const { language } = useLanguage();
  const before = (figure: View['figures'][number]): string[] =>
    view.compared.flatMap((entry) => { const kept = entry.figures.find((other) => other.key === figure.key); return kept ? [`${entry.month} ${figureText({ unit: figure.unit, ...kept })}${entry.isSigned ? '' : ` ${words.unsigned}`}`] : []; });
  return (
    <>
      <dl className="fy-key-figures">{KEY_FIGURES.flatMap((key) => { const figure = view.figures.find((entry) => entry.key === key); return figure ? [<div key={key}><dt>{figure.label[language]}</dt><dd>{figureText(figure)}</dd></div>] : []; })}</dl>
      <ul className="fy-plain" aria-label={words.totals}>
        {view.figures.map((figure) => (
          <li key={figure.key} className="fy-figure-line">
            <details>
              <summary><span>{figure.label[language]}</span><strong>{figureText(figure)}</strong></summary>
              <Text size="sm">{before(figure).join(' · ')}</Text>
              <Text size="sm" c="dimmed">{figure.definition[language]} <SourceLink id={figure.clause} origin={figure.origin} /></Text>
            </details>
          </li>
        ))}
      </ul>
    </>
  );
};

const Lists = ({ view }: { view: View }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const { language } = useLanguage();
  const isRank = (list: View['lists'][number]): boolean => list.head.length === 2 && list.rows.every((row) => typeof row[1] === 'number');
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))', gap: 24 }}>
      {view.lists.map((list) => (
        <section key={list.key} style={isRank(list) ? undefined : { gridColumn: '1 / -1' }}>
          <Title order={3} size="h5" mb={6}>{list.title[language]} {list.left > 0 ? words.left(list.left) : ''}</Title>
          {list.rows.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : isRank(list) ? <RankBars most={Math.max(...list.rows.map((row) => Number(row[1])))} rows={list.rows.map((row) => ({ key: String(row[0]), name: String(row[0]), text: String(row[1]), value: Number(row[1]) }))} /> : <LinesTable columns={list.head.map((entry, index) => ({ ...entry, key: String(index) }))} rows={list.rows} label={list.title[language]} />}
        </section>
      ))}
    </div>
  );
};

/** A form that has just opened comes before the eyes, wherever the press was. */
const toThumb = (form: HTMLFormElement | null): void => form?.scrollIntoView({ block: 'center' });

/** Signs the month, or an addendum to it: what is said, and the PIN. */
const SignForm = ({ screen, view, kind, onDone }: { screen: RecordsScreen; view: View; kind: 'month' | 'addendum'; onDone(): void }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const client = useQueryClient();
  const [said, setSaid] = useState('');
  const [openWord, setOpenWord] = useState('');
  const [pin, setPin] = useState('');
  const [commandId] = useState(uuidv7);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const send = (): Promise<void> =>
    attempt(async () => {
      const at = { siteId: screen.siteId, month: view.month, commandId, pin };
      if (kind === 'month') await callApi(contract.signMonthEndpoint, { ...at, ...(said.trim() ? { comment: said.trim() } : {}), ...(openWord.trim() ? { openWord: openWord.trim() } : {}) });
      else await callApi(contract.addAddendumEndpoint, { ...at, text: said.trim() });
      await client.invalidateQueries({ queryKey: ['records'] });
      onDone();
    });
  return (
    <form ref={toThumb} aria-label={kind === 'month' ? words.sign : words.addendum} onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <Stack gap="sm" maw={620}>
        {kind === 'month' && view.open > 0 ? <Textarea required label={words.openWord} description={words.openNow(view.open)} autosize minRows={2} maxLength={1000} value={openWord} onChange={(event) => setOpenWord(event.currentTarget.value)} /> : null}
        <Textarea required={kind === 'addendum'} label={kind === 'month' ? words.comment : words.addendumText} autosize minRows={2} maxLength={2000} value={said} onChange={(event) => setSaid(event.currentTarget.value)} />
        <PasswordInput required label={words.pin} w={200} inputMode="numeric" autoComplete="off" value={pin} onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, '').slice(0, 6))} />
        <Text size="sm" c="dimmed">{kind === 'month' ? words.signNote : words.addendumNote}</Text>
        {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
        <Group><Button type="submit" loading={busy} disabled={pin.length < 4 || (kind === 'addendum' ? !said.trim() : view.open > 0 && !openWord.trim())}>{words.doSign}</Button><Button variant="default" onClick={onDone}>{words.cancel}</Button></Group>
      </Stack>
    </form>
  );
};

const stepMonth = (month: string, by: number): string => { const [year = 0, of = 1] = month.split('-').map(Number); const nth = year * 12 + of - 1 + by; return `${Math.floor(nth / 12)}-${String((nth % 12) + 1).padStart(2, '0')}`; };

/** 每月工程维修记录表 (M-54): a draft any day, signed once by the manager, and from then on only added to. */
export const MonthPanel = ({ screen }: { screen: RecordsScreen }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const isSmall = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const { language } = useLanguage();
  const [month, setMonth] = useState(() => localDate(serverInstant(), screen.zone).slice(0, 7));
  const [signing, setSigning] = useState<'month' | 'addendum'>();
  const [hasLines, setLines] = useState(false);
  const query = useQuery({ queryKey: ['records', screen.siteId, 'month', month], queryFn: ({ signal }) => callApi(contract.readMonth, { siteId: screen.siteId, month }, { signal }) });
  const view = query.data;
  const { x, y } = storedOffset();
  const address = (kind: 'pdf' | 'xlsx', part = 0): string => `/api/sites/${screen.siteId}/records/month.${kind}?month=${month}${kind === 'pdf' ? `&x=${x}&y=${y}` : ''}${part > 0 ? `&part=${part}` : ''}`;
  const goTo = (to: string): void => { if (/^\d{4}-\d{2}$/.test(to)) { setMonth(to); setSigning(undefined); } };
  const maySign = view !== undefined && !view.signed && view.isOver && screen.may('records.sign') && !signing;
  const when = (at: string): string => formatWhen(at, { zone: screen.zone, language, now: new Date(serverInstant()) });
  return (
    <Stack gap="md">
      <Group align="end">
        {isSmall ? <Button variant="default" miw={48} aria-label={words.monthBefore} onClick={() => goTo(stepMonth(month, -1))}>‹</Button> : null}
        <TextInput type="month" label={words.month} w={isSmall ? undefined : 180} flex={isSmall ? 1 : undefined} value={month} onChange={(event) => goTo(event.currentTarget.value)} />
        {isSmall ? <Button variant="default" miw={48} aria-label={words.monthAfter} onClick={() => goTo(stepMonth(month, 1))}>›</Button> : null}
        <Button component="a" href={address('pdf')} target="_blank" variant="default">{words.print}</Button>
        <Button component="a" href={address('xlsx')} download variant="default">{words.sheet}</Button>
        {maySign && !isSmall ? <Button onClick={() => setSigning('month')}>{words.sign}</Button> : null}
      </Group>
      {query.isPending ? <LoadingState /> : !view ? <ErrorState onRetry={() => void query.refetch()} /> : (
        <>
          <Alert variant="light" color={view.signed ? 'jade' : 'gray'} role="status">
            {view.signed ? words.signedBy(view.signed.by, when(view.signed.at)) : `${words.draft}；${view.isOver ? words.over : words.notOver}`} · {words.rows(view.lines)}{view.signed ? ` · ${words.number} ${view.number} · ${words.hash} ${view.signed.hash.slice(0, 16)}` : ''}
            {view.signed?.openWord ? <Text size="sm" mt={4}>{words.openWord}：{view.signed.openWord}</Text> : null}
            {view.signed?.comment ? <Text size="sm" mt={4}>{view.signed.comment}</Text> : null}
          </Alert>
          {signing ? <SignForm key={signing} screen={screen} view={view} kind={signing} onDone={() => setSigning(undefined)} /> : null}
          <Title order={2} size="h4">{words.totals} <SourceLink id="M-54" /></Title>
          {isSmall ? <TotalsSmall view={view} /> : <Totals view={view} />}
          <Lists view={view} />
          {view.signed ? (
            <section>
              <Group mb={6}><Title order={2} size="h4">{words.addenda}</Title>{screen.may('records.sign') && !signing ? <Button size="xs" variant="default" onClick={() => { setSigning('addendum'); window.scrollTo({ top: 0 }); }}>{words.addendum}</Button> : null}</Group>
              {view.addenda.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : view.addenda.map((entry) => <Text key={entry.nr} size="sm"><Anchor size="sm" href={address('pdf', entry.nr)} target="_blank">{words.addendumOf(entry.nr, entry.by, when(entry.at))}</Anchor> {entry.text}</Text>)}
            </section>
          ) : null}
          <Group><Button variant="default" size="xs" aria-expanded={hasLines} onClick={() => setLines(!hasLines)}>{hasLines ? words.hideLines : words.showLines}</Button></Group>
          {maySign && isSmall ? <div className="fy-sign-now"><Button fullWidth size="lg" onClick={() => setSigning('month')}>{words.sign}</Button></div> : null}
          {hasLines ? view.lines === 0 ? <EmptyState title={words.empty} /> : <MonthLines screen={screen} month={month} columns={view.columns} /> : null}
        </>
      )}
    </Stack>
  );
};
