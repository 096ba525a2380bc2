import { createHash } from 'node:crypto';
import type { Clock } from '../../../../platform/server/clock.ts';
import { loadSite } from '../../../../platform/server/site-row.ts';
import type { Database } from '../../../../platform/server/database.ts';
import type { Seal } from '../../../../platform/server/seal.ts';
import { parameterValues } from '../../../handbook/core/handbook-facts.ts';
import type { CallEvent } from '../../core/call-event.ts';
import type { PbxProblem, PbxSettings } from '../../core/pbx/pbx-settings.ts';
import { createAmiSource } from './ami-client.ts';
import { createEslSource } from './esl-client.ts';
import type { OriginateOutcome, PbxHealth, PbxSource, RawEvent, SourceDeps } from './pbx-adapter.ts';
import { createPushSource, type PushSource } from './push-source.ts';
import { createSmdrSource } from './smdr-source.ts';
import { openSecret, dropOldRaw, keepRaw, sourcesOf, type SourceState } from './pbx-store.ts';

export type PbxDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly seal: Seal;
  /** Where watched files of call records lie. */
  readonly folder: string;
  /** Stores events and folds them into cards; resolved when they are safe. Called in order for one source. */
  emit(siteId: string, events: CallEvent[]): Promise<void>;
  /** Ids of calls of a source that are not over, as the books have them: a call that ended while we were away is closed. */
  openCalls?(siteId: string, source: string): Promise<readonly string[]>;
  onError(error: unknown): void;
};

const LOOK_MS = 15_000;
const RAW_MS = 500;
const TIDY_MS = 3_600_000;
const MOST_RAW = 500;
const MOST_WAITING = 20_000;

type Running = { readonly siteId: string; readonly id: string; readonly version: number; readonly source: PbxSource | undefined; problem: PbxProblem | undefined };

/** 'ami:0193…': stable for the life of the source, whatever it is called. */
export const sourceName = (kind: string, id: string): string => `${kind}:${id}`;
export const hashPath = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const STOPPED: PbxHealth = { state: 'stopped', connectedSince: undefined, lastEventAt: undefined, problem: undefined, reconnects: 0, version: undefined, skewMs: 0, bytes: 0, events: 0, refused: 0 };

/** Runs the sources of all centres as their rows say; a change is taken up at once here, and within seconds by other processes. */
export const createPbxSupervisor = (deps: PbxDeps) => {
  const { database, clock } = deps;
  const running = new Map<string, Running>();
  let raw: { siteId: string; sourceId: string; event: RawEvent }[] = [];
  let isStopped = false;
  let looking: Promise<void> = Promise.resolve();

  /** Events of one source go out one after the other; what cannot be stored is tried again, so that nothing overtakes it. */
  const pipe = (siteId: string, onProblem: (problem: PbxProblem | undefined) => void) => {
    let tail: Promise<void> = Promise.resolve();
    let waiting = 0;
    const deliver = async (events: CallEvent[]): Promise<void> => {
      for (let wait = 500; ; wait = Math.min(30_000, wait * 2)) {
        try {
          await deps.emit(siteId, events);
          onProblem(undefined);
          return;
        } catch (error) {
          deps.onError(error);
          onProblem('storing-failed');
          // Not stored is not done: a pushed message stays where it waits.
          if (isStopped) throw error;
          await new Promise((resolve) => void setTimeout(resolve, wait));
        }
      }
    };
    return (events: CallEvent[]): Promise<void> => {
      if (waiting >= MOST_WAITING) return Promise.reject(new Error('Events wait for the database; more are not taken.'));
      waiting += events.length;
      const mine = tail.then(() => deliver(events)).finally(() => void (waiting -= events.length));
      tail = mine.catch(() => undefined);
      return mine;
    };
  };

  const open = (siteId: string, state: SourceState, settings: PbxSettings, zone: string, onRaw: (event: RawEvent) => void): PbxSource | undefined => {
    const secret = state.secret === undefined ? '' : openSecret(deps.seal, siteId, state.id, state.secret);
    if (secret === undefined) return undefined;
    const name = sourceName(state.kind, state.id);
    const own: SourceDeps = { name, now: clock.now, onRaw, onError: deps.onError, openCalls: async () => deps.openCalls?.(siteId, name) ?? [] };
    switch (settings.kind) {
      case 'ami':
        return createAmiSource(settings, secret, own);
      case 'esl':
        return createEslSource(settings, secret, own);
      case 'push':
        return createPushSource(settings, secret, { database, siteId, sourceId: state.id, zone }, own);
      case 'smdr':
        return createSmdrSource(settings, deps.folder, zone, own);
    }
  };

  const close = async (key: string): Promise<void> => {
    const one = running.get(key);
    running.delete(key);
    await one?.source?.stop();
  };

  const startSite = async (siteId: string): Promise<void> => {
    const [sources, site] = await database.read([siteId], (reader) => Promise.all([sourcesOf(reader.query, siteId), loadSite(reader.query, siteId)]));
    const wanted = new Set(sources.filter(({ state }) => state.enabled).map(({ state }) => `${siteId}:${state.id}`));
    for (const key of running.keys()) if (key.startsWith(`${siteId}:`) && !wanted.has(key)) await close(key);
    for (const { state, settings, version } of sources) {
      const key = `${siteId}:${state.id}`;
      if (!wanted.has(key) || running.get(key)?.version === version || isStopped) continue;
      await close(key);
      const source = settings && site ? open(siteId, state, settings, site.zone, (event) => void (raw.length < MOST_RAW * 20 && raw.push({ siteId, sourceId: state.id, event }))) : undefined;
      const one: Running = { siteId, id: state.id, version, source, problem: source ? undefined : 'settings-unreadable' };
      running.set(key, one);
      source?.start(pipe(siteId, (problem) => void (one.problem = problem)));
    }
  };

  const look = (): Promise<void> => {
    looking = looking.then(async () => {
      if (isStopped) return;
      const rows = await database.query<{ site_id: string; id: string; version: number }>('select site_id, id, version from pbx_sources_of_all() where not removed', [], 'pbx-sources-all');
      const known = new Map(rows.map((row) => [`${row.site_id}:${row.id}`, row]));
      const changed = new Set(rows.filter((row) => running.get(`${row.site_id}:${row.id}`)?.version !== row.version).map((row) => row.site_id));
      for (const [key, one] of running) if (!known.has(key)) changed.add(one.siteId);
      for (const siteId of changed) await startSite(siteId);
    }).catch(deps.onError);
    return looking;
  };

  const flushRaw = async (): Promise<void> => {
    const batch = raw.splice(0, MOST_RAW);
    for (const [siteId, rows] of Map.groupBy(batch, (row) => row.siteId))
      await database.write([siteId], (trx) => keepRaw(trx, siteId, rows.map(({ sourceId, event }) => ({ sourceId, receivedAt: event.at, body: event.text.slice(0, 20_000), events: event.events, mapped: true }))));
  };
  /** Raw messages hold numbers of people: they go after the time the centre set. */
  const tidy = async (): Promise<void> => {
    const rows = await database.query<{ site_id: string }>('select distinct site_id from pbx_sources_of_all()', [], 'pbx-sites');
    for (const { site_id: siteId } of rows) {
      const site = await database.read([siteId], (reader) => loadSite(reader.query, siteId));
      const hours = parameterValues(site?.parameters ?? {})['telephone.pbx_raw_hours'];
      const before = new Date(Date.parse(clock.now()) - hours * 3_600_000).toISOString();
      while ((await database.write([siteId], (trx) => dropOldRaw(trx, siteId, before))) === 5000);
    }
  };

  let isFlushing = false;
  const timers: NodeJS.Timeout[] = [];
  return {
    start: (): void => {
      void look();
      timers.push(
        setInterval(() => void look(), LOOK_MS),
        setInterval(() => {
          if (isFlushing || raw.length === 0) return;
          isFlushing = true;
          flushRaw().catch(deps.onError).finally(() => void (isFlushing = false));
        }, RAW_MS),
        setInterval(() => void tidy().catch(deps.onError), TIDY_MS),
      );
    },
    /** After a change of rows. */
    refresh: look,
    tidy,
    health: (siteId: string, id: string): PbxHealth => {
      const one = running.get(`${siteId}:${id}`);
      const health = one?.source?.health() ?? STOPPED;
      return { ...health, problem: one?.problem ?? health.problem };
    },
    capabilities: (siteId: string, id: string) => running.get(`${siteId}:${id}`)?.source?.capabilities,
    /** Dials through the first source of the centre that can; done only when the card's outbound call is answered on the line. */
    originate: async (siteId: string, call: { ext: string; number: string; requestId: string }): Promise<OriginateOutcome> => {
      let outcome: OriginateOutcome = { ok: false, code: 'not-able' };
      for (const one of running.values()) {
        if (one.siteId !== siteId || !one.source?.originate || !one.source.capabilities.has('call-back')) continue;
        outcome = await one.source.originate(call);
        if (outcome.ok || outcome.code !== 'not-connected') return outcome;
      }
      return outcome;
    },
    /** A pushed message, by the secret in its path. */
    accept: async (secret: string, message: Parameters<PushSource['accept']>[0]): Promise<'stored' | 'refused' | 'unknown'> => {
      const [found] = await database.query<{ site_id: string; id: string }>('select site_id, id from pbx_source_of_path($1)', [Buffer.from(hashPath(secret), 'hex')], 'pbx-path');
      if (!found) return 'unknown';
      const key = `${found.site_id}:${found.id}`;
      if (!running.has(key)) await look();
      const source = running.get(key)?.source;
      return source && 'accept' in source ? (source as PushSource).accept(message) : 'unknown';
    },
    stop: async (): Promise<void> => {
      isStopped = true;
      for (const timer of timers) clearInterval(timer);
      await looking;
      await Promise.all([...running.keys()].map(close));
      await flushRaw().catch(deps.onError);
    },
  };
};
export type PbxSupervisor = ReturnType<typeof createPbxSupervisor>;
