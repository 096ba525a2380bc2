import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { refusePin } from '../../../platform/server/caller.ts';
import type { Query } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { maskContact } from '../../../platform/server/keyset.ts';
import { guessKey, takeTry } from '../../../platform/server/rate-limit.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import type { ChannelKind, Message, Outcome, Target } from '../../../platform/server/notify/channel.ts';
import { keepSecrets, withoutSecrets, type ChannelRegistry, type RawSettings } from '../../../platform/server/notify/channel-registry.ts';
import type { Seal } from '../../../platform/server/seal.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { AlertLevel } from '../../../platform/core/alert.ts';
import * as contract from '../core/channel-contract.ts';
import { channelRows, openSettings, sealSettings, type ChannelRow } from './channel-store.ts';
import { changeSettings } from './settings-store.ts';

export type ChannelRouteDeps = RunnerDeps & { readonly seal: Seal; readonly channels: ChannelRegistry };

/** A fallback is another channel of this centre; two that fall back on each other would only pass the word around. */
const fallbackWrong = async (query: Query, siteId: string, id: string, fallbackId: string | null): Promise<Refusal | undefined> => {
  const rows = new Map((await channelRows(query, siteId)).map((row) => [row.id, row.fallbackId]));
  for (let next = fallbackId; next; next = rows.get(next) ?? null) {
    if (!rows.has(next)) return refuse('channel-fallback-unknown');
    if (next === id) return refuse('channel-fallback-circle');
  }
  return undefined;
};

/** Enough to set a channel up; words to somebody else's number cost money and are a nuisance. */
const TESTS = { tries: 20, minutes: 60 };

type Tested = { at: string; outcome: Outcome['outcome'] | null; answer: string; reason: string | null };

const viewOf = (row: ChannelRow, secrets: readonly string[]) => {
  const tested = row.tested as Tested | null;
  return {
    id: row.id, version: row.version, kind: row.kind, name: row.name, enabled: row.enabled, roles: row.roles as Role[], minLevel: row.minLevel as AlertLevel, fallbackId: row.fallbackId, shown: row.shown, secrets: [...secrets],
    tested: tested && tested.outcome ? { at: tested.at, outcome: tested.outcome, answer: tested.answer, reason: tested.reason as contract.ChannelResult['reason'] } : null,
    testing: tested !== null && tested.outcome === null, pausedUntil: row.pausedUntil,
  };
};

export const channelRoutes = (deps: ChannelRouteDeps): Route[] => {
  const { database, clock } = deps;
  const { channelOf } = deps.channels;
  const secretsOf = (kind: ChannelKind): readonly string[] => channelOf(kind).secrets;
  return [
    route(contract.listChannels, ({ siteId }) => database.read([siteId], async (reader) => ({
        channels: (await channelRows(reader.query, siteId)).map((row) => viewOf(row, secretsOf(row.kind))),
        forms: contract.SITE_CHANNELS.map((kind) => ({ kind, label: { ...channelOf(kind).form.label }, target: channelOf(kind).form.target, fields: channelOf(kind).form.fields.map(({ choices, ...field }) => ({ ...field, ...(choices ? { choices: [...choices] } : {}) })) })),
      }))),
    route(contract.addChannel, async ({ siteId, input, caller }) =>
      refusePin(caller) ?? changeSettings(database, { siteId, actor: caller.personId, now: clock.now() }, async (trx) => {
        const known = (await trx.query('select from channels where site_id = $1 and id = $2', [siteId, input.channelId])).length > 0;
        if (known) return refuse('channel-exists');
        const settings = channelOf(input.kind).check(input.settings);
        if (!settings.ok) return refuse('channel-settings-wrong', { fields: settings.fields });
        const circle = await fallbackWrong(trx.query, siteId, input.channelId, input.fallbackId);
        if (circle) return circle;
        await trx.query(
          'insert into channels (site_id, id, kind, name, enabled, roles, min_level, fallback_id, shown, sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
          [siteId, input.channelId, input.kind, input.name, input.enabled, input.roles, input.minLevel, input.fallbackId, JSON.stringify(withoutSecrets(channelOf(input.kind), settings.settings).settings), sealSettings(deps.seal, siteId, input.channelId, settings.settings)],
          'channel-add',
        );
        return { event: 'ChannelAdded', data: { channelId: input.channelId, kind: input.kind, enabled: input.enabled, roles: input.roles, minLevel: input.minLevel, fallbackId: input.fallbackId } };
      }),
    ),
    route(contract.changeChannel, async ({ siteId, input, caller }) =>
      refusePin(caller) ?? changeSettings(database, { siteId, actor: caller.personId, now: clock.now() }, async (trx) => {
        const row = (await channelRows(trx.query, siteId)).find((candidate) => candidate.id === input.channelId);
        if (!row) return refuse('not-found');
        if (row.version !== input.version) return refuse('changed-meanwhile', { version: row.version });
        const channel = channelOf(row.kind);
        const settings = channel.check(keepSecrets(channel, openSettings(deps.seal, siteId, row.id, row.sealed) as RawSettings, input.settings));
        if (!settings.ok) return refuse('channel-settings-wrong', { fields: settings.fields });
        const circle = await fallbackWrong(trx.query, siteId, row.id, input.fallbackId);
        if (circle) return circle;
        await trx.query(
          'update channels set version = version + 1, name = $3, enabled = $4, roles = $5, min_level = $6, fallback_id = $7, shown = $8, sealed = $9, tested = null, paused_until = null where site_id = $1 and id = $2',
          [siteId, row.id, input.name, input.enabled, input.roles, input.minLevel, input.fallbackId, JSON.stringify(withoutSecrets(channel, settings.settings).settings), sealSettings(deps.seal, siteId, row.id, settings.settings)],
          'channel-change',
        );
        return { event: 'ChannelChanged', data: { channelId: row.id, enabled: input.enabled, roles: input.roles, minLevel: input.minLevel, fallbackId: input.fallbackId } };
      }),
    ),
    route(contract.removeChannel, async ({ siteId, input, caller }) =>
      refusePin(caller) ?? changeSettings(database, { siteId, actor: caller.personId, now: clock.now() }, async (trx) => {
        const rows = await trx.query('update channels set removed_at = $3, version = version + 1 where site_id = $1 and id = $2 returning id', [siteId, input.channelId, input.removed ? clock.now() : null], 'channel-remove');
        return rows.length === 0 ? refuse('not-found') : { event: input.removed ? 'ChannelRemoved' : 'ChannelRestored', data: { channelId: input.channelId } };
      }),
    ),
    route(contract.testChannel, async ({ siteId, input, caller }) => {
      const weak = refusePin(caller);
      if (weak) return weak;
      const tried = await takeTry(database.query, { key: guessKey('channel-test', siteId, caller.personId), limit: TESTS, now: clock.now() });
      if (!tried.ok) return refuse('too-many-tries', { again: tried.again });
      return changeSettings(database, { siteId, actor: caller.personId, now: clock.now() }, async (trx) => {
        const asked: Tested = { at: clock.now(), outcome: null, answer: '', reason: null };
        const rows = await trx.query('update channels set tested = $3 where site_id = $1 and id = $2 and removed_at is null returning id', [siteId, input.channelId, JSON.stringify(asked)], 'channel-testing');
        if (rows.length === 0) return refuse('not-found');
        await deps.queue(trx, [{ name: 'test-channel', payload: { siteId, channelId: input.channelId, ...(input.to ? { to: input.to } : {}) }, key: input.channelId }]);
        return { event: 'ChannelTested', data: { channelId: input.channelId }, ...(input.to ? { text: { to: maskContact(input.to) } } : {}) };
      });
    }),
  ];
};

/** A test message as the channel would send any other; its true answer is kept for the settings page. Asked once. */
export const channelJobs = (deps: Omit<ChannelRouteDeps, 'queue'>): JobHandler[] => [
  {
    name: 'test-channel', retries: 0, seconds: 60,
    run: async ({ siteId: site, channelId, to }) => {
      const siteId = String(site);
      const [row, names] = await deps.database.read([siteId], async (reader) => [
        (await channelRows(reader.query, siteId)).find((candidate) => candidate.id === channelId),
        await reader.query<{ name: string }>('select name from sites where id = $1', [siteId]),
      ] as const);
      if (!row) return;
      const at = deps.clock.now();
      const message: Message = { id: uuidv7(), title: '测试消息 / Test', body: '收到这条消息，说明此渠道可用。 / This channel works.', level: 'news', at, siteName: names[0]?.name ?? '' };
      const target: Target = typeof to === 'string' ? (row.kind === 'email' ? { email: to } : { phone: to }) : {};
      const outcome: Outcome = await deps.channels.channelOf(row.kind).send(openSettings(deps.seal, siteId, row.id, row.sealed) as RawSettings, message, target);
      const tested: Tested = { at, outcome: outcome.outcome, answer: outcome.answer, reason: outcome.reason ?? null };
      await deps.database.write([siteId], (trx) => trx.query('update channels set tested = $3 where site_id = $1 and id = $2', [siteId, row.id, JSON.stringify(tested)], 'channel-tested'));
    },
  },
];
