import { Alert, Badge, Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatTime, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { stepBarDay, type DayView } from '../core/service-contract.ts';
import { useBar, useBarDay, useRefresh, useStock, type BarScreen } from './bar-api.ts';
import { BAR_WORDS } from './bar-words.ts';
import { CountForm } from './count-form.tsx';
import { DAY_WORDS } from './day-words.ts';
import { PaperForm } from './paper-form.tsx';
import { PaperLinks } from './paper-links.tsx';
import { RunOutNote } from './run-out-note.tsx';

type Phase = 'opening' | 'closing';

const Checklist = ({ screen, day, phase }: { screen: BarScreen; day: DayView; phase: Phase }): ReactNode => {
  const words = useWords(DAY_WORDS);
  const bar = useWords(BAR_WORDS);
  const { language } = useLanguage();
  const refresh = useRefresh(screen.siteId);
  const { busy, error, attempt } = useAttempt(bar.refusal);
  const own = day[phase];
  const may = screen.may('beverages.count') && !day.closedAt && !own.signed;
  const left = own.checks.filter((check) => !own.ticks[check]).length;
  const step = (input: { step: 'tick'; phase: Phase; check: string; done: boolean } | { step: 'sign'; phase: Phase }) =>
    void attempt(async () => {
      await callApi(stepBarDay, { siteId: screen.siteId, day: day.day, commandId: uuidv7(), step: input });
      await refresh();
    });
  return (
    <section>
      <Title order={2} size="h5">{phase === 'opening' ? words.checklist : words.lock} <SourceLink id="B-06" /></Title>
      <Stack gap={4} mt="xs">
        {own.checks.map((check) => {
          const ticked = own.ticks[check];
          if (!may) return <Text key={check} size="sm"><span aria-hidden="true">{ticked ? '✓' : '○'} </span>{check} · {ticked ? `${ticked.by} ${formatTime(ticked.at, { zone: screen.zone, language })}` : words.notDone}</Text>;
          return <Checkbox key={check} label={`${check}${ticked ? ` · ${ticked.by} ${formatTime(ticked.at, { zone: screen.zone, language })}` : ''}`} checked={ticked !== undefined} disabled={busy} onChange={(event) => step({ step: 'tick', phase, check, done: event.currentTarget.checked })} styles={{ body: { minHeight: 36, alignItems: 'center' } }} />;
        })}
      </Stack>
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      {own.signed ? <Text size="sm" role="status">{words.signed(own.signed.by, formatTime(own.signed.at, { zone: screen.zone, language }))}</Text> : may ? <Group mt="xs"><Button variant="light" loading={busy} onClick={() => step({ step: 'sign', phase })}>{words.sign}</Button>{left > 0 ? <Text size="sm" c="dimmed">{words.leftOut(left)}</Text> : null}</Group> : null}
    </section>
  );
};

const Counted = ({ day, phase, screen, onAgain }: { day: DayView; phase: Phase; screen: BarScreen; onAgain: (() => void) | undefined }): ReactNode => {
  const words = useWords(DAY_WORDS);
  const { language } = useLanguage();
  const { count } = day[phase];
  if (!count) return null;
  const different = count.lines.filter((line) => line.counted !== line.book);
  return (
    <Stack gap={4}>
      <Group gap="xs"><Text size="sm" role="status">{words.by(count.by, formatTime(count.at, { zone: screen.zone, language }))}{count.shift ? ` · ${count.shift}` : ''}</Text><Badge variant="light" color={count.isEqual ? 'jade' : 'yellow'}>{count.isEqual ? words.equal : words.hasDifference(different.length)}</Badge>{onAgain ? <Button size="xs" variant="subtle" onClick={onAgain}>{words.again}</Button> : null}</Group>
      <ul className="fy-plain fy-lines">{different.map((line) => <li key={line.itemId}><Text size="sm">{day.items.find((item) => item.id === line.itemId)?.name} {line.book} → {line.counted}{line.reason ? ` · ${line.reason}` : ''}{line.isSure ? ` · ${words.sure}` : ''}</Text></li>)}</ul>
    </Stack>
  );
};

/** What is thrown away at the end of the day is written off before the count, so that the count need not differ (B-07). */
const WriteOff = ({ screen }: { screen: BarScreen }): ReactNode => {
  const words = useWords(DAY_WORDS);
  const stock = useStock(screen.siteId);
  const [open, setOpen] = useState(false);
  return (
    <section>
      <Title order={2} size="h5">{words.writeOff}</Title>
      {open && stock.data ? <PaperForm screen={screen} kind="write_off" stock={stock.data} onDone={() => setOpen(false)} /> : <Group gap="xs"><Button size="sm" variant="default" disabled={!stock.data} onClick={() => setOpen(true)}>{words.newWriteOff}</Button><Text size="sm" c="dimmed">{words.writeOffNote}</Text></Group>}
    </section>
  );
};

/** Opening and closing of a day: clean, count, ready; count, lock, close (B-06, B-07, B-08). */
export const DayPanel = ({ screen, onPar }: { screen: BarScreen; onPar?: () => void }): ReactNode => {
  const words = useWords(DAY_WORDS);
  const barWords = useWords(BAR_WORDS);
  const { language } = useLanguage();
  const bar = useBar(screen);
  const query = useBarDay(screen.siteId, bar.data?.today);
  const refresh = useRefresh(screen.siteId);
  const [chosen, setPhase] = useState<Phase>();
  const [again, setAgain] = useState(false);
  const { busy, error, attempt } = useAttempt(barWords.refusal);
  // Which day it is, the bar says: without it no day is asked for.
  if (bar.isError && !bar.data) return <ErrorState onRetry={() => void bar.refetch()} />;
  if (bar.isPending || query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const day = query.data;
  const phase = chosen ?? (day.readyAt && day.closing.count ? 'closing' : 'opening');
  const when = (instant: string): string => formatTime(instant, { zone: screen.zone, language });
  const mayCount = screen.may('beverages.count') && !day.closedAt && (phase === 'opening' ? !day.closing.count : day.readyAt !== null);
  const own = day[phase];
  return (
    <Stack gap="md" maw={760}>
      <Group justify="space-between"><Group gap="xs">{(['opening', 'closing'] as const).map((entry) => <button key={entry} type="button" className="fy-chip" aria-pressed={phase === entry} onClick={() => { setPhase(entry); setAgain(false); }}>{words[entry]}</button>)}</Group><PaperLinks siteId={screen.siteId} paper="count-sheet" query={`day=${day.day}`} print={words.sheet} /></Group>
      <Text role="status" fw={600} className={day.closedAt || day.readyAt ? 'fy-calm' : 'fy-soon'}>{day.closedAt ? words.closed(when(day.closedAt)) : day.readyAt ? `● ${words.ready(when(day.readyAt))}` : `▲ ${words.notReady}${day.opensAt ? ` · ${words.opens(when(day.opensAt))}` : ''}`} {day.wasLate ? <Badge color="red" variant="light">{words.late}</Badge> : null}</Text>
      {day.closedAt || !bar.data ? null : <RunOutNote screen={screen} today={bar.data.today} />}
      <Checklist screen={screen} day={day} phase={phase} />
      {phase === 'closing' && !day.closedAt && screen.may('beverages.stock') ? <WriteOff screen={screen} /> : null}
      <section>
        <Title order={2} size="h5" mb="xs">{words.count} <SourceLink id={['B-07', 'B-08']} /></Title>
        {own.count && !again ? <Counted day={day} phase={phase} screen={screen} onAgain={mayCount ? () => setAgain(true) : undefined} /> : mayCount ? <CountForm key={`${phase}${day.version}`} screen={screen} day={day} phase={phase} onDone={() => setAgain(false)} /> : <Text size="sm" c="dimmed">{phase === 'closing' && !day.readyAt ? barWords.refusal['not-opened-yet'] : words.notReady}</Text>}
      </section>
      {phase === 'closing' ? (
        <>
          <section><Title order={2} size="h5">{words.order}</Title><Group gap="xs"><Text size="sm" c="dimmed">{words.orderNote}</Text>{onPar ? <Button size="sm" variant="default" onClick={onPar}>{words.goPar}</Button> : null}</Group><Text size="sm" c="dimmed">{words.handover}</Text></section>
          {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
          {day.closedAt || !screen.may('beverages.count') ? null : <Group><Button size="md" loading={busy} disabled={!day.closing.count} onClick={() => void attempt(async () => { await callApi(stepBarDay, { siteId: screen.siteId, day: day.day, commandId: uuidv7(), step: { step: 'close' } }); await refresh(); })}>{words.close}</Button><Text size="sm" c="dimmed">{day.closing.count ? words.closeNote : words.toClose}</Text></Group>}
        </>
      ) : null}
    </Stack>
  );
};
