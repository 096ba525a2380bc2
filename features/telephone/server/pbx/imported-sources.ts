import type { Query } from '../../../../platform/server/database.ts';

/** Telephone systems that came without their password or path, switched off; answers the names of those to be set up again. */
export const settleImportedSources = async (query: Query): Promise<string[]> =>
  (await query<{ name: string }>(`select state->>'name' as name from pbx_sources where removed_at is null order by id`)).map((row) => row.name);
