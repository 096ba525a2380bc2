import { Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { copyText } from '../../../../platform/web/copy-text.ts';
import { defineWords, formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { copyRound } from '../../core/copy-contract.ts';
import { repairKeys } from '../repair-api.ts';

const WORDS = defineWords({
  zh: {
    title: '17:00 收联：按经手人', hint: '每天 17:00 收回客服部联，没有交回的按人催交。', carrier: '经手人', count: '张数', numbers: '单号', nobody: '还没有派人', unprinted: '还没有打印', copy: '复制催交单', copied: '已复制，可以粘贴到微信群',
    heading: (when: string) => `客服部联催交单（${when}）`, person: (who: string, n: number) => `${who} ${n} 张`, due: (when: string) => `应交回 ${when}`, working: '维修未签字',
  },
  en: {
    title: 'The 17:00 round: by carrier', hint: 'Desk copies are collected at 17:00; who has not brought them back is chased by this list.', carrier: 'Carrier', count: 'Copies', numbers: 'Numbers', nobody: 'Nobody sent yet', unprinted: 'Not printed yet', copy: 'Copy the chase list', copied: 'Copied',
    heading: (when: string) => `Desk copies to bring back (${when})`, person: (who: string, n: number) => `${who}: ${n}`, due: (when: string) => `due back ${when}`, working: 'not signed off',
  },
});

/** M-35, M-50: who carries what, and the list to read out or paste into a group chat. */
export const CopyRound = ({ siteId, zone }: { siteId: string; zone: string }): ReactNode => {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const [isCopied, setCopied] = useState(false);
  const { data } = useQuery({ queryKey: [...repairKeys.all(siteId), 'copies', 'round'], queryFn: ({ signal }) => callApi(copyRound, { siteId }, { signal }) });
  if (!data || data.carriers.length + data.unprinted.length === 0) return null;
  const when = (instant: string): string => formatWhen(instant, { zone, language, now: new Date(serverInstant()) });
  const text = [
    words.heading(when(serverInstant())),
    ...data.carriers.flatMap(({ carrier, copies }) => [words.person(carrier ?? words.nobody, copies.length), ...copies.map((copy) => `  ${copy.number} ${copy.place} ${copy.item} · ${copy.dueAt ? words.due(when(copy.dueAt)) : words.working}`)]),
  ].join('\n');
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h4">{words.title}</Title>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <Table>
        <Table.Thead><Table.Tr><Table.Th>{words.carrier}</Table.Th><Table.Th>{words.count}</Table.Th><Table.Th>{words.numbers}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {data.carriers.map(({ carrier, copies }) => (
            <Table.Tr key={carrier ?? ''}><Table.Td>{carrier ?? words.nobody}</Table.Td><Table.Td>{copies.length}</Table.Td><Table.Td className="fy-number">{copies.map((copy) => copy.number).join('  ')}</Table.Td></Table.Tr>
          ))}
          {data.unprinted.length > 0 ? <Table.Tr className="fy-soon"><Table.Td>▲ {words.unprinted}</Table.Td><Table.Td>{data.unprinted.length}</Table.Td><Table.Td className="fy-number">{data.unprinted.map((copy) => copy.number).join('  ')}</Table.Td></Table.Tr> : null}
        </Table.Tbody>
      </Table>
      <Group gap="xs"><Button variant="default" onClick={() => void copyText(text).then(setCopied)}>{words.copy}</Button><Text size="sm" role="status">{isCopied ? words.copied : ''}</Text></Group>
    </Stack>
  );
};
