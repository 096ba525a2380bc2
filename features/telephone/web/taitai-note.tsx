import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { hasTaitai } from '../core/wording.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

/** Asks under what was typed whether she said 太太 herself (T-22). */
export const TaitaiNote = ({ texts, said }: { texts: readonly (string | undefined)[]; said: boolean | undefined }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  return hasTaitai(texts, said) ? <Text size="xs" className="fy-soon" role="status">{words.taitaiAsk} <SourceLink id="T-22" /></Text> : null;
};
