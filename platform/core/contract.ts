import { z } from 'zod';

/**
 * An endpoint is a value: the server mounts it, the browser calls it with inferred types,
 * the outbox stores its name, and the OpenAPI page is drawn from it.
 * Path parameters, query (GET) or body (POST) are one input object.
 */
export type Endpoint<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** `{siteId}`-style parameters; an endpoint under `/api/sites/{siteId}` is checked against the caller's centres. */
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  /** Needed in the centre of the path; `signed-in` = any person; `public` = no sign-in (signed codes only). */
  readonly permission: string;
  /** Where any person is let in: which permission lets a token in, `any` = every token; without it none, it is the person's own. Elsewhere: what a token needs besides, where the permission says reading and this is an act. */
  readonly scope?: string;
};

export const endpoint = <I extends z.ZodType, O extends z.ZodType>(value: Endpoint<I, O>): Endpoint<I, O> => value;

export type InputOf<E> = E extends Endpoint<infer I, z.ZodType> ? z.input<I> : never;
export type OutputOf<E> = E extends Endpoint<z.ZodType, infer O> ? z.output<O> : never;

export const zId = z.uuid();
export const zInstant = z.iso.datetime({ offset: false, precision: 3 });
/** Accepts any ISO instant and brings it to the one form we store. */
export const zInstantIn = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
/** What cannot be seen and comes along when something is copied: control characters, half characters, marks that turn the direction of writing. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const zWritten = z.string().overwrite((text) => text.replace(UNSEEN, '').trim());
/** Trimmed, never empty, bounded: the message names the field. */
export const zText = (max: number) => zWritten.min(1).max(max);
/** The same, and it may be empty. */
export const zWriting = (max: number) => zWritten.max(max);
export const zOptionalText = (max: number) => zWriting(max).optional();
