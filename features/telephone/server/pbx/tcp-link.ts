import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Instant } from '../../../../platform/core/instant.ts';
import type { PbxProblem } from '../../core/pbx/pbx-settings.ts';
import { FrameTooLarge } from '../../core/pbx/framing.ts';
import type { PbxHealth } from './pbx-adapter.ts';

/** Milliseconds; shorter only in tests. */
export type LinkTiming = {
  readonly firstRetry: number; readonly longestRetry: number;
  /** After a refusal a person must mend (password, version): not hammered. */
  readonly refusedRetry: number;
  readonly connect: number; readonly ping: number; readonly silence: number; readonly reply: number;
  /** What is open here is compared with what the PBX says, while calls are open: an end may have been lost on its side. */
  readonly recheck: number;
};
export const LINK_TIMING: LinkTiming = { firstRetry: 1000, longestRetry: 30_000, refusedRetry: 600_000, connect: 10_000, ping: 15_000, silence: 45_000, reply: 15_000, recheck: 60_000 };

export type Connection = {
  write(text: string): void;
  /** Signed in and listening: the back-off starts anew. */
  up(version?: string): void;
  /** Gives the connection up and says why; `refused` where trying again soon is of no use. */
  fail(problem: PbxProblem, how?: 'retry' | 'refused'): void;
};
/** What is spoken on the line; made anew for every connection. */
export type Protocol = { onOpen?(): void; onBytes(chunk: Uint8Array): void; /** Called when the line has been quiet for a while. */ ping?(): void; onClose?(): void };

/**
 * A line to a PBX that comes back by itself: 1 s, 2 s, 4 s … 30 s; a silence is a death nobody announced.
 */
export const createTcpLink = (input: {
  readonly host: string; readonly port: number; readonly tls: boolean; readonly timing: LinkTiming;
  now(): Instant; protocol(connection: Connection): Protocol; onError(error: unknown): void;
}) => {
  const { timing } = input;
  let state: PbxHealth['state'] = 'stopped';
  let [connectedSince, problem, version]: [Instant | undefined, PbxProblem | undefined, string | undefined] = [undefined, undefined, undefined];
  let [connects, failures, bytes] = [0, 0, 0];
  let socket: Socket | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = true;

  const later = (how: 'retry' | 'refused'): void => {
    if (isStopped) return;
    const wait = how === 'refused' ? timing.refusedRetry : Math.min(timing.longestRetry, timing.firstRetry * 2 ** Math.min(failures, 10));
    failures += 1;
    state = how === 'refused' ? 'refused' : 'waiting';
    retry = setTimeout(open, wait);
  };

  const open = (): void => {
    if (isStopped) return;
    state = 'connecting';
    const line = input.tls ? connectTls({ host: input.host, port: input.port, servername: input.host }) : connectTcp({ host: input.host, port: input.port });
    socket = line;
    let isDone = false;
    let isUp = false;
    let heardAt = performance.now();
    line.setNoDelay(true);
    const close = (why: PbxProblem, how: 'retry' | 'refused' = 'retry'): void => {
      if (isDone) return;
      isDone = true;
      clearInterval(watch);
      clearTimeout(deadline);
      line.destroy();
      problem = why;
      connectedSince = undefined;
      protocol.onClose?.();
      later(how);
    };
    const protocol = input.protocol({
      write: (text) => void line.write(text),
      up: (said) => {
        isUp = true;
        state = 'connected';
        connectedSince = input.now();
        problem = undefined;
        version = said ?? version;
        failures = 0;
        clearTimeout(deadline);
      },
      fail: close,
    });
    const deadline = setTimeout(() => close('no-answer'), timing.connect);
    const watch = setInterval(() => {
      const quiet = performance.now() - heardAt;
      if (quiet > timing.silence) close('silent');
      else if (isUp && quiet > timing.ping / 2) protocol.ping?.();
    }, timing.ping);
    line.on('data', (chunk: Buffer) => {
      if (isDone) return;
      heardAt = performance.now();
      bytes += chunk.length;
      try {
        protocol.onBytes(chunk);
      } catch (error) {
        if (!(error instanceof FrameTooLarge)) input.onError(error);
        close(error instanceof FrameTooLarge ? 'message-too-large' : 'unreadable');
      }
    });
    line.on('error', (error: NodeJS.ErrnoException) => close(error.code === 'ECONNREFUSED' ? 'connection-refused' : error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN' ? 'host-unknown' : 'connection-lost'));
    line.on('close', () => close(isUp ? 'connection-lost' : 'no-answer'));
    line.once(input.tls ? 'secureConnect' : 'connect', () => {
      connects += 1;
      protocol.onOpen?.();
    });
  };

  return {
    start: (): void => {
      if (!isStopped) return;
      isStopped = false;
      open();
    },
    stop: async (): Promise<void> => {
      isStopped = true;
      clearTimeout(retry);
      state = 'stopped';
      connectedSince = undefined;
      const line = socket;
      if (!line || line.destroyed) return;
      await new Promise<void>((resolve) => {
        line.once('close', () => resolve());
        line.destroy();
      });
    },
    health: () => ({ state, connectedSince, problem, reconnects: Math.max(0, connects - 1), version, bytes }),
  };
};
