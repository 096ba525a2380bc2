import { cutCharacters, plain } from './message-text.ts';

const MOST_CHARACTERS = 300;

/** What of an address must not be shown: long parts of its path and every longer value of its query. */
export const secretsOfUrl = (text: string): string[] => {
  if (!URL.canParse(text)) return [text];
  const url = new URL(text);
  return [...url.pathname.split('/').filter((part) => part.length >= 16), ...[...url.searchParams.values()].filter((value) => value.length >= 6)];
};

const spellings = (secret: string): string[] => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')];

/** The other side's words as they may be shown: one line, short, no secret in any of its spellings. */
export const showable = (text: string, secrets: readonly (string | undefined)[]): string => {
  const hidden = secrets.filter((secret): secret is string => secret !== undefined && secret.length >= 4).flatMap(spellings).sort((a, b) => b.length - a.length);
  return cutCharacters(hidden.reduce((shown, secret) => shown.replaceAll(secret, '***'), plain(text)).replace(/\s+/g, ' ').trim(), MOST_CHARACTERS);
};
