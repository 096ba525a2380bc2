import { Alert, Badge, Button, Group, NumberInput, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { COUNT_MAX } from '../core/bar-stock.ts';
import { stepRecordEndpoint, type RecordView } from '../core/stock-contract.ts';
import { useRefresh, type BarScreen } from './bar-api.ts';
import { BAR_WORDS } from './bar-words.ts';
import { PaperLinks } from './paper-links.tsx';
import { STOCK_WORDS } from './stock-words.ts';

/** One paper and the next thing that may happen to it. */
export const PaperCard = ({ screen, record }: { screen: BarScreen; record: RecordView }): ReactNode => {
  const words = useWords(STOCK_WORDS);
  const bar = useWords(BAR_WORDS);
  const { language } = useLanguage();
  const refresh = useRefresh(screen.siteId);
  const { busy, error, attempt } = useAttempt(bar.refusal);
  const [receiving, setReceiving] = useState<readonly { itemId: string; quantity: number; expiresOn: string }[]>();
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  const take = (step: Parameters<typeof callApi<typeof stepRecordEndpoint.input, typeof stepRecordEndpoint.output>>[1]['step']) =>
    void attempt(async () => {
      await callApi(stepRecordEndpoint, { siteId: screen.siteId, recordId: record.id, commandId: uuidv7(), step });
      setReceiving(undefined);
      await refresh();
    });
  const set = (itemId: string, change: { quantity?: number; expiresOn?: string }) => setReceiving(receiving?.map((line) => (line.itemId === itemId ? { ...line, ...change } : line)));
  return (
    <Paper withBorder p="sm" component="li">
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text fw={600}>{words.kinds[record.kind]}{record.reason ? ` · ${words.reasons[record.reason] ?? ''}` : ''}{record.forDay ? ` · ${record.forDay}` : ''}</Text>
        <Group gap={4} wrap="nowrap">{record.belowStandard ? <Badge color="red" variant="light">{words.standard}</Badge> : null}<Badge variant="light">{words.status[record.status] ?? ''}</Badge></Group>
      </Group>
      <Text size="sm" c="dimmed">{words.from(record.by, when(record.at))}{record.endedBy && record.endedAt ? ` → ${words.from(record.endedBy, when(record.endedAt))}` : ''}</Text>
      {record.batch ? <Text size="sm">{words.methods[record.batch.method]} {record.batch.strength} · {when(record.batch.startedAt)}{record.batch.endedAt ? `–${when(record.batch.endedAt)}` : ''}</Text> : null}
      {record.discardBy ? <Text size="sm" className={record.discardBy < serverInstant() && record.status === 'open' ? 'fy-late' : ''}>{words.discardBy(when(record.discardBy))}</Text> : null}
      <ul className="fy-plain fy-lines">
        {record.lines.map((line) => (
          <li key={line.itemId}><Text size="sm">{line.name} {record.kind === 'stocktake' ? `${words.book} ${line.book ?? 0} → ${words.counted} ${line.quantity}` : `${line.quantity} ${line.unit}`}{line.received === null ? '' : ` · ${words.status['received']} ${line.received}`}{line.reason ? ` · ${line.reason}` : ''}</Text></li>
        ))}
      </ul>
      {record.note ? <Text size="sm">{bar.note}：{record.note}</Text> : null}
      {receiving ? (
        <Stack gap="xs" mt="xs">
          <Text size="sm" c="dimmed">{words.receiveNote}</Text>
          {receiving.map((line) => (
            <Group key={line.itemId} gap="xs" align="end">
              <NumberInput label={record.lines.find((entry) => entry.itemId === line.itemId)?.name} w={120} min={0} max={COUNT_MAX} allowNegative={false} allowDecimal={false} hideControls value={line.quantity} onChange={(value) => set(line.itemId, { quantity: Number(value) || 0 })} />
              <TextInput type="date" label={words.expiresOn} value={line.expiresOn} onChange={(event) => set(line.itemId, { expiresOn: event.currentTarget.value })} />
            </Group>
          ))}
          <Group gap="xs"><Button size="sm" loading={busy} onClick={() => take({ step: 'receive', lines: receiving.map(({ itemId, quantity, expiresOn }) => ({ itemId, quantity, ...(expiresOn ? { expiresOn } : {}) })) })}>{words.steps['receive']}</Button><Button size="sm" variant="default" onClick={() => setReceiving(undefined)}>{bar.cancel}</Button></Group>
        </Stack>
      ) : (
        <Group gap="xs" mt="xs">
          {screen.may('beverages.stock') ? record.allowed.map((step) => <Button key={step} size="sm" loading={busy} variant={step === 'reverse' || step === 'cancel' || step === 'reject' ? 'default' : 'light'} onClick={() => (step === 'receive' ? setReceiving(record.lines.map((line) => ({ itemId: line.itemId, quantity: line.quantity, expiresOn: '' }))) : take({ step }))}>{words.steps[step]}</Button>) : null}
          {record.kind === 'requisition' ? <PaperLinks siteId={screen.siteId} paper="requisition" query={`id=${record.id}`} print={words.printRequisition} /> : null}
        </Group>
      )}
      {error ? <Alert mt="xs" color="red" variant="light" role="alert">{error}</Alert> : null}
    </Paper>
  );
};
