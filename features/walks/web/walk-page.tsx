import { Alert, Badge, Button, Checkbox, Group, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { changeWalkItems, lookAtItem, readWalk, readWalkItems, signWalk, startWalk, type WalkView } from '../core/walk-contract.ts';
import { WALK_WORDS } from './walk-words.ts';

const HALF_A_DAY_MS = 12 * 3_600_000;

type Screen = { readonly siteId: string; readonly zone: string; /** Words for a repair's state, from the feature that owns it. */ statusWord(status: string): string; readonly canWalk: boolean; readonly canPlan: boolean };

/** A few words make it a repair; the ids are made when the form opens, so that a second press is the same repair. */
const FaultForm = (props: { name: string; isBeforeOpening: boolean; busy: boolean; onReport(fault: { repairId: string; commandId: string; words: string; beforeOpening: boolean }): void; onCancel(): void }): ReactNode => {
  const words = useWords(WALK_WORDS);
  const [ids] = useState(() => ({ repairId: uuidv7(), commandId: uuidv7() }));
  const [text, setText] = useState('');
  const [before, setBefore] = useState(props.isBeforeOpening);
  return (
    <form onSubmit={(event) => { event.preventDefault(); props.onReport({ ...ids, words: text.trim(), beforeOpening: before }); }}>
      <Stack gap="xs">
        <TextInput autoFocus label={words.what(props.name)} placeholder={words.example} maxLength={200} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Checkbox label={words.before} checked={before} onChange={(event) => setBefore(event.currentTarget.checked)} />
        <Group gap="xs"><Button type="submit" loading={props.busy} disabled={text.trim() === ''}>{words.report}</Button><Button variant="subtle" color="gray" onClick={props.onCancel}>{words.cancel}</Button></Group>
      </Stack>
    </form>
  );
};

const Plan = ({ siteId }: { siteId: string }): ReactNode => {
  const words = useWords(WALK_WORDS);
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['walks', siteId, 'items'], queryFn: () => callApi(readWalkItems, { siteId }) });
  const [text, setText] = useState<string>();
  const [isSaved, setSaved] = useState(false);
  const { busy, error, attempt } = useAttempt(words.refusal);
  if (!query.data) return null;
  const { items } = query.data;
  const shown = text ?? items.map((item) => item.name).join('\n');
  const lines = shown.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const save = () =>
    void attempt(async () => {
      // A line that kept its words keeps its place.
      await callApi(changeWalkItems, { siteId, items: lines.map((name) => { const known = items.find((item) => item.name === name); return { id: known?.id ?? uuidv7(), name: name.slice(0, 60), ...(known?.placeId ? { placeId: known.placeId } : {}) }; }) });
      setText(undefined);
      setSaved(true);
      await client.invalidateQueries({ queryKey: ['walks', siteId] });
    });
  return (
    <details className="fy-details">
      <summary>{words.plan}</summary>
      <form onSubmit={(event) => { event.preventDefault(); save(); }}>
        <Stack gap="xs" mt="xs">
          <Textarea aria-label={words.plan} description={words.planHint} autosize minRows={6} maxRows={24} value={shown} onChange={(event) => { setText(event.currentTarget.value); setSaved(false); }} />
          {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
          <Group gap="xs"><Button type="submit" loading={busy} disabled={text === undefined || lines.length === 0}>{words.save}</Button>{isSaved ? <Text size="sm" role="status">{words.saved}</Text> : null}</Group>
        </Stack>
      </form>
    </details>
  );
};

const Items = (props: { screen: Screen; walk: WalkView; isBeforeOpening: boolean }): ReactNode => {
  const { screen, walk } = props;
  const words = useWords(WALK_WORDS);
  const client = useQueryClient();
  const [asking, setAsking] = useState<string>();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const refresh = () => client.invalidateQueries({ queryKey: ['walks', screen.siteId] });
  const isOpen = walk.signedAt === null && screen.canWalk;
  const left = walk.items.filter((item) => item.finding === null).length;
  const send = (itemId: string, input: { result: 'fine' } | { result: 'fault'; fault: { repairId: string; commandId: string; words: string; beforeOpening: boolean } }) =>
    void attempt(async () => {
      await callApi(lookAtItem, { siteId: screen.siteId, walkId: walk.id, itemId, commandId: uuidv7(), ...input });
      setAsking(undefined);
      await refresh();
    });
  return (
    <>
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      <ul className="fy-plain">
        {walk.items.map((item) => (
          <li key={item.id} className="fy-person">
            {asking === item.id ? (
              <FaultForm name={item.name} isBeforeOpening={props.isBeforeOpening} busy={busy} onReport={(fault) => send(item.id, { result: 'fault', fault })} onCancel={() => setAsking(undefined)} />
            ) : (
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <div>
                  <Text fw={600}>{item.name}</Text>
                  {item.finding ? <Text size="sm" c="dimmed">{item.finding.result === 'fine' ? `✓ ${words.fine}` : `▲ ${item.finding.repair ? words.reported(item.finding.repair.number, screen.statusWord(item.finding.repair.status)) : words.fault}`} · {item.finding.by}</Text> : walk.signedAt ? <Text size="sm" c="dimmed">{words.unseen}</Text> : null}
                </div>
                {isOpen ? (
                  <Group gap="xs" wrap="nowrap">
                    {item.finding ? null : <Button variant="default" disabled={busy} aria-label={`${item.name} ${words.fine}`} onClick={() => send(item.id, { result: 'fine' })}>{words.fine}</Button>}
                    {item.finding?.result === 'fault' ? null : <Button variant={item.finding ? 'subtle' : 'light'} color="red" disabled={busy} aria-label={`${item.name} ${words.fault}`} onClick={() => setAsking(item.id)}>{item.finding ? words.change : words.fault}</Button>}
                  </Group>
                ) : null}
              </Group>
            )}
          </li>
        ))}
      </ul>
      {isOpen ? (
        <Group gap="md">
          <Button size="md" loading={busy} disabled={left === walk.items.length} onClick={() => void attempt(async () => { await callApi(signWalk, { siteId: screen.siteId, walkId: walk.id, commandId: uuidv7() }); await refresh(); })}>{words.sign}</Button>
          <Text size="sm" c="dimmed">{words.signNote(left)}</Text>
        </Group>
      ) : null}
    </>
  );
};

/** 开门前巡查, the same at the desk and on the phone: one tap an item, a few words make a fault a repair. */
export const WalkPage = (screen: Screen): ReactNode => {
  const words = useWords(WALK_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const query = useQuery({ queryKey: ['walks', screen.siteId], queryFn: () => callApi(readWalk, { siteId: screen.siteId }), refetchInterval: 15_000 });
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const { walk, past, opensAt, today } = query.data;
  const when = (instant: string) => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  // The doors open later today: what is found now is wanted before that.
  const isBeforeOpening = opensAt !== null && Date.parse(opensAt) - Date.parse(serverInstant()) < HALF_A_DAY_MS;
  const start = () =>
    void attempt(async () => {
      await callApi(startWalk, { siteId: screen.siteId, walkId: uuidv7(), commandId: uuidv7() });
      await client.invalidateQueries({ queryKey: ['walks', screen.siteId] });
    });
  return (
    <Stack gap="md" maw={760}>
      <Group justify="space-between" align="baseline"><Title order={1} size="h3">{words.title}</Title><Text size="sm" c="dimmed">{words.day(today)}{opensAt ? ` · ${words.opens(when(opensAt))}` : ''}</Text></Group>
      <Text size="sm" c="dimmed">{words.rule}</Text>
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      {walk ? (
        <>
          <Group gap="xs"><Text size="sm">{words.startedBy(walk.startedBy, when(walk.startedAt))}</Text><Badge variant="light">{words.looked(walk.items.filter((item) => item.finding).length, walk.items.length)}</Badge>{walk.signedAt ? <Text size="sm" role="status">{words.signed(walk.signedBy ?? '', when(walk.signedAt))}</Text> : null}</Group>
          <Items screen={screen} walk={walk} isBeforeOpening={isBeforeOpening} />
        </>
      ) : screen.canWalk ? <Group><Button size="md" loading={busy} onClick={start}>{words.start}</Button></Group> : <EmptyState title={words.none} />}
      {screen.canPlan ? <Plan siteId={screen.siteId} /> : null}
      {past.length > 0 ? (
        <section>
          <Title order={2} size="h4" mb="xs">{words.past}</Title>
          <ul className="fy-plain">{past.map((day) => <li key={day.day} className="fy-person"><strong>{day.day}</strong> {words.line(day.looked, day.items, day.faults)} · {day.signedAt ? words.signed(day.signedBy ?? '', when(day.signedAt)) : words.unsigned}</li>)}</ul>
        </section>
      ) : null}
    </Stack>
  );
};
