import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Object storage as Amazon documents it (Signature Version 4, multipart uploads, listing, ranges), written from the
 * published algorithm and sharing nothing with what it judges. In memory; refuses what the real one refuses.
 */
export type S3Request = { readonly op: 'create' | 'part' | 'complete' | 'abort' | 'put' | 'get' | 'head' | 'list' | 'uploads' | 'delete'; readonly key: string };
/** An answer in place of the true one; `after`: it is done all the same. `hang` answers nothing, `cut` ends the connection (for a reading: half way). */
export type S3Fault = { readonly status: number; readonly code: string; readonly after?: boolean } | 'hang' | 'cut' | { readonly delayMs: number };

type Upload = { readonly key: string; readonly parts: Map<number, { body: Buffer; etag: string }>; initiated: string };
type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: Buffer | string };

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const md5 = (data: Buffer): Buffer => createHash('md5').update(data).digest();
const strict = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const MINUTES_15 = 15 * 60_000;

const checkSignature = (request: IncomingMessage, body: Buffer, input: { keyId: string; secret: string; region: string; now: number }): void => {
  const given = /^AWS4-HMAC-SHA256 Credential=([^,/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '');
  if (!given) throw new Refused(403, 'AccessDenied');
  const [, keyId = '', day = '', region = '', signed = '', signature = ''] = given;
  if (keyId !== input.keyId) throw new Refused(403, 'InvalidAccessKeyId');
  if (region !== input.region) throw new Refused(400, 'AuthorizationHeaderMalformed');
  const date = String(request.headers['x-amz-date'] ?? '');
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!date.startsWith(day) || !(Math.abs(at - input.now) <= MINUTES_15)) throw new Refused(403, 'RequestTimeTooSkewed');
  const names = signed.split(';');
  // The host and every x-amz header must be covered, or somebody on the way could change them.
  for (const name of ['host', ...Object.keys(request.headers).filter((header) => header.startsWith('x-amz-'))]) if (!names.includes(name)) throw new Refused(403, 'AccessDenied');
  const [path = '', search = ''] = (request.url ?? '').split('?');
  const query = search.split('&').filter(Boolean).map((pair) => pair.split('=').map((part) => strict(decodeURIComponent(part)))).map(([name = '', value = '']) => `${name}=${value}`).sort().join('&');
  const claimed = String(request.headers['x-amz-content-sha256'] ?? '');
  const canonical = [
    request.method, path.split('/').map((part) => strict(decodeURIComponent(part))).join('/'), query,
    ...names.map((name) => `${name}:${String(request.headers[name] ?? '').trim().replace(/\s+/g, ' ')}`), '', signed, claimed,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${input.secret}`, day), region), 's3'), 'aws4_request');
  const expected = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n'));
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) throw new Refused(403, 'SignatureDoesNotMatch');
  if (claimed !== sha256(body)) throw new Refused(400, 'XAmzContentSHA256Mismatch');
  const sum = request.headers['content-md5'];
  if (sum !== undefined && sum !== md5(body).toString('base64')) throw new Refused(400, 'BadDigest');
};

export const startS3 = async (options: { bucket: string; keyId: string; secret: string; region?: string; /** Bytes it holds at most. */ room?: number; /** The smallest part but the last; 5 MB in the real one. */ leastPart?: number; page?: number }) => {
  const objects = new Map<string, { body: Buffer; etag: string }>();
  const uploads = new Map<string, Upload>();
  let created = 0;
  const seen: S3Request[] = [];
  const state = { fault: (() => undefined) as (request: S3Request) => S3Fault | undefined, now: () => Date.now(), room: options.room ?? Infinity, /** How an object is named after an upload; some services do not say the hash of hashes. */ etagOf: undefined as ((body: Buffer) => string) | undefined };
  const used = (): number => [...objects.values()].reduce((sum, { body }) => sum + body.length, 0) + [...uploads.values()].reduce((sum, { parts }) => sum + [...parts.values()].reduce((part, { body }) => part + body.length, 0), 0);
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const xml = (name: string, inner: string): Answer => ({ status: 200, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${name}>` });

  const opOf = (method: string, key: string, query: URLSearchParams): S3Request['op'] => {
    if (method === 'POST') return query.has('uploads') ? 'create' : 'complete';
    if (method === 'PUT') return query.has('partNumber') ? 'part' : 'put';
    if (method === 'DELETE') return query.has('uploadId') ? 'abort' : 'delete';
    if (key === '') return query.has('uploads') ? 'uploads' : 'list';
    return method === 'HEAD' ? 'head' : 'get';
  };

  const perform = (op: S3Request['op'], key: string, query: URLSearchParams, request: IncomingMessage, body: Buffer): Answer => {
    const upload = (): Upload => {
      const found = uploads.get(query.get('uploadId') ?? '');
      if (found?.key !== key) throw new Refused(404, 'NoSuchUpload');
      return found;
    };
    const object = () => {
      const found = objects.get(key);
      if (!found) throw new Refused(404, 'NoSuchKey');
      return found;
    };
    switch (op) {
      case 'create': {
        const id = sha256(`${key} ${(created += 1)}`).slice(0, 32);
        uploads.set(id, { key, parts: new Map(), initiated: new Date(state.now()).toISOString() });
        return xml('InitiateMultipartUploadResult', `<Bucket>${options.bucket}</Bucket><Key>${escaped(key)}</Key><UploadId>${id}</UploadId>`);
      }
      case 'part': {
        const nth = Number(query.get('partNumber'));
        if (!(nth >= 1 && nth <= 10_000)) throw new Refused(400, 'InvalidArgument');
        if (used() + body.length > state.room) throw new Refused(507, 'XMinioStorageFull');
        const etag = `"${md5(body).toString('hex')}"`;
        upload().parts.set(nth, { body, etag });
        return { status: 200, headers: { etag } };
      }
      case 'complete': {
        const { parts } = upload();
        const named = [...body.toString('utf8').matchAll(/<Part><PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag><\/Part>/g)].map(([, nth = '', etag = '']) => ({ nth: Number(nth), etag: etag.replaceAll('&quot;', '"') }));
        if (named.length === 0) throw new Refused(400, 'MalformedXML');
        const chosen = named.map(({ nth, etag }, index) => {
          const part = parts.get(nth);
          if (part?.etag !== etag) throw new Refused(400, 'InvalidPart');
          if (index > 0 && nth <= (named[index - 1]?.nth ?? 0)) throw new Refused(400, 'InvalidPartOrder');
          if (index < named.length - 1 && part.body.length < (options.leastPart ?? 5 * 1024 * 1024)) throw new Refused(400, 'EntityTooSmall');
          return part.body;
        });
        const whole = Buffer.concat(chosen);
        const etag = `"${state.etagOf?.(whole) ?? `${md5(Buffer.concat(chosen.map(md5))).toString('hex')}-${chosen.length}`}"`;
        objects.set(key, { body: whole, etag });
        uploads.delete(query.get('uploadId') ?? '');
        return xml('CompleteMultipartUploadResult', `<Key>${escaped(key)}</Key><ETag>${escaped(etag)}</ETag>`);
      }
      case 'abort':
        upload();
        uploads.delete(query.get('uploadId') ?? '');
        return { status: 204 };
      case 'put': {
        if (used() + body.length > state.room) throw new Refused(507, 'XMinioStorageFull');
        const etag = `"${md5(body).toString('hex')}"`;
        objects.set(key, { body, etag });
        return { status: 200, headers: { etag } };
      }
      case 'delete':
        objects.delete(key);
        return { status: 204 };
      case 'uploads': {
        const found = [...uploads].filter(([, { key: name }]) => name.startsWith(query.get('prefix') ?? ''));
        return xml('ListMultipartUploadsResult', found.map(([id, { key: name, initiated }]) => `<Upload><Key>${escaped(name)}</Key><UploadId>${id}</UploadId><Initiated>${initiated}</Initiated></Upload>`).join(''));
      }
      case 'list': {
        const after = [...objects.keys()].filter((name) => name.startsWith(query.get('prefix') ?? '') && name > (query.get('marker') ?? '')).sort();
        const page = after.slice(0, Math.min(options.page ?? 1000, Number(query.get('max-keys') ?? 1000)));
        const contents = page.map((name) => `<Contents><Key>${query.get('encoding-type') === 'url' ? strict(name).replaceAll('%2F', '/') : escaped(name)}</Key><Size>${objects.get(name)?.body.length}</Size></Contents>`).join('');
        return xml('ListBucketResult', `${query.get('encoding-type') === 'url' ? '<EncodingType>url</EncodingType>' : ''}<IsTruncated>${page.length < after.length}</IsTruncated>${contents}`);
      }
      case 'head':
      case 'get': {
        const { body: whole, etag } = object();
        if (request.headers['if-match'] && request.headers['if-match'] !== etag) throw new Refused(412, 'PreconditionFailed');
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
        if (!range) return { status: 200, headers: { etag, 'content-length': String(whole.length) }, body: whole };
        if (Number(range[1]) >= whole.length) throw new Refused(416, 'InvalidRange');
        const part = whole.subarray(Number(range[1]), Number(range[2]) + 1);
        return { status: 206, headers: { etag, 'content-length': String(part.length) }, body: part };
      }
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? '/', 'http://s3');
    const inFront = request.headers.host?.startsWith(`${options.bucket}.`) ? options.bucket : undefined;
    const path = decodeURIComponent(url.pathname).slice(1);
    const bucket = inFront ?? path.split('/')[0];
    const key = inFront ? path : path.slice((bucket ?? '').length + 1);
    const op = opOf(request.method ?? '', key, url.searchParams);
    const asked = { op, key };
    seen.push(asked);
    const fault = state.fault(asked);
    let result: Answer;
    try {
      checkSignature(request, body, { keyId: options.keyId, secret: options.secret, region: options.region ?? 'us-east-1', now: state.now() });
      if (bucket !== options.bucket) throw new Refused(404, 'NoSuchBucket');
      if (fault === 'hang') return;
      if (typeof fault === 'object' && 'delayMs' in fault) await new Promise((done) => setTimeout(done, fault.delayMs));
      if (typeof fault === 'object' && 'status' in fault) {
        if (fault.after) perform(op, key, url.searchParams, request, body);
        throw new Refused(fault.status, fault.code);
      }
      result = perform(op, key, url.searchParams, request, body);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      result = { status: error.status, headers: { 'content-type': 'application/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.code}</Code><Message>As you asked.</Message></Error>` };
    }
    if (fault === 'cut') {
      const half = result.body instanceof Buffer ? result.body.subarray(0, result.body.length / 2) : undefined;
      if (!half) return void request.socket.destroy();
      response.writeHead(result.status, result.headers);
      return void response.write(half, () => request.socket.destroy());
    }
    response.writeHead(result.status, result.headers);
    response.end(request.method === 'HEAD' ? undefined : result.body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state, objects, uploads, seen,
    stop: (): Promise<void> =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};
export type S3Receiver = Awaited<ReturnType<typeof startS3>>;
