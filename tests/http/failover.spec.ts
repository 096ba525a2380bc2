import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { failOver } from '../../bench/failover-run.ts';
import { openFolder } from '../support/own-installation.ts';

describe('a primary that fails over', () => {
  const base = openFolder('failover');
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('given eight desks at work on a primary with a synchronous standby, when it is killed and the standby promoted, then nothing acknowledged is lost or twice there, every chain holds and work goes on by itself', async () => {
    const report = await failOver(base);
    expect(report.before).toBeGreaterThan(20);
    expect(report.after).toBeGreaterThan(20);
    expect(report.lost).toEqual([]);
    expect(report.faults).toEqual([]);
    // A commit nobody but the primary knows of is not told as done.
    expect(report.brokenOff).toBe(0);
  }, 120_000);
});
