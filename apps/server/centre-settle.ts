import { settleImportedChannels } from '../../features/alerts/server/imported-channels.ts';
import { settleRestoredMessages } from '../../features/alerts/server/restored-messages.ts';
import { openImportedAccounts, type OpenedAccount } from '../../features/people/server/imported-accounts.ts';
import { settleImportedRuns } from '../../features/repairs/server/imported-runs.ts';
import { settleImportedSources } from '../../features/telephone/server/pbx/imported-sources.ts';
import type { Instant } from '../../platform/core/instant.ts';
import type { Query } from '../../platform/server/database.ts';
import type { Seal } from '../../platform/server/seal.ts';

export type Settled = { readonly accounts: readonly OpenedAccount[]; readonly channels: readonly string[]; readonly sources: readonly string[] };

/** What a centre that has come wants done before anybody works in it. */
export const settleImported = async (query: Query, input: { now: Instant; seal: Seal; siteId: string }): Promise<Settled> => {
  await settleRestoredMessages({ query }, input.now);
  await settleImportedRuns(query, input.now);
  const [channels, sources] = [await settleImportedChannels(query, input.seal), await settleImportedSources(query)];
  return { accounts: await openImportedAccounts(query, input), channels, sources };
};
