import type { Reader } from '../../../platform/server/database.ts';

/** A way out and what became of the last message on it; null = nothing was sent yet. */
export type ChannelState = { readonly siteName: string; readonly name: string; readonly state: 'delivered' | 'refused' | 'unknown' | null; readonly at: string | null; readonly reason: string | null };

const AT_MOST = 100;

export const channelStates = (reader: Reader, sites: readonly string[]): Promise<ChannelState[]> =>
  reader.query<ChannelState>(
    `select s.name as "siteName", c.name, last.state, last.done_at as at, last.reason
       from channels c join sites s on s.id = c.site_id
       left join lateral (
         select d.state, d.done_at, d.reason from deliveries d
          where d.site_id = c.site_id and d.channel_id = c.id and d.done_at is not null and d.state in ('delivered', 'refused', 'unknown')
          order by d.done_at desc limit 1) last on true
      where c.site_id = any ($1) and c.enabled and c.removed_at is null order by s.name, c.name limit ${AT_MOST}`,
    [sites],
    'channel-states',
  );
