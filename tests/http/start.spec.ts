import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../bench/real-foyer.ts';
import { testDatabase } from '../support/database.ts';
import { openFolder, runProgram } from '../support/own-installation.ts';

describe('a start that cannot be', () => {
  let test: Awaited<ReturnType<typeof testDatabase>>;
  let dataDir = '';
  beforeAll(async () => {
    test = await testDatabase();
    dataDir = openFolder('start');
  });
  afterAll(async () => {
    await test.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = (env: Readonly<Record<string, string>>) => runProgram('../apps/server/main.ts', [], { HOST: '127.0.0.1', FOYER_DATA: dataDir, FOYER_TEST_CLOCK: '1', FOYER_BACKUP_AT: 'off', ...env });

  it('given a port that another program has, when Foyer starts, then it says so in one line and nothing else', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, out, err } = await start({ DATABASE_URL: test.url, PORT: String(port) });
    const page = await start({ DATABASE_URL: test.url, PORT: String(await freePort()), FOYER_LOCAL_HTTPS: '1', FOYER_TRUST_PORT: String(port) });
    other.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`^端口 ${port} 已被占用[^\\n]*\\n$`));
    expect({ code: page.code, out: page.out }).toEqual({ code: 1, out: '' });
    expect(page.err).toMatch(new RegExp(`^端口 ${port} 已被占用[^\\n]*FOYER_TRUST_PORT[^\\n]*\\n$`));
  });

  it('given a database that nobody answers for, when Foyer or a command starts, then one line says what to look at and never the password', async () => {
    const env = { DATABASE_URL: `postgres://foyer:never-said@127.0.0.1:${await freePort()}/foyer`, FOYER_DATA: dataDir };
    for (const { code, err } of [await start(env), await runProgram('doctor.ts', [], env), await runProgram('check-journal.ts', [], env)]) {
      expect(code).toBe(1);
      expect(err).toMatch(/^连不上 DATABASE_URL 里的数据库（ECONNREFUSED）[^\n]*\n$/);
      expect(err).not.toContain('never-said');
    }
  });

  it('given a folder without data, when the journal is to be checked, then that is said and nothing is made', async () => {
    const empty = join(dataDir, 'none');
    expect(await runProgram('check-journal.ts', [], { FOYER_DATA: empty })).toMatchObject({ code: 1, out: '', err: expect.stringContaining('里没有前厅的数据') });
    expect(existsSync(empty)).toBe(false);
  });

  it('given an installation, when it is looked over, then every line is in both languages and the last one sums up; something red ends it with 1', async () => {
    const env = { DATABASE_URL: test.url, FOYER_DATA: dataDir, FOYER_TEST_CLOCK: '1', PORT: String(await freePort()) };
    expect(await runProgram('backup.ts', [], env)).toMatchObject({ code: 0 });
    const well = await runProgram('doctor.ts', [], env);
    expect(well).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/\n✓ 能正常工作；有 \d+ 处请留意[^\n]+\n$/) });
    expect(well.out.split('\n').filter((line) => line.trim() !== '' && !line.includes(' / '))).toEqual([]);
    const red = await runProgram('doctor.ts', [], { ...env, FOYER_DATA: join(dataDir, 'gone') });
    expect(red).toMatchObject({ code: 1, out: expect.stringMatching(/\n■ 有 1 处必须处理[^\n]+\n$/) });
  });
});
