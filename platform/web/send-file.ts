import { ApiRefusal, OfflineError } from './api-client.ts';

/** Sends a file as it is and tells how far it is; `fetch` cannot say that of an upload. An abort ends it quietly. */
export const sendFile = <T>(path: string, file: Blob, options: { onProgress(percent: number): void; signal: AbortSignal }): Promise<T> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => event.lengthComputable && options.onProgress(Math.round((event.loaded / event.total) * 100)));
    request.addEventListener('load', () => {
      const body = ((): Record<string, unknown> => {
        try {
          return JSON.parse(request.responseText) as Record<string, unknown>;
        } catch {
          return {};
        }
      })();
      if (request.status < 300) resolve(body as T);
      else reject(new ApiRefusal(typeof body['code'] === 'string' ? body['code'] : 'unavailable', {}, request.status));
    });
    request.addEventListener('error', () => reject(new OfflineError('offline')));
    request.addEventListener('abort', () => reject(new OfflineError('stopped')));
    options.signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
