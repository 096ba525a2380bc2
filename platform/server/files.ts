import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import type { Database, Query } from './database.ts';
import { syncFile, syncFolder } from './durable-files.ts';
import { inCentre } from './file-place.ts';

/** A photo from a phone is shrunk before it is sent; this is what still may come. */
export const FILE_LIMIT = 12 * 1024 * 1024;
const LONGEST_SIDE = 2048;
/** A line of a pen on an empty ground spreads the values of at least one channel further than this. */
const BLANK_SPREAD = 2;

const isBlank = async (path: string): Promise<boolean> => (await sharp(path).stats()).channels.every((channel) => channel.stdev < BLANK_SPREAD);

export type FileRefusal = 'too-large' | 'type-not-allowed' | 'file-empty';
export type StoredFile = { readonly hash: string; readonly type: string; readonly size: number; /** One colour all over: nothing is drawn on it. */ readonly blank: boolean };

export { inCentre };

/** What the first bytes say a file is; the name and the header are not believed. */
const kindOf = (head: Buffer): 'image/jpeg' | 'image/png' | 'image/webp' | undefined => {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg';
  if (head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
  if (head.subarray(0, 4).toString('latin1') === 'RIFF' && head.subarray(8, 12).toString('latin1') === 'WEBP') return 'image/webp';
  return undefined;
};

/** Streams an upload to disk, stops at the limit, re-encodes the picture (which drops position and camera data), names it by hash. */
export const storeImage = async (input: { folder: string; siteId: string; body: Readable; limit?: number }): Promise<StoredFile | { refused: FileRefusal }> => {
  const limit = input.limit ?? FILE_LIMIT;
  const temporary = join(input.folder, 'incoming');
  await mkdir(temporary, { recursive: true });
  const path = join(temporary, randomUUID());
  let size = 0;
  let head: Buffer = Buffer.alloc(0);
  let refused: FileRefusal | undefined;
  try {
    await pipeline(
      input.body,
      async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          size += chunk.length;
          if (head.length < 16) {
            head = Buffer.concat([head, chunk]).subarray(0, 16);
            if (head.length >= 12 && !kindOf(head)) refused = 'type-not-allowed';
          }
          if (size > limit) refused = 'too-large';
          if (refused) throw new Error(refused);
          yield chunk;
        }
      },
      createWriteStream(path),
    ).catch((error: Error) => {
      if (!refused) throw error;
    });
    if (refused) return { refused };
    if (size === 0) return { refused: 'file-empty' };
    const kind = kindOf(head);
    if (!kind) return { refused: 'type-not-allowed' };
    const encoded = `${path}.out`;
    const picture = sharp(path, { failOn: 'error', limitInputPixels: 60_000_000 }).rotate().resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true });
    // Signatures are line drawings on a clear ground: they stay PNG.
    const written = await (kind === 'image/png' ? picture.png({ compressionLevel: 9 }) : picture.jpeg({ quality: 82 })).toFile(encoded).catch(() => undefined);
    if (!written) return { refused: 'type-not-allowed' };
    const hash = createHash('sha256');
    await pipeline(createReadStream(encoded), hash);
    const digest = hash.digest('hex');
    const target = inCentre(input.folder, input.siteId, digest);
    await mkdir(join(target, '..'), { recursive: true });
    // Whoever sent it throws theirs away when it is told to be here.
    await syncFile(encoded);
    await rename(encoded, target);
    await syncFolder(join(target, '..'));
    return { hash: digest, type: kind === 'image/png' ? 'image/png' : 'image/jpeg', size: (await stat(target)).size, blank: await isBlank(target) };
  } finally {
    await rm(path, { force: true });
    await rm(`${path}.out`, { force: true });
  }
};

const turnsOf = (lock: string): string => `select ${lock}(hashtextextended($1 || hash, 0)) from (select hash from unnest($2::text[]) hash order by hash) turns`;
/** Whoever takes pictures into a record, and whoever lets them go, in turn: what is found behind this stays until the transaction is over. */
export const holdFiles = (query: Query, siteId: string, hashes: readonly string[]): Promise<unknown> => query(turnsOf('pg_advisory_xact_lock_shared'), [siteId, hashes], 'files-hold');
/** The same for who lets them go: those who take them have ended, others wait. */
export const holdFilesAlone = (query: Query, siteId: string, hashes: readonly string[]): Promise<unknown> => query(turnsOf('pg_advisory_xact_lock'), [siteId, hashes], 'files-hold-alone');

/** Whoever sends a picture that is here already is a sender of it too: nobody learns from a refusal that another had it. */
export const recordFile = (database: Database, input: { folder: string; siteId: string; file: StoredFile; personId: string | null; now: string }): Promise<unknown> =>
  database.write([input.siteId], async (trx) => {
    await holdFiles(trx.query, input.siteId, [input.file.hash]);
    // The same picture of another record may have gone since this one was put there: then it is not kept, and is sent again.
    await access(inCentre(input.folder, input.siteId, input.file.hash));
    await trx.query(
      `with fresh as (insert into files (site_id, hash, type, size, added_by, added_at, blank) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning hash)
       insert into file_senders (site_id, hash, person_id) select $1, $2, $5 where not exists (select from fresh) on conflict do nothing`,
      [input.siteId, input.file.hash, input.file.type, input.file.size, input.personId, input.now, input.file.blank],
      'file-record',
    );
  });

/** Takes a file off the disk for good; one that is gone already is as wanted. */
export const removeFile = (folder: string, siteId: string, hash: string): Promise<void> => rm(inCentre(folder, siteId, hash), { force: true });

export const openFile = async (input: { folder: string; database: Database; siteId: string; hash: string }): Promise<{ type: string; size: number; stream: Readable } | undefined> => {
  const rows = await input.database.read([input.siteId], (reader) => reader.query<{ type: string; size: number }>('select type, size from files where site_id = $1 and hash = $2', [input.siteId, input.hash], 'file-find'));
  const row = rows[0];
  return row ? { ...row, stream: createReadStream(inCentre(input.folder, input.siteId, input.hash)) } : undefined;
};

/** A picture for paper, small enough for a sheet; undefined where the file is gone. */
export const readPicture = async (input: { folder: string; siteId: string; hash: string; longest: number }): Promise<Buffer | undefined> => {
  if (!/^[0-9a-f]{64}$/.test(input.hash)) return undefined;
  const data = await readFile(inCentre(input.folder, input.siteId, input.hash)).catch(() => undefined);
  return data && sharp(data).resize(input.longest, input.longest, { fit: 'inside', withoutEnlargement: true }).flatten({ background: '#ffffff' }).jpeg({ quality: 80 }).toBuffer();
};

/** Of these pictures those this person (null: a guest) sent to the centre, and whether anything is drawn on them: a hash alone opens no picture of another record. */
export const ownFiles = async (query: Query, siteId: string, hashes: readonly (string | undefined)[], personId: string | null): Promise<ReadonlyMap<string, { readonly blank: boolean }>> => {
  const asked = hashes.filter((hash) => hash !== undefined);
  if (asked.length === 0) return new Map();
  const [, own] = await Promise.all([
    holdFiles(query, siteId, asked),
    query<{ hash: string; blank: boolean }>(
      `select hash, blank from files f where site_id = $1 and hash = any ($2)
        and (added_by is not distinct from $3::uuid or exists (select from file_senders s where s.site_id = f.site_id and s.hash = f.hash and s.person_id is not distinct from $3::uuid))`,
      [siteId, asked, personId],
      'files-own',
    ),
  ]);
  return new Map(own.map(({ hash, blank }) => [hash, { blank }]));
};
