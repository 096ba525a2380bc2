import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import { BAR_WORDS } from './bar-words.ts';
import { SERVICE_WORDS } from './service-words.ts';

/** The sentence for this moment. The annex breaks off before the service, so it is the house's own and says so. */
export const Say = ({ text }: { text: string }): ReactNode => {
  const words = useWords(SERVICE_WORDS);
  const bar = useWords(BAR_WORDS);
  return <p className="fy-say fy-say-short"><Text span size="xs" c="dimmed">{words.say} · {bar.house}</Text> 「{text}」</p>;
};
