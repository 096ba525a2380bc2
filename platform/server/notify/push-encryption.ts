import { createCipheriv, createECDH, createHash, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Encryption of a push message for one browser (RFC 8291, content coding aes128gcm of RFC 8188), proved by the RFC's own
 * example. Sixty lines on node:crypto instead of the `web-push` package: it has stood still for years and brings ten others.
 */
export type PushKeys = { readonly p256dh: string; readonly auth: string };

const CURVE = 'prime256v1';
const RECORD_BYTES = 4096;
/** Salt, record size, key length and key stand before the one record; an end mark and the tag behind its text. */
const HEADER_BYTES = 16 + 4 + 1 + 65;
/** What is left for the text in the 4,096 bytes that every push service takes. */
export const MOST_PUSH_BYTES = RECORD_BYTES - HEADER_BYTES - 17;

export const isPushKeys = (keys: PushKeys): boolean => {
  const key = Buffer.from(keys.p256dh, 'base64url');
  return key.length === 65 && key[0] === 4 && Buffer.from(keys.auth, 'base64url').length === 16;
};

const derive = (secret: Buffer, salt: Buffer, info: string | Buffer, length: number): Buffer => Buffer.from(hkdfSync('sha256', secret, salt, info, length));

/** `own`: given only to repeat a known example; otherwise a key and a salt for this message alone. */
export const encryptPush = (text: Buffer, keys: PushKeys, own: { readonly privateKey?: Buffer; readonly salt?: Buffer } = {}): Buffer => {
  const theirs = Buffer.from(keys.p256dh, 'base64url');
  const ecdh = createECDH(CURVE);
  if (own.privateKey) ecdh.setPrivateKey(own.privateKey);
  else ecdh.generateKeys();
  const ours = ecdh.getPublicKey();
  const salt = own.salt ?? randomBytes(16);

  const secret = derive(ecdh.computeSecret(theirs), Buffer.from(keys.auth, 'base64url'), Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours]), 32);
  const cipher = createCipheriv('aes-128-gcm', derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16), derive(secret, salt, 'Content-Encoding: nonce\0', 12));
  // 2: the last record.
  const record = Buffer.concat([cipher.update(Buffer.concat([text, Buffer.of(2)])), cipher.final(), cipher.getAuthTag()]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(RECORD_BYTES);
  return Buffer.concat([salt, size, Buffer.of(ours.length), ours, record]);
};

/** A name of 32 characters for what belongs together, from which nothing can be read (RFC 8030, Topic). */
export const topicOf = (subject: string): string => createHash('sha256').update(subject).digest('base64url').slice(0, 32);
