import type { Instant } from '../../../platform/core/instant.ts';

type Owner = { query(text: string, values: unknown[]): Promise<unknown> };

/**
 * What waited to be sent when a backup was made has most likely been sent since: nothing is sent a second time. The
 * alerts themselves stand and climb on.
 */
export const settleRestoredMessages = async (owner: Owner, now: Instant): Promise<void> => {
  await owner.query(`update deliveries set state = 'unknown', next_at = null, done_at = $1 where state in ('waiting', 'standby', 'sending')`, [now]);
};
