import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../platform/server/postgres/embedded-postgres.ts';
import { canReach, postgresAccount } from '../platform/server/postgres/postgres-account.ts';
import { StartError } from '../platform/server/start-error.ts';
import { onStop } from '../platform/server/stop-signals.ts';
import { findBrowser } from './find-browser.ts';

const ROOT = resolve(import.meta.dirname, '..');

type Step = { readonly name: string; readonly command: readonly string[] };

const CHECKS: readonly Step[] = [
  { name: '类型检查 / type check', command: ['node_modules/typescript/bin/tsc', '-b'] },
  { name: '代码检查 / lint', command: ['node_modules/oxlint/bin/oxlint', '--type-aware'] },
];

const run = (command: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<boolean> =>
  new Promise((done) => {
    const child = spawn(process.execPath, command, { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => done(false));
    child.once('exit', (code) => done(code === 0));
  });

/** Beside another: what it says stands together, under its name. */
const check = ({ name, command }: Step): Promise<boolean> =>
  new Promise((done) => {
    execFile(process.execPath, command, { cwd: ROOT, maxBuffer: Infinity }, (error, out, err) => {
      process.stdout.write(`\n— ${name}\n${out}${err}`);
      done(error === null);
    });
  });

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** A file that does not even load counts as one failed test, and so does an error outside any test. */
const countsOf = (report: string, succeeded: boolean): Counts => {
  type Report = { numPassedTests: number; numFailedTests: number; numPendingTests: number; testResults: { status: string; assertionResults: unknown[] }[] };
  let read: Report;
  try {
    read = JSON.parse(readFileSync(report, 'utf8')) as Report;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const unloaded = read.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const failed = read.numFailedTests + unloaded;
  return { passed: read.numPassedTests, failed: failed === 0 && !succeeded ? 1 : failed, skipped: read.numPendingTests };
};

/** A place the database's own account can enter when root runs us with a private TMPDIR. */
const temporaryFolder = (): string => {
  const account = postgresAccount('');
  const base = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => !account || canReach(account, folder)) ?? tmpdir();
  return mkdtempSync(join(base, 'foyer-test-'));
};

const runTests = async (args: readonly string[], folder: string, databaseUrl: string): Promise<Counts> => {
  const browser = findBrowser();
  if (!browser)
    console.log('没有找到 Chrome 或 Chromium，跳过浏览器测试；安装一个或用 FOYER_CHROMIUM 指明路径。 / No Chrome or Chromium found, browser tests are skipped: install one or name it in FOYER_CHROMIUM.');
  const report = join(folder, 'report.json');
  const command = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args];
  const env = { ...process.env, FOYER_CHROMIUM: browser ?? '', FOYER_TEST_DATABASE_URL: databaseUrl };
  return countsOf(report, await run(command, env));
};

const conclude = (failedSteps: readonly string[], counts: Counts): number => {
  const failed = counts.failed + failedSteps.length;
  const skipped = counts.skipped > 0 ? `，跳过 ${counts.skipped} 项 / ${counts.skipped} skipped` : '';
  console.log('');
  if (failed === 0) console.log(`全部通过${skipped} / everything passed.`);
  else console.log(`有 ${failed} 项未通过${skipped} / ${failed} not passed${failedSteps.length > 0 ? `: ${failedSteps.join(', ')}` : ''}.`);
  console.log(`${counts.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
};

const main = async (args: readonly string[]): Promise<number> => {
  const failedSteps: string[] = process.env['FOYER_BUILD_FAILED'] ? ['网页生成 / web build'] : [];
  const checks = args.length > 0 ? [] : CHECKS;
  const passed = await Promise.all(checks.map(check));
  failedSteps.push(...checks.flatMap(({ name }, index) => (passed[index] ? [] : [name])));
  console.log('\n— 测试 / tests');
  const folder = temporaryFolder();
  let postgres: EmbeddedPostgres | undefined;
  const cleanUp = async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  onStop(() => void cleanUp().finally(() => process.exit(130)));
  try {
    const given = process.env['FOYER_TEST_DATABASE_URL'];
    if (!given) postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
    return conclude(failedSteps, await runTests(args, folder, given ?? postgres?.adminUrl ?? ''));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.log(error.message);
    return conclude([...failedSteps, '测试数据库 / test database'], { passed: 0, failed: 0, skipped: 0 });
  } finally {
    await cleanUp();
  }
};

process.exit(await main(process.argv.slice(2)));
