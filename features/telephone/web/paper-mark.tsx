import { Anchor, Badge, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import type { CallRow } from '../core/call-contract.ts';
import { PAPER_WORDS } from './paper-words.ts';
import type { TelephoneScreen } from './telephone-api.ts';

type Paper = NonNullable<CallRow['paper']>;

/** 补录: short in a list, with a sign where its times do not agree. */
export const PaperMark = ({ paper }: { paper: Paper }): ReactNode => {
  const words = useWords(PAPER_WORDS);
  return <Badge size="sm" variant="outline" color="gray">{paper.disorder.length > 0 ? '▲ ' : ''}{words.mark(paper.number)}</Badge>;
};

/** Who wrote it and keyed it in, what does not agree, and the pictures for whoever may see a whole number. */
export const PaperFacts = ({ screen, paper }: { screen: TelephoneScreen; paper: Paper }): ReactNode => {
  const words = useWords(PAPER_WORDS);
  const { language } = useLanguage();
  const name = (step: string): string => words.times[step] ?? step;
  return (
    <>
      <Text size="xs" c="dimmed">{words.keyed(paper.writtenBy, paper.keyedBy ?? '—', formatWhen(paper.keyedAt, { zone: screen.zone, language }))}{screen.may('telephone.reveal') ? paper.scans.map((hash, index) => <Anchor key={hash} size="xs" ml={8} href={`/api/sites/${screen.siteId}/files/${hash}`} target="_blank">{words.scanOf(index + 1)}</Anchor>) : null}</Text>
      {paper.disorder.length > 0 ? <Text size="xs" className="fy-soon">▲ {words.disorder(paper.disorder.map((pair) => words.before(name(pair.step), name(pair.before))).join('、'))}</Text> : null}
    </>
  );
};
