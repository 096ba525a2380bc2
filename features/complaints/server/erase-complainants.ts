import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { eraseEnded, type EndedCases, type HeldAmong } from '../../../platform/server/erase-ended.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { namedSince, type Complaint, type ComplaintEvent, type ComplaintKind } from '../core/complaint.ts';
import { keepingOf, KINDS_OF, TABLE } from './complaint-store.ts';

const casesOf = (kind: ComplaintKind): EndedCases<Complaint, ComplaintEvent> => ({
  kind: KINDS_OF[kind], table: TABLE[kind], keeping: keepingOf, since: namedSince, asked: (state) => state.erasure !== undefined, erased: (why, at) => ({ type: 'ComplainantErased', at, recordedAt: at, by: '', why }),
});

/** Complainants of cases and reports whose time is over, once a centre's day is over; what an open case rests on waits. */
export const eraseComplainants = async (deps: RunnerDeps & { readonly heldAmong: HeldAmong }, siteId: string): Promise<number> => (await eraseEnded(deps, siteId, casesOf('complaint'))) + (await eraseEnded(deps, siteId, casesOf('report')));
export const eraseComplainantsJob = (deps: Parameters<typeof eraseComplainants>[0]): JobHandler => ({ name: 'erase-complainants', retries: 5, seconds: 900, run: async ({ siteId }) => void (await eraseComplainants(deps, String(siteId))) });
