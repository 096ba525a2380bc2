import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failOver } from './failover-run.ts';
import { say } from './say.ts';

/** A primary with a synchronous standby is killed under load. */
const folder = await mkdtemp(join(tmpdir(), 'foyer-failover-'));
await chmod(folder, 0o711);
try {
  const report = await failOver(folder);
  say('from the primary’s end to the first command acknowledged after it', `${(report.outageMs / 1000).toFixed(2)} s`);
  say(`acknowledged commands not there exactly once, of ${report.before + report.after}`, String(report.lost.length), '0', report.lost.length === 0);
  say('centres whose chains do not hold', String(report.faults.length), '0', report.faults.length === 0);
} finally {
  await rm(folder, { recursive: true, force: true });
}
