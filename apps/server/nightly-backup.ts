import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { NightlyRun } from '../../platform/server/backup/nightly.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/backup.ts', import.meta.url));

/** The same program the owner runs by hand, in a process of its own: hashing and packing must not make people wait. */
export const nightlyBackup =
  (dataDir: string): NightlyRun =>
  (now, signal) =>
    new Promise((done, fail) => {
      // It watches us in turn, so that a killed Foyer leaves none behind.
      const child = spawn(process.execPath, [SCRIPT, '--nightly', now], { env: { ...process.env, FOYER_DATA: dataDir, FOYER_LAUNCHER: String(process.pid) }, stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)));
      const stop = (): void => void child.kill('SIGTERM');
      signal.addEventListener('abort', stop, { once: true });
      child.once('error', fail);
      child.once('close', (code) => {
        signal.removeEventListener('abort', stop);
        if (code === 0) done();
        else fail(new Error(said.trim() || `The nightly backup ended with ${code}.`));
      });
    });
