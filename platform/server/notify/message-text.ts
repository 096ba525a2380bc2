import type { Message } from './channel.ts';

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' });
const ELLIPSIS = '…';

/** Cut to a number of UTF-8 bytes, between characters, with … where something is missing. */
export const cutBytes = (text: string, most: number): string => {
  if (Buffer.byteLength(text) <= most) return text;
  let kept = '';
  let size = Buffer.byteLength(ELLIPSIS);
  for (const { segment } of segmenter.segment(text)) {
    size += Buffer.byteLength(segment);
    if (size > most) break;
    kept += segment;
  }
  return most < Buffer.byteLength(ELLIPSIS) ? '' : `${kept}${ELLIPSIS}`;
};

/** Cut to a number of characters as a reader counts them. */
export const cutCharacters = (text: string, most: number): string => {
  const characters = Array.from(segmenter.segment(text), ({ segment }) => segment);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}${ELLIPSIS}`;
};

/** Without control characters and without what turns the reading direction round. */
export const plain = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (sign) => (sign === '\n' ? sign : ''));

const WIDE = { '<': '＜', '>': '＞', '@': '＠', '*': '＊', '`': '｀', '[': '［', ']': '］', '#': '＃', _: '＿', '~': '～', '\\': '＼' } as const;

/**
 * Signs that a group robot would read as a mention or as markdown become their full-width twins: none of the services
 * documents an escape that holds in all their clients, and `<@all>` must never come out of a note somebody typed.
 */
export const calm = (text: string): string => plain(text).replace(/[<>@*`[\]#_~\\]/g, (sign) => WIDE[sign as keyof typeof WIDE]);

/** A link that ends where it should, inside markdown's brackets. */
export const linkOf = (url: string): string => url.replace(/[()<>\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** Which centre, then what: one line. */
export const headline = (message: Message): string => plain(`【${message.siteName}】${message.title}`).replace(/\s*\n\s*/g, ' ');

/** Headline, body, link; the body gives way when all of it is longer than the service takes. */
export const fitBytes = (parts: { readonly head: string; readonly body: string; readonly tail: string }, most: number): string => {
  const fixed = `${parts.head}${parts.tail}`;
  const left = most - Buffer.byteLength(fixed);
  return left > 0 ? `${parts.head}${cutBytes(parts.body, left)}${parts.tail}` : cutBytes(`${parts.head}${parts.body}`, most);
};
