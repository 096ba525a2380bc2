import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { logOpener, logSealer } from '../backup/backup-cipher.ts';
import type { LogEnd } from '../backup/backup-format.ts';
import { archivedName, archivedOf, lsnOf, lsnText, segmentAfter, segmentAt, startOf, type Archived } from './log-names.ts';
import { hashOf, readPiece, writePiece } from './log-piece.ts';
import { momentOf, reachFrom } from './log-replay.ts';

const MB16 = 16n * 1024n * 1024n;
const end: LogEnd = { last: '000000010000000000000007', endedAt: '2026-11-25T10:00:00.000Z', segmentBytes: Number(MB16) };
const piece = (nth: number, until: string | null, isPartial = false): Archived => {
  const segment = `0000000100000000000000${nth.toString(16).toUpperCase().padStart(2, '0')}`;
  const of = { segment, until, hash: 'ab'.repeat(16), isPartial, isEncrypted: false };
  return { ...of, name: archivedName(of) };
};
const at = (minute: number): string => `2026-11-25T10:${String(minute).padStart(2, '0')}:00.000Z`;

describe('the names of the archive', () => {
  it('given a place in the log, then its segment is named as PostgreSQL names it, and the one after the last of a file begins the next', () => {
    expect(segmentAt('00000002', lsnOf('1/FF000010'), MB16)).toBe('0000000200000001000000FF');
    expect(segmentAfter('0000000200000001000000FF', MB16)).toBe('000000020000000200000000');
    expect(lsnText(startOf('000000020000000200000001', MB16))).toBe('2/1000000');
  });

  it('given a piece, with or without a moment in it, then its name says all of it and no other file is taken for one', () => {
    for (const one of [piece(8, at(5)), piece(9, null), piece(10, at(6), true)]) expect(archivedOf(one.name)).toEqual(one);
    expect(piece(8, at(5)).name).toBe(`000000010000000000000008_20261125T100500000Z_${'ab'.repeat(16)}.zst`);
    for (const name of ['000000010000000000000008.part', 'foyer-20261122-183000.tar.zst', '000000010000000000000008']) expect(archivedOf(name)).toBeUndefined();
  });
});

describe('how far an archive reaches', () => {
  const pieces = [piece(7, at(1)), piece(8, at(5)), piece(9, null), piece(10, at(15)), piece(11, at(20), true)];

  it('given all that follows a backup, then it reaches the last moment marked; given a moment, then no more is taken than leads to it', () => {
    expect(reachFrom(pieces, end)).toMatchObject({ until: at(20), missing: undefined });
    expect(reachFrom(pieces, end).pieces.map((one) => one.segment.slice(-2))).toEqual(['08', '09', '0A', '0B']);
    expect(reachFrom(pieces, end, at(5)).pieces.map((one) => one.segment.slice(-2))).toEqual(['08']);
    expect(reachFrom(pieces, end, at(6)).pieces.map((one) => one.segment.slice(-2))).toEqual(['08', '09', '0A']);
  });

  it('given a segment that is missing or whose whole never came, then it is named and what is before it can be reached', () => {
    expect(reachFrom(pieces.filter((one) => !one.segment.endsWith('09')), end)).toMatchObject({ until: at(5), missing: '000000010000000000000009' });
    expect(reachFrom([piece(8, at(5), true), piece(9, at(9))], end)).toMatchObject({ until: at(5), missing: '000000010000000000000008' });
    expect(reachFrom(pieces.filter((one) => !one.segment.endsWith('0A')), end, at(4))).toMatchObject({ until: at(5), missing: undefined });
  });

  it('given a segment both whole and not, then the whole one counts; given nothing, then it reaches the end of the backup', () => {
    expect(reachFrom([piece(8, at(3), true), piece(8, at(5)), piece(9, at(6), true)], end)).toMatchObject({ until: at(6) });
    expect(reachFrom([], end)).toEqual({ pieces: [], until: end.endedAt, missing: undefined });
  });
});

describe('a piece of the archive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-log-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const size = 65_536n;
  const segment = segmentAt('00000001', 5n * size, size);
  // Made slow on purpose: once is enough.
  const words = '归档 的 口令 十二字';
  const sealer = logSealer(words);
  const opening = logOpener(words);
  const body = Buffer.alloc(Number(size), 'log ');
  body.writeBigUInt64LE(startOf(segment, size), 8);
  body.writeBigUInt64LE(77n, 24);
  const written = async (isSealed = false): Promise<Archived> => {
    const seal = isSealed ? await sealer : undefined;
    const piece = archivedOf(await writePiece(folder, { segment, until: at(5), hash: await hashOf(body), isPartial: false }, body, seal));
    if (!piece) throw new Error('It has no name of ours.');
    return piece;
  };
  const read = (piece: Archived, opener?: ReturnType<typeof logOpener>, system = 77n) => readPiece(folder, piece, { opener, size, system }).catch((error: { code: string; message: string }) => `${error.code}: ${error.message}`);

  it('given one with a passphrase or without, when read, then it is what was written and nothing half is left beside it', async () => {
    expect(await read(await written())).toEqual(body);
    const sealed = await written(true);
    expect(readFileSync(join(folder, sealed.name)).includes('log log')).toBe(false);
    expect(await read(sealed, opening)).toEqual(body);
    expect(await read(sealed)).toMatch(/^passphrase-missing/);
    expect(await read(sealed, logOpener('quite another one'))).toMatch(/^passphrase-wrong/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('given one that is cut, altered, under another’s name or of another database, when read, then it is named', async () => {
    for (const isSealed of [false, true]) {
      const piece = await written(isSealed);
      const opener = isSealed ? opening : undefined;
      const path = join(folder, piece.name);
      const whole = readFileSync(path);
      const flipped = Buffer.from(whole);
      flipped[whole.length - 20] = (flipped[whole.length - 20] ?? 0) ^ 1;
      for (const spoilt of [whole.subarray(0, whole.length - 5), flipped, Buffer.alloc(0)]) {
        writeFileSync(path, spoilt);
        expect(await read(piece, opener)).toContain(`log-altered: 归档的日志不完整或被改动：${piece.name}`);
      }
      writeFileSync(path, whole);
      expect(await read(piece, opener, 78n)).toMatch(/^log-altered/);
      const other = { ...piece, segment: segmentAfter(segment, size) };
      const name = archivedName(other);
      renameSync(path, join(folder, name));
      expect(await read({ ...other, name }, opener)).toMatch(/^log-altered/);
    }
  });
});

describe('the moment asked for', () => {
  it('given a moment with a zone or the centre’s own wall clock, then it is the same instant; given other words, then none', () => {
    for (const words of ['2026-11-25T10:05:00Z', '2026-11-25T18:05:00+08:00', '2026-11-25 18:05', '2026-11-25T18:05:00']) expect(momentOf(words, 'Asia/Shanghai')).toBe(at(5));
    for (const words of ['yesterday', '2026-11-25', '18:05', '2026-13-25 18:05', '']) expect(momentOf(words, 'Asia/Shanghai')).toBeUndefined();
  });
});
