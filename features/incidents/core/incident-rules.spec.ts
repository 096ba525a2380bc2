import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erasesOn, erasureToday } from '../../../platform/core/kept-days.ts';
import { withoutWords } from '../../../platform/core/without-words.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { emergencyWords } from './emergency-call.ts';
import { NATURES, numbersFor, suggestedGrade } from './incident-catalogue.ts';
import { incidentClocks, type IncidentLimits } from './incident-deadlines.ts';
import { ANSWER_WAYS, ANSWERS_UNASKED, answerWaysOf, answersSelf, incidentStepsOf, maySeeIncident } from './incident-permissions.ts';
import { reportIncident, takeIncidentStep } from './incident-rules.ts';
import { evolveIncident, namedSince, type Incident, type IncidentEvent } from './incident.ts';
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
    expect(said({ hurt: 0 }), 'nobody was asked yet').toContain('影音室发生火情，有没有人受伤正在核实。');
    expect(said({ address: '' })).toContain('地址还没有设置');
    expect(said({ drill: true })).toMatch(/^【演练，请勿真的拨出】/);
  });

  it('given a guard, then only their own incident is theirs to see and work on; who says who speaks is the manager alone', () => {
    const own = reported();
    expect(maySeeIncident(own, GUARD, false)).toBe(true);
    expect(maySeeIncident(own, { personId: 'x', roles: ['guard'] }, false)).toBe(false);
    expect(maySeeIncident(own, { personId: 'x', roles: ['guard'] }, true), 'once called').toBe(true);
    expect(incidentStepsOf(own, GUARD, false)).toEqual(['call', 'grade', 'outside', 'note', 'photo', 'affected']);
    expect(incidentStepsOf(own, MANAGER, false)).toContain('spokesman');
    expect(incidentStepsOf(own, DESK, false)).not.toContain('spokesman');
    expect(take(own, { step: 'summary', causes: 'x', responsibility: 'x', prevention: 'x' }, DESK)).toMatchObject({ code: 'incident-step-unlawful' });
  });

  it('given anybody, before and after their answer, then exactly what would be taken is offered to them: who only reported it has nothing to answer', () => {
    const asked: Readonly<Record<(typeof ANSWER_WAYS)[number], IncidentStep>> = { own: { step: 'answer', way: 'app' }, instruction: { step: 'answer', way: 'app', instruction: '疏散' }, others: { step: 'answer', way: 'radio', personId: 'x' } };
    const first = reported();
    for (const roles of [['guard'], ['technician'], ...ANSWERS_UNASKED.map((role) => [role])] as (readonly Role[])[])
      for (const personId of ['g', 'p'])
        for (const wasCalled of [false, true]) {
          const actor = { personId, roles };
          const tries = (state: Incident, way: (typeof ANSWER_WAYS)[number]) => takeIncidentStep(state, asked[way], actor, { at: AT, wasCalled, isCalled: (id) => id === 'x' || answersSelf(actor, wasCalled), gradeCount: 4 });
          expect(answerWaysOf(first, actor, wasCalled), `${roles.join()} ${personId} ${String(wasCalled)}`).toEqual(ANSWER_WAYS.filter((way) => tries(first, way).ok));
          const own = tries(first, 'own');
          if (own.ok) for (const way of answerWaysOf(fold(own.events, first), actor, wasCalled)) expect(tries(fold(own.events, first), way).ok).toBe(true);
        }
    expect([answerWaysOf(first, GUARD, false), answerWaysOf(first, GUARD, true), answerWaysOf(first, MANAGER, false)]).toEqual([[], ['own', 'instruction'], ['own', 'instruction', 'others']]);
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

  it('given any steps, then while an incident is open nobody’s name is erased; afterwards the asked-for one is, with every place it stands in, unless an open claim rests on it', () => {
    const ERIC: IncidentStep = { step: 'affected', affectedId: 'a', name: '艾瑞克', harm: 'injured', words: '左手' };
    const END: IncidentStep = { step: 'summary', causes: '艾瑞克滑倒', responsibility: '无', prevention: '铺垫' };
    const middle: readonly IncidentStep[] = [{ step: 'note', kind: 'course', words: '送艾瑞克去医院' }, { step: 'describe', evidence: '目击人赵某' }, { step: 'askErasure', reason: '本人要求' }, { step: 'loss', words: '无' }, { step: 'spokesman', name: '经理' }];
    fc.assert(
      fc.property(fc.shuffledSubarray([...middle]), fc.boolean(), (steps, held) => {
        const after = [ERIC, ...steps, { step: 'handled' } as const].reduce((state, step) => {
          const taken = take(state, step);
          if (!taken.ok) throw new Error(taken.code);
          const next = fold(taken.events, state);
          expect(next.affected.every((person) => person.name === '艾瑞克')).toBe(true);
          return next;
        }, reported());
        const asked = steps.some((step) => step.step === 'askErasure');
        const ended = takeIncidentStep(after, END, MANAGER, { at: AT, wasCalled: false, isCalled: () => true, gradeCount: 4, held });
        if (!ended.ok) throw new Error(ended.code);
        const closed = fold(ended.events, after);
        expect(/艾瑞克|左手|赵某/.test(JSON.stringify(closed))).toBe(!asked || held);
        if (asked && !held) expect(closed).toMatchObject({ affected: [{ id: 'a', harm: 'injured' }], summary: { causes: '＊＊滑倒' }, erasure: { why: 'asked' } });
        expect(namedSince(closed) === undefined).toBe(asked && !held);
      }),
    );
  });

  it('given its day, then what names somebody goes by itself that day and not before, also where the days were changed since; what is held waits', () => {
    const keeping = { keepDays: 30, zone: 'Asia/Shanghai' };
    const due = (now: string, more: Partial<Parameters<typeof erasureToday>[0]> = {}) => erasureToday({ since: AT, asked: false, held: false, now, keeping, ...more });
    expect(erasesOn(AT, keeping)).toBe('2026-12-23');
    expect([due('2026-12-22T15:59:00Z'), due('2026-12-22T16:00:00Z')]).toEqual([undefined, 'retention']);
    expect(due(AT, { asked: true })).toBe('asked');
    expect([due('2027-12-22T16:00:00Z', { held: true }), due('2027-12-22T16:00:00Z', { since: undefined })]).toEqual([undefined, undefined]);
    expect(due('2026-12-22T15:59:00Z', { keeping: { ...keeping, keepDays: 29 } })).toBe('retention');
  });

  it('given a short name or number, then ids, times and numbers of a record are left as they are', () => {
    const state = { id: '018f0000-0000-7000-8000-000000000001', hash: 'a'.repeat(64), at: AT, words: '分机 8000 的 aa' };
    expect(withoutWords(state, ['8000', 'aa', '02'])).toEqual({ ...state, words: '分机 ＊＊ 的 ＊＊' });
  });
});
