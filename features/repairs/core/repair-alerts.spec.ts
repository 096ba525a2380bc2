import { describe, expect, it } from 'vitest';
import { addMinutes } from '../../../platform/core/instant.ts';
import { sayFact } from '../../../platform/core/say-when.ts';
import { mustCallBack, type Awaited, type CallBackLimit } from './call-back.ts';
import { REPAIR_TOPICS, repairAlerts } from './repair-alerts.ts';
import { REPAIR_CLOCKS } from './repair-deadlines.ts';
import { evolve, fromLogged } from './repair-evolve.ts';
import type { RepairEvent } from './repair-events.ts';
import type { Step } from './repair-steps.ts';

const AT = '2026-11-23T06:00:00.000Z';
const order = fromLogged({ type: 'RepairLogged', at: AT, recordedAt: AT, by: 'desk', kind: 'user', logNumber: 'B2611-0001', channel: 'phone', urgent: false, beforeOpening: false, onSpot: false, placeText: '样板间2', item: '漏水，请打 13911112222' }, { id: 'order', siteId: 'site' });
const minutes = (key: CallBackLimit): number => ({ reappoint_if_later: 20, user_on_site: 30, urgent_on_site: 15 })[key];
const taken = (step: Step): RepairEvent => ({ type: 'StepTaken', at: AT, recordedAt: AT, by: 'desk', way: 'desk', step });

describe('what of a repair should be known', () => {
  it('given steps that answer a request, when a deadline of a like name is late, then its alert ends with the deadline and is not called kept', () => {
    const steps: Step[] = [{ step: 'issue' }, { step: 'accept', signWay: 'pin' }, { step: 'ready' }, { step: 'arrive' }, { step: 'answerSupport', answer: '马上到' }, { step: 'settleCleaning', settled: 'done' }, { step: 'approveLoss', ply: 'user' }, { step: 'followUp', result: 'satisfied', method: 'phone' }];
    const ended = steps.flatMap((step) => repairAlerts(taken(step), order, minutes).flatMap((said) => ('ends' in said ? [said.ends] : [])));
    expect(ended.length).toBeGreaterThan(5);
    const ofClocks = REPAIR_CLOCKS.flatMap(({ clock, clause }) =>
      (['DeadlineWarned', 'DeadlineBreached'] as const).flatMap((type) => repairAlerts({ type, at: AT, recordedAt: AT, by: 'clock', clock, clause, dueAt: AT }, order, minutes).flatMap((said) => ('key' in said ? [said.key] : []))),
    );
    expect(ofClocks).toHaveLength(REPAIR_CLOCKS.length * 2);
    expect(ended.filter((ends) => ofClocks.some((key) => key === ends || key.startsWith(ends)))).toEqual([]);
  });

  it('given a number somebody wrote into the fault, then no alert carries it', () => {
    const [said] = repairAlerts(taken({ step: 'urge' }), order, minutes);
    expect(said).toMatchObject({ facts: { item: '漏水，请打 139****2222', place: '样板间2' } });
  });

  it('given a deadline of another day, when its alert is read, then the day is said in the centre’s time; a message that stays says the date, and what was written before is read as it was', () => {
    const [late] = repairAlerts({ type: 'DeadlineBreached', at: AT, recordedAt: AT, by: 'clock', clock: 'copy_return', clause: 'M-35', dueAt: '2026-11-23T16:30:00.000Z' }, order, minutes);
    if (!late || !('topic' in late)) throw new Error('nothing was said');
    const read = (now: string, kept = false, language: 'zh' | 'en' = 'zh', facts = late.facts) => REPAIR_TOPICS.find(({ topic }) => topic === late.topic)?.text(facts, language, (fact) => sayFact(fact, { zone: 'Asia/Shanghai', language, now, kept })).body.match(/[（(].*[）)]/)?.[0];
    // Half past midnight in Shanghai is the afternoon of the day before in UTC.
    expect(['2026-11-23T12:00:00.000Z', '2026-11-24T03:00:00.000Z', '2026-11-24T17:00:00.000Z', '2026-11-27T03:00:00.000Z', '2027-01-02T03:00:00.000Z'].map((now) => read(now))).toEqual(['（应于 明天 00:30 前）', '（应于 00:30 前）', '（应于 昨天 00:30 前）', '（应于 11月24日 00:30 前）', '（应于 2026年11月24日 00:30 前）']);
    expect([read('2026-11-24T03:00:00.000Z', true), read('2026-11-23T12:00:00.000Z', true), read('2026-11-24T17:00:00.000Z', true, 'en')]).toEqual(['（应于 00:30 前）', '（应于 11月24日 00:30 前）', '(due 24 Nov 00:30)']);
    expect(read(AT, false, 'zh', { ...late.facts, due: '13:56' })).toBe('（应于 13:56 前）');
  });

  it('given a user who waits, then the desk is to call back once the lateness passes the house’s number, or is known to; a new time, a hold or the arrival ends it (M-14)', () => {
    const at = (n: number): string => addMinutes(AT, n);
    const booked = { ...order, status: 'ready' as const, appointmentAt: at(60) };
    const asked = (of: Awaited, now: number) => mustCallBack(of, at(now), minutes);
    expect([asked(booked, 80), asked(booked, 81)], 'twenty minutes after the time agreed').toEqual([false, true]);
    expect([asked({ ...booked, expectedAt: at(80) }, 0), asked({ ...booked, expectedAt: at(81) }, 0)], 'known before').toEqual([false, true]);
    const accepted = { ...order, status: 'accepted' as const, marks: { accept: { at: AT, recordedAt: AT, way: 'app' as const, by: 't' } } };
    expect([asked(accepted, 50), asked(accepted, 51), asked({ ...accepted, urgent: true }, 36)], 'nothing agreed: the house’s limit').toEqual([false, true, true]);
    expect([asked({ ...booked, kind: 'facility' }, 999), asked({ ...booked, status: 'on_hold' }, 999), asked({ ...booked, marks: { arrive: { at: AT } } }, 999), asked(order, 999)]).toEqual([false, false, false, false]);

    const late = (expectedAt: string): Step => ({ step: 'explainBreach', clock: 'arrive', reason: 'emergency_elsewhere', expectedAt });
    const said = (step: Step) => repairAlerts(taken(step), evolve(booked, taken(step)), minutes);
    expect(said(late(at(90)))).toMatchObject([{ topic: 'repairs.call-back', key: `call-back/${AT}` }]);
    expect(said(late(at(75)))).toEqual([]);
    const known = evolve(booked, taken(late(at(90))));
    expect(known.expectedAt).toBe(at(90));
    for (const step of [{ step: 'amend', appointmentAt: at(120) }, { step: 'hold', reason: 'other' }] as const) {
      expect(evolve(known, taken(step)).expectedAt, step.step).toBeUndefined();
      expect(repairAlerts(taken(step), evolve(known, taken(step)), minutes)).toMatchObject([{ ends: 'call-back/' }]);
    }
  });
});
