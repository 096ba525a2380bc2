import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';
import { isTooOld, type BackupSource, type BackupTarget, type Kept } from './backup-target.ts';
import { madeAtOf } from './backup-format.ts';
import { s3Address, s3Place, type S3Access } from './s3-address.ts';
import { inWords, S3Failure } from './s3-refusals.ts';
import { callS3, inXml, readS3, S3_PATIENCE, textIn, type S3Door, type S3Patience } from './s3-requests.ts';
import { openUpload } from './s3-upload.ts';

/** A broken-off upload is taken back at once; one that a power cut left is, as soon as it cannot be at work any more. */
const LEFT_OVER_MS = 86_400_000;

export type S3Target = BackupTarget & {
  open(name: string): Promise<BackupSource>;
  /** Whether a backup could be put there and removed again: tried with something small. */
  probe(): Promise<void>;
};

export type S3Options = { readonly patience?: S3Patience; readonly sizeOf?: (nth: number) => number; readonly now?: () => number };

export const s3Target = (address: string, access: S3Access | undefined, { patience = S3_PATIENCE, sizeOf, now: clock = Date.now }: S3Options = {}): S3Target => {
  const place = s3Place(address);
  if (!place) throw new StartError(`地址应为 s3://存储桶/前缀：${address} / The address must be s3://bucket/prefix: ${address}`);
  if (!access) throw new StartError(`存到 ${address} 需要设置 FOYER_S3_ENDPOINT、FOYER_S3_KEY_ID、FOYER_S3_SECRET。 / ${address} needs FOYER_S3_ENDPOINT, FOYER_S3_KEY_ID and FOYER_S3_SECRET.`);
  const door: S3Door = { access, bucket: place.bucket, patience };
  const base = place.prefix ? `${place.prefix}/` : '';
  const fileOf = (name: string): string => s3Address({ ...place, prefix: `${base}${name}` });
  const told = async <T>(work: () => Promise<T>, about = s3Address(place)): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw inWords(error, about);
    }
  };

  /** The older way of listing: every service knows it, and the last name of a page is where the next one begins. */
  const list = async (): Promise<Kept[]> => {
    const kept: Kept[] = [];
    for (let marker = ''; ; ) {
      const { text } = await callS3(door, { method: 'GET', key: '', query: { prefix: `${base}foyer-`, 'encoding-type': 'url', 'max-keys': '1000', ...(marker ? { marker } : {}) }, tries: patience.triesAtFirst });
      // Asked for, but not every service does it.
      const isEncoded = textIn(text, 'EncodingType') === 'url';
      const keyOf = (written: string): string => (isEncoded ? decodeURIComponent(written.replaceAll('+', ' ')) : written);
      const entries = inXml(text, 'Contents').map((entry) => ({ key: keyOf(textIn(entry, 'Key') ?? ''), bytes: Number(textIn(entry, 'Size') ?? 0) }));
      for (const { key, bytes } of entries) {
        const name = key.slice(base.length);
        const madeAt = key.startsWith(base) ? madeAtOf(name) : undefined;
        if (madeAt !== undefined) kept.push({ name, madeAt, bytes });
      }
      const last = entries.at(-1)?.key;
      if (textIn(text, 'IsTruncated') !== 'true' || last === undefined || last === marker) return kept;
      marker = last;
    }
  };

  const removeLeftOvers = async (): Promise<void> => {
    const { text } = await callS3(door, { method: 'GET', key: '', query: { uploads: '', prefix: `${base}foyer-` } }).catch((error: unknown) => {
      // A service or a key that does not tell them: its lifecycle rule has to do it.
      if (error instanceof S3Failure && [403, 405, 501].includes(error.status)) return { text: '' };
      throw error;
    });
    for (const entry of inXml(text, 'Upload')) {
      const [key = '', uploadId = '', begun = ''] = ['Key', 'UploadId', 'Initiated'].map((name) => textIn(entry, name));
      if (key.startsWith(base) && madeAtOf(key.slice(base.length)) !== undefined && Date.parse(begun) < clock() - LEFT_OVER_MS) await callS3(door, { method: 'DELETE', key, query: { uploadId } });
    }
  };

  return {
    address: s3Address(place),
    fileOf,
    isOnDiskOf: async () => false,
    begin: (name, { signal, onSent, onWait }) =>
      told(async () => {
        const scratch = await mkdtemp(join(tmpdir(), 'foyer-backup-'));
        const cleared = (): Promise<void> => rm(scratch, { recursive: true, force: true });
        const upload = await openUpload({ ...door, signal, ...(onWait ? { onWait } : {}) }, `${base}${name}`, { onSent, ...(sizeOf ? { sizeOf } : {}) }).catch(async (error: unknown) => {
          await cleared();
          throw error;
        });
        return { part: join(scratch, name), out: upload.out, settle: () => told(() => upload.complete().finally(cleared)), discard: () => told(() => upload.abort().finally(cleared)) };
      }),
    list: () => told(list),
    prune: (now) =>
      told(async () => {
        for (const { name, madeAt } of await list()) if (isTooOld(madeAt, now)) await callS3(door, { method: 'DELETE', key: `${base}${name}` });
        await removeLeftOvers();
      }),
    open: async (name) => {
      const key = `${base}${name}`;
      const object = await told(async () => {
        // Asked by a way whose refusals have a name: the short one answers every absence alike.
        await callS3(door, { method: 'GET', key: '', query: { prefix: key, 'max-keys': '1' }, tries: patience.triesAtFirst });
        const { headers } = await callS3(door, { method: 'HEAD', key, tries: patience.triesAtFirst });
        return { key, size: Number(headers['content-length']), etag: headers.etag ?? '' };
      }, fileOf(name));
      return {
        size: object.size,
        read: async function* (from, to) {
          try {
            yield* readS3(door, object, from, to);
          } catch (error) {
            throw inWords(error, fileOf(name));
          }
        },
      };
    },
    probe: () =>
      told(async () => {
        const key = `${base}foyer-probe-${process.pid}.txt`;
        await callS3(door, { method: 'PUT', key, body: Buffer.from('前厅 / Foyer\n'), tries: patience.triesAtFirst });
        await callS3(door, { method: 'DELETE', key, tries: patience.triesAtFirst });
      }),
  };
};
