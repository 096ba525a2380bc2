import { Anchor, Group, Stack, Table, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { defineWords, useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { ScrollRegion } from '../../../../platform/web/ui/scroll-region.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import type { FigureKind } from '../../core/figure-contract.ts';
import { useFigures } from '../repair-api.ts';
import { REPAIR_WORDS } from '../repair-words.ts';
import { FigureOrders, SpotFigures, type ChosenFigure } from './figure-orders.tsx';
import { WorkFigures } from './work-figures.tsx';

const WORDS = defineWords({
  zh: {
    title: '月度数据', month: '月份', total: '报修', user: '用户', facility: '公共', closed: '已结', open: '未结', cancelled: '作废', imported: '导入', repeats: '返修', signedOff: '已签字', firstVisit: '一次修好', sheet: '下载本月明细（CSV）', kindOf: { 'M-45': '公共', 'M-47': '公共', 'M-50': '公共', 'repairs.user_on_site': '用户', 'repairs.urgent_on_site': '紧急' } as Record<string, string>, verdicts: { met: '按时', metLate: '补录后按时', breached: '超时（未说明原因）', unanswered: '未评价' } as Record<string, string>, clock: '时限', met: '按时', late: '补录后按时', breached: '超时（未说明原因）', reasons: '超时（有原因）', rate: '及时率', none: '—', ratings: '评价', unanswered: '未评价', ways: '签字方式',
    figure: '指标', now: '本月', before: '上月', target: '目标', meaning: '算法', atLeast: (n: number) => `≥ ${n}%`, atMost: (n: number) => `≤ ${n}%`,
    minor: '小修按目标完成率', days: (n: number) => `${n} 天内`, minorMeaning: '接报当日起目标天数（日历日，节假日不顺延）内签字 ÷ 已签字；联络过协作单位的和导入的不计；只是目标，不算超时',
    names: { onTime: '及时率', firstTimeFix: '一次修复率', rework: '返修率', satisfaction: '满意率' },
    meanings: { onTime: '（按时 + 补录后按时）÷ 已有结论的时限；有原因的超时仍算超时', firstTimeFix: '第一次上门即修复 ÷ 已签字；不含导入的旧单', rework: '同处同类在本案场规定的天数内再报 ÷ 报修数；不含导入的旧单', satisfaction: '三项中答「满意」÷ 已作答；未作答不计' },
    note: '超时的原因单独列出，不自动抵消。',
  },
  en: {
    title: 'Month in figures', month: 'Month', total: 'Requests', user: 'user', facility: 'facility', closed: 'Closed', open: 'Open', cancelled: 'Cancelled', imported: 'Imported', repeats: 'Repeats', signedOff: 'Signed off', firstVisit: 'Fixed at once', sheet: 'Download the month (CSV)', kindOf: { 'M-45': 'facility', 'M-47': 'facility', 'M-50': 'facility', 'repairs.user_on_site': 'user', 'repairs.urgent_on_site': 'urgent' }, verdicts: { met: 'met', metLate: 'met, entered later', breached: 'late, no reason', unanswered: 'no answer' }, clock: 'Deadline', met: 'Met', late: 'Met, entered later', breached: 'Late, no reason', reasons: 'Late with reason', rate: 'On time', none: '—', ratings: 'Ratings', unanswered: 'No answer', ways: 'How signed',
    figure: 'Figure', now: 'This month', before: 'Month before', target: 'Target', meaning: 'How it is counted', atLeast: (n: number) => `≥ ${n}%`, atMost: (n: number) => `≤ ${n}%`,
    minor: 'Minor repairs within target', days: (n: number) => `within ${n} d`, minorMeaning: 'signed off within the target of calendar days, holidays included ÷ signed off; with a partner firm and imported ones left out; a target, no deadline',
    names: { onTime: 'On time', firstTimeFix: 'First-time fix', rework: 'Rework', satisfaction: 'Satisfaction' },
    meanings: { onTime: '(met + met, entered later) ÷ deadlines decided; late with a reason is still late', firstTimeFix: 'fixed at the first visit ÷ signed off; imported orders left out', rework: 'same place and type again within the centre’s repeat days ÷ requests; imported orders left out', satisfaction: '“satisfied” among the three ratings ÷ answers given; no answer is no answer' },
    note: 'Reasons stand apart and never take a lateness away.',
  },
});

type Month = NonNullable<ReturnType<typeof useFigures>['data']>;
type FigureName = keyof Month['targets'];
const FIGURES: readonly FigureName[] = ['onTime', 'firstTimeFix', 'rework', 'satisfaction'];

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const withReason = (clock: Month['clocks'][number]): number => sum(Object.values(clock.reasons));

/** Part and whole of each figure, from recorded facts only. */
const fractionOf = (name: FigureName, month: Month): readonly [number, number] => {
  switch (name) {
    case 'onTime': {
      const kept = sum(month.clocks.map((clock) => clock.met));
      return [kept + sum(month.clocks.map((clock) => clock.metLate)), kept + sum(month.clocks.map((clock) => clock.metLate + clock.breached + withReason(clock)))];
    }
    case 'firstTimeFix':
      return [month.firstTimeFix.firstVisit, month.firstTimeFix.signedOff];
    case 'rework':
      return [month.repeats, month.logged.user + month.logged.facility - month.imported];
    case 'satisfaction': {
      const ratings = Object.values(month.ratings);
      return [sum(ratings.map((rating) => rating.satisfied)), sum(ratings.map((rating) => rating.satisfied + rating.fair + rating.dissatisfied))];
    }
    default: {
      const never: never = name;
      return never;
    }
  }
};

const percent = (part: number, whole: number, none: string): string => (whole === 0 ? none : `${Math.round((part / whole) * 1000) / 10}%`);
const monthBefore = (month: string): string => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 2, 1)).toISOString().slice(0, 7);

/** M-01: on time by clause, first-time fix, rework and satisfaction of a month against the centre's targets, each from recorded facts only. */
export const FiguresPage = ({ siteId, zone, now }: { siteId: string; zone: string; now: () => string }): ReactNode => {
  const words = useWords(WORDS);
  const repair = useWords(REPAIR_WORDS);
  const [month, setMonth] = useState(() => now().slice(0, 7));
  const query = useFigures(siteId, month);
  const [chosen, setChosen] = useState<ChosenFigure>();
  const before = useFigures(siteId, monthBefore(month)).data;
  const data = query.data;
  /** A number that opens the orders it counts. */
  const behind = (figure: FigureKind, count: number, label: string, part?: string, value?: string, of?: { clause: string; origin: string }): ReactNode => {
    const title = [part === undefined ? '' : (repair.clock[part as keyof typeof repair.clock] ?? repair.field[part] ?? ''), label, value === undefined || label !== '' ? '' : (words.verdicts[value] ?? repair.rating[value] ?? '')].filter(Boolean).join(' · ');
    const text = `${label} ${count}`.trim();
    if (count === 0) return text;
    return <UnstyledButton className="fy-figure" aria-label={`${title} ${count}`} onClick={() => { setChosen({ figure, part, value, title, ...(of ? { clause: of.clause, origin: of.origin === 'plan' ? ('plan' as const) : ('house' as const) } : {}) }); window.scrollTo({ top: 0 }); }}>{text}</UnstyledButton>;
  };
  const share = (name: FigureName, of: Month | undefined): string => {
    if (!of) return words.none;
    const [part, whole] = fractionOf(name, of);
    return whole === 0 ? words.none : `${percent(part, whole, words.none)} (${part}/${whole})`;
  };
  const minor = (of: Month | undefined): string => (!of || of.minor.finished === 0 ? words.none : `${percent(of.minor.onTarget, of.minor.finished, words.none)} (${of.minor.onTarget}/${of.minor.finished})`);
  return (
    <main>
      <Group align="flex-end" mb="md">
        <Title order={1} size="h3">{words.title}</Title>
        <TextInput type="month" label={words.month} value={month} onChange={(event) => { if (event.currentTarget.value) setMonth(event.currentTarget.value); setChosen(undefined); }} />
        <Anchor size="sm" href={`/api/sites/${siteId}/repairs/figures.csv?month=${month}`} download>{words.sheet}</Anchor>
      </Group>
      {query.isPending ? <LoadingState /> : null}
      {query.isError && !data ? <ErrorState onRetry={() => void query.refetch()} /> : null}
      {chosen ? <FigureOrders key={`${chosen.figure}${chosen.part ?? ''}${chosen.clause ?? ''}${chosen.value ?? ''}`} siteId={siteId} zone={zone} month={month} chosen={chosen} onClose={() => setChosen(undefined)} /> : null}
      {data ? (
        <Stack gap="lg" maw={1080}>
          <Text>
            {words.total} {data.logged.user + data.logged.facility} ({behind('user', data.logged.user, words.user)} · {behind('facility', data.logged.facility, words.facility)}) · {behind('closed', data.closed, words.closed)} · {behind('open', data.open, words.open)} · {behind('cancelled', data.cancelled, words.cancelled)} · {behind('imported', data.imported, words.imported)} · {behind('repeats', data.repeats, words.repeats)} · {behind('signed_off', data.firstTimeFix.signedOff, words.signedOff)} · {behind('first_visit', data.firstTimeFix.firstVisit, words.firstVisit)}
          </Text>
          <ScrollRegion label={words.figure}><Table miw={560}>
            <Table.Thead><Table.Tr><Table.Th>{words.figure}</Table.Th><Table.Th>{words.now}</Table.Th><Table.Th>{words.before}</Table.Th><Table.Th>{words.target}</Table.Th><Table.Th>{words.meaning}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {FIGURES.map((name) => {
                const { percent: value, origin } = data.targets[name];
                return (
                  <Table.Tr key={name}>
                    <Table.Td>{words.names[name]}</Table.Td><Table.Td>{share(name, data)}</Table.Td><Table.Td>{share(name, before)}</Table.Td>
                    <Table.Td>{name === 'rework' ? words.atMost(value) : words.atLeast(value)} <SourceLink id="M-01" origin={origin} /></Table.Td>
                    <Table.Td><Text size="sm" c="dimmed">{words.meanings[name]}</Text></Table.Td>
                  </Table.Tr>
                );
              })}
              <Table.Tr>
                <Table.Td>{words.minor}</Table.Td><Table.Td>{minor(data)}</Table.Td><Table.Td>{minor(before)}</Table.Td>
                <Table.Td>{words.days(data.minor.days)} <SourceLink id="repairs.minor_repair_days" origin={data.minor.origin} /></Table.Td>
                <Table.Td><Text size="sm" c="dimmed">{words.minorMeaning}</Text></Table.Td>
              </Table.Tr>
            </Table.Tbody>
          </Table></ScrollRegion>
          <ScrollRegion label={words.clock}><Table miw={560}>
            <Table.Thead><Table.Tr><Table.Th>{words.clock}</Table.Th><Table.Th>{words.met}</Table.Th><Table.Th>{words.late}</Table.Th><Table.Th>{words.breached}</Table.Th><Table.Th>{words.reasons}</Table.Th><Table.Th>{words.rate}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {data.clocks.map((clock) => (
                <Table.Tr key={`${clock.clock}${clock.clause}${clock.origin}`}>
                  <Table.Td>{repair.clock[clock.clock as keyof typeof repair.clock] ?? clock.clock}{words.kindOf[clock.clause] ? ` · ${words.kindOf[clock.clause]}` : ''} <SourceLink id={clock.clause} origin={clock.origin === 'plan' ? 'plan' : 'house'} /></Table.Td>
                  {(['met', 'metLate', 'breached'] as const).map((verdict) => <Table.Td key={verdict}>{behind('clock', clock[verdict], '', clock.clock, verdict, clock)}</Table.Td>)}
                  <Table.Td>{Object.keys(clock.reasons).length === 0 ? 0 : Object.entries(clock.reasons).map(([reason, count]) => <div key={reason}>{behind('clock', count, repair.exception[reason] ?? reason, clock.clock, reason, clock)}</div>)}</Table.Td>
                  <Table.Td>{percent(clock.met + clock.metLate, clock.met + clock.metLate + clock.breached + withReason(clock), words.none)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table></ScrollRegion>
          <ScrollRegion label={words.ratings}><Table miw={560}>
            <Table.Thead><Table.Tr><Table.Th>{words.ratings}</Table.Th><Table.Th>{repair.rating['satisfied']}</Table.Th><Table.Th>{repair.rating['fair']}</Table.Th><Table.Th>{repair.rating['dissatisfied']}</Table.Th><Table.Th>{words.unanswered}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {Object.entries(data.ratings).map(([name, rating]) => (
                <Table.Tr key={name}><Table.Td>{repair.field[name] ?? name}</Table.Td>{(['satisfied', 'fair', 'dissatisfied', 'unanswered'] as const).map((value) => <Table.Td key={value}>{behind('rating', rating[value], '', name, value)}</Table.Td>)}</Table.Tr>
              ))}
            </Table.Tbody>
          </Table></ScrollRegion>
          <Group gap="sm"><Text span>{words.ways}</Text>{Object.entries(data.signWays).map(([way, count]) => <span key={way}>{behind('sign_way', count, repair.signWay[way] ?? repair.why[way] ?? way, way)}</span>)}</Group>
          <WorkFigures siteId={siteId} month={month} />
          <SpotFigures siteId={siteId} month={month} />
          <Text size="sm" c="dimmed">{words.note}</Text>
        </Stack>
      ) : null}
    </main>
  );
};
