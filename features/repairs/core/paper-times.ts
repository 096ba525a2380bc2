import type { Instant } from '../../../platform/core/instant.ts';
import { outOfOrder, type Disorder } from '../../../platform/core/pad.ts';

/** The order in which things happen; only those with one time on the paper. */
const COURSE = ['issue', 'notify', 'accept', 'ready', 'arrive', 'consent', 'start', 'test', 'sign', 'leave'] as const;

type Mark = { readonly at: Instant; readonly way: string };
type Timed = { readonly receivedAt: Instant; readonly marks: Readonly<Record<string, Mark>>; readonly written: Readonly<Record<string, Mark>> };

/** Times on a slip that cannot all be true (M-30). */
export const disorderOf = (order: Timed): readonly Disorder[] => {
  const isPaper = (step: string): boolean => order.written[step] !== undefined || ['paper', 'radio'].includes(order.marks[step]?.way ?? '');
  return outOfOrder([
    { step: 'received', at: order.receivedAt, isPaper: false },
    ...COURSE.flatMap((step) => {
      const mark = order.written[step] ?? order.marks[step];
      return mark ? [{ step, at: mark.at, isPaper: isPaper(step) }] : [];
    }),
  ]);
};
