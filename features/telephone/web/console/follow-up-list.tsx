import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { OutputOf } from '../../../../platform/core/contract.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { serverNow } from '../../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import type { DeskView } from '../../core/desk-contract.ts';
import { readAddress } from '../../core/form-of-address.ts';
import { recordFollowUp, type listFollowUps } from '../../core/matter-contract.ts';
import { RATINGS, type MatterRating } from '../../core/matter.ts';
import { sentencesFor } from '../../core/telephone-sentences.ts';
import { MatterForm } from '../matter-form.tsx';
import { useFollowUps, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';
import { MatterList } from './matter-list.tsx';

type Waiting = OutputOf<typeof listFollowUps>['repairs'][number];

const FollowUpCard = ({ screen, desk, repair }: { screen: TelephoneScreen; desk: DeskView | undefined; repair: Waiting }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [isOpen, setOpen] = useState(false);
  const [ids] = useState(() => ({ commandId: uuidv7(), callId: uuidv7() }));
  const [rating, setRating] = useState<MatterRating>();
  const [note, setNote] = useState('');
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverNow()) });
  const caller = readAddress(repair.reporter ?? '', desk?.settings.extraHonorifics ?? []);
  const line = sentencesFor('follow-up', { office: desk?.office ?? '', department: desk?.department ?? '', agent: screen.person.name, isProperty: true, caller })[0];
  const save = (reached: boolean) =>
    attempt(async () => {
      await callApi(recordFollowUp, { siteId: screen.siteId, repairId: repair.id, ...ids, reached, ...(reached && rating ? { rating } : {}), ...(note.trim() ? { note } : {}) });
      setOpen(false);
      await Promise.all([client.invalidateQueries({ queryKey: ['repairs', screen.siteId] }), client.invalidateQueries({ queryKey: ['telephone', screen.siteId] })]);
    });
  return (
    <Paper withBorder p="sm" component="li">
      <Group justify="space-between" wrap="nowrap" align="start">
        <div><Text fw={600}>{repair.number} {repair.place} {repair.item}</Text><Text size="sm" c="dimmed">{[repair.reporter, repair.phone, repair.signedAt ? when(repair.signedAt) : '', repair.tries > 0 ? words.followUp.tries(repair.tries) : ''].filter(Boolean).join(' · ')}</Text></div>
        <Button size="xs" variant="light" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>{words.followUp.call}</Button>
      </Group>
      {isOpen ? (
        <Stack gap={8} mt="xs">
          {line ? <div className="fy-sentence"><p lang="zh-CN">{line.text}</p><SourceLink id="T-02" origin={line.origin} /></div> : null}
          <Group gap={4} role="group" aria-label={words.matter.rating}>{RATINGS.map((value) => <Button key={value} size="compact-sm" variant={rating === value ? 'filled' : 'default'} aria-pressed={rating === value} onClick={() => setRating(value)}>{words.matter.ratings[value]}</Button>)}</Group>
          <TextInput size="xs" label={words.followUp.note} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
          <Group gap={6}><Button size="xs" loading={busy} disabled={!rating} onClick={() => void save(true)}>{words.followUp.record}</Button><Button size="xs" variant="default" loading={busy} onClick={() => void save(false)}>{words.acts.noAnswer}</Button></Group>
        </Stack>
      ) : null}
      {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
    </Paper>
  );
};

/** 回访 (T-02): repairs that wait for their call, then what the desk planned itself. */
export const FollowUpList = ({ screen, desk, onDial }: { screen: TelephoneScreen; desk: DeskView | undefined; onDial(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const [isAdding, setAdding] = useState(false);
  const query = useFollowUps(screen.siteId);
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="lg">
      {query.data.repairs.length === 0 ? <EmptyState title={words.followUp.none} /> : <ul className="fy-plain">{query.data.repairs.map((repair) => <FollowUpCard key={repair.id} screen={screen} desk={desk} repair={repair} />)}</ul>}
      <section>
        <Group justify="space-between" mb="xs"><Title order={2} size="h5">{words.followUp.own}</Title><Button size="xs" variant="default" onClick={() => setAdding(!isAdding)}>{words.followUp.add}</Button></Group>
        {isAdding && desk ? <Paper withBorder p="sm" mb="sm"><MatterForm screen={screen} kind="follow_up" desk={desk} sheet={{}} masked={null} onDone={() => setAdding(false)} onClose={() => setAdding(false)} /></Paper> : null}
        <MatterList screen={screen} desk={desk} kinds={['follow_up']} onDial={onDial} />
      </section>
    </Stack>
  );
};
