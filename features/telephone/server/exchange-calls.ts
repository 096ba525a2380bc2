import { isRefusal } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { CallEvent } from '../core/call-event.ts';
import { recordCallEvent } from './call-commands.ts';
import type { PbxDeps } from './pbx/pbx-sources.ts';
import { personAtExt } from './pbx/pbx-store.ts';

/** Where a call comes to a person: the telephone that rings, and the one that was lifted. */
const NAMES_A_DESK: ReadonlySet<CallEvent['kind']> = new Set(['ringing', 'answered']);

/**
 * What telephone systems tell becomes calls: each event through the runner, in the order it came. Whoever sits at the
 * telephone that rings gets the card, and whoever lifts it keeps it. Throws what could not be stored, so that the source
 * tries again; a centre that is gone needs no calls.
 */
export const exchangeCalls = (deps: RunnerDeps): Required<Pick<PbxDeps, 'emit' | 'openCalls'>> => ({
  emit: async (siteId, events) => {
    for (const event of events) {
      const { ext } = event;
      const isDesk = NAMES_A_DESK.has(event.kind) && ext !== undefined && !event.trunk;
      const person = isDesk ? await deps.database.read([siteId], (reader) => personAtExt(reader.query, siteId, ext, deps.clock.now())) : undefined;
      const kept = await recordCallEvent(deps, { siteId, event, agentId: person?.personId });
      if (isRefusal(kept) && kept.code !== 'site-unknown') throw new Error(kept.code);
    }
  },
  openCalls: (siteId, source) =>
    deps.database.read([siteId], async (reader) => (await reader.query<{ id: string }>('select source_call_id as id from calls where site_id = $1 and live and source = $2 limit 1000', [siteId, source], 'calls-of-source')).map((row) => row.id)),
});
