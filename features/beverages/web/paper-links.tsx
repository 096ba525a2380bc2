import { Anchor, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import { BAR_WORDS } from './bar-words.ts';

/** The same paper for the printer and as a workbook. */
export const PaperLinks = ({ siteId, paper, query, print }: { siteId: string; paper: 'count-sheet' | 'requisition' | 'month'; query: string; print?: string }): ReactNode => {
  const words = useWords(BAR_WORDS);
  const path = (end: string): string => `/api/sites/${siteId}/bar/${paper}.${end}?${query}`;
  return (
    <Group gap="sm" wrap="nowrap">
      <Anchor size="sm" href={path('pdf')} target="_blank">{print ?? words.print}</Anchor>
      <Anchor size="sm" href={path('xlsx')} download>{words.sheet}</Anchor>
    </Group>
  );
};
