import { describe, expect, it } from 'vitest';
import type { Role } from '../../../platform/core/roles.ts';
import { complaintAlerts, COMPLAINT_TOPICS } from './complaint-alerts.ts';
import type { Appointment } from '../../people/core/people-facts.ts';
import { maySee } from './complaint-permissions.ts';
import type { ComplaintView } from './complaint-contract.ts';
import { sheetContent } from './sheet-content.ts';
import { openComplaint, readersOf, takeComplaintStep, type Staff } from './complaint-rules.ts';
import { evolveComplaint, type Complaint, type ComplaintEvent, type ComplaintFields } from './complaint.ts';
import type { ComplaintStep } from './complaint-steps.ts';

const NOW = '2026-11-23T06:00:00.000Z';
const STAFF: Staff = [
  { personId: 'desk', roles: ['desk_agent'] }, { personId: 'manager', roles: ['property_manager'] }, { personId: 'second', roles: ['property_manager'] }, { personId: 'quality', roles: ['quality'] }, { personId: 'technician', roles: ['technician'] },
];
const actor = (personId: string, appointments: readonly Appointment[] = []) => ({ personId, roles: (STAFF.find((person) => person.personId === personId)?.roles ?? []) as readonly Role[], appointments });
const fields = (more: Partial<ComplaintFields> = {}): ComplaintFields => ({ kind: 'complaint', grade: 'minor', channel: 'phone', anonymous: false, placeText: '', accused: [], content: '没人回话', contact: '139', ...more });
const fold = (state: Complaint | undefined, events: readonly ComplaintEvent[]): Complaint => events.reduce<Complaint | undefined>((before, event) => evolveComplaint(before, event, { siteId: 's', subject: 'c' }), state) as Complaint;
const given = (more: Partial<ComplaintFields> = {}, by = 'desk', ...steps: readonly [string, ComplaintStep][]): Complaint => {
  const opened = openComplaint({ fields: fields(more), by, mayOwn: by === 'desk', receivedAt: NOW, now: NOW, staff: STAFF, appointments: [] });
  if (!opened.ok) throw new Error(opened.code);
  return steps.reduce((state, [who, step]) => {
    const taken = takeComplaintStep(state, step, { actor: actor(who), now: NOW, staff: STAFF });
    if (!taken.ok) throw new Error(`${step.step}: ${taken.code}`);
    return fold(state, taken.events);
  }, fold(undefined, opened.events));
};

describe('complaints', () => {
  it('M-37: given a report, then its reader is a manager who is not named in it, else the regional quality manager', () => {
    const about = (accused: string[]) => ({ accused, receivedAt: NOW });
    expect(readersOf(STAFF, about([]), [])).toEqual({ reader: 'property_manager', readerIds: ['manager', 'second'] });
    expect(readersOf(STAFF, about(['manager']), [])).toEqual({ reader: 'property_manager', readerIds: ['second'] });
    expect(readersOf(STAFF, about(['manager', 'second']), [])).toEqual({ reader: 'quality', readerIds: ['quality'] });
    const report = given({ kind: 'report', accused: ['manager'] }, 'technician');
    expect(STAFF.filter(({ personId }) => maySee(report, actor(personId))).map(({ personId }) => personId)).toEqual(['second']);
  });

  it('M-37: given a reader whom the accused put there since, themselves or through another they put in place, then the report is not theirs and they are never its reader', () => {
    const [BEFORE, SINCE, LATER] = ['2026-11-23T05:59:59.000Z', '2026-11-23T06:10:00.000Z', '2026-11-23T06:20:00.000Z'] as const;
    const report = given({ kind: 'report', accused: ['manager'] }, 'technician');
    const put = (at: string, by: string | null, personId = 'second'): Appointment => ({ personId, role: 'property_manager', at, by });
    const reads = (...appointments: Appointment[]) => maySee(report, actor('second', appointments));
    expect(reads(put(BEFORE, 'manager')), 'before the report').toBe(true);
    expect(reads(put(SINCE, 'admin')), 'by somebody else').toBe(true);
    expect(reads(put(SINCE, 'manager')), 'by the accused').toBe(false);
    expect(reads(put(SINCE, 'manager', 'third'), put(LATER, 'third')), 'through another').toBe(false);
    expect(reads(put(LATER, 'manager', 'third'), put(SINCE, 'third')), 'by another who was put there only afterwards').toBe(true);
    expect(reads({ ...put(SINCE, 'manager'), role: 'quality' }), 'in a role that does not read it').toBe(true);
    expect(maySee(report, { ...actor('second'), appointments: undefined }), 'not asked about').toBe(false);
    expect(readersOf(STAFF, report, [put(SINCE, 'manager')])).toEqual({ reader: 'quality', readerIds: ['quality'] });
  });

  it('M-37: given persons complained about, then no alert reaches them, whatever their role, and none of a report says what it is about', () => {
    const report = given({ kind: 'report', accused: ['desk'], content: '偷拿饮料' }, 'technician');
    const events: ComplaintEvent[] = [{ type: 'ComplaintOpened', at: NOW, recordedAt: NOW, by: 'technician', number: 'J1', fields: fields({ kind: 'report', accused: ['desk'] }), ownerReplaced: false }, { type: 'DeadlineBreached', at: NOW, recordedAt: NOW, by: '', clock: 'complaint.respond', round: 1, dueAt: NOW }];
    for (const event of events)
      for (const draft of complaintAlerts(event, report)) {
        if (!('topic' in draft)) continue;
        expect(draft).toMatchObject({ isPrivate: true, facts: {}, people: { except: ['desk'] } });
        const topic = COMPLAINT_TOPICS.find((entry) => entry.topic === draft.topic);
        expect(topic?.ladder.flatMap((step) => step.who)).toEqual([{ part: 'reader' }]);
      }
    const own = given({ accused: ['desk'] });
    expect(own).toMatchObject({ ownerId: 'manager', ownerReplaced: true });
    expect(maySee(own, actor('desk'))).toBe(false);
  });

  it('M-37: given a major complaint, then only the manager decides it, or whoever the rule put in the manager’s place', () => {
    const major = given({ grade: 'major' }, 'desk', ['desk', { step: 'respond', way: 'phone', text: '收到' }]);
    const decide: ComplaintStep = { step: 'decide', finding: 'founded', cause: 'quality', text: '属实' };
    expect(takeComplaintStep(major, decide, { actor: actor('desk'), now: NOW, staff: STAFF })).toMatchObject({ ok: false, code: 'forbidden' });
    expect(takeComplaintStep(major, decide, { actor: actor('manager'), now: NOW, staff: STAFF })).toMatchObject({ ok: true });
    const ofManagers = given({ grade: 'major', accused: ['manager', 'second'] }, 'technician', ['desk', { step: 'assign', ownerId: 'quality' }]);
    expect(takeComplaintStep({ ...ofManagers, ownerReplaced: true }, decide, { actor: actor('quality'), now: NOW, staff: STAFF })).toMatchObject({ ok: true });
  });

  it('T-01: given an answer, then nothing is closed before the return call, and a founded one not before the correction', () => {
    const answered = given({}, 'desk', ['desk', { step: 'respond', way: 'phone', text: '收到' }], ['desk', { step: 'decide', finding: 'founded', cause: 'delay', text: '属实' }], ['desk', { step: 'answer', way: 'phone', text: '已修好' }]);
    const take = (state: Complaint, step: ComplaintStep) => {
      const taken = takeComplaintStep(state, step, { actor: actor('desk'), now: NOW, staff: STAFF });
      return taken.ok ? fold(state, taken.events) : taken;
    };
    expect(take(answered, { step: 'returnCall', result: 'impossible', method: 'phone' })).toMatchObject({ code: 'answer-possible' });
    expect(take(answered, { step: 'returnCall', result: 'dissatisfied', method: 'phone' })).toMatchObject({ code: 'reason-missing' });
    const unreached = take(answered, { step: 'returnCall', result: 'not_reached', method: 'phone' }) as Complaint;
    expect(unreached.status).toBe('answered');
    const called = take(unreached, { step: 'returnCall', result: 'satisfied', method: 'phone' }) as Complaint;
    expect(called.status).toBe('answered');
    expect(take(called, { step: 'correct', text: '加人顶班' })).toMatchObject({ status: 'closed' });
  });

  it('given an anonymous complaint with a name, or a time that has not come, then it is refused', () => {
    const open = (more: Partial<ComplaintFields>, receivedAt = NOW) => openComplaint({ fields: fields(more), by: 'desk', mayOwn: true, receivedAt, now: NOW, staff: STAFF, appointments: [] });
    expect(open({ anonymous: true, name: '某某' })).toMatchObject({ code: 'anonymous-with-name' });
    expect(open({}, '2026-11-24T06:00:00.000Z')).toMatchObject({ code: 'time-in-future' });
  });

  it('M-37: given a case with a name and a number in its words, when its sheet is made, then every field of the form is there, the complainant is a surname, and the number stands nowhere', () => {
    const said = { at: NOW, by: '何客服', way: 'phone', text: '欧阳娜娜您好，回电 010-66778899' };
    const view = {
      row: { number: 'T2611-0001', kind: 'complaint', status: 'closed', grade: 'major', receivedAt: NOW, channel: 'phone', anonymous: false, place: '样板间2', content: '欧阳娜娜 说吊灯松动，另一个电话 13911112222', owner: { id: 'd', name: '何客服' } },
      person: { name: '欧阳娜娜', honorific: '女士', identity: 'owner', contact: '010****8899' }, happenedAt: NOW, department: '工程部', accused: [{ id: 't', name: '王师傅' }], wish: null, takenBy: '何客服', origins: ['W2611-0009'], calledAt: NOW, response: said, notes: [said], photos: [],
      decision: { at: NOW, by: '沈经理', finding: 'founded', cause: 'facility', text: '紧固' }, answer: said, correction: null, calls: [{ at: NOW, by: '何客服', result: 'satisfied', method: 'phone', note: null, round: 1 }], closedAt: NOW, voidReason: null,
    } as unknown as ComplaintView;
    const text = sheetContent(view, { zone: 'Asia/Shanghai', contact: '010-66778899', promisedAt: NOW }).map((row) => ('cells' in row ? row.cells.flat() : 'words' in row ? row.words : [row.blank]).join(' ')).join('\n');
    for (const part of ['投诉', '2026-11-23 14:00', '欧** 女士', '业主', '010****8899', 'W2611-0009', '工程部', '王师傅', '重大', '属实', '设施', '紧固（沈经理', '满意', '139****2222']) expect(text).toContain(part);
    expect(text).not.toMatch(/欧阳娜娜|66778899|13911112222/);
  });
});
