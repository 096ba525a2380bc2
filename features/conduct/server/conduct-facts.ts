import type { Instant } from '../../../platform/core/instant.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { Breach } from '../core/breach.ts';
import { audienceOf, type ConductActor } from '../core/conduct-permissions.ts';
import { judged } from './conduct-queries.ts';

/** Breaches of a person, for a timeline of that person; only for whoever may see each. */
export const breachLines = async (reader: Reader, input: { siteId: string; personId: string; before?: Instant }, actor: ConductActor): Promise<{ feature: string; id: string; at: Instant; number: string; status: string; path: string }[]> => {
  const rows = await reader.query<{ state: Breach }>(
    'select state from breaches where site_id = $1 and person_id = $2 and ($3::timestamptz is null or received_at < $3) order by received_at desc, id desc limit 200',
    [input.siteId, input.personId, input.before ?? null],
    'breach-lines',
  );
  const who = rows.length > 0 ? await judged(reader.query, input.siteId, actor) : actor;
  return rows.filter(({ state }) => audienceOf(state, who)).map(({ state }) => ({ feature: 'conduct', id: state.id, at: state.receivedAt, number: state.number, status: state.status, path: `/amends/conduct/${state.id}` }));
};

/** `sealed`: this person put the picture into a matter of conduct and is none of its readers. */
export const breachFile = async (reader: Reader, input: { siteId: string; hash: string }, actor: ConductActor): Promise<'sealed' | 'no' | 'yes'> => {
  const rows = await reader.query<{ state: Breach }>('select b.state from breach_files f join breaches b on b.site_id = f.site_id and b.id = f.breach_id where f.site_id = $1 and f.hash = $2 limit 20', [input.siteId, input.hash], 'breach-file');
  const who = rows.length > 0 ? await judged(reader.query, input.siteId, actor) : actor;
  if (rows.some(({ state }) => ['reader', 'recorder'].includes(audienceOf(state, who) ?? ''))) return 'yes';
  return rows.some(({ state }) => [...state.evidence, state.statement].some((entry) => entry?.hash === input.hash && entry.by === actor.personId)) ? 'sealed' : 'no';
};
