import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ladder, Rung } from '../../../platform/core/alert.ts';
import { addMinutes } from '../../../platform/core/instant.ts';
import { ROLES } from '../../../platform/core/roles.ts';
import { acknowledge, alertClocks, answer, climb, end, evolveAlert, isSettledFor, raise, type Alert, type AlertEvent, type AlertRaised } from './alert-state.ts';
import { reachStep, type Situation } from './reach.ts';

const AT = '2026-10-01T02:00:00.000Z';
const IDS = { siteId: 's', subject: 'a' };
const person = (personId: string, more: Partial<Situation['staff'][number]> = {}): Situation['staff'][number] => ({ personId, roles: [], onDuty: [], standsIn: false, isOff: false, ...more });
const LADDER: Ladder = [{ who: [{ part: 'technician', orRole: 'technician' }] }, { who: [{ role: 'foreman' }], afterMinutes: 7 }, { who: [{ role: 'property_manager' }] }];
const raised = (more: Partial<AlertRaised> = {}): AlertRaised => ({
  type: 'AlertRaised', at: AT, topic: 'repairs.ready.late', level: 'breach', cause: { feature: 'repairs', subject: 'r', key: 'ready/1' }, facts: {}, people: { technician: ['t'] }, ladder: LADDER, climbMinutes: 5, ...more,
});
const fold = (events: readonly AlertEvent[], from?: Alert): Alert => events.reduce<Alert | undefined>((state, event) => evolveAlert(state, event, IDS), from) as Alert;
const told = (alert: Alert): string[][] => alert.steps.map((step) => step.reached.map((entry) => entry.personId));

const CENTRE: Situation = {
  staff: [person('t', { roles: ['technician'], onDuty: ['technician'] }), person('f', { roles: ['foreman'] }), person('m', { roles: ['property_manager'] }), person('d', { roles: ['duty_officer'], onDuty: ['duty_officer', 'desk_agent'], standsIn: true })],
  rostered: ['technician', 'desk_agent', 'duty_officer'],
};

describe('who is reached', () => {
  it('M-04: given a rostered role with nobody on shift, when a step asks for it, then it is empty; a role the centre does not roster, and those who answer for it, are told anywhere', () => {
    const off: Situation = { ...CENTRE, staff: CENTRE.staff.map((entry) => ({ ...entry, onDuty: [] })) };
    const who: Rung[] = [{ role: 'technician' }, { role: 'foreman' }, { role: 'property_manager' }];
    expect(reachStep(who, {}, off)).toEqual({ reached: [{ personId: 'f', why: 'of-the-role' }, { personId: 'm', why: 'of-the-role' }], empty: [{ role: 'technician' }] });
  });

  it('M-51: given no desk agent on shift, when the desk is asked for, then the duty officer is told as standing in', () => {
    expect(reachStep([{ role: 'desk_agent' }], {}, CENTRE).reached).toEqual([{ personId: 'd', why: 'standing-in' }]);
  });

  it('given a named person who has left, when the step names also the role, then the role is told; without one it is empty', () => {
    expect(reachStep([{ part: 'technician', orRole: 'technician' }], { technician: ['gone'] }, CENTRE).reached).toEqual([{ personId: 't', why: 'on-duty' }]);
    expect(reachStep([{ part: 'giver' }], { giver: ['gone'] }, CENTRE)).toEqual({ reached: [], empty: [{ part: 'giver' }] });
  });

  it('given somebody on shift who said to be off, when the role is asked for, then that person is not told', () => {
    const away: Situation = { ...CENTRE, staff: CENTRE.staff.map((entry) => (entry.personId === 't' ? { ...entry, isOff: true } : entry)) };
    expect(reachStep([{ role: 'technician' }], {}, away).reached).toEqual([]);
  });
});

describe('the ladder (M-04)', () => {
  it('given silence, when each step’s minutes pass, then the next is told, and after the last the alert is unanswered', () => {
    const first = fold(raise(raised(), CENTRE));
    expect(told(first)).toEqual([['t']]);
    const second = fold(climb(first, 1, addMinutes(AT, 7), CENTRE), first);
    const third = fold(climb(second, 2, addMinutes(AT, 12), CENTRE), second);
    expect(told(third)).toEqual([['t'], ['f'], ['m']]);
    expect(fold(climb(third, 3, addMinutes(AT, 17), CENTRE), third).status).toBe('unanswered');
  });

  it('given a step with nobody on duty, when it is reached, then it is said and skipped at once (无人在岗)', () => {
    const alone: Situation = { ...CENTRE, staff: CENTRE.staff.filter((entry) => entry.personId === 'm') };
    const events = raise(raised(), alone);
    expect(events.map((event) => event.type)).toEqual(['AlertRaised', 'AlertStepTaken', 'AlertStepTaken', 'AlertStepTaken']);
    const alert = fold(events);
    expect(alert.steps.map((step) => step.empty.length)).toEqual([1, 1, 0]);
    expect(alert.status).toBe('open');
    expect(fold(raise(raised(), { staff: [], rostered: [] })).status).toBe('unanswered');
  });

  it('given the top level, when it is raised, then every step is told at once and no clock waits for silence', () => {
    const events = raise(raised({ level: 'top' }), CENTRE);
    expect(told(fold(events))).toEqual([['t'], ['f'], ['m']]);
    expect(events.flatMap((event, index) => alertClocks(event, fold(events.slice(0, index + 1)), 1)).filter((change) => change.do === 'start')).toEqual([]);
  });

  it('given a breach, when a step is told, then its clock runs for the next step’s own minutes, else the centre’s', () => {
    const events = raise(raised(), CENTRE);
    const alert = fold(events);
    const last = events.at(-1) as AlertEvent;
    expect(alertClocks(last, alert, 3)).toMatchObject([{ do: 'start', round: 1, dueAt: addMinutes(AT, 7), rule: { origin: 'house', value: '7' } }]);
    const [step] = climb(alert, 1, addMinutes(AT, 7), CENTRE);
    const next = fold([step as AlertEvent], alert);
    expect(alertClocks(step as AlertEvent, next, 3)).toMatchObject([{ do: 'cancel', round: 1 }, { do: 'start', round: 2, dueAt: addMinutes(AT, 12) }]);
  });

  it('given an answer, when silence would have stepped up, then nothing more is told; a late answer by an earlier step counts, a stranger’s does not', () => {
    const first = fold(raise(raised(), CENTRE));
    const second = fold(climb(first, 1, addMinutes(AT, 7), CENTRE), first);
    const stranger = acknowledge(second, { at: AT, by: 'x', isOverseer: false });
    expect(stranger).toMatchObject({ ok: false, code: 'not-found' });
    const answer = acknowledge(second, { at: AT, by: 't', isOverseer: false });
    expect(answer.ok).toBe(true);
    const done = fold(answer.ok ? answer.events : [], second);
    expect(climb(done, 2, addMinutes(AT, 12), CENTRE)).toEqual([]);
    expect(acknowledge(done, { at: AT, by: 'm', isOverseer: true })).toMatchObject({ ok: false, code: 'alert-acknowledged' });
    expect(fold(end(done, { at: AT, why: 'late' }), done)).toMatchObject({ status: 'ended', acknowledged: { by: 't' }, ended: { why: 'late' } });
  });

  it('G-01: given an alert that everybody answers for themself, when one answers, then the ladder stops and the others are waited for all the same; each answers once', () => {
    const first = fold(raise(raised({ everybody: true }), CENTRE));
    const second = fold(climb(first, 1, addMinutes(AT, 7), CENTRE), first);
    const one = fold(answer(second, { at: AT, by: 't' }), second);
    expect(climb(one, 2, addMinutes(AT, 12), CENTRE)).toEqual([]);
    expect([isSettledFor(one, 't'), isSettledFor(one, 'f'), isSettledFor(one, null)]).toEqual([true, false, false]);
    expect(answer(one, { at: AT, by: 't' })).toEqual([]);
    expect(acknowledge(one, { at: AT, by: 't', isOverseer: false })).toMatchObject({ code: 'alert-acknowledged' });
    const both = fold(answer(one, { at: addMinutes(AT, 9), by: 'f' }), one);
    expect(both).toMatchObject({ status: 'acknowledged', acknowledged: { at: AT, by: 't' }, answers: [{ by: 't' }, { by: 'f', at: addMinutes(AT, 9) }] });
    expect(isSettledFor(fold(end(both, { at: AT, why: 'met' }), both), null)).toBe(true);
  });

  it('G-01: given somebody who reported it, when the ladder finds only them, then the step is passed at once; who stands on two steps is told once at the top level', () => {
    const known = fold(raise(raised({ knownTo: ['t'] }), CENTRE));
    expect(known.steps.map((step) => [step.reached.map((entry) => entry.personId), step.empty])).toEqual([[[], []], [['f'], []]]);
    const twice: Ladder = [{ who: [{ role: 'foreman' }] }, { who: [{ role: 'foreman' }, { role: 'property_manager' }] }];
    expect(told(fold(raise(raised({ level: 'top', ladder: twice }), CENTRE)))).toEqual([['f'], ['m']]);
    const climbing = fold(raise(raised({ ladder: twice }), CENTRE));
    expect(told(fold(climb(climbing, 1, addMinutes(AT, 5), CENTRE), climbing)), 'silent on one step, called again on the next').toEqual([['f'], ['f', 'm']]);
  });

  it('given any centre and any ladder, when silence goes on, then steps are told in order, each once, and it always comes to an end', () => {
    const role = fc.constantFrom(...ROLES);
    const staff = fc.array(fc.record({ personId: fc.string({ minLength: 1, maxLength: 3 }), roles: fc.array(role, { maxLength: 3 }), onDuty: fc.array(role, { maxLength: 2 }), standsIn: fc.boolean(), isOff: fc.boolean() }), { maxLength: 6 });
    const ladder = fc.array(fc.record({ who: fc.array(fc.oneof(fc.record({ role }), fc.record({ part: fc.constantFrom('a', 'b') })), { minLength: 1, maxLength: 3 }) }), { maxLength: 6 });
    fc.assert(
      fc.property(staff, ladder, fc.array(role), (people, steps, rostered) => {
        const situation: Situation = { staff: people, rostered };
        let alert = fold(raise(raised({ ladder: steps, people: { a: people.slice(0, 1).map((entry) => entry.personId), b: ['gone'] } }), situation));
        for (let round = 0; round < 10 && alert.status === 'open'; round += 1) {
          const more = climb(alert, alert.steps.length, AT, situation);
          expect(more.length).toBeGreaterThan(0);
          // The sweep that comes twice finds it done.
          expect(climb(fold(more, alert), alert.steps.length, AT, situation)).toEqual([]);
          alert = fold(more, alert);
        }
        expect(alert.status).toBe('unanswered');
        expect(alert.steps.map((step) => step.step)).toEqual(steps.map((_step, index) => index));
      }),
    );
  });
});
