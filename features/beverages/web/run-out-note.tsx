import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatTime, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { getPar, type ParView } from '../core/stock-contract.ts';
import type { BarScreen } from './bar-api.ts';
import { STOCK_WORDS } from './stock-words.ts';

const EVERY_MS = 5 * 60_000;

/** What usage says will be gone before the doors close, with the hour (B-09); nothing where nothing will. */
export const RunOutList = ({ par, zone }: { par: ParView; zone: string }): ReactNode => {
  const words = useWords(STOCK_WORDS);
  const { language } = useLanguage();
  const running = par.usage.filter((entry) => entry.runsOutAt !== null);
  if (running.length === 0) return null;
  const nameOf = (id: string): string => par.items.find((item) => item.id === id)?.name ?? '';
  return <Alert color="yellow" variant="light" title={words.runsOutTitle}>{running.map((entry) => <Text key={entry.itemId} size="sm">▲ {words.runsOut(nameOf(entry.itemId), formatTime(entry.runsOutAt ?? '', { zone, language }))}</Text>)}</Alert>;
};

/** The same where the work is done. Asked now and then, not with every tap: its key is outside the bar's own. */
export const RunOutNote = ({ screen, today }: { screen: BarScreen; today: string }): ReactNode => {
  const { data } = useQuery({ queryKey: ['bar-runs-out', screen.siteId, today], refetchInterval: EVERY_MS, queryFn: ({ signal }) => callApi(getPar, { siteId: screen.siteId, day: today }, { signal }) });
  return data ? <RunOutList par={data} zone={screen.zone} /> : null;
};
