import type { webcrypto } from 'node:crypto';
import { isFar, startHttpReceiver, type HttpReceiver } from './http-receiver.ts';

export type Pushed = { readonly endpoint: string; readonly text: unknown; readonly ttl: number; readonly urgency: string; readonly topic: string; readonly subject: unknown };
export type Subscription = { readonly endpoint: string; readonly p256dh: string; readonly auth: string };

type Browser = { readonly subscription: Subscription; readonly keys: webcrypto.CryptoKeyPair; readonly publicKey: Uint8Array<ArrayBuffer>; readonly auth: Uint8Array<ArrayBuffer> };

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'base64url'));
const base64url = (data: Uint8Array): string => Buffer.from(data).toString('base64url');

const hkdf = async (secret: ArrayBuffer, salt: Uint8Array<ArrayBuffer>, info: Uint8Array<ArrayBuffer>, length: number): Promise<ArrayBuffer> => {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8);
};

/** What a browser does with the body (RFC 8188, RFC 8291), on the browser's own cryptography. Throws on anything it cannot open. */
const open = async (body: Buffer, browser: Browser): Promise<string> => {
  const salt = Uint8Array.from(body.subarray(0, 16));
  const length = body.readUInt8(20);
  const theirs = Uint8Array.from(body.subarray(21, 21 + length));
  const record = Uint8Array.from(body.subarray(21 + length));
  if (record.length > body.readUInt32BE(16)) throw new Error('record too long');
  const sender = await crypto.subtle.importKey('raw', theirs, { name: 'ECDH', namedCurve: 'P-256' }, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: sender }, browser.keys.privateKey, 256);
  const secret = await hkdf(shared, browser.auth, Uint8Array.from([...utf8('WebPush: info\0'), ...browser.publicKey, ...theirs]), 32);
  const key = await crypto.subtle.importKey('raw', await hkdf(secret, salt, utf8('Content-Encoding: aes128gcm\0'), 16), 'AES-GCM', false, ['decrypt']);
  const iv = await hkdf(secret, salt, utf8('Content-Encoding: nonce\0'), 12);
  const plain = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, record));
  const end = plain.findLastIndex((byte) => byte !== 0);
  if (plain[end] !== 2) throw new Error('no end mark');
  return new TextDecoder('utf-8', { fatal: true }).decode(plain.subarray(0, end));
};

/** The claims of a VAPID header, if its signature is right; RFC 8292. */
const claimsOf = async (header: string): Promise<{ readonly claims: Record<string, unknown>; readonly key: string } | undefined> => {
  const [, jwt = '', key = ''] = /^vapid t=([^,\s]+), ?k=(\S+)$/.exec(header) ?? [];
  const [head = '', payload = '', signature = ''] = jwt.split('.');
  try {
    const imported = await crypto.subtle.importKey('raw', bytes(key), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    if (!(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, imported, bytes(signature), utf8(`${head}.${payload}`)))) return undefined;
    return { claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>, key };
  } catch {
    return undefined;
  }
};

/**
 * A push service and the browsers behind it. `applicationServerKey`: the key its subscriptions are bound to.
 * A browser that is off keeps one message a topic; `waiting` is what it would show when it comes on.
 */
export const startPushReceiver = async (given: { readonly applicationServerKey: string; readonly now?: () => number }) => {
  const browsers = new Map<string, Browser | 'ended'>();
  const waiting = new Map<string, Map<string, unknown>>();
  const now = given.now ?? Date.now;
  let origin = '';
  const receiver: HttpReceiver<Pushed> = await startHttpReceiver<Pushed>({
    rateLimited: { status: 429, headers: { 'retry-after': '12' }, body: '{"errno":201,"message":"Too many requests"}' },
    async judge({ method, path, headers, body }) {
      const browser = browsers.get(path);
      if (method !== 'POST' || browser === undefined) return { reply: { status: 404, body: 'no such subscription' } };
      if (browser === 'ended') return { reply: { status: 410, body: 'push subscription has unsubscribed or expired.' } };
      const vapid = await claimsOf(headers.authorization ?? '');
      const { aud, exp, sub } = vapid?.claims ?? {};
      if (!vapid || aud !== origin || isFar(Number(exp) * 1000 - 12 * 3600_000, now(), 12 * 3600_000)) return { reply: { status: 401, body: 'bad VAPID' } };
      if (vapid.key !== given.applicationServerKey) return { reply: { status: 403, body: 'the VAPID key does not belong to the subscription' } };
      const ttl = Number(headers.ttl);
      const [urgency, topic] = [String(headers.urgency), String(headers.topic)];
      if (!Number.isInteger(ttl) || !['very-low', 'low', 'normal', 'high'].includes(urgency) || !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) return { reply: { status: 400, body: 'bad headers' } };
      if (body.length > 4096) return { reply: { status: 413, body: 'too large' } };
      if (headers['content-encoding'] !== 'aes128gcm') return { reply: { status: 400, body: 'bad encoding' } };
      // A real service takes it unread; the browser would drop what it cannot open.
      const text: unknown = JSON.parse(await open(body, browser));
      waiting.get(path)?.set(topic, text);
      return { reply: { status: 201, headers: { location: `${origin}/message/1` }, body: '' }, kept: { endpoint: browser.subscription.endpoint, text, ttl, urgency, topic, subject: sub } };
    },
  });
  origin = receiver.origin;
  return {
    ...receiver,
    async subscribe(): Promise<Subscription> {
      const keys = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
      const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey));
      const auth = crypto.getRandomValues(new Uint8Array(16));
      const path = `/push/${base64url(crypto.getRandomValues(new Uint8Array(24)))}`;
      const subscription = { endpoint: `${origin}${path}`, p256dh: base64url(publicKey), auth: base64url(auth) };
      browsers.set(path, { subscription, keys, publicKey, auth });
      waiting.set(path, new Map());
      return subscription;
    },
    end: ({ endpoint }: Subscription) => void browsers.set(new URL(endpoint).pathname, 'ended'),
    waiting: ({ endpoint }: Subscription): unknown[] => [...(waiting.get(new URL(endpoint).pathname)?.values() ?? [])],
  };
};
