import { Badge, Button, Group, NativeSelect, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { addDays, instantAt, localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useDraft } from '../../../platform/web/ui/use-draft.ts';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { ExportMenu } from '../../../platform/web/ui/export-menu.tsx';
import { giveTask, stepTask, type TaskView } from '../core/handover-contract.ts';
import { useDuty, useTasks } from './roster-api.ts';
import { ROSTER_WORDS } from './roster-words.ts';
import type { RosterScreen } from './duty-panel.tsx';

const TaskCard = ({ task, screen }: { task: TaskView; screen: RosterScreen }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [asking, setAsking] = useState<'done' | 'return' | 'cancel'>();
  const [text, setText] = useState('');
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  const take = (step: Parameters<typeof callApi<typeof stepTask.input, typeof stepTask.output>>[1]['step']) =>
    attempt(async () => {
      await callApi(stepTask, { siteId: screen.siteId, taskId: task.id, commandId: uuidv7(), step });
      setAsking(undefined);
      setText('');
      await client.invalidateQueries({ queryKey: ['tasks', screen.siteId] });
    });
  return (
    <Paper withBorder p="sm" component="li">
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>{task.content}</Text>
        <Group gap={4} wrap="nowrap">{task.isLate || (task.dueAt && task.dueAt < serverInstant() && (task.status === 'given' || task.status === 'accepted')) ? <Badge color="red" variant="light">{words.late}</Badge> : null}<Badge variant="light">{words.taskStatus[task.status]}</Badge></Group>
      </Group>
      <Text size="sm" c="dimmed">{words.by(task.giver, task.doer)} · {when(task.givenAt)}{task.dueAt ? ` → ${when(task.dueAt)}` : ''}</Text>
      {task.result ? <Text size="sm">{words.result}：{task.result}</Text> : null}
      {task.returnedReason ? <Text size="sm">{words.reason}：{task.returnedReason}</Text> : null}
      <Group gap="xs" mt="xs">
        {task.allowed.map((step) => <Button key={step} size="sm" loading={busy} variant={step === 'accept' || step === 'confirm' || step === 'done' ? 'light' : 'default'} onClick={() => (step === 'accept' || step === 'confirm' ? void take({ step }) : setAsking(step))}>{words.step[step]}</Button>)}
      </Group>
      {asking ? (
        <form onSubmit={(event) => { event.preventDefault(); void take(asking === 'done' ? { step: 'done', result: text } : { step: asking, reason: text }); }}>
          <Textarea mt="xs" required maxLength={asking === 'done' ? 1000 : 500} label={asking === 'done' ? words.result : words.reason} value={text} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={2} />
          <Group mt="xs"><Button type="submit" loading={busy}>{words.step[asking]}</Button><Button variant="default" onClick={() => setAsking(undefined)}>{words.close}</Button></Group>
        </form>
      ) : null}
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
    </Paper>
  );
};

/** The times people say; any other is typed. */
const DUES = ['half', 'hour', 'evening', 'noon'] as const;

/** Ad-hoc tasks (G-05): giver, doer, due time, result, confirmation by the giver. */
export const TaskPanel = ({ screen }: { screen: RosterScreen }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const client = useQueryClient();
  const tasks = useTasks(screen.siteId);
  const duty = useDuty(screen.siteId);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [draft, setDraft] = useDraft('task', screen.actor.personId, { content: '', doerId: '', due: '' });
  const timeNow = localTime(serverInstant(), screen.zone);
  const dueOf = (due: (typeof DUES)[number]): string => {
    const today = localDate(serverInstant(), screen.zone);
    if (due === 'evening') return `${today}T17:30`;
    if (due === 'noon') return `${addDays(today, 1)}T12:00`;
    const then = new Date(Date.parse(serverInstant()) + (due === 'half' ? 30 : 60) * 60_000).toISOString();
    return `${localDate(then, screen.zone)}T${localTime(then, screen.zone)}`;
  };
  const give = () =>
    attempt(async () => {
      const [day, time] = draft.due.split('T');
      await callApi(giveTask, { siteId: screen.siteId, commandId: uuidv7(), taskId: uuidv7(), doerId: draft.doerId, content: draft.content, ...(day && time ? { dueAt: instantAt(screen.zone, day, time.slice(0, 5)) } : {}) });
      setDraft({ content: '', doerId: '', due: '' });
      await client.invalidateQueries({ queryKey: ['tasks', screen.siteId] });
    });
  const overdue = (tasks.data?.open ?? []).filter((task) => task.dueAt !== null && task.dueAt < serverInstant() && (task.status === 'given' || task.status === 'accepted'));
  const running = (tasks.data?.open ?? []).filter((task) => !overdue.includes(task));
  return (
    <Stack gap="md">
      {screen.may('tasks.give') ? (
        <form onSubmit={(event) => { event.preventDefault(); void give(); }}>
          <Stack gap="xs">
            <Title order={2} size="h4">{words.giveTask} <SourceLink id="G-05" /></Title>
            <Textarea required label={words.content} maxLength={1000} autosize minRows={2} value={draft.content} onChange={(event) => setDraft({ ...draft, content: event.currentTarget.value })} />
            <Group align="end">
              <NativeSelect required label={words.doer} value={draft.doerId} onChange={(event) => setDraft({ ...draft, doerId: event.currentTarget.value })} data={[{ value: '', label: '' }, ...(duty.data?.people ?? []).map((person) => ({ value: person.id, label: person.name }))]} />
              <TextInput required type="datetime-local" label={words.due} value={draft.due} onChange={(event) => setDraft({ ...draft, due: event.currentTarget.value })} />
            </Group>
            <Group gap={4}>{DUES.filter((due) => due !== 'evening' || timeNow < '17:30').map((due) => <Button key={due} size="compact-sm" variant="default" onClick={() => setDraft({ ...draft, due: dueOf(due) })}>{words.dueIn[due]}</Button>)}</Group>
            <Group><Button type="submit" loading={busy}>{words.giveTask}</Button></Group>
            {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
          </Stack>
        </form>
      ) : null}
      {tasks.isPending ? <LoadingState rows={3} /> : tasks.isError && !tasks.data ? <ErrorState onRetry={() => void tasks.refetch()} /> : (
        <>
          <Group justify="flex-end"><ExportMenu siteId={screen.siteId} list="tasks" /></Group>
          {tasks.data.open.length === 0 ? <EmptyState title={words.noTasks} /> : null}
          {overdue.length > 0 ? <><Title order={2} size="h4" className="fy-late">▲ {words.overdue(overdue.length)}</Title><ul className="fy-plain">{overdue.map((task) => <TaskCard key={task.id} task={task} screen={screen} />)}</ul></> : null}
          {running.length > 0 ? <><Title order={2} size="h4">{words.openTasks}</Title><ul className="fy-plain">{running.map((task) => <TaskCard key={task.id} task={task} screen={screen} />)}</ul></> : null}
          {tasks.data.past.length > 0 ? <details className="fy-details"><summary>{words.pastTasks}</summary><ul className="fy-plain">{tasks.data.past.map((task) => <TaskCard key={task.id} task={task} screen={screen} />)}</ul></details> : null}
        </>
      )}
    </Stack>
  );
};
