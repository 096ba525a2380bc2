import { mayReveal } from '../core/telephone-permissions.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Reader, Write } from '../../../platform/server/database.ts';
import { letFilesGo, type FileHolders } from '../../../platform/server/file-holders.ts';
import { erasureWrite, keepingWrite, keptOutlook, type RetentionSource } from '../../../platform/server/retention.ts';

const RULE = 'telephone-scans';

/** Pictures of the papers a call or message was keyed in from, and since when they are only kept. */
export const scanWrites = (input: { siteId: string; subject: string; since: Instant; scans: readonly string[] }): Write[] => {
  const { siteId, subject, since, scans } = input;
  if (scans.length === 0) return [];
  return [
    { name: 'telephone-files', text: 'insert into telephone_files select $1, hash, $2 from unnest($3::text[]) hash on conflict do nothing', values: [siteId, subject, [...scans]] },
    ...keepingWrite(RULE, { siteId, subject, before: undefined, since }),
  ];
};

/** Whole names and numbers stand on the paper: whoever may see a whole number sees it (T-15). */
export const mayReadTelephoneFile = async (reader: Reader, input: { siteId: string; hash: string; personId: string }, roles: readonly Role[]): Promise<boolean> =>
  mayReveal({ personId: input.personId, roles }) && (await reader.query('select from telephone_files where site_id = $1 and hash = $2 limit 1', [input.siteId, input.hash], 'telephone-file')).length > 0;

/** One picture shows the lines of many callers: where one of them is forgotten, it goes as if its time were over. */
export const FORGET_SCANS = `update kept_personal set since = '-infinity' where site_id = $1 and rule = '${RULE}' and subject in
  (select o.subject_id from telephone_files f join telephone_files o on o.site_id = f.site_id and o.hash = f.hash where f.site_id = $1 and f.subject_id in (select id from calls where site_id = $1 and number = any($2::text[]) union all select id from messages where site_id = $1 and number = any($2::text[])))`;

export const scanRetention = (deps: RunnerDeps & FileHolders): RetentionSource => ({
  id: RULE, parameter: 'telephone.retention_days', record: { zh: '来电、留言纸单的扫描件', en: 'Scans of call and message papers' }, holds: { zh: '纸上写的姓名、号码、单位、内容', en: 'Names, numbers, firms and words as written' }, from: { zh: '自来电或记录起；有人要求抹去时当夜', en: 'from the call or its taking; the same night when somebody asks to be forgotten' }, after: { zh: '图片和文件一起删除', en: 'pictures and their files are deleted' },
  outlook: keptOutlook(RULE),
  erase: async (siteId, subject) => {
    const { database, clock } = deps;
    const hashes = (await database.read([siteId], (reader) => reader.query<{ hash: string }>('select hash from telephone_files where site_id = $1 and subject_id = $2', [siteId, subject], 'telephone-files-of'))).map((row) => row.hash);
    if (hashes.length === 0) return;
    await letFilesGo(deps, { siteId, table: 'telephone_files', column: 'subject_id', subject, hashes });
    await database.write([siteId], async (trx) => {
      for (const table of ['calls', 'messages']) await trx.query(`update ${table} set state = jsonb_set(state, '{paper,scans}', '[]') where site_id = $1 and id = $2 and state ? 'paper'`, [siteId, subject], `${table}-scans-drop`);
      const [row] = await trx.query<{ number: string | null }>('select paper_number as number from calls where site_id = $1 and id = $2 union all select paper_number from messages where site_id = $1 and id = $2', [siteId, subject], 'scans-number');
      const kept = erasureWrite({ siteId, at: clock.now(), rule: RULE, why: 'retention', records: row?.number ? [row.number] : [] });
      await trx.query(kept.text, [...(kept.values ?? [])], kept.name);
    });
  },
});
