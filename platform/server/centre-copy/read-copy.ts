import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import tar from 'tar-stream';
import { manifestLine } from '../backup/archive-writer.ts';
import { MANIFEST } from '../backup/backup-format.ts';
import { ABOUT, about as aboutShape, COPY_FORMAT, CopyRefused, COUNTS, counts as countsShape, fileOf, JOBS, partOf, type About, type Counts } from './copy-format.ts';

/** Larger than any part of ours by far; a file that claims more is none of ours. */
const PART_AT_MOST = 512 * 1024 * 1024;

const foreign = (): CopyRefused => new CopyRefused('foreign', '这不是前厅的案场导出（整机备份请用 npm run restore）。 / This is no export of a centre of Foyer (a backup goes in with npm run restore).');
const cutOff = (at: string): CopyRefused => new CopyRefused('truncated', `导出文件不完整，断在 ${at}。 / The export is cut off, in ${at}.`);
const altered = (at: string): CopyRefused => new CopyRefused('altered', `导出文件被改动：${at} / The export was altered: ${at}`);

const parse = <T>(shape: { safeParse(value: unknown): { success: true; data: T } | { success: false } }, text: string): T | undefined => {
  try {
    const read = shape.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
};

/** Who takes it in must know it: nothing is written before that is certain. */
const readAbout = (text: string, known: readonly string[]): About => {
  let raw: { what?: unknown; format?: unknown };
  try {
    raw = JSON.parse(text) as typeof raw;
  } catch {
    throw foreign();
  }
  if (raw?.what !== 'foyer-centre' || typeof raw.format !== 'number') throw foreign();
  const newer = (which: string): CopyRefused => new CopyRefused('newer', `导出来自更新的前厅（${which}），请用那个版本导入。 / The export is of a newer Foyer (${which}): import it with that one.`);
  if (raw.format > COPY_FORMAT) throw newer(`${raw.format}`);
  const about = parse(aboutShape, text);
  if (!about) throw altered(ABOUT);
  const unknown = about.migrations.find((name) => !known.includes(name));
  if (unknown) throw newer(`${about.program}, ${unknown}`);
  return about;
};

export type Contents = {
  /** Before anything else; what it throws ends the reading. */
  onAbout?(about: About): Promise<void> | void;
  onPart?(table: string, lines: readonly string[], name: string): Promise<void>;
  onFile?(hash: string, body: AsyncIterable<Buffer>): Promise<void>;
  onJobs?(lines: readonly string[]): Promise<void>;
};
export type CopyRead = { readonly about: About; readonly counts: Counts; /** Of the whole file. */ readonly hash: string; readonly bytes: number };

const wholeOf = async (entry: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of entry) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > PART_AT_MOST) throw foreign();
  }
  return Buffer.concat(chunks, length);
};
const linesOf = (body: Buffer): string[] => body.toString('utf8').split('\n').filter((line) => line !== '');

const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** What begins as ours does and cannot be unpacked was ours once. */
const look = async (file: string): Promise<{ size: number; isPacked: boolean }> => {
  const handle = await open(file, 'r').catch(() => {
    throw new CopyRefused('foreign', `找不到 ${file} / No such file: ${file}`);
  });
  try {
    return { size: (await handle.stat()).size, isPacked: (await handle.read({ buffer: Buffer.alloc(4), position: 0 })).buffer.equals(ZSTD) };
  } finally {
    await handle.close();
  }
};

/**
 * Reads an export from its beginning to its end and compares every member with the manifest. Whoever writes anything
 * reads it once without writing first: only then is it known to be whole.
 */
export const readCopy = async (input: { file: string; migrations: readonly string[]; contents?: Contents; signal?: AbortSignal | undefined; onBytes?: ((read: { bytes: number; of: number }) => void) | undefined }): Promise<CopyRead> => {
  const { contents = {} } = input;
  const { size, isPacked } = await look(input.file);
  const extract = tar.extract();
  const source = createReadStream(input.file, { highWaterMark: 1024 * 1024 });
  const whole = createHash('sha256');
  let isSourceRead = false;
  const feed = async (plain: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of plain) {
      input.onBytes?.({ bytes: source.bytesRead, of: size });
      if (!extract.write(chunk)) await once(extract, 'drain');
    }
    extract.end(undefined);
  };
  const hashed = async function* (raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of raw) {
      whole.update(chunk);
      yield chunk;
    }
    isSourceRead = true;
  };
  const flowing = pipeline(source, hashed, createZstdDecompress(), feed, input.signal ? { signal: input.signal } : {});
  let failure: unknown;
  flowing.catch((error: Error) => {
    failure ??= error;
    extract.destroy(error);
  });

  // What went wrong with what was read is no fault of the file, unless the file broke off under it.
  let ofReader: unknown;
  const hand = async (work: Promise<void> | void | undefined): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (failure === undefined) ofReader = error;
      throw error;
    }
  };
  let about: About | undefined;
  let counts: Counts | undefined;
  let isWhole = false;
  let at = ABOUT;
  const seen: string[] = [];
  try {
    for await (const entry of extract) {
      const { name, type } = entry.header;
      at = name.slice(0, 200);
      const body = entry as unknown as AsyncIterable<Buffer>;
      if (isWhole || type !== 'file' || (about === undefined && name !== ABOUT)) throw about === undefined ? foreign() : altered(at);
      const hash = createHash('sha256');
      const table = partOf(name);
      const file = fileOf(name);
      if (name === MANIFEST) {
        const claimed = (await wholeOf(body)).toString('utf8');
        const lines = claimed.split('\n');
        const wrong = seen.findIndex((line, index) => line !== `${lines[index]}\n`);
        if (wrong >= 0) throw altered(seen[wrong]?.trim().split(' ').slice(2).join(' ') ?? MANIFEST);
        if (claimed !== seen.join('')) throw altered(MANIFEST);
        isWhole = true;
        continue;
      }
      if (file !== undefined) {
        const chunks = async function* (): AsyncGenerator<Buffer> {
          for await (const chunk of body) {
            hash.update(chunk);
            yield chunk;
          }
        };
        if (contents.onFile) await hand(contents.onFile(file, chunks()));
        else for await (const _chunk of chunks()) continue;
      } else {
        const read = await wholeOf(body);
        hash.update(read);
        if (name === ABOUT) {
          if (about !== undefined) throw altered(at);
          about = readAbout(read.toString('utf8'), input.migrations);
          await hand(contents.onAbout?.(about));
        } else if (name === COUNTS) counts = parse(countsShape, read.toString('utf8'));
        else if (name === JOBS) await hand(contents.onJobs?.(linesOf(read)));
        else if (table === undefined) throw altered(at);
        else if (contents.onPart) await hand(contents.onPart(table, linesOf(read), name));
      }
      seen.push(manifestLine(hash.digest('hex'), entry.header.size ?? 0, name));
    }
    await flowing;
  } catch (error) {
    source.destroy();
    const cause = ofReader ?? (error instanceof CopyRefused ? error : (failure ?? error));
    if (ofReader !== undefined || cause instanceof CopyRefused) throw cause;
    const { code, message } = cause as { code?: string; message: string };
    if (input.signal?.aborted) throw new CopyRefused('stopped', '已中止，什么也没有写入。 / Stopped; nothing was written.');
    if (code === 'Z_BUF_ERROR' || /unexpected end of (?:file|data|input)/i.test(message)) throw about || isPacked ? cutOff(at) : foreign();
    if (code?.startsWith('ZSTD_') || code?.startsWith('Z_') || /invalid tar header|checksum/i.test(message)) throw about || isPacked ? altered(isSourceRead && isWhole ? MANIFEST : at) : foreign();
    throw cause;
  }
  if (about === undefined) throw isPacked && size < 64 ? cutOff(at) : foreign();
  if (!isWhole) throw cutOff(at);
  if (counts === undefined) throw altered(COUNTS);
  return { about, counts, hash: whole.digest('hex'), bytes: size };
};
