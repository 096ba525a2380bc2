import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { BackupRefused } from './backup-format.ts';

export const MAGIC = Buffer.from('FOYERBK1');
const SALT = 16;
const TAG = 16;
/** Magic, salt, cost. */
const BOUND = MAGIC.length + SALT + 1;
/** And the proof of the passphrase. */
export const HEADER = BOUND + TAG;
/** A piece of the database's log; what makes its own key follows. */
export const LOG_MAGIC = Buffer.from('FOYERLG1');
export const LOG_HEADER = HEADER + SALT;
const CHUNK = 256 * 1024;
// 128 MB and about half a second: a person waits once, a guesser for ever.
const COST = 17;
const COST_AT_MOST = 20;

const deriveKey = (passphrase: string, salt: Buffer, cost: number): Promise<Buffer> =>
  new Promise((done, fail) => {
    // The same words typed on another keyboard may be composed differently.
    scrypt(passphrase.normalize('NFC'), salt, 32, { N: 2 ** cost, r: 8, p: 1, maxmem: 2 ** (cost + 11) }, (error, key) => (error ? fail(error) : done(key)));
  });

/** The place of a chunk and whether it is the last are part of it: chunks cannot be moved, left out or cut off unseen. */
const nonceOf = (index: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(Math.floor(index / 2 ** 32), 3);
  nonce.writeUInt32BE(index % 2 ** 32, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
};
const PROOF_NONCE = Buffer.alloc(12, 0xff);

/** Hands on pieces of one size; the last one, shorter or as long, is named as such. */
const inPieces = (size: number, work: (piece: Buffer, index: number, isLast: boolean) => Buffer, first?: Buffer): Transform => {
  let held: Buffer[] = [];
  let length = 0;
  let index = 0;
  return new Transform({
    construct(callback) {
      if (first) this.push(first);
      callback();
    },
    transform(chunk: Buffer, _encoding, callback: TransformCallback) {
      held.push(chunk);
      length += chunk.length;
      // A piece is let go only when more follows it, so that the last one is known.
      if (length <= size) return callback();
      try {
        let all = Buffer.concat(held, length);
        for (; all.length > size; all = all.subarray(size)) this.push(work(all.subarray(0, size), index++, false));
        held = [all];
        length = all.length;
        return callback();
      } catch (error) {
        return callback(error as Error);
      }
    },
    flush(callback: TransformCallback) {
      try {
        this.push(work(Buffer.concat(held, length), index, true));
        callback();
      } catch (error) {
        callback(error as Error);
      }
    },
  });
};

const proofOf = (key: Buffer, bound: Buffer): Buffer => {
  const proof = createCipheriv('aes-256-gcm', key, PROOF_NONCE).setAAD(bound);
  proof.final();
  return proof.getAuthTag();
};

const sealing = (key: Buffer, bound: Buffer, head: Buffer): Transform =>
  inPieces(
    CHUNK,
    (piece, index, isLast) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, isLast)).setAAD(bound);
      return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    },
    head,
  );

const unsealing = (key: Buffer, bound: Buffer): Transform =>
  inPieces(CHUNK + TAG, (piece, index, isLast) => {
    if (piece.length < TAG) throw new BackupRefused('truncated', '备份文件不完整：请重新拷贝，或换一个备份。 / The backup is cut off: copy it again or take another.');
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index, isLast)).setAAD(bound).setAuthTag(piece.subarray(piece.length - TAG));
    try {
      return Buffer.concat([decipher.update(piece.subarray(0, piece.length - TAG)), decipher.final()]);
    } catch {
      // A piece that is no last one where the file ends was followed by more once.
      throw isLast
        ? new BackupRefused('truncated', '备份文件不完整，或结尾被改动：请重新拷贝，或换一个备份。 / The backup is cut off, or its end was altered: copy it again or take another.')
        : new BackupRefused('altered', '备份文件被改动或读坏了：请重新拷贝，或换一个备份。 / The backup was altered or is damaged: copy it again or take another.');
    }
  });

/** The key of a header's passphrase; the header holds its proof, so that a wrong one is known at once. */
const keyOf = async (passphrase: string, bound: Buffer, proof: Buffer): Promise<Buffer> => {
  const cost = bound[MAGIC.length + SALT] ?? 0;
  if (cost < 10 || cost > COST_AT_MOST) throw new BackupRefused('altered', '备份文件的开头被改动或读坏了：请重新拷贝，或换一个备份。 / The beginning of the backup was altered or is damaged: copy it again or take another.');
  const key = await deriveKey(passphrase, bound.subarray(MAGIC.length, MAGIC.length + SALT), cost);
  if (!timingSafeEqual(proofOf(key, bound), proof)) throw new BackupRefused('passphrase-wrong', '口令不对：请核对 FOYER_BACKUP_PASSPHRASE（做这个备份时的口令，区分大小写）。 / The passphrase is wrong: check FOYER_BACKUP_PASSPHRASE (as it was when the backup was made; capitals matter).');
  return key;
};

/** Everything under a key of this one file, made from the passphrase. */
export const encrypting = async (passphrase: string): Promise<Transform> => {
  const salt = randomBytes(SALT);
  const key = await deriveKey(passphrase, salt, COST);
  const bound = Buffer.concat([MAGIC, salt, Buffer.from([COST])]);
  return sealing(key, bound, Buffer.concat([bound, proofOf(key, bound)]));
};

/** The header has been read already; what is piped in follows it. */
export const decrypting = async (passphrase: string, header: Buffer): Promise<Transform> => {
  const bound = header.subarray(0, BOUND);
  return unsealing(await keyOf(passphrase, bound, header.subarray(BOUND)), bound);
};

/** What makes one cipher of the archive's many small files; each has a key of its own, which holds only under its name. */
export type LogSealer = (name: string) => Transform;
export type LogOpener = (header: Buffer, name: string) => Promise<Transform>;
const keyOfFile = (key: Buffer, salt: Buffer, name: string): Buffer => Buffer.from(hkdfSync('sha256', key, salt, name, 32));

/** The slow half of the work is done once for all files. */
export const logSealer = async (passphrase: string): Promise<LogSealer> => {
  const salt = randomBytes(SALT);
  const key = await deriveKey(passphrase, salt, COST);
  const bound = Buffer.concat([LOG_MAGIC, salt, Buffer.from([COST])]);
  const proof = proofOf(key, bound);
  return (name) => {
    const own = randomBytes(SALT);
    const head = Buffer.concat([bound, proof, own]);
    return sealing(keyOfFile(key, own, name), head, head);
  };
};

export const logOpener = (passphrase: string): LogOpener => {
  const keys = new Map<string, Promise<Buffer>>();
  return async (header, name) => {
    const bound = header.subarray(0, BOUND);
    const known = bound.toString('hex');
    const key = keys.get(known) ?? keyOf(passphrase, bound, header.subarray(BOUND, HEADER));
    keys.set(known, key);
    return unsealing(keyOfFile(await key, header.subarray(HEADER), name), header);
  };
};
