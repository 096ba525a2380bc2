import { describe, expect, it } from 'vitest';
import type { RepairRow } from './repair-contract.ts';
import { lateNow, mayOversee, signedLate, sortOversight, tallyOversight, type MissedLimit, type OversightRow } from './oversight.ts';

const missed = (dueAt: string, more: Partial<MissedLimit> = {}): MissedLimit => ({ clock: 'ready', clause: 'M-13', origin: 'plan', dueAt, visit: 1, stoppedAt: null, reason: null, ...more });
const order = (id: string, receivedAt: string, limits: MissedLimit[], nextDueAt: string | null = null): OversightRow => ({ row: { id, receivedAt, nextDueAt } as RepairRow, missed: limits, urgedAt: null, lostCopies: [], signedLate: null });

describe("the manager's board", () => {
  it('given several missed limits, then the one thing that is late is the running one missed longest (M-04)', () => {
    const limits = [missed('2026-11-23T01:00:00Z', { stoppedAt: '2026-11-23T01:10:00Z', clock: 'issue' }), missed('2026-11-23T03:00:00Z'), missed('2026-11-23T02:00:00Z', { clock: 'on_site' })];
    expect(lateNow(limits)?.clock).toBe('on_site');
    expect(lateNow([missed('2026-11-23T01:00:00Z', { stoppedAt: '2026-11-23T01:10:00Z' })]), 'ended late is late, but no longer waiting').toBeUndefined();
  });
  it('given late and punctual orders, when sorted, then the longest late comes first, or the oldest (M-03)', () => {
    const rows = [
      order('a', '2026-11-23T00:00:00Z', [], '2026-11-23T00:30:00Z'),
      order('b', '2026-11-23T02:00:00Z', [missed('2026-11-23T05:00:00Z')]),
      order('c', '2026-11-23T01:00:00Z', [missed('2026-11-23T06:00:00Z')]),
      order('d', '2026-11-22T01:00:00Z', []),
    ];
    expect(sortOversight(rows, 'late').map(({ row }) => row.id)).toEqual(['b', 'c', 'a', 'd']);
    expect(sortOversight(rows, 'age').map(({ row }) => row.id)).toEqual(['d', 'a', 'c', 'b']);
  });
  it('given reasons, then they stand beside on time and late and nothing is subtracted (M-14)', () => {
    const tally = tallyOversight([
      order('a', '', []),
      order('b', '', [missed('2026-11-23T01:00:00Z')]),
      order('c', '', [missed('2026-11-23T01:00:00Z', { reason: 'weather' })]),
      order('d', '', [missed('2026-11-23T01:00:00Z', { reason: 'weather' }), missed('2026-11-23T02:00:00Z')]),
    ]);
    expect(tally).toEqual({ orders: 4, onTime: 1, lateWithoutReason: 2, lateWithReason: { weather: 1 } });
  });
  it('M-12: given a signature longer after the notice than the house likes, then the manager sees by how much; one in time, of another visit or of somebody nobody told, is no gap', () => {
    const mark = (at: string) => ({ at, recordedAt: at, way: 'app' as const, by: 'x' });
    const told = (personId: string, at: string) => ({ at, channel: 'radio', personId });
    const signed = { technicianId: 'wang', notifications: [told('li', '2026-11-23T00:00:00Z'), told('wang', '2026-11-23T01:00:00Z')], marks: { notify: mark('2026-11-23T01:00:00Z'), accept: mark('2026-11-23T01:14:30Z') } };
    expect(signedLate(signed, 10)).toEqual({ minutes: 14, limit: 10 });
    expect(signedLate(signed, 14)).toBeNull();
    expect(signedLate({ ...signed, marks: { accept: signed.marks.accept } }, 10), 'nobody was told in this visit').toBeNull();
    expect(signedLate({ ...signed, technicianId: 'zhao' }, 10)).toBeNull();
    expect(signedLate({ ...signed, marks: { notify: signed.marks.notify } }, 10), 'collecting has a limit of its own').toBeNull();
  });
  it('given a technician or a sales agent, then the board is not theirs; the quality manager reads it', () => {
    expect(mayOversee(['technician', 'sales_agent', 'desk_agent'])).toBe(false);
    expect(mayOversee(['quality'])).toBe(true);
  });
});
