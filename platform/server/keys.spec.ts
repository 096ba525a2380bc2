import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readKeys, rotateKey } from './keys.ts';

describe('keys of an installation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-keys-'));
  afterEach(() => rmSync(join(folder, 'keys'), { recursive: true, force: true }));
  const DAY = '2026-11-25T06:00:00.000Z';

  it('given a key changed twice, when its time is over, then only those still in time are known', () => {
    const first = readKeys(folder, 'codes', DAY).current;
    rotateKey(folder, 'codes', { until: '2026-12-01T00:00:00.000Z' });
    const second = readKeys(folder, 'codes', DAY).current;
    rotateKey(folder, 'codes', { until: '2026-12-10T00:00:00.000Z' });
    expect(readKeys(folder, 'codes', DAY).earlier).toEqual([second, first]);
    expect(readKeys(folder, 'codes', '2026-12-05T00:00:00.000Z').earlier).toEqual([second]);
    expect(readKeys(folder, 'codes', '2026-12-11T00:00:00.000Z').earlier).toEqual([]);
    expect(readKeys(folder, 'sessions', DAY).earlier).toEqual([]);
  });

  it('given a change that broke off before its end, when it is done again, then the key of before is kept and no half one is read', () => {
    const first = readKeys(folder, 'codes', DAY).current;
    writeFileSync(join(folder, 'keys', 'codes.next'), 'half');
    rotateKey(folder, 'codes', { until: '2026-12-01T00:00:00.000Z' });
    expect(readKeys(folder, 'codes', DAY).earlier).toEqual([first]);
    expect(readdirSync(join(folder, 'keys'))).toHaveLength(2);
  });
});
