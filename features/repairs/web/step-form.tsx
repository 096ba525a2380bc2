import { Button, Checkbox, Group, NativeSelect, NumberInput, SegmentedControl, SimpleGrid, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { SPOT_ANSWERS, SPOT_ITEMS, type SpotAnswer, type SpotItem } from '../core/spot-check.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { serverNow } from '../../../platform/web/server-clock.ts';
import { wantsWitness, type RepairKind } from '../core/repair-order.ts';
import type { StepInput, StepName } from '../core/repair-steps.ts';
import { changedOf, fieldsOf, type Field } from './step-fields.ts';
import { REPAIR_WORDS, stepWord } from './repair-words.ts';
import { useSiteSetup } from './site-setup.ts';

export type FieldValues = Readonly<Record<string, unknown>>;

export const initialValues = (step: StepName, kind: RepairKind): FieldValues =>
  Object.fromEntries(fieldsOf(step, kind).filter((field) => field.initial !== undefined).map((field) => [field.name, field.initial]));

/** A local `datetime-local` text as an instant. The desk's PC keeps the centre's own time. */
export const fromLocalInput = (text: string): string | undefined => (text === '' ? undefined : new Date(text).toISOString());
export const toLocalInput = (instant: string): string => {
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** Asked only once the answer before it calls for it: M-25 what a leader said, M-05 what it is instead, M-16 when to come again. */
const isAsked = (step: StepName, name: string, values: FieldValues): boolean => {
  if (name === 'leaderWord') return Boolean(values['leaderId']);
  if (step === 'start' && name === 'actualFault') return values['asReported'] === false;
  return step !== 'consent' || name !== 'appointmentAt' || values['given'] === false;
};

/** M-05: what is not as reported is named; M-29: so is why it was refused; M-31: who saw that nobody signed, unless a picture shows it. */
const isRequired = (step: StepName, field: Field, values: FieldValues, isPictured: boolean): boolean =>
  field.required === true || (step === 'start' && field.name === 'actualFault' && values['asReported'] === false) || (step === 'judge' && field.name === 'remarks' && values['acceptance'] === 'rejected') || (step === 'noSignature' && field.name === 'witness' && wantsWitness(values['why'], isPictured));

/** Which required fields are still empty; whether there is a picture of the visit a form that does not know leaves to the server. */
export const missingFields = (step: StepName, kind: RepairKind, values: FieldValues, isPictured = true): string[] => {
  const fields = fieldsOf(step, kind);
  // M-26: a tidying of which nothing was done is passed over, not handed in.
  if (step === 'tidy' && fields.every((field) => values[field.name] !== true)) return ['tidied'];
  return fields.filter((field) => isRequired(step, field, values, isPictured) && (values[field.name] === undefined || values[field.name] === '')).map((field) => field.name);
};

export const toStep = (step: StepName, values: FieldValues): StepInput =>
  ({ step, ...Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== '' && value !== undefined && isAsked(step, name, values))) }) as StepInput;

type RepairWords = (typeof REPAIR_WORDS)['zh'];

/** Who says no gives no consent (M-16). */
const labelOf = (words: RepairWords, step: StepName, name: string, values: FieldValues): string =>
  (step === 'consent' && name === 'by' && values['given'] === false ? words.notNow.by : words.field[name]) ?? name;

/** What a form still waits for, in the words that stand on it; the witness is asked for in a sentence of its own. */
export const missingWords = (words: RepairWords, step: StepName, values: FieldValues, missing: readonly string[]): string | undefined => {
  const names = missing.filter((name) => name !== 'witness').map((name) => labelOf(words, step, name, values));
  return names.length > 0 ? words.missing(names) : undefined;
};

type Material = { name: string; unit: string; quantity: number };

const MaterialsInput = ({ label, value, onChange }: { label: string; value: Material[]; onChange(value: Material[]): void }): ReactNode => {
  const rows = value.length > 0 ? value : [{ name: '', unit: '个', quantity: 1 }];
  const set = (index: number, part: Partial<Material>) => onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Stack gap={4}>
      {rows.map((row, index) => (
        <Group key={index} gap={4} wrap="nowrap">
          <TextInput aria-label={`${label} ${index + 1}`} placeholder={label} value={row.name} onChange={(event) => set(index, { name: event.currentTarget.value })} style={{ flex: 1 }} />
          <NumberInput aria-label={`${label} ${index + 1} #`} w={72} min={0.01} value={row.quantity} onChange={(quantity) => set(index, { quantity: Number(quantity) || 1 })} />
          <TextInput aria-label={`${label} ${index + 1} /`} w={56} value={row.unit} onChange={(event) => set(index, { unit: event.currentTarget.value })} />
        </Group>
      ))}
      <Button variant="subtle" size="compact-sm" onClick={() => onChange([...rows, { name: '', unit: '个', quantity: 1 }])}>
        +
      </Button>
    </Stack>
  );
};

/** One line an item with its clause; what is not touched is 未观察. */
const SpotInput = ({ value, onChange }: { value: Partial<Record<SpotItem, SpotAnswer>>; onChange(value: unknown): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  return (
    <Stack gap={6}>
      {SPOT_ITEMS.map(({ item, clause }) => (
        <Group key={item} gap="xs" justify="space-between">
          <Text size="sm">{words.spot[item]} <SourceLink id={clause} /></Text>
          <SegmentedControl size="xs" aria-label={words.spot[item] ?? item} value={value[item] ?? 'unseen'} data={SPOT_ANSWERS.map((answer) => ({ value: answer, label: words.spotAnswer[answer] ?? answer }))} onChange={(answer) => onChange({ ...Object.fromEntries(SPOT_ITEMS.map((entry) => [entry.item, value[entry.item] ?? 'unseen'])), [item]: answer })} />
        </Group>
      ))}
    </Stack>
  );
};

/** All answers side by side, each one tap; what was chosen is said, too, not only coloured. */
const Picks = ({ label, options, value, onChange }: { label: string; options: readonly (readonly [unknown, string])[]; value: unknown; onChange(value: unknown): void }): ReactNode => (
  <div>
    <Text size="sm" fw={600} mb={2}>{label}</Text>
    <Group gap="xs" role="group" aria-label={label}>
      {options.map(([option, name]) => <Button key={name} style={{ flex: '1 0 auto' }} variant={value === option ? 'filled' : 'default'} aria-pressed={value === option} onClick={() => onChange(option)}>{name}</Button>)}
    </Group>
  </div>
);

const OneField = ({ field, label, value, onChange, siteId }: { field: Field; label: string; value: unknown; onChange(value: unknown): void; siteId: string }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const setup = useSiteSetup(siteId).data;
  const common = { label, required: field.required === true, withAsterisk: false };
  const text = typeof value === 'string' ? value : '';
  switch (field.kind) {
    case 'text':
    case 'pin':
      return <TextInput {...common} type={field.kind === 'pin' ? 'password' : 'text'} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'area':
      return <Textarea {...common} autosize minRows={2} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'tick':
      return <Checkbox label={label} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'answer': {
      const said = words.answers[field.name];
      return <Picks label={label} options={[[true, said?.yes ?? ''], [false, said?.no ?? '']]} value={value} onChange={onChange} />;
    }
    case 'pick': {
      const names = (words as unknown as Record<string, Record<string, string>>)[field.options?.words ?? ''] ?? {};
      return <Picks label={label} options={(field.options?.values ?? []).map((option) => [option, names[option] ?? option])} value={value} onChange={onChange} />;
    }
    case 'time': {
      const input = <TextInput {...common} type="datetime-local" value={text === '' ? '' : toLocalInput(text)} onChange={(event) => onChange(fromLocalInput(event.currentTarget.value) ?? '')} />;
      if (!field.soon) return input;
      return (
        <Stack gap="xs">
          {input}
          <Group gap="xs">{field.soon.map((minutes) => <Button key={minutes} variant="default" style={{ flex: '1 0 auto' }} onClick={() => onChange(new Date(serverNow() + minutes * 60_000).toISOString())}>{words.inMinutes(minutes)}</Button>)}</Group>
        </Stack>
      );
    }
    case 'choice': {
      const names = (words as unknown as Record<string, Record<string, string>>)[field.options?.words ?? ''] ?? {};
      const data = [...(text === '' ? [{ value: '', label: '—' }] : []), ...(field.options?.values ?? []).map((option) => ({ value: option, label: names[option] ?? option }))];
      return <NativeSelect {...common} data={data} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    }
    case 'technician':
    case 'leader': {
      const may: readonly string[] = field.kind === 'leader' ? ['foreman', 'engineering_head'] : ['technician', 'foreman', 'engineering_head'];
      const people = (setup?.people ?? []).filter((person) => person.roles.some((role) => may.includes(role)));
      return <NativeSelect {...common} data={[{ value: '', label: '—' }, ...people.map((person) => ({ value: person.id, label: person.name }))]} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    }
    case 'place':
      return <NativeSelect {...common} data={[...(text === '' ? [{ value: '', label: '—' }] : []), ...(setup?.places ?? []).filter((place) => !place.archived || place.id === text).map((place) => ({ value: place.id, label: place.name }))]} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'materials':
      return <MaterialsInput label={label} value={Array.isArray(value) ? (value as Material[]) : []} onChange={onChange} />;
    case 'spot':
      return <SpotInput value={(value ?? {}) as Partial<Record<SpotItem, SpotAnswer>>} onChange={onChange} />;
    case 'signature':
      return null;
    default: {
      const never: never = field.kind;
      return never;
    }
  }
};

/** The fields of one step; the caller decides what the button says and does. */
export const StepFields = (props: { step: StepName; kind: RepairKind; siteId: string; values: FieldValues; /** Side by side, where height is dear. */ inRow?: boolean; onChange(values: FieldValues): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const fields = fieldsOf(props.step, props.kind).filter((field) => isAsked(props.step, field.name, props.values));
  return (
    <SimpleGrid spacing="xs" verticalSpacing="xs" cols={props.inRow ? fields.length : 1} style={{ alignItems: 'end' }}>
      {fields.map((field) => (
        <OneField key={field.name} field={field} label={labelOf(words, props.step, field.name, props.values)} siteId={props.siteId} value={props.values[field.name]} onChange={(value) => props.onChange({ ...props.values, [field.name]: value })} />
      ))}
    </SimpleGrid>
  );
};

/** One step with its own button: asks only what this step needs. */
export const StepForm = (props: { step: StepName; kind: RepairKind; siteId: string; busy: boolean; initial?: FieldValues; /** What stands in the order: only what is changed of it is sent. */ standing?: FieldValues; /** There is a picture of this visit. */ isPictured?: boolean; /** What stands over the fields and follows what is typed in them. */ above?(values: FieldValues): ReactNode; onTake(step: StepInput): void; onCancel?(): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const [values, setValues] = useState<FieldValues>({ ...(props.standing ?? initialValues(props.step, props.kind)), ...props.initial });
  const missing = missingFields(props.step, props.kind, values, props.isPictured);
  const wanted = missingWords(words, props.step, values, missing);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length > 0) return;
        const step = toStep(props.step, props.standing ? changedOf(props.step, props.kind, props.standing, values) : values);
        if (props.standing && Object.keys(step).length === 1) props.onCancel?.();
        else props.onTake(step);
      }}
    >
      <Stack gap="sm">
        {props.above?.(values)}
        <StepFields {...props} values={values} onChange={setValues} />
        {missing.includes('witness') ? <Text size="sm" role="status">{values['why'] === 'refused' ? words.witness.refused : words.witness.absent}</Text> : null}
        {wanted ? <Text size="sm" c="dimmed" role="status">{wanted}</Text> : null}
        <Group gap="xs">
          <Button type="submit" loading={props.busy} disabled={missing.length > 0}>
            {props.step === 'consent' && values['given'] === false ? words.notNow.step : stepWord(words, props.step, props.kind)}
          </Button>
          {props.onCancel ? (
            <Button variant="subtle" color="gray" onClick={props.onCancel}>
              {words.intake.cancel}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
};
