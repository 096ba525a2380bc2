import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../', import.meta.url).pathname;
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('what a token may do', () => {
  it('given every permission an endpoint asks for, then the page of tokens names it in both languages', () => {
    const asked = new Set(globSync(['features/*/core/*.ts', 'platform/core/*.ts', 'apps/server/*.ts'], { cwd: ROOT }).flatMap((file) => [...read(file).matchAll(/permission: '([\w-]+\.[\w-]+)'/g)].map((match) => match[1] ?? '')));
    const words = read('features/people/web/account-words.ts');
    expect(asked.size).toBeGreaterThan(60);
    expect([...asked].filter((permission) => words.split(`'${permission}':`).length !== 3)).toEqual([]);
  });
});
