import { Button, Checkbox, Group, NativeSelect, NumberInput, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { ExportMenu } from '../../../platform/web/ui/export-menu.tsx';
import { enterVisitEndpoint, eraseVisit, leaveVisitEndpoint, type VisitView } from '../core/access-contract.ts';
import { ACCESS_LABELS } from '../core/access-words.ts';
import { VISIT_KINDS, type VisitKind } from '../core/visit.ts';
import { useAccessChoices, useVisits } from './access-api.ts';
import { ACCESS_WORDS } from './access-words.ts';
import { useDoorCommand, type DoorScreen } from './removal-card.tsx';

const FIELDS = [['firm', 60], ['name', 40], ['reason', 200], ['work', 200], ['repairNumber', 20], ['pass', 20], ['tools', 200], ['plate', 12]] as const;
type Fields = Readonly<Partial<Record<(typeof FIELDS)[number][0], string>>>;

const EnterForm = ({ screen, onDone }: { screen: DoorScreen; onDone(): void }): ReactNode => {
  const words = useWords(ACCESS_WORDS);
  const { language } = useLanguage();
  const command = useDoorCommand(screen);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const people = useAccessChoices(screen.siteId).data?.people ?? [];
  const [kind, setKind] = useState<VisitKind>('contractor');
  const [fields, setFields] = useState<Fields>({});
  const [hostId, setHostId] = useState('');
  const [headcount, setHeadcount] = useState(1);
  const [checked, setChecked] = useState(false);
  const [visitId] = useState(uuidv7);
  // What only a contractor brings is asked of no one else.
  const shown = FIELDS.filter(([name]) => kind === 'contractor' || !['work', 'repairNumber', 'pass', 'tools'].includes(name));
  const send = () =>
    attempt(async () => {
      const filled = Object.fromEntries(shown.flatMap(([name]) => (fields[name] ? [[name, fields[name]]] : [])));
      await command(enterVisitEndpoint, { visitId, kind, headcount, checked, enteredAt: serverInstant(), ...filled, ...(hostId ? { hostId } : {}) }, `${words.enter} ${[fields.firm, fields.name].filter(Boolean).join(' ')}`);
      onDone();
    });
  return (
    <Paper withBorder p="sm" component="form" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <Stack gap="xs">
        <Group grow gap="xs">{VISIT_KINDS.map((entry) => <Button key={entry} variant={kind === entry ? 'light' : 'default'} aria-pressed={kind === entry} onClick={() => setKind(entry)}>{ACCESS_LABELS[language].kind[entry]}</Button>)}</Group>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs">
          {shown.map(([name, max]) => <TextInput key={name} label={words[name]} maxLength={max} value={fields[name] ?? ''} onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })} />)}
          <NativeSelect label={words.host} value={hostId} data={[{ value: '', label: '' }, ...people.map((person) => ({ value: person.id, label: person.name }))]} onChange={(event) => setHostId(event.currentTarget.value)} />
          <NumberInput label={words.headcount} min={1} max={500} value={headcount} onChange={(value) => setHeadcount(Math.max(1, Number(value) || 1))} />
        </SimpleGrid>
        <Checkbox label={words.checked} checked={checked} onChange={(event) => setChecked(event.currentTarget.checked)} />
        <Text size="xs" c="dimmed">{words.noIds}</Text>
        {error ? <Text role="alert" className="fy-late">{error}</Text> : null}
        <Group grow><Button type="submit" loading={busy} disabled={!fields.firm && !fields.name}>{words.enter}</Button><Button variant="default" onClick={onDone}>{words.cancel}</Button></Group>
      </Stack>
    </Paper>
  );
};

const VisitLine = ({ visit, screen }: { visit: VisitView; screen: DoorScreen }): ReactNode => {
  const words = useWords(ACCESS_WORDS);
  const { language } = useLanguage();
  const command = useDoorCommand(screen);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [erasing, setErasing] = useState<string>();
  const when = (instant: string) => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  const name = [visit.firm, visit.name].filter(Boolean).join(' ') || ACCESS_LABELS[language].kind[visit.kind];
  const waits = screen.outbox?.queued.some((item) => item.input['visitId'] === visit.id) ?? false;
  const more = [visit.work, visit.reason, visit.repairNumber, visit.pass, visit.tools, visit.plate].filter(Boolean);
  return (
    <li className="fy-person">
      <Text fw={600}>{name} · {words.people(visit.headcount)}</Text>
      <Text size="sm" c="dimmed">{[ACCESS_LABELS[language].kind[visit.kind], words.since(when(visit.enteredAt)), visit.leftAt ? words.until(when(visit.leftAt)) : '', visit.host ? words.hostIs(visit.host) : '', visit.checked ? words.checked : ''].filter(Boolean).join(' · ')}</Text>
      {more.length > 0 ? <Text size="sm">{more.join(' · ')}</Text> : null}
      <Text size="xs" c="dimmed">{visit.erasedAt ? words.erased : words.expires(visit.expiresOn)}{visit.eraseAskedAt && visit.heldBy ? ` · ${words.heldBy[visit.heldBy]}` : ''}</Text>
      {waits ? <Text size="sm" role="status" className="fy-soon">▲ {words.waits}</Text> : null}
      {error ? <Text role="alert" className="fy-late">{error}</Text> : null}
      {erasing !== undefined ? (
        <form onSubmit={(event) => { event.preventDefault(); void attempt(async () => { await command(eraseVisit, { visitId: visit.id, reason: erasing }, `${words.erase} ${name}`); setErasing(undefined); }); }}>
          <Group align="end"><TextInput required label={words.eraseReason} maxLength={200} value={erasing} onChange={(event) => setErasing(event.currentTarget.value)} /><Button type="submit" loading={busy}>{words.erase}</Button><Button variant="default" onClick={() => setErasing(undefined)}>{words.cancel}</Button></Group>
        </form>
      ) : (
        <Group gap={6} mt={4}>
          {visit.allowed.includes('leave') ? <Button size="sm" loading={busy} onClick={() => void attempt(async () => void (await command(leaveVisitEndpoint, { visitId: visit.id, at: serverInstant() < visit.enteredAt ? visit.enteredAt : serverInstant() }, `${words.leave} ${name}`)))}>{words.leave}</Button> : null}
          {visit.allowed.includes('erase') ? <Button size="sm" variant="subtle" color="gray" onClick={() => setErasing('')}>{words.erase}</Button> : null}
        </Group>
      )}
    </li>
  );
};

/** Who is inside to work, and who was. Customers are never here. */
export const VisitPanel = ({ screen }: { screen: DoorScreen }): ReactNode => {
  const words = useWords(ACCESS_WORDS);
  const [entering, setEntering] = useState(false);
  const [before, setBefore] = useState<string>();
  const query = useVisits(screen.siteId, before);
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">{words.customers}</Text>
      {entering ? <EnterForm screen={screen} onDone={() => setEntering(false)} /> : <Group justify="space-between"><Button size="md" onClick={() => setEntering(true)}>{words.enter}</Button><ExportMenu siteId={screen.siteId} list="visits" size="sm" /></Group>}
      <section><Title order={2} size="h4">{words.inside}</Title>{query.data.inside.length === 0 ? <Text size="sm" c="dimmed">{words.nobodyInside}</Text> : <ul className="fy-plain">{query.data.inside.map((visit) => <VisitLine key={visit.id} visit={visit} screen={screen} />)}</ul>}</section>
      <section><Title order={2} size="h4">{words.past}</Title>{query.data.past.length === 0 ? <Text size="sm" c="dimmed">{words.noPast}</Text> : <ul className="fy-plain">{query.data.past.map((visit) => <VisitLine key={visit.id} visit={visit} screen={screen} />)}</ul>}
        {query.data.more ? <Button variant="default" size="xs" onClick={() => setBefore(query.data.more ?? undefined)}>{words.more}</Button> : null}</section>
    </Stack>
  );
};
