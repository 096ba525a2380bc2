import type { Instant } from '../../../platform/core/instant.ts';
import { localTime } from '../../../platform/core/working-calendar.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Database, Reader } from '../../../platform/server/database.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { ACCESS_GRANTS } from '../core/access-permissions.ts';
import { ACCESS_LABELS } from '../core/access-words.ts';
import type { Removal } from '../core/removal.ts';
import type { Visit } from '../core/visit.ts';

/** Who is still inside, and who was asked to leave and has not, for the handover (M-52). A firm and a number; no name. */
export const insideLines = async (reader: Reader, siteId: string, _now: Instant): Promise<{ section: 'inside'; ref: string; label: string; status: string; next: string }[]> => {
  const [site, visits, removals] = await Promise.all([
    loadSite(reader.query, siteId),
    reader.query<{ state: Visit }>('select state from visits where site_id = $1 and open order by entered_at limit 100', [siteId], 'visit-lines'),
    reader.query<{ state: Removal }>('select state from removals where site_id = $1 and open order by asked_at limit 50', [siteId], 'removal-lines'),
  ]);
  const zone = site?.zone ?? 'UTC';
  return [
    ...visits.map(({ state }) => ({ section: 'inside' as const, ref: state.id, label: `${state.firm ?? ACCESS_LABELS.zh.kind[state.kind]} ${state.headcount} 人 ${localTime(state.enteredAt, zone)} 进`.slice(0, 120), status: `access/${state.kind}`, next: 'access/inside' })),
    ...removals.map(({ state }) => ({ section: 'inside' as const, ref: state.id, label: `${state.placeText} ${state.headcount} 人 ${localTime(state.askedAt, zone)} 劝离`.slice(0, 120), status: `access/${state.category}`, next: 'access/not-left' })),
  ];
};

/** A picture of the door's book is seen by whoever reads the book, while the line stands. */
export const mayReadAccessFile = (database: Database, input: { siteId: string; hash: string; roles: readonly string[] }): Promise<boolean> =>
  ACCESS_GRANTS.some(([permission, roles]) => permission === 'access.read' && input.roles.some((role) => roles.includes(role as Role)))
    ? database.read([input.siteId], async (reader) => (await reader.query('select from access_files f join removals r on r.site_id = f.site_id and r.id = f.removal_id where f.site_id = $1 and f.hash = $2 and r.erased_at is null limit 1', [input.siteId, input.hash], 'access-file-holders')).length > 0)
    : Promise.resolve(false);

type Line = { readonly feature: 'access'; readonly id: string; readonly at: Instant; readonly kind: string; readonly number: string; readonly what: string; readonly status: string; readonly path: string };
type About = { readonly about: 'place' | 'person' | 'firm'; readonly id?: string | undefined; readonly firm?: string | undefined };

/** What the door's books say of a place, a host or a firm, for one timeline. */
export const accessTimeline = async (reader: Reader, input: { siteId: string; roles: readonly Role[]; about: About; before: Instant; atMost: number }): Promise<Line[]> => {
  if (!ACCESS_GRANTS.some(([permission, roles]) => permission === 'access.read' && input.roles.some((role) => roles.includes(role)))) return [];
  const { siteId, about, before, atMost } = input;
  if (about.about === 'place') {
    const rows = await reader.query<{ state: Removal }>('select state from removals where site_id = $1 and place_id = $2 and asked_at < $3 order by asked_at desc, id desc limit $4', [siteId, about.id, before, atMost], 'removals-timeline');
    return rows.map(({ state }) => ({ feature: 'access', id: state.id, at: state.askedAt, kind: `removal/${state.category}`, number: '', what: state.tag ?? '', status: `removal/${state.action}`, path: '/posts/removals' }));
  }
  const rows =
    about.about === 'firm'
      ? await reader.query<{ state: Visit }>('select state from visits where site_id = $1 and firm = $2 and entered_at < $3 order by entered_at desc, id desc limit $4', [siteId, about.firm, before, atMost], 'visits-timeline-firm')
      : await reader.query<{ state: Visit }>('select state from visits where site_id = $1 and host_id = $2 and entered_at < $3 order by entered_at desc, id desc limit $4', [siteId, about.id, before, atMost], 'visits-timeline-host');
  return rows.map(({ state }) => ({ feature: 'access', id: state.id, at: state.enteredAt, kind: `visit/${state.kind}`, number: '', what: [state.firm, state.work ?? state.reason].filter(Boolean).join(' · '), status: state.leftAt ? 'visit/left' : 'visit/inside', path: '/posts/visits' }));
};

/** Firms of the time kept, the latest first, for choosing one. */
export const firmsAtTheDoor = async (reader: Reader, siteId: string): Promise<string[]> =>
  (await reader.query<{ firm: string }>('select firm from (select firm, max(entered_at) as at from (select firm, entered_at from visits where site_id = $1 and firm is not null order by entered_at desc limit 500) v group by firm) f order by at desc limit 100', [siteId], 'visit-firms')).map((row) => row.firm);
