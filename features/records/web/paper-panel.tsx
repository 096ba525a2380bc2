import { Anchor, Button, FileButton, Group, NativeSelect, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { COPIES, COPY_COLOURS, COPY_NAME_LIMIT, type Copy, type CopyColour, type CopyLook } from '../../../platform/core/copy-look.ts';
import { ApiRefusal, callApi } from '../../../platform/web/api-client.ts';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { rulerAddress } from '../../../platform/web/printer-ruler.ts';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { sendFile } from '../../../platform/web/send-file.ts';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { changePaper, LOGO_LIMIT, readPaper, removeLogo } from '../core/paper-settings.ts';
import { keepOffset, storedOffset, type Offset, type RecordsScreen } from './records-parts.tsx';
import { RECORDS_WORDS } from './records-words.ts';

/** How far off this PC’s printer is (A4). */
const Printer = ({ siteId }: { siteId: string }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const [offset, setOffset] = useState(storedOffset);
  const change = (part: Partial<Offset>): void => {
    const next = { ...offset, ...part };
    setOffset(next);
    keepOffset(next);
  };
  return (
    <section>
      <Title order={2} size="h4">{words.printer}</Title>
      <Text size="sm" c="dimmed" mb={6}>{words.printerNote}</Text>
      <Group align="end">
        <NumberInput label={words.right} w={140} min={-20} max={20} step={0.5} decimalScale={1} value={offset.x} onChange={(value) => change({ x: Number(value) || 0 })} />
        <NumberInput label={words.down} w={140} min={-20} max={20} step={0.5} decimalScale={1} value={offset.y} onChange={(value) => change({ y: Number(value) || 0 })} />
        <Anchor size="sm" href={rulerAddress(siteId, 'registers', { paper: 'a4', ...offset })} target="_blank">{words.ruler}</Anchor>
      </Group>
    </section>
  );
};

/** What this centre calls the copies of its slips, and the stock it buys for each kind. */
const Copies = ({ look, onChange }: { look: CopyLook; onChange(look: CopyLook): void }): ReactNode => {
  const words = useWords(RECORDS_WORDS).copies;
  const paint = (kind: 'user' | 'facility', copy: Copy, colour: string): void => {
    const { [copy]: _before, ...rest } = look[kind];
    onChange({ ...look, [kind]: colour === '' ? rest : { ...rest, [copy]: colour as CopyColour } });
  };
  return (
    <>
      <Title order={2} size="h4" mt="lg">{words.title}</Title>
      <Text size="sm" c="dimmed" mb={6}>{words.note}</Text>
      <Stack gap="xs">
        {COPIES.map((copy) => (
          <div key={copy} style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(110px, 1fr))', gap: 12, maxWidth: 620 }}>
            <TextInput size="xs" label={words.usual[copy]} placeholder={words.printed[copy]} maxLength={COPY_NAME_LIMIT} value={look.names[copy] ?? ''} onChange={(event) => onChange({ ...look, names: { ...look.names, [copy]: event.currentTarget.value } })} />
            {(['user', 'facility'] as const).map((kind) => (copy === 'user' && kind === 'facility' ? <span key={kind} /> : (
              <NativeSelect key={kind} size="xs" label={words.kinds[kind]} aria-label={`${words.usual[copy]} ${words.kinds[kind]}`} value={look[kind][copy] ?? ''} data={[{ value: '', label: words.asUsual }, ...COPY_COLOURS.map((value) => ({ value, label: words.colours[value] }))]} onChange={(event) => paint(kind, copy, event.currentTarget.value)} />
            )))}
          </div>
        ))}
      </Stack>
    </>
  );
};

/** The head of a centre’s paper: logo and form numbers; names and colours of copies. */
export const PaperPanel = ({ screen }: { screen: RecordsScreen }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const { siteId } = screen;
  const [edited, setEdited] = useState<Record<string, string>>({});
  const [look, setLook] = useState<CopyLook>();
  const [isSaved, setSaved] = useState(false);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const query = useQuery({ queryKey: ['records', siteId, 'paper'], queryFn: ({ signal }) => callApi(readPaper, { siteId }, { signal }) });
  const paper = query.data;
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['records', siteId] });
  const mayManage = screen.may('sites.manage');
  const save = (): Promise<void> =>
    attempt(async () => {
      if (!paper) return;
      await callApi(changePaper, { siteId, commandId: uuidv7(), version: paper.version, settings: { forms: { ...paper.settings.forms, ...edited }, copies: look ?? paper.settings.copies } });
      setEdited({});
      setLook(undefined);
      setSaved(true);
      await refresh();
    });
  const pick = (file: File | null): Promise<void> =>
    attempt(async () => {
      if (!file) return;
      // Said at once, not after two minutes of sending.
      if (file.size > LOGO_LIMIT) throw new ApiRefusal('logo-too-large', {}, 413);
      await sendFile(`/api/sites/${siteId}/paper/logo?commandId=${uuidv7()}`, file, { onProgress: () => undefined, signal: new AbortController().signal });
      await refresh();
    });
  return (
    <Stack gap="xl" maw={860}>
      <Printer siteId={siteId} />
      {!mayManage ? null : query.isPending ? <LoadingState /> : !paper ? <ErrorState onRetry={() => void query.refetch()} /> : (
        <>
          <section>
            <Title order={2} size="h4">{words.logo}</Title>
            <Text size="sm" c="dimmed" mb={6}>{words.logoNote}</Text>
            <Group align="center">
              {paper.logo ? <img src={`/api/sites/${siteId}/paper/logo?${paper.logo.hash.slice(0, 8)}`} alt={words.logo} style={{ maxWidth: 160, maxHeight: 80, border: '1px solid var(--fy-line)', background: '#fff' }} /> : null}
              <FileButton accept="image/png,image/jpeg" onChange={(file) => void pick(file)}>{(props) => <Button {...props} variant="default" loading={busy}>{words.setLogo}</Button>}</FileButton>
              {paper.logo ? <Button variant="subtle" color="gray" onClick={() => void attempt(async () => { await callApi(removeLogo, { siteId, commandId: uuidv7() }); await refresh(); })}>{words.removeLogo}</Button> : null}
            </Group>
          </section>
          <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
            <Title order={2} size="h4">{words.forms}</Title>
            <Text size="sm" c="dimmed" mb={6}>{words.formsNote}</Text>
            <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(190px, 1fr))', gap: 12 }}>
              {paper.forms.map((entry) => <TextInput key={entry.id} size="xs" label={entry.title[language]} placeholder={entry.form} maxLength={20} value={edited[entry.id] ?? paper.settings.forms[entry.id] ?? ''} onChange={(event) => { setSaved(false); setEdited({ ...edited, [entry.id]: event.currentTarget.value }); }} />)}
            </div>
            <Copies look={look ?? paper.settings.copies} onChange={(next) => { setSaved(false); setLook(next); }} />
            <Group mt="md"><Button type="submit" loading={busy} disabled={Object.keys(edited).length === 0 && !look}>{words.save}</Button>{isSaved ? <Text size="sm" role="status">{words.saved}</Text> : null}</Group>
          </form>
          {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
        </>
      )}
    </Stack>
  );
};
