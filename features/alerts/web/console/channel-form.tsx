import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { OutputOf } from '../../../../platform/core/contract.ts';
import { ALERT_LEVELS } from '../../../../platform/core/alert.ts';
import { ROLES } from '../../../../platform/core/roles.ts';
import { ApiRefusal } from '../../../../platform/web/api-client.ts';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import type { listChannels } from '../../core/channel-contract.ts';
import type { RoleName } from '../alert-ladder.tsx';
import { SETTINGS_WORDS } from '../settings-words.ts';

type Listed = OutputOf<typeof listChannels>;
export type ChannelView = Listed['channels'][number];
export type ChannelFormOf = Listed['forms'][number];
type Field = ChannelFormOf['fields'][number];

export type ChannelInput = Pick<ChannelView, 'name' | 'roles' | 'minLevel' | 'fallbackId'> & { readonly settings: Record<string, string> };

const asText = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** What stands in the fields at first; a secret is never sent to the browser again, so its field is empty. */
const initialOf = (form: ChannelFormOf, channel: ChannelView | undefined): Record<string, string> =>
  Object.fromEntries(form.fields.map((field) => [field.name, field.isSecret ? '' : channel ? asText(channel.shown[field.name]) : (field.initial ?? '')]));

const SettingsField = ({ field, value, isKept, isWrong, onChange }: { field: Field; value: string; isKept: boolean; isWrong: boolean; onChange(value: string): void }): ReactNode => {
  const words = useWords(SETTINGS_WORDS);
  const { language } = useLanguage();
  const hint = [field.hint?.[language], isKept ? words.kept : undefined].filter((part) => part !== undefined).join(' · ');
  const shared = { label: field.label[language], description: hint || undefined, required: field.isRequired && !isKept, error: isWrong ? words.wrongField : undefined, value };
  if (field.input === 'choice') return <NativeSelect {...shared} data={(field.choices ?? []).map((choice) => ({ value: choice.value, label: choice.label[language] }))} onChange={(event) => onChange(event.currentTarget.value)} />;
  if (field.input === 'lines') return <Textarea {...shared} autosize minRows={2} onChange={(event) => onChange(event.currentTarget.value)} />;
  return <TextInput {...shared} type={field.isSecret && field.input === 'text' ? 'password' : 'text'} inputMode={field.input === 'number' ? 'numeric' : field.input === 'email' ? 'email' : field.input === 'url' ? 'url' : 'text'} autoComplete="off" spellCheck={false} onChange={(event) => onChange(event.currentTarget.value)} />;
};

/** One way out, drawn from what its kind asks for. */
export const ChannelForm = ({ form, channel, others, roleName, onSave, onCancel }: { form: ChannelFormOf; channel?: ChannelView | undefined; /** What it may fall back on. */ others: readonly ChannelView[]; roleName: RoleName; onSave(input: ChannelInput): Promise<void>; onCancel(): void }): ReactNode => {
  const words = useWords(SETTINGS_WORDS);
  const { language } = useLanguage();
  const [input, setInput] = useState<ChannelInput>({ name: channel?.name ?? form.label[language], roles: channel?.roles ?? [], minLevel: channel?.minLevel ?? 'warning', fallbackId: channel?.fallbackId ?? null, settings: initialOf(form, channel) });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ text: string; fields: readonly string[] }>();
  const save = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onSave(input);
    } catch (failure) {
      const code = failure instanceof ApiRefusal ? failure.code : 'other';
      const fields = failure instanceof ApiRefusal && Array.isArray(failure.facts['fields']) ? failure.facts['fields'].map(String) : [];
      setProblem({ text: words.refusal[code] ?? words.refusal['other'] ?? '', fields });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="fy-details" aria-label={form.label[language]} onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <Stack gap="sm">
        <Text fw={600}>{form.label[language]}</Text>
        <TextInput required maxLength={40} label={words.name} placeholder={words.nameHint} value={input.name} onChange={(event) => setInput({ ...input, name: event.currentTarget.value })} />
        {form.fields.map((field) => (
          <SettingsField key={field.name} field={field} value={input.settings[field.name] ?? ''} isKept={field.isSecret && channel !== undefined} isWrong={problem?.fields.includes(field.name) ?? false} onChange={(value) => setInput({ ...input, settings: { ...input.settings, [field.name]: value } })} />
        ))}
        <NativeSelect label={words.minLevel} value={input.minLevel} onChange={(event) => setInput({ ...input, minLevel: ALERT_LEVELS.find((level) => level === event.currentTarget.value) ?? 'warning' })} data={ALERT_LEVELS.filter((level) => level !== 'news').map((level) => ({ value: level, label: words.level[level] }))} />
        {form.target === 'group' ? (
          <>
            <Checkbox.Group label={words.roles} description={words.rolesAll} value={[...input.roles]} onChange={(chosen) => setInput({ ...input, roles: ROLES.filter((role) => chosen.includes(role)) })}>
              <Group gap="sm" mt={4}>{ROLES.map((role) => <Checkbox key={role} value={role} label={roleName(role)} />)}</Group>
            </Checkbox.Group>
            <NativeSelect label={words.fallback} value={input.fallbackId ?? ''} onChange={(event) => setInput({ ...input, fallbackId: event.currentTarget.value || null })} data={[{ value: '', label: words.noFallback }, ...others.map((other) => ({ value: other.id, label: other.name }))]} />
          </>
        ) : (
          <Text size="sm" c="dimmed">{words.personal}</Text>
        )}
        {problem ? <Alert color="red" variant="light" role="alert">{problem.text}</Alert> : null}
        <Group gap="xs"><Button type="submit" size="sm" loading={busy}>{words.save}</Button><Button size="sm" variant="default" onClick={onCancel}>{words.cancel}</Button></Group>
      </Stack>
    </form>
  );
};
