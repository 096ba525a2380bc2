import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { copyText } from '../../../platform/web/copy-text.ts';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import type { Brief } from '../core/brief-contract.ts';
import { BRIEF_WORDS, briefDay, briefText, TONE_MARKS } from '../core/brief-text.ts';
import { canCopyPicture, copyPicture, drawBrief, PICTURE_WIDTH } from './brief-picture.ts';
import { BRIEF_PAGE_WORDS } from './brief-words.ts';
import type { RosterScreen } from './duty-panel.tsx';
import { useBrief } from './roster-api.ts';

const Section = ({ section }: { section: Brief['sections'][number] }): ReactNode => {
  const { language } = useLanguage();
  return (
    <section className="fy-brief-section" aria-label={section.title}>
      <Title order={2} size="h4">{section.title}</Title>
      {section.figures.length > 0 ? (
        <dl className="fy-tally">
          {section.figures.map((figure) => <div key={figure.label}><dt>{figure.label}</dt><dd className={figure.tone === 'plain' || figure.value === 0 ? '' : `fy-${figure.tone}`}>{figure.tone !== 'plain' && figure.value > 0 ? `${TONE_MARKS[figure.tone]} ` : ''}{figure.value}</dd></div>)}
        </dl>
      ) : null}
      <ul className="fy-plain fy-lines">
        {section.lines.map((line, index) => (
          <li key={`${index}${line.text}`} className={line.tone === 'plain' ? undefined : `fy-${line.tone}`}>
            <span aria-hidden="true">{TONE_MARKS[line.tone]} </span>{line.text}{line.note ? <Text span size="sm" c="dimmed"> {line.note}</Text> : null}
          </li>
        ))}
      </ul>
      {section.left > 0 ? <Text size="sm" c="dimmed">{BRIEF_WORDS[language].more(section.left)}</Text> : null}
    </section>
  );
};

/** 今日简报: what the morning is told, as a page, as text and as a long picture for the group chat. */
export const BriefPage = ({ screen }: { screen: RosterScreen }): ReactNode => {
  const words = useWords(BRIEF_PAGE_WORDS);
  const { language } = useLanguage();
  const query = useBrief(screen.siteId, language);
  const [told, setTold] = useState('');
  const [picture, setPicture] = useState<{ blob: Blob; address: string }>();
  useEffect(
    () => () => {
      if (picture) URL.revokeObjectURL(picture.address);
    },
    [picture],
  );
  if (query.isPending) return <LoadingState />;
  if (query.isError && !query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const brief = query.data;
  const make = async (): Promise<void> => {
    const blob = await drawBrief(brief, BRIEF_WORDS[language], screen.zone);
    setTold(blob ? '' : words.noPicture);
    setPicture(blob ? { blob, address: URL.createObjectURL(blob) } : undefined);
  };
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h3">{briefDay(brief, BRIEF_WORDS[language], screen.zone)}</Title>
        <Text size="sm" c="dimmed">{words.privacy}</Text>
      </div>
      <Group gap="xs">
        <Button onClick={() => void copyText(briefText(brief, BRIEF_WORDS[language], screen.zone)).then((done) => setTold(done ? words.copied : words.notCopied))}>{words.copyText}</Button>
        {picture ? <Button variant="default" onClick={() => setPicture(undefined)}>{words.close}</Button> : <Button variant="default" onClick={() => void make()}>{words.picture}</Button>}
      </Group>
      <Text role="status" size="sm">{told}</Text>
      {picture ? (
        <Stack gap="xs">
          <Group gap="xs">
            <Button size="sm" component="a" href={picture.address} download={`${words.file} ${brief.day}.png`}>{words.save}</Button>
            {canCopyPicture() ? <Button size="sm" variant="default" onClick={() => void copyPicture(picture.blob).then((done) => setTold(done ? words.copied : words.notCopied))}>{words.copyPicture}</Button> : null}
            <Text size="sm" c="dimmed">{words.hold}</Text>
          </Group>
          <img className="fy-brief-picture" src={picture.address} alt={words.pictureOf} width={PICTURE_WIDTH} />
        </Stack>
      ) : null}
      {brief.sections.length === 0 ? <EmptyState title={words.nothing} /> : <div className="fy-brief">{brief.sections.map((section) => <Section key={section.section} section={section} />)}</div>}
    </Stack>
  );
};
