import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FEED_READERS } from '../apps/core/feed-readers.ts';
import { GRANTS } from '../apps/core/grants.ts';

describe('what a token may do', () => {
  it('given every permission a role can have, then the page of tokens names it in both languages', () => {
    const words = readFileSync(new URL('../features/people/web/account-words.ts', import.meta.url), 'utf8');
    expect([...GRANTS.keys()].filter((permission) => words.split(`'${permission}':`).length !== 3)).toEqual([]);
  });
});

describe('whom the feed tells', () => {
  it('given every feature that journals, then it is said who hears of it, by permissions that are there; of what is sealed nobody does', () => {
    const root = new URL('../', import.meta.url);
    const journaled = new Set(globSync('features/*/server/**/*.ts', { cwd: root }).flatMap((path) => [...readFileSync(new URL(path, root), 'utf8').matchAll(/^ +feature: '([^']+)',$/gm)].map((match) => match[1] ?? '')));
    expect(journaled.size).toBeGreaterThan(15);
    expect([...journaled].filter((feature) => FEED_READERS.has(feature) === feature.startsWith('sealed:'))).toEqual([]);
    expect([...FEED_READERS.values()].flat().filter((permission) => !GRANTS.has(permission))).toEqual([]);
  });
});
