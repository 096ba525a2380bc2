import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { Write } from '../../../platform/server/database.ts';
import type { JournalEntry } from '../../../platform/server/journal.ts';
import { lookWrites } from '../../../platform/server/looks.ts';
import { erasureWrite } from '../../../platform/server/retention.ts';
import { addressOf } from '../core/form-of-address.ts';
import { evolveContact, type Contact, type ContactEvent } from '../core/contact.ts';
import { headOf, type Loaded } from './call-store.ts';
import { forgetNumbers } from './forgetting.ts';

const entryOf = (event: ContactEvent): Pick<JournalEntry, 'data' | 'text'> => {
  switch (event.type) {
    case 'ContactLearned':
    case 'ContactHeard':
    case 'ContactAmended':
      return { data: { numbers: event.numbers.length }, text: {} };
    case 'ContactMerged':
      return { data: { into: event.into }, text: {} };
    case 'ContactForgotten':
      return { data: { why: event.why }, text: {} };
    case 'NumberShown':
      return { data: {}, text: {} };
    default: {
      const never: never = event;
      return never;
    }
  }
};

/** What a contact is found by: words, and the last digits only, as people remember them. */
const searchOf = ({ sheet, numbers }: Contact): string => [sheet.surname, sheet.fullName, addressOf(sheet), sheet.company, ...numbers.map((number) => number.slice(-4))].filter(Boolean).join(' ').toLowerCase();

const numberWrites = (siteId: string, subject: string, before: Contact | undefined, state: Contact): Write[] => {
  const gone = (before?.numbers ?? []).filter((number) => !state.numbers.includes(number));
  const come = state.numbers.filter((number) => !(before?.numbers ?? []).includes(number));
  return [
    ...(gone.length > 0 ? [{ name: 'contact-numbers-drop', text: 'delete from contact_numbers where site_id = $1 and contact_id = $2 and number = any($3::text[])', values: [siteId, subject, gone] }] : []),
    ...(come.length > 0 ? [{ name: 'contact-numbers-add', text: 'insert into contact_numbers (site_id, number, contact_id) select $1, n, $2 from unnest($3::text[]) n on conflict do nothing', values: [siteId, subject, come] }] : []),
  ];
};

export const contactKind: SubjectKind<Contact, ContactEvent> = {
  feature: 'contacts',
  load: async (trx, siteId, subject) => {
    const row = (await trx.query<Loaded<Contact>>('select state, version, last_hash from contacts where site_id = $1 and id = $2 for update', [siteId, subject], 'contact-lock'))[0];
    return row ? { state: row.state, head: headOf(row) } : undefined;
  },
  evolve: evolveContact,
  journal: (event) => ({ event: event.type, ...entryOf(event), occurredAt: event.at, recordedAt: event.at }),
  clocks: () => [],
  finding: () => {
    throw new Error('A contact has no clocks.');
  },
  jobs: () => [],
  number: async (_trx, _siteId, events) => events,
  save: (_trx, { siteId, subject, before, state, head, events }) => [
    ...lookWrites(events, 'NumberShown', ({ at, by }) => ({ siteId, subject, at, personId: by, what: 'number', kind: 'contact' })),
    {
      name: 'contact-save',
      text: `insert into contacts (site_id, id, version, last_hash, status, learned_at, last_at, search, state) values ($1,$2,$3,$4,$5,$6,$7,$8,$9)
       on conflict (site_id, id) do update set version = excluded.version, last_hash = excluded.last_hash, status = excluded.status, last_at = excluded.last_at, search = excluded.search, state = excluded.state`,
      values: [siteId, subject, head.version, head.lastHash, state.status, state.learnedAt, state.lastAt, searchOf(state), JSON.stringify(state)],
    },
    ...numberWrites(siteId, subject, before, state),
    // Forgotten is forgotten everywhere: in calls, messages and matters of these numbers as well.
    ...(before?.status === 'known' ? events.filter((event) => event.type === 'ContactForgotten').flatMap(({ at, by, why }) => [
      erasureWrite({ siteId, at, rule: 'contacts', why, actor: by, records: [before.learnedAt] }),
      ...forgetNumbers(siteId, before.numbers, { at, why, by }),
    ]) : []),
  ],
};
