import { describe, expect, it } from 'vitest';
import { testClock } from './clock.ts';
import type { Database } from './database.ts';
import { createSessions, newToken, TOKEN_PREFIX } from './sessions.ts';

describe('who is remembered to be signed in', () => {
  it('given somebody ended or given another role while it is read who they are, when they ask again, then it is read again', async () => {
    const person = { person_id: 'p', name: '陈晓梅', username: 'desk', language: 'zh', password_temporary: false, scopes: ['repairs.read'], device_id: null, site_id: null };
    const answers = [Promise.withResolvers<(typeof person)[]>(), Promise.withResolvers<(typeof person)[]>()];
    let asked = 0;
    const query = (_text: string, _values: unknown, name: string) => (name === 'find-caller' ? answers[asked++]?.promise : Promise.resolve([]));
    const sessions = createSessions({ database: { query } as unknown as Database, clock: testClock('2026-11-23T06:00:00.000Z'), secret: 's' });
    const authorization = `Bearer ${TOKEN_PREFIX}${newToken()}`;
    const first = sessions.resolve({ authorization });
    sessions.drop('p');
    answers[0]?.resolve([person]);
    expect((await first)?.personId).toBe('p');
    answers[1]?.resolve([]);
    expect(await sessions.resolve({ authorization })).toBeUndefined();
  });
});
