import type { Instant } from '../../platform/core/instant.ts';
import { addDays, instantAt, localDate } from '../../platform/core/working-calendar.ts';
import { seedBar } from '../../features/beverages/server/demo-bar.ts';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import { seedTelephone } from '../../features/telephone/server/demo-telephone.ts';
import { seedAmends } from './demo-amends.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { logRepairCommand, takeRepairStepsCommand, type RepairDeps } from '../../features/repairs/server/repair-commands.ts';
import type { Step } from '../../features/repairs/core/repair-steps.ts';
import type { Role } from '../../platform/core/roles.ts';

type Person = { id: string; username: string; roles: Role[] };

const FAULTS: readonly (readonly [place: string, item: string, type: string, kind: 'user' | 'facility', work: string])[] = [
  ['样板间1', '卫生间花洒滴水', 'tap', 'user', '更换花洒阀芯'],
  ['洽谈区', '空调出风不冷', 'aircon', 'facility', '清洗滤网，补充冷媒'],
  ['大厅', '入口左侧射灯不亮', 'lamp', 'facility', '更换射灯灯泡'],
  ['样板间2', '入户门锁打不开', 'door-lock', 'user', '更换锁芯，配新钥匙两把'],
  ['办公室', '打印机旁插座没电', 'socket', 'user', '插座接线松脱，重新压接'],
  ['女洗手间', '第二隔间马桶冲水不停', 'toilet', 'facility', '更换水箱浮球阀'],
  ['沙盘区', '沙盘东侧灯带闪烁', 'model', 'facility', '更换灯带电源'],
  ['样板间3', '阳台窗户关不严', 'window', 'user', '调整窗扇滑轮'],
  ['水吧', '饮水机不出热水', 'water-heater', 'facility', '更换加热管'],
  ['财务室', '网络断断续续', 'network', 'user', '重做水晶头，更换跳线'],
  ['洽谈区', '3号桌椅子腿松动', 'furniture', 'facility', '紧固螺丝，加胶'],
  ['会议室', '窗帘拉不动', 'window', 'user', '清理轨道，更换滑轮'],
  ['男洗手间', '洗手盆下水慢', 'tap', 'facility', '疏通下水，清理存水弯'],
  ['样板间1', '主卧开关面板松动', 'socket', 'user', '重新固定面板'],
  ['影音室', '投影幕布卡住', 'furniture', 'facility', '调整幕布限位'],
  ['经理室', '空调滴水', 'aircon', 'user', '疏通冷凝水管'],
  ['儿童区', '护角脱落一处', 'furniture', 'facility', '重新粘贴护角'],
  ['样板间2', '厨房吊柜门下垂', 'furniture', 'user', '调整铰链'],
  ['签约区', '台灯不亮', 'lamp', 'facility', '更换灯泡'],
  ['办公室', '门把手松动', 'door-lock', 'user', '紧固把手螺丝'],
  ['电梯厅', '应急灯不亮', 'lamp', 'facility', '更换应急灯电池'],
  ['样板间3', '客厅地板翘边一块', 'furniture', 'user', '重新铺贴翘边地板'],
  ['贵宾洽谈室', '空调有异响', 'aircon', 'facility', '紧固风机'],
  ['财务室', '百叶窗拉绳断', 'window', 'user', '更换拉绳'],
  ['样板间1', '次卧灯不亮', 'lamp', 'user', '更换灯泡'],
  ['停车场', '道闸抬杆慢', 'door-lock', 'facility', '调整道闸弹簧'],
];
/** When people report things: three or four a day, while the doors are open. */
const HOURS = ['09:40', '13:20', '15:45', '17:05'];
const DAYS = 7;
const REPORTERS = ['王经理', '李主管', '陈女士', '赵先生', '销售前台'];

/** A week of lifelike repairs, made through the same commands people use, each at its own time. */
export const seedHistory = async (deps: RepairDeps & { readonly filesFolder: string }): Promise<void> => {
  const sites = await deps.database.query<{ id: string }>('select site_id as id from memberships group by site_id order by min(valid_from), site_id');
  const end = new Date(deps.clock.now()).getTime();
  for (const site of sites) {
    await seedRoster(deps.database, site.id, deps.clock.now());
    await seedTelephone(deps, site.id);
    await seedAmends(deps, site.id);
    const people = await deps.database.query<Person>(
      `select p.id, p.username, array_agg(m.role) as roles from memberships m join people p on p.id = m.person_id where m.site_id = $1 group by p.id, p.username`,
      [site.id],
    );
    const desk = people.find((person) => person.roles.includes('desk_agent'));
    const technicians = people.filter((person) => person.roles.includes('technician'));
    const [places, zones] = await deps.database.read([site.id], (reader) =>
      Promise.all([reader.query<{ id: string; name: string }>('select id, name from places where site_id = $1', [site.id]), reader.query<{ zone: string }>('select zone from sites where id = $1', [site.id])]),
    );
    const zone = zones[0]?.zone ?? 'Asia/Shanghai';
    const [assistant, manager] = (['property_assistant', 'property_manager'] as const).map((role) => people.find((person) => person.roles.includes(role)));
    // The neighbour starts without a bar, as a new centre does.
    if (assistant?.username === 'assistant' && manager) await seedBar(deps, { siteId: site.id, zone, assistant: { personId: assistant.id, roles: assistant.roles }, manager: { personId: manager.id, roles: manager.roles } });
    if (!desk || technicians.length === 0) continue;
    for (let index = 0; index < 26; index += 1) {
      const fault = FAULTS[index % FAULTS.length];
      const technician = technicians[index % technicians.length];
      if (!fault || !technician) continue;
      const [placeName, item, typeId, kind, work] = fault;
      const place = places.find((candidate) => candidate.name === placeName);
      // The last four are of the last hour and stand at different steps.
      const daysAgo = DAYS - Math.floor((index * DAYS) / 22);
      const turn = index - Math.ceil(((DAYS - daysAgo) * 22) / DAYS);
      const past = instantAt(zone, addDays(localDate(deps.clock.now(), zone), -daysAgo), HOURS[turn] ?? '17:05');
      const start = index < 22 ? new Date(past).getTime() : end - (26 - index) * 11 * 60_000;
      const at = (minutes: number): Instant => new Date(start + minutes * 60_000).toISOString();
      const now = { value: at(0) };
      const timed: RepairDeps = { ...deps, clock: { now: () => now.value } };
      const who = { actor: { personId: desk.id, roles: desk.roles } };
      const repairId = uuidv7(start);
      const logged = await logRepairCommand(
        timed,
        {
          siteId: site.id, commandId: uuidv7(start), repairId, kind, channel: index % 3 === 0 ? 'in_person' : 'phone', item, typeId, urgent: index % 9 === 0, beforeOpening: false, steps: [],
          ...(kind === 'facility' ? { source: 'patrol' as const } : {}),
          ...(place ? { placeId: place.id } : { placeText: placeName }),
          reporterName: REPORTERS[index % REPORTERS.length],
        },
        who,
      );
      if (!logged.ok) throw new Error(`The demo history was refused: ${logged.code}`);
      const slow = index % 6 === 5 ? 14 : 0;
      const accept: Step = { step: 'accept', signWay: 'paper', technicianId: technician.id };
      const script: readonly (readonly [number, Step])[] = [
        [2, { step: 'issue' }],
        [2, { step: 'print', reprint: false }],
        [3, { step: 'notify', technicianId: technician.id, channel: 'radio' }],
        [6, accept],
        [14 + slow, { step: 'ready' }],
        [22 + slow, { step: 'arrive' }],
        [23 + slow, { step: 'consent', given: true, by: '现场主管' }],
        [24 + slow, { step: 'start', asReported: true, moved: true, covered: true, sheet: true }],
        [50 + slow, { step: 'explainCause', cause: 'wear', explained: true }],
        [52 + slow, { step: 'tidy', wiped: true, tools: true, rubbish: true, restored: true }],
        [54 + slow, { step: 'test', to: '现场主管', passed: true }],
        [55 + slow, { step: 'record', workDone: `${work}，试用正常`, result: 'fixed', cause: 'wear' }],
        [56 + slow, { step: 'judge', acceptance: 'accepted', ...(kind === 'facility' ? { department: 'sales' } : {}) }],
        ...(kind === 'user' ? ([[57 + slow, { step: 'rate', workmanship: 'satisfied', attitude: 'satisfied', conduct: index % 5 === 0 ? 'fair' : 'satisfied' }]] as const) : []),
        [58 + slow, { step: 'sign', signWay: 'paper', signedBy: '现场主管' }],
        [80 + slow, { step: 'moveCopy', ply: 'desk', custody: 'returned' }],
        ...(kind === 'user' ? ([[300, { step: 'followUp', result: index % 7 === 0 ? 'fair' : 'satisfied', method: 'phone' }]] as const) : []),
      ];
      // Two of the older ones keep their desk copy out, one waits for its call.
      const until = index === 20 || index === 21 ? 58 + slow : index === 19 ? 299 : Number.POSITIVE_INFINITY;
      for (const [minutes, step] of script) {
        if (minutes > until || start + minutes * 60_000 > end) break;
        now.value = at(minutes);
        const taken = await takeRepairStepsCommand(timed, { siteId: site.id, repairId, commandId: uuidv7(start + minutes * 60_000), steps: [step] }, who);
        if (!taken.ok) throw new Error(`The demo history was refused: ${step.step} ${taken.code}`);
      }
    }
  }
};
