import { createHash, type Hash } from 'node:crypto';
import { Writable } from 'node:stream';
import { BackupRefused } from './backup-format.ts';
import { callS3, readS3, textIn, type S3Door } from './s3-requests.ts';
import { S3Failure } from './s3-refusals.ts';

const MB = 1024 * 1024;
/** Ten thousand parts are the most a service takes: they grow, so that small backups need little memory and large ones fit (580 GB). */
export const partSize = (nth: number): number => 16 * MB * 2 ** Math.min(3, Math.floor((nth - 1) / 2500));
const ABORT_TRIES = 6;

export type S3Upload = {
  readonly out: Writable;
  /** From here on it is there; answers its size, compared with what was sent. */
  complete(): Promise<number>;
  /** Leaves nothing, neither the object nor parts of it. */
  abort(): Promise<void>;
};

type Part = { readonly nth: number; readonly etag: string; readonly md5: Buffer };

const answering = async (work: Promise<void>, done: (error?: Error) => void): Promise<void> => {
  try {
    await work;
  } catch (error) {
    return done(error as Error);
  }
  return done();
};

const plain = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '').toLowerCase();

/**
 * Sends a stream of unknown length in parts. While one part travels the next one fills, and no more: that is all the
 * memory it takes, and a slow line slows the writer down.
 */
export const openUpload = async (door: S3Door, key: string, watch: { sizeOf?: (nth: number) => number; onSent?: ((bytes: number) => void) | undefined } = {}): Promise<S3Upload> => {
  const sizeAt = watch.sizeOf ?? partSize;
  const stop = new AbortController();
  // Begun on its own, so that a stop before the first part finds an upload to take back.
  const own: S3Door = { ...door, signal: door.signal ? AbortSignal.any([door.signal, stop.signal]) : stop.signal };
  const uploadId = textIn((await callS3(own, { method: 'POST', key, query: { uploads: '' }, tries: door.patience.triesAtFirst })).text, 'UploadId');
  if (!uploadId) throw new S3Failure('NoUploadId', 200);

  const parts: Part[] = [];
  const whole: Hash = createHash('sha256');
  let sent = 0;
  let filling: Buffer | undefined;
  let filled = 0;
  let begun = 0;
  let travelling: Promise<void> = Promise.resolve();

  const sendPart = async (nth: number, body: Buffer): Promise<void> => {
    const md5 = createHash('md5').update(body).digest();
    const before = sent;
    const { headers } = await callS3(own, {
      method: 'PUT', key, query: { partNumber: String(nth), uploadId }, headers: { 'content-md5': md5.toString('base64') }, body,
      onSent: (bytes) => watch.onSent?.(before + bytes),
    });
    sent += body.length;
    parts.push({ nth, etag: headers.etag ?? '', md5 });
  };
  const sendFilled = async (): Promise<void> => {
    await travelling;
    travelling = sendPart(parts.length + 1, filling?.subarray(0, filled) ?? Buffer.alloc(0));
    // It is waited for with the next part; until then nobody else would hear of it.
    travelling.catch(() => undefined);
    filling = undefined;
    filled = 0;
    begun += 1;
  };
  const take = async (chunk: Buffer): Promise<void> => {
    whole.update(chunk);
    for (let at = 0; at < chunk.length; ) {
      filling ??= Buffer.allocUnsafe(sizeAt(begun + 1));
      const copied = chunk.copy(filling, filled, at);
      at += copied;
      filled += copied;
      if (filled === filling.length) await sendFilled();
    }
  };
  const sendRest = async (): Promise<void> => {
    if (filled > 0 || begun === 0) await sendFilled();
    await travelling;
  };
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => void answering(take(chunk), done),
    final: (done) => void answering(sendRest(), done),
    destroy: (error, done) => {
      if (error) stop.abort();
      done(error);
    },
  });

  /** The hash of the parts' hashes is what most services name an object by; where it is not, all of it is read back. */
  const isAsSent = async (hash: string): Promise<boolean> => {
    const { headers } = await callS3(own, { method: 'HEAD', key });
    const size = Number(headers['content-length']);
    if (size !== sent) return false;
    const expected = `${createHash('md5').update(Buffer.concat(parts.map((part) => part.md5))).digest('hex')}-${parts.length}`;
    if (plain(headers.etag) === expected) return true;
    const back = createHash('sha256');
    for await (const chunk of readS3(own, { key, size, etag: headers.etag ?? '' }, 0)) back.update(chunk);
    return back.digest('hex') === hash;
  };

  /** It may be: the answer that says so can be lost. */
  let isThere = false;
  return {
    out,
    complete: async () => {
      const list = parts.map((part) => `<Part><PartNumber>${part.nth}</PartNumber><ETag>${part.etag.replaceAll('"', '&quot;')}</ETag></Part>`).join('');
      const body = Buffer.from(`<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list}</CompleteMultipartUpload>`);
      const hash = whole.digest('hex');
      isThere = true;
      try {
        await callS3(own, { method: 'POST', key, query: { uploadId }, body });
      } catch (error) {
        // The answer to a first try may have been lost: then the upload is gone because it is complete.
        if (!(error instanceof S3Failure && error.code === 'NoSuchUpload')) throw error;
      }
      if (!(await isAsSent(hash))) throw new BackupRefused('failed', '上传后核对不符，没有留下备份。 / What arrived is not what was sent; no backup is left.');
      return sent;
    },
    abort: async () => {
      stop.abort();
      out.destroy();
      await travelling.catch(() => undefined);
      // Whoever asked us to stop still wants it cleared away.
      const calm: S3Door = { ...door, signal: undefined };
      try {
        await callS3(calm, { method: 'DELETE', key, query: { uploadId }, tries: ABORT_TRIES });
      } catch (error) {
        if (!(error instanceof S3Failure && error.code === 'NoSuchUpload')) throw error;
      }
      if (isThere) await callS3(calm, { method: 'DELETE', key, tries: ABORT_TRIES });
    },
  };
};
