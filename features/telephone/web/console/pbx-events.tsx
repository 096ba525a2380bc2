import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { PBX_WORDS } from '../pbx-words.ts';

export type ShownEvent = { readonly kind: string; readonly callId: string; readonly ext: string | null; readonly number: string | null; readonly at: string; readonly atBasis: string; readonly disposition: string | null };

/** What was understood, one event a line, to the second: here seconds are what is looked at. */
export const PbxEvents = ({ events, zone }: { events: readonly ShownEvent[]; zone?: string }): ReactNode => {
  const words = useWords(PBX_WORDS);
  const { language } = useLanguage();
  const time = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeStyle: 'medium', hour12: false, ...(zone ? { timeZone: zone } : {}) });
  return (
    <Table.ScrollContainer minWidth={480} type="native">
      <Table verticalSpacing={2} fz="sm">
        <Table.Thead><Table.Tr>{[words.time, words.what, words.ext, words.number, words.how].map((label) => <Table.Th key={label} scope="col">{label}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody>
          {events.map((event, index) => (
            <Table.Tr key={`${event.callId}${event.kind}${index}`}>
              <Table.Td>{time.format(new Date(event.at))}</Table.Td>
              <Table.Td>{words.event[event.kind] ?? event.kind}{event.disposition ? ` · ${words.disposition[event.disposition] ?? ''}` : ''}</Table.Td>
              <Table.Td>{event.ext ?? ''}</Table.Td>
              <Table.Td>{event.number ?? ''}</Table.Td>
              <Table.Td>{words.basis[event.atBasis] ?? ''}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
};
