import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import { markOf, tintOf, type AlertMark as Mark } from '../core/alert-marks.ts';
import { ALERT_WORDS } from './alert-words.ts';

const SHAPES: Readonly<Record<Mark, string>> = { over: '✓', news: '●', notice: '◔', soon: '◔', answer: '▲', late: '▲', top: '▲▲' };

/** How grave it is: by colour, shape and word. */
export const AlertMark = ({ alert }: { alert: Parameters<typeof markOf>[0] }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const mark = markOf(alert);
  return (
    <span className={`fy-mark fy-${tintOf(mark)}`} data-mark={mark}>
      <span aria-hidden="true">{SHAPES[mark]}</span> {words.mark[mark]}
    </span>
  );
};
