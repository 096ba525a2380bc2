import type { Instant } from '../core/instant.ts';
import type { Reader, Write } from './database.ts';
import { parseListCursor, writeListCursor, type ListCursor } from './keyset.ts';
import { gramsOf, questionOf, wordsOf } from './text-search.ts';

/** Which cases: each feature names its own, and what may not be known of has a name of its own. */
export type SearchKind = string;

type Texts = readonly (string | undefined)[];
const said = (texts: Texts): string[] => texts.filter((text): text is string => text !== undefined && text !== '');

/** The index of a case, where its words have changed. */
export const searchWrite = (kind: SearchKind, given: { readonly siteId: string; readonly subject: string; readonly at: Instant; readonly texts: Texts; readonly before: Texts | undefined }): Write[] => {
  const texts = said(given.texts);
  if (given.before && wordsOf(texts) === wordsOf(said(given.before))) return [];
  return [{
    name: 'case-search-save',
    text: 'insert into case_search (site_id, kind, subject, at, grams, words) values ($1, $2, $3, $4, $5, $6) on conflict (site_id, kind, subject) do update set grams = excluded.grams, words = excluded.words',
    values: [given.siteId, kind, given.subject, given.at, gramsOf(given.siteId + kind, texts), wordsOf(texts)],
  }];
};

const PAGE = 50;
const BITE = 200;
const NEWEST: ListCursor = { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** A page of cases that hold the words asked for, newest first; `load` gives those of a list of ids that this person may see. */
export const searchCases = async <R>(reader: Reader, asked: { readonly kind: SearchKind; readonly siteId: string; readonly q: string; readonly after: string | undefined; load(ids: readonly string[]): Promise<ReadonlyMap<string, R>> }): Promise<{ rows: R[]; more: string | null }> => {
  const { grams, pattern } = questionOf(asked.siteId + asked.kind, asked.q);
  const found: { readonly row: R; readonly key: ListCursor }[] = [];
  // Bite by bite, because of what is found not everything is for these eyes; one more than a page says that there is a next one.
  for (let from: ListCursor | undefined = parseListCursor(asked.after) ?? NEWEST; from && found.length <= PAGE; ) {
    const hits: { subject: string; at: Instant }[] = await reader.query('select subject, at from search_cases($1, $2, $3, $4, $5::timestamptz, $6::uuid, $7)', [asked.siteId, asked.kind, grams, pattern, from.at, from.id, BITE], 'case-search');
    const seen = await asked.load(hits.map((hit) => hit.subject));
    for (const { subject: id, at } of hits) {
      const row = seen.get(id);
      if (row !== undefined) found.push({ row, key: { at, id } });
    }
    const last = hits.at(-1);
    from = last && hits.length === BITE ? { at: last.at, id: last.subject } : undefined;
  }
  const page = found.slice(0, PAGE);
  const end = page.at(-1)?.key;
  return { rows: page.map(({ row }) => row), more: found.length > PAGE && end ? writeListCursor(end.at, end.id) : null };
};
