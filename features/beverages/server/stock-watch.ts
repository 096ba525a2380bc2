import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Query } from '../../../platform/server/database.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { judgeStock, type BarItem, type ItemEvent } from '../core/bar-item.ts';
import { itemKind } from './bar-store.ts';
import { WATCH_JOB } from './bar-subjects.ts';

/** What was never counted is not short. */
type Row = { state: BarItem; onHand: number };
const readStockOf = (query: Query, siteId: string, itemIds: readonly string[]): Promise<Row[]> =>
  query<Row>('select i.state, s.on_hand as "onHand" from bar_items i join bar_stock s on s.site_id = i.site_id and s.item_id = i.id where i.site_id = $1 and i.id = any ($2::uuid[])', [siteId, itemIds], 'bar-stock-watch');

/** Judges each item on what is there now, so that it may run late, twice, or once for many changes (B-08). */
export const barJobs = (deps: RunnerDeps): JobHandler[] => [
  {
    name: WATCH_JOB,
    retries: 5,
    seconds: 60,
    run: async (payload) => {
      const { siteId, itemIds } = payload as { siteId: string; itemIds: string[] };
      const rows = await deps.database.read([siteId], (reader) => readStockOf(reader.query, siteId, itemIds));
      for (const { state: item, onHand } of rows) {
        const seen = judgeStock(item, { onHand, at: deps.clock.now() });
        if (!seen.ok || seen.events.length === 0) continue;
        await runCommand<BarItem, ItemEvent, undefined, Row[]>(deps, {
          kind: itemKind, siteId, subject: item.id, name: 'watchBarStock', actor: null,
          ask: (trx) => readStockOf(trx.query, siteId, [item.id]),
          decide: (state, { now, facts }) => (state && facts[0] ? judgeStock(state, { onHand: facts[0].onHand, at: now }) : { ok: true, events: [] }),
        });
      }
    },
  },
];
