import { useEffect, useRef } from 'react';

/** Both apps share one worker for the whole address; plain http and old browsers have none. */
export const registerWorker = async (): Promise<ServiceWorkerRegistration | undefined> => {
  if (!('serviceWorker' in navigator)) return undefined;
  try {
    return await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
  } catch {
    return undefined;
  }
};

/** Registers the worker and goes where a tapped notification leads. */
export const useWorker = (open: (path: string) => void): void => {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return undefined;
    void registerWorker();
    const listen = (event: MessageEvent<unknown>) => {
      const { data } = event;
      if (typeof data === 'object' && data !== null && 'foyer' in data && data.foyer === 'open' && 'path' in data && typeof data.path === 'string') latest.current(data.path);
    };
    navigator.serviceWorker.addEventListener('message', listen);
    return () => navigator.serviceWorker.removeEventListener('message', listen);
  }, []);
};
