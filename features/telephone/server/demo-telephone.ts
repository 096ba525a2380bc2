import type { Role } from '../../../platform/core/roles.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import type { CallStepInput } from '../core/call-contract.ts';
import { takeCallCommand } from './call-commands.ts';
import { searchOf } from './directory-queries.ts';

/** Invented lines of a sales centre; the numbers lead nowhere. */
const ENTRIES: readonly { username: string | null; name: string; department: string; extension: string; handles: string; pronoun?: '他' | '她' }[] = [
  { username: 'sales', name: '', department: '销售部', extension: '8001', handles: '房价 优惠 看房预约', pronoun: '她' },
  { username: 'manager', name: '', department: '物业部', extension: '8002', handles: '物业费 装修 停车', pronoun: '她' },
  { username: 'head', name: '', department: '工程部', extension: '8010', handles: '维修 水电 空调', pronoun: '他' },
  { username: null, name: '财务室', department: '财务部', extension: '8020', handles: '发票 付款 定金' },
  { username: null, name: '合约窗口', department: '合约部', extension: '8030', handles: '合同 签约 贷款材料' },
];
type Demo = { readonly minutesAgo: number; readonly number: string; readonly steps: readonly CallStepInput[] };
const log = (sheet: Extract<CallStepInput, { step: 'log' }>['sheet']): CallStepInput => ({ step: 'log', sheet, hungUpBy: 'caller' });
const CALLS: readonly Demo[] = [
  { minutesAgo: 200, number: '13800001001', steps: [{ step: 'rings', rings: 2 }, log({ surname: '王', honorific: '先生', purpose: 'enquiry', notes: '问二期什么时候开盘' })] },
  { minutesAgo: 150, number: '0571-5550155', steps: [{ step: 'rings', rings: 1 }, log({ surname: '欧阳', honorific: '女士', company: '云栖建设有限公司', purpose: 'other', notes: '送货时间改到明天上午' })] },
  { minutesAgo: 95, number: '13800001003', steps: [{ step: 'rings', rings: 4 }, log({ surname: '李', honorific: '总', purpose: 'enquiry', notes: '问车位', late: 'special', lateReason: '正接待来访客人' })] },
  { minutesAgo: 40, number: '13800001004', steps: [{ step: 'missed' }] },
  { minutesAgo: 20, number: '13800001001', steps: [{ step: 'rings', rings: 2 }, log({ surname: '王', honorific: '先生', fullName: '王海平', purpose: 'enquiry', notes: '问样板间开放时间' })] },
];

/** A directory and a morning of calls, made through the commands people use, each at its own time. */
export const seedTelephone = async (deps: RunnerDeps, siteId: string): Promise<void> => {
  const people = await deps.database.query<{ id: string; name: string; username: string; roles: Role[] }>('select p.id, p.name, p.username, array_agg(m.role) as roles from memberships m join people p on p.id = m.person_id where m.site_id = $1 group by p.id', [siteId]);
  const find = (username: string) => people.find((person) => person.username.replace(/-b$/, '') === username);
  await deps.database.write([siteId], async (trx) => {
    for (const entry of ENTRIES) {
      const person = entry.username ? find(entry.username) : undefined;
      if (entry.username && !person) continue;
      const line = { ...entry, name: person?.name ?? entry.name };
      await trx.query('insert into directory_entries (site_id, id, person_id, name, department, extension, handles, pronoun, search) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [siteId, uuidv7(), person?.id ?? null, line.name, line.department, line.extension, line.handles, line.pronoun ?? null, searchOf(line)]);
    }
  });
  const desk = find('desk');
  if (!desk) return;
  const now = Date.parse(deps.clock.now());
  for (const { minutesAgo, number, steps } of CALLS) {
    const start = now - minutesAgo * 60_000;
    const at = { value: new Date(start).toISOString() };
    const timed: RunnerDeps = { ...deps, clock: { now: () => at.value } };
    const callId = uuidv7(start);
    for (const [index, step] of [{ step: 'open' as const, direction: 'inbound' as const, number }, ...steps].entries()) {
      at.value = new Date(start + index * 25_000).toISOString();
      const taken = await takeCallCommand(timed, { siteId, callId, commandId: uuidv7(start + index), steps: [step] }, { actor: { personId: desk.id, roles: desk.roles } });
      if (isRefusal(taken)) throw new Error(`The demo call was refused: ${taken.code}`);
    }
  }
};
