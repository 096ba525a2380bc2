import { hasLineBreak } from './framing.ts';

export class LineBreakInField extends Error {}

/** An action as text. A line break in a value would be a second action: it is refused, not mended. */
export const amiAction = (fields: Readonly<Record<string, string>>): string => {
  for (const [name, value] of Object.entries(fields)) if (hasLineBreak(name) || hasLineBreak(value)) throw new LineBreakInField(name);
  return `${Object.entries(fields).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`;
};

export type Banner = { readonly ok: true; readonly version: string } | { readonly ok: false; readonly code: 'not-this-pbx' | 'pbx-too-old' };

/** `Asterisk Call Manager/11.0.0`. 1.x is Asterisk 11 and older: other event names, no transfers; its call records can be read instead. */
export const readBanner = (line: string): Banner => {
  const found = /^Asterisk Call Manager\/(\d+)((?:\.\d+)*)\s*$/.exec(line);
  if (!found) return { ok: false, code: 'not-this-pbx' };
  return Number(found[1]) < 2 ? { ok: false, code: 'pbx-too-old' } : { ok: true, version: `AMI ${found[1]}${found[2]}` };
};

/** What may be dialled: digits and the keys of a telephone. */
export const isDialable = (number: string): boolean => /^\+?[0-9*#]{2,20}$/.test(number);
