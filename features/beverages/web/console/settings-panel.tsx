import { Alert, Badge, Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { PHASES, type Phase } from '../../core/bar-day.ts';
import { changeBarEndpoint, type DayView } from '../../core/service-contract.ts';
import { archiveItemEndpoint, importMenu } from '../../core/stock-contract.ts';
import { useBar, useBarDay, useItems, useRefresh, type BarScreen } from '../bar-api.ts';
import { BAR_WORDS } from '../bar-words.ts';
import { HistoryImport } from './history-import.tsx';
import { ItemForm } from './item-form.tsx';
import { RoomEditor } from './room-editor.tsx';
import { BAR_SETTINGS_WORDS } from './settings-words.ts';

const linesOf = (text: string): string[] => [...new Set(text.split('\n').map((line) => line.trim().slice(0, 60)).filter((line) => line !== ''))];

const Checks = ({ screen, day, phase }: { screen: BarScreen; day: DayView; phase: Phase }): ReactNode => {
  const words = useWords(BAR_SETTINGS_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const [text, setText] = useState<string>();
  const [saved, setSaved] = useState(false);
  const { busy, error, attempt } = useAttempt(bar.refusal);
  const shown = text ?? day[phase].checks.join('\n');
  return (
    <form style={{ flex: 1, minWidth: 280 }} onSubmit={(event) => { event.preventDefault(); void attempt(async () => { await callApi(changeBarEndpoint, { siteId: screen.siteId, commandId: uuidv7(), change: { change: 'checks', phase, checks: linesOf(shown) } }); setSaved(true); await refresh(); }); }}>
      <Stack gap="xs"><Textarea label={words[phase]} autosize minRows={5} maxRows={14} value={shown} onChange={(event) => { setText(event.currentTarget.value); setSaved(false); }} />{error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}<Group><Button type="submit" variant="default" loading={busy} disabled={text === undefined}>{bar.save}</Button>{saved ? <Text size="sm" role="status">{bar.saved}</Text> : null}</Group></Stack>
    </form>
  );
};

const PasteMenu = ({ screen }: { screen: BarScreen }): ReactNode => {
  const words = useWords(BAR_SETTINGS_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<{ taken: number; refused: readonly { line: number; code: string; name: string }[]; isDone: boolean }>();
  const { busy, error, attempt } = useAttempt(bar.refusal);
  const send = (dryRun: boolean) =>
    void attempt(async () => {
      const lines = text.split('\n').filter((line) => line.trim() !== '').map((line) => {
        const [name = '', kind = '', unit = '', packName = '', packUnits = ''] = line.split(/[,，\t]/).map((cell) => cell.trim());
        return { name: name.slice(0, 60), kind: kind.slice(0, 20), unit: unit.slice(0, 20), ...(packName ? { packName: packName.slice(0, 20) } : {}), ...(packUnits ? { packUnits: Number(packUnits) || 0 } : {}) };
      });
      const done = await callApi(importMenu, { siteId: screen.siteId, commandId: uuidv7(), dryRun, lines });
      setAnswer({ ...done, isDone: !dryRun });
      if (!dryRun) { setText(''); await refresh(); }
    });
  return (
    <Stack gap="xs">
      <Textarea label={words.paste} description={words.pasteNote} autosize minRows={3} maxRows={12} value={text} onChange={(event) => { setText(event.currentTarget.value); setAnswer(undefined); }} />
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      {answer ? <div role="status"><Text size="sm">{answer.isDone ? words.took(answer.taken) : words.taken(answer.taken)}</Text><ul className="fy-plain fy-lines">{answer.refused.map((entry) => <li key={entry.line}><Text size="sm" className="fy-soon">{words.line(entry.line, entry.name, words.why[entry.code] ?? '')}</Text></li>)}</ul></div> : null}
      <Group><Button variant="default" loading={busy} disabled={text.trim() === ''} onClick={() => send(true)}>{words.look}</Button><Button loading={busy} disabled={text.trim() === '' || (answer !== undefined && answer.taken === 0)} onClick={() => send(false)}>{words.take}</Button></Group>
    </Stack>
  );
};

/** What the manager sets up: the menu with recipes and split, the room, the lists, history from elsewhere (B-04, B-09). */
export const SettingsPanel = ({ screen }: { screen: BarScreen }): ReactNode => {
  const words = useWords(BAR_SETTINGS_WORDS);
  const barWords = useWords(BAR_WORDS);
  const items = useItems(screen.siteId);
  const bar = useBar(screen);
  const day = useBarDay(screen.siteId, bar.data?.today);
  const refresh = useRefresh(screen.siteId);
  const [editing, setEditing] = useState<string>();
  const { busy, error, attempt } = useAttempt(barWords.refusal);
  if (items.isPending || bar.isPending) return <LoadingState />;
  if (!items.data || !bar.data) return <ErrorState onRetry={() => { void items.refetch(); void bar.refetch(); }} />;
  const all = items.data.items;
  return (
    <Stack gap="xl" maw={1000}>
      <section>
        <Title order={2} size="h4">{words.items} <SourceLink id="B-08" /></Title>
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        <ul className="fy-plain">
          {all.map((item) => (
            <li key={item.id} className="fy-person">
              {editing === item.id ? <ItemForm screen={screen} item={item} items={all} onDone={() => setEditing(undefined)} /> : (
                <Group justify="space-between" gap="xs">
                  <div><Text fw={600}>{item.name} <Text span size="sm" c="dimmed">{barWords.kind[item.kind]} · {item.unit}{item.pack ? ` · ${item.pack.name} ${item.pack.units}` : ''}</Text> {item.isArchived ? <Badge color="gray" variant="outline">{words.archived}</Badge> : null}</Text><Text size="sm" c="dimmed">{item.recipe.map((part) => `${all.find((entry) => entry.id === part.itemId)?.name ?? ''} ${part.quantity}${all.find((entry) => entry.id === part.itemId)?.unit ?? ''}`).join(barWords.comma)}</Text></div>
                  <Group gap="xs"><Button size="xs" variant="default" aria-label={`${item.name} ${words.edit}`} onClick={() => setEditing(item.id)}>{words.edit}</Button><Button size="xs" variant="subtle" color="gray" loading={busy} aria-label={`${item.name} ${item.isArchived ? words.restore : words.archive}`} onClick={() => void attempt(async () => { await callApi(archiveItemEndpoint, { siteId: screen.siteId, itemId: item.id, commandId: uuidv7(), archived: !item.isArchived }); await refresh(); })}>{item.isArchived ? words.restore : words.archive}</Button></Group>
                </Group>
              )}
            </li>
          ))}
        </ul>
        {editing === 'new' ? <ItemForm screen={screen} item={undefined} items={all} onDone={() => setEditing(undefined)} /> : <Button mt="sm" variant="default" onClick={() => setEditing('new')}>{words.newItem}</Button>}
      </section>
      <PasteMenu screen={screen} />
      <section><Title order={2} size="h4">{words.room}</Title><RoomEditor screen={screen} tables={bar.data.tables} /></section>
      <section><Title order={2} size="h4">{words.checks} <SourceLink id="B-06" /></Title><Text size="sm" c="dimmed">{words.checksNote}</Text>{day.data ? <Group align="start" gap="lg">{PHASES.map((phase) => <Checks key={phase} screen={screen} day={day.data} phase={phase} />)}</Group> : null}</section>
      <section><Title order={2} size="h4">{words.history}</Title><HistoryImport screen={screen} items={all} /></section>
      <Text size="sm" c="dimmed">{words.limits}</Text>
    </Stack>
  );
};
