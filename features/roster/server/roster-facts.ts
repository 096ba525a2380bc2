import type { Instant } from '../../../platform/core/instant.ts';
import { addDays, localDate } from '../../../platform/core/working-calendar.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { presenceAt } from '../core/presence.ts';
import type { PresenceState } from '../core/roster-contract.ts';
import { isOnAt } from '../core/shift.ts';
import { presencesOf, shiftsAround, workersOf } from './roster-queries.ts';

export type PresenceNow = { readonly state: PresenceState; readonly backAt: Instant | null; /** When it was said; null where nobody said anything. */ readonly setAt: Instant | null };

/** Where everybody of a centre is, as it was said and still holds (T-30); nobody is `unknown` by guess. */
export const presencesNow = async (reader: Reader, siteId: string, now: Instant): Promise<ReadonlyMap<string, PresenceNow>> =>
  new Map((await presencesOf(reader, siteId)).map((row) => [row.personId, { ...presenceAt(row, now), setAt: row.setAt }]));

/** Who stands at a post now, by the roster. */
export const onShiftNow = async (reader: Reader, site: { readonly id: string; readonly zone: string }, now: Instant): Promise<ReadonlySet<string>> => {
  const today = localDate(now, site.zone);
  return new Set((await shiftsAround(reader, site.id, addDays(today, -1), today)).filter((shift) => isOnAt(shift, now)).map((shift) => shift.personId));
};

/** Who works in a centre now. */
export const colleaguesOf = async (reader: Reader, siteId: string, now: Instant): Promise<{ id: string; name: string; pinyin: string; initials: string }[]> =>
  (await workersOf(reader, siteId, now)).filter((worker) => worker.isHere).map(({ id, name, pinyin, initials }) => ({ id, name, pinyin, initials }));
