import type { Instant } from '../../../platform/core/instant.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import type { Database, Reader } from '../../../platform/server/database.ts';
import * as contract from '../core/timeline-contract.ts';

/** What a feature knows of a place, a person or a firm, newest first, as far as this actor may see it; added in `apps/server/endpoints.ts`. */
export type TimelineSource = (reader: Reader, input: { readonly siteId: string; readonly actor: Actor; readonly about: contract.About; readonly before: Instant; readonly atMost: number }) => Promise<readonly contract.TimelineLine[]>;
/** Names of firms a feature knows. */
export type FirmSource = (reader: Reader, siteId: string) => Promise<readonly string[]>;

const PAGE = 60;
const END = '9999-12-31T00:00:00.000Z';

export const timelineRoutes = (deps: { readonly database: Database; readonly clock: Clock; readonly sources: readonly TimelineSource[]; readonly firms: readonly FirmSource[] }): Route[] => [
  route(contract.readTimeline, ({ siteId, actor, input }) => {
    if (input.about === 'firm' ? !input.firm : !input.id) return Promise.resolve(refuse('bad-input', { fields: [{ field: input.about === 'firm' ? 'firm' : 'id' }] }));
    return deps.database.read([siteId], async (reader) => {
      const about: contract.About = { about: input.about, id: input.id, firm: input.firm };
      const parts = await Promise.all(deps.sources.map((source) => source(reader, { siteId, actor, about, before: input.before ?? END, atMost: PAGE + 1 })));
      // Each source gives its newest; what is newest of all of them is among these.
      const lines = parts.flat().sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? 1 : -1));
      const page = lines.slice(0, PAGE);
      return { lines: page, more: lines.length > PAGE ? (page.at(-1)?.at ?? null) : null };
    });
  }),
  route(contract.timelineChoices, ({ siteId }) =>
    deps.database.read([siteId], async (reader) => {
      const [places, people, firms] = await Promise.all([
        reader.query<{ id: string; name: string }>('select id, name from places where site_id = $1 order by archived_at is not null, sort, name limit 1000', [siteId], 'timeline-places'),
        reader.query<{ id: string; name: string }>('select p.id, p.name from people p where p.id in (select person_id from memberships where site_id = $1 and not offered and valid_from <= $2) order by p.pinyin, p.id limit 1000', [siteId, deps.clock.now()], 'timeline-people'),
        Promise.all(deps.firms.map((source) => source(reader, siteId))),
      ]);
      return { places, people, firms: [...new Set(firms.flat())].sort((a, b) => a.localeCompare(b, 'zh-Hans-CN')) };
    }),
  ),
];
