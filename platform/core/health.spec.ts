import { describe, expect, it } from 'vitest';
import { diskLevel, findingsOf, isArchiveBehind, isBackupOld, isCertificateSoon, isClockOff, middleOf, READ_ONLY_BELOW_BYTES, WRITES_AGAIN_BYTES, type DiskLevel } from './health.ts';

const DISK = 100e9;

describe('the health of an installation', () => {
  it.each<[string, number, DiskLevel, DiskLevel]>([
    ['half free', DISK / 2, 'fine', 'fine'],
    ['exactly a tenth free', DISK / 10, 'fine', 'fine'],
    ['a little less than a tenth', DISK / 10 - 1, 'fine', 'low'],
    ['a little less than a twentieth', DISK / 20 - 1, 'low', 'very-low'],
    ['less than the database needs', READ_ONLY_BELOW_BYTES - 1, 'very-low', 'read-only'],
    ['a little more again', READ_ONLY_BELOW_BYTES + 1, 'read-only', 'read-only'],
    ['room to spare again', WRITES_AGAIN_BYTES, 'read-only', 'very-low'],
  ])('given a disk with %s, then its level is told', (_name, freeBytes, before, level) => {
    expect(diskLevel({ freeBytes, totalBytes: DISK }, before)).toBe(level);
  });

  it('given backups or none, when two days have passed, then it is too old, and not a second earlier', () => {
    const installedAt = '2026-11-01T00:00:00.000Z';
    const lastGoodAt = '2026-11-20T18:30:00.000Z';
    expect(isBackupOld({ installedAt, lastGoodAt, now: '2026-11-22T18:30:00.000Z' })).toBe(false);
    expect(isBackupOld({ installedAt, lastGoodAt, now: '2026-11-22T18:30:01.000Z' })).toBe(true);
    expect(isBackupOld({ installedAt, lastGoodAt: null, now: '2026-11-02T23:59:59.000Z' })).toBe(false);
    expect(isBackupOld({ installedAt, lastGoodAt: null, now: '2026-11-03T00:00:01.000Z' })).toBe(true);
  });

  it('given one phone that is an hour off among others, then the middle one is not moved by it', () => {
    expect(middleOf([200, 3_600_000, 150])).toBe(200);
  });

  it('given what was seen, then the findings are named once each', () => {
    expect(findingsOf({ archiveBehind: false, backupOld: true, disk: 'very-low', clockOff: false, certificateSoon: false })).toEqual(['backup', 'disk-low']);
    expect(findingsOf({ archiveBehind: false, backupOld: false, disk: 'read-only', clockOff: isClockOff(-120_001), certificateSoon: false })).toEqual(['clock', 'disk-read-only']);
    expect(findingsOf({ archiveBehind: false, backupOld: false, disk: 'fine', clockOff: isClockOff(120_000), certificateSoon: isCertificateSoon('2026-12-20T00:00:00.000Z', '2026-11-29T00:00:00.000Z') })).toEqual([]);
    expect(findingsOf({ archiveBehind: isArchiveBehind(1801), backupOld: true, disk: 'fine', clockOff: false, certificateSoon: false })).toEqual(['archive', 'backup']);
    expect([isArchiveBehind(1800), isArchiveBehind(null)]).toEqual([false, false]);
    expect(isCertificateSoon('2026-12-20T00:00:00.000Z', '2026-11-29T00:00:01.000Z')).toBe(true);
    expect([isCertificateSoon(null, '2026-11-29T00:00:00.000Z'), isClockOff(null)]).toEqual([false, false]);
  });
});
