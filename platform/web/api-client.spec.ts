import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OfflineError, sendRequest } from './api-client.ts';
import { uploadFile } from './upload.ts';

describe('an answer that breaks off half-way', () => {
  beforeAll(() => {
    vi.stubGlobal('window', new EventTarget());
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(new ReadableStream({ start: (body) => { body.enqueue(new TextEncoder().encode('{"half":')); body.error(new TypeError('network error')); } }))));
  });
  afterAll(() => void vi.unstubAllGlobals());

  it('given a command that was taken and whose answer is cut off, then it is as if no answer had come: it is kept and sent again, not laid aside as refused', async () => {
    await expect(sendRequest({ method: 'POST', path: '/api/thing' }, { a: 1 })).rejects.toBeInstanceOf(OfflineError);
  });

  it('given a signature whose receipt is cut off, then the same', async () => {
    await expect(uploadFile('site', new Blob(['x']), 'signature')).rejects.toBeInstanceOf(OfflineError);
  });
});
