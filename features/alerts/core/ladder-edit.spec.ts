import { describe, expect, it } from 'vitest';
import type { LadderStep } from '../../../platform/core/alert.ts';
import { MOST_RUNGS, MOST_STEPS, rungKey, rungOf, withMinutes, withoutEmpty, withoutRung, withRung, withStep } from './ladder-edit.ts';
import { grouped, groupOf } from './ladder-groups.ts';

const steps: LadderStep[] = [{ who: [{ part: 'technician', orRole: 'technician' }, { role: 'desk_agent' }] }, { who: [{ role: 'property_manager' }], afterMinutes: 60 }];

describe('a ladder changed in the settings', () => {
  it('given a chip taken away, then only it goes; a step left empty keeps its place until it is saved', () => {
    expect(withoutRung(steps, 0, 'role:desk_agent')[0]?.who).toEqual([{ part: 'technician', orRole: 'technician' }]);
    const emptied = withoutRung(steps, 1, 'role:property_manager');
    expect(emptied).toHaveLength(2);
    expect(withoutEmpty(emptied)).toHaveLength(1);
  });

  it('given a chip added, then it stands once, and never more than the contract takes', () => {
    expect(withRung(steps, 1, { role: 'quality' })[1]?.who.map(rungKey)).toEqual(['role:property_manager', 'role:quality']);
    expect(withRung(steps, 1, { role: 'property_manager' })).toEqual(steps);
    const full: LadderStep = { who: (['guard', 'cleaner', 'quality', 'admin', 'foreman', 'storekeeper'] as const).map((role) => ({ role })) };
    expect(full.who).toHaveLength(MOST_RUNGS);
    expect(withRung([full], 0, { role: 'desk_agent' })).toEqual([full]);
    expect(withStep(Array.from({ length: MOST_STEPS }, () => full), { role: 'quality' })).toHaveLength(MOST_STEPS);
  });

  it('given minutes, then they hold for that step, and none means the centre’s own', () => {
    expect(withMinutes(steps, 1, 15)[1]?.afterMinutes).toBe(15);
    expect(withMinutes(steps, 1, undefined)[1]).toEqual({ who: [{ role: 'property_manager' }] });
  });

  it('given the key of a chip, then it is the same rung again, and a part with a role’s name falls back on it', () => {
    expect(rungOf('role:quality')).toEqual({ role: 'quality' });
    expect(rungOf('part:technician')).toEqual({ part: 'technician', orRole: 'technician' });
    expect(rungOf('part:giver')).toEqual({ part: 'giver' });
  });

  it('given all kinds of alerts, then each stands in one group, deadlines apart, and what nobody foresaw is not lost', () => {
    expect(['repairs.arrive.late', 'repairs.urged', 'tasks.late', 'handover.untaken', 'roster.gap', 'calls.missed', 'incidents.red', 'complaint.take.late', 'unheard.of', ''].map(groupOf)).toEqual(['repair-deadlines', 'repairs', 'tasks', 'handover', 'roster', 'telephone', 'door', 'amends', 'other', 'other']);
    expect(grouped([{ topic: 'unheard.of' }, { topic: 'tasks.late' }, { topic: 'tasks.given' }])).toEqual([{ group: 'tasks', ladders: [{ topic: 'tasks.late' }, { topic: 'tasks.given' }] }, { group: 'other', ladders: [{ topic: 'unheard.of' }] }]);
  });
});
