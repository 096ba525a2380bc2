import { describe, expect, it } from 'vitest';
import type { Role } from '../../../../platform/core/roles.ts';
import type { RepairView } from '../../core/repair-contract.ts';
import { evolve, fromLogged } from '../../core/repair-evolve.ts';
import { allowedSteps } from '../../core/repair-permissions.ts';
import { takeSteps } from '../../core/repair-rules.ts';
import type { StepContext } from '../../core/step-checks.ts';
import type { Step, StepName } from '../../core/repair-steps.ts';
import { nextStep } from '../step-fields.ts';
import { dotOf, mendable, nextScreen, noiseSaid, unexplained, visitScreens } from './visit-steps.ts';

const NOW = '2026-11-23T06:00:00.000Z';
const TECHNICIAN = '00000000-0000-7000-8000-000000000001';
const context: StepContext = { now: NOW, actorId: TECHNICIAN, ownWay: 'app', pinChecked: true, technicians: new Map([[TECHNICIAN, { skills: [] }]]), leaders: new Set(), skillOf: () => undefined, followUpShare: 100, files: new Map(), isInRoom: () => true };

/** The order after the steps, as its technician sees it on the phone. */
const given = (...steps: Step[]): RepairView => seenBy('technician', ...steps);
const seenBy = (role: Role, ...steps: Step[]): RepairView => {
  let order = fromLogged(
    { type: 'RepairLogged', at: NOW, recordedAt: NOW, by: 'desk', kind: 'user', logNumber: 'B2611-0001', channel: 'phone', urgent: false, beforeOpening: false, onSpot: false, placeText: '样板间2', item: '洗手间漏水' },
    { id: '00000000-0000-7000-8000-0000000000aa', siteId: 'site' },
  );
  const decision = takeSteps(order, steps, context);
  if (!decision.ok) throw new Error(`The given steps were refused: ${decision.code}`);
  for (const event of decision.events) order = evolve(order, event);
  const row = { placeId: 'flat', inRoom: true, kind: order.kind, status: order.status, item: order.item, allowed: allowedSteps(order, { personId: role === 'technician' ? TECHNICIAN : 'leader', roles: [role] }) };
  return { row, order, clocks: [], names: {} } as unknown as RepairView;
};
const shown = (view: RepairView, ...skipped: StepName[]): StepName | undefined => nextScreen(visitScreens(view, '王建国'), view, new Set(skipped))?.step;

const toDoor: Step[] = [{ step: 'issue' }, { step: 'notify', technicianId: TECHNICIAN, channel: 'radio' }, { step: 'accept', signWay: 'pin' }, { step: 'ready' }, { step: 'arrive' }];
const toWork: Step[] = [...toDoor, { step: 'consent', given: true, by: '王经理' }, { step: 'start', asReported: true }];
const PASSED: StepName[] = ['announceNoise', 'explainCause', 'takeMaterials', 'tidy'];

describe('the visit on the phone', () => {
  it('M-29, M-31, M-34: given a user who was not there, then the walk says that nobody signed, not that the user accepted and signed, and bids nobody farewell', () => {
    const dots = (view: RepairView) => visitScreens(view, '王建国').map((screen) => dotOf(screen, view));
    const worked: Step[] = [...toWork, { step: 'test', to: '王经理', passed: true }, { step: 'record', workDone: '换密封圈', result: 'fixed' }];
    const away = given(...worked, { step: 'noSignature', why: 'absent', reason: '用户外出', witness: '门岗' });
    const absent = dots(away);
    expect([absent.includes('noSignature'), absent.includes('sign'), absent.includes('judge')]).toEqual([true, false, false]);
    expect(visitScreens(away, '王建国').find((screen) => screen.step === 'leave')?.say).toBeUndefined();
    const refused = dots(given(...worked, { step: 'judge', acceptance: 'accepted' }, { step: 'noSignature', why: 'refused', reason: '不愿签', witness: '门岗' }));
    expect([refused.includes('noSignature'), refused.includes('judge')]).toEqual([true, true]);
    expect(dots(given(...worked)).slice(-4)).toEqual(['judge', 'sign', 'leave', 'moveCopy']);
  });

  it('M-15, M-16, M-20: given sentences of the plan and of the house, then none of the house passes for the plan; before noise it is said who, how long and until when', () => {
    const say = (step: StepName, ...steps: Step[]) => visitScreens(given(...steps), '王建国').find((screen) => screen.step === step)?.say;
    expect(say('consent', ...toDoor)).toEqual([{ origin: 'plan', text: '对不起，打搅了，我是物业管理公司维修人员王建国，前来为您服务。' }, { origin: 'house', text: '请问现在方便进去维修吗？' }]);
    const noise = (until?: string) => noiseSaid('王建国', until, { now: NOW, zone: 'Asia/Shanghai' });
    expect(noise('2026-11-23T06:30:00.000Z')).toEqual([{ origin: 'house', text: '您好，我是维修人员王建国。接下来的维修会有一些声音，大约要 30 分钟，14:30 前结束，先跟您打个招呼。' }, { origin: 'plan', text: '非常对不起。' }]);
    expect(noise('2026-11-23T07:30:00.000Z')[0]?.text).toContain('大约要 1 小时 30 分钟，15:30 前结束');
    for (const until of [undefined, '2026-11-23T05:00:00.000Z']) expect(noise(until)[0]?.text).toBe('您好，我是维修人员王建国。接下来的维修会有一些声音，先跟您打个招呼。');
  });

  it.each<[string, Step[], string]>([
    ['parts are missing', [...toWork, { step: 'hold', reason: 'parts' }], 'M-55'],
    ['the firm is awaited', [...toWork, { step: 'referVendor', firm: '总包单位', called: true }], 'M-23'],
    ['the user was absent', [...toDoor, { step: 'hold', reason: 'user_absent' }], 'M-16'],
  ])('M-16, M-23: given a hold because %s, when the order is opened, then going on is what is offered, whatever was passed over', (_why, steps, clause) => {
    const held = given(...steps);
    expect(visitScreens(held, '王建国')[0]).toMatchObject({ step: 'resume', clause, optional: false });
    expect(shown(held)).toBe('resume');
    expect(shown(held, ...PASSED)).toBe('resume');
  });
  it('M-24: given support asked for, when a leader opens the order, then answering is what is offered, until it is answered; the technician goes on', () => {
    const asked: Step[] = [...toWork, { step: 'askSupport', to: 'foreman', text: '阀芯型号不明' }];
    expect([shown(seenBy('foreman', ...asked)), shown(given(...asked), ...PASSED)]).toEqual(['answerSupport', 'test']);
    const answered: Step[] = [...asked, { step: 'answerSupport', answer: '用 4 分阀芯' }];
    expect(shown(seenBy('foreman', ...answered))).toBeUndefined();
    expect(shown(seenBy('foreman', ...answered, { step: 'askSupport', to: 'foreman', text: '还是漏' })), 'asked again').toBe('answerSupport');
  });
  it('M-14, M-16: given a hold at the door, when the visit goes on, then one arrives and asks again; at work it goes on where it was', () => {
    expect(shown(given(...toDoor, { step: 'hold', reason: 'user_absent' }, { step: 'resume' }))).toBe('arrive');
    expect(shown(given(...toDoor, { step: 'consent', given: false, by: '王经理' }, { step: 'resume' }, { step: 'arrive' }))).toBe('consent');
    const back = given(...toWork, { step: 'hold', reason: 'parts' }, { step: 'resume' }, { step: 'hold', reason: 'parts' });
    expect(shown(back), 'a second hold is a hold').toBe('resume');
    expect(shown(given(...toWork, { step: 'hold', reason: 'parts' }, { step: 'resume' }), ...PASSED)).toBe('test');
  });
  it('M-16: given a room, then consent is asked and not passed over, for a facility too; in the open it is not asked, and of a place nobody listed it may be passed over', () => {
    const door = given(...toDoor);
    const at = (row: Partial<RepairView['row']>): RepairView => ({ ...door, row: { ...door.row, ...row } });
    expect([shown(door, 'consent'), shown(at({ kind: 'facility' }), 'consent')]).toEqual(['consent', 'consent']);
    expect(shown(at({ inRoom: false }))).toBe('start');
    expect(nextStep(door.row.allowed, { ...door.order, technicianId: TECHNICIAN, status: 'on_site', inRoom: false }), 'nor does the desk ask first').toBe('start');
    const unlisted = at({ inRoom: false, placeId: null });
    expect([shown(unlisted), shown(unlisted, 'consent')]).toEqual(['consent', 'start']);
  });
  it('M-31: given a typed step that came back refused, then its words go into its form again, with their time; what was signed or tapped, and another feature’s, is only sent again', () => {
    const ids = { siteId: '00000000-0000-7000-8000-0000000000bb', repairId: '00000000-0000-7000-8000-0000000000aa' };
    const back = (...steps: Step[]) => mendable({ endpoint: 'takeRepairSteps', commandId: '00000000-0000-7000-8000-0000000000cc', input: { ...ids, steps } });
    const absent: Step = { step: 'noSignature', why: 'absent', reason: '用户外出', at: NOW };
    expect(back(absent)).toEqual({ ...ids, step: absent });
    expect([back({ step: 'ready' }), back({ step: 'accept', signWay: 'pin' }), back(absent, { step: 'leave' })]).toEqual([undefined, undefined, undefined]);
    expect(mendable({ endpoint: 'stepIncident', commandId: NOW, input: {} })).toBeUndefined();
  });
  it('M-31: given work that is not accepted yet, then the user is not asked to sign; accepted, he is', () => {
    const tested: Step[] = [...toWork, { step: 'test', to: '王经理', passed: true }];
    expect(shown(given(...tested), ...PASSED)).toBe('record');
    const done: Step[] = [...tested, { step: 'record', workDone: '更换软管', result: 'fixed' }];
    expect(shown(given(...done), ...PASSED)).toBe('judge');
    expect(shown(given(...done, { step: 'judge', acceptance: 'accepted' }), ...PASSED)).toBe('sign');
  });
  it('M-13, M-14: given limits broken in this visit, then the first without a reason asks for one; one met after all, the desk’s own and another visit’s do not', () => {
    const clock = (name: string, more: Partial<RepairView['clocks'][number]> = {}) => ({ clock: name, round: 1, breachedAt: NOW, metLate: false, ...more }) as RepairView['clocks'][number];
    const view = given(...toWork, { step: 'explainBreach', clock: 'arrive', reason: 'weather' });
    const seen = (...clocks: RepairView['clocks']) => unexplained({ ...view, clocks });
    expect(seen(clock('issue'), clock('ready', { metLate: true }), clock('collect', { breachedAt: null }), clock('ready', { round: 2 }))).toBeUndefined();
    expect(seen(clock('arrive'), clock('arrive', { round: -1002 }))).toEqual({ clock: 'arrive', visit: -1002 });
    expect(seen(clock('ready'))).toEqual({ clock: 'ready', visit: 1 });
  });
});
