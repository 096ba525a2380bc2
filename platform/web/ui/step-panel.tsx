import { Button, Checkbox, Group, MultiSelect, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { instantAt } from '../../core/working-calendar.ts';
import { defineWords, useWords } from '../i18n.tsx';
import { keepFile } from '../pending-files.ts';
import { uploadFile } from '../upload.ts';
import { SignaturePad } from './signature-pad.tsx';
import { useAttempt } from './use-attempt.ts';

/** What a step asks for. `read` turns typed text into what is sent; undefined there means that it could not be understood. */
export type StepField = {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'long' | 'choice' | 'people' | 'when' | 'date' | 'photo' | 'signature' | 'pin' | 'tick';
  readonly required?: boolean;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly initial?: string;
  read?(text: string): unknown;
};
export type StepSpec = { readonly name: string; readonly label: string; readonly fields: readonly StepField[]; /** Said beside the form: what the step does, what it wants. */ readonly hint?: ReactNode };
export type StepValues = Readonly<Record<string, unknown>>;

const WORDS = defineWords({
  zh: { cancel: '取消', photo: '选照片', sent: '已上传', unreadable: (label: string) => `${label}看不懂，请核对` },
  en: { cancel: 'Cancel', photo: 'Choose a photo', sent: 'Sent', unreadable: (label: string) => `${label} was not understood` },
});

const Field = (props: { field: StepField; value: unknown; siteId: string; keep: boolean; set(value: unknown): void; fail(work: () => Promise<void>): void }): ReactNode => {
  const { field, value, set } = props;
  const words = useWords(WORDS);
  const text = typeof value === 'string' ? value : '';
  const required = field.required ?? false;
  const send = (file: Blob, kind: 'photo' | 'signature') => props.fail(async () => set(props.keep ? await keepFile(file, kind) : (await uploadFile(props.siteId, file, kind)).hash));
  switch (field.kind) {
    case 'long':
      return <Textarea label={field.label} required={required} autosize minRows={2} maxLength={4000} value={text} onChange={(event) => set(event.currentTarget.value)} />;
    case 'choice':
      return <NativeSelect label={field.label} required={required} value={text} onChange={(event) => set(event.currentTarget.value)} data={[{ value: '', label: '' }, ...(field.options ?? [])]} />;
    case 'people':
      return <MultiSelect label={field.label} data={[...(field.options ?? [])]} value={Array.isArray(value) ? (value as string[]) : []} onChange={set} searchable comboboxProps={{ withinPortal: false }} />;
    case 'when':
      return <TextInput type="datetime-local" label={field.label} required={required} value={text} onChange={(event) => set(event.currentTarget.value)} />;
    case 'date':
      return <TextInput type="date" label={field.label} required={required} value={text} onChange={(event) => set(event.currentTarget.value)} />;
    case 'pin':
      return <TextInput type="password" label={field.label} required={required} inputMode="numeric" pattern="\d{4,6}" autoComplete="off" maxLength={6} value={text} onChange={(event) => set(event.currentTarget.value)} />;
    case 'tick':
      return <Checkbox label={field.label} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />;
    case 'photo':
      return (
        <Group gap="xs">
          <Button component="label" variant="default" aria-label={field.label}>
            {field.label}
            <input type="file" accept="image/*" className="fy-file" onChange={(event) => { const [file] = event.currentTarget.files ?? []; if (file) send(file, 'photo'); }} />
          </Button>
          {text ? <Text size="sm" role="status">{words.sent}</Text> : null}
        </Group>
      );
    case 'signature':
      return text ? <Text size="sm" role="status">{field.label} · {words.sent}</Text> : <div><Text size="sm" fw={500}>{field.label}</Text><SignaturePad busy={false} onSign={(drawn) => send(drawn, 'signature')} /></div>;
    case 'text':
      return <TextInput label={field.label} required={required} maxLength={200} value={text} onChange={(event) => set(event.currentTarget.value)} />;
    default: {
      const never: never = field.kind;
      return never;
    }
  }
};

/** One form of fields; what was typed stays when it is refused. */
export const FieldForm = (props: { siteId: string; zone: string; /** Pictures wait on this phone for the command that names them. */ keep?: boolean; fields: readonly StepField[]; submit: string; hint?: ReactNode; refusals: Readonly<Record<string, string>>; onSubmit(values: StepValues): Promise<void>; onCancel?: () => void }): ReactNode => {
  const words = useWords(WORDS);
  const [values, setValues] = useState<Record<string, unknown>>(() => Object.fromEntries(props.fields.flatMap((field) => (field.initial === undefined ? [] : [[field.name, field.initial]]))));
  const [unread, setUnread] = useState<string>();
  const { busy, error, attempt } = useAttempt(props.refusals);
  const submit = () => {
    const sent: Record<string, unknown> = {};
    for (const field of props.fields) {
      const value = values[field.name];
      if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0 && !field.required)) continue;
      if (field.kind === 'when' && typeof value === 'string') {
        const [day, time] = value.split('T');
        sent[field.name] = day && time ? instantAt(props.zone, day, time.slice(0, 5)) : undefined;
      } else if (field.read && typeof value === 'string') {
        const read = field.read(value);
        if (read === undefined) return setUnread(words.unreadable(field.label));
        sent[field.name] = read;
      } else sent[field.name] = typeof value === 'string' ? value.trim() : value;
    }
    setUnread(undefined);
    return void attempt(() => props.onSubmit(sent));
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Stack gap="xs">
        {props.hint}
        {props.fields.map((field) => <Field key={field.name} field={field} siteId={props.siteId} keep={props.keep ?? false} value={values[field.name]} set={(value) => setValues((before) => ({ ...before, [field.name]: value }))} fail={(work) => void attempt(work)} />)}
        {(unread ?? error) ? <Text size="sm" c="red" role="alert">{unread ?? error}</Text> : null}
        <Group gap="xs"><Button type="submit" loading={busy}>{props.submit}</Button>{props.onCancel ? <Button variant="default" onClick={props.onCancel}>{words.cancel}</Button> : null}</Group>
      </Stack>
    </form>
  );
};

/** The steps that may be taken now, as buttons; one that asks for something opens its form below. */
export const StepPanel = (props: { siteId: string; zone: string; keep?: boolean; steps: readonly StepSpec[]; refusals: Readonly<Record<string, string>>; onTake(name: string, values: StepValues): Promise<void> }): ReactNode => {
  const [open, setOpen] = useState<StepSpec>();
  const { busy, error, attempt } = useAttempt(props.refusals);
  // A colleague's step may change what is allowed while somebody types: the form and its words stay, and the server says why it is refused.
  const chosen = open && (props.steps.find((step) => step.name === open.name) ?? open);
  const take = async (name: string, values: StepValues) => {
    await props.onTake(name, values);
    setOpen((now) => (now?.name === name ? undefined : now));
  };
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {props.steps.map((step, index) => (
          <Button key={step.name} size="sm" variant={index === 0 ? 'filled' : 'default'} aria-expanded={step.fields.length > 0 ? open?.name === step.name : undefined} loading={busy && step.fields.length === 0} onClick={() => (step.fields.length === 0 && !step.hint ? void attempt(() => take(step.name, {})) : setOpen(open?.name === step.name ? undefined : step))}>
            {step.label}
          </Button>
        ))}
      </Group>
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
      {chosen ? <FieldForm key={chosen.name} siteId={props.siteId} zone={props.zone} keep={props.keep ?? false} fields={chosen.fields} submit={chosen.label} hint={chosen.hint} refusals={props.refusals} onSubmit={(values) => take(chosen.name, values)} onCancel={() => setOpen(undefined)} /> : null}
    </Stack>
  );
};
