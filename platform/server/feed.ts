import type { Database } from './database.ts';

/** `epoch.xid.seq`: a pair, because sequence numbers are taken before commits are seen. */
export type Cursor = { readonly epoch: string; readonly xid: string; readonly seq: number };

export type Change = { readonly siteId: string; readonly feature: string; readonly subject: string; readonly event: string; readonly xid: string; readonly seq: number };

export const writeCursor = (cursor: Cursor): string => `${cursor.epoch}.${cursor.xid}.${cursor.seq}`;
export const parseCursor = (text: string | undefined): Cursor | undefined => {
  const match = /^([0-9a-f-]{36})\.(\d{1,20})\.(\d{1,16})$/.exec(text ?? '');
  return match ? { epoch: match[1] ?? '', xid: match[2] ?? '0', seq: Number(match[3]) } : undefined;
};

/** The place right behind everything committed so far. */
export const headCursor = async (database: Database): Promise<Cursor> => {
  const rows = await database.query<{ epoch: string; xid: string }>(
    'select epoch, feed_horizon()::text as xid from installation',
    [],
    'feed-head',
  );
  const row = rows[0];
  if (!row) throw new Error('The database is not initialised.');
  // Everything below the horizon is committed and seen; what is at or above it comes next.
  return { epoch: row.epoch, xid: row.xid, seq: 0 };
};

type Page = { reset: true } | { reset: false; changes: Change[]; cursor: Cursor };

const pageOf = (epoch: string | undefined, changes: Change[], after: Cursor): Page => {
  if (epoch !== after.epoch) return { reset: true };
  const last = changes.at(-1);
  return { reset: false, changes, cursor: last ? { epoch: after.epoch, xid: last.xid, seq: last.seq } : after };
};

/**
 * Changes of all centres after a cursor, in one order: for the process that sorts them to its streams, each by the rights
 * of its person. A page costs what it holds; who asks for a few centres over a long time asks `readChanges`.
 */
export const readAllChanges = async (database: Database, input: { after: Cursor; atMost: number }): Promise<Page> => {
  const [epochs, rows] = await Promise.all([
    database.query<{ epoch: string }>('select epoch from installation', [], 'feed-epoch'),
    database.query<Change>(`select site_id as "siteId", feature, subject, event, xid::text as xid, seq from feed_since($1::xid8, $2, $3)`, [input.after.xid, input.after.seq, input.atMost], 'feed-all'),
  ]);
  return pageOf(epochs[0]?.epoch, rows, input.after);
};

/**
 * What a feature journals under a name that begins with `sealed:` is told to nobody: that something happened would say
 * too much already. Its few readers ask for themselves.
 *
 * Changes of some centres after a cursor, read below the oldest transaction of this database that still runs, so that a slow commit is never skipped.
 * Says `reset` when the installation is not the one the cursor came from.
 */
export const readChanges = async (
  database: Database,
  input: { sites: readonly string[]; after: Cursor; atMost: number },
): Promise<Page> =>
  database.read(input.sites, async (reader) => {
    const [epochs, rows] = await Promise.all([
      reader.query<{ epoch: string }>('select epoch from installation', [], 'feed-epoch'),
      reader.query<Change>(
        `select c.* from unnest($1::uuid[]) as s (site_id)
           cross join lateral (
             select j.site_id as "siteId", j.feature, j.subject, j.event, j.xid::text as xid, j.seq
               from journal j
              where j.site_id = s.site_id and (j.xid, j.seq) > ($2::xid8, $3::bigint)
                and j.xid < (select feed_horizon()) and j.feature not like 'sealed:%'
              order by j.xid, j.seq limit $4) c
          order by c.xid::xid8, c.seq limit $4`,
        [input.sites, input.after.xid, input.after.seq, input.atMost],
        'feed-read',
      ),
    ]);
    return pageOf(epochs[0]?.epoch, rows, input.after);
  });
