import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Seals what must be read again (a password of another system), so that a copy of the database alone does not tell it. */
export type SecretBox = { seal(text: string): string; /** Undefined where it was sealed with another key or altered. */ open(sealed: string): string | undefined };

export const secretBox = (key: string): SecretBox => {
  const bytes = createHash('sha256').update(key).digest();
  return {
    seal: (text) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', bytes, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open: (sealed) => {
      const all = Buffer.from(sealed, 'base64url');
      if (all.length < 28) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', bytes, all.subarray(0, 12));
      decipher.setAuthTag(all.subarray(12, 28));
      try {
        return Buffer.concat([decipher.update(all.subarray(28)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
};
