import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { killRounds } from '../../bench/kill-rounds.ts';
import { openFolder } from '../support/own-installation.ts';

describe('kill -9 at work', () => {
  const base = openFolder('kill');
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('given eight desks at work, when Foyer and its PostgreSQL are killed at once, then every acknowledged command is there once and every chain holds', async () => {
    const report = await killRounds({ dataDir: join(base, 'data'), rounds: 1, victims: ['both'] });
    expect(report.acknowledged).toBeGreaterThan(0);
    expect(report.lost).toEqual([]);
    expect(report.faults).toEqual([]);
    expect(report.entries).toBeGreaterThanOrEqual(report.acknowledged);
  }, 120_000);
});
