import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useWords } from '../../../platform/web/i18n.tsx';
import { useHandovers } from './roster-api.ts';
import { ROSTER_WORDS } from './roster-words.ts';

/** M-52: what waits to be taken, and what nobody wrote, stands on top of the next shift's screen, whatever page is open. */
export const HandoverBanner = ({ siteId }: { siteId: string }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { data } = useHandovers(siteId);
  const said = data ? [...(data.unwritten.length > 0 ? [`▲ ${words.shiftBefore}`] : []), ...(data.open.some((handover) => handover.status === 'given') ? [words.openNow] : [])] : [];
  return said.map((text) => <div key={text} className="fy-offline" role="status">{text} · <Link href="/duty/handover">{words.look}</Link></div>);
};
