import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { DeliveryReason } from '../../core/delivery-reason.ts';
import { openSocket, Unreached, type Way } from './guarded-socket.ts';

export type OutgoingRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
};

/** `none`: certainly nothing arrived. `unclear`: the words were out, what became of them is not known. */
export type RequestResult =
  | { readonly arrival: 'none'; readonly reason: DeliveryReason; readonly detail: string }
  | { readonly arrival: 'unclear'; readonly reason: DeliveryReason; readonly detail: string; readonly status?: number | undefined }
  | { readonly arrival: 'answered'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

export type RequestLimits = { /** For everything together: name, connection, answer. */ readonly milliseconds: number; readonly answerBytes: number };
export const REQUEST_LIMITS: RequestLimits = { milliseconds: 10_000, answerBytes: 64 * 1024 };

/** http or https, without a name and password in it. */
export const isWebUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
};

/** Reads the answer up to the limit; what is beyond it is not waited for. */
const readBody = async (response: IncomingMessage, answerBytes: number): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part.subarray(0, answerBytes - size));
    size += part.length;
    if (size >= answerBytes) break;
  }
  return Buffer.concat(parts).toString('utf8');
};

const ask = (socket: Socket, url: URL, outgoing: OutgoingRequest): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const asked = request({
    method: outgoing.method,
    path: `${url.pathname}${url.search}`,
    headers: { 'user-agent': 'Foyer', accept: '*/*', ...outgoing.headers, host: url.host },
    createConnection: () => socket,
  });
  asked.once('response', resolve).on('error', reject).once('close', () => reject(new Error('closed')));
  asked.end(outgoing.body);
  return promise;
};

/** Asks once. Redirects are not followed: they would lead past the check, and past what was configured. */
export const guardedRequest = async (outgoing: OutgoingRequest, way: Way, limits: RequestLimits = REQUEST_LIMITS): Promise<RequestResult> => {
  if (!isWebUrl(outgoing.url)) return { arrival: 'none', reason: 'address-wrong', detail: '' };
  const url = new URL(outgoing.url);
  const isSecure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const signal = AbortSignal.timeout(limits.milliseconds);

  let socket: Socket;
  try {
    socket = await openSocket({ host, port: Number(url.port) || (isSecure ? 443 : 80), tls: isSecure }, way, signal);
  } catch (error) {
    if (!(error instanceof Unreached)) throw error;
    return { arrival: 'none', reason: error.reason, detail: error.message };
  }

  // From here on bytes may be under way: whatever goes wrong, it may have arrived.
  const stop = () => socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let status: number | undefined;
  try {
    const response = await ask(socket, url, outgoing);
    status = response.statusCode ?? 0;
    return { arrival: 'answered', status, headers: response.headers, body: await readBody(response, limits.answerBytes) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('ERR_INVALID') || code.startsWith('ERR_UNESCAPED')) return { arrival: 'none', reason: 'settings-wrong', detail: code };
    const reason = signal.aborted ? 'time-out' : code.startsWith('HPE_') ? 'unreadable' : 'cut-off';
    return { arrival: 'unclear', reason, detail: signal.aborted ? 'time-out' : code, status };
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
};
