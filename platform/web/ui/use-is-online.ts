import { useSyncExternalStore } from 'react';

const follow = (changed: () => void): (() => void) => {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
};

/** Whether the device itself has a network; nothing is asked for until it has. */
export const useIsOnline = (): boolean => useSyncExternalStore(follow, () => navigator.onLine, () => true);
