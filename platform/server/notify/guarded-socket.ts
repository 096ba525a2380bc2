import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { DeliveryReason } from '../../core/delivery-reason.ts';
import type { AddressGuard } from './address-guard.ts';
import { createLookup, type Lookup } from './host-lookup.ts';

/** How a connection leaves the house. */
export type Way = { readonly guard: AddressGuard; readonly lookup?: Lookup | undefined };

/** One for the whole program: it knows what has just been asked. */
const everyAddress = createLookup();

/** Not a byte of the message has left the house. */
export class Unreached extends Error {
  readonly reason: DeliveryReason;
  constructor(reason: DeliveryReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

const codeOf = (error: unknown): string => {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(codeOf))].join(' ');
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
};

const late = () => new Unreached('time-out', 'time-out');

const inTime = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  if (signal.aborted) throw late();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(late());
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

const opened = async <S extends Socket>(socket: S, event: 'connect' | 'secureConnect', reason: DeliveryReason, signal: AbortSignal): Promise<S> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (error?: unknown) => reject(new Unreached(reason, error instanceof Error ? codeOf(error) : 'closed'));
  // Stays on: what breaks later is told by whoever waits for the answer.
  socket.on('error', () => undefined);
  socket.once(event, resolve).once('error', fail).once('close', fail);
  try {
    await inTime(promise, signal);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    socket.off(event, resolve).off('error', fail).off('close', fail);
  }
};

/**
 * A connection to an address that was checked. The name is resolved once, here, and the connection is made to what was
 * found then: a name that answers differently the next time (DNS rebinding) is never asked a next time.
 */
export const openSocket = async (to: { readonly host: string; readonly port: number; readonly tls: boolean }, way: Way, signal: AbortSignal): Promise<Socket> => {
  const family = isIP(to.host);
  const lookup = way.lookup ?? everyAddress;
  const found = family === 0 ? await inTime(lookup(to.host).catch((error: unknown) => Promise.reject(new Unreached('dns', codeOf(error)))), signal) : [{ address: to.host, family }];
  const permitted = found.filter(({ address }) => way.guard.permits(to.host, address));
  const [first] = permitted;
  // What a name inside the house resolves to is nobody's business who may write a settings page.
  if (!first) throw found.length === 0 ? new Unreached('dns', 'ENOTFOUND') : new Unreached('address-forbidden', '');
  const tcp = connectTcp({
    host: to.host,
    port: to.port,
    autoSelectFamily: true,
    // Milliseconds for one address before the next of the list is tried.
    autoSelectFamilyAttemptTimeout: 1000,
    lookup: (_host, options, done) => (options.all ? done(null, [...permitted]) : done(null, first.address, first.family)),
  });
  await opened(tcp, 'connect', 'no-connection', signal);
  if (!to.tls) return tcp;
  const secure = connectTls({ socket: tcp, host: to.host, ...(family === 0 ? { servername: to.host } : {}), ALPNProtocols: ['http/1.1'] });
  try {
    return await opened(secure, 'secureConnect', 'tls', signal);
  } catch (error) {
    tcp.destroy();
    throw error;
  }
};
