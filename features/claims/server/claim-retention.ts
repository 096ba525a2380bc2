import { isRefusal } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { letFilesGo, type FileHolders } from '../../../platform/server/file-holders.ts';
import { keptOutlook, type RetentionSource } from '../../../platform/server/retention.ts';
import { claimantFiles, namedSince, type Claim, type ClaimEvent } from '../core/claim.ts';
import { CLAIM_ROWS, claimKind } from './claim-store.ts';

/** Whoever suffered or caused damage, once the claim is settled and its time is over (M-38). */
export const claimRetention = (deps: RunnerDeps & FileHolders): RetentionSource[] => [
  {
    id: 'claims', parameter: 'claims.keep_days', record: { zh: '赔偿单', en: 'Claims' }, holds: { zh: '受损方和责任方姓名、联系方式、经过、收款人、双方签名', en: 'Names and contacts of both sides, the account, who was paid, signatures' },
    from: { zh: '自结案或作废起', en: 'from settling' }, after: { zh: '抹去姓名、联系方式、签名和流水文字；编号、物品、金额、审批保留', en: 'names, contacts, signatures and the words of its timeline go; number, thing, amount and approvals stay' },
    outlook: keptOutlook('claims'),
    erase: async (siteId, subject) => {
      const claim = await deps.database.read([siteId], async (reader) => (await CLAIM_ROWS.read(reader.query, siteId, subject))?.state);
      if (!claim || namedSince(claim) === undefined) return;
      await letFilesGo(deps, { siteId, table: 'claim_files', column: 'claim_id', subject, hashes: claimantFiles(claim) });
      const done = await runCommand<Claim, ClaimEvent>(deps, { kind: claimKind, siteId, subject, name: 'erase', actor: null, decide: (state, { now }) => ({ ok: true, events: state && namedSince(state) !== undefined ? [{ type: 'ClaimantErased', at: now, recordedAt: now, by: '' }] : [] }) });
      if (isRefusal(done)) throw new Error(done.code);
    },
  },
];
