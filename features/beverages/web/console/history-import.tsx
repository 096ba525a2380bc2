import { Alert, Button, Group, NativeSelect, Stack, Table, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { sendFile } from '../../../../platform/web/send-file.ts';
import { ScrollRegion } from '../../../../platform/web/ui/scroll-region.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { importConsumption, previewConsumption, type ConsumptionPreview } from '../../core/quality-contract.ts';
import type { ItemView } from '../../core/stock-contract.ts';
import { useConsumption, useRefresh, type BarScreen } from '../bar-api.ts';
import { BAR_WORDS } from '../bar-words.ts';
import { BAR_SETTINGS_WORDS } from './settings-words.ts';

/** Past sales as history: looked at first, each name matched to one of the own drinks, then taken once. */
export const HistoryImport = ({ screen, items }: { screen: BarScreen; items: readonly ItemView[] }): ReactNode => {
  const words = useWords(BAR_SETTINGS_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const before = useConsumption(screen.siteId, true);
  const [found, setFound] = useState<{ importId: string; preview: ConsumptionPreview }>();
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>({});
  const [done, setDone] = useState<string>();
  const { busy, error, attempt } = useAttempt(bar.refusal);
  const drinks = items.filter((item) => item.kind === 'drink' && !item.isArchived);
  const open = (file: File | undefined) => {
    if (!file) return;
    setFound(undefined);
    setDone(undefined);
    void attempt(async () => {
      const { importId } = await sendFile<{ importId: string }>(`/api/sites/${screen.siteId}/bar/imports?name=${encodeURIComponent(file.name)}`, file, { onProgress: () => undefined, signal: new AbortController().signal });
      const preview = await callApi(previewConsumption, { siteId: screen.siteId, importId });
      setMapping(Object.fromEntries(preview.names.flatMap((entry) => (entry.itemId ? [[entry.name, entry.itemId]] : []))));
      setFound({ importId, preview });
    });
  };
  const start = () =>
    void attempt(async () => {
      if (!found) return;
      const answer = await callApi(importConsumption, { siteId: screen.siteId, importId: found.importId, mapping: Object.fromEntries(found.preview.names.map((entry) => [entry.name, mapping[entry.name] ?? null])) });
      setDone(words.imported(answer.servings, answer.days));
      setFound(undefined);
      await refresh();
    });
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">{words.historyNote}</Text>
      <Group><label className="fy-chip" style={{ position: 'relative' }}><input type="file" accept=".csv,text/csv,text/plain" className="fy-file" aria-label={words.choose} onChange={(event) => { open(event.currentTarget.files?.[0]); event.currentTarget.value = ''; }} />{words.choose}</label>{busy ? <Text size="sm" c="dimmed">…</Text> : null}</Group>
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      {done ? <Text role="status">{done}</Text> : null}
      {found ? (
        <>
          <Text>{found.preview.fileName} · {words.seen(found.preview.rows, found.preview.fromDay, found.preview.toDay, found.preview.voids)} · {words.order[found.preview.dateOrder]}</Text>
          {found.preview.unreadCount > 0 ? <Alert color="yellow" variant="light">{words.unread(found.preview.unreadCount)}{found.preview.unread.map((entry) => <Text key={entry.line} size="sm">{entry.line} · {entry.text}</Text>)}</Alert> : null}
          <Text size="sm" fw={600}>{words.map}</Text>
          <ScrollRegion label={words.map} style={{ maxHeight: 360, overflowY: 'auto' }}><Table><Table.Tbody>
            {found.preview.names.map((entry) => (
              <Table.Tr key={entry.name}><Table.Td>{entry.name}</Table.Td><Table.Td>{words.count(entry.count)}</Table.Td><Table.Td><NativeSelect size="xs" aria-label={entry.name} value={mapping[entry.name] ?? ''} onChange={(event) => { const { value } = event.currentTarget; setMapping((now) => ({ ...now, [entry.name]: value })); }} data={[{ value: '', label: words.skip }, ...drinks.map((drink) => ({ value: drink.id, label: drink.name }))]} /></Table.Td></Table.Tr>
            ))}
          </Table.Tbody></Table></ScrollRegion>
          <Group><Button loading={busy} onClick={start}>{words.start}</Button><Button variant="subtle" color="gray" onClick={() => setFound(undefined)}>{bar.cancel}</Button></Group>
        </>
      ) : null}
      {before.data && before.data.imports.length > 0 ? <section><Title order={3} size="h6">{words.before}</Title><ul className="fy-plain fy-lines">{before.data.imports.map((entry) => <li key={entry.id}><Text size="sm">{words.beforeLine(entry.fileName, entry.servings, entry.fromDay, entry.toDay)}</Text></li>)}</ul></section> : null}
    </Stack>
  );
};
