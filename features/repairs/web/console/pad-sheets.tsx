import { Alert, Button, Checkbox, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { restoreSheets, voidSheets, type PadNumber, type PadView } from '../../core/pad-contract.ts';
import type { VoidWhy } from '../../../../platform/core/pad.ts';
import { padKeys, usePadRefusal } from '../pad-api.ts';
import { PAD_WORDS } from '../pad-words.ts';
import { REPAIR_WORDS } from '../repair-words.ts';
import { ScrollRegion } from '../../../../platform/web/ui/scroll-region.tsx';

const useDisorder = (): ((line: PadNumber) => string | undefined) => {
  const words = useWords(PAD_WORDS);
  const repair = useWords(REPAIR_WORDS);
  const name = (step: string): string => (step === 'received' ? words.receivedWord : (repair.step[step as keyof typeof repair.step] ?? words.times[step] ?? step));
  return (line) => (line.disorder.length > 0 ? words.disorder(line.disorder.map((pair) => words.before(name(pair.step), name(pair.before))).join('、')) : undefined);
};

/** Every sheet of a pad and what became of it; those not used may be taken out of use, and back. */
export const PadSheets = ({ siteId, zone, pad }: { siteId: string; zone: string; pad: PadView }): ReactNode => {
  const words = useWords(PAD_WORDS);
  const { language } = useLanguage();
  const disorder = useDisorder();
  const refusal = usePadRefusal();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState<VoidWhy>();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string>();
  const when = (instant: string) => formatWhen(instant, { zone, language });
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    setError(undefined);
    try {
      await work();
      setChosen([]);
      setAsking(undefined);
      setReason('');
    } catch (failure) {
      setError(refusal(failure));
    }
    await client.invalidateQueries({ queryKey: padKeys.all(siteId) });
  };
  const restore = (number: string) => void run(() => callApi(restoreSheets, { siteId, padId: pad.id, commandId: uuidv7(), numbers: [number] }));
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">{words.kinds[pad.kind]} · {words.printed(pad.printedBy ?? '—', when(pad.printedAt))}</Text>
      {error ? <Alert color="yellow" variant="light" role="alert">{error}</Alert> : null}
      <ScrollRegion label={words.columns.number}>
        <Table verticalSpacing={4}>
          <Table.Thead><Table.Tr><Table.Th>{words.columns.number}</Table.Th><Table.Th>{words.columns.state}</Table.Th><Table.Th>{words.columns.what}</Table.Th><Table.Th>{words.columns.written}</Table.Th><Table.Th>{words.columns.keyed}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {pad.numbers.map((line) => {
              const mayVoid = line.state === 'open' || line.state === 'missing';
              return (
                <Table.Tr key={line.number}>
                  <Table.Td>{mayVoid ? <Checkbox label={line.number} checked={chosen.includes(line.number)} onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, line.number] : chosen.filter((number) => number !== line.number))} /> : <span className="fy-number">{line.number}</span>}</Table.Td>
                  <Table.Td>{line.state === 'missing' ? <strong className="fy-soon">▲ {words.state.missing}</strong> : words.state[line.state]}{line.reason ? ` · ${line.reason}` : ''}</Table.Td>
                  <Table.Td>{line.place || line.item ? <><strong>{line.place}</strong> {line.item}{line.receivedAt ? ` · ${when(line.receivedAt)}` : ''}</> : null}{disorder(line) ? <Text size="xs" className="fy-soon">▲ {disorder(line)}</Text> : null}</Table.Td>
                  <Table.Td>{line.writtenBy}</Table.Td>
                  <Table.Td>{line.keyedAt ? `${line.keyedBy ?? '—'} ${when(line.keyedAt)}${line.hasScan ? '' : ` · ${words.noScan}`}` : null}{line.state === 'spoilt' || line.state === 'lost' ? <Button size="compact-xs" variant="subtle" aria-label={`${words.restore} ${line.number}`} onClick={() => restore(line.number)}>{words.restore}</Button> : null}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
      {asking ? (
        <form onSubmit={(event) => { event.preventDefault(); void run(() => callApi(voidSheets, { siteId, padId: pad.id, commandId: uuidv7(), numbers: [...chosen], why: asking, reason: reason.trim() })); }}>
          <Group align="flex-end" gap="xs">
            <TextInput autoFocus label={words.reason} maxLength={100} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            <Button type="submit" disabled={reason.trim() === '' || chosen.length === 0}>{words.confirm}</Button>
            <Button variant="subtle" color="gray" onClick={() => setAsking(undefined)}>{words.cancel}</Button>
          </Group>
        </form>
      ) : chosen.length > 0 ? (
        <Group gap="xs">
          <Button variant="default" onClick={() => setAsking('spoilt')}>{words.void}</Button>
          <Button variant="default" onClick={() => setAsking('lost')}>{words.lose}</Button>
        </Group>
      ) : <Text size="xs" c="dimmed">{words.choose}</Text>}
    </Stack>
  );
};
