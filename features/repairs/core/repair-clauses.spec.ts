import { describe, expect, it } from 'vitest';
import { addMinutes } from '../../../platform/core/instant.ts';
import { clockChanges, type RepairLimits } from './repair-deadlines.ts';
import { evolve, fromLogged } from './repair-evolve.ts';
import type { RepairEvent, RepairLogged } from './repair-events.ts';
import { needsPlace, type RepairKind, type RepairOrder } from './repair-order.ts';
import { allowedSteps } from './repair-permissions.ts';
import { takeSteps } from './repair-rules.ts';
import type { StepContext } from './step-checks.ts';
import type { Step } from './repair-steps.ts';
import { slipAfterText } from './month-line.ts';
import { sourceOf, usualKind } from './usual-report.ts';

const NOW = '2026-11-23T06:00:00.000Z';
const TECHNICIAN = '00000000-0000-7000-8000-000000000001';
const HALL = '00000000-0000-7000-8000-0000000000bb';
const OTHER = '00000000-0000-7000-8000-000000000002';
const context: StepContext = { now: NOW, actorId: TECHNICIAN, ownWay: 'app', pinChecked: true, technicians: new Map([[TECHNICIAN, { skills: [] }], [OTHER, { skills: [] }]]), leaders: new Set(), skillOf: () => undefined, followUpShare: 100, files: new Map([['drawn', { blank: false }]]), isInRoom: () => false };
const LIMITS: RepairLimits = {
  minutes: (key) => ({ issued_not_notified: 2, notify_within: 5, collect_within: 5, ready_minutes: 15, facility_on_site: 30, facility_on_site_warning: 20, arrive_before_appointment: 10, appointment_reminder: 30, user_on_site: 30, support_answer: 20 } as Record<string, number>)[key] ?? 60,
  origin: (key) => (key === 'ready_minutes' || key === 'facility_on_site' || key === 'arrive_before_appointment' ? 'plan' : 'house'), calendarVersion: 1,
  copyReturnDue: (at) => addMinutes(at, 180), doorsOpen: () => undefined, followUpDue: (at) => addMinutes(at, 1440),
};

const orderOf = (kind: RepairKind): RepairOrder => {
  const logged: RepairLogged = { type: 'RepairLogged', at: NOW, recordedAt: NOW, by: 'desk', kind, logNumber: 'B2611-0001', channel: 'phone', urgent: false, beforeOpening: false, onSpot: false, placeId: HALL, placeText: '大厅', item: '灯不亮' };
  return fromLogged(logged, { id: '00000000-0000-7000-8000-0000000000aa', siteId: 'site' });
};
/** The order after the steps, and what they did to the deadlines. */
const given = (kind: RepairKind, ...steps: Step[]): { order: RepairOrder; clocks: ReturnType<typeof clockChanges> } => {
  let order = orderOf(kind);
  const clocks: ReturnType<typeof clockChanges> = [];
  const decision = takeSteps(order, steps, context);
  if (!decision.ok) throw new Error(`The given steps were refused: ${decision.code}`);
  for (const event of decision.events) {
    const numbered: RepairEvent = event.type === 'StepTaken' && event.step.step === 'issue' ? { ...event, orderNumber: '2611-0001' } : event;
    order = evolve(order, numbered);
    clocks.push(...clockChanges(numbered, order, LIMITS));
  }
  return { order, clocks };
};
const refusal = (kind: RepairKind, before: Step[], ...steps: Step[]): string | undefined => {
  const decision = takeSteps(given(kind, ...before).order, steps, context);
  return decision.ok ? undefined : decision.code;
};

const issue: Step = { step: 'issue' };
const notify: Step = { step: 'notify', technicianId: TECHNICIAN, channel: 'radio' };
const accept: Step = { step: 'accept', signWay: 'pin' };
const toWork: Step[] = [issue, notify, accept, { step: 'arrive' }, { step: 'start', asReported: true }];
const toTested: Step[] = [...toWork, { step: 'test', to: '主管', passed: true }];
const record: Step = { step: 'record', workDone: '更换灯泡', result: 'fixed' };
const accepted: Step = { step: 'judge', acceptance: 'accepted', department: '销售部' };
const signed: Step = { step: 'sign', signWay: 'turned_phone', signedBy: '主管', signatureFile: 'drawn' };
const print: Step = { step: 'print', reprint: false };
const back: Step = { step: 'moveCopy', ply: 'desk', custody: 'returned' };

/** What the last step did to one clock. */
const doneTo = (clock: string, kind: RepairKind, before: readonly Step[], last: Step): ReturnType<typeof clockChanges> => {
  const earlier = given(kind, ...before).clocks.length;
  return given(kind, ...before, last).clocks.slice(earlier).filter((change) => change.clock === clock);
};
const at = (minutes: number): string => addMinutes(NOW, minutes);

describe('whoever was not there to sign', () => {
  it('M-29, M-31: given nobody there, then nobody is said to have accepted it; refused, it is asked whether they accept', () => {
    const left: Step = { step: 'noSignature', why: 'absent', reason: '用户外出', witness: '保安' };
    for (const kind of ['user', 'facility'] as const) expect(given(kind, ...toTested, record, left).order).toMatchObject({ status: 'signed_off', noSignature: { why: 'absent' } });
    expect(given('user', ...toTested, record, left).order.acceptance).toBeUndefined();
    const tested = given('user', ...toTested, record).order;
    expect(takeSteps(tested, [{ step: 'noSignature', why: 'refused', reason: '不愿签', witness: '保安' }], context)).toMatchObject({ ok: false, code: 'acceptance-missing' });
  });
  const judged: Step[] = [...toTested, record, { step: 'judge', acceptance: 'accepted' }];
  const absent: Step = { step: 'noSignature', why: 'absent', reason: '用户外出', witness: '保安' };
  it('M-31: given that nobody was there to sign, then the call is due within the limit for it, in its place; reached, it is settled and who called, when and how stands on the order', () => {
    expect(given('user', ...judged, absent).clocks.filter((change) => change.clock === 'follow_up' && change.do === 'start')).toEqual([]);
    expect(doneTo('absent_call', 'user', judged, absent)).toMatchObject([{ do: 'start', dueAt: at(60), rule: { clause: 'M-31', origin: 'house', parameter: 'repairs.absent_call_hours' } }]);
    const notReached: Step = { step: 'followUp', result: 'not_reached', method: 'phone' };
    const confirmed: Step = { step: 'followUp', result: 'satisfied', method: 'phone', note: '用户确认已修好' };
    expect(doneTo('absent_call', 'user', [...judged, absent], notReached)).toEqual([]);
    expect(doneTo('absent_call', 'user', [...judged, absent, notReached], confirmed)).toMatchObject([{ do: 'stop' }]);
    expect(given('user', ...judged, absent, notReached, confirmed).order.followUp).toMatchObject({ result: 'satisfied', by: TECHNICIAN, at: NOW, method: 'phone', note: '用户确认已修好', tries: 2 });
  });
  it('M-31, M-36: given a signature that was refused, or one that was given, then the call is the follow-up; a facility has neither', () => {
    expect(doneTo('absent_call', 'user', judged, { step: 'noSignature', why: 'refused', reason: '不愿签', witness: '保安' })).toEqual([]);
    expect(doneTo('follow_up', 'user', judged, { step: 'noSignature', why: 'refused', reason: '不愿签', witness: '保安' })).toMatchObject([{ do: 'start' }]);
    expect(given('facility', ...toTested, record, accepted, absent).clocks.filter((change) => change.clock === 'absent_call' && change.do === 'start')).toEqual([]);
  });
});

describe('M-14: the appointment', () => {
  const agreed = (minutes: number): Step => ({ step: 'amend', appointmentAt: at(minutes) });
  it('M-14: given an appointment, when the slip is issued, then one is to be there ten minutes before, is reminded half an hour before, and the number is the plan’s', () => {
    expect(doneTo('arrive', 'user', [agreed(120)], issue)).toMatchObject([{ do: 'start', startedAt: NOW, dueAt: at(110), warnAt: at(90), rule: { clause: 'M-14', origin: 'plan' } }]);
  });
  it('M-14: given an appointment too near for the reminder, then the limit stands without it; a repair of the house has no appointment to keep', () => {
    expect(doneTo('arrive', 'user', [agreed(25)], issue)).toEqual([expect.not.objectContaining({ warnAt: expect.anything() })]);
    expect(doneTo('arrive', 'user', [agreed(25)], issue)).toMatchObject([{ dueAt: at(15) }]);
    expect(doneTo('arrive', 'facility', [agreed(120)], issue)).toEqual([]);
  });
  it('M-14: given the technician arrives, then the appointment is judged by that time', () => {
    expect(doneTo('arrive', 'user', [agreed(120), issue, notify, accept], { step: 'arrive' })).toEqual([{ do: 'stop', clock: 'arrive', round: 1, at: NOW }]);
  });
  it('M-14: given an appointment moved before it is due, then it is due by the new time; what was broken by then is never replaced', () => {
    expect(doneTo('arrive', 'user', [agreed(120), issue], agreed(180))).toMatchObject([{ do: 'start', round: 1, again: 'beside', dueAt: at(170), warnAt: at(150) }]);
  });
  it('M-14: given an appointment before the slip is issued, then nothing runs yet; given it is dropped later, then its limit falls away', () => {
    expect(doneTo('arrive', 'user', [], agreed(120))).toEqual([]);
    expect(doneTo('arrive', 'user', [agreed(120), issue], { step: 'amend', appointmentAt: null })).toEqual([{ do: 'cancel', clock: 'arrive', round: 1, at: NOW }]);
  });
  it('M-14: given a second appointment agreed at the door or on a hold, then it runs beside the first', () => {
    const there: Step[] = [agreed(120), issue, notify, accept, { step: 'arrive' }];
    expect(doneTo('arrive', 'user', there, { step: 'consent', given: false, by: '王经理', appointmentAt: at(240) })).toMatchObject([{ do: 'start', again: 'beside', dueAt: at(230), warnAt: at(210) }]);
    expect(doneTo('arrive', 'user', there, { step: 'hold', reason: 'user_absent', appointmentAt: at(300) })).toMatchObject([{ do: 'start', again: 'beside', dueAt: at(290) }]);
  });
  it('M-14: given a second appointment, when the visit is taken up again at the door, then only the arrival keeps it; taken up at work, going on keeps it', () => {
    const door: Step[] = [issue, notify, accept, { step: 'arrive' }, { step: 'hold', reason: 'user_absent', appointmentAt: at(240) }];
    expect(doneTo('arrive', 'user', door, { step: 'resume' })).toEqual([]);
    expect(doneTo('arrive', 'user', [...door, { step: 'resume' }], { step: 'arrive' })).toMatchObject([{ do: 'stop' }]);
    expect(doneTo('arrive', 'user', [...toWork, { step: 'hold', reason: 'parts', appointmentAt: at(240) }], { step: 'resume' })).toMatchObject([{ do: 'stop' }]);
    expect(doneTo('arrive', 'user', [...toWork, { step: 'hold', reason: 'parts' }], agreed(240))).toMatchObject([{ do: 'start', again: 'beside', dueAt: at(230) }]);
    expect(doneTo('arrive', 'user', toWork, agreed(240))).toEqual([]);
  });
  it('M-16: given a user who is absent or refuses and no new time, then the desk has an hour to agree on one (house rule); a time agreed or the visit taken up again ends it', () => {
    const there: Step[] = [issue, notify, accept, { step: 'arrive' }];
    const refused: Step = { step: 'consent', given: false, by: '王经理' };
    const absent: Step = { step: 'hold', reason: 'user_absent' };
    for (const step of [refused, absent]) expect(doneTo('reappoint', 'user', there, step)).toMatchObject([{ do: 'start', dueAt: at(60), rule: { clause: 'M-16', origin: 'house', parameter: 'repairs.reappoint_within' } }]);
    expect(doneTo('reappoint', 'user', there, { ...absent, appointmentAt: at(240) })).toEqual([]);
    expect(doneTo('reappoint', 'user', there, { step: 'hold', reason: 'parts' })).toEqual([]);
    expect(doneTo('reappoint', 'facility', there, absent)).toEqual([]);
    expect(doneTo('reappoint', 'user', [...there, absent], { step: 'amend', item: '灯' })).toEqual([]);
    for (const step of [agreed(240), { step: 'resume' } as const]) expect(doneTo('reappoint', 'user', [...there, absent], step)).toMatchObject([{ do: 'stop' }]);
  });
  it('M-14: given a user who is expected within the house’s limit, when a time is agreed, then the appointment takes the limit over; when it is dropped, the house’s limit runs from then', () => {
    const before: Step[] = [issue, notify, accept];
    expect(doneTo('on_site', 'user', [issue, notify], accept)).toMatchObject([{ do: 'start', dueAt: at(30), rule: { clause: 'repairs.user_on_site', origin: 'house' } }]);
    expect(doneTo('on_site', 'user', before, agreed(240))).toEqual([{ do: 'cancel', clock: 'on_site', round: 1, at: NOW }]);
    expect(doneTo('on_site', 'user', before, { step: 'hold', reason: 'user_absent', appointmentAt: at(240) })).toMatchObject([{ do: 'cancel' }]);
    expect(doneTo('on_site', 'user', [agreed(240), ...before], { step: 'amend', appointmentAt: null })).toMatchObject([{ do: 'start', again: 'beside', startedAt: NOW, dueAt: at(30) }]);
    expect(doneTo('on_site', 'user', before, { step: 'amend', item: '灯全不亮' })).toEqual([]);
    expect(doneTo('on_site', 'facility', before, agreed(240)), 'M-47 asks for thirty minutes, whatever is agreed').toEqual([]);
  });
  it('M-14: given a lateness with a reason, then the reason stands on the order by its run and stops nothing', () => {
    const before: Step[] = [agreed(120), issue, notify, accept];
    const first: Step = { step: 'explainBreach', clock: 'arrive', reason: 'emergency_elsewhere' };
    expect(doneTo('arrive', 'user', before, first)).toEqual([]);
    expect(given('user', ...before, first, { step: 'explainBreach', clock: 'arrive', visit: -1002, reason: 'weather' }).order.exceptions).toMatchObject({ arrive: { reason: 'emergency_elsewhere' }, 'arrive/-1002': { reason: 'weather' } });
  });
});

describe('clause by clause', () => {
  it('M-11: given a slip just issued, then the technician is to be told within two minutes (house rule) and to collect it within five', () => {
    const start = given('user', issue).clocks.find((change) => change.do === 'start' && change.clock === 'notify');
    expect(start).toMatchObject({ dueAt: addMinutes(NOW, 2), rule: { clause: 'M-11', origin: 'house' } });
    const told = given('user', issue, notify).clocks;
    expect(told).toContainEqual({ do: 'stop', clock: 'notify', round: 1, at: NOW });
    expect(told.find((change) => change.do === 'start' && change.clock === 'collect')).toMatchObject({ dueAt: addMinutes(NOW, 5) });
  });
  it('M-11: given a slip passed on, then who has it now is timed: collecting while it waits, being told and all that follows once it was signed for', () => {
    const waiting = given('user', issue, notify, { step: 'assign', technicianId: OTHER }).clocks.filter((change) => change.do === 'start' && change.clock === 'collect');
    expect(waiting).toHaveLength(2);
    expect(waiting[1]).toMatchObject({ startedAt: NOW, again: 'beside' });
    const same = given('user', issue, notify, { step: 'assign', technicianId: TECHNICIAN }).clocks.filter((change) => change.do === 'start' && change.clock === 'collect');
    expect(same, 'named again').toHaveLength(1);
    const untold = given('user', issue, { step: 'assign', technicianId: OTHER }).clocks;
    expect(untold.filter((change) => change.do === 'start' && change.clock === 'collect')).toEqual([]);
    const signedFor = given('facility', issue, notify, accept, { step: 'assign', technicianId: OTHER }).clocks;
    expect(signedFor.slice(-3)).toMatchObject([{ do: 'cancel', clock: 'ready' }, { do: 'cancel', clock: 'on_site' }, { do: 'start', clock: 'notify', again: 'beside' }]);
  });
  it('M-45: given a facility slip, then engineering is to be told within five minutes', () => {
    expect(given('facility', issue).clocks.find((change) => change.do === 'start' && change.clock === 'notify')).toMatchObject({ dueAt: addMinutes(NOW, 5), rule: { clause: 'M-45', origin: 'house' } });
  });
  it('M-02: given a report in words of no place of the list, then the work goes on, all is done but closed; once its place is chosen it closes', () => {
    const { placeId: _none, ...said } = orderOf('facility');
    const done = takeSteps(said, [...toTested, record, accepted, print, signed, back], context);
    if (!done.ok) throw new Error(done.code);
    const order = done.events.reduce(evolve, said as RepairOrder);
    expect([order.status, needsPlace(order), allowedSteps(order, { personId: 'd', roles: ['desk_agent'] }).includes('locate')]).toEqual(['signed_off', true, true]);
    const located = takeSteps(order, [{ step: 'locate', placeId: HALL }], context);
    if (!located.ok) throw new Error(located.code);
    const after = located.events.reduce(evolve, order);
    expect([after.status, after.placeId, after.placeText, needsPlace(after)]).toEqual(['closed', HALL, '大厅', false]);
    expect(takeSteps(after, [{ step: 'locate', placeId: HALL }], context)).toMatchObject({ ok: false, code: 'already-located' });
  });
  const dangerous = (order: RepairOrder): RepairOrder => ({ ...order, typeId: 'burst-pipe' });
  const call: Step = { step: 'callFirst', technicianId: TECHNICIAN, channel: 'phone' };
  it('M-45: given what is neither urgent nor a matter of safety, when the technician is called before the slip, then refuse; else the call may come first, once', () => {
    const told = (order: RepairOrder) => takeSteps(order, [call], context);
    expect(told(orderOf('facility'))).toMatchObject({ ok: false, code: 'slip-first' });
    expect([told(dangerous(orderOf('facility'))).ok, told({ ...orderOf('user'), urgent: true }).ok]).toEqual([true, true]);
    expect(takeSteps(dangerous(orderOf('facility')), [call, call], context)).toMatchObject({ ok: false, code: 'slip-first' });
  });
  it('M-45: given a call before the slip, then telling and fetching are judged by the call, the slip is owed from then, and both times stand on the order', () => {
    let order = dangerous(orderOf('facility'));
    const clocks: ReturnType<typeof clockChanges> = [];
    const later = { ...context, now: at(12), ownWay: 'desk' as const };
    const decision = takeSteps(order, [{ ...call, at: at(2) }, { step: 'issue', at: at(9) }], later);
    if (!decision.ok) throw new Error(decision.code);
    for (const event of decision.events) {
      order = evolve(order, event);
      clocks.push(...clockChanges(event, order, LIMITS));
    }
    expect(clocks.filter((change) => change.clock === 'notify')).toMatchObject([{ do: 'start', startedAt: NOW, dueAt: at(5), rule: { clause: 'M-45', parameter: 'repairs.notify_within' } }, { do: 'stop', at: at(2) }]);
    expect(clocks.filter((change) => change.clock === 'collect')).toMatchObject([{ do: 'start', startedAt: at(2), dueAt: at(7) }]);
    expect(clocks.filter((change) => change.clock === 'issue')).toMatchObject([{ do: 'start', startedAt: at(2) }, { do: 'stop', at: at(9) }]);
    expect([order.calledFirst, order.technicianId, order.marks['notify']?.at]).toEqual([{ at: at(2), channel: 'phone', personId: TECHNICIAN, slipAt: at(9) }, TECHNICIAN, at(2)]);
    expect(slipAfterText(order, (instant) => instant?.slice(11, 16))).toBe('补单：06:02 先通知，06:09 填单');
  });
  it('M-43, M-44: given what was reported as the wrong kind, when the desk changes it before there is a slip, then its slip has the copies of what it is; afterwards it is refused', () => {
    const asUser = given('facility', { step: 'amend', equipment: '1 号道闸', safetyMeasures: true }, { step: 'setKind', kind: 'user' }, issue).order;
    expect([asUser.kind, asUser.source, asUser.equipment, asUser.safetyMeasures, Object.keys(asUser.copies).length]).toEqual(['user', undefined, undefined, undefined, 4]);
    const asFacility = given('user', { step: 'setKind', kind: 'facility' }, issue);
    expect([asFacility.order.kind, asFacility.order.source, Object.keys(asFacility.order.copies).length]).toEqual(['facility', 'staff', 3]);
    expect(asFacility.clocks.find((change) => change.do === 'start' && change.clock === 'notify')).toMatchObject({ rule: { clause: 'M-45' } });
    expect(takeSteps(asFacility.order, [{ step: 'setKind', kind: 'user' }], context)).toMatchObject({ ok: false, code: 'step-not-possible' });
  });
  it('M-43: given somebody of the house who comes upon a fault, then it is the house’s and known by whom it was found; a sales agent reports as a user', () => {
    expect([['guard'], ['cleaner'], ['technician'], ['property_assistant']].map((roles) => [usualKind(roles), sourceOf(roles)])).toEqual([['facility', 'guard'], ['facility', 'cleaning'], ['facility', 'patrol'], ['facility', 'staff']]);
    expect([usualKind(['sales_agent']), usualKind(['sales_agent', 'guard'])]).toEqual(['user', 'facility']);
  });
  it('M-46: given a facility slip, when the technician takes it without a signature, then refuse; signed, the 30 minutes run', () => {
    expect(refusal('facility', [issue, notify], { step: 'accept', signWay: 'screen' })).toBe('signature-missing');
    expect(given('facility', issue, notify, accept).clocks.find((change) => change.do === 'start' && change.clock === 'on_site')).toMatchObject({ dueAt: addMinutes(NOW, 30), warnAt: addMinutes(NOW, 20), rule: { clause: 'M-47', origin: 'plan' } });
  });
  it('M-05: given the technician before the fault, then the work begins once it is said whether it is as reported and, if not, what it is; both stand on the order', () => {
    const there: Step[] = [issue, notify, accept, { step: 'arrive' }];
    expect(refusal('user', there, { step: 'start' })).toBe('fault-unconfirmed');
    expect(refusal('user', there, { step: 'start', way: 'paper' })).toBe('fault-unconfirmed');
    expect(refusal('user', there, { step: 'start', asReported: false })).toBe('fault-unconfirmed');
    expect(given('user', ...there, { step: 'start', asReported: true }).order).toMatchObject({ status: 'in_progress', asReported: true });
    expect(given('user', ...there, { step: 'start', asReported: false, actualFault: '镇流器烧坏' }).order).toMatchObject({ status: 'in_progress', asReported: false, actualFault: '镇流器烧坏' });
  });
  it('M-18: given what was moved and covered, then it stands on the order; what nobody ticked is not taken for done', () => {
    const start = (more: Partial<Extract<Step, { step: 'start' }>>): Step => ({ step: 'start', asReported: true, ...more });
    expect(given('user', issue, notify, accept, { step: 'arrive' }, start({ moved: true })).order.protection).toEqual({ moved: true, covered: false, sheet: false });
    expect(given('user', issue, notify, accept, { step: 'arrive' }, start({})).order.protection).toBeUndefined();
  });
  it('M-20: given noise was announced, then from when and until when stands on the order; not announced, nothing stands there', () => {
    const until = addMinutes(NOW, 30);
    expect(given('user', ...toWork, { step: 'announceNoise', until }).order.noise).toEqual({ from: NOW, to: until });
    expect(given('user', ...toWork).order.noise).toBeUndefined();
  });
  it('M-21: given the cause, then it is kept with whether it was explained to the user', () => {
    expect(given('user', ...toWork, { step: 'explainCause', cause: 'wear', causeText: '垫片老化', explained: false }).order).toMatchObject({ cause: 'wear', causeText: '垫片老化', causeExplained: false });
  });
  it('M-23: given a quality defect, then the partner firm is to be called; named but not called, the deadline runs on', () => {
    const defect: Step = { step: 'explainCause', cause: 'quality_defect', explained: true };
    expect(given('user', ...toWork, defect).clocks.find((change) => change.do === 'start' && change.clock === 'vendor')).toMatchObject({ rule: { clause: 'M-23' } });
    const stops = (called: boolean) => given('user', ...toWork, defect, { step: 'referVendor', firm: '总包单位', called }).clocks.filter((change) => change.do === 'stop' && change.clock === 'vendor').length;
    expect([stops(false), stops(true)]).toEqual([0, 1]);
  });
  it('M-23: given a quality defect first written down with the work, then the partner firm is to be called as well; the cause put right, the deadline falls away', () => {
    const written: Step = { ...record, cause: 'quality_defect' };
    const wear: Step = { step: 'explainCause', cause: 'wear', explained: true };
    expect(doneTo('vendor', 'user', toTested, written)).toMatchObject([{ do: 'start', again: 'once', rule: { clause: 'M-23' } }]);
    expect(doneTo('vendor', 'user', toTested, record)).toEqual([]);
    expect(doneTo('vendor', 'user', [...toTested, written], wear)).toEqual([{ do: 'cancel', clock: 'vendor', round: 1, at: NOW }]);
    expect(doneTo('vendor', 'user', [...toTested, written], { ...record, cause: 'misuse' })).toMatchObject([{ do: 'cancel' }]);
    expect(doneTo('vendor', 'user', [...toTested, written, { step: 'referVendor', firm: '总包单位', called: true }], written)).toEqual([]);
  });
  it('M-23: given the firm is called once the work is tested, signed off or closed, then the deadline is kept and nothing is held', () => {
    const call: Step = { step: 'referVendor', firm: '总包单位', called: true };
    const written: Step = { ...record, cause: 'quality_defect' };
    for (const [status, steps] of [['tested', []], ['signed_off', [accepted, signed]], ['closed', [accepted, print, signed, back]]] as const) {
      const before = [...toTested, written, ...steps];
      expect(given('facility', ...before, call).order).toMatchObject({ status, vendor: { firm: '总包单位', calledAt: NOW } });
      expect(given('facility', ...before, call).order.hold).toBeUndefined();
      expect(doneTo('vendor', 'facility', before, call)).toEqual([{ do: 'stop', clock: 'vendor', round: 1, at: NOW }]);
    }
    // Where no defect owes it, no button is shown for it.
    const offered = (...steps: Step[]) => allowedSteps(given('facility', ...steps).order, { personId: TECHNICIAN, roles: ['desk_agent'] }).includes('referVendor');
    expect([offered(...toWork), offered(...toTested, written), offered(...toTested, record), offered(...toTested, record, accepted, print, signed, back)]).toEqual([true, true, false, false]);
    expect(given('facility', ...toWork, call).order).toMatchObject({ status: 'on_hold', hold: { reason: 'vendor', from: 'in_progress' } });
  });
  it('M-24: given a technician who cannot go on, when a leader is asked, then an answer is due; answering what was not asked is refused', () => {
    const asked = given('user', ...toWork, { step: 'askSupport', to: 'foreman', text: '阀芯型号不明' });
    expect(asked.clocks.find((change) => change.do === 'start' && change.clock === 'support')).toMatchObject({ dueAt: addMinutes(NOW, 20), rule: { clause: 'M-24' } });
    expect(given('user', ...toWork, { step: 'askSupport', to: 'foreman', text: '?' }, { step: 'answerSupport', answer: '用 4 分阀芯' }).clocks).toContainEqual({ do: 'stop', clock: 'support', round: 1, at: NOW });
    expect(refusal('user', toWork, { step: 'answerSupport', answer: '!' })).toBe('support-not-asked');
  });
  it('M-26: given the place tidied, then each of the four ticks is kept by itself', () => {
    expect(given('user', ...toWork, { step: 'tidy', wiped: true, tools: true, rubbish: false }).order.tidy).toEqual({ wiped: true, tools: true, rubbish: false, restored: false });
  });
  it('M-27: given cleaning was asked for, when all else is settled, then the order stays open until it is done or waived', () => {
    const steps: Step[] = [...toTested, record, accepted, { step: 'askCleaning' }, signed, print, back];
    expect(given('facility', ...steps).order.status).toBe('signed_off');
    expect(given('facility', ...steps, { step: 'settleCleaning', settled: 'done' }).order.status).toBe('closed');
    expect(refusal('facility', toTested, { step: 'settleCleaning', settled: 'done' })).toBe('cleaning-not-asked');
  });
  it('M-32: given the user copy left with the user, then it is there and no other copy moved; a facility slip has none', () => {
    const copies = given('user', issue, { step: 'moveCopy', ply: 'user', custody: 'with_user', holder: '王经理' }).order.copies;
    expect(copies.user).toMatchObject({ custody: 'with_user', holder: '王经理' });
    expect([copies.desk?.custody, copies.store?.custody, copies.engineering?.custody]).toEqual(['printed', 'printed', 'printed']);
    expect(refusal('facility', [issue], { step: 'moveCopy', ply: 'user', custody: 'with_user' })).toBe('no-such-copy');
  });
  it('M-48: given a facility repair whose work and result are not written down, when the department signs, then refuse', () => {
    expect(refusal('facility', [...toTested, accepted], signed)).toBe('record-incomplete');
    expect(given('facility', ...toTested, record, accepted, signed).order.status).toBe('signed_off');
  });
  it('M-53: given a log line without a slip, when it is printed, then refuse; once issued the print is booked and all copies exist', () => {
    expect(refusal('user', [], { step: 'print', reprint: false })).toBe('step-not-possible');
    const printed = given('user', issue, { step: 'print', reprint: false }).order;
    expect([printed.printed, printed.reprints, Object.keys(printed.copies).length]).toEqual([true, 0, 4]);
  });
});
