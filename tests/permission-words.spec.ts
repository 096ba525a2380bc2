import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GRANTS } from '../apps/core/grants.ts';

describe('what a token may do', () => {
  it('given every permission a role can have, then the page of tokens names it in both languages', () => {
    const words = readFileSync(new URL('../features/people/web/account-words.ts', import.meta.url), 'utf8');
    expect([...GRANTS.keys()].filter((permission) => words.split(`'${permission}':`).length !== 3)).toEqual([]);
  });
});
