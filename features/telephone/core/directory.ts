import { pinyin } from 'pinyin-pro';

/** Somebody or some place a call can be put through to (T-24, T-25). */
export type DirectoryEntry = {
  readonly id: string;
  readonly personId?: string | undefined;
  readonly name: string;
  readonly department: string;
  readonly extension: string;
  /** 负责什么: what callers ask for, in their own words. */
  readonly handles: string;
  readonly pronoun?: '他' | '她' | undefined;
};

const full = (text: string): string => pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('').toLowerCase();
const initials = (text: string): string => pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('').toLowerCase();

/** Everything an entry is found by, as one text: characters, sound and first letters of each part. */
export const searchTextOf = (entry: Omit<DirectoryEntry, 'id' | 'personId'>): string =>
  [entry.name, full(entry.name), initials(entry.name), entry.department, full(entry.department), initials(entry.department), entry.handles, full(entry.handles), initials(entry.handles), entry.extension].map((part) => part.toLowerCase()).filter(Boolean).join(' | ');

export const queryWords = (query: string): string[] => query.normalize('NFKC').toLowerCase().split(/[\s,，、]+/u).filter(Boolean).slice(0, 4);

/** Lower comes first: the very name, its sound, its first letters, the extension, then where and what for. */
export const rankOf = (entry: Omit<DirectoryEntry, 'id'>, words: readonly string[]): number => {
  const first = words[0] ?? '';
  const tests: readonly boolean[] = [
    entry.name.toLowerCase() === first || entry.extension === first, entry.name.toLowerCase().startsWith(first), full(entry.name).startsWith(first), initials(entry.name).startsWith(first), entry.name.toLowerCase().includes(first),
    entry.department.toLowerCase().startsWith(first) || full(entry.department).startsWith(first) || initials(entry.department).startsWith(first),
  ];
  const at = tests.indexOf(true);
  return at < 0 ? tests.length : at;
};
