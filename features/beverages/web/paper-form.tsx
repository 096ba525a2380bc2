import { Alert, Button, Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { METHODS, WRITE_OFF_REASONS, type Method, type RecordKind } from '../core/bar-record.ts';
import { COUNT_MAX } from '../core/bar-stock.ts';
import { makeRecordEndpoint, type StockView } from '../core/stock-contract.ts';
import { useRefresh, type BarScreen } from './bar-api.ts';
import { BAR_WORDS } from './bar-words.ts';
import { STOCK_WORDS } from './stock-words.ts';

type Line = { readonly itemId: string; readonly quantity: number; readonly expiresOn: string; readonly reason: string };
const EMPTY: Line = { itemId: '', quantity: 1, expiresOn: '', reason: '' };
type Reason = (typeof WRITE_OFF_REASONS)[number] | 'to_centre' | 'from_centre' | 'event';
const REASONS: Partial<Record<RecordKind, readonly Reason[]>> = { write_off: WRITE_OFF_REASONS, manual_use: ['event', 'other'], transfer_in: ['from_centre', 'other'], transfer_out: ['to_centre', 'other'] };
const STRENGTH: Readonly<Record<Method, number>> = { boil: 100, infrared: 120, machine: 85, chemical: 250 };

/** Any paper of the store: lines of items, and what that kind of paper wants besides. */
export const PaperForm = ({ screen, kind, stock, onDone }: { screen: BarScreen; kind: RecordKind; stock: StockView; onDone(): void }): ReactNode => {
  const words = useWords(STOCK_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const [ids] = useState(() => ({ recordId: uuidv7(), commandId: uuidv7() }));
  const washing = stock.items.filter((item) => item.kind === 'cup' && item.reusable);
  const [lines, setLines] = useState<readonly Line[]>(() => (kind === 'sterilising' && washing.some((item) => item.dirty > 0) ? washing.filter((item) => item.dirty > 0).map((item) => ({ ...EMPTY, itemId: item.id, quantity: item.dirty })) : [EMPTY]));
  const [reason, setReason] = useState<Reason>(REASONS[kind]?.[0] ?? 'other');
  const [method, setMethod] = useState<Method>('infrared');
  const [strength, setStrength] = useState(STRENGTH.infrared);
  const [note, setNote] = useState('');
  const { busy, error, attempt } = useAttempt(bar.refusal);
  const choices = kind === 'sterilising' ? washing : kind === 'opened' ? stock.items.filter((item) => item.kind !== 'cup') : stock.items;
  const set = (index: number, change: Partial<Line>) => setLines(lines.map((line, at) => (at === index ? { ...line, ...change } : line)));
  const ready = lines.filter((line) => line.itemId !== '');
  const send = () =>
    void attempt(async () => {
      const plain = ready.map((line) => ({ itemId: line.itemId, quantity: line.quantity, ...(kind === 'transfer_in' && line.expiresOn ? { expiresOn: line.expiresOn } : {}) }));
      const record =
        kind === 'stocktake' ? { kind, note, lines: ready.map((line) => ({ itemId: line.itemId, counted: line.quantity, ...(line.reason.trim() ? { reason: line.reason.trim() } : {}) })) }
        : kind === 'sterilising' ? { kind, note, lines: plain, method, strength }
        : kind === 'requisition' || kind === 'opened' ? { kind, note, lines: plain }
        : { kind, note, lines: plain, reason };
      await callApi(makeRecordEndpoint, { siteId: screen.siteId, ...ids, record });
      await refresh();
      onDone();
    });
  return (
    <form onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Stack gap="xs" maw={760}>
        {REASONS[kind] ? <NativeSelect label={bar.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value as Reason)} data={(REASONS[kind] ?? []).map((value) => ({ value, label: words.reasons[value] ?? '' }))} /> : null}
        {kind === 'sterilising' ? <Group grow><NativeSelect label={words.method} value={method} onChange={(event) => { const next = event.currentTarget.value as Method; setMethod(next); setStrength(STRENGTH[next]); }} data={METHODS.map((value) => ({ value, label: words.methods[value] }))} /><NumberInput hideControls label={words.strength[method]} min={1} max={5000} allowNegative={false} allowDecimal={false} value={strength} onChange={(value) => setStrength(Number(value) || 1)} /></Group> : null}
        {lines.map((line, index) => {
          const item = stock.items.find((entry) => entry.id === line.itemId);
          const differs = kind === 'stocktake' && item && line.quantity !== item.onHand;
          return (
            <Group key={index} gap="xs" align="end">
              <NativeSelect style={{ flex: 2, minWidth: 130 }} label={index === 0 ? bar.item : undefined} aria-label={words.choose} value={line.itemId} onChange={(event) => { const chosen = stock.items.find((entry) => entry.id === event.currentTarget.value); set(index, { itemId: event.currentTarget.value, ...(kind === 'stocktake' && chosen ? { quantity: Math.max(0, chosen.onHand) } : {}) }); }} data={[{ value: '', label: words.choose }, ...choices.map((entry) => ({ value: entry.id, label: `${entry.name}（${entry.unit}）` }))]} />
              <NumberInput w={100} label={index === 0 ? (kind === 'stocktake' ? words.counted : bar.quantity) : undefined} aria-label={kind === 'stocktake' ? words.counted : bar.quantity} min={kind === 'stocktake' ? 0 : 1} max={COUNT_MAX} allowNegative={false} allowDecimal={false} hideControls value={line.quantity} onChange={(value) => set(index, { quantity: Number(value) || 0 })} />
              {kind === 'transfer_in' ? <TextInput type="date" label={index === 0 ? words.expiresOn : undefined} aria-label={words.expiresOn} value={line.expiresOn} onChange={(event) => set(index, { expiresOn: event.currentTarget.value })} /> : null}
              {differs ? <TextInput required style={{ flex: 2, minWidth: 140 }} label={`${words.book} ${item.onHand} · ${bar.reason}`} maxLength={120} value={line.reason} onChange={(event) => set(index, { reason: event.currentTarget.value })} /> : null}
              {lines.length > 1 ? <Button variant="subtle" color="gray" onClick={() => setLines(lines.filter((_line, at) => at !== index))}>{bar.remove}</Button> : null}
            </Group>
          );
        })}
        <TextInput label={bar.note} maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        <Group gap="xs">
          {kind === 'opened' ? null : <Button variant="default" onClick={() => setLines([...lines, EMPTY])}>{bar.add}</Button>}
          {kind === 'stocktake' ? <Button variant="default" disabled={ready.length === choices.length} onClick={() => setLines([...ready, ...choices.filter((item) => !ready.some((line) => line.itemId === item.id)).map((item) => ({ ...EMPTY, itemId: item.id, quantity: Math.max(0, item.onHand) }))])}>{words.listAll}</Button> : null}
          <Button type="submit" loading={busy} disabled={ready.length === 0}>{words.make}</Button>
          <Button variant="subtle" color="gray" onClick={onDone}>{bar.cancel}</Button>
        </Group>
      </Stack>
    </form>
  );
};
