import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Way } from './guarded-socket.ts';
import { guardedRequest, isWebUrl, REQUEST_LIMITS, type OutgoingRequest, type RequestLimits } from './guarded-request.ts';

/** What every channel needs of the installation. */
export type ChannelDeps = { readonly way: Way; readonly clock: Clock; readonly limits?: RequestLimits };

export const ask = (deps: ChannelDeps, request: OutgoingRequest) => guardedRequest(request, deps.way, deps.limits ?? REQUEST_LIMITS);

export const postJson = (deps: ChannelDeps, url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  ask(deps, { method: 'POST', url, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: Buffer.from(JSON.stringify(body)) });

/** Fields of a form: an empty one is not there. */
export const optional = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), schema.optional());

export const webUrl = z.string().trim().max(2000).refine(isWebUrl);
export const line = z.string().trim().min(1).max(500);
