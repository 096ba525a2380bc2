import { FINDINGS, type Finding } from '../../../platform/core/health.ts';
import type { Instant } from '../../../platform/core/instant.ts';

/** What a centre has been told stands open of the machine it lives on. */
export type Upkeep = { readonly open: Readonly<Partial<Record<Finding, Instant>>> };

export type UpkeepEvent =
  | { readonly type: 'HealthFound'; readonly at: Instant; readonly finding: Finding; /** When the last good backup was made; null = never. */ readonly lastBackupAt?: Instant | null; /** Up to when the log is archived; null = nothing yet. */ readonly archivedUntil?: Instant | null }
  | { readonly type: 'HealthMended'; readonly at: Instant; readonly finding: Finding };

export const evolveUpkeep = (state: Upkeep | undefined, event: UpkeepEvent): Upkeep => {
  const { [event.finding]: _gone, ...rest } = state?.open ?? {};
  return { open: event.type === 'HealthFound' ? { ...rest, [event.finding]: event.at } : rest };
};

/** What must be told so that a centre knows what stands. */
export const tell = (state: Upkeep | undefined, now: { readonly at: Instant; readonly findings: readonly Finding[]; readonly lastBackupAt: Instant | null; readonly archivedUntil: Instant | null }): UpkeepEvent[] =>
  FINDINGS.flatMap((finding): UpkeepEvent[] => {
    const isOpen = state?.open[finding] !== undefined;
    const isFound = now.findings.includes(finding);
    if (isFound === isOpen) return [];
    if (!isFound) return [{ type: 'HealthMended', at: now.at, finding }];
    return [{ type: 'HealthFound', at: now.at, finding, ...(finding === 'backup' ? { lastBackupAt: now.lastBackupAt } : finding === 'archive' ? { archivedUntil: now.archivedUntil } : {}) }];
  });
