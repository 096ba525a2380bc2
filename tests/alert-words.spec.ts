import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TOPICS } from '../apps/core/topics.ts';

describe('who is told', () => {
  it('given everybody a ladder can name, then the settings and the log name them in both languages', () => {
    const [, zh = '', en = ''] = readFileSync(new URL('../features/alerts/web/alert-words.ts', import.meta.url), 'utf8').split(/const part(?:Zh|En): /).map((part) => part.split('\n')[0] ?? '');
    const parts = new Set([...TOPICS.values()].flatMap((topic) => topic.ladder).flatMap((rung) => rung.who).flatMap((who) => ('part' in who && who.part ? [who.part] : [])));
    expect(parts.size).toBeGreaterThan(5);
    expect([...parts].filter((part) => !zh.includes(`${part}: '`) || !en.includes(`${part}: '`))).toEqual([]);
  });
});
