import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { clauseById } from '../../../handbook/core/handbook-facts.ts';
import { MOMENTS, neverSay, sentencesFor, TIPS, type Moment, type SentenceFacts } from '../../core/telephone-sentences.ts';
import type { Line } from '../../core/whereabouts.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

const SHOWN: readonly Moment[] = MOMENTS.filter((moment) => moment !== 'follow-up');

/** Right of the card: the sentence to say now, what never to say struck out under it, the manner last. */
export const SentencesColumn = ({ moment, facts, closing, onMoment }: { moment: Moment; facts: SentenceFacts; closing?: Line | undefined; onMoment(moment: Moment): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  const lines = [...(closing ? [closing] : []), ...sentencesFor(moment, facts)];
  const never = neverSay(moment);
  return (
    <Stack gap={8}>
      <Text size="xs" c="dimmed">{words.say} · {words.moments[moment]}</Text>
      {lines.map((line, index) => (
        <div key={`${line.key}${line.text}`} className={index === 0 ? 'fy-sentence' : 'fy-sentence fy-sentence-next'}>
          <p lang="zh-CN">{line.text}</p>
          {language === 'en' ? <Text size="xs" c="dimmed">{line.meaning}</Text> : null}
          <SourceLink id={line.clause} origin={line.origin} />
        </div>
      ))}
      {never.length > 0 ? (
        <div>
          <Text size="xs" c="dimmed">{words.never[never[0]?.clause ?? ''] ?? words.never['T-31']} <SourceLink id={never[0]?.clause ?? 'T-31'} /></Text>
          <ul className="fy-plain fy-lines" lang="zh-CN">{never.map((phrase) => <li key={phrase.original}><s className="fy-never">{phrase.original}</s></li>)}</ul>
        </div>
      ) : null}
      <Group gap={4} role="group" aria-label={words.say}>
        {SHOWN.map((entry) => <Button key={entry} size="compact-xs" variant={entry === moment ? 'light' : 'subtle'} color={entry === moment ? undefined : 'gray'} aria-pressed={entry === moment} onClick={() => onMoment(entry)}>{words.moments[entry]}</Button>)}
      </Group>
      <Text size="xs" c="dimmed" lang="zh-CN">{TIPS.map((tip) => clauseById(tip).text.replace(/[。:]$/u, '')).join(' · ')}</Text>
    </Stack>
  );
};
