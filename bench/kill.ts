import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRounds, VICTIMS } from './kill-rounds.ts';
import { say, tell } from './say.ts';

/** Nothing acknowledged is lost, whatever dies and whenever. `BENCH_ROUNDS` (200) blows in turn at Foyer, PostgreSQL and both. */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 200);
const RESTART_MS = 5_000;

const at = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const folder = await mkdtemp(join(tmpdir(), 'foyer-kill-'));
await chmod(folder, 0o711);
try {
  const report = await killRounds({ dataDir: join(folder, 'data'), rounds: ROUNDS, onRound: (round, nth) => (nth + 1) % 20 === 0 && tell(`…… ${nth + 1}/${ROUNDS}, ${round.acknowledged} acknowledged before the last blow`) });
  for (const victim of VICTIMS) {
    const own = report.rounds.filter((round) => round.victim === victim);
    if (own.length === 0) continue;
    const restarts = own.map((round) => round.restartMs);
    say(`${own.length} × kill -9 of ${victim}: restart p50 ${seconds(at(restarts, 0.5))}, p95 ${seconds(at(restarts, 0.95))}, longest`, seconds(Math.max(...restarts)), '< 5 s', Math.max(...restarts) < RESTART_MS);
  }
  say(`acknowledged commands not there exactly once, of ${report.acknowledged}`, String(report.lost.length), '0', report.lost.length === 0);
  say(`centres whose chains do not hold, ${report.entries} entries walked`, String(report.faults.length), '0', report.faults.length === 0);
  if (report.lost.length + report.faults.length > 0) {
    tell([...report.lost, ...report.faults].slice(0, 20).join('\n'));
    process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
