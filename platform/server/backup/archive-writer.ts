import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, opendir, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createZstdCompress } from 'node:zlib';
import tar from 'tar-stream';
import { encrypting } from './backup-cipher.ts';
import { MANIFEST } from './backup-format.ts';

const CHUNK = 512 * 1024;
const ZEROS = Buffer.alloc(64 * 1024);

export type Written = { readonly entries: number; readonly bytes: number };

export type ArchiveWriter = {
  addBytes(name: string, body: Buffer): Promise<void>;
  addFolder(name: string): Promise<void>;
  /** As long as the file is now, whatever is written to it meanwhile; answers the hash of what went in, nothing when it is no longer there. */
  addFile(name: string, path: string): Promise<string | undefined>;
  /** Writes the manifest and waits until all is on disk. */
  finish(): Promise<void>;
  abandon(error: Error): Promise<void>;
  written(): Written;
};

export const manifestLine = (hash: string, size: number, name: string): string => `${hash} ${size} ${name}\n`;

/**
 * Streams entries into one file, or into `out`; then only the list of what went in lies beside `path` meanwhile. After each half megabyte it rests for so many times as long as that took, so that a
 * backup beside the running program leaves it the disk and the processor.
 */
export const openArchive = async (path: string, options: { out?: Writable | undefined; passphrase?: string | undefined; rest?: number; signal?: AbortSignal | undefined; onBytes?: ((written: Written) => void) | undefined }): Promise<ArchiveWriter> => {
  const lines = `${path}.manifest`;
  const list = createWriteStream(lines, { mode: 0o600, flags: 'wx' });
  await once(list, 'open');
  const pack = tar.pack();
  // A level that a small PC compresses faster than it writes; the checksum tells a flipped bit.
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } });
  const out = options.out ?? createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true });
  const cipher = options.passphrase === undefined ? undefined : await encrypting(options.passphrase);
  const source = Readable.from(pack as AsyncIterable<Buffer>);
  const flowing = cipher ? pipeline(source, compress, cipher, out) : pipeline(source, compress, out);
  let failure: Error | undefined;
  flowing.catch((error: Error) => {
    failure ??= error;
    pack.destroy(error);
  });
  // A full disk ends the list as well: without a listener it would end the whole program.
  list.on('error', (error) => {
    failure ??= error;
    pack.destroy(error);
  });
  let entries = 0;
  let bytes = 0;

  const check = (): void => {
    options.signal?.throwIfAborted();
    if (failure) throw failure;
  };
  const note = async (name: string, hash: string, size: number): Promise<void> => {
    if (!list.write(manifestLine(hash, size, name))) await once(list, 'drain');
    entries += 1;
  };
  const send = async (entry: NodeJS.WritableStream, chunk: Buffer): Promise<void> => {
    check();
    if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), flowing]);
    bytes += chunk.length;
    options.onBytes?.({ entries, bytes });
  };

  /** Answers the hash of what went in. */
  const addStream = async (name: string, size: number, chunks: AsyncIterable<Buffer>): Promise<string> => {
    check();
    const { promise: done, resolve, reject } = Promise.withResolvers<void>();
    done.catch(() => undefined);
    flowing.catch(reject);
    const entry = pack.entry({ name, size, mode: 0o600 }, (error) => (error ? reject(error) : resolve()));
    // Told by the callback too; without a listener a stop in the middle of a file would end the whole program.
    entry.on('error', reject);
    const hash = createHash('sha256');
    let left = size;
    for await (const chunk of chunks) {
      const from = performance.now();
      hash.update(chunk);
      await send(entry, chunk);
      left -= chunk.length;
      if (options.rest && chunk.length === CHUNK) await sleep(Math.min((performance.now() - from) * options.rest, 200));
    }
    // A file that shrank while it was read: what is gone reads as zeros, which the log of changes puts right.
    for (; left > 0; left -= ZEROS.length) {
      const zeros = ZEROS.subarray(0, Math.min(left, ZEROS.length));
      hash.update(zeros);
      await send(entry, zeros);
    }
    entry.end(undefined);
    await done;
    return hash.digest('hex');
  };

  const chunksOf = async function* (file: FileHandle, size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < size; ) {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.allocUnsafe(Math.min(CHUNK, size - at)), position: at });
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  };

  const addFile: ArchiveWriter['addFile'] = async (name, from) => {
    let file: FileHandle;
    try {
      file = await open(from, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      const { size } = await file.stat();
      const hash = await addStream(name, size, chunksOf(file, size));
      await note(name, hash, size);
      return hash;
    } finally {
      await file.close();
    }
  };

  return {
    addBytes: async (name, body) => {
      await note(name, await addStream(name, body.length, (async function* () { yield body; })()), body.length);
    },
    addFolder: async (name) => {
      check();
      pack.entry({ name: `${name}/`, type: 'directory', mode: 0o700 });
      await note(`${name}/`, '-', 0);
    },
    addFile,
    finish: async () => {
      list.end();
      await once(list, 'close');
      check();
      const file = await open(lines, 'r');
      try {
        const { size } = await file.stat();
        await addStream(MANIFEST, size, chunksOf(file, size));
      } finally {
        await file.close();
      }
      pack.finalize();
      await flowing;
      await rm(lines, { force: true });
    },
    abandon: async (error) => {
      pack.on('error', () => undefined);
      pack.destroy(error);
      list.destroy();
      await flowing.catch(() => undefined);
      await Promise.all([rm(path, { force: true }), rm(lines, { force: true })]);
    },
    written: () => ({ entries, bytes }),
  };
};

/** A folder's content, folders before what is in them; without memory for the whole. Links and sockets are left out. */
export const walk = async function* (folder: string, isWanted: (relative: string, isFolder: boolean) => boolean, under = ''): AsyncGenerator<{ path: string; isFolder: boolean }> {
  for await (const entry of await opendir(join(folder, under))) {
    const path = under ? `${under}/${entry.name}` : entry.name;
    const isFolder = entry.isDirectory();
    if (!(isFolder || entry.isFile()) || !isWanted(path, isFolder)) continue;
    yield { path, isFolder };
    if (isFolder) yield* walk(folder, isWanted, path);
  }
};
