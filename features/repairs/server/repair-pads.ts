import { z } from 'zod';
import { refuse } from '../../../platform/core/refusal.ts';
import type { AppOptions } from '../../../platform/server/app.ts';
import type { PadSource } from '../../../platform/server/pads.ts';
import { disorderOf } from '../core/paper-times.ts';
import { pliesOf, type RepairOrder } from '../core/repair-order.ts';
import { renderPad } from './slip-pdf.ts';
import { zPrintQuery, type CopyLookOf } from './slip-routes.ts';

/** `copies`: laser paper is one page a copy, and a pen reaches only one. */
const zPaper = zPrintQuery.extend({ copies: z.enum(['all', 'desk']).default('all') });

/** Blank repair slips (M-53). */
export const repairPads = (deps: Pick<AppOptions, 'publicUrl'> & { readonly codes: { write(code: { kind: 'slip'; siteId: string; id: string }): string }; readonly copyLook: CopyLookOf }): PadSource => ({
  kinds: ['user', 'facility'],
  entries: async (reader, siteId, subjects) => {
    const rows = await reader.query<{ state: RepairOrder; place: string | null; keyed_by: string | null }>(
      `select r.state, p.name as place, k.name as keyed_by from repairs r left join places p on p.site_id = r.site_id and p.id = r.place_id left join people k on k.id = r.intake_by where r.site_id = $1 and r.id = any ($2)`,
      [siteId, [...subjects]],
    );
    return new Map(rows.map(({ state, place, keyed_by }) => [state.id, { place: place ?? state.placeText ?? null, item: state.item, at: state.receivedAt, keyedBy: keyed_by, writtenBy: state.writtenBy ?? null, disorder: disorderOf(state), hasScan: state.photos.some((photo) => photo.phase === 'slip') }]));
  },
  between: async (reader, siteId, from, to) =>
    (await reader.query<{ id: string }>(`select id from repairs where site_id = $1 and received_at >= $2 and received_at < $3 and state ? 'padNumber'`, [siteId, from, to])).map((row) => row.id),
  print: async (reader, { site, kind, sheets, query }) => {
    const asked = zPaper.safeParse(query);
    if (!asked.success || (kind !== 'user' && kind !== 'facility')) return refuse('bad-input');
    const { paper, dataOnly, x, y, copies } = asked.data;
    const look = await deps.copyLook(reader.query, site.id);
    const pad = await renderPad(
      { kind, siteName: site.name, ...(site.company ? { company: site.company } : {}), ...(site.complaintsPhone ? { complaintsPhone: site.complaintsPhone } : {}), block1: {}, block2: {}, materials: [] },
      // The code is the slip's own from now on: once keyed in, it books the copy's return.
      sheets.map((sheet) => ({ number: sheet.text, ...(deps.publicUrl ? { qr: `${deps.publicUrl}/g/${deps.codes.write({ kind: 'slip', siteId: site.id, id: sheet.subject })}` } : {}) })),
      { paper, dataOnly: dataOnly === '1', offset: { x, y }, reprint: 0, look, copies: copies === 'desk' ? ['desk'] : pliesOf(kind) },
    );
    return pad.pdf;
  },
});
