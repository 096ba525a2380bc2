import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { BothWords, Cell, Column } from '../../../platform/core/register.ts';
import { useLanguage } from '../../../platform/web/i18n.tsx';
import { ScrollRegion } from '../../../platform/web/ui/scroll-region.tsx';

export type RecordsScreen = { readonly siteId: string; readonly zone: string; may(permission: string): boolean; onSite(siteId: string): void };

const PRINTER = 'foyer.printer.registers';
export type Offset = { readonly x: number; readonly y: number };
export const storedOffset = (): Offset => {
  try {
    const read = JSON.parse(localStorage.getItem(PRINTER) ?? '{}') as Partial<Offset>;
    return { x: Number(read.x) || 0, y: Number(read.y) || 0 };
  } catch {
    return { x: 0, y: 0 };
  }
};
export const keepOffset = (offset: Offset): void => localStorage.setItem(PRINTER, JSON.stringify(offset));

/** Lines of a register under its headings; the words in them are those of the paper. */
export const LinesTable = ({ columns, rows, label }: { columns: readonly (BothWords & Pick<Column, 'key' | 'align'>)[]; rows: readonly (readonly Cell[])[]; label: string }): ReactNode => {
  const { language } = useLanguage();
  return (
    <ScrollRegion label={label}>
      <Table striped withTableBorder fz="sm" miw={Math.max(640, columns.length * 84)}>
        <Table.Thead><Table.Tr>{columns.map((column) => <Table.Th key={column.key} style={{ whiteSpace: 'nowrap' }}>{column[language]}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => <Table.Tr key={String(row[0] ?? index)}>{columns.map((column, place) => <Table.Td key={column.key} ta={column.align === 'right' ? 'right' : undefined} style={{ minWidth: String(row[place] ?? '').length > 12 ? 150 : undefined }}>{row[place] ?? ''}</Table.Td>)}</Table.Tr>)}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
};

/** Names with a bar each, the longest for the most; the number stands beside it. */
export const RankBars = ({ rows, most }: { rows: readonly { readonly key: string; readonly name: ReactNode; readonly text: string; readonly value: number }[]; most: number }): ReactNode => (
  <ol className="fy-plain" style={{ display: 'grid', gap: 6 }}>
    {rows.map((row) => (
      <li key={row.key} style={{ display: 'grid', gridTemplateColumns: 'minmax(90px, 180px) 1fr minmax(40px, auto)', gap: 8, alignItems: 'center' }}>
        <Text size="sm" span>{row.name}</Text>
        <span aria-hidden="true" style={{ height: 12, borderRadius: 3, overflow: 'hidden', background: 'var(--fy-line)' }}><span className="fy-bar-good" style={{ display: 'block', height: '100%', width: `${most <= 0 ? 0 : Math.max(0, Math.min(100, (row.value / most) * 100))}%` }} /></span>
        <Text size="sm" span ta="right">{row.text}</Text>
      </li>
    ))}
  </ol>
);
