import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { openLog } from './log.ts';

const base = mkdtempSync(join(tmpdir(), 'foyer-log-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('the log', () => {
  it('given more lines than a file may hold, when they are written, then files turn, a few are kept and none is larger than its limit', () => {
    const log = openLog(base, 'warn', { bytes: 2000, kept: 3, terminal: false });
    for (let n = 0; n < 200; n += 1) log.warn({ n }, 'something to look at');
    expect(readdirSync(base).sort()).toEqual(['foyer.log', 'foyer.log.1', 'foyer.log.2', 'foyer.log.3']);
    for (const name of readdirSync(base)) expect(statSync(join(base, name)).size).toBeLessThan(2200);
    expect(readFileSync(join(base, 'foyer.log.1'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { msg: string }).msg)).toContain('something to look at');
  });

  it('given a request with cookie and token, when it is logged, then neither stands in the file', () => {
    const folder = join(base, 'secrets');
    const log = openLog(folder, 'warn', { terminal: false });
    log.warn({ req: { headers: { cookie: 'session=abc', authorization: 'Bearer xyz' } }, account: { password: 'tea' } }, 'refused');
    expect(readFileSync(join(folder, 'foyer.log'), 'utf8')).not.toMatch(/abc|xyz|tea/);
    expect(statSync(join(folder, 'foyer.log')).mode & 0o777).toBe(0o600);
  });

  it('given a failure of the database that quotes what somebody wrote, when it is logged, then its code and place stand in the file and the words do not', () => {
    const folder = join(base, 'words');
    const log = openLog(folder, 'warn', { terminal: false });
    const err = Object.assign(new pg.DatabaseError('invalid input: "王先生 13900007788"', 1, 'error'), { code: '22P02', table: 'repairs', detail: '13900007788', where: 'JSON data, line 1: 13900007788' });
    log.error({ err }, 'request failed');
    const written = readFileSync(join(folder, 'foyer.log'), 'utf8');
    expect(written).not.toMatch(/13900007788|王先生/);
    expect(JSON.parse(written)).toMatchObject({ err: { code: '22P02', table: 'repairs', stack: expect.stringContaining('log.spec') } });
    log.error({ err: new Error('no such door') }, 'request failed');
    expect(readFileSync(join(folder, 'foyer.log'), 'utf8')).toContain('no such door');
  });
});
