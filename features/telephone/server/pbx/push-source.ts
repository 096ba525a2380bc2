import { createHash } from 'node:crypto';
import type { Database } from '../../../../platform/server/database.ts';
import { canonical } from '../../../../platform/server/journal.ts';
import { createSkew } from '../../core/pbx/clock-skew.ts';
import { mapPush, type PushResult } from '../../core/pbx/push-mapper.ts';
import { capabilitiesOf, type PbxProblem, type PushSettings } from '../../core/pbx/pbx-settings.ts';
import type { Emit, PbxHealth, PbxSource, SourceDeps } from './pbx-adapter.ts';
import { readPushBody } from './push-body.ts';
import { isAllowedAddress, isSigned } from './push-guard.ts';
import { keepRaw, markMapped, waitingRaw } from './pbx-store.ts';

export type PushMessage = { readonly body: string; readonly contentType: string; readonly address: string; header(name: string): string | undefined };
export type PushSource = PbxSource & { accept(message: PushMessage): Promise<'stored' | 'refused'> };

const AT_ONCE = 50;
const RETRY_MS = 5000;
/** A sender's clock is believed to be slow only after so many messages: a single one may just be late. */
const SURELY = 8;

/** The same record, the same name: what a vendor repeats changes nothing. */
export const recordId = (record: unknown): string => createHash('sha256').update(canonical(record)).digest('base64url').slice(0, 32);

/** Messages pushed to us: stored first, answered, mapped afterwards, in the order they came. */
export const createPushSource = (settings: PushSettings, secret: string, to: { database: Database; siteId: string; sourceId: string; zone: string }, deps: SourceDeps): PushSource => {
  const { database, siteId, sourceId } = to;
  const skew = createSkew({ surely: SURELY });
  const counts = { events: 0, refused: 0, bytes: 0 };
  let emit: Emit | undefined;
  let [lastEventAt, since, problem]: [string | undefined, string | undefined, PbxProblem | undefined] = [undefined, undefined, undefined];
  let state: PbxHealth['state'] = 'stopped';
  let draining: Promise<void> | undefined;
  let isWanted = false;
  let again: NodeJS.Timeout | undefined;

  /** One message nobody can read must not keep those behind it waiting. */
  const understand = (row: { body: string; contentType: string }, how: Parameters<typeof mapPush>[1]): PushResult => {
    try {
      return mapPush(readPushBody(row.body, row.contentType), how);
    } catch (error) {
      deps.onError(error);
      return { events: [], refused: 1, ignored: 0 };
    }
  };
  const mapSome = async (): Promise<number> => {
    const rows = await database.read([siteId], (reader) => waitingRaw(reader.query, siteId, sourceId, AT_ONCE));
    const mapped: { id: string; events: ReturnType<typeof mapPush>['events'] }[] = [];
    for (const row of rows) {
      const target = emit;
      if (!target) break;
      const result = understand(row, { source: deps.name, mapping: settings.mapping, zone: to.zone, receivedAt: row.receivedAt, skew, idOf: recordId });
      counts.events += result.events.length;
      counts.refused += result.refused;
      if (result.events.length > 0) await target([...result.events]);
      mapped.push({ id: row.id, events: result.events });
    }
    if (mapped.length > 0) await database.write([siteId], (trx) => markMapped(trx, siteId, mapped, deps.now()));
    return mapped.length;
  };
  /** One at a time; what comes meanwhile is taken by another round. A message that fails stays and is tried with the next. */
  const drain = (): void => {
    isWanted = true;
    draining ??= (async () => {
      while (isWanted && emit) {
        isWanted = false;
        while ((await mapSome()) === AT_ONCE);
      }
      problem = problem === 'storing-failed' ? undefined : problem;
    })()
      .catch((error: unknown) => {
        isWanted = false;
        problem = 'storing-failed';
        deps.onError(error);
        if (emit) again = setTimeout(drain, RETRY_MS);
      })
      .finally(() => {
        draining = undefined;
        // Came between the last look and here.
        if (isWanted && emit) drain();
      });
  };

  return {
    capabilities: capabilitiesOf(settings),
    start: (target) => {
      emit = target;
      state = 'connected';
      since = deps.now();
      drain();
    },
    stop: async () => {
      clearTimeout(again);
      emit = undefined;
      state = 'stopped';
      await draining;
    },
    health: () => ({ state, connectedSince: since, lastEventAt, problem, reconnects: 0, version: undefined, skewMs: skew.skew(), ...counts }),
    accept: async (message) => {
      if (!isAllowedAddress(settings.addresses, message.address)) {
        problem = 'address-not-allowed';
        return 'refused';
      }
      if (settings.signature && !isSigned(settings.signature, secret, message)) {
        problem = 'wrong-signature';
        return 'refused';
      }
      const receivedAt = deps.now();
      await database.write([siteId], (trx) => keepRaw(trx, siteId, [{ sourceId, receivedAt, contentType: message.contentType.slice(0, 100), body: message.body, mapped: false }]));
      counts.bytes += message.body.length;
      lastEventAt = receivedAt;
      if (problem === 'wrong-signature' || problem === 'address-not-allowed') problem = undefined;
      drain();
      return 'stored';
    },
  };
};
