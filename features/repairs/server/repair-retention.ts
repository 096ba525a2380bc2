import { isRefusal } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Query } from '../../../platform/server/database.ts';
import { letFilesGo, type FileHolders } from '../../../platform/server/file-holders.ts';
import { keptOutlook, type RetentionSource } from '../../../platform/server/retention.ts';
import { filesToErase, keptSince, type Erasable } from '../core/repair-erasure.ts';
import type { RepairEvent } from '../core/repair-events.ts';
import type { RepairOrder } from '../core/repair-order.ts';
import { loadOrder, repairKind, RULES } from './repair-store.ts';

/** Names, numbers, signatures and pictures of orders that ended; `openCases`: orders on which an open case of another feature rests. */
export const repairRetention = (deps: RunnerDeps & FileHolders & { openCases(query: Query, siteId: string, repairIds: readonly string[]): Promise<ReadonlySet<string>> }): RetentionSource[] => {
  const erase = (what: Erasable) => async (siteId: string, subject: string): Promise<void> => {
    const order = await deps.database.read([siteId], async (reader) => (await loadOrder(reader.query, siteId, subject, false))?.state);
    if (!order || keptSince(order, what) === undefined) return;
    // Files first: whoever dies on the way comes back to a record that still names them.
    await letFilesGo(deps, { siteId, table: 'repair_files', column: 'repair_id', subject, hashes: filesToErase(order, what) });
    const done = await runCommand<RepairOrder, RepairEvent>(deps, {
      kind: repairKind, siteId, subject, name: 'erase', actor: null,
      decide: (state, { now }) => ({ ok: true, events: state && keptSince(state, what) !== undefined ? [{ type: 'PersonalErased', at: now, recordedAt: now, by: '', what }] : [] }),
    });
    if (isRefusal(done)) throw new Error(done.code);
  };
  return [
    {
      id: RULES.people, parameter: 'repairs.keep_days', record: { zh: '维修单', en: 'Work orders' }, holds: { zh: '报修人姓名、电话，签收人和签名，走访备注，已签维修单的扫描件', en: 'Name and number of the reporter, who signed and the signature, notes of the visit, scans of the signed slip' },
      from: { zh: '自结单或作废起；有投诉、赔付未结的等结案', en: 'from closing; while a complaint or claim about it is open it waits' }, after: { zh: '抹去姓名、电话、签名和流水文字；单号、时间、地点、做了什么保留', en: 'names, numbers, signatures and the words of its timeline go; number, times, place and work stay' },
      outlook: keptOutlook(RULES.people), erase: erase('people'), heldAmong: deps.openCases,
    },
    {
      id: RULES.pictures, parameter: 'repairs.keep_photos_days', record: { zh: '维修照片', en: 'Pictures of orders' }, holds: { zh: '报修、维修前后的照片', en: 'Photos of the fault, before and after' },
      from: { zh: '自结单或作废起；有投诉、赔付未结的等结案', en: 'from closing; while a complaint or claim about it is open it waits' }, after: { zh: '照片和文件一起删除', en: 'pictures and their files are deleted' },
      outlook: keptOutlook(RULES.pictures), erase: erase('pictures'), heldAmong: deps.openCases,
    },
  ];
};
