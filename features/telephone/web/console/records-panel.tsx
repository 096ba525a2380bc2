import { Alert, Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { sendFile } from '../../../../platform/web/send-file.ts';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { PBX_WORDS } from '../pbx-words.ts';

type Imported = { read: number; calls: number; answered: number; refused: number; refusals: { line: number; reason: { zh: string; en: string } }[] };

/** Calls of before: the file goes up, and what became of every line is said. */
export const RecordsPanel = ({ siteId }: { siteId: string }): ReactNode => {
  const words = useWords(PBX_WORDS);
  const { language } = useLanguage();
  const [model, setModel] = useState('freepbx');
  const [percent, setPercent] = useState<number>();
  const [done, setDone] = useState<Imported>();
  const { error, attempt } = useAttempt(words.refusal);
  const send = (input: HTMLInputElement) => attempt(async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    setDone(undefined);
    try {
      setDone(await sendFile<Imported>(`/api/sites/${siteId}/pbx/records?model=${model}`, file, { onProgress: setPercent, signal: new AbortController().signal }));
    } finally {
      setPercent(undefined);
      input.value = '';
    }
  });
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">{words.records}</Title>
      <Text size="sm" c="dimmed">{words.recordsHint}</Text>
      <Group gap="sm" align="end">
        <NativeSelect label={words.model} data={Object.entries(words.models).filter(([value]) => value !== 'own').map(([value, label]) => ({ value, label }))} value={model} onChange={(event) => setModel(event.currentTarget.value)} />
        <Button component="label" variant="default" disabled={percent !== undefined}>
          {percent === undefined ? words.recordsFile : words.sending(percent)}
          <input type="file" className="fy-file" accept=".csv,.gz,.xlsx,.log,.txt,text/csv" disabled={percent !== undefined} onChange={(event) => void send(event.currentTarget)} />
        </Button>
      </Group>
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      {done ? (
        <Alert color={done.refused > 0 ? 'yellow' : 'jade'} variant="light" role="status">
          {words.recordsDone(done.read, done.calls, done.answered)}
          {done.refused > 0 ? <Text size="sm" mt="xs">{words.recordsRefused(done.refused)}</Text> : null}
          {done.refusals.slice(0, 20).map((refusal) => <Text key={refusal.line} size="sm">{words.recordsLine(refusal.line, refusal.reason[language])}</Text>)}
        </Alert>
      ) : null}
    </Stack>
  );
};
