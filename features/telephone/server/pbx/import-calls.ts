import type { Instant } from '../../../../platform/core/instant.ts';
import type { FileRow } from '../../../../platform/server/file-rows.ts';
import type { CallEvent } from '../../core/call-event.ts';
import { callEvents, groupToCall, isNameless, readCdrRow, readCdrTime, type CdrProblem, type CdrRow } from '../../core/pbx/cdr-mapper.ts';
import type { CdrModel } from '../../core/pbx/pbx-settings.ts';
import { createCdrGroups } from './cdr-groups.ts';

/** Events handed over at a time: short transactions, so that a working centre does not wait. */
const BATCH = 200;

export type CallsImported = { read: number; calls: number; answered: number; refused: number };
export type RefusedLine = { readonly line: number; readonly problem: CdrProblem; readonly cells: readonly string[] };

const REASONS: Readonly<Record<CdrProblem, { readonly zh: string; readonly en: string }>> = {
  'columns-missing': { zh: '缺少需要的列', en: 'a column that is needed is missing' },
  'line-not-matched': { zh: '这一行与格式不符', en: 'the line does not match the expression' },
  'time-unreadable': { zh: '时间无法识别', en: 'the time cannot be read' },
  'no-call-id': { zh: '没有通话编号，也没有主被叫号码', en: 'neither a call id nor numbers' },
};
export const reasonOf = (problem: CdrProblem): { readonly zh: string; readonly en: string } => REASONS[problem];

/**
 * Past calls from a call record, through the same events as living ones. The same file again gives the same events,
 * which change nothing; what cannot be read is refused line by line, with the reason.
 */
export const importCalls = async (
  input: {
    readonly rows: AsyncIterable<FileRow>; readonly model: CdrModel; readonly zone: string; readonly source: string; readonly now: Instant;
    readonly extensions?: Readonly<Record<string, string>>; readonly signal?: AbortSignal;
    onRefused?(line: RefusedLine): void | Promise<void>; onProgress?(count: Readonly<CallsImported>): void;
  },
  emit: (events: CallEvent[]) => Promise<void>,
): Promise<CallsImported> => {
  const { model, zone } = input;
  const groups = createCdrGroups(model);
  const count: CallsImported = { read: 0, calls: 0, answered: 0, refused: 0 };
  let header: readonly string[] | undefined = 'columns' in model.line && model.line.header ? undefined : [];
  let waiting: CallEvent[] = [];
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    await emit(waiting);
    waiting = [];
    input.onProgress?.(count);
  };
  const take = async (whole: readonly (readonly CdrRow[])[]): Promise<void> => {
    for (const rows of whole) {
      const call = groupToCall(model, rows, zone, input.extensions);
      if (!call) continue;
      count.calls += 1;
      if (call.disposition === 'answered') count.answered += 1;
      waiting.push(...callEvents(call, { source: input.source, receivedAt: input.now }));
      if (waiting.length >= BATCH) await flush();
    }
  };
  for await (const file of input.rows) {
    if (input.signal?.aborted) break;
    if (!header) {
      header = file.cells.map((cell) => cell.trim());
      continue;
    }
    count.read += 1;
    const row = readCdrRow(model, file, header);
    const when = 'problem' in row ? '' : [row.fields.date, row.fields.time].filter((part) => part !== undefined).join(' ');
    const problem: CdrProblem | undefined = 'problem' in row ? row.problem : readCdrTime(when, model.dates, zone) === undefined ? 'time-unreadable' : isNameless(row) ? 'no-call-id' : undefined;
    if (problem !== undefined || 'problem' in row) {
      count.refused += 1;
      await input.onRefused?.({ line: file.line, problem: problem ?? 'line-not-matched', cells: file.cells });
      continue;
    }
    await take(groups.add(row));
  }
  await take(groups.rest());
  await flush();
  return count;
};
