import { afterEach } from 'vitest';

/** Called once on top of a spec: what it is handed is stopped when the test that started it is over. */
export const stopAfterEach = () => {
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });
  return <Started extends { stop(): Promise<unknown> }>(started: Started): Started => {
    stops.push(started.stop);
    return started;
  };
};
