import { describe, expect, it } from 'vitest';
import { failureLine } from './failure-line.ts';
import { StartError } from './start-error.ts';

const failed = (code: string) => Object.assign(new Error('connect failed'), { code });

describe('what a program says when it ends', () => {
  const env = { DATABASE_URL: 'postgres://foyer:secret@db1/foyer' };

  it.each([['ECONNREFUSED', '请检查它是否在运行'], ['ENOTFOUND', '请检查它是否在运行'], ['28P01', '用户或密码'], ['3D000', 'createdb'], ['53300', 'max_connections']])('given an own PostgreSQL that answers %s, then one line in both languages says what to do, without the address', (code, words) => {
    const line = failureLine(failed(code), env);
    expect(line).toContain(words);
    expect(line).toMatch(/^[^\n]+ \/ [^\n]+$/);
    expect(line).not.toContain('secret');
  });

  it('given a reason the owner can act on, then its line; given anything else, then where it happened', () => {
    expect(failureLine(new StartError('停下 / stop'), {})).toBe('停下 / stop');
    expect(failureLine(failed('ECONNREFUSED'), {})).toContain('failure-line.spec');
    expect(failureLine(Object.assign(new TypeError("Unknown option '--later'. To specify a positional argument …"), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' }), {})).toBe('看不懂 --later：写法见 docs/operations.md。 / Not understood: --later. See docs/operations.md.');
    expect(failureLine(failed('42P01'), env)).toContain('failure-line.spec');
  });
});
