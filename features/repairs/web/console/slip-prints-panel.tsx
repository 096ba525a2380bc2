import { Anchor, Button, Group, NativeSelect, Progress, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { localDate } from '../../../../platform/core/working-calendar.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { cancelSlipPrint, listSlipPrints, PRINT_COPIES, PRINT_KINDS, startSlipPrint, type SlipPrintView } from '../../core/slip-print-contract.ts';
import { SLIP_PRINT_WORDS } from '../slip-print-words.ts';
import { PrinterFields, usePrinter } from './print-dialog.tsx';

const isOn = (print: SlipPrintView): boolean => print.state === 'waiting' || print.state === 'running';
const LOOK_MS = 1000;

const Line = ({ siteId, zone, print, onCancel }: { siteId: string; zone: string; print: SlipPrintView; onCancel(): void }): ReactNode => {
  const words = useWords(SLIP_PRINT_WORDS);
  const { language } = useLanguage();
  return (
    <li className="fy-oversight">
      <Group justify="space-between" gap="xs">
        <div>
          <Text fw={600}>{print.month} · {words.kinds[print.kind]} · {words.copy[print.copies]}</Text>
          <Text size="sm" c="dimmed">{words.by(print.createdBy, formatWhen(print.createdAt, { zone, language }))} · {words.state[print.state]}</Text>
        </div>
        {isOn(print) ? <Button size="compact-sm" variant="default" onClick={onCancel}>{words.cancel}</Button> : null}
      </Group>
      {isOn(print) ? (
        <>
          <Text size="sm" role="status">{print.total > 0 ? words.progress(print.done, print.total) : words.state[print.state]}</Text>
          <Progress value={print.total > 0 ? (print.done / print.total) * 100 : 0} aria-label={words.progress(print.done, print.total)} mt={4} />
        </>
      ) : null}
      {print.state === 'done' ? (
        <Group gap="md">
          <Text size="sm">{print.done === 0 ? words.nothing : words.count(print.done, print.pages)}</Text>
          {Array.from({ length: print.parts }, (_nothing, index) => <Anchor key={index} size="sm" href={`/api/sites/${siteId}/slip-prints/${print.id}/${index + 1}.pdf`} target="_blank">{words.part(index + 1, print.parts)}</Anchor>)}
        </Group>
      ) : null}
    </li>
  );
};

/** A month's slips at once, for the archive. */
export const SlipPrintsPanel = ({ siteId, zone }: { siteId: string; zone: string }): ReactNode => {
  const words = useWords(SLIP_PRINT_WORDS);
  const client = useQueryClient();
  const key = ['slip-prints', siteId];
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => callApi(listSlipPrints, { siteId }, { signal }), refetchInterval: ({ state }) => (state.data?.prints.some(isOn) ? LOOK_MS : false) });
  const [month, setMonth] = useState(() => Temporal.PlainDate.from(localDate(serverInstant(), zone)).subtract({ months: 1 }).toString().slice(0, 7));
  const [kind, setKind] = useState<SlipPrintView['kind']>('all');
  const [copies, setCopies] = useState<SlipPrintView['copies']>('desk');
  const [printer, change] = usePrinter();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const prints = query.data?.prints ?? [];
  const send = (call: () => Promise<{ prints: SlipPrintView[] }>): void => void attempt(async () => { client.setQueryData(key, await call()); });
  return (
    <Stack gap="xl" maw={720}>
      <form aria-label={words.title} onSubmit={(event) => { event.preventDefault(); send(() => callApi(startSlipPrint, { siteId, printId: uuidv7(), month, kind, copies, paper: printer.paper, x: printer.x, y: printer.y })); }}>
        <Stack gap="xs" maw={560}>
          <Text size="sm" c="dimmed">{words.hint}</Text>
          <Group gap="xs" grow>
            <TextInput type="month" label={words.month} value={month} onChange={(event) => { if (/^\d{4}-\d{2}$/.test(event.currentTarget.value)) setMonth(event.currentTarget.value); }} />
            <NativeSelect label={words.kind} value={kind} data={PRINT_KINDS.map((value) => ({ value, label: words.kinds[value] }))} onChange={(event) => setKind(event.currentTarget.value as SlipPrintView['kind'])} />
          </Group>
          <PrinterFields siteId={siteId} printer={printer} isWhole onChange={change} />
          {!printer.paper.startsWith('continuous') ? <NativeSelect label={words.copies} value={copies} data={PRINT_COPIES.map((value) => ({ value, label: words.copy[value] }))} onChange={(event) => setCopies(event.currentTarget.value as SlipPrintView['copies'])} /> : null}
          <Text size="sm">{words.personal}</Text>
          {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
          <Group><Button type="submit" loading={busy} disabled={prints.some(isOn)}>{words.start}</Button></Group>
        </Stack>
      </form>
      <section>
        <Title order={2} size="h4">{words.last}</Title>
        {query.isPending ? <LoadingState rows={2} /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : prints.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : null}
        <ul className="fy-plain">{prints.map((print) => <Line key={print.id} siteId={siteId} zone={zone} print={print} onCancel={() => send(() => callApi(cancelSlipPrint, { siteId, printId: print.id }))} />)}</ul>
      </section>
    </Stack>
  );
};
