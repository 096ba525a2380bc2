import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { addDays, localDate } from '../../../platform/core/working-calendar.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { useDuty } from './roster-api.ts';
import { ROSTER_WORDS } from './roster-words.ts';

/** M-51: nobody on duty tomorrow stands in red on the manager's screen, whatever page is open. */
export const GapBanner = ({ siteId, zone, to }: { siteId: string; zone: string; to: string }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const duty = useDuty(siteId);
  const tomorrow = addDays(localDate(serverInstant(), zone), 1);
  const gaps = (duty.data?.gaps ?? []).filter((gap) => gap.day === tomorrow);
  if (gaps.length === 0) return null;
  const posts = [...new Set(gaps.map((gap) => `${gap.post}${gap.left.length > 0 ? words.leftGap(gap.left.join(words.separator)) : ''}`))];
  return <div className="fy-gap-banner" role="status">▲ {words.gapTomorrow(posts.join(words.separator))} · <Link href={to}>{words.plan}</Link></div>;
};
