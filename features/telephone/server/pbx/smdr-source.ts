import { open, stat } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { callEvents, groupToCall, isNameless, readCdrRow, readCdrTime, type CdrRow } from '../../core/pbx/cdr-mapper.ts';
import { FrameTooLarge, separatorFramer, type Framer } from '../../core/pbx/framing.ts';
import { capabilitiesOf, type PbxProblem, type SmdrSettings } from '../../core/pbx/pbx-settings.ts';
import { createCdrGroups } from './cdr-groups.ts';
import { decodeText } from './decode-text.ts';
import type { Emit, PbxHealth, PbxSource, SourceDeps } from './pbx-adapter.ts';
import { isAllowedAddress } from './push-guard.ts';
import { createTcpLink, LINK_TIMING, type LinkTiming } from './tcp-link.ts';

/** A call's lines come together; one marked as going on is waited for longer. Milliseconds. */
export type SmdrTiming = LinkTiming & { readonly quiet: number; readonly continued: number; readonly look: number };
export const SMDR_TIMING: SmdrTiming = { ...LINK_TIMING, silence: Number.POSITIVE_INFINITY, quiet: 1500, continued: 60_000, look: 1000 };

const LINE_CAP = 4096;
const MOST_LINES = 8;
/** Lines written while we were not running are read again from so far back; what is known already changes nothing. */
const LOOK_BACK = 1024 * 1024;

/** One line a call or part of one, after the call: no screen pop, but missed calls and figures. */
export const createSmdrSource = (settings: SmdrSettings, folder: string, zone: string, deps: SourceDeps, timing: SmdrTiming = SMDR_TIMING): PbxSource => {
  const { model } = settings;
  const groups = createCdrGroups(model);
  const counts = { events: 0, refused: 0, bytes: 0 };
  let emit: Emit = async () => undefined;
  let [lastEventAt, connectedSince, problem]: [string | undefined, string | undefined, PbxProblem | undefined] = [undefined, undefined, undefined];
  let state: PbxHealth['state'] = 'stopped';
  let serial = 0;

  const onLine = (bytes: Uint8Array): void => {
    const text = decodeText(bytes).replace(/[\r\0]/g, '').trimEnd();
    if (text.trim() === '') return;
    serial += 1;
    const receivedAt = deps.now();
    lastEventAt = receivedAt;
    let cells: string[] = [text];
    if ('columns' in model.line) {
      try {
        cells = (parse(text, { relax_column_count: true, relax_quotes: true }) as string[][])[0] ?? [];
      } catch {
        cells = [];
      }
    }
    const row = readCdrRow(model, { line: serial, cells, text }, []);
    const isRead = !('problem' in row) && !isNameless(row) && readCdrTime([row.fields.date, row.fields.time].filter((part) => part !== undefined).join(' '), model.dates, zone) !== undefined;
    deps.onRaw({ at: receivedAt, text, events: [] });
    if (isRead) tell(groups.add(row as CdrRow, performance.now()));
    else counts.refused += 1;
  };
  const tell = (whole: readonly (readonly CdrRow[])[]): void => {
    for (const rows of whole) {
      const call = groupToCall(model, rows, zone, settings.extensions);
      if (!call) continue;
      const receivedAt = deps.now();
      const events = callEvents(call, { source: deps.name, receivedAt });
      counts.events += events.length;
      deps.onRaw({ at: receivedAt, text: `${rows.length} → ${call.callId}`, events });
      emit(events).catch(deps.onError);
    }
  };
  const lineFramer = (): Framer<Uint8Array> => separatorFramer('\n', LINE_CAP);

  let settle: NodeJS.Timeout | undefined;
  const listening = (): void => {
    state = 'connected';
    connectedSince = deps.now();
    problem = undefined;
  };

  const lines = new Set<Socket>();
  let server: Server | undefined;
  const listen = (): void => {
    server = createServer((line) => {
      if (lines.size >= MOST_LINES || !isAllowedAddress(settings.addresses, line.remoteAddress ?? '')) {
        problem = 'address-not-allowed';
        line.destroy();
        return;
      }
      lines.add(line);
      const framer = lineFramer();
      line.on('data', (chunk: Buffer) => {
        counts.bytes += chunk.length;
        try {
          for (const frame of framer.push(chunk)) onLine(frame);
        } catch (error) {
          if (!(error instanceof FrameTooLarge)) deps.onError(error);
          problem = 'message-too-large';
          line.destroy();
        }
      });
      line.on('error', () => undefined);
      line.on('close', () => lines.delete(line));
    });
    server.on('error', (error: NodeJS.ErrnoException) => {
      problem = error.code === 'EADDRINUSE' || error.code === 'EACCES' ? 'port-in-use' : 'connection-lost';
      state = 'waiting';
      again = setTimeout(listen, timing.longestRetry);
    });
    server.listen(settings.port, listening);
  };
  let again: NodeJS.Timeout | undefined;

  const link = createTcpLink({
    host: settings.host, port: settings.port, tls: false, timing, now: deps.now, onError: deps.onError,
    protocol: (line) => {
      const framer = lineFramer();
      return { onOpen: () => line.up(), onBytes: (chunk) => framer.push(chunk).forEach(onLine) };
    },
  });

  const path = join(folder, basename(settings.path || 'none'));
  let [offset, isFirstLook, isReading] = [0, true, false];
  let framer = lineFramer();
  const look = async (): Promise<void> => {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) {
      problem = 'file-missing';
      state = 'waiting';
      return;
    }
    if (state !== 'connected') listening();
    let isMiddle = false;
    if (isFirstLook && found.size > LOOK_BACK) [offset, isMiddle] = [found.size - LOOK_BACK, true];
    isFirstLook = false;
    // Shorter than before: a new file under the old name.
    if (found.size < offset) [offset, framer] = [0, lineFramer()];
    if (found.size === offset) return;
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(64 * 1024);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
        if (bytesRead === 0) break;
        offset += bytesRead;
        counts.bytes += bytesRead;
        const frames = framer.push(buffer.subarray(0, bytesRead));
        for (const frame of isMiddle ? frames.slice(1) : frames) onLine(frame);
        isMiddle = isMiddle && frames.length === 0;
      }
    } catch (error) {
      if (!(error instanceof FrameTooLarge)) throw error;
      framer = lineFramer();
      problem = 'message-too-large';
    } finally {
      await file.close();
    }
  };
  let looking: NodeJS.Timeout | undefined;

  return {
    capabilities: capabilitiesOf(settings),
    start: (to) => {
      emit = to;
      state = 'connecting';
      settle = setInterval(() => tell(groups.untouched({ quiet: performance.now() - timing.quiet, continued: performance.now() - timing.continued })), Math.min(500, timing.quiet));
      if (settings.way === 'listen') listen();
      else if (settings.way === 'connect') link.start();
      else
        looking = setInterval(() => {
          if (isReading) return;
          isReading = true;
          look().catch(deps.onError).finally(() => void (isReading = false));
        }, timing.look);
    },
    stop: async () => {
      clearInterval(settle);
      clearInterval(looking);
      clearTimeout(again);
      state = 'stopped';
      tell(groups.rest());
      for (const line of lines) line.destroy();
      await Promise.all([link.stop(), new Promise<void>((resolve) => (server?.listening ? server.close(() => resolve()) : resolve()))]);
    },
    health: () => ({ ...(settings.way === 'connect' ? link.health() : { state, connectedSince, problem, reconnects: 0, version: undefined }), lastEventAt, skewMs: 0, ...counts }),
  };
};
