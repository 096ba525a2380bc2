import { maskNumbers } from './mask-numbers.ts';

/** Takes the words given, and mobile numbers, out of every text of a value; what remains of a record still says what was done. */
export const withoutWords = <T>(value: T, words: readonly string[]): T => {
  // A single character would tear words apart that have nothing to do with the person.
  const long = words.filter((word) => [...word].length > 1);
  const clean = (entry: unknown): unknown => {
    if (typeof entry === 'string') return maskNumbers(long.reduce((text, word) => text.replaceAll(word, '＊＊'), entry));
    if (Array.isArray(entry)) return entry.map(clean);
    if (entry !== null && typeof entry === 'object') return Object.fromEntries(Object.entries(entry).map(([key, inner]) => [key, clean(inner)]));
    return entry;
  };
  return clean(value) as T;
};
