import { Alert, Button, CloseButton, FileButton, Group, Modal, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { addDays, localDate, localTime } from '../../../../platform/core/working-calendar.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatTime, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { ScrollRegion } from '../../../../platform/web/ui/scroll-region.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { BRIEF_WORDS } from '../../core/brief-text.ts';
import { cancelShifts, copyWeek, importRoster, planShifts, type RefusedLine, type Roster } from '../../core/roster-contract.ts';
import type { RosterScreen } from '../duty-panel.tsx';
import { useRoster } from '../roster-api.ts';
import { ROSTER_WORDS } from '../roster-words.ts';
import { readSheet, writeSheet } from './roster-sheets.ts';
import { PostsPanel } from './posts-panel.tsx';

const mondayOf = (day: string): string => addDays(day, 1 - Temporal.PlainDate.from(day).dayOfWeek);

/** One shift: who and when; a template fills the times. */
const AddShift = ({ roster, cell, siteId, zone, onClose, onDone }: { roster: Roster; cell: { day: string; postId: string }; siteId: string; zone: string; onClose(): void; onDone(): void }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const post = roster.posts.find((entry) => entry.id === cell.postId);
  const people = roster.people.filter((person) => person.isHere && post && person.roles.includes(post.role));
  const [personId, setPersonId] = useState(people[0]?.id ?? '');
  const [template, setTemplate] = useState(roster.templates[0]?.id ?? '');
  const [own, setOwn] = useState({ start: '09:00', end: '18:00' });
  const { busy, error, attempt } = useAttempt(words.refusal);
  const times = roster.templates.find((entry) => entry.id === template) ?? own;
  const away = roster.elsewhere.filter((shift) => shift.personId === personId && shift.startsAt.slice(0, 10) <= addDays(cell.day, 1) && shift.endsAt.slice(0, 10) >= addDays(cell.day, -1));
  return (
    <Modal opened onClose={onClose} title={`${post?.name ?? ''} ${cell.day}`} closeButtonProps={{ 'aria-label': words.close }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(async () => {
            await callApi(planShifts, { siteId, shifts: [{ ...cell, personId, start: times.start, end: times.end }] });
            onDone();
          });
        }}
      >
        <Stack gap="sm">
          <NativeSelect required data-autofocus label={words.person} value={personId} onChange={(event) => setPersonId(event.currentTarget.value)} data={people.map((person) => ({ value: person.id, label: person.name }))} />
          {away.map((shift) => <Text key={shift.startsAt} size="sm" c="dimmed">{words.away(shift.siteName, localTime(shift.startsAt, zone), localTime(shift.endsAt, zone))}</Text>)}
          <NativeSelect label={words.template} value={template} onChange={(event) => setTemplate(event.currentTarget.value)} data={[...roster.templates.map((entry) => ({ value: entry.id, label: `${entry.name} ${entry.start}–${entry.end}` })), { value: '', label: words.own }]} />
          {template === '' ? (
            <Group grow>
              <TextInput type="time" required label={words.start} value={own.start} onChange={(event) => setOwn({ ...own, start: event.currentTarget.value })} />
              <TextInput type="time" required label={words.end} value={own.end} onChange={(event) => setOwn({ ...own, end: event.currentTarget.value })} />
            </Group>
          ) : null}
          {error ? <Text c="red" role="alert">{error}</Text> : null}
          <Button type="submit" loading={busy} disabled={personId === ''}>{words.add}</Button>
        </Stack>
      </form>
    </Modal>
  );
};

/** Why one line of a sheet or a copy was not taken, in words, with what stood there or stands in its way. */
const RefusedLines = ({ lines, zone }: { lines: readonly RefusedLine[]; zone: string }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  const time = (at: unknown): string => (typeof at === 'string' ? formatTime(at, { zone, language }) : '');
  const more = ({ facts }: RefusedLine): string =>
    [typeof facts['text'] === 'string' && facts['text'] !== '' ? `「${facts['text']}」` : '', typeof facts['siteName'] === 'string' ? facts['siteName'] : '', facts['startsAt'] ? `${time(facts['startsAt'])}–${time(facts['endsAt'])}` : '', typeof facts['day'] === 'string' ? facts['day'] : ''].filter(Boolean).join(' ');
  return lines.length === 0 ? null : (
    <>
      <Text size="sm" fw={600}>{words.refusedLines(lines.length)}</Text>
      <div className="fy-refused" tabIndex={0} role="region" aria-label={words.refusedLines(lines.length)}>
        <ul className="fy-plain fy-lines">{lines.map((line) => <li key={line.line}>{words.line(line.line)}：{words.refusal[line.code] ?? words.refusal['other']} {more(line)}</li>)}</ul>
      </div>
    </>
  );
};

/** A plan is taken back in parts of what one command may hold. */
const AT_ONCE = 400;
const partsOf = (ids: readonly string[]): string[][] => Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, index) => ids.slice(index * AT_ONCE, (index + 1) * AT_ONCE));

/** The week: posts down, days across; gaps in red, every change can be taken back. */
export const RosterGrid = ({ screen }: { screen: RosterScreen }): ReactNode => {
  const words = useWords(ROSTER_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const today = localDate(serverInstant(), screen.zone);
  const [from, setFrom] = useState(() => mondayOf(today));
  const [cell, setCell] = useState<{ day: string; postId: string }>();
  const [told, setTold] = useState<{ text: string; lines: readonly RefusedLine[]; undo?: { cancelled: boolean; shiftIds: readonly string[] } }>();
  const query = useRoster(screen.siteId, from, 7);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const mayPlan = screen.may('roster.plan');
  const refresh = () => client.invalidateQueries({ queryKey: ['roster', screen.siteId] });
  if (query.isPending) return <LoadingState />;
  if (query.isError && !query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const roster = query.data;
  const time = (instant: string): string => formatTime(instant, { zone: screen.zone, language });
  const nameOf = (id: string): string => roster.people.find((person) => person.id === id)?.name ?? '';
  const weekday = (day: string): string => `${day.slice(5)} ${BRIEF_WORDS[language].weekdays[Temporal.PlainDate.from(day).dayOfWeek - 1]}`;
  const remove = (shiftId: string, name: string) =>
    attempt(async () => {
      await callApi(cancelShifts, { siteId: screen.siteId, shiftIds: [shiftId] });
      setTold({ text: words.removed(name), lines: [], undo: { cancelled: false, shiftIds: [shiftId] } });
      await refresh();
    });
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="xs">
          <Button variant="default" size="sm" onClick={() => setFrom(addDays(from, -7))}>{words.earlier}</Button>
          <Button variant="default" size="sm" onClick={() => setFrom(mondayOf(today))}>{words.thisWeek}</Button>
          <Button variant="default" size="sm" onClick={() => setFrom(addDays(from, 7))}>{words.later}</Button>
          <Text fw={600}>{words.week(from, addDays(from, 6))}</Text> <SourceLink id="M-51" />
        </Group>
        <Group gap="xs">
          <Button size="sm" variant="default" component="a" href={`/api/sites/${screen.siteId}/roster.pdf?from=${from}`} target="_blank">{words.print}</Button>
          <Button size="sm" variant="default" onClick={() => void writeSheet(roster, screen.zone, words.columns, `${words.fileName} ${from}`)}>{words.exportSheet}</Button>
          {mayPlan ? (
            <>
              <FileButton accept=".xlsx" onChange={(file) => file && void attempt(async () => {
                const rows = await readSheet(file);
                if (!rows) return setTold({ text: words.refusal['sheet-unreadable'] ?? '', lines: [] });
                const done = await callApi(importRoster, { siteId: screen.siteId, rows });
                setTold({ text: words.imported(done.taken), lines: done.refused, ...(done.taken > 0 ? { undo: { cancelled: true, shiftIds: done.shiftIds } } : {}) });
                await refresh();
              })}>{(props) => <Button {...props} size="sm" variant="default" loading={busy}>{words.importSheet}</Button>}</FileButton>
              <Button size="sm" variant="default" loading={busy} onClick={() => void attempt(async () => {
                const done = await callApi(copyWeek, { siteId: screen.siteId, from, to: addDays(from, 7) });
                setTold({ text: words.copied(done.taken), lines: done.refused, ...(done.taken > 0 ? { undo: { cancelled: true, shiftIds: done.shiftIds } } : {}) });
                setFrom(addDays(from, 7));
                await refresh();
              })}>{words.copy}</Button>
            </>
          ) : null}
        </Group>
      </Group>
      {roster.yearsUnknown.map((year) => <Alert key={year} color="yellow" variant="light">{words.yearUnknown(year)}</Alert>)}
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      <div role="status">
        {told ? (
          <Alert variant="light" withCloseButton closeButtonLabel={words.close} onClose={() => setTold(undefined)} title={told.text}>
            <RefusedLines lines={told.lines} zone={screen.zone} />
            {told.undo ? <Button size="xs" variant="default" onClick={() => void attempt(async () => { for (const shiftIds of partsOf(told.undo?.shiftIds ?? [])) await callApi(cancelShifts, { siteId: screen.siteId, shiftIds, cancelled: told.undo?.cancelled ?? true }); setTold(undefined); await refresh(); })}>{words.undo}</Button> : null}
          </Alert>
        ) : null}
      </div>
      <ScrollRegion label={words.roster}>
        <table className="fy-grid">
          <thead>
            <tr>
              <th scope="col" style={{ width: 110 }}>{words.post}</th>
              {roster.days.map((day) => <th key={day.day} scope="col" data-off={day.holiday ? '' : undefined}>{weekday(day.day)}<Text size="xs" c="dimmed">{day.holiday ?? (day.isWorkday ? words.workday : day.isOpen ? '' : words.closed)}</Text></th>)}
            </tr>
          </thead>
          <tbody>
            {roster.posts.map((post) => (
              <tr key={post.id}>
                <th scope="row">{post.name}</th>
                {roster.days.map(({ day }) => (
                  <td key={day} data-today={day === today ? '' : undefined}>
                    {roster.shifts.filter((shift) => shift.postId === post.id && shift.day === day).map((shift) => {
                              return (
                        <div key={shift.id} className="fy-shift">
                          <span>{nameOf(shift.personId)}{shift.hasLeft ? `（${words.left}）` : ''}<br />{time(shift.startsAt)}–{time(shift.endsAt)}</span>
                          {mayPlan ? <CloseButton size="sm" aria-label={`${words.remove(nameOf(shift.personId))} ${day}`} onClick={() => void remove(shift.id, nameOf(shift.personId))} /> : null}
                        </div>
                      );
                    })}
                    {roster.gaps.filter((gap) => gap.postId === post.id && gap.day === day).map((gap) => <div key={gap.startsAt} className="fy-gap">−{gap.needed - gap.has} {time(gap.startsAt)}–{time(gap.endsAt)}{gap.left.length > 0 ? words.leftGap(gap.left.join(words.separator)) : ''}</div>)}
                    {mayPlan ? <Button size="compact-xs" variant="subtle" aria-label={`${words.add} ${post.name} ${day}`} onClick={() => setCell({ day, postId: post.id })}>+ {words.add}</Button> : null}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {roster.posts.length === 0 ? <Text c="dimmed">{words.noRosterHint}</Text> : null}
      {mayPlan ? <><Title order={2} size="h4">{words.setPosts}</Title><PostsPanel screen={screen} roster={roster} /></> : null}
      {cell ? <AddShift roster={roster} cell={cell} siteId={screen.siteId} zone={screen.zone} onClose={() => setCell(undefined)} onDone={() => { setCell(undefined); void refresh(); }} /> : null}
    </Stack>
  );
};
