import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { killRounds, VICTIMS } from '../../bench/kill-rounds.ts';
import { openFolder } from '../support/own-installation.ts';

describe('kill -9 at work', () => {
  const base = openFolder('kill');
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('given eight desks at work, when Foyer, its PostgreSQL and both are killed, then every acknowledged command is there once and every chain holds', async () => {
    const report = await killRounds({ dataDir: join(base, 'data'), rounds: VICTIMS.length });
    expect(report.rounds.map((round) => round.victim)).toEqual([...VICTIMS]);
    expect(report.acknowledged).toBeGreaterThan(20);
    expect(report.lost).toEqual([]);
    expect(report.faults).toEqual([]);
    expect(report.entries).toBeGreaterThanOrEqual(report.acknowledged);
  }, 120_000);
});
