import { Alert, Anchor, Button, Group, NativeSelect, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import type { OutputOf } from '../../../../platform/core/contract.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { sendFile } from '../../../../platform/web/send-file.ts';
import { ScrollRegion } from '../../../../platform/web/ui/scroll-region.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { cancelImport, listImports, previewImport, startImport, type ImportView } from '../../core/import-contract.ts';
import { IMPORT_FIELDS } from '../../core/import-mapping.ts';
import { IMPORT_WORDS } from '../import-words.ts';

type Preview = OutputOf<typeof previewImport>;
type Mapping = Preview['mapping'];
const RUNNING: readonly string[] = ['waiting', 'running'];

/** Which column is which, correctable; each correction shows at once what it does to the rows. */
const Review = (props: { siteId: string; zone: string; importId: string; onDone(): void; onDiscard(): void }): ReactNode => {
  const words = useWords(IMPORT_WORDS);
  const { language } = useLanguage();
  const [mapping, setMapping] = useState<Mapping>();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const query = useQuery({
    queryKey: ['imports', props.siteId, props.importId, 'preview', mapping],
    queryFn: () => callApi(previewImport, { siteId: props.siteId, importId: props.importId, ...(mapping ? { mapping } : {}) }),
    placeholderData: (before) => before,
    retry: false,
    staleTime: Infinity,
  });
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <Alert color="yellow" variant="light" role="alert"><Group>{words.refusal['file-unreadable']}<Button size="xs" variant="default" onClick={props.onDiscard}>{words.discard}</Button></Group></Alert>;
  const preview = query.data;
  const shown = mapping ?? preview.mapping;
  const choose = (field: (typeof IMPORT_FIELDS)[number], column: string) => {
    const columns = { ...shown.columns };
    if (column === '') delete columns[field];
    else columns[field] = column;
    setMapping({ ...shown, columns });
  };
  const when = (instant: string) => formatWhen(instant, { zone: props.zone, language });
  return (
    <Stack gap="md">
      <Title order={2} size="h4">{words.mapping}</Title>
      <Text size="sm" c="dimmed">{words.mappingHint}</Text>
      <Table>
        <Table.Thead><Table.Tr><Table.Th w={140}>{words.field}</Table.Th><Table.Th w={260}>{words.column}</Table.Th><Table.Th>{words.sample}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {IMPORT_FIELDS.map((field) => {
            const column = shown.columns[field] ?? '';
            return (
              <Table.Tr key={field}>
                <Table.Td>{words.fields[field]}</Table.Td>
                <Table.Td><NativeSelect size="xs" aria-label={words.fields[field]} value={column} data={[{ value: '', label: words.none }, ...preview.headers.map((header) => ({ value: header, label: header }))]} onChange={(event) => choose(field, event.currentTarget.value)} /></Table.Td>
                <Table.Td><Text size="sm" c="dimmed" lineClamp={1}>{(preview.samples[preview.headers.indexOf(column)] ?? []).join(' ｜ ')}</Text></Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <Group align="flex-end">
        <NativeSelect size="xs" w={160} label={words.dateOrder} value={shown.dateOrder} data={(['mdy', 'dmy'] as const).map((value) => ({ value, label: words.order[value] }))} onChange={(event) => setMapping({ ...shown, dateOrder: event.currentTarget.value === 'dmy' ? 'dmy' : 'mdy' })} />
        {preview.dateOrderUnsure ? <Text size="sm" className="fy-soon">▲ {words.unsure}</Text> : null}
      </Group>
      {preview.missing.length > 0 ? <Alert color="yellow" variant="light" role="alert">{words.needed(preview.missing.map((field) => words.fields[field]).join('、'))}</Alert> : null}
      {preview.looked === 0 ? <Alert color="yellow" variant="light" role="alert">{words.empty}</Alert> : null}
      <Title order={2} size="h4">{words.preview}</Title>
      <Text role="status">{words.verdict(preview.looked, preview.refused, preview.isPart)}</Text>
      {preview.rows.length > 0 ? (
        <ScrollRegion label={words.preview}>
          <Table verticalSpacing={4} fz="sm">
            <Table.Thead><Table.Tr>{(['line', 'number', 'receivedAt', 'place', 'item', 'result'] as const).map((name) => <Table.Th key={name}>{words.rows[name]}</Table.Th>)}</Table.Tr></Table.Thead>
            <Table.Tbody>
              {preview.rows.map((row) => <Table.Tr key={row.line}><Table.Td>{row.line}</Table.Td><Table.Td>{row.number}</Table.Td><Table.Td style={{ whiteSpace: 'nowrap' }}>{when(row.receivedAt)}</Table.Td><Table.Td>{row.place}</Table.Td><Table.Td>{row.item}</Table.Td><Table.Td>{row.result}</Table.Td></Table.Tr>)}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      ) : null}
      {preview.refusals.length > 0 ? (
        <details className="fy-details"><summary>{words.refusals}</summary><ul className="fy-plain fy-lines">{preview.refusals.map((row) => <li key={row.line}>{words.lineReason(row.line, language === 'zh' ? row.reason : row.reasonEn)}</li>)}</ul></details>
      ) : null}
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      <Group>
        <Button loading={busy} disabled={preview.missing.length > 0 || preview.looked === 0 || query.isFetching} onClick={() => void attempt(async () => { await callApi(startImport, { siteId: props.siteId, importId: props.importId, mapping: shown }); props.onDone(); })}>{words.start}</Button>
        <Button variant="subtle" color="gray" onClick={props.onDiscard}>{words.discard}</Button>
      </Group>
    </Stack>
  );
};

const Past = (props: { siteId: string; zone: string; imports: readonly ImportView[]; onReview(id: string): void; onStop(id: string): void }): ReactNode => {
  const words = useWords(IMPORT_WORDS);
  const { language } = useLanguage();
  return (
    <ul className="fy-plain">
      {props.imports.map((item) => (
        <li key={item.id} className="fy-oversight">
          <Group justify="space-between" gap="xs">
            <div>
              <Text fw={600}>{item.fileName}</Text>
              <Text size="sm" c="dimmed">{words.by(item.createdBy, formatWhen(item.createdAt, { zone: props.zone, language }))} · {words.state[item.state]}</Text>
            </div>
            <Group gap="xs">
              {item.state === 'uploaded' ? <Button size="compact-sm" variant="default" onClick={() => props.onReview(item.id)}>{words.goOn}</Button> : null}
              {RUNNING.includes(item.state) ? <Button size="compact-sm" variant="default" onClick={() => props.onStop(item.id)}>{words.stopRun}</Button> : null}
              {item.refused > 0 ? <Anchor size="sm" href={`/api/sites/${props.siteId}/imports/${item.id}/refused.csv?language=${language}`} download>{words.refusedFile}</Anchor> : null}
            </Group>
          </Group>
          {item.state === 'uploaded' ? null : <Text size="sm" role={RUNNING.includes(item.state) ? 'status' : undefined}>{RUNNING.includes(item.state) ? words.progress(item.read) : words.closing(item.read, item.accepted, item.known, item.refused)}</Text>}
        </li>
      ))}
    </ul>
  );
};

/** Past repairs into this centre: upload, look, correct, start; it runs behind the screen and its result stays to be seen. */
export const ImportPage = ({ siteId, zone }: { siteId: string; zone: string }): ReactNode => {
  const words = useWords(IMPORT_WORDS);
  const client = useQueryClient();
  const [reviewed, setReviewed] = useState<string>();
  const [percent, setPercent] = useState<number>();
  const { error, attempt } = useAttempt(words.refusal);
  const stop = useRef<AbortController>(undefined);
  const list = useQuery({
    queryKey: ['imports', siteId],
    queryFn: () => callApi(listImports, { siteId }),
    // Progress while something runs; still otherwise.
    refetchInterval: (query) => (query.state.data?.imports.some((item) => RUNNING.includes(item.state)) ? 1000 : false),
  });
  const refresh = () => void client.invalidateQueries({ queryKey: ['imports', siteId] });
  const upload = (input: HTMLInputElement) =>
    void attempt(async () => {
      const [file] = input.files ?? [];
      if (!file) return;
      stop.current = new AbortController();
      setPercent(0);
      try {
        const { id } = await sendFile<{ id: string }>(`/api/sites/${siteId}/imports?name=${encodeURIComponent(file.name)}`, file, { onProgress: setPercent, signal: stop.current.signal });
        setReviewed(id);
      } finally {
        setPercent(undefined);
        input.value = '';
        refresh();
      }
    });
  const cancel = (id: string) =>
    void attempt(async () => {
      await callApi(cancelImport, { siteId, importId: id });
      setReviewed(undefined);
      refresh();
    });
  return (
    <main>
      <Stack gap="lg" maw={1000}>
        <Title order={1} size="h3">{words.title}</Title>
        <Text>{words.what}</Text>
        <Group>
          <Button component="label" loading={percent !== undefined}>
            {words.choose}
            <input type="file" className="fy-file" accept=".csv,.gz,.xlsx,text/csv" disabled={percent !== undefined} onChange={(event) => upload(event.currentTarget)} />
          </Button>
          {percent === undefined ? <Text size="sm" c="dimmed">{words.limit}</Text> : <><Text size="sm" role="status">{words.sending(percent)}</Text><Button size="xs" variant="subtle" color="gray" onClick={() => stop.current?.abort()}>{words.stop}</Button></>}
        </Group>
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        {reviewed ? <Review key={reviewed} siteId={siteId} zone={zone} importId={reviewed} onDone={() => { setReviewed(undefined); refresh(); }} onDiscard={() => cancel(reviewed)} /> : null}
        <section>
          <Title order={2} size="h4" mb="xs">{words.past}</Title>
          {list.isPending ? <LoadingState rows={2} /> : null}
          {list.isError && !list.data ? <ErrorState onRetry={() => void list.refetch()} /> : null}
          {list.data?.imports.length === 0 ? <EmptyState title={words.nothing} /> : null}
          {list.data ? <Past siteId={siteId} zone={zone} imports={list.data.imports.filter((item) => item.id !== reviewed)} onReview={setReviewed} onStop={cancel} /> : null}
        </section>
      </Stack>
    </main>
  );
};
