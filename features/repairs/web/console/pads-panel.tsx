import { Alert, Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { printPad } from '../../core/pad-contract.ts';
import { PAD_KINDS, PAD_LIMIT, type PadKind } from '../../../../platform/core/pad.ts';
import { padKeys, usePadRefusal, usePads } from '../pad-api.ts';
import { PAD_WORDS } from '../pad-words.ts';
import { addressOf, PrinterFields, usePrinter } from './print-dialog.tsx';
import { SheetForm, type KeyInOther } from './sheet-form.tsx';

/** A sheet of the call register has so many lines, each with a number. */
const LINES = 18;
const MESSAGE_PAPERS = ['continuous-93', 'a6'] as const;

/** Paper first: pads printed while there is power, sheets keyed in when it is back. */
export const PadsPanel = ({ siteId, zone, keyInOther }: { siteId: string; zone: string; keyInOther: KeyInOther }): ReactNode => {
  const words = useWords(PAD_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const refusal = usePadRefusal();
  const pads = usePads(siteId);
  const [printer, change] = usePrinter();
  const [kind, setKind] = useState<PadKind>('user');
  const [count, setCount] = useState(20);
  const [deskOnly, setDeskOnly] = useState(false);
  const [messagePaper, setMessagePaper] = useState<string>(MESSAGE_PAPERS[0]);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const isSlip = (of: PadKind): boolean => of === 'user' || of === 'facility';
  const most = kind === 'call' ? Math.floor(PAD_LIMIT / LINES) : PAD_LIMIT;
  const paperOf = (of: PadKind, padId: string): string => {
    const path = `/api/sites/${siteId}/pads/${padId}/pad.pdf`;
    if (isSlip(of)) return `${addressOf(path, printer)}${deskOnly ? '&copies=desk' : ''}`;
    return `${path}?${new URLSearchParams({ ...(of === 'message' ? { paper: messagePaper } : {}), x: String(printer.x), y: String(printer.y) })}`;
  };
  const print = async (): Promise<void> => {
    // Opened while the press still counts as the person's own act; filled once the numbers are reserved.
    const page = window.open('', '_blank');
    setBusy(true);
    setError(page ? undefined : words.blocked);
    try {
      const made = await callApi(printPad, { siteId, commandId: uuidv7(), padId: uuidv7(), kind, count: Math.min(count, most) * (kind === 'call' ? LINES : 1) });
      if (page) page.location.href = paperOf(kind, made.id);
    } catch (failure) {
      page?.close();
      setError(refusal(failure));
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: padKeys.all(siteId) });
  };
  return (
    <Stack gap="xl" maw={1100}>
      <SheetForm siteId={siteId} keyInOther={keyInOther} />
      <form onSubmit={(event) => { event.preventDefault(); void print(); }} aria-label={words.print}>
        <Stack gap="xs" maw={560}>
          <Title order={2} size="h4">{words.print}</Title>
          <Text size="sm" c="dimmed">{words.printHint}</Text>
          <Group gap="xs" grow>
            <NativeSelect label={words.kind} value={kind} data={PAD_KINDS.map((value) => ({ value, label: words.kinds[value] }))} onChange={(event) => setKind(event.currentTarget.value as PadKind)} />
            <NumberInput label={kind === 'call' ? words.lines(LINES) : words.count} min={1} max={most} allowDecimal={false} value={Math.min(count, most)} onChange={(value) => setCount(Number(value) || 1)} />
          </Group>
          {isSlip(kind) ? <PrinterFields siteId={siteId} printer={printer} onChange={change} /> : null}
          {kind === 'message' ? <NativeSelect label={words.messagePaper} value={messagePaper} data={MESSAGE_PAPERS.map((value) => ({ value, label: words.messagePapers[value] ?? value }))} onChange={(event) => setMessagePaper(event.currentTarget.value)} /> : null}
          {isSlip(kind) && !printer.paper.startsWith('continuous') ? <Checkbox label={words.desk} checked={deskOnly} onChange={(event) => setDeskOnly(event.currentTarget.checked)} /> : null}
          {error ? <Alert color="yellow" variant="light" role="alert">{error}</Alert> : null}
          <Group><Button type="submit" loading={busy}>{words.make}</Button></Group>
        </Stack>
      </form>
      <section>
        <Title order={2} size="h4">{words.last}</Title>
        {pads.isPending ? <LoadingState rows={2} /> : null}
        {pads.isError && !pads.data ? <ErrorState onRetry={() => void pads.refetch()} /> : null}
        {pads.data?.pads.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : null}
        {(pads.data?.pads ?? []).map((pad) => (
          <Group key={pad.id} gap="md" py={4}>
            <span className="fy-number">{words.range(pad.numbers[0]?.number ?? '', pad.numbers.at(-1)?.number ?? '', pad.numbers.length)}</span>
            <Text size="sm">{words.kinds[pad.kind]} · {words.printed(pad.printedBy ?? '—', formatWhen(pad.printedAt, { zone, language }))}</Text>
            <Button size="compact-sm" variant="default" component="a" href={paperOf(pad.kind, pad.id)} target="_blank">{words.again}</Button>
          </Group>
        ))}
      </section>
    </Stack>
  );
};
