import { Button, Group, NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { callApi } from '../../../platform/web/api-client.ts';
import { defineWords, formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { ABOUT, readTimeline, timelineChoices, type About } from '../core/timeline-contract.ts';

const WORDS = defineWords({
  zh: { about: { place: '按地点', person: '按人员', firm: '按单位' }, choose: { place: '地点', person: '人员', firm: '单位' }, none: '没有记录', hint: '选一个地点、人员或单位，看各项工作里与它有关的事', more: '更早的', what: '查看对象' },
  en: { about: { place: 'Place', person: 'Person', firm: 'Firm' }, choose: { place: 'Place', person: 'Person', firm: 'Firm' }, none: 'Nothing on record', hint: 'Choose a place, person or firm to see what concerns it across the work', more: 'Earlier', what: 'Look up by' },
});

/** One timeline of a place, a person or a firm; the words of kinds and states are each feature's own, brought by the app. */
export const TimelinePage = ({ siteId, zone, codeWord }: { siteId: string; zone: string; codeWord(code: string): string }): ReactNode => {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const [about, setAbout] = useState<About['about']>('place');
  const [chosen, setChosen] = useState('');
  const [before, setBefore] = useState<string>();
  const choices = useQuery({ queryKey: ['timelines', siteId, 'choices'], queryFn: ({ signal }) => callApi(timelineChoices, { siteId }, { signal }) });
  const lines = useQuery({
    queryKey: ['timelines', siteId, about, chosen, before ?? ''], enabled: chosen !== '',
    queryFn: ({ signal }) => callApi(readTimeline, { siteId, about, ...(about === 'firm' ? { firm: chosen } : { id: chosen }), ...(before ? { before } : {}) }, { signal }),
  });
  const pick = (value: string): void => { setChosen(value); setBefore(undefined); };
  const data = about === 'firm' ? (choices.data?.firms ?? []).map((firm) => ({ value: firm, label: firm })) : (about === 'place' ? choices.data?.places : choices.data?.people)?.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return (
    <Stack gap="md">
      <Group align="end">
        <SegmentedControl aria-label={words.what} value={about} data={ABOUT.map((entry) => ({ value: entry, label: words.about[entry] }))} onChange={(value) => { setAbout(ABOUT.find((entry) => entry === value) ?? 'place'); pick(''); }} />
        <NativeSelect label={words.choose[about]} value={chosen} data={[{ value: '', label: '' }, ...data]} onChange={(event) => pick(event.currentTarget.value)} />
      </Group>
      {choices.isError ? <ErrorState onRetry={() => void choices.refetch()} /> : null}
      {chosen === '' ? <Text size="sm" c="dimmed">{words.hint}</Text> : lines.isPending ? <LoadingState /> : !lines.data ? <ErrorState onRetry={() => void lines.refetch()} /> : lines.data.lines.length === 0 ? <EmptyState title={words.none} /> : (
        <>
          <ol className="fy-timeline">
            {lines.data.lines.map((line) => (
              <li key={`${line.feature}${line.id}`}>
                <time dateTime={line.at}>{formatWhen(line.at, { zone, language, now: new Date(serverInstant()) })}</time>
                <span><Link href={line.path}>{[codeWord(line.kind), line.number].filter(Boolean).join(' ')}</Link> {line.what} <Text span size="sm" c="dimmed">{codeWord(line.status)}</Text></span>
              </li>
            ))}
          </ol>
          {lines.data.more ? <Group><Button variant="default" size="xs" onClick={() => setBefore(lines.data.more ?? undefined)}>{words.more}</Button></Group> : null}
        </>
      )}
    </Stack>
  );
};
