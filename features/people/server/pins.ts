import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import type { Database } from '../../../platform/server/database.ts';
import { pinLockedUntil } from '../core/pin-rules.ts';

export const hashPin = (pin: string): Promise<string> => hashPassword(pin);

type Booking = { readonly hash: string; readonly failures: number };

/**
 * Books a try before the PIN is looked at, so that guesses sent at once are all counted. Where another try of the same
 * person came between, it is asked again: a double tap or two orders signed at once are no guesses.
 */
const bookTry = async (database: Pick<Database, 'query'>, personId: string, now: Instant): Promise<Booking | Refusal> => {
  for (let left = 20; left > 0; left -= 1) {
    const found = await database.query<{ failures: number; locked: string | null; hash: string | null }>(
      'select pin_failures as failures, pin_locked_until as locked, pin_hash as hash from people where id = $1 and ended_at is null',
      [personId],
      'pin-read',
    );
    const person = found[0];
    if (!person) return refuse('wrong-pin');
    if (person.hash === null) return refuse('pin-not-set');
    if (person.locked !== null && person.locked > now) return refuse('too-many-tries', { again: person.locked });
    const booked = await database.query(
      `update people set pin_failures = pin_failures + 1, pin_locked_until = $4
        where id = $1 and pin_failures = $2 and (pin_locked_until is null or pin_locked_until <= $3) returning id`,
      [personId, person.failures, now, pinLockedUntil(person.failures + 1, now)],
      'pin-book',
    );
    if (booked.length > 0) return { hash: person.hash, failures: person.failures + 1 };
  }
  return refuse('too-many-tries', { again: now });
};

/** Says whether this is the person's PIN; a wrong one slows that person, never the PC they stand at. */
export const verifyPin = async (database: Pick<Database, 'query'>, personId: string, pin: string, clock: Clock): Promise<'ok' | Refusal> => {
  const now = clock.now();
  const booked = await bookTry(database, personId, now);
  if ('ok' in booked) return booked;
  if (!(await verifyPassword({ hash: booked.hash, password: pin }))) {
    const until = pinLockedUntil(booked.failures, now);
    return refuse('wrong-pin', until ? { again: until } : {});
  }
  await database.query('update people set pin_failures = 0, pin_locked_until = null where id = $1', [personId], 'pin-right');
  return 'ok';
};
