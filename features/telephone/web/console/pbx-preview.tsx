import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { OutputOf } from '../../../../platform/core/contract.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { previewPbx } from '../../core/pbx-contract.ts';
import type { PbxSettings } from '../../core/pbx/pbx-settings.ts';
import { PBX_WORDS } from '../pbx-words.ts';
import { PbxEvents } from './pbx-events.tsx';

/** A sample tried against the settings as they stand in the form; nothing of it is kept before saving. */
export const PbxPreview = ({ siteId, kind, settings, sample, onSample }: { siteId: string; kind: 'push' | 'smdr'; settings: PbxSettings | undefined; sample: string; onSample(text: string): void }): ReactNode => {
  const words = useWords(PBX_WORDS);
  const [found, setFound] = useState<OutputOf<typeof previewPbx>>();
  const { busy, error, attempt } = useAttempt(words.refusal);
  return (
    <Stack gap="xs">
      <Textarea label={words.sample} description={kind === 'push' ? words.samplePush : words.sampleLines} rows={4} maxLength={20_000} value={sample} onChange={(event) => onSample(event.currentTarget.value)} styles={{ input: { fontFamily: 'ui-monospace, monospace', fontSize: 13 } }} />
      <Group gap="sm">
        <Button variant="default" size="xs" loading={busy} disabled={!settings || sample.trim() === ''} onClick={() => void attempt(async () => { if (settings) setFound(await callApi(previewPbx, { siteId, settings, sample })); })}>{words.tryIt}</Button>
        {settings ? null : <Text size="sm" className="fy-late" role="status">{words.mappingBad}</Text>}
        {found && found.problem === null ? <Text size="sm" role="status">{[words.understood(found.events.length), ...(found.refused > 0 ? [words.notUnderstood(found.refused)] : []), ...(found.ignored > 0 ? [words.notNamed(found.ignored)] : [])].join(' · ')}</Text> : null}
        {found?.problem ? <Text size="sm" className="fy-late" role="status">{words.sampleBad}</Text> : null}
      </Group>
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      {found && found.events.length > 0 ? <PbxEvents events={found.events.map((event) => ({ ...event, ext: event.ext ?? null, number: event.from?.raw ?? null, disposition: event.disposition ?? null }))} /> : null}
    </Stack>
  );
};
