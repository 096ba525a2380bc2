import { Alert, Button, Checkbox, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { addPbxSource, changePbxSource, type PbxSourceView } from '../../core/pbx-contract.ts';
import { CDR_MODELS, isCdrModelName } from '../../core/pbx/cdr-models.ts';
import { zPbxSettings, type PbxKind, type PbxSettings } from '../../core/pbx/pbx-settings.ts';
import { PBX_WORDS } from '../pbx-words.ts';
import { PbxPreview } from './pbx-preview.tsx';

/** A mapping to begin with: a flat message with an event, a call id and a time. */
const FIRST_MAPPING = {
  records: '',
  fields: { kind: 'event', callId: 'call_id', at: 'time', from: 'caller', to: 'called', ext: 'extension' },
  kinds: { RING: 'ringing', ANSWER: 'answered', HANGUP: 'ended' }, time: 'local',
};

type Fields = Record<string, string | number | boolean>;
const lines = (text: string | number | boolean | undefined): string[] => String(text ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '');
const pairs = (text: string | number | boolean | undefined): Record<string, string> => Object.fromEntries(lines(text).flatMap((line) => {
  const [name = '', value = ''] = line.split('=').map((part) => part.trim());
  return name && value ? [[name, value]] : [];
}));
const json = (value: unknown): string => JSON.stringify(value, null, 2);
const readJson = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
};

/** Settings as the form holds them: texts, numbers and ticks. */
const fieldsOf = (kind: PbxKind, settings: PbxSettings | null): Fields => {
  const flat = Object.fromEntries(Object.entries(settings ?? {}).filter((entry): entry is [string, string | number | boolean] => ['string', 'number', 'boolean'].includes(typeof entry[1])));
  const telephones: Fields = settings && 'extensions' in settings ? { trunks: settings.trunks.join('\n'), extensions: Object.entries(settings.extensions).map(([name, ext]) => `${name}=${ext}`).join('\n') } : {};
  if (kind === 'push') {
    const push = settings?.kind === 'push' ? settings : undefined;
    return { sample: push?.sample ?? '', mapping: json(push?.mapping ?? FIRST_MAPPING), addresses: (push?.addresses ?? []).join('\n'), algorithm: push?.signature?.algorithm ?? '', header: push?.signature?.header ?? 'x-signature', over: push?.signature?.over ?? '{body}' };
  }
  if (kind === 'smdr') {
    const smdr = settings?.kind === 'smdr' ? settings : undefined;
    const named = smdr && Object.entries(CDR_MODELS).find(([, model]) => json(zPbxSettings.safeParse({ ...smdr, model }).data) === json(smdr))?.[0];
    return { way: 'listen', port: 9000, host: '127.0.0.1', path: '', ...flat, ...telephones, addresses: (smdr?.addresses ?? []).join('\n'), model: smdr ? (named ?? 'own') : 'asterisk-master', own: json(smdr?.model ?? CDR_MODELS['avaya-smdr']) };
  }
  return { port: kind === 'ami' ? 5038 : 8021, host: '', username: '', channel: kind === 'ami' ? 'PJSIP/{peer}' : 'user/{ext}', context: 'from-internal', gateway: '', prefix: '', mayDial: false, tls: false, ...flat, ...telephones };
};

const settingsOf = (kind: PbxKind, form: Fields): unknown => {
  const telephones = { trunks: lines(form['trunks']), extensions: pairs(form['extensions']) };
  if (kind === 'push') return { kind, mapping: readJson(form['mapping']), sample: form['sample'], addresses: lines(form['addresses']), signature: form['algorithm'] ? { algorithm: form['algorithm'], header: form['header'], over: form['over'] } : null };
  if (kind === 'smdr') {
    const name = String(form['model']);
    return { kind, way: form['way'], host: form['host'] || undefined, port: form['port'], path: form['path'], addresses: lines(form['addresses']), model: isCdrModelName(name) ? CDR_MODELS[name] : readJson(form['own']), ...telephones };
  }
  return { kind, ...form, ...telephones };
};

/** What it takes to listen to one telephone system. */
export const PbxForm = ({ siteId, kind, source, onClose, onSaved }: { siteId: string; kind: PbxKind; source: PbxSourceView | undefined; onClose(): void; onSaved(path: string | null): void }): ReactNode => {
  const words = useWords(PBX_WORDS);
  const [name, setName] = useState(source?.name ?? '');
  const [secret, setSecret] = useState('');
  const [newPath, setNewPath] = useState(false);
  const [form, setForm] = useState<Fields>(() => fieldsOf(kind, source?.settings ?? null));
  const { busy, error, attempt } = useAttempt(words.refusal);
  const parsed = zPbxSettings.safeParse(settingsOf(kind, form));
  const set = (key: string) => (value: string | number | boolean) => setForm((before) => ({ ...before, [key]: value }));
  const text = (key: string, label: string, hint?: string) => <TextInput label={label} description={hint} maxLength={253} value={String(form[key] ?? '')} onChange={(event) => set(key)(event.currentTarget.value)} />;
  const area = (key: string, label: string, hint?: string, rows = 3) => <Textarea label={label} description={hint} rows={rows} value={String(form[key] ?? '')} onChange={(event) => set(key)(event.currentTarget.value)} styles={{ input: { fontFamily: 'ui-monospace, monospace', fontSize: 13 } }} />;
  const number = (key: string, label: string) => <NumberInput label={label} min={1} max={65535} value={Number(form[key] ?? 0)} onChange={(value) => set(key)(Number(value))} />;
  const choose = (key: string, label: string, data: { value: string; label: string }[]) => <NativeSelect label={label} data={data} value={String(form[key] ?? '')} onChange={(event) => set(key)(event.currentTarget.value)} />;
  const save = async () => {
    if (!parsed.success) return;
    const fields = { siteId, commandId: uuidv7(), name, enabled: source?.enabled ?? true, settings: parsed.data, ...(secret === '' ? {} : { secret }) };
    const saved = await (source ? callApi(changePbxSource, { ...fields, sourceId: source.id, newPath }) : callApi(addPbxSource, { ...fields, sourceId: uuidv7() }));
    onSaved(saved.path);
  };
  const hasSecret = kind === 'ami' || kind === 'esl' || (kind === 'push' && form['algorithm'] !== '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(save);
      }}
    >
      <Stack gap="sm" maw={860}>
        <Title order={2} size="h4">{source ? source.name : words.kind[kind]}</Title>
        {kind === 'smdr' ? <Text size="sm" c="dimmed">{words.recordsNote}</Text> : null}
        <TextInput label={words.name} description={words.nameHint} maxLength={40} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {kind === 'ami' || kind === 'esl' ? (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            {text('host', words.host)}
            {number('port', words.port)}
            {kind === 'ami' ? text('username', words.username) : null}
          </SimpleGrid>
        ) : null}
        {kind === 'smdr' ? (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            {choose('way', words.way, (['listen', 'connect', 'file'] as const).map((value) => ({ value, label: words.ways[value] })))}
            {form['way'] === 'file' ? text('path', words.path, words.pathHint) : number('port', words.port)}
            {form['way'] === 'connect' ? text('host', words.host) : null}
            {choose('model', words.model, Object.entries(words.models).map(([value, label]) => ({ value, label })))}
          </SimpleGrid>
        ) : null}
        {kind === 'smdr' && form['model'] === 'own' ? area('own', words.modelOwn, undefined, 8) : null}
        {kind === 'push' ? area('mapping', words.mapping, words.mappingHint, 14) : null}
        {kind === 'push' ? (
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
            {choose('algorithm', words.signature, [{ value: '', label: words.signatureNone }, ...['hmac-sha256', 'hmac-sha1', 'hmac-md5', 'md5'].map((value) => ({ value, label: value.toUpperCase() }))])}
            {form['algorithm'] ? text('header', words.signatureHeader) : null}
            {form['algorithm'] ? text('over', words.signatureOver) : null}
          </SimpleGrid>
        ) : null}
        {hasSecret ? <TextInput type="password" autoComplete="new-password" label={kind === 'push' ? words.signatureKey : words.password} description={source?.hasSecret ? words.passwordKept : kind === 'push' ? undefined : words.passwordHint} maxLength={200} value={secret} onChange={(event) => setSecret(event.currentTarget.value)} /> : null}
        {kind === 'ami' || kind === 'esl' ? <Checkbox label={words.tls} checked={form['tls'] === true} onChange={(event) => set('tls')(event.currentTarget.checked)} /> : null}
        {kind !== 'push' ? (
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            {kind === 'smdr' ? null : area('trunks', words.trunks, words.trunksHint)}
            {area('extensions', words.extensions, words.extensionsHint)}
          </SimpleGrid>
        ) : null}
        {kind === 'push' || (kind === 'smdr' && form['way'] === 'listen') ? area('addresses', words.addresses, words.addressesHint, 2) : null}
        {kind === 'ami' || kind === 'esl' ? <Checkbox label={words.mayDial} description={words.mayDialHint} checked={form['mayDial'] === true} onChange={(event) => set('mayDial')(event.currentTarget.checked)} /> : null}
        {(kind === 'ami' || kind === 'esl') && form['mayDial'] === true ? (
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
            {text('channel', words.channel)}
            {kind === 'ami' ? text('context', words.context) : text('gateway', words.gateway)}
            {text('prefix', words.prefix)}
          </SimpleGrid>
        ) : null}
        {kind === 'push' && source ? <Checkbox label={words.pathNew} checked={newPath} onChange={(event) => setNewPath(event.currentTarget.checked)} /> : null}
        {kind === 'push' || kind === 'smdr' ? <PbxPreview siteId={siteId} kind={kind} settings={parsed.success ? parsed.data : undefined} sample={String(form['sample'] ?? '')} onSample={set('sample')} /> : null}
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        <Group gap="xs">
          <Button type="submit" loading={busy} disabled={name.trim() === '' || !parsed.success}>{words.save}</Button>
          <Button variant="subtle" color="gray" onClick={onClose}>{words.cancel}</Button>
        </Group>
      </Stack>
    </form>
  );
};
