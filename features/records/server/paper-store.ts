import { USUAL_LOOK, type CopyLook } from '../../../platform/core/copy-look.ts';
import type { SubjectKind } from '../../../platform/server/command-runner.ts';
import type { Query } from '../../../platform/server/database.ts';
import { derivedId } from '../../../platform/server/ids.ts';
import { stateRows } from '../../../platform/server/state-rows.ts';
import { evolvePaper, NO_SETTINGS, type PaperEvent, type PaperState } from '../core/paper-settings.ts';

export const paperId = (siteId: string): string => derivedId(`paper/${siteId}`);

const ROWS = stateRows<PaperState>('paper_settings', {});

/** A centre's paper; `logo` goes in with the event that sets it. */
export const paperKind = (logo?: Buffer): SubjectKind<PaperState, PaperEvent> => ({
  feature: 'records',
  load: ROWS.load,
  evolve: (state, event, ids) => evolvePaper(state, event, ids),
  journal: (event) => {
    const { type, at, recordedAt, by: _by, ...fields } = event;
    if (event.type !== 'PaperChanged') return { event: type, data: fields, text: {}, occurredAt: at, recordedAt };
    // What a centre calls its copies is its own words.
    const { names, ...colours } = event.settings.copies;
    return { event: type, data: { settings: { forms: event.settings.forms, copies: colours } }, text: Object.fromEntries(Object.entries(names).map(([copy, name]) => [`copy-${copy}`, name])), occurredAt: at, recordedAt };
  },
  clocks: () => [],
  finding: () => {
    throw new Error('Paper has no clocks.');
  },
  jobs: () => [],
  number: (_trx, _siteId, events) => Promise.resolve(events),
  save: (_trx, input) => {
    const row = ROWS.save(input);
    // One statement may write a row once: the picture goes with it.
    const place = `$${row.values.length + 1}`;
    return [{ name: 'paper-save', text: `${row.text.replace(') values (', ', logo) values (').replace(/\)\s*on conflict/, `, ${place}::bytea) on conflict`)}, logo = ${input.state.logo ? `coalesce(${place}::bytea, paper_settings.logo)` : 'null'}`, values: [...row.values, logo ?? null] }];
  },
});

export type Paper = { readonly state: PaperState; readonly version: number; readonly logo: Buffer | undefined };
export const readPaperOf = async (query: Query, siteId: string): Promise<Paper> => {
  const row = (await query<{ state: PaperState; version: number; logo: Buffer | null }>('select state, version, logo from paper_settings where site_id = $1', [siteId], 'paper-read'))[0];
  return row ? { state: row.state, version: row.version, logo: row.logo ?? undefined } : { state: { ...NO_SETTINGS, id: paperId(siteId) }, version: 0, logo: undefined };
};
/** How a centre's copies of a slip look. */
export const copyLookOf = async (query: Query, siteId: string): Promise<CopyLook> => (await query<{ copies: CopyLook | null }>(`select state->'copies' as copies from paper_settings where site_id = $1`, [siteId], 'copy-look'))[0]?.copies ?? USUAL_LOOK;
/** The form number a centre gave a register, or the one it comes with. */
export const formOf = (paper: Paper, register: { readonly id: string; readonly form: string }): string => paper.state.forms[register.id] || register.form;
/** The same for a register that is printed elsewhere, blank. */
export const formIn = async (query: Query, siteId: string, id: string, sources: readonly { readonly register: { readonly id: string; readonly form: string } }[]): Promise<string> => {
  const register = sources.find((source) => source.register.id === id)?.register;
  return register ? formOf(await readPaperOf(query, siteId), register) : '';
};
