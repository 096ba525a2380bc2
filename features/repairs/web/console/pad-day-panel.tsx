import { Alert, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { localDate } from '../../../../platform/core/working-calendar.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { PAD_STATES } from '../../../../platform/core/pad.ts';
import { usePadDay } from '../pad-api.ts';
import { PAD_WORDS } from '../pad-words.ts';
import { PadSheets } from './pad-sheets.tsx';

/** 当日对号: every number of the day, used, blank, spoilt or missing. */
export const PadDayPanel = ({ siteId, zone }: { siteId: string; zone: string }): ReactNode => {
  const words = useWords(PAD_WORDS);
  const [day, setDay] = useState(() => localDate(serverInstant(), zone));
  const query = usePadDay(siteId, day);
  const found = query.data;
  const missing = found ? (found.counts.missing ?? 0) + found.system.unknown.length : 0;
  return (
    <Stack gap="md" maw={1100}>
      <TextInput type="date" label={words.day} w={180} value={day} onChange={(event) => { if (event.currentTarget.value !== '') setDay(event.currentTarget.value); }} />
      {query.isPending ? <LoadingState rows={3} /> : null}
      {query.isError && !found ? <ErrorState onRetry={() => void query.refetch()} /> : null}
      {found ? (
        <>
          <Alert color={missing > 0 ? 'yellow' : 'jade'} variant="light" role="status">{missing > 0 ? words.dirty(missing) : words.clean}</Alert>
          <section>
            <Title order={2} size="h4">{words.system}</Title>
            <Text>{found.system.first && found.system.last ? words.systemRange(found.system.first, found.system.last, found.system.used) : words.systemNone}</Text>
            {found.system.first ? <Text size="sm" c="dimmed">{found.system.unknown.length > 0 ? words.unknown(found.system.unknown.join('、')) : words.unknownNone}</Text> : null}
          </section>
          <section>
            <Title order={2} size="h4">{words.pads}</Title>
            <Text size="sm" c="dimmed">{found.pads.length === 0 ? words.padsNone : PAD_STATES.map((state) => `${words.state[state]} ${found.counts[state] ?? 0}`).join(' · ')}</Text>
            <Stack gap="lg" mt="sm">{found.pads.map((pad) => <PadSheets key={pad.id} siteId={siteId} zone={zone} pad={pad} />)}</Stack>
          </section>
        </>
      ) : null}
    </Stack>
  );
};
