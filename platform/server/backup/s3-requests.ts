import { createHash } from 'node:crypto';
import { Agent, request as overHttp, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as overHttps } from 'node:https';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import type { S3Access } from './s3-address.ts';
import { isPassing, S3Failure } from './s3-refusals.ts';

export type S3Patience = {
  /** Once it has answered, an outage of some minutes is sat out. */
  readonly tries: number;
  readonly triesAtFirst: number;
  /** The first wait; each next one twice as long, up to half a minute. */
  readonly waitMs: number;
  /** So long without a byte in either direction and the connection counts as lost. */
  readonly stallMs: number;
};
export const S3_PATIENCE: S3Patience = { tries: 14, triesAtFirst: 4, waitMs: 500, stallMs: 60_000 };
const WAIT_AT_MOST_MS = 30_000;

export type S3Door = {
  readonly access: S3Access;
  readonly bucket: string;
  readonly patience: S3Patience;
  readonly signal?: AbortSignal | undefined;
  onWait?(seconds: number, why: string): void;
};

export type S3Call = {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** '' for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly tries?: number;
  /** How much of the body has left, as it leaves. */
  onSent?(bytes: number): void;
};

const NOTHING = Buffer.alloc(0);
const SLICE = 64 * 1024;
const TEXT_AT_MOST = 8 * 1024 * 1024;
const agents = { http: new Agent({ keepAlive: true }), https: new SecureAgent({ keepAlive: true }) };

const encoded = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The bucket before the host's name, as the large services want it, or in the path, as an address or a bare name needs it. */
export const s3Url = ({ endpoint, pathStyle }: Pick<S3Access, 'endpoint' | 'pathStyle'>, bucket: string, key: string, query: Readonly<Record<string, string>> = {}): URL => {
  const url = new URL(endpoint);
  const isInPath = pathStyle ?? (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0 || !url.hostname.includes('.') || (bucket.includes('.') && url.protocol === 'https:'));
  if (!isInPath) url.hostname = `${bucket}.${url.hostname}`;
  url.pathname = [...(isInPath ? [bucket] : []), ...key.split('/')].map(encoded).join('/');
  url.search = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  return url;
};

const slices = function* (body: Buffer, onSent: ((bytes: number) => void) | undefined): Generator<Buffer> {
  for (let at = 0; at < body.length; at += SLICE) {
    const slice = body.subarray(at, at + SLICE);
    yield slice;
    onSent?.(at + slice.length);
  }
};

const fromSystem = (error: unknown): unknown => {
  if (error instanceof S3Failure) return error;
  const { code, name } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && name !== 'AbortError' ? new S3Failure(code, 0) : error;
};

const textOf = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if ((length += chunk.length) > TEXT_AT_MOST) throw new S3Failure('AnswerTooLong', response.statusCode ?? 0);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const unescaped = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|apos|#(\d+)|#x([0-9a-f]+));/gi, (entity, decimal?: string, hex?: string) =>
    decimal ? String.fromCodePoint(Number(decimal)) : hex ? String.fromCodePoint(parseInt(hex, 16)) : ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }[entity.toLowerCase()] ?? entity));

/** The answers are flat lists of short texts: each element with that name, what stands in it. */
export const inXml = (text: string, name: string): string[] => [...text.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(([, inner = '']) => inner);
export const textIn = (text: string, name: string): string | undefined => inXml(text, name).map(unescaped)[0];

const CODES_WITHOUT_WORDS: Readonly<Record<number, string>> = { 301: 'PermanentRedirect', 403: 'AccessDenied', 404: 'NoSuchKey' };

const failureOf = (status: number, text: string): S3Failure => new S3Failure((textIn(text, 'Code') ?? CODES_WITHOUT_WORDS[status] ?? `HTTP ${status}`).slice(0, 60), status);

/** What the signature covers says the hash of the body too: a service that got another one refuses it. */
const send = async (door: S3Door, call: S3Call): Promise<IncomingMessage> => {
  const { access, signal, patience } = door;
  const body = call.body ?? NOTHING;
  const url = s3Url(access, door.bucket, call.key, call.query);
  const signed = await new AwsV4Signer({
    method: call.method, url: url.href, service: 's3', region: access.region, accessKeyId: access.keyId, secretAccessKey: access.secret,
    headers: { ...call.headers, 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
  }).sign();
  const isSecure = url.protocol === 'https:';
  const hasBody = call.method === 'PUT' || call.method === 'POST';
  const headers = { ...Object.fromEntries(signed.headers), ...(hasBody ? { 'content-length': String(body.length) } : {}) };
  return new Promise<IncomingMessage>((done, fail) => {
    const request = isSecure ? overHttps(url, { method: call.method, headers, agent: agents.https, ...(signal ? { signal } : {}) }) : overHttp(url, { method: call.method, headers, agent: agents.http, ...(signal ? { signal } : {}) });
    request.setTimeout(patience.stallMs, () => request.destroy(Object.assign(new Error('No byte moved.'), { code: 'ETIMEDOUT' })));
    request.on('response', done);
    request.on('error', fail);
    // In slices, so that each one that leaves is a sign of life, however slow the line.
    pipeline(Readable.from(slices(body, call.onSent)), request).catch(fail);
  });
};

/** A request tried again while it may still come right, waiting twice as long each time. */
const patiently = async <T>(door: S3Door, tries: number, work: () => Promise<T>): Promise<T> => {
  for (let nth = 1; ; nth += 1) {
    try {
      return await work();
    } catch (error) {
      door.signal?.throwIfAborted();
      const failure = fromSystem(error);
      if (nth >= tries || !isPassing(failure)) throw failure;
      const wait = Math.min(door.patience.waitMs * 2 ** (nth - 1), WAIT_AT_MOST_MS) * (0.75 + Math.random() / 2);
      door.onWait?.(Math.ceil(wait / 1000), (failure as S3Failure).code);
      await sleep(wait, undefined, door.signal ? { signal: door.signal } : {});
    }
  }
};

export type S3Answer = { readonly text: string; readonly headers: IncomingMessage['headers'] };

/** One request and its whole answer; some answers begin as good and turn out bad. */
export const callS3 = (door: S3Door, call: S3Call): Promise<S3Answer> =>
  patiently(door, call.tries ?? door.patience.tries, async () => {
    const response = await send(door, call);
    const text = await textOf(response);
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) throw failureOf(status, text);
    if (/^\s*(?:<\?xml[^>]*>\s*)?<Error[\s>]/.test(text)) throw failureOf(500, text);
    return { text, headers: response.headers };
  });

/** An object's bytes from one place on; a connection lost on the way is taken up where it broke, on the same object. */
export const readS3 = async function* (door: S3Door, object: { key: string; size: number; etag: string }, from: number, to = object.size): AsyncGenerator<Buffer> {
  let at = from;
  for (let nth = 1; at < to; nth += 1) {
    try {
      const response = await patiently(door, door.patience.tries, async () => {
        const answer = await send(door, { method: 'GET', key: object.key, headers: { range: `bytes=${at}-${to - 1}`, 'if-match': object.etag } });
        if (answer.statusCode === 206 || (answer.statusCode === 200 && at === 0 && to === object.size)) return answer;
        throw failureOf(answer.statusCode ?? 0, await textOf(answer));
      });
      for await (const chunk of response as AsyncIterable<Buffer>) {
        at += chunk.length;
        nth = 0;
        yield chunk;
      }
      if (at < to) throw new S3Failure('ECONNRESET', 0);
    } catch (error) {
      door.signal?.throwIfAborted();
      const failure = fromSystem(error);
      if (nth >= door.patience.tries || !isPassing(failure)) throw failure;
      await sleep(door.patience.waitMs, undefined, door.signal ? { signal: door.signal } : {});
    }
  }
};
