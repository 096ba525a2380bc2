import { isRefusal } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { recordCallEvent } from './call-commands.ts';
import type { PbxDeps } from './pbx/pbx-sources.ts';
import { personAtExt } from './pbx/pbx-store.ts';

/**
 * What telephone systems tell becomes calls: each event through the runner, in the order it came. Whoever sits at the
 * telephone that rings gets the card, and whoever lifts it keeps it. Throws what could not be stored, so that the source
 * tries again; a centre that is gone needs no calls.
 */
export const exchangeCalls = (deps: RunnerDeps): Required<Pick<PbxDeps, 'emit' | 'openCalls'>> => ({
  emit: async (siteId, events) => {
    for (const event of events) {
      const kept = await recordCallEvent(deps, { siteId, event, sitsAt: async (query, ext, now) => (await personAtExt(query, siteId, ext, now))?.personId });
      if (isRefusal(kept) && kept.code !== 'site-unknown') throw new Error(kept.code);
    }
  },
  openCalls: (siteId, source) =>
    deps.database.read([siteId], async (reader) => (await reader.query<{ id: string }>('select source_call_id as id from calls where site_id = $1 and live and source = $2 limit 1000', [siteId, source], 'calls-of-source')).map((row) => row.id)),
});
