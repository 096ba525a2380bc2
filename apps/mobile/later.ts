import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { untilLoaded } from '../../platform/web/newer-program.ts';

const loads: (() => Promise<unknown>)[] = [];

/** A page that is not in the first load: fetched when it is opened, or a moment after the start, whichever comes first. */
export const later = <Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> => {
  loads.push(load);
  return lazy(async () => ({ default: await untilLoaded(load) }));
};

/** All pages, while there is a network: in the basement there is none. */
export const fetchPages = async (): Promise<void> => {
  for (const load of loads) await load().catch(() => undefined);
};
