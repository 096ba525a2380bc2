import type { Database, Query } from './database.ts';
import { holdFilesAlone, removeFile } from './files.ts';

/** Tables that say which record holds which picture: (site_id, hash, …). */
export type FileHolders = { readonly database: Database; readonly filesFolder: string; readonly holders: readonly string[] };

/** Whether a record of any of these tables holds the picture. */
export const isHeld = async (query: Query, holders: readonly string[], siteId: string, hash: string): Promise<boolean> =>
  holders.length > 0 && (await query(holders.map((table) => `(select 1 from ${table} where site_id = $1 and hash = $2 limit 1)`).join(' union all '), [siteId, hash], 'file-held')).length > 0;

/** Lets pictures of one record go: its rows, and each picture itself that nothing else holds. It may run twice. */
export const letFilesGo = async (deps: FileHolders, input: { readonly siteId: string; readonly table: string; readonly column: string; readonly subject: string; readonly hashes: readonly string[] }): Promise<void> => {
  const { siteId, table, column, subject, hashes } = input;
  if (hashes.length === 0) return;
  await deps.database.write([siteId], async (trx) => {
    await holdFilesAlone(trx.query, siteId, hashes);
    await trx.query(`delete from ${table} where site_id = $1 and ${column} = $2 and hash = any ($3)`, [siteId, subject, [...hashes]], `${table}-let-go`);
    for (const hash of hashes) {
      if (await isHeld(trx.query, deps.holders, siteId, hash)) continue;
      await trx.query('delete from files where site_id = $1 and hash = $2', [siteId, hash], 'file-drop');
      // Before the commit: a process that dies here comes again and removes what is no longer there once more.
      await removeFile(deps.filesFolder, siteId, hash);
    }
  });
};
