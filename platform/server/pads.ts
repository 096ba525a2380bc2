import { checkOf, type Disorder, type Pad, type PadKind } from '../core/pad.ts';
import { refuse, type Refusal } from '../core/refusal.ts';
import type { SiteRow } from './site-row.ts';
import type { Reader, Transaction, Write } from './database.ts';

export type PadSheet = { readonly number: string; readonly kind: PadKind; readonly subject_id: string; readonly used_at: string | null; readonly pad: Pad };

export const PAD_SHEET = `select n.number, b.kind, n.repair_id as subject_id, n.used_at, b.state as pad from pad_numbers n join pad_batches b on b.site_id = n.site_id and b.id = n.batch_id where n.site_id = $1 and`;

/** Why this sheet cannot be keyed in, if so. */
export const unusable = (sheet: PadSheet | undefined, number: string): Refusal | undefined => {
  if (!sheet) return refuse('pad-unknown', { number });
  if (sheet.used_at) return refuse('pad-used', { number: sheet.number });
  const voided = sheet.pad.voided[sheet.number];
  return voided ? refuse('pad-voided', { number: sheet.number, why: voided.why }) : undefined;
};

/** Holds the sheet while what it becomes is written: two people with the same sheet are asked one after the other. */
export const lockSheet = async (trx: Transaction, input: { siteId: string; number: string; check: string; subject: string; kind: PadKind; commandId: string }): Promise<Refusal | undefined> => {
  if (input.check.toUpperCase() !== checkOf(input.siteId, input.number)) return refuse('pad-check-wrong', { number: input.number });
  const [sheet] = await trx.query<PadSheet>(`${PAD_SHEET} n.number = $2 for update of n`, [input.siteId, input.number], 'pad-sheet-lock');
  // The twin of a double tap has just used it: the runner's own key finds that and answers what it did.
  if (sheet?.used_at && (await trx.query('select from commands where site_id = $1 and command_id = $2', [input.siteId, input.commandId], 'pad-command-seen')).length > 0) return undefined;
  const wrong = unusable(sheet, input.number);
  if (wrong) return wrong;
  if (sheet?.subject_id !== input.subject) return refuse('pad-unknown', { number: input.number });
  return sheet.kind === input.kind ? undefined : refuse('pad-other-kind', { number: input.number, kind: sheet.kind });
};

/** The sheet is used with what it became, or not at all; whether it may be was asked under its lock. */
export const useSheet = (siteId: string, number: string, at: string): Write => ({ name: 'pad-number-use', text: 'update pad_numbers set used_at = $3 where site_id = $1 and number = $2', values: [siteId, number, at] });

/** What became of a sheet, as the page of the day tells it. */
export type PadEntry = { readonly place: string | null; readonly item: string; readonly at: string; readonly keyedBy: string | null; readonly writtenBy: string | null; readonly disorder: readonly Disorder[]; readonly hasScan: boolean };

/** A feature whose paper comes in pads. */
export type PadSource = {
  readonly kinds: readonly PadKind[];
  /** What these became, by their ids. */
  entries(reader: Reader, siteId: string, subjects: readonly string[]): Promise<ReadonlyMap<string, PadEntry>>;
  /** Those keyed in from paper whose own time lies between. */
  between(reader: Reader, siteId: string, from: string, to: string): Promise<readonly string[]>;
  /** The paper itself; `query` is the address's own. */
  print(reader: Reader, input: { readonly site: SiteRow; readonly kind: PadKind; readonly sheets: readonly { readonly number: string; /** With its check letters. */ readonly text: string; readonly subject: string }[]; readonly query: unknown }): Promise<Buffer | Refusal>;
};
