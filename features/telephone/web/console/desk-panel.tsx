import { Button, Checkbox, Group, NativeSelect, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { formatTime, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { changeDesk, openDesk, type DeskView } from '../../core/desk-contract.ts';
import { sentencesFor } from '../../core/telephone-sentences.ts';
import type { TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

/** The day's opening of the desk (T-04): pen and paper first. */
const OpeningPanel = ({ screen, desk }: { screen: TelephoneScreen; desk: DeskView }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const [fresh] = useState(uuidv7);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const { opening } = desk;
  const items = opening?.items ?? desk.settings.checklist.map((item) => ({ ...item, tick: null }));
  const time = (instant: string): string => formatTime(instant, { zone: screen.zone, language });
  const take = (step: { step: 'tick'; itemId: string; done: boolean } | { step: 'sign' }) =>
    attempt(async () => {
      try {
        await callApi(openDesk, { siteId: screen.siteId, commandId: uuidv7(), openingId: opening?.id ?? fresh, step });
      } finally {
        await client.invalidateQueries({ queryKey: ['telephone-desk', screen.siteId] });
      }
    });
  // The tick stands at once; what the server says follows.
  const [pending, setPending] = useState<Readonly<Record<string, boolean>>>({});
  const tick = async (itemId: string, done: boolean) => {
    setPending((all) => ({ ...all, [itemId]: done }));
    await take({ step: 'tick', itemId, done });
    setPending(({ [itemId]: _settled, ...others }) => others);
  };
  const canTick = screen.may('telephone.answer') && !opening?.signedAt;
  return (
    <Paper withBorder p="md" component="section" aria-label={words.desk.opening}>
      <Title order={2} size="h5">{words.desk.opening} <SourceLink id="T-04" /></Title>
      <ul className="fy-plain">{items.map((item) => <li key={item.id}><Group gap="xs"><Checkbox size="sm" label={item.name} checked={pending[item.id] ?? item.tick !== null} disabled={!canTick} onChange={(event) => void tick(item.id, event.currentTarget.checked)} />{item.tick ? <Text size="xs" c="dimmed">{item.tick.by} {time(item.tick.at)}</Text> : null}</Group></li>)}</ul>
      <Group mt="xs">{opening?.signedAt ? <Text size="sm">{words.desk.signedBy(opening.signedBy ?? '', time(opening.signedAt))}</Text> : canTick ? <Button size="xs" disabled={!opening} loading={busy} onClick={() => void take({ step: 'sign' })}>{words.desk.sign}</Button> : <Text size="sm" c="dimmed">{words.desk.notYet}</Text>}</Group>
      {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
    </Paper>
  );
};

const SettingsPanel = ({ screen, desk, isSaved, onSaved }: { screen: TelephoneScreen; desk: DeskView; isSaved: boolean; onSaved(version: number | undefined): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const w = words.desk;
  const client = useQueryClient();
  const [settings, setSettings] = useState(desk.settings);
  const [extra, setExtra] = useState(desk.settings.extraHonorifics.join(' '));
  const { busy, error, attempt } = useAttempt(words.refusal);
  const change = (part: Partial<typeof settings>) => { onSaved(undefined); setSettings({ ...settings, ...part }); };
  const at = <T,>(list: readonly T[], index: number, part: Partial<T>): T[] => list.map((entry, position) => (position === index ? { ...entry, ...part } : entry));
  const without = <T,>(list: readonly T[], index: number): T[] => list.filter((_, position) => position !== index);
  const remove = (name: string, act: () => void): ReactNode => <Button size="compact-xs" variant="subtle" color="gray" aria-label={`${w.remove} ${name}`} onClick={act}>×</Button>;
  const add = (act: () => void, name: string): ReactNode => <Group><Button size="compact-xs" variant="default" aria-label={`${w.add} ${name}`} onClick={act}>{w.add}</Button></Group>;
  const save = () =>
    attempt(async () => {
      try {
        const { publicNumbers, scripts, phoneKeys, checklist } = settings;
        const { version } = await callApi(changeDesk, {
          siteId: screen.siteId, commandId: uuidv7(), version: desk.version,
          settings: { publicNumbers: publicNumbers.filter((line) => line.number && line.name), scripts: scripts.filter((script) => script.greeting), phoneKeys: phoneKeys.filter((key) => key.act), checklist: checklist.filter((item) => item.name), extraHonorifics: extra.split(/\s+/u).filter(Boolean) },
        });
        onSaved(version);
      } catch (failure) {
        if (failure instanceof ApiRefusal && failure.code === 'changed-meanwhile') await client.invalidateQueries({ queryKey: ['telephone-desk', screen.siteId] });
        throw failure;
      }
      await client.invalidateQueries({ queryKey: ['telephone-desk', screen.siteId] });
    });
  return (
    <Paper withBorder p="md" component="section" aria-label={w.save}>
      <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <Stack gap="md">
          <section>
            <Title order={2} size="h5">{w.scripts} <SourceLink id="T-17" /></Title>
            <Text size="xs" c="dimmed">{w.scriptsHint}</Text>
            {[true, false].map((isProperty) => <Text key={String(isProperty)} size="sm" lang="zh-CN">{w.plan} {sentencesFor('greet', { office: desk.office, department: desk.department, agent: screen.person.name, isProperty, caller: {} }).at(-1)?.text}</Text>)}
            <Stack gap={6} mt={6}>
              {settings.scripts.map((script, index) => (
                <Group key={script.id} gap={6} align="end">
                  <NativeSelect size="xs" label={w.line} value={script.publicNumber} onChange={(event) => change({ scripts: at(settings.scripts, index, { publicNumber: event.currentTarget.value }) })} data={[{ value: '', label: w.allLines }, ...settings.publicNumbers.map((line) => ({ value: line.number, label: line.name }))]} />
                  <TextInput size="xs" type="time" label={w.from} value={script.from} onChange={(event) => change({ scripts: at(settings.scripts, index, { from: event.currentTarget.value || '00:00' }) })} />
                  <TextInput size="xs" type="time" label={w.to} value={script.to} onChange={(event) => change({ scripts: at(settings.scripts, index, { to: event.currentTarget.value || '23:59' }) })} />
                  <TextInput size="xs" style={{ flex: 1, minWidth: 200 }} label={w.greeting} maxLength={200} value={script.greeting} onChange={(event) => change({ scripts: at(settings.scripts, index, { greeting: event.currentTarget.value }) })} />
                  {remove(w.greeting, () => change({ scripts: without(settings.scripts, index) }))}
                </Group>
              ))}
              {add(() => change({ scripts: [...settings.scripts, { id: uuidv7(), publicNumber: '', from: '09:00', to: '12:00', greeting: '' }] }), w.greeting)}
            </Stack>
          </section>
          <section>
            <Title order={2} size="h5">{w.lines} <SourceLink id="T-18" /></Title>
            <Stack gap={6}>
              {settings.publicNumbers.map((line, index) => <Group key={index} gap={6} align="end"><TextInput size="xs" label={w.lineNumber} maxLength={40} value={line.number} onChange={(event) => change({ publicNumbers: at(settings.publicNumbers, index, { number: event.currentTarget.value }) })} /><TextInput size="xs" label={w.lineName} maxLength={30} value={line.name} onChange={(event) => change({ publicNumbers: at(settings.publicNumbers, index, { name: event.currentTarget.value }) })} /><TextInput size="xs" label={w.lineDepartment} maxLength={30} value={line.department ?? ''} onChange={(event) => change({ publicNumbers: at(settings.publicNumbers, index, { department: event.currentTarget.value }) })} />{remove(w.lines, () => change({ publicNumbers: without(settings.publicNumbers, index) }))}</Group>)}
              {add(() => change({ publicNumbers: [...settings.publicNumbers, { number: '', name: '', department: '' }] }), w.lines)}
            </Stack>
          </section>
          <section>
            <Title order={2} size="h5">{w.keys} <SourceLink id="T-24" /></Title>
            <Text size="xs" c="dimmed">{w.keysHint}</Text>
            <Stack gap={6}>
              {settings.phoneKeys.map((key, index) => <Group key={index} gap={6} align="end"><TextInput size="xs" label={w.act} maxLength={30} value={key.act} onChange={(event) => change({ phoneKeys: at(settings.phoneKeys, index, { act: event.currentTarget.value }) })} /><TextInput size="xs" label={w.press} maxLength={40} value={key.keys} onChange={(event) => change({ phoneKeys: at(settings.phoneKeys, index, { keys: event.currentTarget.value }) })} />{remove(key.act, () => change({ phoneKeys: without(settings.phoneKeys, index) }))}</Group>)}
              {add(() => change({ phoneKeys: [...settings.phoneKeys, { act: '', keys: '' }] }), w.keys)}
            </Stack>
          </section>
          <section>
            <Title order={2} size="h5">{w.checklist}</Title>
            <Stack gap={6}>
              {settings.checklist.map((item, index) => <Group key={item.id} gap={6}><TextInput size="xs" style={{ flex: 1 }} aria-label={`${w.item} ${index + 1}`} maxLength={60} value={item.name} onChange={(event) => change({ checklist: at(settings.checklist, index, { name: event.currentTarget.value }) })} />{remove(item.name, () => change({ checklist: without(settings.checklist, index) }))}</Group>)}
              {add(() => change({ checklist: [...settings.checklist, { id: uuidv7(), name: '' }] }), w.checklist)}
            </Stack>
          </section>
          <TextInput size="xs" label={w.honorifics} maxLength={60} value={extra} onChange={(event) => { onSaved(undefined); setExtra(event.currentTarget.value); }} />
          <Group gap="sm"><Button size="xs" type="submit" loading={busy}>{w.save}</Button>{isSaved ? <Text size="sm" role="status">{w.saved}</Text> : null}{error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}</Group>
        </Stack>
      </form>
    </Paper>
  );
};

/** 开班与设置: today's checklist and forms for everybody, the settings for whoever may. */
export const DeskPanel = ({ screen, desk }: { screen: TelephoneScreen; desk: DeskView }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const w = words.desk;
  const blank = (query: string): string => `/api/sites/${screen.siteId}/telephone/blank.pdf${query}`;
  // The form begins anew with each version; that it was saved is told all the same.
  const [savedVersion, setSavedVersion] = useState<number>();
  const keys = desk.settings.phoneKeys.filter((key) => key.keys);
  return (
    <div className="fy-two">
      {screen.may('telephone.settings') ? <SettingsPanel key={desk.version} screen={screen} desk={desk} isSaved={savedVersion === desk.version} onSaved={setSavedVersion} /> : <OpeningPanel screen={screen} desk={desk} />}
      <Stack gap="md">
        {screen.may('telephone.settings') ? <OpeningPanel screen={screen} desk={desk} /> : null}
        <Paper withBorder p="md" component="section" aria-label={w.keys}>
          <Title order={2} size="h5">{w.keys} <SourceLink id="T-24" /></Title>
          {keys.length === 0 ? <Text size="sm" c="dimmed">{w.keysNone}</Text> : <dl className="fy-facts">{keys.map((key) => <div key={key.act}><dt>{key.act}</dt><dd>{key.keys}</dd></div>)}</dl>}
        </Paper>
        <Paper withBorder p="md" component="section" aria-label={w.blanks}>
          <Title order={2} size="h5">{w.blanks}</Title>
          <Group gap={6} mt="xs"><Button size="xs" variant="default" component="a" target="_blank" href={blank('')}>{w.blankMessage}</Button><Button size="xs" variant="default" component="a" target="_blank" href={blank('?paper=a6')}>{w.blankMessageA6}</Button><Button size="xs" variant="default" component="a" target="_blank" href={blank('?form=calls')}>{w.blankCalls}</Button></Group>
        </Paper>
      </Stack>
    </div>
  );
};
