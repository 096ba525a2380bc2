import { Readable } from 'node:stream';
import sharp from 'sharp';
import type { z } from 'zod';
import type { Endpoint } from '../../platform/core/contract.ts';
import type { Refusal } from '../../platform/core/refusal.ts';
import type { Role } from '../../platform/core/roles.ts';
import { addDays, instantAt, localDate } from '../../platform/core/working-calendar.ts';
import type { Actor, Route } from '../../platform/server/app.ts';
import { recordFile, storeImage } from '../../platform/server/files.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import * as claims from '../../features/claims/core/claim-contract.ts';
import { claimRoutes } from '../../features/claims/server/claim-routes.ts';
import { underOpenClaims } from '../../features/claims/server/claim-facts.ts';
import * as complaints from '../../features/complaints/core/complaint-contract.ts';
import { complaintRoutes } from '../../features/complaints/server/complaint-routes.ts';
import * as conduct from '../../features/conduct/core/conduct-contract.ts';
import { conductRoutes } from '../../features/conduct/server/conduct-routes.ts';
import { pledgeRoutes } from '../../features/conduct/server/pledge-routes.ts';
import * as partners from '../../features/partners/core/partner-contract.ts';
import { partnerRoutes } from '../../features/partners/server/partner-routes.ts';
import type { RepairDeps } from '../../features/repairs/server/repair-commands.ts';

type Person = { readonly id: string; readonly roles: readonly Role[] };
const HOUR = 60;
const DAY = 24 * HOUR;

/** A table before and after it was scratched, and a name written by hand, as pictures of a few hundred bytes. */
const drawing = (shapes: string): Promise<Buffer> => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">${shapes}</svg>`)).png().toBuffer();
const TABLE = '<rect width="480" height="320" fill="#e9e2d3"/><rect x="60" y="110" width="360" height="90" rx="8" fill="#8a5a36"/><path d="M90 200v90M390 200v90" stroke="#6d4528" stroke-width="18"/>';
const SCRATCH = '<path d="M150 135l150 45M170 130l140 40" stroke="#f4e7d4" stroke-width="4"/>';
const NAME = '<path d="M70 190c50-110 70-90 60-10s60-90 90-60 0 90 50 20 90-30 130-10" fill="none" stroke="#1c2321" stroke-width="6"/>';

/** Complaints, claims, conduct and partner firms as a centre has them, through the commands people use, each at its own time. */
export const seedAmends = async (deps: RepairDeps & { readonly filesFolder: string }, siteId: string): Promise<void> => {
  const people = await deps.database.query<Person>('select p.id, array_agg(m.role) as roles from memberships m join people p on p.id = m.person_id where m.site_id = $1 group by p.id, p.username order by p.username', [siteId]);
  const of = (role: Role): Person | undefined => people.find((person) => person.roles.includes(role));
  const [desk, manager, foreman, technician] = (['desk_agent', 'property_manager', 'foreman', 'technician'] as const).map(of);
  if (!desk || !manager || !foreman || !technician) return;
  const { places, zone } = await deps.database.read([siteId], async (reader) => ({
    places: await reader.query<{ id: string; name: string }>('select id, name from places where site_id = $1', [siteId]),
    zone: (await reader.query<{ zone: string }>('select zone from sites where id = $1', [siteId]))[0]?.zone ?? 'Asia/Shanghai',
  }));
  const place = (name: string) => places.find((entry) => entry.name === name)?.id;
  const end = Date.parse(deps.clock.now());
  const now = { value: deps.clock.now() };
  // Nobody is alerted of history, and the PINs of invented people are known.
  const timed = { ...deps, raise: undefined, clock: { now: () => now.value }, verifyPin: () => Promise.resolve('ok' as const), heldAmong: underOpenClaims };
  const routes: readonly Route[] = [
    ...complaintRoutes(timed), ...claimRoutes(timed), ...pledgeRoutes(timed), ...partnerRoutes(timed),
    ...conductRoutes({ ...timed, onDismissed: () => undefined, raiseIncident: () => Promise.resolve({ ok: false, code: 'unavailable', facts: {} }) }),
  ];
  /** One command of the contract, so many minutes ago, checked like any other. */
  const call = async <I extends z.ZodType, O extends z.ZodType>(minutesAgo: number, by: Person, endpoint: Endpoint<I, O>, given: Record<string, unknown>): Promise<z.output<O>> => {
    now.value = new Date(end - minutesAgo * 60_000).toISOString();
    const handler = routes.find((route) => route.endpoint.name === endpoint.name)?.handler;
    const actor: Actor = { personId: by.id, roles: [...by.roles] };
    const answer = (await handler?.({ siteId, actor, caller: { personId: by.id, name: '', sites: new Map() } as never, request: undefined as never, input: endpoint.input.parse({ siteId, commandId: uuidv7(), ...given }) })) as z.output<O> | Refusal | undefined;
    if (!answer || (typeof answer === 'object' && 'ok' in answer && answer.ok === false)) throw new Error(`The demo cases were refused: ${endpoint.name} ${JSON.stringify(answer)}`);
    return answer as z.output<O>;
  };
  const picture = async (shapes: string, by: Person): Promise<string> => {
    const stored = await storeImage({ folder: deps.filesFolder, siteId, body: Readable.from([await drawing(shapes)]) });
    if ('refused' in stored) throw new Error(`The demo picture was refused: ${stored.refused}`);
    await recordFile(deps.database, { folder: deps.filesFolder, siteId, file: stored, personId: by.id, now: now.value });
    return stored.hash;
  };

  const complain = async (minutesAgo: number, fields: Record<string, unknown>, steps: readonly (readonly [minutesAgo: number, by: Person, step: Record<string, unknown>])[], kind: 'complaint' | 'report' = 'complaint'): Promise<void> => {
    const complaintId = uuidv7(end - minutesAgo * 60_000);
    await call(minutesAgo, desk, complaints.openComplaintEndpoint, { complaintId, kind, channel: 'phone', ...fields });
    for (const [ago, by, step] of steps) await call(ago, by, kind === 'report' ? complaints.stepReport : complaints.stepComplaint, { complaintId, step });
  };
  await complain(6 * DAY, { name: '赵女士', contact: '13800002001', identity: 'customer', placeId: place('洽谈区'), content: '空调太冷，说了两次没人调', wish: '希望有人管' }, [
    [6 * DAY - 20, desk, { step: 'respond', way: 'phone', text: '已请工程师傅去调，十分钟内回话' }], [6 * DAY - 90, desk, { step: 'note', text: '温控面板误设为 20 度' }], [6 * DAY - 120, manager, { step: 'decide', finding: 'founded', cause: 'delay', text: '已调到 25 度，向客户致歉' }],
    [6 * DAY - 150, desk, { step: 'answer', way: 'phone', text: '已调好，谢谢您提醒' }], [6 * DAY - 170, desk, { step: 'correct', text: '开门前巡查加看温控面板' }], [5 * DAY, desk, { step: 'returnCall', result: 'satisfied', method: 'phone', note: '客户表示满意' }],
  ]);
  await complain(2 * DAY, { name: '孙先生', contact: '13800002002', identity: 'owner', grade: 'important', placeId: place('样板间2'), department: '工程部', content: '样板间吊灯松动，站在下面不放心' }, [
    [2 * DAY - 40, desk, { step: 'respond', way: 'phone', text: '已围挡，工程部当天处理' }], [1.5 * DAY, manager, { step: 'decide', finding: 'founded', cause: 'facility', text: '已紧固，全部吊灯逐一检查' }], [1.4 * DAY, desk, { step: 'answer', way: 'phone', text: '已加固并检查完毕' }],
  ]);
  await complain(5 * HOUR, { name: '周小姐', contact: '13800002003', identity: 'customer', channel: 'in_person', placeId: place('水吧'), content: '等了二十分钟没有人来问喝什么' }, [[4.8 * HOUR, desk, { step: 'respond', way: 'in_person', text: '当面致歉，马上安排' }]]);
  await complain(25, { anonymous: true, channel: 'written', placeId: place('停车场'), content: '停车场道闸抬得慢，排队排到马路上' }, []);
  await complain(3 * DAY, { anonymous: true, channel: 'written', content: '有人把水吧的茶叶带回家' }, [[3 * DAY - 60, manager, { step: 'respond', way: 'impossible', text: '匿名，无法联系，先核实' }], [2.9 * DAY, manager, { step: 'note', text: '先核对一周出入库' }]], 'report');

  const claim = async (minutesAgo: number, fields: Record<string, unknown>, steps: readonly (readonly [minutesAgo: number, by: Person, step: Record<string, unknown>])[]): Promise<void> => {
    const claimId = uuidv7(end - minutesAgo * 60_000);
    await call(minutesAgo, desk, claims.openClaimEndpoint, { claimId, ...fields });
    for (const [ago, by, step] of steps) await call(ago, by, claims.stepClaim, { claimId, step });
  };
  const [before, after, signature] = [await picture(TABLE, desk), await picture(TABLE + SCRATCH, desk), await picture(NAME, desk)];
  await claim(5 * DAY, { direction: 'ours', placeId: place('样板间1'), injuredName: '云栖置业', item: '胡桃木茶几', quantity: 1, priceCents: 368_000, boughtOn: '2025-05-20', damage: '搬梯子时桌面划出两道', liable: 'technician', liablePersonId: technician.id, photos: [{ hash: before, phase: 'before' }, { hash: after, phase: 'after' }] }, [
    [5 * DAY - 60, foreman, { step: 'judge', liable: 'technician', liablePersonId: technician.id, text: '进场没有铺垫布' }], [4.5 * DAY, desk, { step: 'propose', way: 'compensate', amountCents: 46_000, text: '请原厂修复的费用' }], [4.4 * DAY, foreman, { step: 'approve' }],
    [4 * DAY, desk, { step: 'agree', signedBy: '钱经理', signWay: 'screen', signatureFile: signature, pin: '2580' }], [3 * DAY, desk, { step: 'settle', by: 'transfer', amountCents: 46_000, receivedBy: '云栖置业', reference: '转账 1123' }], [3 * DAY - 30, foreman, { step: 'prevent', text: '进样板间先铺垫布，班前会讲一次' }],
  ]);
  await claim(1.2 * DAY, { direction: 'theirs', placeId: place('大厅'), injuredName: '本案场', item: '落地花瓶', priceCents: 128_000, damage: '小朋友碰倒，瓶口缺一块', liable: 'guest' }, [[1.1 * DAY, foreman, { step: 'judge', liable: 'guest', text: '家长在场，愿意赔' }], [1 * DAY, desk, { step: 'propose', way: 'compensate', amountCents: 60_000, text: '按半价' }]]);
  await claim(3 * HOUR, { direction: 'ours', placeId: place('停车场'), injuredName: '吴先生', injuredContact: '13800002004', item: '汽车后视镜', damage: '道闸落杆碰到' }, []);

  const breach = async (minutesAgo: number, by: Person, fields: Record<string, unknown>, steps: readonly (readonly [minutesAgo: number, by: Person, step: Record<string, unknown>])[]): Promise<void> => {
    const breachId = uuidv7(end - minutesAgo * 60_000);
    await call(minutesAgo, by, conduct.recordBreachEndpoint, { breachId, ...fields });
    for (const [ago, who, step] of steps) await call(ago, who, conduct.stepBreach, { breachId, step });
  };
  await breach(4 * DAY, foreman, { kind: 'smoking', personId: technician.id, placeText: '设备间', source: 'camera', description: '在设备间吸烟', evidence: '11 月录像 14:05' }, [
    [3.8 * DAY, technician, { step: 'state', text: '当时太累了，以后不会' }], [3.5 * DAY, manager, { step: 'decide', finding: 'founded', sanction: 'talk', text: '口头提醒，班前会重申', pin: '2580' }], [3.4 * DAY, manager, { step: 'tell' }],
  ]);
  await breach(5 * HOUR, foreman, { kind: 'gossip', personId: technician.id, placeText: '样板间3', source: 'complaint', description: '在客户面前谈论别家装修', evidence: '销售前台转述' }, []);

  const technicians = people.filter((person) => person.roles.includes('technician'));
  await call(2 * DAY, manager, conduct.askPledges, { personIds: technicians.map((person) => person.id) });
  await call(1.5 * DAY, technician, conduct.signPledgeEndpoint, { pin: '2580' });

  const today = localDate(deps.clock.now(), zone);
  const firm = async (name: string, contact: string, phone: string, trade: string): Promise<string> => {
    const firmId = uuidv7(end - 20 * DAY * 60_000);
    await call(20 * DAY, manager, partners.saveFirm, { firmId, name, contacts: [{ name: contact, duty: '现场负责人', phone }], warranties: [{ trade, from: addDays(today, -400), until: addDays(today, 330) }] });
    return firmId;
  };
  const [builder, cooling] = [await firm('宏远建设有限公司', '周工', '13800003001', 'water'), await firm('清风空调工程有限公司', '许工', '13800003002', 'aircon')];
  const refer = async (minutesAgo: number, firmId: string, fields: Record<string, unknown>, steps: readonly (readonly [minutesAgo: number, step: Record<string, unknown>])[]): Promise<void> => {
    const referralId = uuidv7(end - minutesAgo * 60_000);
    await call(minutesAgo, desk, partners.openReferral, { referralId, firmId, ...fields });
    for (const [ago, step] of steps) await call(ago, desk, partners.stepReferral, { referralId, step });
  };
  const tomorrow = instantAt(zone, addDays(today, 1), '10:00');
  await refer(4 * DAY, builder, { placeId: place('女洗手间'), defect: '第三隔间地面渗水' }, [[4 * DAY - 15, { step: 'call', spokeWith: '周工', promisedAt: new Date(end - 3 * DAY * 60_000).toISOString() }], [3.2 * DAY, { step: 'arrive', who: '周工一行两人' }], [3 * DAY, { step: 'finish', result: 'fixed', text: '重做防水，闭水试验合格' }]]);
  await refer(6 * HOUR, cooling, { placeId: place('贵宾洽谈室'), defect: '风机盘管异响，疑似轴承' }, [[5.8 * HOUR, { step: 'call', spokeWith: '许工', promisedAt: tomorrow }]]);
};
