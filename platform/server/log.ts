import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { destination, multistream, pino, type Level, type Logger } from 'pino';

/** Five old ones of so many bytes each: 60 MB at most, whatever goes wrong. */
const LIMIT_BYTES = 10_000_000;
const KEPT = 5;
/** Of lines no disk has taken yet; more are left out. */
const WAITING_BYTES = 1_000_000;

const turn = (file: string, kept: number): void => {
  for (let n = kept - 1; n >= 0; n -= 1) {
    const from = n === 0 ? file : `${file}.${n}`;
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${file}.${n + 1}`);
  }
};

/** What the database says of a failure quotes what was written: names, numbers, words. Where it happened is enough to mend it. */
const quoteless = (error: Error): object => {
  if (!(error instanceof pg.DatabaseError)) return pino.stdSerializers.err(error);
  const { code, table, column, constraint, routine } = error;
  return { type: 'DatabaseError', code, table, column, constraint, routine, stack: error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).join('\n') };
};

/** Structured lines on the terminal and in files that turn by size; no cookies, tokens or passwords, and nothing of what people wrote. */
export const openLog = (folder: string, level: Level | 'silent', limits: { bytes?: number; kept?: number; terminal?: boolean } = {}): Logger => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'foyer.log');
  // Synchronous: warnings are few, and the last one before an end is the one that matters. (In the background it would be
  // written on the way out, again and again where the disk refuses it.)
  const file = destination({ dest: path, sync: true, mode: 0o600, maxLength: WAITING_BYTES });
  // A disk that cannot be written must not end the program over its log.
  file.on('error', () => undefined);
  const mostBytes = limits.bytes ?? LIMIT_BYTES;
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const sink = {
    write: (line: string): void => {
      file.write(line);
      bytes += Buffer.byteLength(line);
      if (bytes < mostBytes) return;
      bytes = 0;
      try {
        turn(path, limits.kept ?? KEPT);
        file.reopen();
      } catch {
        // A disk that cannot be written now: it turns at the next limit.
      }
    },
  };
  const streams = limits.terminal === false ? [sink] : [sink, process.stdout];
  const options = { level, serializers: { err: quoteless }, redact: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.token', '*.passphrase'] };
  return pino(options, multistream(streams.map((stream) => ({ level: level === 'silent' ? 'fatal' : level, stream }))));
};
