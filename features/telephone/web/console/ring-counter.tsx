import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { DUE_SHAPES } from '../../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { ringsOf, ringTone } from '../../core/rings.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

/** How often it has rung so far, from time; red from the centre's own limit (T-05). Told aloud when it turns, not every second. */
export const RingCounter = ({ ringMs, limitSeconds }: { ringMs: number; limitSeconds: number }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS).ringing;
  const tone = ringTone(ringMs, limitSeconds);
  const turned = tone === 'calm' ? '' : words[tone];
  return (
    <span className="fy-rings">
      <span role="timer" className={`fy-${tone}`}><span aria-hidden="true">{DUE_SHAPES[tone]}</span> <strong>{words.nth(ringsOf(ringMs))}</strong> {words.seconds(Math.floor(Math.max(0, ringMs) / 1000))}{turned ? ` · ${turned}` : ''}</span>
      <VisuallyHidden role="status">{turned}</VisuallyHidden> <SourceLink id="telephone.three_rings" origin="house" />
    </span>
  );
};

/** Measured by the exchange and kept as it was. */
export const RingsMeasured = ({ ringMs, limitSeconds }: { ringMs: number; limitSeconds: number }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS).ringing;
  return <span className={ringTone(ringMs, limitSeconds) === 'late' ? 'fy-soon' : undefined}>{words.measured(ringsOf(ringMs), Math.round(ringMs / 1000))} <SourceLink id="T-05" /></span>;
};
