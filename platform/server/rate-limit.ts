import { createHash } from 'node:crypto';
import { addMinutes, type Instant } from '../core/instant.ts';
import type { Query } from './database.ts';

export type Limit = { readonly tries: number; readonly minutes: number };

/** Who guesses at what. Hashed, so that the table holds neither names nor addresses. */
export const guessKey = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\0')).digest('base64url');

/**
 * Takes one try before the secret is looked at, so that guesses sent at once are all counted.
 * Counted in the database: a restart or a second process gives no new tries.
 */
export const takeTry = async (query: Query, input: { key: string; limit: Limit; now: Instant }): Promise<{ ok: true } | { ok: false; again: Instant }> => {
  const rows = await query<{ count: number; again: Instant }>(
    `insert into sign_in_failures as f (key, count, window_ends_at) values ($1, 1, $3)
     on conflict (key) do update set
       count = case when f.window_ends_at <= $2 then 1 else least(f.count + 1, 1000000) end,
       window_ends_at = case when f.window_ends_at <= $2 then excluded.window_ends_at else f.window_ends_at end
     returning count, window_ends_at as again`,
    [input.key, input.now, addMinutes(input.now, input.limit.minutes)],
    'take-try',
  );
  const row = rows[0];
  return row && row.count > input.limit.tries ? { ok: false, again: row.again } : { ok: true };
};

/** The secret was right: the tries of this key are forgotten, and old rows of others with them. */
export const forgetTries = (query: Query, keys: readonly string[], now: Instant): Promise<unknown> =>
  query('delete from sign_in_failures where key = any ($1) or window_ends_at < $2', [keys, addMinutes(now, -24 * 60)], 'forget-tries');

/** A right answer uses up no try of a key that many people share. */
export const giveBackTry = (query: Query, key: string): Promise<unknown> =>
  query('update sign_in_failures set count = greatest(count - 1, 0) where key = $1', [key], 'give-back-try');
