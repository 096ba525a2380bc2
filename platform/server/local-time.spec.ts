import { describe, expect, it } from 'vitest';
import { localTime } from './local-time.ts';

describe('a moment on the console', () => {
  it('given an instant, then it is told by this machine’s clock with its offset, and is the same instant', () => {
    const told = localTime('2026-11-23T18:30:07.250Z', 'millisecond');
    expect(told).toMatch(/^2026-11-2\dT\d{2}:\d{2}:07\.250[+-]\d{2}:\d{2}$/);
    expect(new Date(told).toISOString()).toBe('2026-11-23T18:30:07.250Z');
    expect(localTime('2026-11-23T18:30:07.250Z')).toMatch(/:07[+-]/);
  });
});
