import { useQueryClient, type Query, type QueryClient, type QueryFilters } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Trouble } from '../core/health.ts';
import { tellTrouble, TROUBLE, type TroubleNews } from './api-client.ts';

type Change = { siteId: string; feature: string };

/** A stream that was refused, not lost, is not tried again by the browser. */
const AGAIN_MS = 2_000;
const AGAIN_AT_MOST_MS = 30_000;

/**
 * Asks again for what changed. What is on its way may have been read before the change: it is let arrive, however quickly
 * changes follow each other, and is then asked for once more.
 */
const renewing = (client: QueryClient): ((filters: QueryFilters) => void) => {
  const onItsWay = new Set<Query>();
  return (filters) => {
    for (const query of client.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' })) {
      if (onItsWay.has(query)) continue;
      onItsWay.add(query);
      const arrived = (): void => {
        onItsWay.delete(query);
        void client.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false });
      };
      query.fetch(undefined, { cancelRefetch: false }).then(arrived, arrived);
    }
    void client.invalidateQueries(filters, { cancelRefetch: false });
  };
};

/** Follows the server's feed from a place in it on, of before anything was read that it is to keep true; what changed there is asked for again here. Returns whether the line is up. */
export const useLive = (enabled: boolean, from: string): boolean => {
  const client = useQueryClient();
  const [isUp, setUp] = useState(true);
  // Kept while the line is let go: what happened meanwhile is told when it is taken up again.
  const cursor = useRef(from);
  useEffect(() => {
    if (!enabled) return undefined;
    const renew = renewing(client);
    let refused = 0;
    let again: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource;
    /** What could not be fetched meanwhile; what was, is told by the feed. */
    const askAgain = (): void => void client.refetchQueries({ type: 'active', predicate: (query) => query.state.status === 'error' });
    const open = (): void => {
      clearTimeout(again);
      source = new EventSource(`/api/feed/live?cursor=${encodeURIComponent(cursor.current)}`);
      const on = <T>(event: string, hear: (data: T) => void): void =>
        source.addEventListener(event, (message: MessageEvent<string>) => {
          cursor.current = message.lastEventId;
          hear(JSON.parse(message.data) as T);
        });
      on('hello', () => {
        refused = 0;
        setUp(true);
        askAgain();
      });
      on('reset', () => renew({}));
      on<{ changes: Change[] }>('changes', ({ changes }) => {
        for (const key of new Set(changes.map((change) => `${change.feature} ${change.siteId}`))) {
          const [feature, siteId] = key.split(' ');
          renew({ queryKey: [feature, siteId] });
          renew({ queryKey: [feature, 'mine'] });
        }
      });
      on<{ why: Trouble | null }>('trouble', ({ why }) => {
        tellTrouble(why ?? 'over');
        if (!why) askAgain();
      });
      // Until the line is back the screen says that it shows what was last seen. One that was lost the browser makes again by itself.
      source.onerror = () => {
        setUp(false);
        if (source.readyState !== EventSource.CLOSED) return;
        refused += 1;
        again = setTimeout(open, Math.min(AGAIN_AT_MOST_MS, AGAIN_MS * 2 ** (refused - 1)) * (0.5 + Math.random() / 2));
      };
    };
    /** Somebody was answered (signed in again, or the machine is back): the line need not wait. */
    const hearAnswer = (event: Event): void => {
      const { detail } = event as CustomEvent<TroubleNews>;
      if ((detail === 'answered' || detail === 'taken') && source.readyState === EventSource.CLOSED) open();
    };
    open();
    window.addEventListener(TROUBLE, hearAnswer);
    return () => {
      window.removeEventListener(TROUBLE, hearAnswer);
      clearTimeout(again);
      source.close();
    };
  }, [enabled, client]);
  return isUp;
};

/** Whether somebody may be looking at this page. */
export const useIsVisible = (): boolean => {
  const [isVisible, setVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isVisible;
};
