import type { Instant } from '../core/instant.ts';
import { erasureToday, type Keeping } from '../core/kept-days.ts';
import { addDays, instantAt, localDate } from '../core/working-calendar.ts';
import { runCommand, type RunnerDeps, type SubjectKind } from './command-runner.ts';
import { loadSite, type SiteRow } from './site-row.ts';
import type { Query } from './database.ts';

const A_BITE = 200;

/** Which of these cases another one that is still open rests on. */
export type HeldAmong = (query: Query, siteId: string, ids: readonly string[]) => Promise<ReadonlySet<string>>;

/** What the daily erasing of a table needs to know: `keeps_from` there says since when a case is only kept, as far as it names somebody. */
export type EndedCases<S, E> = {
  readonly kind: SubjectKind<S, E>;
  readonly table: string;
  keeping(site: SiteRow): Keeping;
  since(state: S): Instant | undefined;
  asked(state: S): boolean;
  erased(why: 'retention' | 'asked', at: Instant): E;
};

/** Takes people out of a centre's ended cases whose day has come, or who asked for it, a bite at a time; answers how many cases. */
export const eraseEnded = async <S, E>(deps: RunnerDeps & { readonly heldAmong: HeldAmong }, siteId: string, cases: EndedCases<S, E>): Promise<number> => {
  const now = deps.clock.now();
  let erased = 0;
  for (let after = { at: '-infinity', id: '00000000-0000-0000-0000-000000000000' }; ; ) {
    const found = await deps.database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      if (!site) return undefined;
      const keeping = cases.keeping(site);
      const rows = await reader.query<{ id: string; at: Instant }>(
        `select id, keeps_from as at from ${cases.table} where site_id = $1 and keeps_from is not null and (keeps_from < $2 or state->'erasure'->>'askedAt' is not null) and (keeps_from, id) > ($3::timestamptz, $4::uuid) order by keeps_from, id limit ${A_BITE}`,
        [siteId, instantAt(keeping.zone, addDays(localDate(now, keeping.zone), 1 - keeping.keepDays), '00:00'), after.at, after.id],
        `${cases.table}-ended`,
      );
      return { keeping, rows, held: await deps.heldAmong(reader.query, siteId, rows.map((row) => row.id)) };
    });
    if (!found) return erased;
    for (const { id } of found.rows) {
      if (found.held.has(id)) continue;
      let why: 'retention' | 'asked' | undefined;
      const done = await runCommand<S, E>(deps, {
        kind: cases.kind, siteId, subject: id, name: 'erase', actor: null,
        decide: (state) => {
          why = state && erasureToday({ since: cases.since(state), asked: cases.asked(state), held: false, now, keeping: found.keeping });
          return { ok: true, events: why ? [cases.erased(why, now)] : [] };
        },
      });
      if (!done.ok) throw new Error(done.code);
      if (why) erased += 1;
    }
    const last = found.rows.at(-1);
    if (!last || found.rows.length < A_BITE) return erased;
    after = { at: last.at, id: last.id };
  }
};
