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

/** Parts in their order; a blank one keeps its place, so that ranking need not spell anything again. */
const SEPARATOR = ' | ';
/** Everything an entry is found by, as one text: characters, sound and first letters of each part. Made when it is saved. */
export const searchTextOf = (entry: Omit<DirectoryEntry, 'id' | 'personId'>): string =>
  [entry.name, full(entry.name), initials(entry.name), entry.extension, entry.department, full(entry.department), initials(entry.department), entry.handles, full(entry.handles), initials(entry.handles)].map((part) => part.toLowerCase().replaceAll('|', ' ')).join(SEPARATOR);

export const queryWords = (query: string): string[] => query.normalize('NFKC').toLowerCase().split(/[\s,，、|]+/u).filter(Boolean).slice(0, 4);

/** Lower comes first: the very name or extension, its beginning, its sound, its first letters, a part of it, then where and what for. */
export const rankOf = (searchText: string, words: readonly string[]): number => {
  const first = words[0] ?? '';
  const [name = '', sound = '', letters = '', extension = '', ...where] = searchText.split(SEPARATOR);
  const tests: readonly boolean[] = [name === first || extension === first, name.startsWith(first), sound.startsWith(first), letters.startsWith(first), name.includes(first), where.slice(0, 3).some((part) => part.startsWith(first))];
  const at = tests.indexOf(true);
  return at < 0 ? tests.length : at;
};
