import { isRefusal } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { derivedId } from '../../../platform/server/ids.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { staffOf } from '../../people/server/people-facts.ts';
import { askPledge, type Pledge, type PledgeEvent } from '../core/pledge.ts';
import { pledgesOf } from './conduct-queries.ts';
import { pledgeKind } from './conduct-store.ts';

/** One row a person and centre: whoever asks and whoever signs mean the same one. */
export const pledgeId = (siteId: string, personId: string): string => derivedId(`pledge/${siteId}/${personId}`);

/** Asks every technician nobody has asked yet: who joined, and who was there before (M-40). Renewal has its own clock. Answers how many. */
export const askMissing = async (deps: RunnerDeps, siteId: string): Promise<number> => {
  const missing = await deps.database.read([siteId], async (reader) => {
    const technicians = (await staffOf(reader.query, siteId, deps.clock.now())).filter((person) => person.roles.includes('technician'));
    const pledges = await pledgesOf(reader, siteId, technicians.map((person) => person.personId));
    return technicians.filter((person) => !pledges.has(person.personId));
  });
  for (const { personId } of missing) {
    const done = await runCommand<Pledge, PledgeEvent>(deps, {
      kind: pledgeKind, siteId, subject: pledgeId(siteId, personId), name: 'askPledge', actor: null,
      // Signed or asked by hand meanwhile.
      decide: (state, { now }) => (state ? { ok: true, events: [] } : askPledge(state, { at: now, by: '', personId })),
    });
    if (isRefusal(done)) throw new Error(done.code);
  }
  return missing.length;
};

/** Once a centre's day is over (platform/server/daily.ts). */
export const askPledgesJob = (deps: RunnerDeps): JobHandler => ({ name: 'ask-pledges', retries: 5, seconds: 900, run: async ({ siteId }) => void (await askMissing(deps, String(siteId))) });
