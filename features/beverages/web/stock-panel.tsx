import { Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { ExportMenu } from '../../../platform/web/ui/export-menu.tsx';
import { RECORD_KINDS, type RecordKind } from '../core/bar-record.ts';
import { useMovements, useRecords, useStock, type BarScreen } from './bar-api.ts';
import { BAR_WORDS } from './bar-words.ts';
import { PaperCard } from './paper-card.tsx';
import { PaperForm } from './paper-form.tsx';
import { Sheet } from './sheet.tsx';
import { STOCK_WORDS } from './stock-words.ts';

const Ledger = ({ screen, itemId, name, onClose }: { screen: BarScreen; itemId: string; name: string; onClose(): void }): ReactNode => {
  const words = useWords(STOCK_WORDS);
  const { language } = useLanguage();
  const query = useMovements(screen.siteId, itemId);
  return (
    <Sheet title={`${name} · ${words.ledger}`} wide onClose={onClose}>
      <Group justify="flex-end"><ExportMenu siteId={screen.siteId} list="bar-movements" query={{ itemId }} /></Group>
      {query.isPending ? <LoadingState rows={3} /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : query.data.movements.length === 0 ? <EmptyState title={words.noMovements} /> : (
        <div className="fy-scroll"><Table>
          <Table.Tbody>
            {query.data.movements.map((entry) => (
              <Table.Tr key={entry.id}>
                <Table.Td>{formatWhen(entry.at, { zone: screen.zone, language, now: new Date(serverInstant()) })}</Table.Td><Table.Td>{words.movement[entry.kind]}{entry.isUndo ? ` · ${words.undo}` : ''}</Table.Td>
                <Table.Td>{words.signed(entry.onHand)}{entry.inUse !== 0 ? ` · ${words.inUse} ${words.signed(entry.inUse)}` : ''}{entry.dirty !== 0 ? ` · ${words.dirty} ${words.signed(entry.dirty)}` : ''}</Table.Td><Table.Td>{words.why[entry.reason] ?? ''}</Table.Td><Table.Td>{entry.person}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table></div>
      )}
    </Sheet>
  );
};

/** Stock as a ledger, cups, and the papers that move it (B-08). */
export const StockPanel = ({ screen, kinds = RECORD_KINDS }: { screen: BarScreen; kinds?: readonly RecordKind[] }): ReactNode => {
  const words = useWords(STOCK_WORDS);
  const bar = useWords(BAR_WORDS);
  const stock = useStock(screen.siteId);
  const records = useRecords(screen.siteId);
  const [making, setMaking] = useState<RecordKind>();
  const [ledger, setLedger] = useState<{ id: string; name: string }>();
  if (stock.isPending || records.isPending) return <LoadingState />;
  if (!stock.data || !records.data) return <ErrorState onRetry={() => { void stock.refetch(); void records.refetch(); }} />;
  const view = stock.data;
  return (
    <Stack gap="md">
      {screen.may('beverages.stock') ? (
        <section>
          <Title order={2} size="h5" mb="xs">{words.newPaper}</Title>
          <Group gap="xs">{kinds.map((kind) => <Button key={kind} size="sm" variant={making === kind ? 'light' : 'default'} aria-pressed={making === kind} onClick={() => setMaking(making === kind ? undefined : kind)}>{words.kinds[kind]}</Button>)}</Group>
          {making ? <Stack mt="sm"><PaperForm key={making} screen={screen} kind={making} stock={view} onDone={() => setMaking(undefined)} /></Stack> : null}
        </section>
      ) : null}
      <section>
        <Group justify="space-between"><Title order={2} size="h5">{words.openPapers}</Title><ExportMenu siteId={screen.siteId} list="bar-records" /></Group>
        {records.data.open.length === 0 ? <Text size="sm" c="dimmed">{words.noPapers}</Text> : null}
        <ul className="fy-plain fy-papers">{records.data.open.map((record) => <PaperCard key={record.id} screen={screen} record={record} />)}</ul>
      </section>
      <section>
        <Title order={2} size="h5">{words.stock}</Title>
        {view.items.length === 0 ? <EmptyState title={bar.refusal['no-items'] ?? ''} /> : null}
        <ul className="fy-plain fy-papers">
          {view.items.map((item) => (
            <li key={item.id} className="fy-person">
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <div>
                  <Text fw={600}>{item.name} <Text span size="sm" c="dimmed">{bar.kind[item.kind]}</Text></Text>
                  {item.isBelow ? <Text size="sm" className="fy-late">▲ {words.below}</Text> : item.isLow ? <Text size="sm" className="fy-soon">▲ {words.low}</Text> : null}
                  {item.lots.map((lot) => <Text key={lot.id} size="sm" className={lot.state === 'expired' ? 'fy-late' : lot.state === 'soon' ? 'fy-soon' : ''}>{words.lotLine(lot.expiresOn, lot.left)}{lot.state === 'fine' ? '' : ` · ${words.lotState[lot.state]}`}</Text>)}
                </div>
                <Group gap="xs" wrap="nowrap">
                  <div style={{ textAlign: 'right' }}><Text fw={700} style={{ whiteSpace: 'nowrap' }}>{item.onHand} {item.unit}</Text>{item.reusable ? <Text size="xs" c="dimmed">{words.inUse} {item.inUse} · {words.dirty} {item.dirty}</Text> : null}</div>
                  <Button size="sm" variant="default" aria-label={`${item.name} ${words.ledger}`} onClick={() => setLedger({ id: item.id, name: item.name })}>{words.ledger}</Button>
                </Group>
              </Group>
            </li>
          ))}
        </ul>
        {view.items.some((item) => item.lots.length > 1) ? <Text size="sm" c="dimmed">{words.firstOut}</Text> : null}
      </section>
      <section>
        <Title order={2} size="h5">{words.pastPapers}</Title>
        <ul className="fy-plain fy-papers">{records.data.past.map((record) => <PaperCard key={record.id} screen={screen} record={record} />)}</ul>
      </section>
      {ledger ? <Ledger screen={screen} itemId={ledger.id} name={ledger.name} onClose={() => setLedger(undefined)} /> : null}
    </Stack>
  );
};
