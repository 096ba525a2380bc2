import { Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { defineWords, useWords } from '../../../../platform/web/i18n.tsx';
import { ScrollRegion } from '../../../../platform/web/ui/scroll-region.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { readWorkFigures, type LEGS } from '../../core/figure-contract.ts';
import { repairKeys } from '../repair-api.ts';

type Leg = (typeof LEGS)[number];
const WORDS = defineWords({
  zh: {
    times: '各步用时', timesNote: '中位数和九成以内；先后颠倒的时间和导入的旧单不计', step: '步骤', count: '单数', median: '中位数', ninety: '九成以内', minutes: (n: number) => (n < 120 ? `${Math.round(n)} 分钟` : `${Math.round(n / 6) / 10} 小时`),
    legs: { issue: '报修 → 开单', notify: '开单 → 通知', accept: '通知 → 接单', arrive: '接单 → 到场', test: '到场 → 试用', sign: '试用 → 签字', closed: '签字 → 结单' } as Record<Leg, string>,
    load: '各人工作量', person: '维修员', orders: '单数', open: '未结', onSite: '到场到签字合计', hours: '报修的钟点', hour: (h: number) => `${h} 点`, none: '本月还没有',
  },
  en: {
    times: 'Time of each step', timesNote: 'median and 90 %; times in the wrong order and imported orders left out', step: 'Step', count: 'Orders', median: 'Median', ninety: '90 % within', minutes: (n: number) => (n < 120 ? `${Math.round(n)} min` : `${Math.round(n / 6) / 10} h`),
    legs: { issue: 'report → slip', notify: 'slip → told', accept: 'told → accepted', arrive: 'accepted → on site', test: 'on site → tested', sign: 'tested → signed', closed: 'signed → closed' },
    load: 'Load by person', person: 'Technician', orders: 'Orders', open: 'Open', onSite: 'On site in all', hours: 'Hour of the report', hour: (h: number) => `${h}:00`, none: 'Nothing this month',
  },
});

/** How long each step takes, who has how much, and when requests come. */
export const WorkFigures = ({ siteId, month }: { siteId: string; month: string }): ReactNode => {
  const words = useWords(WORDS);
  const query = useQuery({ queryKey: [...repairKeys.all(siteId), 'work', month], queryFn: ({ signal }) => callApi(readWorkFigures, { siteId, month }, { signal }) });
  if (!query.data) return query.isPending ? <LoadingState rows={2} /> : <ErrorState onRetry={() => void query.refetch()} />;
  const { legs, people, hours } = query.data;
  const peak = Math.max(1, ...hours.map((row) => row.orders));
  return (
    <>
      <Stack gap="xs" component="section">
        <Title order={2} size="h4">{words.times}</Title>
        <Text size="sm" c="dimmed">{legs.length === 0 ? words.none : words.timesNote}</Text>
        {legs.length === 0 ? null : (
          <ScrollRegion label={words.times}>
            <Table miw={420}>
              <Table.Thead><Table.Tr><Table.Th>{words.step}</Table.Th><Table.Th>{words.count}</Table.Th><Table.Th>{words.median}</Table.Th><Table.Th>{words.ninety}</Table.Th></Table.Tr></Table.Thead>
              <Table.Tbody>{legs.map((row) => <Table.Tr key={row.leg}><Table.Td>{words.legs[row.leg]}</Table.Td><Table.Td>{row.count}</Table.Td><Table.Td>{words.minutes(row.median)}</Table.Td><Table.Td>{words.minutes(row.ninety)}</Table.Td></Table.Tr>)}</Table.Tbody>
            </Table>
          </ScrollRegion>
        )}
      </Stack>
      {people.length === 0 ? null : (
        <Stack gap="xs" component="section">
          <Title order={2} size="h4">{words.load}</Title>
          <ScrollRegion label={words.load}>
            <Table miw={420}>
              <Table.Thead><Table.Tr><Table.Th>{words.person}</Table.Th><Table.Th>{words.orders}</Table.Th><Table.Th>{words.open}</Table.Th><Table.Th>{words.onSite}</Table.Th></Table.Tr></Table.Thead>
              <Table.Tbody>{people.map((row) => <Table.Tr key={row.id}><Table.Td>{row.name}</Table.Td><Table.Td>{row.orders}</Table.Td><Table.Td>{row.open}</Table.Td><Table.Td>{words.minutes(row.minutes)}</Table.Td></Table.Tr>)}</Table.Tbody>
            </Table>
          </ScrollRegion>
        </Stack>
      )}
      {hours.length === 0 ? null : (
        <Stack gap="xs" component="section">
          <Title order={2} size="h4">{words.hours}</Title>
          <ul className="fy-plain fy-lines">{hours.map((row) => <li key={row.hour} className="fy-hour"><span>{words.hour(row.hour)}</span><span className="fy-bar" style={{ width: `${Math.round((row.orders / peak) * 100)}%` }} /><span>{row.orders}</span></li>)}</ul>
        </Stack>
      )}
    </>
  );
};
