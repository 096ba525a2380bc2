import type { Query } from '../../../platform/server/database.ts';
import type { ChannelKind } from '../../../platform/server/notify/channel.ts';
import type { Seal } from '../../../platform/server/seal.ts';

const boundTo = (siteId: string, id: string): string => `channel/${siteId}/${id}`;
export const openSettings = (seal: Seal, siteId: string, id: string, sealed: Buffer): unknown => JSON.parse(seal.open(sealed, boundTo(siteId, id)));
export const sealSettings = (seal: Seal, siteId: string, id: string, settings: unknown): Buffer => seal.seal(JSON.stringify(settings), boundTo(siteId, id));

export type ChannelRow = {
  id: string; version: number; kind: Exclude<ChannelKind, 'push'>; name: string; enabled: boolean; roles: string[]; minLevel: string; fallbackId: string | null; shown: Record<string, unknown>;
  sealed: Buffer; tested: unknown; pausedUntil: string | null;
};

export const channelRows = (query: Query, siteId: string): Promise<ChannelRow[]> =>
  query(
    `select id, version, kind, name, enabled, roles, min_level as "minLevel", fallback_id as "fallbackId", shown, sealed, tested, paused_until as "pausedUntil"
       from channels where site_id = $1 and removed_at is null order by array_position(array['wecom', 'sms', 'dingtalk', 'feishu', 'email', 'webhook'], kind), name, id limit 50`,
    [siteId],
    'channels-list',
  );
