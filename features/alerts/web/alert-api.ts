import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { OutputOf } from '../../../platform/core/contract.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { useLanguage } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import * as alerts from '../core/alert-contract.ts';
import type { AlertTrail, MyAlert } from '../core/alert-contract.ts';
import * as channels from '../core/channel-contract.ts';

// The first part of a key is the feature's name in the feed, so that a change refreshes what is on the screen.
const MINE = ['alerts', 'mine'] as const;
type Page = OutputOf<typeof alerts.listMyAlerts>;
/** The ways somebody is told by, and the devices of them. */
export type Ways = OutputOf<typeof channels.readMyWays>;
type Pages = InfiniteData<Page, string | undefined>;

/** `pollMs` where no live line is kept open. */
export const useMyAlerts = (pollMs: number | false) => {
  const { language } = useLanguage();
  return useInfiniteQuery({
    queryKey: [...MINE, language],
    initialPageParam: undefined as string | undefined,
    refetchInterval: pollMs,
    refetchIntervalInBackground: true,
    // What was looked at on another screen of mine is in no feed.
    refetchOnWindowFocus: true,
    queryFn: ({ pageParam, signal }) => callApi(alerts.listMyAlerts, { language, ...(pageParam ? { before: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.more ?? undefined,
  });
};

/** What a channel answers stands in no feed: asked again while a message is on its way. */
const ON_ITS_WAY_MS = 5000;
const isOnItsWay = (trail: AlertTrail): boolean => trail.deliveries.some((delivery) => delivery.state === 'waiting' || delivery.state === 'sending');

export const useTrail = (siteId: string, subject: string) => {
  const { language } = useLanguage();
  return useQuery({ queryKey: ['alerts', siteId, 'trail', subject, language], queryFn: ({ signal }) => callApi(alerts.readTrail, { siteId, subject, language }, { signal }), refetchInterval: (query) => (query.state.data?.alerts.some(isOnItsWay) ? ON_ITS_WAY_MS : false) });
};

export const useAlertLog = (siteId: string, only: 'open' | 'all') => {
  const { language } = useLanguage();
  return useInfiniteQuery({
    queryKey: ['alerts', siteId, 'log', only, language],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => callApi(alerts.listAlertLog, { siteId, only, language, ...(pageParam ? { before: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.more ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages[0]?.alerts.some(isOnItsWay) ? 2 * ON_ITS_WAY_MS : false),
  });
};

export const useLadders = (siteId: string) => {
  const { language } = useLanguage();
  return useQuery({ queryKey: ['alerts', siteId, 'ladders', language], queryFn: ({ signal }) => callApi(alerts.listLadders, { siteId, language }, { signal }) });
};

/** While a test is out its answer is asked for again and again: it comes with the list. */
const TESTING_MS = 1000;
export const useChannels = (siteId: string) =>
  useQuery({
    queryKey: ['alerts', siteId, 'channels'],
    queryFn: ({ signal }) => callApi(channels.listChannels, { siteId }, { signal }),
    refetchInterval: (query) => (query.state.data?.channels.some((channel) => channel.testing) ? TESTING_MS : false),
  });

export const useMyWays = (endpoint: string | undefined) =>
  useQuery({ queryKey: ['alert-ways', endpoint ?? ''], queryFn: ({ signal }) => callApi(channels.readMyWays, endpoint ? { endpoint } : {}, { signal }) });

const isWaiting = (alert: MyAlert): boolean => alert.status === 'open' || alert.status === 'unanswered';

/** Shows at once what the server is about to say too. */
const change = (client: QueryClient, each: (alert: MyAlert) => MyAlert | undefined): void => {
  client.setQueriesData<Pages>({ queryKey: MINE }, (data) =>
    data && {
      ...data,
      pages: data.pages.map((page) => {
        const kept = page.alerts.flatMap((alert) => each(alert) ?? []);
        const fewer = page.alerts.filter((alert) => isWaiting(alert) && !alert.seenAt).length - kept.filter((alert) => isWaiting(alert) && !alert.seenAt).length;
        return { ...page, alerts: kept, unseen: Math.max(0, page.unseen - fewer) };
      }),
    },
  );
};

/** At most so many a request (see the contract). */
const AT_ONCE = 200;
const bySite = (list: readonly Pick<MyAlert, 'id' | 'siteId'>[]): { siteId: string; alertIds: string[] }[] =>
  [...new Set(list.map((alert) => alert.siteId))].flatMap((siteId) => {
    const ids = list.filter((alert) => alert.siteId === siteId).map((alert) => alert.id);
    return Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, index) => ({ siteId, alertIds: ids.slice(index * AT_ONCE, (index + 1) * AT_ONCE) }));
  });

/** On a phone 我来处理 goes by the outbox: in a basement it waits, and is not lost. */
export const useAlertActs = (outbox?: Outbox) => {
  const client = useQueryClient();
  const mine = useCallback(() => client.invalidateQueries({ queryKey: MINE }), [client]);
  const again = useCallback(() => client.invalidateQueries({ queryKey: ['alerts'] }), [client]);
  return {
    /** The change shows at once; whether it held is read again either way. */
    see: useCallback(
      async (list: readonly MyAlert[]) => {
        const ids = new Set(list.map((alert) => alert.id));
        const at = serverInstant();
        change(client, (alert) => (ids.has(alert.id) ? { ...alert, seenAt: alert.seenAt ?? at } : alert));
        await Promise.all(bySite(list).map((some) => callApi(alerts.markAlertsSeen, some))).finally(mine);
      },
      [client, mine],
    ),
    clear: useCallback(
      async (list: readonly MyAlert[], cleared: boolean) => {
        const ids = new Set(list.map((alert) => alert.id));
        await client.cancelQueries({ queryKey: MINE });
        if (cleared) change(client, (alert) => (ids.has(alert.id) ? undefined : alert));
        await Promise.all(bySite(list).map((some) => callApi(alerts.clearAlerts, { ...some, cleared }))).finally(mine);
      },
      [client, mine],
    ),
    acknowledge: useCallback(
      async (alert: Pick<MyAlert, 'id' | 'siteId'>, label: string) => {
        const input = { siteId: alert.siteId, alertId: alert.id };
        await (outbox ? outbox.deliver(alerts.acknowledgeAlertEndpoint, input, label) : callApi(alerts.acknowledgeAlertEndpoint, { ...input, commandId: uuidv7() })).finally(again);
      },
      [again, outbox],
    ),
  };
};
