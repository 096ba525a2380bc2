import type { Instant } from '../../../platform/core/instant.ts';
import type { Query } from '../../../platform/server/database.ts';

/** Imports in a centre that came from elsewhere: the uploaded files stayed there, so what was not finished will not be. */
export const settleImportedRuns = async (query: Query, now: Instant): Promise<void> => {
  await query(`update imports set state = 'failed', ended_at = $1 where state in ('uploaded', 'waiting', 'running')`, [now]);
};
