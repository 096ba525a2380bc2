import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { HANDOVER_SECTIONS, type HandoverLine } from '../core/handover.ts';
import { SECTION_LABELS, sayLine, type LineWords } from '../core/handover-words.ts';
import { ROSTER_WORDS } from './roster-words.ts';

/** What is open, part by part. */
export const Lines = ({ lines, lineWords }: { lines: readonly HandoverLine[]; lineWords: LineWords }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  if (lines.length === 0) return <Text c="dimmed">{words.nothingOpen}</Text>;
  return HANDOVER_SECTIONS.filter((section) => lines.some((line) => line.section === section)).map((section) => {
    const own = lines.filter((line) => line.section === section);
    return (
      <section key={section}>
        <Text fw={600} size="sm">{SECTION_LABELS[language][section]} {own.length}</Text>
        <ul className="fy-plain fy-lines">{own.map((line) => { const more = sayLine(line, language, lineWords); return <li key={line.ref}>{line.label}{more ? <Text span size="sm" c="dimmed"> · {more}</Text> : null}</li>; })}</ul>
      </section>
    );
  });
};
