import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { LOG_HEADER, LOG_MAGIC, logOpener, type LogOpener, type LogSealer } from '../backup/backup-cipher.ts';
import { BackupRefused } from '../backup/backup-format.ts';
import { syncFolder } from '../durable-files.ts';
import { archivedName, startOf, type Archived } from './log-names.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const PACKING = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } };

/** In a thread of its own: a piece has sixteen megabytes, and people wait for the loop. */
export const hashOf = async (body: Buffer<ArrayBuffer>): Promise<string> => Buffer.from(await crypto.subtle.digest('SHA-256', body)).toString('hex').slice(0, 32);

/** Whole or not at all: under another name until it is on the disk. */
export const writePiece = async (folder: string, piece: Omit<Archived, 'name' | 'isEncrypted'>, body: Buffer<ArrayBuffer>, seal: LogSealer | undefined): Promise<string> => {
  const name = archivedName({ ...piece, isEncrypted: seal !== undefined });
  const part = join(folder, `${piece.segment}.part`);
  const packed = await compress(body, PACKING);
  try {
    const file = await open(part, 'w', 0o600);
    try {
      const parts: AsyncIterable<Buffer> = seal ? Readable.from([packed]).pipe(seal(piece.segment)) : Readable.from([packed]);
      for await (const bytes of parts) await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, join(folder, name));
    await syncFolder(folder);
    return name;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
};

const altered = (name: string): BackupRefused => new BackupRefused('log-altered', `归档的日志不完整或被改动：${name}。 / A piece of the archived log is cut off or altered: ${name}.`);

const passphraseMissing = (): BackupRefused => new BackupRefused('passphrase-missing', '归档的日志有口令：请设置 FOYER_BACKUP_PASSPHRASE。 / The archived log has a passphrase: set FOYER_BACKUP_PASSPHRASE.');

/** Told by the head of one piece, before hours are spent on the rest. */
export const checkPassphrase = async (folder: string, piece: Archived, passphrase: string | undefined): Promise<void> => {
  if (!piece.isEncrypted) return;
  if (passphrase === undefined) throw passphraseMissing();
  const file = await open(join(folder, piece.name), 'r');
  try {
    await logOpener(passphrase)((await file.read({ buffer: Buffer.alloc(LOG_HEADER), position: 0 })).buffer, piece.segment);
  } finally {
    await file.close();
  }
};

/** Undone and compared with its name; `system` is the cluster it must be of. */
export const readPiece = async (folder: string, piece: Archived, expected: { opener: LogOpener | undefined; size: bigint; system: bigint | undefined }): Promise<Buffer<ArrayBuffer>> => {
  let packed: Buffer = await readFile(join(folder, piece.name));
  const isSealed = packed.subarray(0, LOG_MAGIC.length).equals(LOG_MAGIC);
  if (isSealed && !expected.opener) throw passphraseMissing();
  if (isSealed !== piece.isEncrypted) throw altered(piece.name);
  let body: Buffer<ArrayBuffer>;
  try {
    if (isSealed && expected.opener) {
      const parts: Buffer[] = [];
      const cipher = await expected.opener(packed.subarray(0, LOG_HEADER), piece.segment);
      await pipeline(Readable.from([packed.subarray(LOG_HEADER)]), cipher, async (plain: AsyncIterable<Buffer>) => {
        for await (const bytes of plain) parts.push(bytes);
      });
      packed = Buffer.concat(parts);
    }
    body = Buffer.from(await decompress(packed, { maxOutputLength: Number(expected.size) }));
  } catch (error) {
    if (error instanceof BackupRefused && error.code === 'passphrase-wrong') throw error;
    throw altered(piece.name);
  }
  const isOfPlace = body.length === Number(expected.size) && body.readBigUInt64LE(8) === startOf(piece.segment, expected.size) && (expected.system === undefined || body.readBigUInt64LE(24) === expected.system);
  if (!isOfPlace || (await hashOf(body)) !== piece.hash) throw altered(piece.name);
  return body;
};

/** The first page of a segment names the cluster whose log it is. */
export const systemOf = async (path: string): Promise<bigint> => {
  const file = await open(path, 'r');
  try {
    return (await file.read({ buffer: Buffer.alloc(40), position: 0 })).buffer.readBigUInt64LE(24);
  } finally {
    await file.close();
  }
};
