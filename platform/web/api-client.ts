import type { z } from 'zod';
import type { Endpoint } from '../core/contract.ts';
import { TROUBLES, type Trouble } from '../core/health.ts';

/** The server understood and said no; `code` is stable, the words are the screen's. */
export class ApiRefusal extends Error {
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly status: number;
  constructor(code: string, facts: Readonly<Record<string, unknown>>, status: number) {
    super(code);
    this.code = code;
    this.facts = facts;
    this.status = status;
  }
}

/** No answer came: nothing is known to have happened. */
export class OfflineError extends Error {}

/** Told to the app: what keeps the server from working, when it has answered or taken something in again, and when it says by itself that nothing does any more. */
export const TROUBLE = 'foyer:trouble';
export type TroubleNews = Trouble | 'answered' | 'taken' | 'over';
export const tellTrouble = (news: TroubleNews): void => void window.dispatchEvent(new CustomEvent<TroubleNews>(TROUBLE, { detail: news }));

/** Told to the app when a session has ended; what was typed stays in its form. */
export const SIGNED_OUT = 'foyer:signed-out';

const requestOf = (endpoint: Pick<Endpoint, 'method' | 'path'>, input: Readonly<Record<string, unknown>>): { url: string; body?: string } => {
  const rest = { ...input };
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  if (endpoint.method === 'POST') return { url: path, body: JSON.stringify(rest) };
  const query = new URLSearchParams(Object.entries(rest).filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)]));
  return { url: query.size > 0 ? `${path}?${query}` : path };
};

export const sendRequest = async (endpoint: Pick<Endpoint, 'method' | 'path'>, input: Readonly<Record<string, unknown>>, options: { signal?: AbortSignal; /** In this person's name only: whoever else is signed in by now is refused. */ as?: string } = {}): Promise<unknown> => {
  const { url, body } = requestOf(endpoint, input);
  let response: Response;
  try {
    response = await fetch(url, { method: endpoint.method, credentials: 'same-origin', headers: { 'x-device-time': String(Date.now()), ...(options.as === undefined ? {} : { 'x-person': options.as }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body }), ...(options.signal ? { signal: options.signal } : {}) });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new OfflineError('offline');
  }
  if (response.ok) {
    // An answer cut off half-way is none.
    const answer: unknown = await response.json().catch((error: unknown) => {
      if (options.signal?.aborted) throw error;
      throw new OfflineError('offline');
    });
    // Signing in goes on all the while and says nothing.
    tellTrouble(endpoint.method === 'POST' && !endpoint.path.startsWith('/api/session') ? 'taken' : 'answered');
    return answer;
  }
  const problem = (await response.json().catch(() => ({}))) as { code?: string; facts?: Record<string, unknown> };
  if (response.status === 401) window.dispatchEvent(new Event(SIGNED_OUT));
  const why = TROUBLES.find((one) => one === problem.facts?.['why']);
  if (why) tellTrouble(why);
  if (response.status >= 502 && !problem.code) throw new OfflineError('offline');
  throw new ApiRefusal(problem.code ?? 'unavailable', problem.facts ?? {}, response.status);
};

/** Calls an endpoint of the contract; input and answer have its types. */
export const callApi = <I extends z.ZodType, O extends z.ZodType>(endpoint: Endpoint<I, O>, input: z.input<I>, options: { signal?: AbortSignal } = {}): Promise<z.output<O>> =>
  sendRequest(endpoint, input as Record<string, unknown>, options) as Promise<z.output<O>>;
