import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEEPS } from '../apps/core/keeps.ts';

const ROOT = new URL('../', import.meta.url).pathname;

const titles = (): string[] =>
  ['features', 'platform', 'tests', 'apps'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.spec\.tsx?$/.test(name))
      .flatMap((name) => [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/\b(?:it|describe)(?:\.\w+)?(?:\([^()]*\))?\(\s*(['"`])(.*?)\1,/gs)].map((match) => match[2] ?? '')),
  );

describe('clauses and tests', () => {
  it('given the clauses the handbook calls kept, then each is named in the title of a test', () => {
    const all = titles().join('\n');
    expect(all.length).toBeGreaterThan(10_000);
    const kept = [...new Set(KEEPS.map((keep) => keep.clause))];
    expect(kept.length).toBeGreaterThan(40);
    expect(kept.filter((clause) => !new RegExp(`${clause}(?!\\d)`).test(all))).toEqual([]);
  });
});
