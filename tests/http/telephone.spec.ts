import { derivedId } from '../../features/telephone/server/derived-id.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantAt } from '../../platform/core/working-calendar.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { guessKey } from '../../platform/server/rate-limit.ts';
import { sweepOnce, type DueHandler } from '../../platform/server/sweep.ts';
import type { CallRow, CallStepInput, CallView, NumberMatch } from '../../features/telephone/core/call-contract.ts';
import type { DeskView, EntryView, ContactView } from '../../features/telephone/core/desk-contract.ts';
import type { MatterView } from '../../features/telephone/core/matter-contract.ts';
import type { MessageView } from '../../features/telephone/core/message-contract.ts';
import { settleCall } from '../../features/telephone/server/call-aftermath.ts';
import { recordCallEvent, sweepCall } from '../../features/telephone/server/call-commands.ts';
import { exchangeCalls } from '../../features/telephone/server/exchange-calls.ts';
import type { CallEvent } from '../../features/telephone/core/call-event.ts';
import { deskIdOf } from '../../features/telephone/server/desk-store.ts';
import { sweepDesk } from '../../features/telephone/server/desk-routes.ts';
import { sweepMatter } from '../../features/telephone/server/matter-routes.ts';
import { sweepMessage } from '../../features/telephone/server/message-routes.ts';
import { openTelephoneLines } from '../../features/telephone/server/telephone-facts.ts';
import { wordsOnPaper } from '../support/pdf.ts';
import { logFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';
import { withoutIds } from '../support/without-ids.ts';

const SWEEPS = new Map<string, DueHandler>([['telephone', sweepCall], ['messages', sweepMessage], ['matters', sweepMatter], ['telephone-desk', sweepDesk], ['repairs', async () => undefined], ['roster', async () => undefined], ['complaints', async () => undefined], ['alerts', async () => undefined]]);
const at = (time: string, day = '2026-11-23'): string => instantAt('Asia/Shanghai', day, time);
/** A refusal beside what was asked for; its status is the answer's own. */
type Refused = Pick<Problem, 'code' | 'facts'>;
const OPEN: CallStepInput = { step: 'open', direction: 'inbound' };
const LOG: CallStepInput = { step: 'log', sheet: { purpose: 'enquiry', notes: '问开盘时间' } };

describe('the telephone over HTTP', () => {
  let world: World;
  let desk: Client, desk2: Client, sales: Client, manager: Client;
  const url = (rest: string): string => `/api/sites/${world.siteId}/${rest}`;
  const call = (client: Client, callId: string, steps: readonly CallStepInput[], commandId = uuidv7()) => client.post<CallView & Refused>(url(`calls/${callId}/steps`), { commandId, steps });
  const matters = async (kinds: string) => (await desk.get<{ open: MatterView[]; past: MatterView[] }>(url(`matters?kinds=${kinds}`))).body;
  const match = async (number: string) => (await desk.post<NumberMatch>(url('telephone/match'), { number })).body;
  const journalled = async (subject: string, event: string) => (await world.owner.query('select from journal where subject = $1 and event = $2', [subject, event])).rowCount;
  const sweep = () => Promise.all([sweepOnce(world.deps, SWEEPS), sweepOnce(world.deps, SWEEPS)]);
  const passSeconds = (seconds: number) => world.pass(seconds / 60);
  const seat = async (client: Client, ext: string) => {
    const seatId = uuidv7();
    await manager.post(url(`pbx/seats/${seatId}`), { commandId: uuidv7(), name: `台 ${ext}`, ext });
    expect((await client.post(url(`seats/${seatId}/take`), { commandId: uuidv7() })).status).toBe(200);
  };
  const slip = (more: Record<string, unknown> = {}) => ({ commandId: uuidv7(), messageId: uuidv7(), toId: sales.personId, surname: '王', honorific: '先生', fullName: '王建国', isPrivate: true, number: '138 1234 5678', readBack: true, content: '请回电谈车位', ...more });
  const leave = (body: Record<string, unknown>, client = desk) => client.post<MessageView & Refused>(url('messages'), body);
  const step = (client: Client, id: string, body: Record<string, unknown>) => client.post<MessageView & Refused>(url(`messages/${id}/steps`), { commandId: uuidv7(), step: body });

  beforeAll(async () => {
    world = await startProgram(at('10:00'));
    [desk, desk2, sales, manager] = (await Promise.all(['desk', 'desk2', 'sales', 'manager'].map((name) => world.signIn(name)))) as [Client, Client, Client, Client];
  });
  afterAll(() => world.end());

  it('T-35, T-11, T-15: given a call of twenty seconds, when logged, then it stands in the log with a masked number, the caller is known next time, and who looks at the whole number is written down', async () => {
    const callId = uuidv7();
    await call(desk, callId, [{ ...OPEN, number: '138-1234-5678' }]);
    passSeconds(20);
    const logged = await call(desk, callId, [{ step: 'rings', rings: 2 }, { step: 'log', sheet: { surname: '王', honorific: '先生', purpose: 'enquiry', notes: '问物业费' }, hungUpBy: 'caller' }]);
    expect(logged.body).toMatchObject({ number: '138****5678', address: '王先生', ringsDeclared: 2, ringsMeasured: null, ringMs: null, disposition: 'answered', hungUpBy: 'caller', agent: '陈晓梅' });
    expect(JSON.stringify(logged.body)).not.toContain('13812345678');
    await expect.poll(async () => (await match('+8613812345678')).contacts).toMatchObject([{ surname: '王', honorific: '先生', calls: 1 }]);
    const shown = await desk.post<{ number: string }>(url('telephone/show'), { commandId: uuidv7(), of: 'call', id: callId });
    expect(shown.body.number).toBe('13812345678');
    expect(await journalled(callId, 'NumberShown')).toBe(1);
    expect((await sales.post(url('telephone/show'), { commandId: uuidv7(), of: 'call', id: callId })).status).toBe(403);
    // The program's own command ids can be worked out from the call's: they open nothing.
    expect((await sales.post<Refused>(url('telephone/show'), { commandId: derivedId(callId, 'learn'), of: 'contact', id: derivedId(callId, 'contact') })).body).toMatchObject({ code: 'command-reused' });
    const written = await world.owner.query<{ data: string }>('select data from journal where subject = $1', [callId]);
    expect(withoutIds(written.rows)).not.toMatch(/138\d{8}|王|物业费/);
  });

  it('given one command twice at once and later again, then the call has it once; a bad step changes nothing of those beside it', async () => {
    const callId = uuidv7();
    const command = uuidv7();
    const answers = await Promise.all([call(desk, callId, [OPEN], command), call(desk, callId, [OPEN], command), call(desk, callId, [OPEN], command)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect((await world.owner.query('select from call_events where call_id = $1', [callId])).rowCount).toBe(1);
    expect((await call(desk, callId, [{ step: 'hold' }, { step: 'log', sheet: {} }])).body.code).toBe('purpose-missing');
    expect((await desk.get<CallView>(url(`calls/${callId}`))).body).toMatchObject({ state: 'offered', heldSince: null });
    expect((await call(desk, callId, [{ step: 'log', sheet: { purpose: 'enquiry', surname: '王', honorific: '太太' } }])).body.code).toBe('taitai-not-said');
    expect((await call(desk2, callId, [LOG])).body.code).toBe('call-of-another');
    // She signed out in mid-call: a colleague takes it over, and it is theirs.
    expect((await call(desk2, callId, [{ step: 'takeOver' }, LOG])).body).toMatchObject({ agent: '周雨桐', loggedAt: expect.any(String) as string });
    expect((await call(desk, uuidv7(), [{ step: 'hold' }])).body.code).toBe('call-unknown');
  });

  it('T-16: given a half-written sheet, when the browser is gone, then its writer finds it again and nobody else does; logged, it is gone', async () => {
    const callId = uuidv7();
    await call(desk, callId, [OPEN]);
    const keep = (client: Client) => client.post(url(`calls/${callId}/draft`), { draft: JSON.stringify({ notes: '王先生问…' }) });
    expect((await keep(desk)).status).toBe(200);
    const open = async (client: Client) => (await client.get<{ calls: CallView[] }>(url('calls-open'))).body.calls.find((entry) => entry.id === callId);
    expect(await open(desk)).toMatchObject({ isMine: true, draft: '{"notes":"王先生问…"}' });
    expect(await open(desk2)).toMatchObject({ isMine: false, draft: null });
    await call(desk, callId, [LOG]);
    await keep(desk);
    expect(await open(desk)).toBeUndefined();
    expect((await world.owner.query('select from call_drafts where call_id = $1', [callId])).rowCount).toBe(0);
  });

  it('T-35: given a card opened by mistake, when it is taken back, then no list, figure or open call knows of it, its draft is gone and the journal says who took it back', async () => {
    const callId = uuidv7();
    const month = async () => (await manager.get<{ total: { inbound: number; outbound: number; abandoned: number } }>(url('telephone/figures?month=2026-11'))).body.total;
    const before = await month();
    await call(desk, callId, [{ ...OPEN, number: '13988887777' }]);
    await desk.post(url(`calls/${callId}/draft`), { draft: '{"sheet":{}}' });
    expect((await call(desk2, callId, [{ step: 'withdraw' }])).body.code).toBe('call-of-another');
    expect((await call(desk, callId, [{ step: 'withdraw' }])).status).toBe(200);
    expect((await call(desk, callId, [LOG])).body.code).toBe('call-withdrawn');
    expect((await desk.get<{ calls: CallView[] }>(url('calls-open'))).body.calls.filter((view) => view.id === callId)).toEqual([]);
    for (const filter of ['all', 'mine', 'missed', 'unlogged']) expect((await desk.get<{ rows: CallRow[] }>(url(`calls?limit=100&filter=${filter}`))).body.rows.filter((row) => row.id === callId), filter).toEqual([]);
    expect(await month()).toEqual(before);
    expect((await match('13988887777')).calls).toEqual([]);
    expect((await world.owner.query('select from call_drafts where call_id = $1', [callId])).rowCount).toBe(0);
    expect(await journalled(callId, 'CallWithdrawn')).toBe(1);
  });

  it('T-01: given a number missed twice and a withheld one, then one task stands for the number with a count, none for the withheld; only a conversation closes it', async () => {
    const miss = (number: string) => call(desk, uuidv7(), [{ ...OPEN, number }, { step: 'missed' }]);
    await miss('13911112222');
    await expect.poll(async () => (await matters('missed')).open.map((row) => row.count)).toEqual([1]);
    await miss('+86 139 1111 2222');
    await miss('anonymous');
    await expect.poll(async () => (await matters('missed')).open).toMatchObject([{ count: 2, number: '139****2222', dueAt: expect.any(String) as string }]);
    const [task] = (await matters('missed')).open;
    expect((await desk.post<Problem>(url(`matters/${task?.id}/steps`), { commandId: uuidv7(), step: { step: 'done', result: '已处理' } })).body.code).toBe('matter-step-unlawful');
    const dial = (last: CallStepInput) => call(desk, uuidv7(), [{ step: 'open', direction: 'outbound', number: '13911112222' }, last, { step: 'log', sheet: { purpose: 'other' } }]);
    world.pass(1);
    await dial({ step: 'unreached', why: 'unanswered' });
    expect((await matters('missed')).open).toHaveLength(1);
    await dial({ step: 'reached' });
    await expect.poll(async () => (await matters('missed')).open).toEqual([]);
    expect((await matters('missed')).past[0]).toMatchObject({ status: 'done', count: 2 });
  });

  it('given a call missed at night, then its task is the next shift’s, due when the doors have opened', async () => {
    const before = world.clock.now();
    world.clock.set(at('22:00'));
    await call(desk, uuidv7(), [{ ...OPEN, number: '13600001111' }, { step: 'missed' }]);
    await expect.poll(async () => (await matters('missed')).open.map((row) => row.dueAt)).toEqual([at('09:30', '2026-11-24')]);
    world.clock.set(before);
    const [task] = (await matters('missed')).open;
    await desk.post(url(`matters/${task?.id}/steps`), { commandId: uuidv7(), step: { step: 'drop', reason: '推销' } });
  });

  it('T-25, T-27, T-34: given a transfer, then only to the directory and only told; unanswered it is found once by two processes; lost it is a call-back for whoever transferred', async () => {
    const callId = uuidv7();
    await call(desk, callId, [{ ...OPEN, number: '13700001111' }, { step: 'rings', rings: 1 }]);
    expect((await call(desk, callId, [{ step: 'transfer', how: 'attended', targetId: uuidv7(), told: true }])).body.code).toBe('target-unknown');
    expect((await call(desk, callId, [{ step: 'transfer', how: 'attended', targetId: sales.personId, told: false }])).body.code).toBe('caller-not-told');
    expect((await call(desk, callId, [{ step: 'transfer', how: 'attended', targetId: sales.personId, told: true }])).body.transfersList).toMatchObject([{ target: '徐嘉宁', outcome: 'open', told: true }]);
    passSeconds(26);
    await sweep();
    expect(await journalled(callId, 'TransferUnanswered')).toBe(1);
    expect((await call(desk, callId, [LOG])).body.code).toBe('transfer-open');
    await call(desk, callId, [{ step: 'transferLost' }]);
    await expect.poll(async () => (await matters('call_back')).open).toMatchObject([{ owner: '陈晓梅', lostTo: '徐嘉宁', number: '137****1111' }]);
    const [task] = (await matters('call_back')).open;
    await desk.post(url(`matters/${task?.id}/steps`), { commandId: uuidv7(), step: { step: 'try', reached: true, note: '已回电' } });
    expect((await matters('call_back')).open).toEqual([]);
    await call(desk, callId, [LOG]);
  });

  it('T-26: given transfers that came back, then the second wants a reason and the third is refused for a message', async () => {
    const callId = uuidv7();
    const transfer = (more: Partial<{ reason: string; insist: boolean }> = {}): CallStepInput => ({ step: 'transfer', how: 'blind', targetId: sales.personId, told: true, ...more });
    await call(desk, callId, [OPEN, { step: 'rings', rings: 1 }, transfer(), { step: 'transferReturned' }]);
    expect((await call(desk, callId, [transfer()])).body.code).toBe('transfer-needs-reason');
    await call(desk, callId, [transfer({ reason: '客人要问价格' }), { step: 'transferReturned' }]);
    expect((await call(desk, callId, [transfer({ reason: '再试' })])).body.code).toBe('transfers-exhausted');
    const left = await leave(slip({ callId }));
    expect(left.status).toBe(200);
    expect((await call(desk, callId, [LOG])).body.links).toEqual([{ kind: 'message', id: left.body.id }]);
  });

  it('T-32, T-33: given a held caller, when 30 and 60 seconds pass, then each is found once, and the long hold is counted', async () => {
    const callId = uuidv7();
    await call(desk, callId, [OPEN, { step: 'rings', rings: 1 }, { step: 'hold' }]);
    passSeconds(31);
    await sweep();
    passSeconds(30);
    await sweep();
    expect([await journalled(callId, 'HoldNoticed'), await journalled(callId, 'HoldLong')]).toEqual([1, 1]);
    expect((await call(desk, callId, [{ step: 'retrieve' }, LOG])).body).toMatchObject({ heldMs: 61_000 });
  });

  it('T-39, T-42, T-43: given a slip, when incomplete or not read back, then refused; passed on, late, confirmed by its recipient only, told to the caller', async () => {
    expect((await leave(slip({ readBack: false }))).body.code).toBe('not-read-back');
    expect((await leave(slip({ number: '1381234' }))).body.code).toBe('number-incomplete');
    expect((await leave(slip({ content: '张经理他不在' }))).body.code).toBe('forbidden-wording');
    expect((await leave(slip({ toId: uuidv7() }))).body.code).toBe('person-not-here');
    const { body } = await leave(slip({ urgent: true }));
    expect(body).toMatchObject({ status: 'taken', number: '138****5678', takenBy: '陈晓梅', dueAt: new Date(Date.parse(world.clock.now()) + 300_000).toISOString() });
    await step(desk, body.id, { step: 'pass', method: 'via', through: '小李' });
    world.pass(6);
    await sweep();
    expect([await journalled(body.id, 'MessageLate'), await journalled(body.id, 'GoBetweenAsked')]).toEqual([1, 1]);
    expect((await desk2.get<{ messages: MessageView[] }>(url('my-messages'))).body.messages).toEqual([]);
    const guard = await world.signIn('guard');
    expect((await step(guard, body.id, { step: 'confirm' })).status).toBe(404);
    const mine = (await sales.get<{ messages: MessageView[] }>(url('my-messages'))).body.messages.find((message) => message.id === body.id);
    expect(mine).toMatchObject({ allowed: ['confirm'], isLate: true });
    // She has to call back: the number of her own message she may see, that of the call not.
    const number = (client: Client) => client.post<{ number: string }>(url('telephone/show'), { commandId: uuidv7(), of: 'message', id: body.id });
    expect([(await number(sales)).body.number, (await number(guard)).status]).toEqual(['13812345678', 403]);
    expect((await step(sales, body.id, { step: 'confirm' })).body).toMatchObject({ status: 'delivered', confirmedBy: '徐嘉宁' });
    expect((await step(desk, body.id, { step: 'tellCaller' })).body).toMatchObject({ callerToldAt: world.clock.now() });
  });

  it('T-44, T-46: given a slip stuck on the telephone, when the recipient is said to be back, then it comes up again; a recipient who left is named', async () => {
    const { body } = await leave(slip({ whenBack: true }));
    await step(desk, body.id, { step: 'pass', method: 'on_phone' });
    const isBack = async () => (await desk.get<{ open: MessageView[] }>(url('messages'))).body.open.find((message) => message.id === body.id);
    expect(await isBack()).toMatchObject({ status: 'passed_on', isBack: false });
    world.pass(1);
    await desk.post(url('presence'), { personId: sales.personId, state: 'in' });
    expect(await isBack()).toMatchObject({ isBack: true, hasLeft: false });
    await world.owner.query('update people set ended_at = $2 where id = $1', [sales.personId, world.clock.now()]);
    expect(await isBack()).toMatchObject({ hasLeft: true });
    expect((await step(desk, body.id, { step: 'redirect', toId: manager.personId, reason: '徐嘉宁已离职' })).body).toMatchObject({ status: 'taken', toName: '林静怡', redirected: [{ from: '徐嘉宁' }] });
    await world.owner.query('update people set ended_at = null where id = $1', [sales.personId]);
  });

  it('T-44, T-46: given slips promised for the recipient’s return, stuck on the telephone, and neither, when they are said to be in, then the desk is alerted of the first two, once, and no longer when it is passed on', async () => {
    const promised = (await leave(slip({ whenBack: true }))).body;
    const stuck = (await leave(slip())).body;
    const neither = (await leave(slip())).body;
    await step(desk, stuck.id, { step: 'pass', method: 'on_phone' });
    const ids = [promised.id, stuck.id, neither.id];
    const alerts = async () => (await world.owner.query<{ subject: string; status: string }>(`select cause_subject as subject, status from alerts where topic = 'telephone.recipient_back' and cause_subject = any($1)`, [ids])).rows;
    const say = async (state: string) => {
      world.pass(1);
      expect((await desk.post(url('presence'), { personId: sales.personId, state })).status).toBe(200);
    };
    await say('out');
    await say('with_guest');
    await say('in');
    await expect.poll(async () => (await alerts()).map((row) => row.subject).toSorted()).toEqual([promised.id, stuck.id].toSorted());
    const heard = await world.owner.query<{ person: string }>(`select p.person_id as person from alert_recipients p join alerts a on a.site_id = p.site_id and a.id = p.alert_id where a.cause_subject = $1 and a.topic = 'telephone.recipient_back'`, [promised.id]);
    expect(heard.rows.map((row) => row.person)).toEqual(expect.arrayContaining([desk.personId]));
    // Out and in again, and the job once more: nobody is told twice.
    await say('out');
    await say('in');
    const third = (await leave(slip({ whenBack: true }))).body;
    await say('in');
    await expect.poll(() => journalled(third.id, 'RecipientBack')).toBe(1);
    expect(await Promise.all(ids.map((id) => journalled(id, 'RecipientBack')))).toEqual([1, 1, 0]);
    await step(desk, promised.id, { step: 'pass', method: 'in_person' });
    expect((await alerts()).find((row) => row.subject === promised.id)?.status).toBe('ended');
    for (const id of [stuck.id, neither.id, third.id]) await step(desk, id, { step: 'withdraw', reason: '重复' });
  });

  it('T-36, T-02: given an enquiry, a promised call-back and a follow-up call, then each has its owner, due time and end; late is found once and stands in the handover', async () => {
    const open = (body: Record<string, unknown>) => desk.post<MatterView & Refused>(url('matters'), { commandId: uuidv7(), matterId: uuidv7(), nameDeclined: true, numberDeclined: true, ...body });
    expect((await open({ kind: 'enquiry', content: '停车费' })).body.code).toBe('owner-missing');
    expect((await open({ kind: 'enquiry', content: '停车费', ownerId: uuidv7() })).body.code).toBe('person-not-here');
    const enquiry = (await open({ kind: 'enquiry', content: '停车费', ownerId: manager.personId, surname: '李', honorific: '女士' })).body;
    expect(enquiry).toMatchObject({ owner: '林静怡', address: '李女士', dueAt: new Date(Date.parse(world.clock.now()) + 86_400_000).toISOString() });
    const promised = (await open({ kind: 'call_back', content: '户型图', dueAt: new Date(Date.parse(world.clock.now()) + 1_800_000).toISOString() })).body;
    world.pass(31);
    await sweep();
    expect(await journalled(promised.id, 'MatterLate')).toBe(1);
    const lines = await world.database.read([world.siteId], (reader) => openTelephoneLines(reader, world.siteId, world.clock.now(), { personId: desk.personId, roles: ['desk_agent'] }));
    expect(lines).toEqual(expect.arrayContaining([expect.objectContaining({ section: 'enquiries', ref: enquiry.id, next: '林静怡' }), expect.objectContaining({ section: 'messages', label: '林静怡' })]));
    // Put off after it was late, it counts as late all the same.
    const figure = async () => (await manager.get<{ matters: { kind: string; done: number; inTime: number }[] }>(url('telephone/figures?month=2026-11'))).body.matters.find((row) => row.kind === 'enquiry');
    const before = await figure();
    const slow = (await open({ kind: 'enquiry', content: '学区', ownerId: desk.personId, dueAt: new Date(Date.parse(world.clock.now()) + 600_000).toISOString() })).body;
    world.pass(11);
    await sweep();
    const act = (id: string, body: Record<string, unknown>) => desk.post<MatterView & Refused>(url(`matters/${id}/steps`), { commandId: uuidv7(), step: body });
    expect((await act(slow.id, { step: 'postpone', dueAt: new Date(Date.parse(world.clock.now()) + 600_000).toISOString(), reason: '等学校答复' })).body).toMatchObject({ status: 'open', isLate: true });
    await act(slow.id, { step: 'done', result: '已答复' });
    expect(await figure()).toMatchObject({ done: (before?.done ?? 0) + 1, inTime: before?.inTime ?? 0 });
    const followUp = (await open({ kind: 'follow_up', content: '上周投诉的处理', ownerId: desk.personId })).body;
    const end = (id: string, more: Record<string, unknown>) => desk.post<MatterView & Refused>(url(`matters/${id}/steps`), { commandId: uuidv7(), step: { step: 'done', result: '已答复', ...more } });
    expect((await end(followUp.id, {})).body.code).toBe('rating-missing');
    expect((await end(followUp.id, { rating: 'satisfied' })).body).toMatchObject({ status: 'done', rating: 'satisfied' });
    expect((await end(enquiry.id, {})).body).toMatchObject({ status: 'done', endedBy: '陈晓梅' });
  });

  it('T-36, T-15: given an enquiry or a call-back whose owner is no agent, then they are told, see and call back what is theirs, put it off and settle it; it is nobody else’s, and what is taken from them is theirs no more', async () => {
    const open = async (body: Record<string, unknown>) => (await desk.post<MatterView>(url('matters'), { commandId: uuidv7(), matterId: uuidv7(), surname: '沈', honorific: '先生', number: '13855556666', ownerId: sales.personId, ...body })).body;
    const told = async (id: string) => (await world.owner.query<{ person: string; level: string; ended: boolean; facts: string }>(`select state->'people'->'owner'->>0 as person, level, status = 'ended' as ended, state::text as facts from alerts where cause_subject = $1 and topic = 'telephone.matter_given' order by raised_at, id`, [id])).rows;
    const mine = async (client: Client) => (await client.get<{ open: MatterView[]; past: MatterView[] }>(url('my-matters'))).body;
    const take = (client: Client, id: string, body: Record<string, unknown>) => client.post<MatterView & Refused>(url(`my-matters/${id}/steps`), { commandId: uuidv7(), step: body });
    const show = (client: Client, id: string) => client.post<{ number: string }>(url('telephone/show'), { commandId: uuidv7(), of: 'matter', id });
    const later = (minutes: number) => new Date(Date.parse(world.clock.now()) + minutes * 60_000).toISOString();
    const guard = await world.signIn('guard');
    const enquiry = await open({ kind: 'enquiry', content: '问学区' });
    const callBack = await open({ kind: 'call_back', content: '谈车位', dueAt: later(20) });
    expect(await told(enquiry.id)).toMatchObject([{ person: sales.personId, level: 'news', ended: false }]);
    expect(await told(callBack.id)).toMatchObject([{ person: sales.personId, level: 'warning', ended: false }]);
    expect(withoutIds((await told(enquiry.id))[0]?.facts)).not.toMatch(/沈|138\d{8}|学区/);
    expect(await told((await open({ kind: 'enquiry', content: '自己跟', ownerId: desk.personId })).id)).toEqual([]);
    expect((await mine(sales)).open.map(({ id, number, content, allowed }) => ({ id, number, content, allowed }))).toEqual([
      { id: callBack.id, number: '138****6666', content: '谈车位', allowed: ['try'] }, { id: enquiry.id, number: '138****6666', content: '问学区', allowed: ['done', 'try', 'postpone'] },
    ]);
    expect([(await show(sales, enquiry.id)).body.number, (await show(guard, enquiry.id)).status]).toEqual(['13855556666', 403]);
    expect(await journalled(enquiry.id, 'NumberShown')).toBe(1);
    // Nobody else's, however they ask, and of one's own not what the desk decides.
    expect(await mine(guard)).toEqual({ open: [], past: [] });
    expect((await take(guard, enquiry.id, { step: 'done', result: '已答复' })).status).toBe(404);
    expect((await take(desk, enquiry.id, { step: 'done', result: '已答复' })).status).toBe(404);
    expect((await take(await world.signIn('desk-b'), enquiry.id, { step: 'done', result: '已答复' })).status).toBe(404);
    expect((await sales.get<Problem>(url('matters'))).status).toBe(403);
    expect((await sales.post<Problem>(url(`matters/${enquiry.id}/steps`), { commandId: uuidv7(), step: { step: 'drop', reason: '不办' } })).status).toBe(403);
    expect((await take(sales, enquiry.id, { step: 'drop', reason: '不办' })).status).toBe(400);
    expect((await take(sales, callBack.id, { step: 'postpone', dueAt: later(90), reason: '在带看' })).body.code).toBe('matter-step-unlawful');
    expect((await take(sales, enquiry.id, { step: 'postpone', dueAt: later(90), reason: '等学校答复' })).body).toMatchObject({ dueAt: later(90), allowed: ['done', 'try', 'postpone'] });
    expect((await take(sales, enquiry.id, { step: 'done', result: '已答复' })).body).toMatchObject({ status: 'done', endedBy: '徐嘉宁', result: '已答复', allowed: [] });
    expect((await mine(sales)).past.map(({ id }) => id)).toContain(enquiry.id);
    // Given on, the next is told and the one before has it no more.
    await desk.post(url(`matters/${callBack.id}/steps`), { commandId: uuidv7(), step: { step: 'give', ownerId: guard.personId } });
    expect(await told(callBack.id)).toMatchObject([{ person: sales.personId, ended: true }, { person: guard.personId, ended: false }]);
    expect([(await take(sales, callBack.id, { step: 'try', reached: true })).status, (await show(sales, callBack.id)).status]).toEqual([404, 403]);
    expect((await take(guard, callBack.id, { step: 'try', reached: true, note: '已谈好' })).body).toMatchObject({ status: 'done', endedBy: '马振东' });
    expect((await told(callBack.id)).map(({ ended }) => ended)).toEqual([true, true]);
    await take(desk, (await mine(desk)).open.find((matter) => matter.content === '自己跟')?.id ?? '', { step: 'done', result: '已答复' });
  });

  it('T-10: given a matter, when caller or number is neither said nor refused, then it is not kept; what the call knows need not be said again', async () => {
    const open = (body: Record<string, unknown>) => desk.post<MatterView & Refused>(url('matters'), { commandId: uuidv7(), matterId: uuidv7(), kind: 'enquiry', content: '问车位', ownerId: desk.personId, ...body });
    expect((await open({ number: '13800007777' })).body.code).toBe('caller-missing');
    expect((await open({ surname: '许', honorific: '女士' })).body.code).toBe('number-missing');
    expect((await open({ nameDeclined: true, numberDeclined: true })).body).toMatchObject({ address: '', number: null, nameDeclined: true, numberDeclined: true });
    const callId = uuidv7();
    await call(desk, callId, [{ ...OPEN, number: '13800007777' }, { step: 'log', sheet: { surname: '许', honorific: '女士', purpose: 'enquiry' } }]);
    expect((await open({ callId })).body).toMatchObject({ address: '许女士', number: '138****7777', nameDeclined: false, numberDeclined: false });
    expect((await open({ callId, surname: '贺', honorific: '先生', number: '13800008888' })).body).toMatchObject({ address: '贺先生', number: '138****8888' });
    expect((await open({ callId, surname: '贺', honorific: '先生', numberDeclined: true })).body).toMatchObject({ number: null, numberDeclined: true });
    const withheld = uuidv7();
    await call(desk, withheld, [OPEN, { step: 'log', sheet: { nameDeclined: true, purpose: 'enquiry' } }]);
    expect((await open({ callId: withheld })).body.code).toBe('number-missing');
    expect((await open({ callId: withheld, numberDeclined: true })).body).toMatchObject({ nameDeclined: true, numberDeclined: true });
    for (const matter of (await matters('enquiry')).open) if (matter.content === '问车位') await desk.post(url(`matters/${matter.id}/steps`), { commandId: uuidv7(), step: { step: 'done', result: '已答复' } });
  });

  it('T-02: given a repair that waits for its follow-up call, when nobody lifts and then somebody does, then both calls stand in the log and the repair has its rating once', async () => {
    const technician = await world.signIn('technician');
    const { row } = await logFault(desk, world.siteId, { reporterPhone: '13500001111', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    const done = await takeSteps(desk, world.siteId, row.id, [
      { step: 'accept', signWay: 'paper', technicianId: technician.personId }, { step: 'ready' }, { step: 'arrive' }, { step: 'consent', given: true, by: '王经理' }, { step: 'start', asReported: true, moved: true, covered: true, sheet: true },
      { step: 'explainCause', cause: 'wear', explained: true }, { step: 'tidy', wiped: true, tools: true, rubbish: true, restored: true }, { step: 'test', to: '王经理', passed: true }, { step: 'record', workDone: '更换阀芯', result: 'fixed', cause: 'wear' },
      { step: 'judge', acceptance: 'accepted' }, { step: 'rate', workmanship: 'satisfied', attitude: 'satisfied', conduct: 'satisfied' }, { step: 'sign', signWay: 'paper', signedBy: '王经理' },
    ]);
    expect(done.status).toBe(200);
    const waiting = async () => (await desk.get<{ repairs: { id: string; phone: string; tries: number }[] }>(url('follow-up-calls'))).body.repairs.find((repair) => repair.id === row.id);
    expect(await waiting()).toMatchObject({ phone: '135****1111', tries: 0 });
    const record = (body: Record<string, unknown>) => desk.post<Problem>(url(`follow-up-calls/${row.id}`), { commandId: uuidv7(), callId: uuidv7(), ...body });
    expect((await record({ reached: true })).body.code).toBe('rating-missing');
    expect((await record({ reached: false })).status).toBe(200);
    expect(await waiting()).toMatchObject({ tries: 1 });
    expect((await record({ reached: true, rating: 'fair', note: '有点慢' })).status).toBe(200);
    expect(await waiting()).toBeUndefined();
  });

  it('T-22: given a complaint by telephone of somebody called 太太, when she has not called herself so, then it is refused; she has, or nobody is named, then it is opened', async () => {
    const callId = uuidv7();
    await call(desk, callId, [OPEN]);
    const complain = (more: Record<string, unknown>) => desk.post<{ number: string } & Refused>(url(`calls/${callId}/complaints`), { commandId: uuidv7(), complaintId: uuidv7(), surname: '王', honorific: '太太', content: '等候区太吵', ...more });
    expect((await complain({})).body.code).toBe('taitai-not-said');
    expect([(await complain({ saidTaitai: true })).status, (await complain({ anonymous: true })).status]).toEqual([200, 200]);
    await call(desk, callId, [LOG]);
  });

  it('T-21: given a word of address the centre does not use, when a call, a slip, a matter, a complaint or a contact bears it, then it is refused; added by the centre it is used, and taken out again, kept where it stands', async () => {
    const callId = uuidv7();
    await call(desk, callId, [{ ...OPEN, number: '13422223333' }]);
    const sheet = { surname: '李', honorific: '老师' };
    const log = (honorific = '老师') => call(desk, callId, [{ step: 'log', sheet: { purpose: 'enquiry', ...sheet, honorific } }]);
    const code = async (answer: Promise<{ body: unknown }>) => ((await answer).body as Refused).code;
    expect(await code(log('大妈'))).toBe('honorific-unknown');
    expect(await code(log())).toBe('honorific-unknown');
    expect(await code(leave(slip({ honorific: '大妈' })))).toBe('honorific-unknown');
    expect(await code(desk.post(url('matters'), { commandId: uuidv7(), matterId: uuidv7(), kind: 'call_back', content: '户型图', ...sheet }))).toBe('honorific-unknown');
    expect(await code(desk.post(url(`calls/${callId}/complaints`), { commandId: uuidv7(), complaintId: uuidv7(), content: '太吵', ...sheet }))).toBe('honorific-unknown');
    const extra = async (extraHonorifics: string[]) => {
      const { settings, version } = (await manager.get<DeskView>(url('telephone'))).body;
      expect((await manager.post(url('telephone'), { commandId: uuidv7(), version, settings: { ...settings, extraHonorifics } })).status).toBe(200);
    };
    await extra(['老师']);
    expect((await log()).body).toMatchObject({ address: '李老师' });
    await expect.poll(async () => (await match('13422223333')).contacts).toMatchObject([{ address: '李老师' }]);
    await extra([]);
    const amend = (body: Record<string, unknown>) => desk.post<ContactView & Refused>(url(`contacts/${body['id'] as string}`), { commandId: uuidv7(), ...sheet, ...body });
    const [contact] = (await match('13422223333')).contacts;
    expect((await amend({ id: contact?.id, note: '周末来' })).body).toMatchObject({ address: '李老师', note: '周末来' });
    expect((await amend({ id: contact?.id, honorific: '大妈' })).body.code).toBe('honorific-unknown');
    expect((await call(desk, callId, [{ step: 'amend', sheet: { purpose: 'other', ...sheet } }])).body).toMatchObject({ address: '李老师', purpose: 'other' });
  });

  it('T-24, T-25: given people and entries, when searched by sound, letters, department or what they handle, then they come with presence that nobody guessed', async () => {
    const put = (body: Record<string, unknown>, client = manager) => client.post<EntryView & Refused>(url(`directory/${uuidv7()}`), { commandId: uuidv7(), ...body });
    expect((await put({ name: '徐嘉宁' }, desk)).status).toBe(403);
    expect((await put({ name: '徐嘉宁', personId: sales.personId, department: '销售部', extension: '8001', handles: '房价 优惠', pronoun: '她' })).body).toMatchObject({ extension: '8001', presence: 'in' });
    expect((await put({ name: '徐嘉宁', personId: sales.personId })).body.code).toBe('person-listed');
    await put({ name: '消防报警', department: '外联', extension: '119', handles: '火警' });
    const find = async (q: string) => (await sales.get<{ entries: EntryView[] }>(url(`directory?q=${encodeURIComponent(q)}`))).body.entries.map((entry) => entry.name);
    expect([await find('xjn'), await find('youhui'), await find('销售'), await find('火警')]).toEqual([['徐嘉宁'], ['徐嘉宁'], ['徐嘉宁'], ['消防报警']]);
    expect(await find('linjingyi')).toEqual(['林静怡']);
    expect(await find('100%_')).toEqual([]);
    const [unknown] = (await desk.get<{ entries: EntryView[] }>(url('directory?q=guowenbo'))).body.entries;
    expect(unknown).toMatchObject({ presence: 'unknown', backAt: null });
  });

  it('T-04, T-24: given the centre’s own telephone, when two save at once, then the second is told; the opening of the day is one list', async () => {
    const read = async () => (await desk.get<DeskView>(url('telephone'))).body;
    const { settings, version, areaCode } = await read();
    expect(areaCode).toBe('571');
    const own = { ...settings, scripts: [{ id: uuidv7(), publicNumber: '', from: '09:00', to: '12:00', greeting: '上午好，{案场}' }], phoneKeys: [{ act: '转接', keys: '闪断 + 分机号' }] };
    const save = (body: unknown, client = manager) => client.post<DeskView & Refused>(url('telephone'), body);
    expect((await save({ commandId: uuidv7(), version, settings: own }, desk)).status).toBe(403);
    expect((await save({ commandId: uuidv7(), version, settings: own })).status).toBe(200);
    expect((await save({ commandId: uuidv7(), version, settings: own })).body.code).toBe('changed-meanwhile');
    const openingId = uuidv7();
    const tick = (client: Client, id: string, body: Record<string, unknown>) => client.post<DeskView & Refused>(url('telephone/opening'), { commandId: uuidv7(), openingId: id, step: body });
    expect((await tick(desk, openingId, { step: 'tick', itemId: 'pen-paper', done: true })).body.opening?.items[0]).toMatchObject({ id: 'pen-paper', tick: { by: '陈晓梅' } });
    expect((await tick(desk2, uuidv7(), { step: 'tick', itemId: 'line', done: true })).body.code).toBe('opening-started');
    expect((await tick(desk2, openingId, { step: 'sign' })).body.opening).toMatchObject({ signedBy: '周雨桐' });
  });

  it('T-05, T-03: given calls by key and calls of an exchange, then the month keeps declared and measured apart; a repeated, late or early event changes nothing twice', async () => {
    const now = world.clock.now();
    const event = (kind: 'offered' | 'ringing' | 'answered' | 'ended', seconds: number, more: Record<string, unknown> = {}) => ({
      siteId: world.siteId, agentId: desk.personId,
      event: { v: 1 as const, source: 'hook:test', eventId: `e-${kind}`, kind, callId: 'pbx-1', at: new Date(Date.parse(now) + seconds * 1000).toISOString(), atBasis: 'pbx' as const, receivedAt: now, direction: 'inbound' as const, from: { e164: '+8613455556666' }, ...more },
    });
    // The answer arrives before the ringing it ends, and twice.
    const sent = [event('offered', 0), event('answered', 8, { ext: '8001' }), event('ringing', 1), event('answered', 8, { ext: '8001' }), event('ended', 30)];
    let callId = '';
    for (const one of sent) {
      const kept = await recordCallEvent(world.deps, one);
      if (!kept.ok) throw new Error(kept.code);
      callId = kept.callId;
    }
    expect((await desk.get<CallView>(url(`calls/${callId}`))).body).toMatchObject({ ringMs: 7000, ringsMeasured: 2, ringsDeclared: null, waitMs: 8000, number: '134****6666' });
    expect((await world.owner.query('select from call_events where call_id = $1', [callId])).rowCount).toBe(4);
    await call(desk, callId, [LOG]);
    const check = await manager.post<CallView>(url(`calls/${callId}/checks`), { commandId: uuidv7(), answers: { 'T-07': 'yes', 'T-08': 'no', 'T-13': 'unseen' }, note: '语速偏快' });
    expect(check.body.checks).toMatchObject([{ by: '林静怡', answers: { 'T-08': 'no' } }]);
    expect((await desk.post(url(`calls/${callId}/checks`), { commandId: uuidv7(), answers: { 'T-07': 'yes' } })).status).toBe(403);
    const figures = (await manager.get<{ total: { inbound: number; answered: number; withheldMissed: number; lostTransfers: number; heldLong: number; measured: object; declared: { known: number; within: number } }; checks: object[]; missed: object; messages: object; agents: { name: string | null }[] }>(url('telephone/figures?month=2026-11'))).body;
    expect(figures.total).toMatchObject({ measured: { known: 1, within: 1, averageRingMs: 7000, averageWaitMs: 8000 }, declared: { known: 4, within: 4 }, lostTransfers: 1, heldLong: 1, withheldMissed: 1 });
    expect(figures.checks).toEqual([{ item: 'T-07', yes: 1, no: 0, unseen: 0 }, { item: 'T-08', yes: 0, no: 1, unseen: 0 }, { item: 'T-13', yes: 0, no: 0, unseen: 1 }]);
    // Counted by another way: the log itself.
    const log = (await manager.get<{ rows: CallRow[] }>(url('calls?limit=100'))).body.rows;
    expect(figures.total.inbound).toBe(log.filter((row) => row.direction === 'inbound').length);
    expect(figures.total.answered).toBe(log.filter((row) => row.direction === 'inbound' && row.answeredAt).length);
    const sheet = await manager.get<string>(url('telephone/month.xlsx?month=2026-11'));
    expect([sheet.status, sheet.type]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
  });

  it('T-27: given a transfer nobody answers, when a call-back is promised on the card, then it is settled by that; lost later all the same, the caller is called back once', async () => {
    const callId = uuidv7();
    const transfer = (more: { reason?: string } = {}): CallStepInput => ({ step: 'transfer', how: 'attended', targetId: sales.personId, told: true, ...more });
    const promise = (kind: 'call_back' | 'enquiry') => desk.post<MatterView>(url('matters'), { commandId: uuidv7(), matterId: uuidv7(), kind, callId, surname: '褚', honorific: '先生', content: '问交房', ownerId: desk.personId });
    await call(desk, callId, [{ ...OPEN, number: '13700002222' }, { step: 'rings', rings: 1 }, transfer()]);
    const enquiry = (await promise('enquiry')).body;
    expect((await call(desk, callId, [LOG])).body.code).toBe('transfer-open');
    passSeconds(30);
    const promised = (await promise('call_back')).body;
    passSeconds(5);
    expect((await desk.get<CallView>(url(`calls/${callId}`))).body.transfersList).toMatchObject([{ outcome: 'failed' }]);
    expect((await call(desk, callId, [transfer({ reason: '她回来了' }), { step: 'transferLost' }, LOG])).body.transfersList).toMatchObject([{ outcome: 'failed' }, { outcome: 'lost' }]);
    await settleCall(world.deps, world.siteId, callId);
    const waits = async () => (await matters('call_back')).open.flatMap(({ id, number }) => (number === '137****2222' ? [id] : []));
    expect(await waits()).toEqual([promised.id]);
    await desk.post(url(`matters/${promised.id}/steps`), { commandId: uuidv7(), step: { step: 'try', reached: true } });
    await desk.post(url(`matters/${enquiry.id}/steps`), { commandId: uuidv7(), step: { step: 'done', result: '已答复' } });
    // Looked at again when it is long settled: nothing new comes of it.
    await settleCall(world.deps, world.siteId, callId);
    expect(await waits()).toEqual([]);
  });

  it('T-27: given a caller lost in a transfer, when a call-back is promised to them afterwards, then it is the one that waits for them already; promised again, it is another', async () => {
    const callId = uuidv7();
    await call(desk, callId, [{ ...OPEN, number: '13700003333' }, { step: 'rings', rings: 1 }, { step: 'transfer', how: 'blind', targetId: sales.personId, told: true }, { step: 'transferLost' }]);
    const waits = async () => (await matters('call_back')).open.filter((matter) => matter.number === '137****3333');
    await expect.poll(async () => (await waits()).length).toBe(1);
    const [lost] = await waits();
    const promise = { commandId: uuidv7(), matterId: uuidv7(), kind: 'call_back', callId, surname: '卫', honorific: '先生', content: '三点后谈价格', ownerId: desk2.personId };
    const [first, again] = [await desk.post<MatterView>(url('matters'), promise), await desk.post<MatterView>(url('matters'), promise)];
    expect([first.status, again.body]).toEqual([200, first.body]);
    expect(await waits()).toMatchObject([{ id: lost?.id, content: '三点后谈价格', lostTo: lost?.lostTo, ownerId: desk2.personId, address: '卫先生', isLate: false }]);
    expect((await desk.get<CallView>(url(`calls/${callId}`))).body.links).toEqual([{ kind: 'matter', id: lost?.id }]);
    await settleCall(world.deps, world.siteId, callId);
    expect(await waits()).toHaveLength(1);
    expect((await desk.post<MatterView>(url('matters'), { ...promise, commandId: uuidv7(), matterId: uuidv7(), content: '另一件' })).status).toBe(200);
    expect(await waits()).toHaveLength(2);
    for (const { id } of await waits()) await desk.post(url(`matters/${id}/steps`), { commandId: uuidv7(), step: { step: 'try', reached: true } });
  });

  it('T-27: given an exchange that tells of a missed and of a lost call only after the conversations that answered them, then nothing waits, and both were called back in time', async () => {
    const now = Date.parse(world.clock.now());
    const tell = (callId: string, kind: CallEvent['kind'], minutes: number, more: Partial<CallEvent> = {}): CallEvent => ({ v: 1, source: 'smdr:late', eventId: `${callId}-${kind}`, kind, callId, at: new Date(now + minutes * 60_000).toISOString(), atBasis: 'pbx', receivedAt: world.clock.now(), direction: 'inbound', ...more });
    const [missed, lost] = [{ from: { e164: '+8613477770001' } }, { from: { e164: '+8613477770002' } }];
    const ours = (callId: string, number: string, minutes: number) => [tell(callId, 'dialing', minutes, { direction: 'outbound', to: { raw: number } }), tell(callId, 'answered', minutes + 0.2, { direction: 'outbound', trunk: true }), tell(callId, 'ended', minutes + 2, { direction: 'outbound', disposition: 'answered' })];
    const settle = async (callId: string) => settleCall(world.deps, world.siteId, (await world.owner.query<{ id: string }>('select id from calls where source = $1 and source_call_id = $2', ['smdr:late', callId])).rows[0]?.id ?? '');
    const exchange = exchangeCalls(world.deps);
    await exchange.emit(world.siteId, [...ours('o1', '13477770001', -50), ...ours('o2', '13477770002', -40)]);
    await Promise.all(['o1', 'o2'].map(settle));
    await exchange.emit(world.siteId, [
      tell('m1', 'offered', -60, missed), tell('m1', 'ended', -59, { ...missed, disposition: 'unanswered' }),
      tell('m2', 'offered', -60, lost), tell('m2', 'answered', -59.9, { ...lost, ext: '6001' }), tell('m2', 'transferred', -59, { ...lost, how: 'blind', ext: '6001', target: '8001' }), tell('m2', 'transfer_lost', -58, lost), tell('m2', 'ended', -58, { ...lost, disposition: 'abandoned' }),
    ]);
    await Promise.all(['m1', 'm2'].map(settle));
    const rows = await world.owner.query<{ kind: string; status: string; late: boolean; opened: Date }>(`select kind, status, is_late as late, opened_at as opened from matters where number like '+861347777000%' order by number`);
    expect(rows.rows).toMatchObject([{ kind: 'missed', status: 'done', late: false }, { kind: 'call_back', status: 'done', late: false }]);
    expect(rows.rows.map((row) => (new Date(row.opened).getTime() - now) / 60_000)).toEqual([-59, -58]);
  });

  it('T-27: given a file of past calls, when one was missed yesterday and one last week, then the first is called back and the other is a record only', async () => {
    const now = Date.parse(world.clock.now());
    const missed = (callId: string, days: number, number: string): CallEvent[] =>
      (['offered', 'ended'] as const).map((kind, nth) => ({ v: 1, source: 'smdr:import', eventId: `${callId}-${kind}`, kind, callId, at: new Date(now - days * 86_400_000 + nth * 20_000).toISOString(), atBasis: 'pbx', receivedAt: world.clock.now(), direction: 'inbound', from: { e164: number }, ...(kind === 'ended' ? { disposition: 'unanswered' as const } : {}) }));
    await exchangeCalls(world.deps).emit(world.siteId, [...missed('f1', 1, '+8613477780001'), ...missed('f7', 7, '+8613477780002')]);
    const calls = await world.owner.query<{ id: string }>(`select id from calls where source = 'smdr:import'`);
    for (const { id } of calls.rows) await settleCall(world.deps, world.siteId, id);
    expect(calls.rows).toHaveLength(2);
    expect((await world.owner.query<{ number: string }>(`select number from matters where number like '+861347778000%'`)).rows).toEqual([{ number: '+8613477780001' }]);
  });

  it('T-27: given a call missed, lost or promised back five minutes before closing, then it is due when the doors have been open again for the rest, and not late overnight', async () => {
    const before = world.clock.now();
    const due = at('09:25', '2026-11-24');
    const lost = uuidv7();
    world.clock.set(at('17:54'));
    await call(desk, lost, [{ ...OPEN, number: '13600003333' }, { step: 'rings', rings: 1 }, { step: 'transfer', how: 'blind', targetId: sales.personId, told: true }]);
    world.clock.set(at('17:55'));
    expect((await call(desk, lost, [{ step: 'transferLost' }])).status).toBe(200);
    await call(desk, uuidv7(), [{ ...OPEN, number: '13600002222' }, { step: 'missed' }]);
    await desk.post(url('matters'), { commandId: uuidv7(), matterId: uuidv7(), kind: 'call_back', content: '谈车位', surname: '卫', honorific: '先生', number: '13600004444' });
    const open = async () => [...(await matters('missed')).open, ...(await matters('call_back')).open].filter((matter) => matter.number?.startsWith('136'));
    await expect.poll(async () => (await open()).map((matter) => matter.dueAt)).toEqual([due, due, due]);
    world.clock.set(at('18:27'));
    await sweep();
    expect((await open()).map((matter) => matter.isLate)).toEqual([false, false, false]);
    world.clock.set(before);
    for (const { id } of await open()) await desk.post(url(`matters/${id}/steps`), { commandId: uuidv7(), step: { step: 'drop', reason: '推销' } });
  });

  it('T-15, T-27, T-42: given an exchange tells of a call that rings at one desk, is lifted at another and put through, then whoever lifted has the card, and the two lines of it are one call', async () => {
    const exchange = exchangeCalls(world.deps);
    const start = Date.parse(world.clock.now());
    let count = 0;
    const tell = (callId: string, kind: CallEvent['kind'], seconds: number, more: Partial<CallEvent> = {}): CallEvent => ({
      v: 1, source: 'ami:wired', eventId: `w-${(count += 1)}`, kind, callId, at: new Date(start + seconds * 1000).toISOString(), atBasis: 'pbx', receivedAt: world.clock.now(), direction: 'inbound', from: { e164: '+8613477778888' }, ...more,
    });
    await seat(desk, '6001');
    await seat(desk2, '6002');
    const open = async (client: Client) => (await client.get<{ calls: CallView[] }>(url('calls-open'))).body.calls.filter((view) => view.source === 'ami');
    await exchange.emit(world.siteId, [tell('w1', 'offered', 0), tell('w1', 'ringing', 1, { ext: '6001' })]);
    expect(await open(desk)).toMatchObject([{ isMine: true, state: 'ringing', agent: '陈晓梅', number: '134****8888' }]);
    expect(await exchange.openCalls(world.siteId, 'ami:wired')).toEqual(['w1']);
    await exchange.emit(world.siteId, [tell('w1', 'ringing', 2, { ext: '6002' }), tell('w1', 'answered', 5, { ext: '6002' })]);
    expect((await open(desk))[0]?.isMine).toBe(false);
    const [mine] = await open(desk2);
    expect(mine).toMatchObject({ isMine: true, state: 'answered', ringMs: 4000 });
    // Asked back on a second line, which then turns out to be the same call.
    await exchange.emit(world.siteId, [tell('w2', 'offered', 20, { direction: 'internal', from: {} }), tell('w2', 'answered', 22, { direction: 'internal', ext: '6001', from: {} }), tell('w1', 'merged', 30, { absorbed: 'w2' })]);
    expect(await exchange.openCalls(world.siteId, 'ami:wired')).toEqual(['w1']);
    await exchange.emit(world.siteId, [tell('w2', 'ended', 60, { reason: 'caller-hung-up', disposition: 'answered' })]);
    const [whole] = await open(desk2);
    expect(whole).toMatchObject({ id: mine?.id, state: 'ended', hungUpBy: 'caller', direction: 'inbound' });
    expect(await exchange.openCalls(world.siteId, 'ami:wired')).toEqual([]);
    expect((await call(desk2, mine?.id ?? '', [LOG])).status).toBe(200);
    expect(await open(desk2)).toEqual([]);
    // All of it once more, as after a lost connection: nothing changes.
    const before = await world.owner.query('select version from calls where source = $1 order by id', ['ami:wired']);
    count = 0;
    await exchange.emit(world.siteId, [tell('w1', 'offered', 0), tell('w1', 'ringing', 1, { ext: '6001' })]);
    expect((await world.owner.query('select version from calls where source = $1 order by id', ['ami:wired'])).rows).toEqual(before.rows);
  });

  it('T-35: given an exchange’s call that was answered and not logged, when the centre’s minutes are over, then whoever answered is told, once, and next the manager; it stands in the handover until it is logged', async () => {
    const before = world.clock.now();
    const start = Date.parse(before);
    const tell = (callId: string, kind: CallEvent['kind'], seconds: number, more: Partial<CallEvent> = {}): CallEvent => ({
      v: 1, source: 'ami:logs', eventId: `${callId}-${kind}`, kind, callId, at: new Date(start + seconds * 1000).toISOString(), atBasis: 'pbx', receivedAt: world.clock.now(), direction: 'inbound', from: { e164: '+8613466667777' }, ...more,
    });
    const exchange = exchangeCalls(world.deps);
    const spoken = (callId: string): CallEvent[] => [tell(callId, 'offered', 0), tell(callId, 'ringing', 1, { ext: '6001' }), tell(callId, 'answered', 5, { ext: '6001' }), tell(callId, 'ended', 60, { disposition: 'answered' })];
    await exchange.emit(world.siteId, [...spoken('l1'), ...spoken('l2'), tell('l3', 'offered', 0), tell('l3', 'ended', 9, { disposition: 'abandoned' })]);
    const [late = '', inTime = ''] = await Promise.all(['l1', 'l2'].map(async (id) => (await world.owner.query<{ id: string }>('select id from calls where source_call_id = $1', [id])).rows[0]?.id ?? ''));
    const lines = async () => (await world.database.read([world.siteId], (reader) => openTelephoneLines(reader, world.siteId, world.clock.now(), { personId: desk.personId, roles: ['desk_agent'] }))).filter((line) => line.ref === late || line.ref === inTime);
    expect((await call(desk, inTime, [LOG])).status).toBe(200);
    expect(await lines()).toEqual([{ section: 'unlogged', ref: late, label: expect.stringMatching(/^11-23 \d\d:\d\d$/), status: 'unlogged', next: '陈晓梅' }]);
    passSeconds(17 * 60);
    await sweep();
    const told = async () => (await world.owner.query<{ subject: string; people: string; status: string }>(`select a.cause_subject as subject, a.status, a.state->'ladder'->1->'who'->0->>'role' as next, (select string_agg(p.username, ',') from alert_recipients r join people p on p.id = r.person_id where r.alert_id = a.id) as people from alerts a where a.topic = 'telephone.call_unlogged' and a.cause_subject = any ($1)`, [[late, inTime]])).rows;
    expect(await told()).toEqual([{ subject: late, status: 'open', next: 'property_manager', people: 'desk' }]);
    expect(JSON.stringify((await desk.get('/api/alerts?language=zh')).body)).toContain('来电接了还没登记');
    expect((await call(desk, late, [LOG])).status).toBe(200);
    expect(await told()).toMatchObject([{ status: 'ended' }]);
    expect(await lines()).toEqual([]);
    world.clock.set(before);
  });

  it('T-05, T-15: given a card of the desk and an exchange’s call of one conversation, when the agent joins them, then one call stands with both figures apart; taken apart, two; joined by nobody else', async () => {
    const exchange = exchangeCalls(world.deps);
    const start = Date.parse(world.clock.now());
    let count = 0;
    const tell = (kind: CallEvent['kind'], seconds: number, more: Partial<CallEvent> = {}): CallEvent => ({
      v: 1, source: 'ami:joined', eventId: `j-${(count += 1)}`, kind, callId: 'j1', at: new Date(start + seconds * 1000).toISOString(), atBasis: 'pbx', receivedAt: world.clock.now(), direction: 'inbound', from: { e164: '+8613677779999' }, ...more,
    });
    const month = async () => (await manager.get<{ total: { inbound: number; heldLong: number; transfers: number; measured: { known: number }; declared: { known: number } } }>(url('telephone/figures?month=2026-11'))).body.total;
    const before = await month();
    await seat(desk, '6101');
    await exchange.emit(world.siteId, [tell('offered', 0), tell('ringing', 1, { ext: '6101' }), tell('answered', 8, { ext: '6101' })]);
    const [told] = (await desk.get<{ calls: CallView[] }>(url('calls-open'))).body.calls.filter((view) => view.source === 'ami');
    const id = told?.id ?? '';
    const partId = uuidv7();
    passSeconds(9);
    await call(desk, partId, [OPEN]);
    await call(desk, partId, [{ step: 'rings', rings: 2 }]);
    await desk.post(url(`calls/${partId}/draft`), { draft: '{"sheet":{"notes":"问停车"}}' });
    const join: CallStepInput = { step: 'join', partId };
    expect((await call(desk2, id, [join])).body.code).toBe('call-of-another');
    expect((await call(desk, partId, [{ step: 'join', partId: id }])).body.code).toBe('join-unlike');
    expect((await call(desk, id, [{ step: 'join', partId: uuidv7() }])).body.code).toBe('call-unknown');
    const commandId = uuidv7();
    const both = await Promise.all([call(desk, id, [join], commandId), call(desk, id, [join], commandId)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const whole = (await desk.get<CallView>(url(`calls/${id}`))).body;
    expect(whole).toMatchObject({ source: 'ami', ringMs: 7000, ringsMeasured: 2, ringsDeclared: 2, number: '136****9999', draft: '{"sheet":{"notes":"问停车"}}' });
    expect(await journalled(id, 'CallJoined')).toBe(1);
    expect(await journalled(partId, 'CallMerged')).toBe(1);
    expect((await call(desk, partId, [{ step: 'hold' }])).body.code).toBe('call-merged');
    // What is found out later of the part is known of the whole.
    expect((await call(desk, partId, [{ step: 'link', link: { kind: 'matter', id: partId } }])).body).toMatchObject({ id, links: [{ id: partId }] });
    const open = async () => (await desk.get<{ calls: CallView[] }>(url('calls-open'))).body.calls.map((view) => view.id).filter((one) => one === id || one === partId);
    expect(await open()).toEqual([id]);
    expect((await call(desk, id, [{ step: 'part', partId }])).body).toMatchObject({ ringMs: 7000, ringsDeclared: null });
    expect((await open()).toSorted()).toEqual([id, partId].toSorted());
    await call(desk, id, [join]);
    // An event that comes late or again folds the card anew, from both.
    await exchange.emit(world.siteId, [tell('held', 20, { ext: '6101' }), tell('retrieved', 25, { ext: '6101' }), tell('ended', 60, { disposition: 'answered', reason: 'caller-hung-up' })]);
    passSeconds(60);
    expect((await call(desk, id, [{ step: 'log', sheet: { purpose: 'enquiry', notes: '问停车' } }])).body).toMatchObject({ ringsMeasured: 2, ringsDeclared: 2, heldMs: 5000, hungUpBy: 'caller', state: 'ended' });
    expect((await call(desk, id, [{ step: 'part', partId }])).body.code).toBe('call-logged');
    const after = await month();
    expect([after.inbound - before.inbound, after.measured.known - before.measured.known, after.declared.known - before.declared.known]).toEqual([1, 1, 0]);
    expect((await desk.get<{ rows: CallRow[] }>(url('calls?limit=100'))).body.rows.filter((row) => row.id === id || row.id === partId).map((row) => row.id)).toEqual([id]);
    const written = await world.owner.query<{ data: string }>('select data from journal where subject = any($1)', [[id, partId]]);
    expect(written.rows.map((row) => row.data).join()).not.toMatch(/13677779999|停车/);
  });

  it('T-11, T-15: given an exchange’s call, when the agent asks who it may be, then all who are known by its number are listed by the mask alone, and to nobody else', async () => {
    const talk = (surname: string) => call(desk, uuidv7(), [{ ...OPEN, number: '13511114444' }, { step: 'log', sheet: { surname, honorific: '先生', purpose: 'enquiry' } }]);
    await talk('冯');
    await talk('褚');
    await expect.poll(async () => (await match('13511114444')).contacts.length).toBe(2);
    const now = world.clock.now();
    const offered = await recordCallEvent(world.deps, { siteId: world.siteId, agentId: desk.personId, event: { v: 1, source: 'hook:who', eventId: 'who-1', kind: 'offered', callId: 'who', at: now, atBasis: 'pbx', receivedAt: now, direction: 'inbound', from: { raw: '013511114444' } } });
    if (!offered.ok) throw new Error(offered.code);
    const ask = <T = NumberMatch>(client: Client) => client.get<T>(url(`calls/${offered.callId}/match`));
    const { body } = await ask(desk);
    expect(body).toMatchObject({ masked: '135****4444', readBack: null, contacts: expect.arrayContaining([expect.objectContaining({ address: '冯先生' }), expect.objectContaining({ address: '褚先生' })]) });
    expect(body.calls.map((one) => one.id)).not.toContain(offered.callId);
    expect(JSON.stringify(body)).not.toContain('13511114444');
    // The very same people as for the number typed.
    expect(body.contacts).toEqual((await match('13511114444')).contacts);
    expect((await ask<Problem>(sales)).status).toBe(403);
    expect((await ask<Problem>(await world.signIn('desk-b'))).status).toBe(404);
    expect((await desk.get<Problem>(url(`calls/${uuidv7()}/match`))).status).toBe(404);
    await recordCallEvent(world.deps, { siteId: world.siteId, event: { v: 1, source: 'hook:who', eventId: 'who-2', kind: 'ended', callId: 'who', at: now, atBasis: 'pbx', receivedAt: now, direction: 'inbound', disposition: 'abandoned' } });
  });

  it('T-15: given masked numbers, when an assistant types one after the other, then nobody is told of by them; who may see whole numbers looks up so many an hour and is then refused in words', async () => {
    const assistant = await world.signIn('assistant');
    const theirs = uuidv7();
    await call(desk, theirs, [{ ...OPEN, number: '13900001234' }, { step: 'log', sheet: { surname: '卫', honorific: '先生', purpose: 'enquiry' } }]);
    await expect.poll(async () => (await match('13900001234')).contacts.length).toBe(1);
    const nobody = { masked: '139****1234', isWhole: true, isWithheld: true, contacts: [], calls: [], missed: null };
    expect((await assistant.post(url('telephone/match'), { number: '13900001234' })).body).toMatchObject(nobody);
    // Nor by way of a card of their own.
    const own = uuidv7();
    await call(assistant, own, [{ ...OPEN, number: '13900001234' }]);
    expect((await assistant.get(url(`calls/${own}/match`))).body).toMatchObject({ ...nobody, readBack: null });
    await call(assistant, own, [LOG]);
    // Nor by making themselves the one a colleague's caller is waiting for; given to them by somebody who may, it is theirs.
    const matter = { commandId: uuidv7(), matterId: uuidv7(), kind: 'enquiry', callId: theirs, numberOfCall: true, ownerId: assistant.personId, content: '问车位' };
    expect((await assistant.post<Refused>(url('matters'), matter)).body).toMatchObject({ code: 'forbidden' });
    expect((await leave(slip({ toId: assistant.personId, number: undefined, callId: theirs, numberOfCall: true }), assistant)).body).toMatchObject({ code: 'forbidden' });
    // Nor by taking a colleague's card, which is no talk of theirs.
    const running = uuidv7();
    await call(desk, running, [{ ...OPEN, number: '13900001234' }]);
    await call(assistant, running, [{ step: 'takeOver' }]);
    expect((await assistant.post<Refused>(url('matters'), { ...matter, commandId: uuidv7(), matterId: uuidv7(), callId: running })).body).toMatchObject({ code: 'forbidden' });
    expect((await leave(slip({ toId: assistant.personId, number: undefined, callId: running, numberOfCall: true }), assistant)).body).toMatchObject({ code: 'forbidden' });
    await call(assistant, running, [LOG]);
    expect((await desk.post(url('matters'), { ...matter, ownerId: desk.personId })).status).toBe(200);
    const give = (who: Client) => who.post<Refused>(url(`matters/${matter.matterId}/steps`), { commandId: uuidv7(), step: { step: 'give', ownerId: assistant.personId } });
    expect([(await give(assistant)).body.code, (await give(desk)).status]).toEqual(['forbidden', 200]);
    expect((await assistant.post<{ number: string }>(url('telephone/show'), { commandId: uuidv7(), of: 'matter', id: matter.matterId })).body.number).toBe('13900001234');
    const agent = await world.signIn('desk2');
    const ask = () => agent.post<NumberMatch & Problem>(url('telephone/match'), { number: '13900001234' });
    expect((await ask()).body).toMatchObject({ isWithheld: false, contacts: [{ address: '卫先生' }] });
    // A number half typed is looked up for nobody and counts for nothing.
    expect((await agent.post(url('telephone/match'), { number: '1390000' })).status).toBe(200);
    await world.owner.query(`update sign_in_failures set count = 300 where key = $1`, [guessKey('number-match', agent.personId)]);
    expect([(await ask()).status, (await ask()).body.code]).toEqual([429, 'too-many-tries']);
    // Nor by way of cards of their own, which count as well.
    const card = uuidv7();
    await call(agent, card, [{ ...OPEN, number: '13900001234' }]);
    const askByCard = () => agent.get<NumberMatch & Problem>(url(`calls/${card}/match`));
    expect((await askByCard()).body.code).toBe('too-many-tries');
    await world.owner.query(`update sign_in_failures set count = 299 where key = $1`, [guessKey('number-match', agent.personId)]);
    expect([(await askByCard()).status, (await ask()).status]).toEqual([200, 429]);
    await call(agent, card, [LOG]);
    // Another is not hindered, nor the same person an hour later.
    expect((await match('13900001234')).contacts).toHaveLength(1);
    world.pass(61);
    expect((await ask()).status).toBe(200);
  });

  it('T-17, T-18: given a centre with several public numbers, when the agent says which was called, then it stands on the call', async () => {
    const { body } = await call(desk, uuidv7(), [OPEN, { step: 'log', sheet: { purpose: 'enquiry', publicNumber: '0571-5555 0100' } }]);
    expect(body).toMatchObject({ publicNumber: '0571-5555 0100' });
    // Whose a line is stays where a page of before saves without it; cleared, it is property management's again.
    const save = async (line: Record<string, string>) => {
      const { settings, version } = (await manager.get<DeskView>(url('telephone'))).body;
      return (await manager.post<DeskView>(url('telephone'), { commandId: uuidv7(), version, settings: { ...settings, publicNumbers: [line] } })).body.settings.publicNumbers;
    };
    const line = { number: '0571-5555 0100', name: '销售热线' };
    expect(await save({ ...line, department: '销售部' })).toEqual([{ ...line, department: '销售部' }]);
    expect(await save({ ...line, name: '销售' })).toEqual([{ ...line, name: '销售', department: '销售部' }]);
    expect(await save({ ...line, department: '' })).toEqual([{ ...line, department: '' }]);
  });

  it('given a call that rings at two desks, when both agents lift it, log it or take it over at once, then one has it and the other is told', async () => {
    const now = world.clock.now();
    const tell = (kind: CallEvent['kind'], eventId: string, more: Partial<CallEvent> = {}): CallEvent => ({ v: 1, source: 'hook:two', eventId, kind, callId: 'two', at: now, atBasis: 'pbx', receivedAt: now, direction: 'inbound', ...more });
    await seat(desk, '6201');
    await seat(desk2, '6202');
    const exchange = exchangeCalls(world.deps);
    await exchange.emit(world.siteId, [tell('offered', '1'), tell('ringing', '2', { ext: '6201' }), tell('ringing', '3', { ext: '6202' })]);
    await Promise.all([exchange.emit(world.siteId, [tell('answered', '4', { ext: '6201' })]), exchange.emit(world.siteId, [tell('answered', '5', { ext: '6202' })])]);
    const id = (await desk.get<{ calls: CallView[] }>(url('calls-open'))).body.calls.find((view) => view.source === 'hook')?.id ?? '';
    const logged = await Promise.all([call(desk, id, [LOG]), call(desk2, id, [LOG])]);
    expect(logged.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(logged.map(({ body }) => body.code).filter(Boolean)).toEqual(['call-of-another']);
    expect(await journalled(id, 'CallLogged')).toBe(1);
    // A card by key two take over at once: the last has it, and only that one writes on.
    const other = uuidv7();
    await call(manager, other, [OPEN]);
    await Promise.all([call(desk, other, [{ step: 'takeOver' }]), call(desk2, other, [{ step: 'takeOver' }])]);
    const ends = await Promise.all([call(desk, other, [LOG]), call(desk2, other, [LOG])]);
    expect(ends.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('T-16: given an agent who signs out during a call, then no key of that session counts, the call waits with its draft, and a colleague may take it over', async () => {
    const agent = await world.signIn('desk2');
    const callId = uuidv7();
    await call(agent, callId, [OPEN]);
    await agent.post(url(`calls/${callId}/draft`), { draft: '李小姐问户型' });
    await agent.post('/api/auth/sign-out', {});
    expect((await call(agent, callId, [LOG])).status).toBe(401);
    const again = await world.signIn('desk2');
    expect((await again.get<CallView>(url(`calls/${callId}`))).body).toMatchObject({ isMine: true, state: 'offered', draft: '李小姐问户型' });
    const seen = (await desk.get<{ calls: CallView[] }>(url('calls-open'))).body.calls.find((view) => view.id === callId);
    expect(seen).toMatchObject({ isMine: false, draft: null });
    expect((await call(desk, callId, [{ step: 'takeOver' }, LOG])).status).toBe(200);
    expect((await call(again, callId, [LOG])).status).toBe(409);
  });

  it('T-42: given a message is left and taken to its reader, then the reader is told, without the caller’s name, and no longer once it is confirmed', async () => {
    const { body } = await leave(slip());
    const told = async () => (await world.owner.query<{ ended: boolean; facts: string }>(`select status = 'ended' as ended, state::text as facts from alerts where cause_subject = $1 and topic = 'telephone.message_new'`, [body.id])).rows;
    expect(await told()).toMatchObject([{ ended: false }]);
    expect(withoutIds(await told())).not.toMatch(/王|138\d{8}/);
    expect((await step(sales, body.id, { step: 'confirm' })).status).toBe(200);
    expect(await told()).toMatchObject([{ ended: true }]);
  });

  it('given the log, when paged, then every call comes once, newest first, whatever the filter', async () => {
    const walk = async (filter: string) => {
      const seen: string[] = [];
      let query = '';
      for (;;) {
        const page = (await desk.get<{ rows: CallRow[]; next: { beforeAt: string; beforeId: string } | null }>(url(`calls?limit=3&filter=${filter}${query}`))).body;
        seen.push(...page.rows.map((row) => row.id));
        if (!page.next) return seen;
        query = `&beforeAt=${page.next.beforeAt}&beforeId=${page.next.beforeId}`;
      }
    };
    const all = await walk('all');
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual((await world.owner.query<{ id: string }>(`select id from calls where site_id = $1 and not state ?| array['mergedInto', 'withdrawnAt'] order by started_at desc, id desc`, [world.siteId])).rows.map((row) => row.id));
    expect((await walk('missed')).length).toBe((await world.owner.query('select from calls where missed')).rowCount);
  });

  it('T-44, T-04: given a message and a blank form, when printed, then slips of both papers and sheets come out; nobody else’s site has them', async () => {
    const { body } = await leave(slip());
    for (const path of [`messages/${body.id}/slip.pdf`, `messages/${body.id}/slip.pdf?paper=a6`, 'telephone/blank.pdf', 'telephone/blank.pdf?form=calls', 'telephone/blank.pdf?form=check']) {
      const answer = await desk.get<string>(url(path));
      expect([answer.status, answer.type, answer.body.slice(0, 5)], path).toEqual([200, 'application/pdf', '%PDF-']);
    }
    const stranger = await world.signIn('desk-b');
    expect((await stranger.get(url(`messages/${body.id}/slip.pdf`))).status).toBe(404);
    expect((await sales.get(url('telephone/blank.pdf'))).status).toBe(403);
    expect((await desk.get<Problem>(url(`messages/${body.id}/slip.pdf?paper=a3`))).body.code).toBe('bad-input');
    await step(desk, body.id, { step: 'withdraw', reason: '重复' });
  });

  it('T-15, T-39: given a message, when its slip is printed, then the number is whole for those who may read it, whose it is and who took it, and masked for another helper of the desk', async () => {
    const assistant = await world.signIn('assistant');
    const { body } = await leave(slip({ number: '13912345678', content: '或打 0571-87654321' }));
    const own = await leave(slip({ number: '13912345678' }), assistant);
    const printed = (who: Client, id: string) => wordsOnPaper(`${world.origin}${url(`messages/${id}/slip.pdf`)}`, who.cookie);
    expect(await printed(desk2, body.id)).toMatch(/13912345678.*0571-87654321/);
    expect(await printed(assistant, own.body.id)).toContain('13912345678');
    const other = await printed(assistant, body.id);
    expect(other).toMatch(/139\*{4}5678.*0571\*{4}4321/);
    expect(other).not.toMatch(/13912345678|87654321/);
    // A number that a colleague's call brought was written down by nobody.
    const talk = uuidv7();
    await call(desk, talk, [{ ...OPEN, number: '13912345678' }, LOG]);
    const brought = await leave(slip({ number: undefined, callId: talk, numberOfCall: true }), assistant);
    const masked = await printed(assistant, brought.body.id);
    expect(masked).toContain('139****5678');
    expect(masked).not.toContain('13912345678');
    expect(await printed(desk2, brought.body.id)).toContain('13912345678');
    for (const id of [body.id, own.body.id, brought.body.id]) await step(desk, id, { step: 'withdraw', reason: '重复' });
  });

  it('given two callers on one number, when it rings, then both are listed and none is chosen; amended, merged and told apart by their versions', async () => {
    const talk = (surname: string, honorific: string) => call(desk, uuidv7(), [{ ...OPEN, number: '0571-5550155' }, { step: 'log', sheet: { surname, honorific, purpose: 'other' } }]);
    await talk('赵', '女士');
    await expect.poll(async () => (await match('5550155')).contacts.length).toBe(1);
    await talk('钱', '先生');
    await expect.poll(async () => (await match('5550155')).contacts.map((contact) => contact.surname)).toEqual(expect.arrayContaining(['赵', '钱']));
    const list = async (q: string) => (await desk.get<{ contacts: ContactView[] }>(url(`contacts?q=${encodeURIComponent(q)}`))).body.contacts;
    const [zhao] = await list('赵');
    const [qian] = await list('钱');
    expect(zhao).toMatchObject({ address: '赵女士', numbers: ['0571****0155'] });
    const amended = await desk.post<ContactView>(url(`contacts/${zhao?.id}`), { commandId: uuidv7(), surname: '赵', honorific: '女士', fullName: '赵敏', addNumber: '13344445555' });
    expect(amended.body).toMatchObject({ fullName: '赵敏', numbers: ['0571****0155', '133****5555'] });
    const merged = await desk.post<ContactView>(url(`contacts/${zhao?.id}/merge`), { commandId: uuidv7(), intoId: qian?.id });
    expect(merged.body.numbers).toEqual(['0571****0155', '133****5555']);
    expect((await match('5550155')).contacts).toHaveLength(1);
  });

  it('T-15: given a person asks to be forgotten, then contact, calls, events and words of the journal lose name and number, and the figures stay', async () => {
    const callId = uuidv7();
    await call(desk, callId, [{ ...OPEN, number: '13233334444' }, { step: 'log', sheet: { surname: '孙', honorific: '先生', fullName: '孙悟空', purpose: 'enquiry', notes: '要忘记的话' } }]);
    await expect.poll(async () => (await match('13233334444')).contacts.length).toBe(1);
    const [contact] = (await match('13233334444')).contacts;
    expect((await desk.post(url(`contacts/${contact?.id}/forget`), { commandId: uuidv7() })).status).toBe(403);
    expect((await manager.post(url(`contacts/${contact?.id}/forget`), { commandId: uuidv7() })).status).toBe(200);
    expect(await match('13233334444')).toMatchObject({ contacts: [], calls: [] });
    expect((await desk.get<CallView>(url(`calls/${callId}`))).body).toMatchObject({ isErased: true, number: null, address: '', fullName: null, purpose: 'enquiry' });
    const left = await world.owner.query<{ text: string }>(`select string_agg(t, '') as text from (select to_jsonb(c)::text as t from calls c union all select to_jsonb(e)::text from call_events e union all select text from journal_texts union all select to_jsonb(n)::text from contact_numbers n union all select to_jsonb(n)::text from contacts n) all_of_it`);
    expect(left.rows[0]?.text).not.toMatch(/孙悟空|要忘记的话|13233334444/);
  });

  it('given calls past their time, when the night’s look comes, then names and numbers are gone, numbers of the month stay, and the next look is set once', async () => {
    const before = world.clock.now();
    await expect.poll(async () => (await world.owner.query(`select from clocks where subject = $1 and cancelled_at is null`, [deskIdOf(world.siteId)])).rowCount).toBe(1);
    const count = async () => (await world.owner.query('select from calls where number is not null and not live')).rowCount;
    expect(await count()).toBeGreaterThan(3);
    world.clock.set(new Date(Date.parse(before) + 366 * 86_400_000).toISOString());
    await sweep();
    expect(await count()).toBe(0);
    expect((await world.owner.query('select from call_events')).rowCount).toBe(0);
    expect((await world.owner.query(`select from contacts where status = 'known'`)).rowCount).toBe(0);
    expect((await world.owner.query<{ due: string }>(`select due_at as due from clocks where subject = $1 and cancelled_at is null`, [deskIdOf(world.siteId)])).rowCount).toBe(1);
    world.clock.set(before);
    expect((await manager.get<{ total: { inbound: number } }>(url('telephone/figures?month=2026-11'))).body.total.inbound).toBeGreaterThan(5);
  });
});
