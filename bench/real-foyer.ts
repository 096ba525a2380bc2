import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../apps/server/main.ts', import.meta.url));
const LIMIT_MS = 120_000;

export const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(address && typeof address === 'object' ? address.port : 0));
    });
  });

export type RealFoyer = {
  readonly origin: string;
  readonly pid: number;
  /** From the start to the first `ready`. */
  readonly startedMs: number;
  said(): string;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
};

/** The program itself in a process of its own, as the owner starts it; answers when it is able to work. */
export const startFoyer = async (env: Readonly<Record<string, string>>, port: number): Promise<RealFoyer> => {
  const from = performance.now();
  const own = Object.fromEntries(['PATH', 'TMPDIR', 'NODE_COMPILE_CACHE'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, [MAIN], { env: { ...own, HOST: '127.0.0.1', PORT: String(port), FOYER_BACKUP_AT: 'off', FOYER_LAUNCHER: String(process.pid), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  let isGone = false;
  const exited = new Promise<number | string>((done) => child.once('exit', (code, signal) => ((isGone = true), done(code ?? signal ?? 'gone'))));
  const origin = `http://127.0.0.1:${port}`;
  for (;;) {
    if (isGone) throw new Error(`Foyer ended before it was ready: ${text}`);
    if (performance.now() - from > LIMIT_MS) throw (child.kill('SIGKILL'), new Error(`Foyer did not become ready: ${text}`));
    const isReady = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(2000) }).then(async (answer) => (await answer.arrayBuffer(), answer.status === 200), () => false);
    if (isReady) return { origin, pid: child.pid ?? 0, startedMs: performance.now() - from, said: () => text, kill: (signal) => void child.kill(signal), exited };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
