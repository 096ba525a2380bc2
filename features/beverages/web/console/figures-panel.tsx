import { Group, NativeSelect, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { defineWords, useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { localDate } from '../../../../platform/core/working-calendar.ts';
import { useBarFigures, type BarScreen } from '../bar-api.ts';
import { PaperLinks } from '../paper-links.tsx';
import { STOCK_WORDS } from '../stock-words.ts';
import { DayBars, ShareBar } from './bar-charts.tsx';

const WORDS = defineWords({
  zh: {
    month: '月份', visits: '接待', untimed: '其中不计时', counted: '高峰计数', guests: '已记人数', servings: '共上饮品', perVisit: '每批', cupsPerVisit: '每批用杯', perGuest: '每人', refills: '续杯', times: '各步用时', step: '步骤', within: '达标', between: '未超时', late: '超时', recorded: '记录比例', median: '中位用时', limits: '目标 / 最迟', names: { ask: '落座→询问', serve: '点单→上饮品', refill: '两次续杯之间', clear: '离席→收台' }, note: '没有点的步骤是「未记录」，不计入达标和超时；旁边写明记录了多少。高峰模式下不计时。', none: '—', minutes: (s: number) => `${Math.floor(s / 60)} 分 ${s % 60} 秒`, share: (part: number, whole: number) => `${whole === 0 ? '—' : `${Math.round((part / whole) * 100)}%`}（${part}/${whole}）`,
    byDay: '每天上饮品份数', which: '看哪种饮品', allDrinks: '全部饮品', drinks: '各饮品', ledger: '台账', ledgerHead: ['品名', '期初', '到货', '调入', '调出', '消耗', '报损', '盘点差', '期末', '消耗金额'], waste: '报损', noWaste: '本月没有报损', quality: '质量', qualityLine: (checks: number, average: string, stars: string, ratings: number) => `抽查 ${checks} 次，平均 ${average} 分；客人评价 ${ratings} 次，平均 ${stars} 星`, ready: (counted: number, equal: number, late: number) => `清点 ${counted} 天，其中无差异 ${equal} 天；开门时未清点 ${late} 天`, empty: '本月还没有接待', people: (n: number) => `${n} 人`, yuan: (cents: number) => `${(cents / 100).toFixed(2)} 元`, groups: (n: number) => `${n} 批`, date: '日期',
  },
  en: {
    month: 'Month', visits: 'Parties', untimed: 'not timed', counted: 'counted at peak', guests: 'Guests recorded', servings: 'Servings', perVisit: 'per party', cupsPerVisit: 'cups per party', perGuest: 'per guest', refills: 'Refills', times: 'Times', step: 'Step', within: 'At target', between: 'Within limit', late: 'Late', recorded: 'Recorded', median: 'Median', limits: 'Target / limit', names: { ask: 'seat → ask', serve: 'order → serve', refill: 'between refills', clear: 'left → cleared' }, note: 'A step that was not tapped is “not recorded”: in no rate; the share recorded stands beside. Peak mode is not timed.', none: '—', minutes: (s: number) => `${Math.floor(s / 60)} min ${s % 60} s`, share: (part: number, whole: number) => `${whole === 0 ? '—' : `${Math.round((part / whole) * 100)}%`} (${part}/${whole})`,
    byDay: 'Servings a day', which: 'Which drink', allDrinks: 'All drinks', drinks: 'Drinks', ledger: 'Ledger', ledgerHead: ['Item', 'Opening', 'Received', 'In', 'Out', 'Used', 'Written off', 'Count', 'Closing', 'Cost of use'], waste: 'Waste', noWaste: 'Nothing written off this month', quality: 'Quality', qualityLine: (checks: number, average: string, stars: string, ratings: number) => `${checks} checks, ${average} points on average; ${ratings} ratings, ${stars} stars on average`, ready: (counted: number, equal: number, late: number) => `counted on ${counted} days, equal on ${equal}; not counted at opening on ${late}`, empty: 'No parties this month yet', people: (n: number) => `${n}`, yuan: (cents: number) => `¥${(cents / 100).toFixed(2)}`, groups: (n: number) => `${n}`, date: 'Day',
  },
});

/** B-01: how quickly guests were asked and served, what was drunk, what was lost; each from recorded facts only. */
export const FiguresPanel = ({ screen }: { screen: BarScreen }): ReactNode => {
  const words = useWords(WORDS);
  const stock = useWords(STOCK_WORDS);
  const [month, setMonth] = useState(() => localDate(serverInstant(), screen.zone).slice(0, 7));
  const query = useBarFigures(screen.siteId, month);
  const data = query.data;
  const [chosen, setDrink] = useState('');
  const drink = data?.drinks.find((entry) => entry.itemId === chosen);
  const none = (value: number | null): string => (value === null ? words.none : String(value));
  return (
    <Stack gap="lg" maw={1080}>
      <Group align="end">
        <TextInput type="month" label={words.month} value={month} onChange={(event) => { if (event.currentTarget.value) setMonth(event.currentTarget.value); }} />
        <PaperLinks siteId={screen.siteId} paper="month" query={`month=${month}`} />
      </Group>
      {query.isPending ? <LoadingState /> : null}
      {query.isError && !data ? <ErrorState onRetry={() => void query.refetch()} /> : null}
      {data ? (
        <>
          <Text>{words.visits} {words.groups(data.visits)}（{words.untimed} {data.untimed}） · {words.guests} {words.people(data.guests)} · {words.servings} {stock.signed(data.servings).replace('+', '')}（{words.perVisit} {none(data.servingsPerVisit)} · {words.perGuest} {none(data.servingsPerGuest)}） · {words.cupsPerVisit} {none(data.cupsPerVisit)} · {words.refills} {data.refills} · {words.counted} {data.counted}</Text>
          <section>
            <Title order={2} size="h5">{words.times} <SourceLink id="B-01" /></Title>
            <div className="fy-scroll"><Table className="fy-figures">
              <Table.Thead><Table.Tr><Table.Th>{words.step}</Table.Th><Table.Th style={{ width: '28%' }}>{words.within} / {words.between} / {words.late}</Table.Th><Table.Th>{words.within}</Table.Th><Table.Th>{words.late}</Table.Th><Table.Th>{words.median}</Table.Th><Table.Th>{words.limits}</Table.Th><Table.Th>{words.recorded}</Table.Th></Table.Tr></Table.Thead>
              <Table.Tbody>
                {data.times.map((time) => (
                  <Table.Tr key={time.name}>
                    <Table.Td>{words.names[time.name]}</Table.Td><Table.Td><ShareBar good={time.within} soon={time.betweenTargetAndLimit} late={time.late} label={words.names[time.name]} /></Table.Td><Table.Td>{words.share(time.within, time.recorded)}</Table.Td><Table.Td>{words.share(time.late, time.recorded)}</Table.Td>
                    <Table.Td>{time.medianSeconds === null ? words.none : words.minutes(time.medianSeconds)}</Table.Td><Table.Td>{time.target === null ? words.none : time.target} / {time.limit} <SourceLink id={`beverages.${time.name === 'refill' ? 'refill_every' : `${time.name}_within`}`} origin="house" /></Table.Td><Table.Td>{words.share(time.recorded, time.possible)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table></div>
            <Text size="sm" c="dimmed">{words.note}</Text>
          </section>
          <section>
            <Group justify="space-between"><Title order={2} size="h5">{words.byDay}</Title><NativeSelect size="xs" aria-label={words.which} value={drink?.itemId ?? ''} onChange={(event) => setDrink(event.currentTarget.value)} data={[{ value: '', label: words.allDrinks }, ...data.drinks.map((entry) => ({ value: entry.itemId, label: entry.name }))]} /></Group>
            <DayBars days={data.days.map((day, index) => ({ day: day.day, value: drink ? (drink.byDay[index] ?? 0) : day.servings }))} label={drink ? `${words.byDay} · ${drink.name}` : words.byDay} head={[words.date, words.servings]} />
          </section>
          <section>
            <Title order={2} size="h5">{words.drinks}</Title>
            {data.drinks.length === 0 ? <Text size="sm" c="dimmed">{words.empty}</Text> : null}
            <div className="fy-bars">{data.drinks.flatMap((entry) => [<span key={`${entry.itemId}n`}>{entry.name}</span>, <span key={`${entry.itemId}b`}><span className="fy-bar-good" style={{ width: `${(entry.servings / (data.drinks[0]?.servings || 1)) * 100}%` }} /></span>, <span key={`${entry.itemId}v`}>{entry.servings}</span>])}</div>
          </section>
          <section>
            <Title order={2} size="h5">{words.ledger} <SourceLink id="B-07" /></Title>
            <div className="fy-scroll"><Table className="fy-figures">
              <Table.Thead><Table.Tr>{words.ledgerHead.map((head) => <Table.Th key={head}>{head}</Table.Th>)}</Table.Tr></Table.Thead>
              <Table.Tbody>{data.ledger.map((line) => <Table.Tr key={line.itemId}><Table.Td>{line.name}（{line.unit}）</Table.Td>{[line.opening, line.received, line.transfer_in, line.transfer_out, line.used, line.written_off, line.counted, line.closing].map((value, index) => <Table.Td key={index}>{value}</Table.Td>)}<Table.Td>{line.costCents === null ? words.none : words.yuan(line.costCents)}</Table.Td></Table.Tr>)}</Table.Tbody>
            </Table></div>
          </section>
          <section><Title order={2} size="h5">{words.waste}</Title>{data.waste.length === 0 ? <Text size="sm" c="dimmed">{words.noWaste}</Text> : <ul className="fy-plain fy-lines">{data.waste.map((entry) => <li key={`${entry.itemId}${entry.reason}`}>{entry.name} {entry.quantity} {entry.unit} · {stock.why[entry.reason] ?? ''}</li>)}</ul>}</section>
          <section><Title order={2} size="h5">{words.quality} <SourceLink id="B-03" /></Title><Text>{words.qualityLine(data.quality.checks, none(data.quality.average), none(data.quality.stars), data.quality.ratings)}</Text><Text>{words.ready(data.readyDays.counted, data.readyDays.equal, data.readyDays.late)}</Text></section>
        </>
      ) : null}
    </Stack>
  );
};
