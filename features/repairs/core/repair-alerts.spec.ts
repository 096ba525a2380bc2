import { describe, expect, it } from 'vitest';
import { repairAlerts } from './repair-alerts.ts';
import { REPAIR_CLOCKS } from './repair-deadlines.ts';
import { fromLogged } from './repair-evolve.ts';
import type { RepairEvent } from './repair-events.ts';
import type { Step } from './repair-steps.ts';

const AT = '2026-11-23T06:00:00.000Z';
const ZONE = 'Asia/Shanghai';
const order = fromLogged({ type: 'RepairLogged', at: AT, recordedAt: AT, by: 'desk', kind: 'user', logNumber: 'B2611-0001', channel: 'phone', urgent: false, beforeOpening: false, onSpot: false, placeText: '样板间2', item: '漏水，请打 13911112222' }, { id: 'order', siteId: 'site' });
const taken = (step: Step): RepairEvent => ({ type: 'StepTaken', at: AT, recordedAt: AT, by: 'desk', way: 'desk', step });

describe('what of a repair should be known', () => {
  it('given steps that answer a request, when a deadline of a like name is late, then its alert ends with the deadline and is not called kept', () => {
    const steps: Step[] = [{ step: 'issue' }, { step: 'accept', signWay: 'pin' }, { step: 'ready' }, { step: 'arrive' }, { step: 'answerSupport', answer: '马上到' }, { step: 'settleCleaning', settled: 'done' }, { step: 'approveLoss', ply: 'user' }, { step: 'followUp', result: 'satisfied', method: 'phone' }];
    const ended = steps.flatMap((step) => repairAlerts(taken(step), order, ZONE).flatMap((said) => ('ends' in said ? [said.ends] : [])));
    expect(ended.length).toBeGreaterThan(5);
    const ofClocks = REPAIR_CLOCKS.flatMap(({ clock, clause }) =>
      (['DeadlineWarned', 'DeadlineBreached'] as const).flatMap((type) => repairAlerts({ type, at: AT, recordedAt: AT, by: 'clock', clock, clause, dueAt: AT }, order, ZONE).flatMap((said) => ('key' in said ? [said.key] : []))),
    );
    expect(ofClocks).toHaveLength(REPAIR_CLOCKS.length * 2);
    expect(ended.filter((ends) => ofClocks.some((key) => key === ends || key.startsWith(ends)))).toEqual([]);
  });

  it('given a number somebody wrote into the fault, then no alert carries it', () => {
    const [said] = repairAlerts(taken({ step: 'urge' }), order, ZONE);
    expect(said).toMatchObject({ facts: { item: '漏水，请打 139****2222', place: '样板间2' } });
  });
});
