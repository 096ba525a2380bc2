import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { Database, Reader } from '../../../platform/server/database.ts';
import { LOG_CLOCK } from '../core/call-clocks.ts';
import type { Matter } from '../core/matter.ts';
import type { Message } from '../core/message.ts';
import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { isDesk } from '../core/telephone-permissions.ts';

export { mayReadTelephoneFile } from './paper-scans.ts';
export type { PbxHealth } from './pbx/pbx-adapter.ts';

/** The telephone systems the centres listen to. */
export const pbxNames = (reader: Reader, sites: readonly string[]): Promise<{ siteId: string; id: string; siteName: string; name: string }[]> =>
  reader.query(
    `select p.site_id as "siteId", p.id, s.name as "siteName", p.state->>'name' as name from pbx_sources p join sites s on s.id = p.site_id
      where p.site_id = any ($1) and p.enabled and p.removed_at is null order by s.name, p.id limit 50`,
    [sites],
    'pbx-names',
  );

/** As the lists of the desk, and of whoever has messages and matters of their own. */
export const telephoneSeen = async (reader: Reader, siteId: string, ids: readonly string[], actor: TelephoneActor): Promise<readonly string[]> =>
  isDesk(actor.roles)
    ? ids
    : (await reader.query<{ id: string }>('select id from messages where site_id = $1 and to_id = $2 and id = any ($3::uuid[]) union all select id from matters where site_id = $1 and owner_id = $2 and id = any ($3::uuid[])', [siteId, actor.personId, ids], 'telephone-seen')).map((row) => row.id);

type TelephoneActor = { readonly personId: string; readonly roles: readonly Role[] };
type Line = { section: 'messages' | 'enquiries' | 'missed' | 'unlogged'; ref: string; label: string; status: string; next: string };

/** Messages on their way, enquiries, complaints and call-backs that wait, answered calls to be logged (T-35), for the handover (M-52). No caller's name or number stands on it. */
export const openTelephoneLines = async (reader: Reader, siteId: string, now: Instant, actor: TelephoneActor): Promise<Line[]> => {
  const own = isDesk(actor.roles) ? null : actor.personId;
  const [messages, matters, unlogged] = await Promise.all([
    reader.query<{ state: Message }>(`select state from messages where site_id = $1 and open and ($2::uuid is null or to_id = $2) order by coalesce(due_at, 'infinity'::timestamptz), id limit 100`, [siteId, own], 'message-lines'),
    reader.query<{ state: Matter; owner: string | null }>(`select m.state, p.name as owner from matters m left join people p on p.id = m.owner_id where m.site_id = $1 and m.status = 'open' and ($2::uuid is null or m.owner_id = $2) order by m.due_at, m.id limit 100`, [siteId, own], 'matter-lines'),
    // Only those somebody is asked after; what nobody logged in a week stays in the list of the log alone.
    own ? [] : reader.query<{ id: string; at: string; agent: string | null }>(
      `select c.id, to_char(c.started_at at time zone s.zone, 'MM-DD HH24:MI') as at, p.name as agent from calls c join sites s on s.id = c.site_id left join people p on p.id = c.agent_id
        where c.site_id = $1 and c.logged_at is null and c.answered_at is not null and not c.live and c.started_at > $2::timestamptz - interval '7 days'
          and exists (select from clocks k where k.site_id = c.site_id and k.subject = c.id and k.clock = $3 and k.stopped_at is null and k.cancelled_at is null)
        order by c.started_at desc, c.id desc limit 100`,
      [siteId, now, LOG_CLOCK],
      'unlogged-lines',
    ),
  ]);
  return [
    ...messages.map(({ state }): Line => ({ section: 'messages', ref: state.id, label: state.sheet.toName, status: state.status, next: state.sheet.urgent ? 'urgent' : '' })),
    ...matters.map(({ state, owner }): Line => ({ section: state.kind === 'missed' || state.kind === 'call_back' ? 'missed' : 'enquiries', ref: state.id, label: maskNumbers(state.sheet.content || state.sheet.lostTo || state.sheet.number || '').slice(0, 120), status: state.kind, next: owner ?? '' })),
    ...unlogged.map(({ id, at, agent }): Line => ({ section: 'unlogged', ref: id, label: at, status: 'unlogged', next: agent ?? '' })),
  ];
};

/** What of a person's must be given to somebody else before they leave: matters they follow up, messages on their way to them. */
export const openTelephoneWorkOf = (database: Database, siteId: string, personId: string): Promise<{ feature: string; id: string; label: string }[]> =>
  database.read([siteId], async (reader) => {
    const [matters, messages] = await Promise.all([
      reader.query<{ state: Matter }>(`select state from matters where site_id = $1 and owner_id = $2 and status = 'open' order by due_at limit 100`, [siteId, personId], 'matters-owned'),
      reader.query<{ state: Message }>('select state from messages where site_id = $1 and to_id = $2 and open order by taken_at limit 100', [siteId, personId], 'messages-to'),
    ]);
    return [
      ...matters.map(({ state }) => ({ feature: 'telephone', id: state.id, label: maskNumbers(state.sheet.content || state.sheet.lostTo || '').slice(0, 60) })),
      ...messages.map(({ state }) => ({ feature: 'telephone', id: state.id, label: maskNumbers(state.sheet.content).slice(0, 60) })),
    ];
  });
