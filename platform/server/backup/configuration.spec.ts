import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../config.ts';
import { configurationOf } from './configuration.ts';

describe('the settings in a backup', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('given passwords, by their name or a mistyped one, then none goes along; what is wanted on another machine does', () => {
    for (const [name, value] of Object.entries({ FOYER_BACKUP_AT: '03:15', FOYER_BACKUP_PASSPHRASE: 'secret words here', FOYER_BACKUP_PASSPRASE: 'secret words here', FOYER_METRICS_TOKEN: 'secret-secret-secret' })) vi.stubEnv(name, value);
    const text = configurationOf(parseConfig({})).map(({ body }) => body.toString()).join('');
    expect(text).toContain('FOYER_BACKUP_AT=03:15\n');
    expect(text).not.toContain('secret');
  });
});
