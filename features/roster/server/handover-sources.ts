import type { Instant } from '../../../platform/core/instant.ts';
import { actorOf, authorize, type Actor, type AppOptions } from '../../../platform/server/app.ts';
import type { Caller, StandIn } from '../../../platform/server/caller.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { HandoverLine, HandoverSection } from '../core/handover.ts';

/** What whoever asks is for a permission, with their stand-in's rights; nothing where they have it not. */
export type Asker = (permission: string) => Actor | undefined;
export const askerOf = (caller: Caller | undefined, siteId: string, grants: AppOptions['grants']): Asker => (permission) => (authorize(caller, permission, siteId, grants) ? undefined : actorOf(caller, siteId, permission));
/** The same person with the rights of a stand-in they will be (M-51). */
export const asStandIn = (caller: Caller, siteId: string, standIn: StandIn): Caller => {
  const membership = caller.sites.get(siteId);
  return membership ? { ...caller, sites: new Map([[siteId, { ...membership, standIn }]]) } : caller;
};

/** What of a feature's is open now, for the handover, and who may see it: as in the feature's own list. Added in `apps/server/feature-lines.ts`. */
export type HandoverSource = {
  readonly sections: readonly HandoverSection[];
  readonly permission: string;
  lines(reader: Reader, siteId: string, now: Instant, actor: Actor): Promise<HandoverLine[]>;
  /** Which of these this person may see; without it the permission is all that is asked. */
  sees?(reader: Reader, siteId: string, refs: readonly string[], actor: Actor): Promise<readonly string[]>;
};
/** What is agreed or due in a stretch of time, in few words, of what this person may see. */
export type BookedSource = {
  readonly permission: string;
  booked(reader: Reader, siteId: string, from: Instant, to: Instant, actor: Actor): Promise<{ at: Instant; label: string }[]>;
};

export const openLines = async (reader: Reader, sources: readonly HandoverSource[], { siteId, now, as }: { siteId: string; now: Instant; as: Asker }): Promise<HandoverLine[]> =>
  (await Promise.all(sources.map(async (source) => { const actor = as(source.permission); return actor ? source.lines(reader, siteId, now, actor) : []; }))).flat();

export const bookedBetween = async (reader: Reader, sources: readonly BookedSource[], { siteId, from, to, as }: { siteId: string; from: Instant; to: Instant; as: Asker }): Promise<{ at: Instant; label: string }[]> =>
  (await Promise.all(sources.map(async (source) => { const actor = as(source.permission); return actor ? source.booked(reader, siteId, from, to, actor) : []; }))).flat().sort((a, b) => (a.at < b.at ? -1 : 1));

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Of lines that were signed, those this person may see today: one question a section, however many sheets. */
export const seenAmong = async (reader: Reader, sources: readonly HandoverSource[], { siteId, as }: { siteId: string; as: Asker }, lines: readonly HandoverLine[]): Promise<(line: HandoverLine) => boolean> => {
  const seen = new Map<HandoverSection, ReadonlySet<string> | 'all'>();
  await Promise.all(
    sources.map(async (source) => {
      const actor = as(source.permission);
      const refs = [...new Set(lines.filter((line) => source.sections.includes(line.section)).map((line) => line.ref))];
      if (!actor || refs.length === 0) return;
      const found = source.sees ? new Set(await source.sees(reader, siteId, refs.filter((ref) => UUID.test(ref)), actor)) : 'all';
      for (const section of source.sections) seen.set(section, found);
    }),
  );
  return (line) => { const found = seen.get(line.section); return found === 'all' || found?.has(line.ref) === true; };
};
