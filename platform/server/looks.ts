import { derivedId, uuidv7 } from './ids.ts';
import type { Instant } from '../core/instant.ts';
import type { Database, Write } from './database.ts';

/** How personal data came before somebody's eyes; `opened` is written once a person, record and day. */
export const LOOKS = ['number', 'opened', 'print', 'export'] as const;
export type Look = {
  readonly siteId: string;
  readonly at: Instant;
  readonly personId: string;
  readonly what: (typeof LOOKS)[number];
  /** Which kind of record or which list; its words are the screens'. */
  readonly kind: string;
  readonly subject?: string | undefined;
  /** The record's number or the file's name: never what was seen. */
  readonly label?: string | undefined;
};

const idOf = (look: Look): string => (look.what === 'opened' ? derivedId(`${look.personId}/${look.subject}/${look.at.slice(0, 10)}`) : uuidv7(Date.parse(look.at)));

/** Written with whatever shows it, so that nothing is shown and not written down. */
export const lookWrite = (look: Look, id: string = idOf(look)): Write => ({
  name: 'look-keep',
  text: 'insert into personal_looks (site_id, id, at, person_id, what, kind, subject, label) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing',
  values: [look.siteId, id, look.at, look.personId, look.what, look.kind, look.subject ?? null, look.label ?? ''],
});

/** The looks among the events of a subject that is being saved. */
export const lookWrites = <E extends { readonly type: string }, T extends E['type']>(events: readonly E[], type: T, look: (event: Extract<E, { type: T }>) => Look): Write[] =>
  events.filter((event): event is Extract<E, { type: T }> => event.type === type).map((event) => lookWrite(look(event)));

/** Before a paper or a file leaves: written first, then shown. */
export const keepLook = async (database: Database, look: Look): Promise<string> => {
  const { text, values, name } = lookWrite(look);
  await database.write([look.siteId], (trx) => trx.query(text, [...(values ?? [])], name));
  return String(values?.[1]);
};

/** How many lines a file came to, known when it ends. */
export const keepLines = (database: Database, siteId: string, id: string, lines: number): Promise<unknown> =>
  database.write([siteId], (trx) => trx.query('update personal_looks set lines = $3 where site_id = $1 and id = $2', [siteId, id, lines], 'look-lines'));
