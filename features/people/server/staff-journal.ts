import type { Instant } from '../../../platform/core/instant.ts';
import { writeTogether, type Transaction } from '../../../platform/server/database.ts';
import { appendJournal, EMPTY_HEAD } from '../../../platform/server/journal.ts';

/** Books what was done to a person in a centre; ids and roles only, the name is in `people`. */
export const journalPerson = async (
  trx: Transaction,
  input: { siteId: string; personId: string; actor: string; event: string; data: Record<string, unknown>; now: Instant },
): Promise<void> => {
  await trx.query('select from people where id = $1 for update', [input.personId]);
  const heads = await trx.query<{ version: number; lastHash: Buffer }>(
    'select version, hash as "lastHash" from journal where site_id = $1 and subject = $2 order by version desc limit 1',
    [input.siteId, input.personId],
  );
  await writeTogether(trx, appendJournal({
    siteId: input.siteId,
    feature: 'people',
    subject: input.personId,
    head: heads[0] ?? EMPTY_HEAD,
    actor: input.actor,
    entries: [{ event: input.event, data: input.data, text: {}, occurredAt: input.now, recordedAt: input.now }],
  }).writes);
};
