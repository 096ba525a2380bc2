import { describe, expect, it } from 'vitest';
import { emergencyWords } from './emergency-call.ts';
import { NATURES, numbersFor, suggestedGrade } from './incident-catalogue.ts';
import { incidentClocks, type IncidentLimits } from './incident-deadlines.ts';
import { incidentStepsOf, maySeeIncident } from './incident-permissions.ts';
import { reportIncident, takeIncidentStep } from './incident-rules.ts';
import { evolveIncident, type Incident, type IncidentEvent } from './incident.ts';
import type { IncidentStep } from './incident-steps.ts';

const AT = '2026-11-23T02:00:00.000Z';
const IDS = { siteId: 's', subject: 'i' };
const LIMITS: IncidentLimits = { reportMinutes: { red: 10, orange: 20, yellow: 30, blue: 30 }, topReportHours: 3, reportHours: 24, summaryHours: 48, calendarVersion: 1 };
const GUARD = { personId: 'g', roles: ['guard'] as const };
const MANAGER = { personId: 'm', roles: ['property_manager'] as const };
const DESK = { personId: 'd', roles: ['desk_agent'] as const };
const INPUT = { drill: false, nature: 'security', grade: 'orange', placeText: '大厅', via: 'app' } as const;
const fold = (events: readonly IncidentEvent[], from?: Incident): Incident => events.reduce<Incident | undefined>((state, event) => evolveIncident(state, event, IDS), from) as Incident;
const reported = (more: Partial<Parameters<typeof reportIncident>[1]> = {}): Incident => {
  const decided = reportIncident(undefined, { ...INPUT, ...more }, GUARD, AT, 4);
  if (!decided.ok) throw new Error(decided.code);
  return fold(decided.events);
};
const take = (state: Incident, step: IncidentStep, actor: Parameters<typeof takeIncidentStep>[2] = MANAGER, at = AT) => takeIncidentStep(state, step, actor, { at, wasCalled: false, isCalled: () => true, gradeCount: 4 });

describe('incident rules (G-01)', () => {
  it('given each nature, then it suggests a grade that the centre uses, and at the top all three numbers stand ready', () => {
    for (const nature of NATURES) {
      expect(['red', 'orange', 'yellow']).toContain(suggestedGrade(nature, ['red', 'orange', 'yellow']));
      expect([...numbersFor(nature, 'red')].sort()).toEqual(['110', '119', '120']);
    }
    expect(numbersFor('fire', 'yellow')).toEqual(['119', '120']);
  });

  it('given the words for 119, then street, place, what and a way back are in them; a missing address is said, a drill warned of', () => {
    const said = (more: Partial<Parameters<typeof emergencyWords>[0]> = {}) => emergencyWords({ number: '119', site: '云栖示范售楼中心', company: '', address: '云栖路 1 号，从南门进', phone: '0571-5550101', nature: 'fire', place: '影音室', hurt: 2, drill: false, ...more }, 'zh');
    expect(said()).toBe('这里是云栖路 1 号，从南门进，云栖示范售楼中心。影音室发生火情，有 2 人受伤。我们派人在门口接应，联系电话 0571-5550101。');
    expect(said({ address: '' })).toContain('地址还没有设置');
    expect(said({ drill: true })).toMatch(/^【演练，请勿真的拨出】/);
  });

  it('given a guard, then only their own incident is theirs to see and work on; who says who speaks is the manager alone', () => {
    const own = reported();
    expect(maySeeIncident(own, GUARD, false)).toBe(true);
    expect(maySeeIncident(own, { personId: 'x', roles: ['guard'] }, false)).toBe(false);
    expect(maySeeIncident(own, { personId: 'x', roles: ['guard'] }, true), 'once called').toBe(true);
    expect(incidentStepsOf(own, GUARD, false)).toEqual(['answer', 'call', 'grade', 'outside', 'note', 'photo', 'affected']);
    expect(incidentStepsOf(own, MANAGER, false)).toContain('spokesman');
    expect(incidentStepsOf(own, DESK, false)).not.toContain('spokesman');
    expect(take(own, { step: 'summary', causes: 'x', responsibility: 'x', prevention: 'x' }, DESK)).toMatchObject({ code: 'incident-step-unlawful' });
  });

  it('given a rise to the top, when the first report is not written, then a shorter clock starts; a fall never loosens it', () => {
    const first = reported();
    const up = take(first, { step: 'grade', grade: 'red', reason: 'x' });
    if (!up.ok) throw new Error(up.code);
    const risen = fold(up.events, first);
    const clocks = incidentClocks(up.events[0] as IncidentEvent, risen, LIMITS);
    expect(clocks).toMatchObject([{ do: 'cancel', clock: 'incidents.report', round: 1 }, { do: 'start', clock: 'incidents.report', round: 2, dueAt: '2026-11-23T02:10:00.000Z' }, { do: 'cancel', clock: 'incidents.first_report', round: 1 }, { do: 'start', clock: 'incidents.first_report', round: 2, dueAt: '2026-11-23T05:00:00.000Z' }]);
    const down = take(risen, { step: 'grade', grade: 'blue', reason: 'x' });
    if (!down.ok) throw new Error(down.code);
    expect(incidentClocks(down.events[0] as IncidentEvent, fold(down.events, risen), LIMITS).map((change) => change.clock)).toEqual(['incidents.report', 'incidents.report']);
    expect(incidentClocks(up.events[0] as IncidentEvent, risen, LIMITS).every((change) => change.do !== 'start' || change.rule.origin === 'house')).toBe(true);
  });

  it('given an answer, then it stops the clock at its own time; a second one without an instruction changes nothing', () => {
    const first = reported();
    const answered = take(first, { step: 'answer', way: 'radio', personId: 'm', at: AT }, DESK, '2026-11-23T02:30:00.000Z');
    if (!answered.ok) throw new Error(answered.code);
    expect(incidentClocks(answered.events[0] as IncidentEvent, fold(answered.events, first), LIMITS)).toEqual([{ do: 'stop', clock: 'incidents.report', round: 1, at: AT }]);
    const state = fold(answered.events, first);
    expect(take(state, { step: 'answer', way: 'app' })).toMatchObject({ code: 'answered-already' });
    expect(take(state, { step: 'answer', way: 'app', instruction: '再派一人' })).toMatchObject({ ok: true });
  });
});
