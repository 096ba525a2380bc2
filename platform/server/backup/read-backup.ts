import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import tar from 'tar-stream';
import { manifestLine } from './archive-writer.ts';
import { decrypting, HEADER, MAGIC } from './backup-cipher.ts';
import { fileSource, type BackupSource } from './backup-target.ts';
import { ABOUT, about as aboutShape, BackupRefused, FORMAT, MANIFEST, type About } from './backup-format.ts';

export type Unpacked = { readonly about: About; readonly entries: number; readonly bytes: number };

const foreign = (): BackupRefused => new BackupRefused('foreign', '这不是前厅的备份（一个案场的导出请用 npm run import-centre）。 / This is no backup of Foyer (an exported centre goes in with npm run import-centre).');
const cutOff = (): BackupRefused => new BackupRefused('truncated', '备份文件不完整：请重新拷贝，或换一个备份。 / The backup is cut off: copy it again or take another.');
const altered = (name?: string): BackupRefused => new BackupRefused('altered', `备份文件被改动或读坏了${name ? `（${name}）` : ''}：请重新拷贝，或换一个备份。 / The backup was altered or is damaged${name ? ` (${name})` : ''}: copy it again or take another.`);

/** Who reads it must be able to use it: nothing is written before that is known. */
const readAbout = (text: string, known: { migrations: readonly string[]; postgres: string }): About => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw foreign();
  }
  const { what, format } = parsed as { what?: string; format?: number };
  if (what !== 'foyer-backup' || typeof format !== 'number') throw foreign();
  const newer = (which: string): BackupRefused => new BackupRefused('newer', `备份来自更新的前厅（${which}），请用那个版本恢复。 / The backup is of a newer Foyer (${which}): restore it with that one.`);
  if (format > FORMAT) throw newer(`${format}`);
  const read = aboutShape.safeParse(parsed);
  if (!read.success) throw foreign();
  const { database, program } = read.data;
  if (database.kind === 'embedded') {
    const unknown = database.migrations.find((name) => !known.migrations.includes(name));
    if (unknown) throw newer(`${program}, ${unknown}`);
    if (database.major !== known.postgres)
      throw new BackupRefused('other-postgres', `备份的数据属于 PostgreSQL ${database.major}，本程序自带的是 ${known.postgres}。 / The data of this backup is of PostgreSQL ${database.major}, this program brings ${known.postgres}.`);
  }
  return read.data;
};

const ABOUT_AT_MOST = 1024 * 1024;
const textOf = async (entry: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of entry) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > ABOUT_AT_MOST) throw foreign();
  }
  return Buffer.concat(chunks);
};

/** Only paths that stay inside; ours never have anything else. */
const isOurs = (name: string): boolean => name !== '' && !name.startsWith('/') && !name.includes('\\') && !name.includes(':') && name.split('/').every((part) => part !== '..' && part !== '.' && part !== '');

const opened = async (source: BackupSource, passphrase: string | undefined): Promise<{ from: number; cipher: Transform | undefined }> => {
  const chunks: Buffer[] = [];
  if (source.size > 0) for await (const chunk of source.read(0, Math.min(HEADER, source.size))) chunks.push(chunk);
  const header = Buffer.concat(chunks);
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return { from: 0, cipher: undefined };
  if (header.length < HEADER) throw cutOff();
  if (passphrase === undefined) throw new BackupRefused('passphrase-missing', '这个备份有口令：请设置 FOYER_BACKUP_PASSPHRASE。 / This backup has a passphrase: set FOYER_BACKUP_PASSPHRASE.');
  return { from: HEADER, cipher: await decrypting(passphrase, header) };
};

const fromFlow = (error: unknown, isKnown: boolean): unknown => {
  if (error instanceof BackupRefused) return error;
  const { code, message } = error as { code?: string; message: string };
  if (code === 'Z_BUF_ERROR' || /unexpected end of (?:file|data|input)/i.test(message)) return isKnown ? cutOff() : foreign();
  if (code?.startsWith('ZSTD_') || code?.startsWith('Z_') || /invalid tar header|checksum/i.test(message)) return isKnown ? altered() : foreign();
  return error;
};

/**
 * Unpacks a backup into a folder that is there and empty, and compares everything with the manifest. What it throws is a
 * BackupRefused, or a failure to write there.
 */
export const unpackBackup = async (input: {
  /** Its path, or where else it is read from. */
  file: string | BackupSource;
  into: string;
  passphrase: string | undefined;
  migrations: readonly string[];
  postgres: string;
  signal?: AbortSignal | undefined;
  onAbout?: (about: About) => void | Promise<void>;
  onBytes?: (read: { bytes: number; of: number }) => void;
}): Promise<Unpacked> => {
  const backup = typeof input.file === 'string' ? await fileSource(input.file) : input.file;
  const { from, cipher } = await opened(backup, input.passphrase);
  const extract = tar.extract();
  let taken = from;
  const taking = async function* (): AsyncGenerator<Buffer> {
    if (from >= backup.size) return;
    for await (const chunk of backup.read(from)) {
      taken += chunk.length;
      yield chunk;
    }
  };
  const source = Readable.from(taking(), { objectMode: false, highWaterMark: 1024 * 1024 });
  const unzip = createZstdDecompress();
  const stop = input.signal ? { signal: input.signal } : {};
  const feed = async (plain: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of plain) {
      input.onBytes?.({ bytes: taken, of: backup.size });
      if (!extract.write(chunk)) await once(extract, 'drain');
    }
    extract.end(undefined);
  };
  const flowing = cipher ? pipeline(source, cipher, unzip, feed, stop) : pipeline(source, unzip, feed, stop);
  let failure: unknown;
  flowing.catch((error: Error) => {
    failure ??= error;
    extract.destroy(error);
  });

  let about: About | undefined;
  let isWhole = false;
  let entries = 0;
  let bytes = 0;
  // Both lists are in the order of the file, so their hashes alone are compared, whatever their length.
  const seen = createHash('sha256');
  try {
    for await (const entry of extract) {
      const { name, type } = entry.header;
      if (about === undefined) {
        if (name !== ABOUT) throw foreign();
        const text = await textOf(entry as unknown as AsyncIterable<Buffer>);
        about = readAbout(text.toString('utf8'), input);
        await input.onAbout?.(about);
        seen.update(manifestLine(createHash('sha256').update(text).digest('hex'), text.length, name));
        entries += 1;
        continue;
      }
      if (name === MANIFEST) {
        const claimed = createHash('sha256');
        for await (const chunk of entry as unknown as AsyncIterable<Buffer>) claimed.update(chunk);
        if (!claimed.digest().equals(seen.copy().digest())) throw altered(MANIFEST);
        isWhole = true;
        continue;
      }
      const path = type === 'directory' ? name.replace(/\/$/, '') : name;
      if (isWhole || !isOurs(path) || (type !== 'file' && type !== 'directory')) throw altered(name.slice(0, 200));
      if (type === 'directory') {
        await mkdir(join(input.into, path), { recursive: true, mode: 0o700 });
        entry.resume();
        seen.update(manifestLine('-', 0, `${path}/`));
      } else {
        const hash = createHash('sha256');
        await mkdir(dirname(join(input.into, path)), { recursive: true, mode: 0o700 });
        await pipeline(
          Readable.from(entry as unknown as AsyncIterable<Buffer>),
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              hash.update(chunk);
              bytes += chunk.length;
              yield chunk;
            }
          },
          // PostgreSQL syncs its own folder when it recovers.
          createWriteStream(join(input.into, path), { mode: 0o600, flush: !path.startsWith('pg/data/') }),
        );
        seen.update(manifestLine(hash.digest('hex'), entry.header.size ?? 0, name));
      }
      entries += 1;
    }
    await flowing;
  } catch (error) {
    source.destroy();
    throw fromFlow(failure ?? error, about !== undefined);
  }
  if (about === undefined) throw foreign();
  if (!isWhole) throw cutOff();
  return { about, entries, bytes };
};
