import type { Instant } from '../../platform/core/instant.ts';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { logRepairCommand, takeRepairStepsCommand, type RepairDeps } from '../../features/repairs/server/repair-commands.ts';
import type { Step } from '../../features/repairs/core/repair-steps.ts';
import type { Role } from '../../platform/core/roles.ts';

type Person = { id: string; username: string; roles: Role[] };

const FAULTS: readonly (readonly [place: string, item: string, type: string, kind: 'user' | 'facility'])[] = [
  ['样板间1', '卫生间花洒滴水', 'tap', 'user'],
  ['洽谈区', '空调出风不冷', 'aircon', 'facility'],
  ['大厅', '入口左侧射灯不亮', 'lamp', 'facility'],
  ['样板间2', '入户门锁打不开', 'door-lock', 'user'],
  ['办公室', '打印机旁插座没电', 'socket', 'user'],
  ['女洗手间', '第二隔间马桶冲水不停', 'toilet', 'facility'],
  ['沙盘区', '沙盘东侧灯带闪烁', 'model', 'facility'],
  ['样板间3', '阳台窗户关不严', 'window', 'user'],
  ['水吧', '饮水机不出热水', 'water-heater', 'facility'],
  ['财务室', '网络断断续续', 'network', 'user'],
  ['洽谈区', '3号桌椅子腿松动', 'furniture', 'facility'],
  ['办公室', '窗帘拉不动', 'window', 'user'],
];
const REPORTERS = ['王经理', '李主管', '陈女士', '赵先生', '销售前台'];

/** A week of lifelike repairs, made through the same commands people use, each at its own time. */
export const seedHistory = async (deps: RepairDeps): Promise<void> => {
  const sites = await deps.database.query<{ id: string }>('select site_id as id from memberships group by site_id order by min(valid_from), site_id');
  const end = new Date(deps.clock.now()).getTime();
  for (const site of sites) {
    await seedRoster(deps.database, site.id, deps.clock.now());
    const people = await deps.database.query<Person>(
      `select p.id, p.username, array_agg(m.role) as roles from memberships m join people p on p.id = m.person_id where m.site_id = $1 group by p.id, p.username`,
      [site.id],
    );
    const desk = people.find((person) => person.roles.includes('desk_agent'));
    const technicians = people.filter((person) => person.roles.includes('technician'));
    const places = await deps.database.read([site.id], (reader) => reader.query<{ id: string; name: string }>('select id, name from places where site_id = $1', [site.id]));
    if (!desk || technicians.length === 0) continue;
    for (let index = 0; index < 26; index += 1) {
      const fault = FAULTS[index % FAULTS.length];
      const technician = technicians[index % technicians.length];
      if (!fault || !technician) continue;
      const [placeName, item, typeId, kind] = fault;
      const place = places.find((candidate) => candidate.name === placeName);
      // The last four are of the last hour and stand at different steps.
      const minutesAgo = index < 22 ? 7 * 1440 - index * 430 - 120 : (26 - index) * 11;
      const start = end - minutesAgo * 60_000;
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
        [3, { step: 'notify', technicianId: technician.id, channel: 'radio' }],
        [6, accept],
        [14 + slow, { step: 'ready' }],
        [22 + slow, { step: 'arrive' }],
        [23 + slow, { step: 'consent', given: true, by: '现场主管' }],
        [24 + slow, { step: 'start', asReported: true, moved: true, covered: true, sheet: true }],
        [50 + slow, { step: 'explainCause', cause: 'wear', explained: true }],
        [52 + slow, { step: 'tidy', wiped: true, tools: true, rubbish: true, restored: true }],
        [54 + slow, { step: 'test', to: '现场主管', passed: true }],
        [55 + slow, { step: 'record', workDone: '更换损坏部件，试用正常', result: 'fixed', cause: 'wear' }],
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
