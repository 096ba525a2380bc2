import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../../core/instant.ts';
import { readKeys } from '../keys.ts';

/** With this key the push services know one installation from another (RFC 8292): lost, every phone subscribes anew. */
export type VapidKey = {
  readonly privateKey: KeyObject;
  /** The point as browsers take it (`applicationServerKey`), base64url. */
  readonly publicKey: string;
  /** Keys of before: a phone that subscribed under one is told under it. */
  readonly earlier?: readonly VapidKey[];
};

export const newVapidKey = (): string => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();

const point = z.object({ x: z.string(), y: z.string() });

export const readVapidKey = (pem: string): VapidKey => {
  const privateKey = createPrivateKey(pem);
  const { x, y } = point.parse(createPublicKey(privateKey).export({ format: 'jwk' }));
  const publicKey = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64url');
  return { privateKey, publicKey };
};

/** Made at the first start and kept among the keys of the data folder. */
export const loadVapidKey = (dataDir: string, now: Instant): VapidKey => {
  const { current, earlier } = readKeys(dataDir, 'vapid', now, newVapidKey);
  return { ...readVapidKey(current), earlier: earlier.map(readVapidKey) };
};

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The Authorization header: who sends, to which push service, until when (at most 24 hours ahead). */
export const vapidHeader = (key: VapidKey, claims: { readonly audience: string; readonly expires: number; readonly subject: string | undefined }): string => {
  const unsigned = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: claims.audience, exp: claims.expires, ...(claims.subject ? { sub: claims.subject } : {}) })}`;
  const signature = sign('sha256', Buffer.from(unsigned), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return `vapid t=${unsigned}.${signature}, k=${key.publicKey}`;
};
