import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backupName, KEEP_DAYS } from '../../platform/server/backup/backup-format.ts';
import type { BackupSource, Landing } from '../../platform/server/backup/backup-target.ts';
import { amazonEndpoint, regionOf, s3Place, type S3Access } from '../../platform/server/backup/s3-address.ts';
import { s3Url } from '../../platform/server/backup/s3-requests.ts';
import { s3Target, type S3Target } from '../../platform/server/backup/s3-target.ts';
import { partSize } from '../../platform/server/backup/s3-upload.ts';
import { StartError } from '../../platform/server/start-error.ts';
import { startS3, type S3Fault, type S3Receiver } from '../support/receivers/s3-receiver.ts';

const KEY = { keyId: 'FOYERTESTKEY', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCY' };
const NOW = '2026-11-25T02:30:00.000Z';
const PART = 100_000;
const PATIENCE = { tries: 4, triesAtFirst: 2, waitMs: 5, stallMs: 300 };
const NAME = backupName(NOW, false);

describe('backups in object storage', () => {
  let s3: S3Receiver;
  let access: S3Access;
  beforeAll(async () => {
    s3 = await startS3({ bucket: 'centre-backups', ...KEY, region: 'cn-hangzhou', leastPart: PART, page: 2 });
    access = { endpoint: s3.endpoint, region: 'cn-hangzhou', ...KEY, pathStyle: undefined };
  });
  beforeEach(() => {
    s3.objects.clear();
    s3.uploads.clear();
    s3.seen.length = 0;
    Object.assign(s3.state, { fault: () => undefined, now: () => Date.now(), room: Infinity, etagOf: undefined });
  });
  afterAll(() => s3.stop());

  const at = (more: { address?: string; access?: Partial<S3Access> } = {}): S3Target =>
    s3Target(more.address ?? 's3://centre-backups/前厅 1/nightly', { ...access, ...more.access }, { patience: PATIENCE, sizeOf: () => PART });
  const put = (out: Writable | undefined, chunk: Buffer): Promise<void> => new Promise((done, fail) => out?.write(chunk, (error) => (error ? fail(error) : done())));
  const end = (out: Writable | undefined): Promise<void> => new Promise((done, fail) => out?.once('error', fail).end((error?: Error | null) => (error ? fail(error) : done())));
  const begin = (target: S3Target, watch: Parameters<S3Target['begin']>[1] = {}): Promise<Landing> => target.begin(NAME, watch);
  const store = async (target: S3Target, body: Buffer): Promise<number> => {
    const landing = await begin(target);
    landing.out?.on('error', () => undefined);
    try {
      for (let from = 0; from < body.length; from += 30_000) await put(landing.out, body.subarray(from, from + 30_000));
      await end(landing.out);
      return await landing.settle();
    } catch (error) {
      await landing.discard();
      throw error;
    }
  };
  const readAll = async (source: BackupSource, from = 0): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of source.read(from)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const lineOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: unknown) => (error instanceof StartError ? error.message : `not in words: ${String(error)}`));
  const scratch = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('foyer-backup-'));

  it('given a stream of unknown length, when it is sent, then it is not there until it is whole, and reads back as it was', async () => {
    const before = scratch();
    const target = at();
    const body = randomBytes(PART * 3 + 12_345);
    const landing = await begin(target);
    await put(landing.out, body);
    expect(await target.list()).toEqual([]);
    await end(landing.out);
    expect(s3.objects.size).toBe(0);
    expect(await landing.settle()).toBe(body.length);
    expect(await target.list()).toEqual([{ name: NAME, madeAt: Date.parse(NOW), bytes: body.length }]);
    expect([...s3.objects.keys()]).toEqual([`前厅 1/nightly/${NAME}`]);
    const source = await target.open(NAME);
    expect(source.size).toBe(body.length);
    expect((await readAll(source)).equals(body)).toBe(true);
    expect((await readAll(source, 41)).equals(body.subarray(41))).toBe(true);
    expect(s3.uploads.size).toBe(0);
    expect(scratch()).toEqual(before);
  });

  it('given errors, lost connections and lost answers in the middle, when it is sent and read, then it is tried again and whole', async () => {
    const body = randomBytes(PART * 4);
    const faultAt = ({ op, nth }: { op: string; nth: number }): S3Fault | undefined => {
      if (op === 'part' && nth === 2) return { status: 500, code: 'InternalError' };
      if (op === 'part' && nth === 4) return 'cut';
      if (op === 'part' && nth === 6) return { status: 503, code: 'SlowDown', after: true };
      if (op === 'part' && nth === 7) return 'hang';
      // It is complete, and nobody hears of it.
      if (op === 'complete' && nth === 1) return { status: 500, code: 'InternalError', after: true };
      if (op === 'get' && nth <= 2) return 'cut';
      return undefined;
    };
    const target = at();
    s3.state.fault = ({ op }) => faultAt({ op, nth: s3.seen.filter((asked) => asked.op === op).length });
    expect(await store(target, body)).toBe(body.length);
    expect((await readAll(await target.open(NAME))).equals(body)).toBe(true);
    expect(s3.seen.filter(({ op }) => op === 'part').length).toBe(8);
    expect(s3.seen.filter(({ op }) => op === 'get').length).toBe(3);
  });

  it('given storage slower than we write, when it is sent, then the writer waits and no more than two parts are held', async () => {
    s3.state.fault = ({ op }) => (op === 'part' ? { delayMs: 40 } : undefined);
    const landing = await begin(at());
    let written = 0;
    const held: number[] = [];
    for (let nth = 0; nth < 40; nth += 1) {
      await put(landing.out, randomBytes(PART / 4));
      written += PART / 4;
      const arrived = [...s3.uploads.values()].reduce((sum, { parts }) => sum + [...parts.values()].reduce((part, { body }) => part + body.length, 0), 0);
      held.push(written - arrived);
    }
    await end(landing.out);
    await landing.settle();
    expect(Math.max(...held)).toBeLessThanOrEqual(PART * 2 + PART / 4);
    // Ten thousand parts at most, in the sizes we use.
    expect(partSize(1)).toBe(16 * 1024 ** 2);
    expect(Array.from({ length: 10_000 }, (_, nth) => partSize(nth + 1)).reduce((sum, size) => sum + size)).toBeGreaterThan(580 * 1024 ** 3);
  });

  it('given a stop, a failure for good, or a full storage half way, when it ends, then no object and no part is left', async () => {
    const stop = new AbortController();
    s3.state.fault = ({ op }) => (op === 'part' ? 'hang' : undefined);
    const stopped = await begin(at(), { signal: stop.signal });
    stopped.out?.on('error', () => undefined);
    const writing = put(stopped.out, randomBytes(PART * 3));
    writing.catch(() => undefined);
    await expect.poll(() => s3.seen.filter(({ op }) => op === 'part').length).toBeGreaterThan(0);
    stop.abort();
    await expect(writing).rejects.toThrow(/abort/i);
    await stopped.discard();
    expect([s3.uploads.size, s3.objects.size]).toEqual([0, 0]);

    s3.state.fault = ({ op }) => (op === 'part' ? { status: 503, code: 'SlowDown' } : undefined);
    await expect(store(at(), randomBytes(PART * 3))).rejects.toMatchObject({ code: 'SlowDown' });
    expect(s3.uploads.size).toBe(0);

    s3.state.fault = () => undefined;
    s3.state.room = PART * 2 + 10;
    await expect(store(at(), randomBytes(PART * 3))).rejects.toMatchObject({ code: 'XMinioStorageFull' });
    expect([s3.uploads.size, s3.objects.size]).toEqual([0, 0]);
  });

  it('given a service that names objects its own way, when it is whole, then it is read back and compared; given one that altered it, then it is refused and removed', async () => {
    const body = randomBytes(PART + 1);
    s3.state.etagOf = () => 'OSS-NAMES-IT-SO-1';
    expect(await store(at(), body)).toBe(body.length);
    expect(s3.seen.some(({ op }) => op === 'get')).toBe(true);
    s3.state.etagOf = (whole) => {
      whole[7] = (whole[7] ?? 0) ^ 1;
      return 'x';
    };
    expect(await lineOf(store(at(), body))).toMatch(/核对不符/);
    expect(s3.objects.size).toBe(0);
  });

  it('given old and young backups and what is not ours, when pruned, then only our old ones go, and uploads a power cut left', async () => {
    const days = (count: number): string => new Date(Date.parse(NOW) - count * 86_400_000).toISOString();
    const base = '前厅 1/nightly/';
    const old = [1, 2, 3, 4].map((more) => `${base}${backupName(days(KEEP_DAYS + more), more % 2 === 0)}`);
    const stay = [`${base}${backupName(days(KEEP_DAYS - 1), false)}`, `${base}foyer-notes.txt`, `${base}older/${backupName(days(99), false)}`, `前厅 1/${backupName(days(99), false)}`, `${base}family.tar.zst`];
    for (const name of [...old, ...stay]) s3.objects.set(name, { body: Buffer.from('x'), etag: '"x"' });
    const upload = (key: string, hours: number) => s3.uploads.set(`${key}${hours}`, { key, parts: new Map(), initiated: new Date(Date.now() - hours * 3_600_000).toISOString() });
    upload(`${base}${NAME}`, 30);
    upload(`${base}${NAME}`, 2);
    upload(`${base}somebody-elses.zip`, 99);
    await at().prune(NOW);
    expect([...s3.objects.keys()].sort()).toEqual([...stay].sort());
    expect([...s3.uploads.values()].map(({ key }) => key).sort()).toEqual([`${base}${NAME}`, `${base}somebody-elses.zip`].sort());
    expect(s3.uploads.has(`${base}${NAME}2`)).toBe(true);
  });

  it('given an object replaced while it is read, then the reading is refused instead of mixed', async () => {
    const target = at();
    await store(target, randomBytes(PART * 2));
    const source = await target.open(NAME);
    await store(target, randomBytes(PART * 2));
    expect(await lineOf(readAll(source))).toMatch(/412 PreconditionFailed/);
  });

  const refusals: [string, () => S3Target, (target: S3Target) => Promise<unknown>, RegExp][] = [
    ['no such bucket', () => at({ address: 's3://another-bucket' }), begin, /^没有这个存储桶：s3:\/\/another-bucket \/ There is no such bucket/],
    ['an unknown key', () => at({ access: { keyId: 'SOMEBODYELSE' } }), begin, /FOYER_S3_KEY_ID/],
    ['a wrong secret', () => at({ access: { secret: 'not-the-right-one' } }), (target) => target.list(), /密钥不对，请检查 FOYER_S3_SECRET/],
    ['a wrong region', () => at({ access: { region: 'cn-beijing' } }), (target) => target.probe(), /FOYER_S3_REGION/],
    ['a clock an hour off', () => (Object.assign(s3.state, { now: () => Date.now() + 3_600_000 }), at()), begin, /时钟差得太多/],
    ['no network', () => at({ access: { endpoint: 'http://127.0.0.1:9' } }), begin, /连不上，请检查网络和 FOYER_S3_ENDPOINT（ECONNREFUSED）/],
    ['a service out of order', () => (Object.assign(s3.state, { fault: () => ({ status: 503, code: 'ServiceUnavailable' }) }), at()), begin, /暂时出错（503 ServiceUnavailable）/],
    ['a service that answers nothing', () => (Object.assign(s3.state, { fault: () => 'hang' }), at()), begin, /连不上.*ETIMEDOUT/],
    ['a full storage', () => (Object.assign(s3.state, { room: 0 }), at()), (target) => target.probe(), /空间或配额用完了/],
    ['a name that is not there', () => at(), (target) => target.open(NAME), /^没有这个备份：s3:\/\/centre-backups\/前厅 1\/nightly\/foyer-20261125/],
    ['a bucket in another region', () => (Object.assign(s3.state, { fault: () => ({ status: 301, code: 'PermanentRedirect' }) }), at()), begin, /另一个区域/],
    ['a key without rights', () => (Object.assign(s3.state, { fault: () => ({ status: 403, code: 'AccessDenied' }) }), at()), begin, /没有权限/],
  ];
  it.each(refusals)('given %s, when asked, then it is one line in words without the secret', async (_name, open, ask, words) => {
    const said = await lineOf(ask(open()));
    expect(said).toMatch(words);
    expect(said).toMatch(/^[^\n]+ \/ [^\n]+$/);
    expect(said).not.toContain(KEY.secret);
  });

  it('given keys that may do all, when probed, then nothing stays', async () => {
    await at().probe();
    expect(s3.seen.map(({ op }) => op)).toEqual(['put', 'delete']);
    expect(s3.objects.size).toBe(0);
  });

  it('given addresses as people write them, then only what a service takes is one, and the bucket stands where the service looks for it', () => {
    expect(s3Place('s3://centre-backups')).toEqual({ bucket: 'centre-backups', prefix: '' });
    expect(s3Place('s3://centre-backups/a/前厅/')).toEqual({ bucket: 'centre-backups', prefix: 'a/前厅' });
    for (const wrong of ['s3://', 's3://Up', 's3://a', 's3://ok-bucket//x', 's3://ok-bucket/../x', 's3://ok-bucket/a?b', 's3://key:secret@ok-bucket', 'https://ok-bucket', '/mnt/usb']) expect(s3Place(wrong), wrong).toBeUndefined();
    const url = (endpoint: string, pathStyle?: boolean, bucket = 'ab-1') => s3Url({ endpoint, pathStyle }, bucket, 'x y/+(1).zst').href;
    expect(url('https://s3.oss-cn-hangzhou.aliyuncs.com')).toBe('https://ab-1.s3.oss-cn-hangzhou.aliyuncs.com/x%20y/%2B%281%29.zst');
    expect(url('https://cos.ap-beijing.myqcloud.com', true)).toBe('https://cos.ap-beijing.myqcloud.com/ab-1/x%20y/%2B%281%29.zst');
    expect(url('http://192.168.1.5:9000')).toBe('http://192.168.1.5:9000/ab-1/x%20y/%2B%281%29.zst');
    expect(url('http://minio:9000')).toContain('//minio:9000/ab-1/');
    expect(url('https://s3.eu-west-1.amazonaws.com', undefined, 'with.dots')).toContain('.com/with.dots/');
    expect(['https://s3.oss-cn-hangzhou.aliyuncs.com', 'https://oss-cn-shanghai-internal.aliyuncs.com', 'https://cos.ap-guangzhou.myqcloud.com', amazonEndpoint('cn-north-1'), 'http://192.168.1.5:9000'].map(regionOf)).toEqual(['cn-hangzhou', 'cn-shanghai', 'ap-guangzhou', 'cn-north-1', 'us-east-1']);
  });

  /** Of "Examples: Signature Calculations" in Amazon's documentation of S3: what judges us is judged by what is printed there. */
  const printed: [string, string, Record<string, string>, string][] = [
    ['GET', '/test.txt', { range: 'bytes=0-9' }, 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41'],
    ['GET', '/?lifecycle', {}, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['GET', '/?max-keys=2&prefix=J', {}, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ];
  it.each(printed)('given the %s of %s that Amazon prints with its signature, then the receiver takes it, and no other', async (method, path, more, signature) => {
    const theirs = await startS3({ bucket: 'examplebucket', keyId: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' });
    theirs.state.now = () => Date.parse('2013-05-24T00:00:00Z');
    const ask = (given: string): Promise<IncomingMessage> =>
      new Promise((done, fail) => {
        const signed = ['host', ...Object.keys(more), 'x-amz-content-sha256', 'x-amz-date'].join(';');
        const headers = { ...more, host: 'examplebucket.s3.amazonaws.com', 'x-amz-content-sha256': createHash('sha256').digest('hex'), 'x-amz-date': '20130524T000000Z', authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signed},Signature=${given}` };
        request(`${theirs.endpoint}${path}`, { method, headers }).once('response', done).once('error', fail).end();
      });
    const codeOf = async (given: string): Promise<string> => /<Code>(\w+)/.exec(await text(await ask(given)))?.[1] ?? 'taken';
    expect(await codeOf(signature)).toBe(path === '/test.txt' ? 'NoSuchKey' : 'taken');
    expect(await codeOf(signature.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toBe('SignatureDoesNotMatch');
    await theirs.stop();
  });

  it('given a request without a signature, or another body than the signed one, then it is refused', async () => {
    const url = s3Url(access, 'centre-backups', 'x');
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
    const { AwsV4Signer } = await import('aws4fetch');
    const signed = await new AwsV4Signer({ method: 'PUT', url: url.href, service: 's3', region: access.region, accessKeyId: KEY.keyId, secretAccessKey: KEY.secret, headers: { 'x-amz-content-sha256': createHash('sha256').update('a').digest('hex') } }).sign();
    const answer = await fetch(signed.url, { method: 'PUT', headers: signed.headers, body: 'b' });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('XAmzContentSHA256Mismatch')]);
  });
});
