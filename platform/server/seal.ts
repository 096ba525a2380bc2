import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Keeps what the program must be able to read again and nobody else may: addresses with a secret, passwords of other services. */
export type Seal = { seal(plain: string, bound: string): Buffer; open(sealed: Buffer, bound: string): string };

const IV = 12;
const TAG = 16;

/** AES-256-GCM under a key of this installation, opened by earlier ones too; `bound` ties a value to its row, so that one moved to another opens nothing. */
export const createSeal = (secret: string, earlier: readonly string[] = []): Seal => {
  const keyOf = (text: string): Buffer => createHash('sha256').update(`foyer-seal\n${text}`).digest();
  const key = keyOf(secret);
  const known = [key, ...earlier.map(keyOf)];
  const openWith = (own: Buffer, sealed: Buffer, bound: string): string => {
    const decipher = createDecipheriv('aes-256-gcm', own, sealed.subarray(0, IV)).setAAD(Buffer.from(bound)).setAuthTag(sealed.subarray(IV, IV + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]).toString('utf8');
  };
  return {
    seal: (plain, bound) => {
      const iv = randomBytes(IV);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    open: (sealed, bound) => {
      for (const own of known.slice(0, -1)) {
        try {
          return openWith(own, sealed, bound);
        } catch {
          // Sealed before the key was changed.
        }
      }
      return openWith(known.at(-1) ?? key, sealed, bound);
    },
  };
};
