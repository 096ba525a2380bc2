import type { LocalDate } from '../../../platform/core/working-calendar.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { gapsOn, type Gap } from '../core/coverage.ts';
import type { NamedGap } from '../core/roster-alerts.ts';
import type { Post, Shift } from '../core/shift.ts';
import { namesOf } from './roster-queries.ts';

/** The holes of some days with their posts' names, and with the names of those who were planned there and have left. */
export const namedGaps = async (reader: Reader, site: SiteRow, days: readonly LocalDate[], posts: readonly Post[], shifts: readonly Shift[]): Promise<(Gap & NamedGap)[]> => {
  const gaps = days.flatMap((day) => gapsOn(calendarOf(site), day, posts, shifts));
  const names = await namesOf(reader, gaps.flatMap((gap) => gap.left));
  return gaps.map((gap) => ({ ...gap, post: posts.find((post) => post.id === gap.postId)?.name ?? '', leftNames: gap.left.map((id) => names.get(id) ?? '') }));
};
