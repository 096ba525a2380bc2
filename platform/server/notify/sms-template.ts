import { parseJson } from './answer-outcome.ts';
import { isWebUrl } from './guarded-request.ts';

/** What may stand in an SMS gateway's templates, in braces. */
export const PLACEHOLDERS = ['phone', 'text', 'id', 'secret'] as const;
export type Values = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;
export type BodyFormat = 'json' | 'form';

const escapes = {
  url: encodeURIComponent,
  form: encodeURIComponent,
  json: (value: string) => JSON.stringify(value).slice(1, -1),
  header: (value: string) => value,
} as const;

/** Only the braces that name a placeholder are filled; a JSON body has braces of its own. What was filled in is not looked at again. */
export const fill = (template: string, values: Values, escape: keyof typeof escapes): string =>
  template.replace(/\{(phone|text|id|secret)\}/g, (_whole, name: keyof Values) => escapes[escape](values[name]));

const sample = (text: string): Values => ({ phone: text, text, id: text, secret: text });

/** An address whose host does not hang on what is filled in. */
export const isUrlTemplate = (template: string): boolean => {
  const [one, two] = [fill(template, sample('1'), 'url'), fill(template, sample('2'), 'url')];
  return isWebUrl(one) && isWebUrl(two) && new URL(one).origin === new URL(two).origin;
};

export const isBodyTemplate = (template: string, format: BodyFormat): boolean => format === 'form' || template === '' || parseJson(fill(template, sample('"\n'), 'json')) !== undefined;

const RESERVED = ['host', 'content-length', 'content-type', 'transfer-encoding', 'connection', 'expect', 'upgrade', 'te', 'trailer'];

/** `Name: value`, one a line; undefined when a line is none. */
export const parseHeaders = (text: string): Record<string, string> | undefined => {
  const headers: Record<string, string> = {};
  for (const row of text.split('\n').map((part) => part.trim()).filter(Boolean)) {
    const found = /^([A-Za-z0-9-]+):\s*([\x20-\x7e]+)$/.exec(row);
    const [, name = '', value = ''] = found ?? [];
    if (!found || RESERVED.includes(name.toLowerCase())) return undefined;
    headers[name.toLowerCase()] = value;
  }
  return headers;
};

/** `data.0.code` in an answer; undefined when there is no such place. */
export const valueAt = (answer: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined), answer);
