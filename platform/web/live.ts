import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

type Change = { siteId: string; feature: string; subject: string; event: string };

/** Follows the server's feed; what changed there is asked for again here. Returns whether the line is up. */
export const useLive = (enabled: boolean): boolean => {
  const client = useQueryClient();
  const [isUp, setUp] = useState(true);
  useEffect(() => {
    if (!enabled) return undefined;
    const source = new EventSource('/api/feed/live');
    source.addEventListener('hello', () => setUp(true));
    source.addEventListener('reset', () => void client.invalidateQueries());
    source.addEventListener('changes', (event) => {
      const { changes } = JSON.parse((event as MessageEvent<string>).data) as { changes: Change[] };
      for (const key of new Set(changes.map((change) => `${change.feature} ${change.siteId}`))) {
        const [feature, siteId] = key.split(' ');
        void client.invalidateQueries({ queryKey: [feature, siteId] });
        void client.invalidateQueries({ queryKey: [feature, 'mine'] });
      }
    });
    // The browser tries again by itself; until then the screen says that it shows what was last seen.
    source.onerror = () => setUp(false);
    return () => source.close();
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
