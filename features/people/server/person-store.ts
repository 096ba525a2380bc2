import { randomBytes, randomInt } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { pinyin } from 'pinyin-pro';
import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { Query } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';

/** Sorting and finding by sound: `王师傅` → `wang shi fu`, `wsf`. The surname is read as a surname (单 = shàn). */
export const soundOf = (name: string): { pinyin: string; initials: string } => {
  const parts = pinyin(name, { toneType: 'none', type: 'array', surname: 'head', nonZh: 'consecutive', v: true }).map((part) => part.trim().toLowerCase()).filter(Boolean);
  return { pinyin: parts.join(' '), initials: parts.map((part) => [...part][0] ?? '').join('') };
};

/** Without letters and digits that are mistaken for one another when read out or written down. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
export const makePassword = (): string => {
  const letters = Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
};

export { hashPassword };

export type NewPerson = {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly employeeNo?: string | undefined;
  readonly phone?: string | undefined;
  readonly language?: 'zh' | 'en';
  /** Hashed by better-auth's own function, so that its sign-in accepts it. */
  readonly passwordHash: string;
  readonly passwordTemporary: boolean;
  readonly pinHash?: string | undefined;
};

/** The person and the account, in one statement. */
export const insertPerson = (query: Query, person: NewPerson, now: Instant): Promise<unknown> => {
  const sound = soundOf(person.name);
  return query(
    `with account_user as (
       insert into auth_users (id, name, email, email_verified, username, display_username, created_at, updated_at)
       values ($9, $2, $5 || '@foyer.local', false, $5, $5, $13, $13)),
     account as (
       insert into auth_accounts (id, user_id, account_id, provider_id, password, created_at, updated_at)
       values ($14, $9, $9, 'credential', $10, $13, $13))
     insert into people (id, name, pinyin, initials, username, employee_no, phone, language, user_id, pin_hash, password_temporary, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $11, $12, $13)`,
    [
      person.id, person.name, sound.pinyin, sound.initials, person.username, person.employeeNo ?? null, person.phone ?? null, person.language ?? 'zh',
      randomBytes(16).toString('hex'), person.passwordHash, person.pinHash ?? null, person.passwordTemporary, now, uuidv7(),
    ],
    'person-insert',
  );
};

export type NewMembership = {
  readonly siteId: string;
  readonly personId: string;
  readonly roles: readonly Role[];
  readonly skills: readonly string[];
  readonly lent: boolean;
  readonly offered?: boolean;
  readonly from: Instant;
  readonly until?: Instant | undefined;
};

/** Gives roles in a centre; a role held before and ended starts anew, the journal keeps what was. */
export const putMembership = (query: Query, membership: NewMembership): Promise<unknown> =>
  query(
    `insert into memberships (site_id, person_id, role, skills, lent, offered, valid_from, valid_until)
     select $1, $2, r, $4, $5, $6, $7, $8 from unnest($3::text[]) r
     on conflict (site_id, person_id, role) do update set skills = excluded.skills, lent = excluded.lent, offered = excluded.offered,
       valid_from = case when memberships.valid_until is null or memberships.valid_until > excluded.valid_from then memberships.valid_from else excluded.valid_from end,
       valid_until = excluded.valid_until`,
    [
      membership.siteId, membership.personId, [...membership.roles], [...membership.skills], membership.lent, membership.offered ?? false,
      membership.from, membership.until ?? null,
    ],
    'membership-put',
  );
