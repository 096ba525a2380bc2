import type { Instant } from '../../../platform/core/instant.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { colleaguesOf, onShiftNow, presencesNow } from '../../roster/server/roster-facts.ts';
import type { EntryView } from '../core/desk-contract.ts';
import { queryWords, rankOf, searchTextOf } from '../core/directory.ts';

type Row = { id: string; personId: string | null; name: string; department: string; extension: string; handles: string; pronoun: '他' | '她' | null; search: string };
const ENTRY = 'id, person_id as "personId", name, department, extension, handles, pronoun, search';
const rowOfPerson = (person: { id: string; name: string; pinyin: string; initials: string }): Row => ({ id: person.id, personId: person.id, name: person.name, department: '', extension: '', handles: '', pronoun: null, search: [person.name, person.pinyin.replaceAll(' ', ''), person.initials].map((part) => part.toLowerCase()).join(' | ') });
/** At most so many of the centre's own are ranked; what stands early in the search text (name, sound, letters) comes first. */
const CANDIDATES = 60;

const escape = (word: string): string => `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** The centre's own entries, and its people who have none of their own: under their own id, without an extension. */
const candidates = async (reader: Reader, siteId: string, words: readonly string[], limit: number, now: Instant): Promise<Row[]> => {
  const [own, people, taken] = await Promise.all([
    reader.query<Row>(`select ${ENTRY} from directory_entries where site_id = $1 and archived_at is null and search like all ($2::text[]) order by strpos(search, $4), name, id limit $3`, [siteId, words.length > 0 ? words.map(escape) : ['%'], Math.max(limit, CANDIDATES), words[0] ?? ''], 'directory-search'),
    colleaguesOf(reader, siteId, now),
    reader.query<{ id: string }>('select person_id as id from directory_entries where site_id = $1 and person_id is not null and archived_at is null', [siteId], 'directory-people'),
  ]);
  const has = new Set(taken.map((row) => row.id));
  const others = people.filter((person) => !has.has(person.id) && words.every((word) => person.name.toLowerCase().includes(word) || person.pinyin.replaceAll(' ', '').toLowerCase().includes(word) || person.initials.toLowerCase().startsWith(word)));
  return [...own, ...others.map(rowOfPerson)];
};

type Whereabouts = { readonly presences: Awaited<ReturnType<typeof presencesNow>>; readonly on: ReadonlySet<string> };
const whereabouts = async (reader: Reader, site: { id: string; zone: string }, now: Instant): Promise<Whereabouts> => {
  const [presences, on] = await Promise.all([presencesNow(reader, site.id, now), onShiftNow(reader, site, now)]);
  return { presences, on };
};
const viewOf = ({ search: _search, ...row }: Row, { presences, on }: Whereabouts): EntryView => {
  const said = row.personId ? presences.get(row.personId) : undefined;
  return { ...row, presence: said?.state ?? 'unknown', backAt: said?.backAt ?? null, isOn: row.personId !== null && on.has(row.personId), isOwn: row.id !== row.personId };
};

export const findEntries = async (reader: Reader, site: { id: string; zone: string }, query: string, limit: number, now: Instant): Promise<EntryView[]> => {
  const words = queryWords(query);
  const [found, where] = await Promise.all([candidates(reader, site.id, words, limit, now), whereabouts(reader, site, now)]);
  const ranked = words.length === 0 ? found : found.map((row) => ({ row, rank: rankOf(row.search, words) })).sort((a, b) => a.rank - b.rank).map(({ row }) => row);
  return ranked.slice(0, limit).map((row) => viewOf(row, where));
};

/** Whoever a call or a message may go to (T-25): an entry of the directory, or a colleague who works here now. */
export const findEntry = async (reader: Reader, site: { id: string; zone: string }, id: string, now: Instant): Promise<EntryView | undefined> => {
  const own = await reader.query<Row>(`select ${ENTRY} from directory_entries where site_id = $1 and archived_at is null and (id = $2 or person_id = $2) limit 1`, [site.id, id], 'directory-one');
  const rows = own.length > 0 ? own : (await colleaguesOf(reader, site.id, now)).filter((person) => person.id === id).map(rowOfPerson);
  const [row] = rows;
  return row ? viewOf(row, await whereabouts(reader, site, now)) : undefined;
};

export const searchOf = (entry: { name: string; department: string; extension: string; handles: string }): string => searchTextOf(entry);
