import type { LineKey } from '../../../platform/server/register.ts';

export const writeLineKey = (key: LineKey | null): string | null => (key ? `${key.at}|${key.id}|${key.nr}` : null);
/** What is not a key begins at the first line. */
export const parseLineKey = (text: string | undefined): LineKey | undefined => {
  const [, at, id, nr] = /^([\d\-T:.Z]{20,30})\|([0-9a-f-]{36})\|(\d{1,7})$/.exec(text ?? '') ?? [];
  return at && id && nr && !Number.isNaN(Date.parse(at)) ? { at, id, nr: Number(nr) } : undefined;
};
