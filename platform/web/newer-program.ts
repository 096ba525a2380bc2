import { lazy as reactLazy, useEffect, useRef } from 'react';

const AGAIN_MS = 3000;
const ASK_MS = 10 * 60_000;
/** Whoever has begun to type after so long is not interrupted. */
const SOON_MS = 1500;
/** So often in vain though there is a network: this page's files are gone, whatever the server says. */
const GONE_AFTER = 3;

const ASSET = /\/assets\/[^"'\s>]+/g;

/** Whether the server gives out a newer app than this page is of: its page names files that ours did not. */
export const isRenewed = async (withinMs = 30_000): Promise<boolean> => {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store', headers: { accept: 'text/html' }, signal: AbortSignal.timeout(withinMs) });
    if (!answer.ok || !answer.headers.get('content-type')?.includes('text/html')) return false;
    const ours = document.documentElement.outerHTML;
    return [...(await answer.text()).matchAll(ASSET)].some(([asset]) => !ours.includes(asset));
  } catch {
    return false;
  }
};

/** Loads a part of the app: waits where there is no network, and reads the app anew where the program was renewed (what was typed is kept). */
export const untilLoaded = async <T>(load: () => Promise<T>): Promise<T> => {
  for (let failed = 0; ; ) {
    try {
      return await load();
    } catch {
      failed += navigator.onLine ? 1 : 0;
      if (failed >= GONE_AFTER || (await isRenewed())) location.reload();
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
};

/** A page that is fetched when it is opened first. */
export const lazy: typeof reactLazy = (load) => reactLazy(() => untilLoaded(load));

/**
 * Where the program was renewed, the next change of page reads the app anew: a form that is left then would be left anyway,
 * and what is kept of it is kept in the browser. Asked when somebody comes back to the page, and every ten minutes.
 * `isOnlyShown`: nobody types here, and nobody changes the page either; it reads the app anew at once.
 */
export const useNewerProgram = (path: string, isOnlyShown: boolean): void => {
  const at = useRef(path);
  const isNewer = useRef(false);
  useEffect(() => {
    const ask = async (): Promise<void> => {
      if (document.visibilityState === 'visible' && !isNewer.current) isNewer.current = await isRenewed();
      if (isNewer.current && isOnlyShown) location.reload();
    };
    const timer = setInterval(() => void ask(), ASK_MS);
    const look = (): void => void ask();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [isOnlyShown]);
  useEffect(() => {
    // Asked once more: in the basement a page that is given up does not come back.
    if (at.current !== path && isNewer.current) void isRenewed(SOON_MS).then((is) => { if (is) location.reload(); });
    at.current = path;
  }, [path]);
};
