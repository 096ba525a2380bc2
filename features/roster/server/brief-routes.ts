import type { BriefSection } from '../../../platform/core/brief.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { refuse } from '../../../platform/core/refusal.ts';
import { localDate, spansOn } from '../../../platform/core/working-calendar.ts';
import { route, type AppOptions, type Route } from '../../../platform/server/app.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import type { Database, Reader } from '../../../platform/server/database.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import * as contract from '../core/brief-contract.ts';
import { askerOf, type Asker } from './handover-sources.ts';
import { readPacket, type PacketSources } from './packet.ts';

export type BriefContext = { readonly site: SiteRow; readonly now: Instant; readonly language: 'zh' | 'en'; readonly as: Asker };
/** What a feature says of the day; nothing = it has nothing to say. Added in `apps/server/feature-lines.ts`, in the order they are read. */
export type BriefSource = (reader: Reader, context: BriefContext) => Promise<BriefSection | undefined>;
export type BriefDeps = { readonly database: Database; readonly clock: Clock; readonly grants: AppOptions['grants']; readonly sections: readonly BriefSource[]; readonly packet: PacketSources };

export const readBrief = async (reader: Reader, sections: readonly BriefSource[], context: BriefContext): Promise<contract.Brief> => {
  const { site, now } = context;
  const calendar = calendarOf(site);
  const day = localDate(now, site.zone);
  const notice = calendar.holidays[day];
  const said = await Promise.all(sections.map((section) => section(reader, context)));
  return {
    siteName: site.name, day, now, weekday: Temporal.PlainDate.from(day).dayOfWeek, holiday: notice?.off ? notice.name : null, isMakeUp: notice !== undefined && !notice.off,
    openings: spansOn(calendar, day).map((span) => ({ ...span })),
    sections: said.flatMap((section) => (section ? [{ ...section, figures: [...section.figures], lines: [...section.lines] }] : [])),
  };
};

export const briefRoutes = (deps: BriefDeps): Route[] => {
  const { database, clock } = deps;
  return [
    route(contract.readBrief, ({ siteId, input, caller }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        return site ? readBrief(reader, deps.sections, { site, now: clock.now(), language: input.language, as: askerOf(caller, siteId, deps.grants) }) : refuse('not-found');
      }),
    ),
    route(contract.readPacket, ({ siteId, input, caller }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        return (site && (await readPacket(reader, deps.packet, { site, now: clock.now(), day: input.day, caller, grants: deps.grants }))) ?? refuse('not-found');
      }),
    ),
  ];
};
