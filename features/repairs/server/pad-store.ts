import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { Write } from '../../../platform/server/database.ts';
import { uuidv7 } from '../../../platform/server/ids.ts';
import { splitEntry, stateRows } from '../../../platform/server/state-rows.ts';
import { evolvePad, type Pad, type PadEvent } from '../../../platform/core/pad.ts';
import { PAD_SERIES } from '../core/pad-series.ts';
import { formatNumber, monthOf, takeNumbers } from './repair-store.ts';

export const PAD_ROWS = stateRows<Pad>('pad_batches', { kind: (pad) => pad.kind, printed_at: (pad) => pad.at });

const PLAIN = new Set(['kind', 'count', 'numbers', 'why']);

export const padKind: SubjectKind<Pad, PadEvent> = {
  feature: 'pads',
  load: PAD_ROWS.load,
  evolve: evolvePad,
  journal: ({ type, at, recordedAt, by: _by, ...fields }) => ({ event: type, ...splitEntry(fields, PLAIN), occurredAt: at, recordedAt }),
  clocks: () => [],
  finding: () => {
    throw new Error('A pad has no clocks.');
  },
  jobs: () => [],
  number: async (trx, siteId, events, site) =>
    Promise.all(
      events.map(async (event) => {
        if (event.type !== 'PadPrinted') return event;
        const month = monthOf(event.at, site.zone);
        const { series, prefix } = PAD_SERIES[event.kind];
        const last = await takeNumbers(trx, siteId, `${series}-${month}`, event.count);
        return { ...event, numbers: Array.from({ length: event.count }, (_, index) => formatNumber(`${prefix}${month}`, last - event.count + 1 + index)) };
      }),
    ),
  save: (_trx, input) => {
    const { siteId, subject, before, state } = input;
    const row = PAD_ROWS.save(input);
    if (before) {
      const isVoided = (pad: Pad, number: string): boolean => pad.voided[number] !== undefined;
      const changed = state.numbers.filter((number) => isVoided(state, number) !== isVoided(before, number));
      return [row, { name: 'pad-numbers-void', text: `update pad_numbers n set voided_at = c.at from unnest($2::text[], $3::timestamptz[]) c (number, at) where n.site_id = $1 and n.number = c.number`, values: [siteId, changed, changed.map((number) => state.voided[number]?.at ?? null)] }];
    }
    const sheets: Write = {
      name: 'pad-numbers-new',
      text: 'insert into pad_numbers (site_id, number, batch_id, repair_id) select $1, c.number, $2, c.id from unnest($3::text[], $4::uuid[]) c (number, id)',
      values: [siteId, subject, state.numbers, state.numbers.map(() => uuidv7())],
    };
    return [row, sheets];
  },
};
