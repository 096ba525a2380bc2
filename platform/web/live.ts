import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Trouble } from '../core/health.ts';
import { tellTrouble, TROUBLE, type TroubleNews } from './api-client.ts';

type Change = { siteId: string; feature: string };

/** A stream that was refused, not lost, is not tried again by the browser. */
const AGAIN_MS = 2_000;
const AGAIN_AT_MOST_MS = 30_000;

/** Follows the server's feed; what changed there is asked for again here. Returns whether the line is up. */
export const useLive = (enabled: boolean): boolean => {
  const client = useQueryClient();
  const [isUp, setUp] = useState(true);
  // Kept while the line is let go: what happened meanwhile is told when it is taken up again.
  const cursor = useRef('');
  useEffect(() => {
    if (!enabled) return undefined;
    let refused = 0;
    let again: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource;
    /** What could not be fetched meanwhile; what was, is told by the feed. */
    const askAgain = (): void => void client.refetchQueries({ type: 'active', predicate: (query) => query.state.status === 'error' });
    const open = (): void => {
      clearTimeout(again);
      source = new EventSource(cursor.current ? `/api/feed/live?cursor=${encodeURIComponent(cursor.current)}` : '/api/feed/live');
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
      on('reset', () => void client.invalidateQueries());
      on<{ changes: Change[] }>('changes', ({ changes }) => {
        for (const key of new Set(changes.map((change) => `${change.feature} ${change.siteId}`))) {
          const [feature, siteId] = key.split(' ');
          void client.invalidateQueries({ queryKey: [feature, siteId] });
          void client.invalidateQueries({ queryKey: [feature, 'mine'] });
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
