import { Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { defineWords, useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { useFigures } from '../repair-api.ts';
import { REPAIR_WORDS } from '../repair-words.ts';

const WORDS = defineWords({
  zh: { title: '月度数据', month: '月份', total: '报修', user: '用户', facility: '公共', closed: '已结', open: '未结', cancelled: '作废', imported: '导入', repeats: '返修', firstFix: '一次修复', clock: '时限', met: '按时', late: '补录后按时', breached: '超时', excused: '有原因的超时', rate: '及时率', none: '—', ratings: '评价', unanswered: '未评价', ways: '签字方式', note: '未作答不计入满意率;有原因的超时单独列出,不自动抵消。' },
  en: { title: 'Month in figures', month: 'Month', total: 'Requests', user: 'user', facility: 'facility', closed: 'Closed', open: 'Open', cancelled: 'Cancelled', imported: 'Imported', repeats: 'Repeats', firstFix: 'First-time fix', clock: 'Deadline', met: 'Met', late: 'Met, entered later', breached: 'Late', excused: 'Late with reason', rate: 'On time', none: '—', ratings: 'Ratings', unanswered: 'No answer', ways: 'How signed', note: 'No answer is no answer; lateness with a reason is counted apart, never excused.' },
});

const percent = (part: number, whole: number, none: string): string => (whole === 0 ? none : `${Math.round((part / whole) * 1000) / 10}%`);

/** M-01: on time by clause, first-time fix and satisfaction of a month, each from recorded facts only. */
export const FiguresPage = ({ siteId, now }: { siteId: string; zone: string; now: () => string }): ReactNode => {
  const words = useWords(WORDS);
  const repair = useWords(REPAIR_WORDS);
  const [month, setMonth] = useState(() => now().slice(0, 7));
  const query = useFigures(siteId, month);
  const data = query.data;
  return (
    <main>
      <Group align="flex-end" mb="md">
        <Title order={1} size="h3">{words.title}</Title>
        <TextInput type="month" label={words.month} value={month} onChange={(event) => { if (event.currentTarget.value) setMonth(event.currentTarget.value); }} />
      </Group>
      {query.isPending ? <LoadingState /> : null}
      {query.isError && !data ? <ErrorState onRetry={() => void query.refetch()} /> : null}
      {data ? (
        <Stack gap="lg" maw={860}>
          <Text>
            {words.total} {data.logged.user + data.logged.facility}({words.user} {data.logged.user},{words.facility} {data.logged.facility}) · {words.closed} {data.closed} · {words.open} {data.open} · {words.cancelled} {data.cancelled} · {words.imported} {data.imported} · {words.repeats} {data.repeats} · {words.firstFix} {percent(data.firstTimeFix.firstVisit, data.firstTimeFix.signedOff, words.none)}
          </Text>
          <Table>
            <Table.Thead><Table.Tr><Table.Th>{words.clock}</Table.Th><Table.Th>{words.met}</Table.Th><Table.Th>{words.late}</Table.Th><Table.Th>{words.breached}</Table.Th><Table.Th>{words.excused}</Table.Th><Table.Th>{words.rate}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {data.clocks.map((clock) => (
                <Table.Tr key={`${clock.clock}${clock.clause}${clock.origin}`}>
                  <Table.Td>{repair.clock[clock.clock as keyof typeof repair.clock] ?? clock.clock} <SourceLink id={clock.clause} origin={clock.origin === 'plan' ? 'plan' : 'house'} /></Table.Td>
                  <Table.Td>{clock.met}</Table.Td><Table.Td>{clock.metLate}</Table.Td><Table.Td>{clock.breached}</Table.Td><Table.Td>{clock.excused}</Table.Td>
                  <Table.Td>{percent(clock.met + clock.metLate, clock.met + clock.metLate + clock.breached + clock.excused, words.none)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Table>
            <Table.Thead><Table.Tr><Table.Th>{words.ratings}</Table.Th><Table.Th>{repair.rating['satisfied']}</Table.Th><Table.Th>{repair.rating['fair']}</Table.Th><Table.Th>{repair.rating['dissatisfied']}</Table.Th><Table.Th>{words.unanswered}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {Object.entries(data.ratings).map(([name, rating]) => (
                <Table.Tr key={name}><Table.Td>{repair.field[name] ?? name}</Table.Td><Table.Td>{rating.satisfied}</Table.Td><Table.Td>{rating.fair}</Table.Td><Table.Td>{rating.dissatisfied}</Table.Td><Table.Td>{rating.unanswered}</Table.Td></Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Text>{words.ways}:{Object.entries(data.signWays).map(([way, count]) => `${repair.signWay[way] ?? repair.why[way] ?? way} ${count}`).join(' · ') || words.none}</Text>
          <Text size="sm" c="dimmed">{words.note}</Text>
        </Stack>
      ) : null}
    </main>
  );
};
