import { randomBytes } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { refusePin } from '../../../platform/server/caller.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { pgCode, UNIQUE_VIOLATION, type Reader } from '../../../platform/server/database.ts';
import type { Seal } from '../../../platform/server/seal.ts';
import type { CallEvent } from '../core/call-event.ts';
import * as contract from '../core/pbx-contract.ts';
import type { PbxHealthView, PbxSourceView } from '../core/pbx-contract.ts';
import { createSkew } from '../core/pbx/clock-skew.ts';
import { mapPush, type PushResult } from '../core/pbx/push-mapper.ts';
import { capabilitiesOf, type PbxSettings } from '../core/pbx/pbx-settings.ts';
import { importCalls } from './pbx/import-calls.ts';
import { hashPath, type PbxSupervisor } from './pbx/pbx-sources.ts';
import { sealSecret, newestRaw, seatKind, seatsOf, sourceKind, sourcesOf, type SeatEvent, type SeatState, type SourceEvent, type SourceState } from './pbx/pbx-store.ts';
import { readPushBody } from './pbx/push-body.ts';
import { derivedId } from './derived-id.ts';
import { recordId } from './pbx/push-source.ts';

export type PbxRouteDeps = RunnerDeps & { readonly supervisor: PbxSupervisor; readonly seal: Seal };

const SHOWN = 50;
/** Where a telephone system is reached. */
const placeOf = (settings: PbxSettings): string => JSON.stringify(['host', 'port', 'tls'].map((name) => (settings as Readonly<Record<string, unknown>>)[name] ?? null));

/** What a telephone system sent is no free text: on a test page every long run of digits is masked (138****5678). */
const maskDigits = (text: string): string => text.replace(/\d{7,}/g, (digits) => (digits.length >= 16 ? digits : `${digits.slice(0, 3)}****${digits.slice(-4)}`));

export const pbxRoutes = (deps: PbxRouteDeps): Route[] => {
  const { database, clock, supervisor } = deps;

  const healthOf = (siteId: string, id: string): PbxHealthView => {
    const { connectedSince, lastEventAt, problem, version, state, reconnects, skewMs, bytes, events, refused } = supervisor.health(siteId, id);
    return { connectedSince: connectedSince ?? null, lastEventAt: lastEventAt ?? null, problem: problem ?? null, version: version ?? null, state, reconnects, skewMs, bytes, events, refused };
  };
  const viewOf = (siteId: string, state: SourceState, settings: PbxSettings | undefined): PbxSourceView => ({
    id: state.id, name: state.name, kind: state.kind, enabled: state.enabled, settings: settings ?? null, hasSecret: state.secret !== undefined,
    capabilities: settings ? [...capabilitiesOf(settings)] : [], health: healthOf(siteId, state.id),
  });
  const seatList = async (siteId: string) => ({ seats: await database.read([siteId], (reader) => seatsOf(reader.query, siteId, clock.now())) });

  type Put = { commandId: string; sourceId: string; name: string; enabled: boolean; settings: PbxSettings; secret?: string | undefined };
  const save = async (siteId: string, input: Put, actor: Actor, how: { creates: boolean; newPath: boolean }): Promise<{ source: PbxSourceView; path: string | null } | Refusal> => {
    let path: string | null = null;
    const done = await runCommand<SourceState, SourceEvent>(deps, {
      kind: sourceKind, siteId, subject: input.sourceId, name: how.creates ? 'addPbxSource' : 'changePbxSource', commandId: input.commandId, creates: how.creates, actor: actor.personId, standIn: actor.standIn,
      decide: (before, { now }) => {
        if (how.creates ? before !== undefined : before === undefined || before.removedAt !== undefined) return refuse(how.creates ? 'source-exists' : 'not-found');
        // Another kind of system is another source: its calls are told apart by its name.
        if (before && before.kind !== input.settings.kind) return refuse('kind-fixed');
        // Whoever may change an address shall not be sent the old password by it.
        const isMoved = before?.settings !== undefined && placeOf(before.settings) !== placeOf(input.settings);
        const secret = input.secret === undefined ? (isMoved ? undefined : before?.secret) : sealSecret(deps.seal, siteId, input.sourceId, input.secret);
        if (secret === undefined && (input.settings.kind === 'ami' || input.settings.kind === 'esl' || (input.settings.kind === 'push' && input.settings.signature))) return refuse('secret-missing');
        if (input.settings.kind === 'push' && (how.creates || how.newPath)) path = randomBytes(32).toString('base64url');
        const pathHash = path === null ? before?.pathHash : hashPath(path);
        const content = { kind: input.settings.kind, name: input.name, settings: input.settings, enabled: input.enabled, ...(secret === undefined ? {} : { secret }), ...(pathHash === undefined ? {} : { pathHash }) };
        return { ok: true, events: [{ type: how.creates ? 'PbxSourceAdded' : 'PbxSourceChanged', at: now, content }] };
      },
    });
    if (!done.ok) return done;
    await supervisor.refresh();
    return { source: viewOf(siteId, done.state, done.state.settings), path: path === null ? null : `/api/pbx/${path}` };
  };

  const onSeat = async (siteId: string, input: { commandId: string; seatId: string }, actor: Actor, name: string, decide: (seat: SeatState | undefined, now: string) => readonly SeatEvent[] | Refusal) => {
    try {
      const done = await runCommand<SeatState, SeatEvent>(deps, {
        kind: seatKind, siteId, subject: input.seatId, name, commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (seat, { now }) => {
          const events = decide(seat?.removedAt === undefined ? seat : undefined, now);
          return 'ok' in events ? events : seat?.removedAt !== undefined ? refuse('not-found') : { ok: true, events };
        },
      });
      return done.ok ? await seatList(siteId) : done;
    } catch (error) {
      if (pgCode(error) === UNIQUE_VIOLATION) return refuse('ext-taken');
      throw error;
    }
  };

  return [
    route(contract.listPbx, ({ siteId }) => database.read([siteId], async (reader) => ({ sources: (await sourcesOf(reader.query, siteId)).map(({ state, settings }) => viewOf(siteId, state, settings)) }))),
    route(contract.addPbxSource, async ({ siteId, input, actor, caller }) => {
      const weak = refusePin(caller);
      if (weak) return weak;
      const before = await database.read([siteId], (reader) => sourcesOf(reader.query, siteId));
      if (before.length >= 20 && !before.some(({ state }) => state.id === input.sourceId)) return refuse('too-many-sources');
      return save(siteId, input, actor, { creates: true, newPath: true });
    }),
    route(contract.changePbxSource, async ({ siteId, input, actor, caller }) => refusePin(caller) ?? save(siteId, input, actor, { creates: false, newPath: input.newPath })),
    route(contract.removePbxSource, async ({ siteId, input, actor, caller }) => {
      const weak = refusePin(caller);
      if (weak) return weak;
      const done = await runCommand<SourceState, SourceEvent>(deps, {
        kind: sourceKind, siteId, subject: input.sourceId, name: 'removePbxSource', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (before, { now }) => (before && before.removedAt === undefined ? { ok: true, events: [{ type: 'PbxSourceRemoved', at: now }] } : refuse('not-found')),
      });
      if (!done.ok) return done;
      await supervisor.refresh();
      return { removed: true as const };
    }),
    route(contract.watchPbxSource, ({ siteId, input }) =>
      database.read([siteId], async (reader: Reader) => {
        if (!(await sourcesOf(reader.query, siteId)).some(({ state }) => state.id === input.sourceId)) return refuse('not-found');
        const rows = await newestRaw(reader.query, siteId, input.sourceId, SHOWN);
        return {
          health: healthOf(siteId, input.sourceId),
          raw: rows.map((row) => ({
            id: row.id, receivedAt: row.receivedAt, body: maskDigits(row.body), isMapped: row.isMapped,
            events: row.events.map((event) => ({ kind: event.kind, callId: event.callId, ext: event.ext ?? null, number: event.from?.raw === undefined ? null : maskDigits(event.from.raw), at: event.at, atBasis: event.atBasis, disposition: event.disposition ?? null })),
          })),
        };
      }),
    ),
    route(contract.previewPbx, async ({ siteId, input }) => {
      const site = await database.read([siteId], (reader) => loadSite(reader.query, siteId));
      return site ? preview(input.settings, input.sample, site.zone, clock.now()) : refuse('not-found');
    }),
    route(contract.listSeats, ({ siteId }) => seatList(siteId)),
    route(contract.putSeat, ({ siteId, input, actor }) => onSeat(siteId, input, actor, 'putSeat', (_seat, now) => [{ type: 'SeatPut', at: now, name: input.name, ext: input.ext }])),
    route(contract.removeSeat, ({ siteId, input, actor }) => onSeat(siteId, input, actor, 'removeSeat', (seat, now) => (seat ? [{ type: 'SeatRemoved', at: now }] : refuse('not-found')))),
    route(contract.takeSeat, async ({ siteId, input, actor }) => {
      const taken = await onSeat(siteId, input, actor, 'takeSeat', (seat, now) => (seat ? [{ type: 'SeatTaken', at: now, personId: actor.personId }] : refuse('not-found')));
      if ('ok' in taken || input.besides) return taken;
      let list = taken;
      for (const other of taken.seats.filter((seat) => seat.personId === actor.personId && seat.id !== input.seatId)) {
        const left = await onSeat(siteId, { commandId: derivedId(input.commandId, other.id), seatId: other.id }, actor, 'leaveSeat', (seat, now) => (seat?.personId === actor.personId ? [{ type: 'SeatLeft', at: now }] : []));
        if ('ok' in left) return left;
        list = left;
      }
      return list;
    }),
    route(contract.leaveSeat, ({ siteId, input, actor }) =>
      onSeat(siteId, input, actor, 'leaveSeat', (seat, now) => (!seat ? refuse('not-found') : seat.personId === actor.personId ? [{ type: 'SeatLeft', at: now }] : refuse('not-your-seat'))),
    ),
    route(contract.dialFromSeat, async ({ siteId, input, actor }) => {
      const { seats } = await seatList(siteId);
      const seat = seats.filter((one) => one.personId === actor.personId).sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? 1 : -1))[0];
      if (!seat) return refuse('no-seat');
      const outcome = await supervisor.originate(siteId, { ext: seat.ext, number: input.number, requestId: input.requestId });
      return outcome.ok ? { ringing: true as const, ext: seat.ext } : refuse(`dial-${outcome.code}`);
    }),
  ];
};

/** What settings make of a sample: by the very mappers the living source uses. */
const preview = async (settings: PbxSettings, sample: string, zone: string, now: string): Promise<{ events: CallEvent[]; refused: number; ignored: number; problem: 'unreadable' | 'not-for-this-kind' | null }> => {
  if (settings.kind === 'push') {
    const body = readPushBody(sample, '');
    if (body === undefined) return { events: [], refused: 0, ignored: 0, problem: 'unreadable' };
    const result: PushResult = mapPush(body, { source: 'push:preview', mapping: settings.mapping, zone, receivedAt: now, skew: createSkew({ surely: Number.POSITIVE_INFINITY }), idOf: recordId });
    return { events: [...result.events], refused: result.refused, ignored: result.ignored, problem: null };
  }
  if (settings.kind === 'smdr') {
    const { line } = settings.model;
    const cellsOf = (text: string): string[] => {
      if (!('columns' in line)) return [text];
      try {
        return (parse(text, { relax_column_count: true, relax_quotes: true }) as string[][])[0] ?? [];
      } catch {
        return [];
      }
    };
    const rows = async function* () {
      for (const [index, text] of sample.split(/\r?\n/).entries()) if (text.trim() !== '') yield { line: index + 1, cells: cellsOf(text) };
    };
    const events: CallEvent[] = [];
    const count = await importCalls({ rows: rows(), model: settings.model, zone, source: 'smdr:preview', now, extensions: settings.extensions }, async (told) => void events.push(...told));
    return { events, refused: count.refused, ignored: 0, problem: null };
  }
  return { events: [], refused: 0, ignored: 0, problem: 'not-for-this-kind' };
};
