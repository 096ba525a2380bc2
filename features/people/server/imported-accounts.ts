import { randomBytes } from 'node:crypto';
import type { Instant } from '../../../platform/core/instant.ts';
import type { Query } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { hashPassword, makePassword } from './person-store.ts';

export type OpenedAccount = { readonly name: string; readonly username: string; readonly password: string };

/**
 * Everybody who came has an account that nothing opens until somebody sets a password; the centre's administrators (or,
 * where there is none, its managers) are given a temporary one, so that somebody can.
 */
export const openImportedAccounts = async (query: Query, input: { siteId: string; now: Instant }): Promise<OpenedAccount[]> => {
  const { siteId, now } = input;
  const nobodys = await hashPassword(randomBytes(32).toString('hex'));
  const people = await query<{ id: string; name: string; username: string }>('select id, name, username from people where user_id is null order by id');
  for (const { id, name, username } of people)
    await query(
      `with account_user as (insert into auth_users (id, name, email, email_verified, username, display_username, created_at, updated_at) values ($2, $3, $4 || '@foyer.local', false, $4, $4, $5, $5)),
            account as (insert into auth_accounts (id, user_id, account_id, provider_id, password, created_at, updated_at) values ($6, $2, $2, 'credential', $7, $5, $5))
       update people set user_id = $2 where id = $1`,
      [id, randomBytes(16).toString('hex'), name, username, now, uuidv7(), nobodys],
    );
  const keepers = await query<{ name: string; username: string; userId: string }>(
    `with held as (select distinct p.id, p.name, p.username, p.user_id as "userId", m.role from memberships m join people p on p.id = m.person_id
                    where m.site_id = $1 and m.role in ('admin', 'property_manager') and not m.offered and p.ended_at is null and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2))
     select distinct name, username, "userId" from held where role = 'admin' or not exists (select from held where role = 'admin') order by username`,
    [siteId, now],
  );
  const opened: OpenedAccount[] = [];
  for (const { name, username, userId } of keepers) {
    const password = makePassword();
    await query(`update auth_accounts set password = $2, updated_at = $3 where user_id = $1 and provider_id = 'credential'`, [userId, await hashPassword(password), now]);
    opened.push({ name, username, password });
  }
  return opened;
};
