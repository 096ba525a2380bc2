import { Group, NativeSelect, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { figureText } from '../../../platform/core/month-book.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { byPinyin, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { readGroupMonth } from '../core/records-contract.ts';
import { RankBars, type RecordsScreen } from './records-parts.tsx';
import { RECORDS_WORDS } from './records-words.ts';

/** Where less is better. */
const LESS: ReadonlySet<string> = new Set(['open', 'cancelled', 'repeats', 'copiesOut', 'acceptMinutes', 'arriveMinutes', 'finishMinutes', 'vendorMinutes', 'complaints', 'claims-count', 'claims-money', 'material']);

/** One month over all centres one looks over, ranked by any figure; a centre’s name opens its own record. */
export const GroupPanel = ({ screen }: { screen: RecordsScreen }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const { language } = useLanguage();
  const [month, setMonth] = useState(() => localDate(serverInstant(), screen.zone).slice(0, 7));
  const [key, setKey] = useState('done');
  const query = useQuery({ queryKey: ['records', 'group', month], queryFn: ({ signal }) => callApi(readGroupMonth, { month }, { signal }) });
  const figure = query.data?.figures.find((entry) => entry.key === key);
  const rows = (query.data?.sites ?? [])
    .flatMap((site) => { const kept = site.figures.find((entry) => entry.key === key); return kept ? [{ site, kept }] : []; })
    // Who has nothing to count from stands last, whichever way the figure runs.
    .sort((a, b) => (a.kept.value === null ? 1 : 0) - (b.kept.value === null ? 1 : 0) || ((a.kept.value ?? 0) - (b.kept.value ?? 0)) * (LESS.has(key) ? 1 : -1) || byPinyin(a.site.name, b.site.name));
  const most = figure?.unit === 'percent' ? 100 : Math.max(1, ...rows.map((row) => row.kept.value ?? 0));
  return (
    <Stack gap="md">
      <Group align="end">
        <TextInput type="month" label={words.month} w={180} value={month} onChange={(event) => { if (/^\d{4}-\d{2}$/.test(event.currentTarget.value)) setMonth(event.currentTarget.value); }} />
        {query.data ? <NativeSelect label={`${words.rank}（${words.best}）`} value={key} data={query.data.figures.map((entry) => ({ value: entry.key, label: entry.label[language] }))} onChange={(event) => setKey(event.currentTarget.value)} /> : null}
      </Group>
      {query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : rows.length === 0 || !figure ? <EmptyState title={words.none} /> : (
        <>
          <Text size="sm" c="dimmed">{figure.definition[language]} <SourceLink id={figure.clause} origin={figure.origin} /> · {words.groupNote}</Text>
          <div style={{ maxWidth: 860 }}>
            <RankBars most={most} rows={rows.map(({ site, kept }) => ({ key: site.siteId, value: kept.value ?? 0, text: `${figureText({ unit: figure.unit, ...kept })}${site.isSigned ? ` · ${words.signed}` : ''}`, name: <UnstyledButton className="fy-figure" aria-label={`${words.open} ${site.name}`} onClick={() => screen.onSite(site.siteId)}>{site.name}</UnstyledButton> }))} />
          </div>
        </>
      )}
    </Stack>
  );
};
