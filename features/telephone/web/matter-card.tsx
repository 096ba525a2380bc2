import { Badge, Button, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverNow } from '../../../platform/web/server-clock.ts';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { stepMatter, stepMyMatter, type MatterView } from '../core/matter-contract.ts';
import { RATINGS, type MatterRating } from '../core/matter.ts';
import type { DeskView } from '../core/desk-contract.ts';
import { instantOf, localInput } from './matter-form.tsx';
import { RevealNumber } from './reveal-number.tsx';
import type { TelephoneScreen } from './telephone-api.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

type Asking = MatterView['allowed'][number];

/** What a call left to be done. `isOwn`: to whoever follows it up, big enough for a thumb; without `onDial` nobody is dialled from here. */
export const MatterCard = ({ screen, desk, matter, isOwn = false, onDial }: { screen: TelephoneScreen; desk?: DeskView | undefined; matter: MatterView; isOwn?: boolean; onDial?(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const m = words.matter;
  const { language } = useLanguage();
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [asking, setAsking] = useState<Asking>();
  const [text, setText] = useState('');
  const [reached, setReached] = useState(true);
  const [rating, setRating] = useState<MatterRating>();
  const [ownerId, setOwner] = useState(matter.ownerId ?? screen.person.id);
  const [due, setDue] = useState(() => localInput(matter.dueAt, screen.zone));
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverNow()) });
  const save = (step: Asking) =>
    attempt(async () => {
      const at = { siteId: screen.siteId, matterId: matter.id, commandId: uuidv7() };
      if (step === 'give') await callApi(stepMatter, { ...at, step: { step, ownerId } });
      else if (step === 'drop') await callApi(stepMatter, { ...at, step: { step, reason: text } });
      else {
        const input = { ...at, step: step === 'postpone' ? { step, dueAt: instantOf(due, screen.zone) ?? matter.dueAt, reason: text } : step === 'try' ? { step, reached, ...(text.trim() ? { note: text } : {}) } : { step, result: text, ...(rating ? { rating } : {}) } };
        await (isOwn ? callApi(stepMyMatter, input) : callApi(stepMatter, input));
      }
      setAsking(undefined);
      setText('');
      await client.invalidateQueries({ queryKey: ['matters', screen.siteId] });
    });
  const size = isOwn ? 'lg' : 'xs';
  const choice = isOwn ? 'lg' : 'compact-xs';
  const title = matter.kind === 'missed' ? [matter.address, m.kinds.missed].filter(Boolean).join(' · ') : matter.content || (matter.lostTo ? m.lostTo(matter.lostTo) : m.kinds[matter.kind]);
  const who = [isOwn && matter.kind !== 'missed' ? m.kinds[matter.kind] : '', matter.kind === 'missed' ? '' : matter.address || matter.fullName || (matter.nameDeclined ? words.nameDeclined : ''), matter.company, matter.content && matter.lostTo ? m.lostTo(matter.lostTo) : '', matter.numberDeclined ? words.message.numberDeclined : ''].filter(Boolean);
  const since = [when(matter.lastAt), matter.owner && !isOwn ? m.ownedBy(matter.owner) : ''].filter(Boolean);
  return (
    <Paper withBorder p="sm" component="li">
      <Group justify="space-between" wrap="nowrap" align="start">
        <div>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>{title}</Text>
          <Text size="sm" c="dimmed">{[...who, ...(isOwn ? since : [])].join(' · ')} <RevealNumber screen={screen} of="matter" id={matter.id} masked={matter.number} isOwn={isOwn} />{isOwn ? null : ['', ...since].join(' · ')}</Text>
        </div>
        <Group gap={6} wrap="nowrap">
          {matter.grade ? <Badge color={matter.grade === 'major' ? 'red' : 'gray'} variant="light">{m.grades[matter.grade]}</Badge> : null}
          {matter.count > 1 ? <Badge variant="light">{m.missedTimes(matter.count)}</Badge> : null}
          {matter.isBrief ? <Badge variant="outline">{m.brief}</Badge> : null}
          {matter.status === 'open' ? <Countdown dueAt={matter.dueAt} /> : <Badge variant="light">{matter.status === 'done' ? m.step.done : m.step.drop}</Badge>}
        </Group>
      </Group>
      {matter.isLate && !(matter.status === 'open' && Date.parse(matter.dueAt) < serverNow()) ? <Text size="sm" className="fy-late">{m.late} <SourceLink id="T-36" /></Text> : null}
      {matter.tries.length > 0 ? <Text size="xs" c="dimmed">{m.times(matter.tries.length)} · {matter.tries.map((entry) => `${when(entry.at)} ${entry.by} ${entry.reached ? m.reached : m.notReached} ${entry.note ?? ''}`).join(words.separator)}</Text> : null}
      {matter.result ? <Text size="sm">{m.result} {matter.result}</Text> : null}
      {matter.rating ? <Text size="sm">{m.ratings[matter.rating]}</Text> : null}
      {matter.endedAt ? <Text size="xs" c="dimmed">{when(matter.endedAt)} {matter.endedBy ?? ''}</Text> : null}
      <Group gap="xs" mt="xs">
        {onDial && matter.status === 'open' && matter.number ? <Button size="xs" variant="light" onClick={onDial}>{words.dial}</Button> : null}
        {matter.allowed.map((step) => <Button key={step} size={size} fullWidth={isOwn} variant={step === 'done' ? 'light' : 'default'} aria-expanded={asking === step} onClick={() => setAsking(asking === step ? undefined : step)}>{m.step[step]}</Button>)}
      </Group>
      {asking ? (
        <form onSubmit={(event) => { event.preventDefault(); void save(asking); }}>
          <Stack gap={6} mt="xs">
            {asking === 'give' ? <NativeSelect size={size} label={m.owner} value={ownerId} onChange={(event) => setOwner(event.currentTarget.value)} data={(desk?.colleagues ?? []).map((person) => ({ value: person.id, label: person.name }))} /> : null}
            {asking === 'postpone' ? <TextInput size={size} type="datetime-local" label={m.due} value={due} onChange={(event) => setDue(event.currentTarget.value)} /> : null}
            {asking === 'try' ? <Group gap={4} role="group" aria-label={m.step.try}>{[true, false].map((value) => <Button key={String(value)} size={choice} variant={reached === value ? 'filled' : 'default'} aria-pressed={reached === value} onClick={() => setReached(value)}>{value ? m.reached : m.notReached}</Button>)}</Group> : null}
            {asking === 'done' && matter.kind === 'follow_up' ? <Group gap={4} role="group" aria-label={m.rating}>{RATINGS.map((value) => <Button key={value} size={choice} variant={rating === value ? 'filled' : 'default'} aria-pressed={rating === value} onClick={() => setRating(value)}>{m.ratings[value]}</Button>)}</Group> : null}
            {asking === 'give' ? null : <TextInput size={size} required={asking !== 'try'} label={asking === 'try' ? m.note : asking === 'done' ? m.result : m.reason} maxLength={asking === 'done' ? 1000 : 200} value={text} onChange={(event) => setText(event.currentTarget.value)} />}
            <Group gap={6}><Button size={size} type="submit" loading={busy}>{m.step[asking]}</Button><Button size={size} variant="default" onClick={() => setAsking(undefined)}>{words.acts.cancel}</Button></Group>
          </Stack>
        </form>
      ) : null}
      {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
    </Paper>
  );
};
