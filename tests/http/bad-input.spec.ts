import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../platform/server/ids.ts';
import type { StepInput } from '../../features/repairs/core/repair-steps.ts';
import { aFault, logFault, startProgram, takeSteps, type Client, type Problem, type World } from '../support/program.ts';

describe('bad input gets a clear answer and changes nothing', () => {
  let world: World;
  let site = '';
  let desk: Client, technician: Client;
  beforeAll(async () => {
    world = await startProgram();
    site = world.siteId;
    [desk, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician')]);
  });
  afterAll(() => world.end());

  it.each([
    ['an empty fault', { item: '   ' }, 400, 'bad-input'],
    ['a fault of 10,000 characters', { item: '漏'.repeat(10_000) }, 400, 'bad-input'],
    ['an appointment before the request', { appointmentAt: '2026-11-23T05:00:00Z' }, 409, 'appointment-in-past'],
    ['a request in the future', { receivedAt: '2026-11-23T09:00:00Z' }, 409, 'time-in-future'],
    ['no place', { placeText: undefined }, 409, 'place-missing'],
    ['a place nobody knows', { placeText: undefined, placeId: '018f0000-0000-7000-8000-000000000001' }, 409, 'place-unknown'],
    ['a step nobody knows', { steps: [{ step: 'conjure' }] }, 400, 'bad-input'],
    ['a step that comes too early', { steps: [{ step: 'accept', signWay: 'paper' }] }, 409, 'not-issued-yet'],
    ['an id that is none', { repairId: 'x' }, 400, 'bad-input'],
  ])('given %s, when it is logged, then it is refused with its code', async (_name, wrong, status, code) => {
    const before = await world.owner.query('select count(*)::int as n from repairs');
    const answer = await desk.post<Problem>(`/api/sites/${site}/repairs`, aFault(wrong));
    expect(answer).toMatchObject({ status, type: expect.stringContaining('application/problem+json'), body: { code } });
    expect((await world.owner.query('select count(*)::int as n from repairs')).rows).toEqual(before.rows);
  });

  it('given text that is no JSON, when it is posted, then it is a plain refusal', async () => {
    const response = await fetch(`${world.origin}/api/sites/${site}/repairs`, { method: 'POST', headers: { cookie: desk.cookie, 'content-type': 'application/json' }, body: '{"item":' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'bad-input' });
  });

  const refused = async (who: Client, id: string, steps: StepInput[], more: Record<string, unknown> = {}): Promise<Problem> => {
    const before = await world.owner.query('select state, version from repairs where id = $1', [id]);
    const answer = await takeSteps<Problem>(who, site, id, steps, more);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await world.owner.query('select state, version from repairs where id = $1', [id])).rows).toEqual(before.rows);
    return answer.body;
  };

  it('given technicians nobody knows, of another centre or another trade, when one is notified, then the code says which', async () => {
    const { row } = await logFault(desk, site, { steps: [{ step: 'issue' }] });
    const other = await world.signIn('technician2-b');
    for (const technicianId of [randomUUID(), other.personId, desk.personId])
      expect(await refused(desk, row.id, [{ step: 'notify', technicianId, channel: 'radio' }])).toMatchObject({ code: 'technician-unknown', facts: { technicianId } });
  });

  it('given a wrong PIN or none, when the technician signs, then nothing is signed (M-12)', async () => {
    const { row } = await logFault(desk, site, { steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'app' }] });
    expect(await refused(technician, row.id, [{ step: 'accept', signWay: 'pin' }])).toMatchObject({ code: 'signature-missing' });
    expect(await refused(technician, row.id, [{ step: 'accept', signWay: 'pin' }], { pin: '0000' })).toMatchObject({ code: 'wrong-pin' });
    expect(await refused(technician, row.id, [{ step: 'accept', signWay: 'screen' }])).toMatchObject({ code: 'signature-missing' });
  });

  it('given a signature of nothing, of another centre or never sent, when it is used, then nothing is signed (M-12, M-31)', async () => {
    const { row } = await logFault(desk, site, { steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'app' }] });
    const send = async (siteId: string, who: Client, drawn: string) => {
      const body = new Uint8Array(await sharp({ create: { width: 400, height: 120, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).composite(drawn ? [{ input: Buffer.from(drawn) }] : []).png().toBuffer());
      const answer = await fetch(`${world.origin}/api/sites/${siteId}/files`, { method: 'POST', headers: { cookie: who.cookie, 'content-type': 'image/png' }, body });
      return ((await answer.json()) as { hash: string }).hash;
    };
    const line = '<svg width="400" height="120"><path d="M20 90 C 90 10 150 110 380 30" stroke="#1c2321" stroke-width="3" fill="none"/></svg>';
    const accept = (signatureFile: string): StepInput[] => [{ step: 'accept', signWay: 'screen', signatureFile }];
    expect(await refused(technician, row.id, accept(await send(site, technician, '')))).toMatchObject({ code: 'signature-missing' });
    expect(await refused(technician, row.id, accept(await send(world.siteB, await world.signIn('technician-b'), line)))).toMatchObject({ code: 'file-unknown' });
    expect(await refused(technician, row.id, accept('a'.repeat(64)))).toMatchObject({ code: 'file-unknown' });
    expect(await refused(desk, row.id, [{ step: 'addPhoto', hash: 'b'.repeat(64), phase: 'before' }])).toMatchObject({ code: 'file-unknown' });
    const theirs = await send(site, await world.signIn('guard'), line.replace('110', '70'));
    expect(await refused(desk, row.id, [{ step: 'addPhoto', hash: theirs, phase: 'before' }]), 'a hash alone opens nobody’s picture').toMatchObject({ code: 'file-unknown' });
    expect((await takeSteps(technician, site, row.id, accept(await send(site, technician, line)))).status).toBe(200);
  });

  it('given a signature that somebody else sent, or that stands on a record, when it is used again, then it signs nothing (M-12, M-31, M-49)', async () => {
    const order = () => logFault(desk, site, { kind: 'facility', source: 'patrol', placeId: undefined, steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'app' }] });
    let drawings = 0;
    const draw = async (who: Client): Promise<string> => {
      drawings += 1;
      const body = new Uint8Array(await sharp({ create: { width: 400, height: 120, channels: 3, background: '#fff' } }).composite([{ input: Buffer.from(`<svg width="400" height="120"><path d="M20 90 L 380 ${drawings * 9}" stroke="#123"/></svg>`) }]).png().toBuffer());
      return ((await (await fetch(`${world.origin}/api/sites/${site}/files`, { method: 'POST', headers: { cookie: who.cookie, 'content-type': 'image/png' }, body })).json()) as { hash: string }).hash;
    };
    const [first, second] = [await order(), await order()];
    const accept = (signatureFile: string): StepInput[] => [{ step: 'accept', signWay: 'screen', signatureFile, technicianId: technician.personId }];
    const own = await draw(technician);
    expect(await refused(desk, first.row.id, accept(own)), 'the desk, with the technician’s').toMatchObject({ code: 'file-unknown' });
    expect((await takeSteps(technician, site, first.row.id, accept(own))).status).toBe(200);
    expect(await refused(technician, second.row.id, accept(own)), 'of another order').toMatchObject({ code: 'file-unknown' });
    const work = (signatureFile: string): StepInput[] => [{ step: 'arrive' }, { step: 'start', asReported: true }, { step: 'test', to: '主管', passed: true }, { step: 'record', workDone: '换灯', result: 'fixed' }, { step: 'judge', acceptance: 'accepted', department: '销售部' }, { step: 'sign', signWay: 'desk_tablet', signedBy: '主管', signatureFile }];
    expect(await refused(technician, first.row.id, work(own)), 'the technician’s as the department’s').toMatchObject({ code: 'file-unknown' });
    expect((await takeSteps(technician, site, first.row.id, work(await draw(technician)))).status).toBe(200);
    const both = await draw(desk);
    expect(await refused(desk, second.row.id, [...accept(both), ...work(both)]), 'one for both, at once').toMatchObject({ code: 'file-unknown' });
    expect((await takeSteps(desk, site, second.row.id, accept(both))).status, 'drawn at the desk').toBe(200);
  });

  it('given a technician, when they rate, book paper or sign for others, then it is forbidden (M-31)', async () => {
    const { row } = await logFault(desk, site, { steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'app' }] });
    const rating: StepInput = { step: 'rate', workmanship: 'satisfied', attitude: 'satisfied', conduct: 'satisfied' };
    const wrong: StepInput[][] = [
      [rating],
      [{ step: 'accept', signWay: 'paper' }],
      [{ step: 'accept', signWay: 'pin', technicianId: desk.personId }],
      [{ step: 'urge' }],
      [{ step: 'ready', way: 'paper' }],
      [{ step: 'ready', way: 'radio' }],
      [{ step: 'cancel', reason: '不修了' }],
    ];
    for (const steps of wrong) expect(await refused(technician, row.id, steps, { pin: '2580' }), JSON.stringify(steps)).toMatchObject({ code: 'forbidden' });
  });

  it('given one bad step among good ones, when they are sent together, then none is taken', async () => {
    const { row } = await logFault(desk, site);
    expect(await refused(desk, row.id, [{ step: 'issue' }, { step: 'urge' }, { step: 'resume' }])).toMatchObject({ code: 'step-not-possible', facts: { index: 2, step: 'resume' } });
    expect(await refused(desk, row.id, [{ step: 'issue', at: '2026-11-22T01:00:00Z' }])).toMatchObject({ code: 'time-before-request' });
    expect(await refused(desk, row.id, [{ step: 'issue', at: '2027-01-01T01:00:00Z' }])).toMatchObject({ code: 'time-in-future' });
  });

  it('given marks nobody sees in what was copied, when it is written down, then they are left out; given what no database can hold, a cursor or a time that is none, then it is refused and nothing goes wrong', async () => {
    const { row } = await logFault(desk, site, { item: '\u202d灯\u0007不亮\u202c\u0000 \ud800', placeText: '大厅\n北侧' });
    expect(row).toMatchObject({ item: '灯不亮', place: '大厅\n北侧' });
    const id = randomUUID();
    const epoch = (await desk.get<{ cursor: string }>('/api/feed')).body.cursor.split('.')[0];
    for (const path of [`sites/${site}/repairs/search?q=%00`, `sites/${site}/repairs?filter=open&after=foo|${id}`, `sites/${site}/complaints?filter=all&after=foo 1_${id}`, `sites/${site}/complaints?filter=all&after=%2B012345-01-01T00:00:00Z_${id}`, `feed?after=${epoch}.99999999999999999999.0`])
      expect([path, (await desk.get(`/api/${path}`)).status]).toEqual([path, 400]);
  });

  it('given a command that was handled, when its id comes again, then only whoever gave it hears its outcome, of the same deed', async () => {
    const [commandId, complaintId, noted] = [randomUUID(), uuidv7(), randomUUID()];
    const { row } = await logFault(desk, site);
    const urge = (who: Client, step: StepInput) => who.post<Problem>(`/api/sites/${site}/repairs/${row.id}/steps`, { commandId, steps: [step] });
    expect([(await urge(desk, { step: 'issue' })).status, (await urge(desk, { step: 'issue' })).status]).toEqual([200, 200]);
    expect((await urge(await world.signIn('manager'), { step: 'issue' })).body.code).toBe('command-reused');
    const complaint = { commandId: randomUUID(), complaintId, kind: 'complaint', channel: 'in_person', name: '赵', honorific: '先生', contact: '13666667777', content: '等了很久', grade: 'minor' };
    expect((await desk.post(`/api/sites/${site}/complaints`, complaint)).status).toBe(200);
    const step = (who: Client, id: string, body: object) => who.post<Problem & { view: { contactShown: string | null } }>(`/api/sites/${site}/complaints/${complaintId}/steps`, { commandId: id, step: body });
    expect((await step(desk, noted, { step: 'note', text: '已问前台' })).status).toBe(200);
    expect((await step(desk, noted, { step: 'readContact' })).body).toMatchObject({ code: 'command-reused' });
    const reading = randomUUID();
    expect([(await step(desk, reading, { step: 'readContact' })).body.view.contactShown, (await step(desk, reading, { step: 'readContact' })).body.view.contactShown]).toEqual(['13666667777', '13666667777']);
    expect((await step(await world.signIn('quality'), reading, { step: 'readContact' })).body.code).toBe('command-reused');
    expect((await world.owner.query(`select from journal where subject = $1 and event = 'ComplaintContactRead'`, [complaintId])).rowCount).toBe(1);
  });
});
