import { Alert, Button, Checkbox, Group, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { OutputOf } from '../../../../platform/core/contract.ts';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { readExceptions, readHolidays, readOpenings, writeExceptions, writeHolidays, writeOpenings, yearsOf } from '../../core/calendar-text.ts';
import { calendarOf, type StoredCalendar } from '../../core/site-calendar.ts';
import { changeSite, type getSiteSetup } from '../../core/site-contract.ts';
import { PLACES_WORDS } from '../places-words.ts';

const DAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

/** Opening hours, single days and a coming year, typed as people write them. */
export const CalendarPanel = ({ setup }: { setup: OutputOf<typeof getSiteSetup> }): ReactNode => {
  const words = useWords(PLACES_WORDS);
  const client = useQueryClient();
  const { site, calendar } = setup;
  const [form, setForm] = useState(() => {
    const inForce = calendarOf({ zone: site.zone, version: site.version, calendar });
    return {
      week: DAYS.map((day) => writeOpenings(inForce.week[Number(day)] ?? [])),
      closedOnHolidays: inForce.closedOnHolidays,
      exceptions: writeExceptions(calendar.exceptions),
      holidays: writeHolidays(calendar.holidays),
    };
  });
  const [note, setNote] = useState<{ ok: boolean; text: string }>();
  const save = async () => {
    setNote(undefined);
    const [week, exceptions, holidays] = [form.week.map(readOpenings), readExceptions(form.exceptions), readHolidays(form.holidays)];
    const unread = [...week, exceptions, holidays].find((read) => !read.ok);
    if (unread && !unread.ok) return setNote({ ok: false, text: `${words.refusal[unread.code]}${String(unread.facts['line'])}` });
    const days = holidays.ok ? holidays.value : {};
    const next: StoredCalendar = {
      week: Object.fromEntries(DAYS.map((day, index) => [day, week[index]?.ok ? week[index].value : []])),
      closedOnHolidays: form.closedOnHolidays,
      exceptions: exceptions.ok ? exceptions.value : {},
      holidays: days,
      knownYears: yearsOf(days),
    };
    try {
      await callApi(changeSite, { siteId: site.id, version: site.version, calendar: next });
      setNote({ ok: true, text: words.saved });
    } catch (failure) {
      setNote({ ok: false, text: words.refusal[failure instanceof ApiRefusal ? failure.code : 'other'] ?? words.refusal['other'] ?? '' });
    }
    await client.invalidateQueries({ queryKey: ['sites', site.id] });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <Title order={2} size="h4">{words.hours}</Title>
        <Text size="sm" c="dimmed">{words.hoursHint}</Text>
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
          {DAYS.map((day, index) => (
            <TextInput key={day} label={words.days[index]} value={form.week[index] ?? ''} onChange={(event) => setForm({ ...form, week: form.week.with(index, event.currentTarget.value) })} />
          ))}
        </SimpleGrid>
        <Checkbox label={words.closedOnHolidays} checked={form.closedOnHolidays} onChange={(event) => setForm({ ...form, closedOnHolidays: event.currentTarget.checked })} />
        <Textarea label={words.exceptions} description={words.exceptionsHint} rows={3} value={form.exceptions} onChange={(event) => setForm({ ...form, exceptions: event.currentTarget.value })} />
        <Textarea label={words.holidays} description={words.holidaysHint} rows={6} value={form.holidays} onChange={(event) => setForm({ ...form, holidays: event.currentTarget.value })} />
        <Text size="sm" c="dimmed">{words.known(setup.knownYears.join(' '))}</Text>
        {note ? <Alert color={note.ok ? 'jade' : 'red'} variant="light" role={note.ok ? 'status' : 'alert'}>{note.text}</Alert> : null}
        <Group><Button type="submit">{words.save}</Button></Group>
      </Stack>
    </form>
  );
};
