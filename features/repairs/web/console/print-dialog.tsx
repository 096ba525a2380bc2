import { Alert, Anchor, Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { defineWords, useWords } from '../../../../platform/web/i18n.tsx';
import { rulerAddress } from '../../../../platform/web/printer-ruler.ts';
import type { RepairView } from '../../core/repair-contract.ts';

const PAPERS = ['a4', 'a4-two-up', 'a5', 'continuous-140', 'continuous-280'] as const;
type Paper = (typeof PAPERS)[number];
export type Printer = { readonly paper: Paper; readonly dataOnly: boolean; readonly x: number; readonly y: number };

const WORDS = defineWords({
  zh: {
    title: '打印维修单', paper: '纸张', papers: { a4: 'A4，每联一页', 'a4-two-up': 'A4，一页两联（沿线裁开）', a5: 'A5 横放，每联一页', 'continuous-140': '连续纸 241 × 140 毫米（多联一次打出）', 'continuous-280': '连续纸 241 × 280 毫米（多联，手写处宽）' } as Record<Paper, string>,
    dataOnly: '套打：纸上已印好表格，只打内容', right: '向右移（毫米）', down: '向下移（毫米）', ruler: '打印校准页', reason: '补打原因', count: (n: number) => `这是第 ${n} 次补打，纸上会注明「补打」`, print: '打印', cancel: '取消', kept: '纸张和偏移记在这台电脑上。', noCode: '这套系统还没有客人手机能打开的网址，单上不印二维码；交回时请输入单号后四位。', blocked: '浏览器拦住了打印窗口，请允许弹出窗口后再点打印',
  },
  en: {
    title: 'Print slip', paper: 'Paper', papers: { a4: 'A4, a page for each copy', 'a4-two-up': 'A4, two copies a page (cut apart)', a5: 'A5 across, a page for each copy', 'continuous-140': 'Continuous 241 × 140 mm (all plies at once)', 'continuous-280': 'Continuous 241 × 280 mm (all plies, room for handwriting)' },
    dataOnly: 'Pre-printed stock: print the data only', right: 'Move right (mm)', down: 'Move down (mm)', ruler: 'Ruler page', reason: 'Reason for the reprint', count: (n: number) => `Reprint ${n}; the paper says so`, print: 'Print', cancel: 'Cancel', kept: 'Paper and offsets are kept on this PC.', noCode: 'There is no address guests’ phones can open yet, so no code is printed; book the return by the last four digits.', blocked: 'The browser blocked the print window; allow pop-ups and press print again',
  },
});

const KEY = 'foyer.printer';
const stored = (): Printer => {
  const usual: Printer = { paper: 'a4', dataOnly: false, x: 0, y: 0 };
  try {
    const read = { ...usual, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Printer>) };
    return PAPERS.includes(read.paper) ? read : usual;
  } catch {
    return usual;
  }
};

export const addressOf = (path: string, printer: Printer): string => `${path}?${new URLSearchParams({ paper: printer.paper, dataOnly: printer.dataOnly ? '1' : '0', x: String(printer.x), y: String(printer.y) })}`;

/** This PC's printer: the paper in it and how far off it is. */
export const usePrinter = (): [Printer, (part: Partial<Printer>) => void] => {
  const [printer, setPrinter] = useState(stored);
  const change = (part: Partial<Printer>) => {
    const next = { ...printer, ...part };
    setPrinter(next);
    localStorage.setItem(KEY, JSON.stringify(next));
  };
  return [printer, change];
};

export const PrinterFields = ({ siteId, printer, onChange, autoFocus = false, isWhole = false }: { siteId: string; printer: Printer; onChange(part: Partial<Printer>): void; autoFocus?: boolean; /** Never only the data. */ isWhole?: boolean }): ReactNode => {
  const words = useWords(WORDS);
  return (
    <>
      <NativeSelect label={words.paper} autoFocus={autoFocus} value={printer.paper} data={PAPERS.map((value) => ({ value, label: words.papers[value] }))} onChange={(event) => onChange({ paper: event.currentTarget.value as Paper })} />
      {isWhole ? null : <Checkbox label={words.dataOnly} checked={printer.dataOnly} onChange={(event) => onChange({ dataOnly: event.currentTarget.checked })} />}
      <Group gap="xs" align="flex-end">
        <NumberInput label={words.right} w={130} min={-20} max={20} step={0.5} decimalScale={1} value={printer.x} onChange={(value) => onChange({ x: Number(value) || 0 })} />
        <NumberInput label={words.down} w={130} min={-20} max={20} step={0.5} decimalScale={1} value={printer.y} onChange={(value) => onChange({ y: Number(value) || 0 })} />
        <Anchor size="sm" href={rulerAddress(siteId, 'forms', printer)} target="_blank">{words.ruler}</Anchor>
      </Group>
    </>
  );
};

/** M-08: which paper, how far off this printer is, and why again; the print is booked before the paper comes out. */
export const PrintDialog = (props: { siteId: string; view: RepairView; hasCodes: boolean; onBook(reason: string | undefined): Promise<boolean>; onClose(): void }): ReactNode => {
  const words = useWords(WORDS);
  const { row, order } = props.view;
  const [printer, change] = usePrinter();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [isBlocked, setBlocked] = useState(false);
  const print = async () => {
    // Opened while the press still counts as the person's own act; filled once the print is booked.
    const page = window.open('', '_blank');
    setBlocked(page === null);
    if (!page) return;
    setBusy(true);
    const isBooked = await props.onBook(order.printed ? reason.trim() : undefined);
    setBusy(false);
    if (!isBooked) return page.close();
    page.location.href = addressOf(`/api/sites/${props.siteId}/repairs/${row.id}/slip.pdf`, printer);
    props.onClose();
  };
  return (
    <form aria-label={words.title} onSubmit={(event) => { event.preventDefault(); void print(); }} onKeyDown={(event) => { if (event.key === 'Escape') props.onClose(); }}>
      <Stack gap="xs">
        <PrinterFields siteId={props.siteId} printer={printer} autoFocus={!order.printed} onChange={change} />
        <Text size="xs" c="dimmed">{words.kept}{props.hasCodes ? '' : ` ${words.noCode}`}</Text>
        {order.printed ? <TextInput label={words.reason} description={words.count(order.reprints + 1)} autoFocus maxLength={100} value={reason} onChange={(event) => setReason(event.currentTarget.value)} /> : null}
        {isBlocked ? <Alert color="yellow" variant="light" role="alert">{words.blocked}</Alert> : null}
        <Group gap="xs">
          <Button type="submit" loading={busy} disabled={order.printed && reason.trim() === ''}>{words.print}</Button>
          <Button variant="subtle" color="gray" onClick={props.onClose}>{words.cancel}</Button>
        </Group>
      </Stack>
    </form>
  );
};
