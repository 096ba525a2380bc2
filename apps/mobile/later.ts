import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

const loads: (() => Promise<unknown>)[] = [];
const AGAIN_MS = 3000;
/** So often in vain though there is a network: the program was renewed and this page's files are gone. */
const RENEWED_AFTER = 3;

/**
 * A page that is not in the first load: fetched when it is opened, or a moment after the start, whichever comes first.
 * Without a network it waits for one; where the program was renewed meanwhile, the app is read anew (what was typed is kept).
 */
export const later = <Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> => {
  loads.push(load);
  return lazy(async () => {
    for (let failed = 0; ; ) {
      try {
        return { default: await load() };
      } catch {
        failed += navigator.onLine ? 1 : 0;
        if (failed >= RENEWED_AFTER) location.reload();
        await new Promise((done) => setTimeout(done, AGAIN_MS));
      }
    }
  });
};

/** All pages, while there is a network: in the basement there is none. */
export const fetchPages = async (): Promise<void> => {
  for (const load of loads) await load().catch(() => undefined);
};
