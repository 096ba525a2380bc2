import { timingSafeEqual } from 'node:crypto';
import { DEVICE_COOKIE, readCookie } from '../../../platform/server/cookies.ts';
import type { Database } from '../../../platform/server/database.ts';
import { hashToken } from '../../../platform/server/sessions.ts';

export type DeskDevice = { readonly id: string; readonly siteId: string; readonly name: string };

export const deviceCookieValue = (input: { siteId: string; id: string; secret: string }): string => `${input.siteId}.${input.id}.${input.secret}`;

/** The enrolled PC a request comes from, if its cookie is genuine and was not withdrawn. */
export const deviceOf = async (database: Database, cookies: string | undefined): Promise<DeskDevice | undefined> => {
  const match = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.([\w-]{43})$/.exec(readCookie(cookies, DEVICE_COOKIE) ?? '');
  const [, siteId, id, secret] = match ?? [];
  if (!siteId || !id || !secret || siteId.replaceAll('-', '').length !== 32 || id.replaceAll('-', '').length !== 32) return undefined;
  const rows = await database.read([siteId], (reader) =>
    reader.query<{ name: string; hash: Buffer }>(
      'select name, secret_hash as hash from enrolled_devices where site_id = $1 and id = $2 and revoked_at is null',
      [siteId, id],
      'device-read',
    ),
  );
  const row = rows[0];
  return row && timingSafeEqual(row.hash, hashToken(secret)) ? { id, siteId, name: row.name } : undefined;
};
