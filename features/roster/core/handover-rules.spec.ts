import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../../platform/core/roles.ts';
import { evolveHandover, give, handoverClocks, mayReadHandover, refuseHandover, review, take, type Handover, type HandoverEvent, type HandoverSheet } from './handover.ts';
import { reassign } from './reassignment.ts';
import { overlaps, type Post, type Shift } from './shift.ts';
import { evolveTask, takeTaskStep, taskStepsOf, type Task, type TaskStep } from './task.ts';

const AT = '2026-11-23T10:00:00.000Z';
const ids = { siteId: 's', subject: 'h' };
const sheet: HandoverSheet = { post: '客服', day: '2026-11-23', summary: '', instructions: '', tomorrow: '', spokenOf: true, lines: [], items: [{ name: '大门钥匙', count: 3, note: '' }] };
const events = (decision: ReturnType<typeof give>): readonly HandoverEvent[] => (decision.ok ? decision.events : []);
const play = (state: Handover | undefined, ...all: readonly HandoverEvent[]): Handover => all.reduce((now: Handover | undefined, event) => evolveHandover(now, event, ids), state) as Handover;
const given = (): Handover => play(undefined, ...events(give(undefined, { at: AT, by: 'a', sheet })));

describe('M-52: the handover', () => {
  it('given a signed sheet, when the giver signs for the other side too, then it is refused', () => expect(take(given(), { at: AT, by: 'a', differences: [] })).toMatchObject({ code: 'handover-same-person' }));
  it('given a mismatch, when it is taken, then it is taken with the difference and its reason', () => {
    const differences = [{ what: '大门钥匙', difference: '3 → 2', reason: '一把借给保洁' }];
    expect(play(given(), ...events(take(given(), { at: AT, by: 'b', differences })))).toMatchObject({ status: 'taken', takerId: 'b', differences });
  });
  it('given a refusal with a reason, when the giver mends the sheet, then it is given again in a new round; another person cannot', () => {
    const refused = play(given(), ...events(refuseHandover(given(), { at: AT, by: 'b', reason: '钥匙数不清' })));
    expect(give(refused, { at: AT, by: 'c', sheet })).toMatchObject({ code: 'handover-not-yours' });
    expect(play(refused, ...events(give(refused, { at: AT, by: 'a', sheet })))).toMatchObject({ status: 'given', round: 2, untaken: false });
  });
  it('given a taken handover, when anybody signs again, then it is refused; the manager reviews it once', () => {
    const taken = play(given(), ...events(take(given(), { at: AT, by: 'b', differences: [] })));
    expect([take(taken, { at: AT, by: 'c', differences: [] }), give(taken, { at: AT, by: 'a', sheet })].map((decision) => decision.ok)).toEqual([false, false]);
    const reviewed = play(taken, ...events(review(taken, { at: AT, by: 'm' })));
    expect(review(reviewed, { at: AT, by: 'm' })).toMatchObject({ code: 'handover-reviewed' });
  });
  it('given a sheet, when its giver, its takers, its post, the desk and others read it, then only the others do not; of an unknown post it is everybody’s until it is taken', () => {
    const named = { ...given(), takers: ['b'] };
    const taken = play(named, ...events(take(named, { at: AT, by: 'c', differences: [] })));
    const reads = (sheet: Handover, postRoles: readonly Role[] = ['guard']) => [['a', 'technician'], ['b', 'technician'], ['c', 'technician'], ['d', 'guard'], ['d', 'desk_agent'], ['d', 'quality'], ['d', 'technician'], ['d', 'cleaner']].map(([personId = '', role]) => mayReadHandover(sheet, { personId, roles: [role as Role] }, postRoles));
    expect(reads(named)).toEqual([true, true, false, true, true, true, false, false]);
    expect(reads(taken)).toEqual([true, true, true, true, true, true, false, false]);
    expect(reads(named, [])).toEqual(Array.from({ length: 8 }, () => true));
    expect(reads(taken, [])).toEqual([true, true, true, false, true, true, false, false]);
  });
  it('given a handover, when thirty minutes pass, then the clock falls due; taking or refusing it stops the clock of that round', () => {
    const first = events(give(undefined, { at: AT, by: 'a', sheet }))[0] as HandoverEvent;
    expect(handoverClocks(first, given(), 30, 1)).toMatchObject([{ do: 'start', round: 1, dueAt: '2026-11-23T10:30:00.000Z' }]);
    expect(handoverClocks({ type: 'HandoverTaken', at: AT, by: 'b', differences: [] }, given(), 30, 1)).toMatchObject([{ do: 'stop', round: 1 }]);
  });
});

describe('G-05: an ad-hoc task', () => {
  const task = (): Task => evolveTask(undefined, { type: 'TaskGiven', at: AT, by: 'boss', doerId: 'doer', content: '搬三把椅子' }, { siteId: 's', subject: 't' });
  const boss = { personId: 'boss', roles: ['property_manager' as const] };
  const doer = { personId: 'doer', roles: ['cleaner' as const] };
  const STEPS: TaskStep[] = [{ step: 'accept' }, { step: 'done', result: '好了' }, { step: 'confirm' }, { step: 'return', reason: '少一把' }, { step: 'cancel', reason: '不用了' }];
  it('given any order of steps by either person, when each is tried, then exactly the offered ones are taken', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.constantFrom(boss, doer)), { maxLength: 12 }), (tries) => {
        let state = task();
        for (const [step, who] of tries) {
          const decision = takeTaskStep(state, step, who, AT);
          expect(decision.ok).toBe(taskStepsOf(state, who).includes(step.step));
          if (decision.ok) for (const event of decision.events) state = evolveTask(state, event, { siteId: 's', subject: 't' });
        }
        expect(state.status === 'confirmed' ? state.result !== undefined : true).toBe(true);
      }),
    );
  });
  it('given a done task, when the doer confirms it himself, then it is refused: the giver confirms', () => {
    const done = evolveTask(task(), { type: 'TaskDone', at: AT, by: 'doer', result: '好了' }, { siteId: 's', subject: 't' });
    expect([takeTaskStep(done, { step: 'confirm' }, doer, AT).ok, takeTaskStep(done, { step: 'confirm' }, boss, AT).ok]).toEqual([false, true]);
  });
});

describe('G-04: sent to another post', () => {
  const posts: Post[] = ['desk', 'door'].map((id) => ({ id, name: id, role: id === 'desk' ? 'desk_agent' : 'guard', needed: 1, cover: 'opening', isFixed: true }));
  const workers = [{ id: 'a', roles: ['desk_agent' as const] }, { id: 'b', roles: ['guard' as const] }];
  const hour = (value: number): string => `2026-11-23T${String(value).padStart(2, '0')}:00:00.000Z`;
  const shift = (from: number, to: number, personId = 'a', postId = 'desk'): Shift => ({ id: `${personId}${from}`, postId, personId, day: '2026-11-23', startsAt: hour(from), endsAt: hour(to) });
  const send = (planned: Shift[], from: number, to: number, coverId?: string) => {
    let next = 0;
    return reassign({ personId: 'a', toPostId: 'door', startsAt: hour(from), endsAt: hour(to), day: '2026-11-23', coverId }, { posts, workers, planned, elsewhere: [], now: hour(1), nextId: () => `new${(next += 1)}` });
  };
  it('given a shift from 1 to 9, when the person is sent from 3 to 5 and covered, then the old post has the rest and the cover, the new one the hours asked for', () => {
    const moved = send([shift(1, 9)], 3, 5, 'b');
    expect('shifts' in moved && moved.shifts.map((entry) => [entry.personId, entry.postId, entry.startsAt.slice(11, 13), entry.endsAt.slice(11, 13)])).toEqual([
      ['a', 'desk', '01', '03'], ['a', 'desk', '05', '09'], ['a', 'door', '03', '05'], ['b', 'desk', '03', '05'],
    ]);
  });
  it('given a cover who is busy, or is the person, or a time that is over, then it is refused and nothing moves', () => {
    expect(send([shift(1, 9), shift(2, 6, 'b', 'door')], 3, 5, 'b')).toMatchObject({ code: 'shift-overlaps' });
    expect(send([shift(1, 9)], 3, 5, 'a')).toMatchObject({ code: 'cover-same-person' });
    expect(send([shift(1, 9)], 5, 5)).toMatchObject({ code: 'shift-empty' });
  });
  it('given any shift and any stretch, when the person is sent, then no two of his shifts overlap and no hour of his is lost', () => {
    const hours = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(hours, hours, hours, hours, (a, b, c, d) => {
        fc.pre(a < b && c < d && d > 1);
        const moved = send([shift(a, b)], c, d);
        if (!('shifts' in moved)) throw new Error(moved.code);
        const after = [...moved.shifts, ...[shift(a, b)].filter((old) => !moved.cancelled.includes(old.id) && !moved.shifts.some((entry) => entry.id === old.id))];
        for (const [index, one] of after.entries()) expect(after.slice(index + 1).some((other) => overlaps(one, other))).toBe(false);
        const on = (value: number): boolean => after.some((entry) => entry.startsAt <= hour(value) && hour(value) < entry.endsAt);
        for (let value = 0; value < 23; value += 1) expect(on(value)).toBe((value >= a && value < b) || (value >= c && value < d));
      }),
    );
  });
});
