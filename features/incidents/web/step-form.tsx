import { Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { instantAt, localDate } from '../../../platform/core/working-calendar.ts';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import type { IncidentView } from '../core/incident-contract.ts';
import { INCIDENT_LABELS } from '../core/incident-labels.ts';
import { HARMS, type IncidentStepInput, type IncidentStepName, OUTSIDE, WAYS } from '../core/incident-steps.ts';
import { useIncidentChoices } from './incident-api.ts';
import { INCIDENT_WORDS } from './incident-words.ts';

type Field = { readonly name: string; readonly label: string; readonly kind: 'text' | 'long' | 'choice' | 'number' | 'tick' | 'time' | 'day'; readonly data?: readonly { value: string; label: string }[]; readonly required?: boolean; readonly max?: number };
type Values = Readonly<Record<string, string | number | boolean>>;

const useFields = (step: IncidentStepName, view: IncidentView, forOther: boolean): readonly Field[] => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const labels = INCIDENT_LABELS[language];
  const choices = useIncidentChoices(view.siteId).data;
  const choice = <T extends string>(values: readonly T[], names: Readonly<Record<T, string>>) => values.map((value) => ({ value, label: names[value] }));
  const at: Field = { name: 'at', label: words.at, kind: 'time' };
  const instruction: Field = { name: 'instruction', label: words.instruction, kind: 'long', max: 500 };
  const way = (first: 'phone' | 'app'): Field => ({ name: 'way', label: words.way, kind: 'choice', data: choice([first, ...WAYS.filter((entry) => entry !== first)], labels.way) });
  switch (step) {
    case 'answer':
      return forOther ? [{ name: 'personId', label: words.person, kind: 'choice', required: true, data: [{ value: '', label: '' }, ...(choices?.people ?? []).map((person) => ({ value: person.id, label: person.name }))] }, way('phone'), at, instruction] : [instruction];
    case 'call':
      return [{ name: 'who', label: words.who, kind: 'text', required: true, max: 40 }, { name: 'duty', label: words.duty, kind: 'text', max: 40 }, way('phone'), { name: 'confirmed', label: words.confirmedNow, kind: 'tick' }, instruction];
    case 'grade':
      return [{ name: 'grade', label: words.newGrade, kind: 'choice', required: true, data: [{ value: '', label: '' }, ...choice((choices?.grades ?? []).filter((grade) => grade !== view.grade), labels.grade)] }, { name: 'reason', label: words.reason, kind: 'text', required: true, max: 200 }];
    case 'outside':
      return [{ name: 'to', label: words.outsideTo, kind: 'choice', data: choice(OUTSIDE, labels.outside) }, at, { name: 'words', label: words.words, kind: 'text', max: 200 }];
    case 'note':
      return [{ name: 'kind', label: words.note, kind: 'choice', data: choice(['course', 'measure'] as const, words.kind) }, at, { name: 'words', label: words.noteWords, kind: 'long', required: true, max: 500 }];
    case 'affected':
      return [{ name: 'name', label: words.name, kind: 'text', max: 40 }, { name: 'harm', label: words.harm, kind: 'choice', data: choice([...HARMS].reverse(), labels.harm) }, { name: 'words', label: words.words, kind: 'text', max: 200 }];
    case 'loss':
      return [{ name: 'words', label: words.lossWords, kind: 'text', required: true, max: 300 }, { name: 'amount', label: words.amount, kind: 'number' }];
    case 'impact':
      return [{ name: 'closed', label: words.impact, kind: 'choice', data: choice(['part', 'all', 'none'] as const, words.closed) }, { name: 'area', label: words.area, kind: 'text', max: 120 }];
    case 'describe':
      return [{ name: 'cause', label: words.cause, kind: 'long', max: 500 }, { name: 'situation', label: words.situation, kind: 'long', max: 500 }, { name: 'evidence', label: words.evidence, kind: 'text', max: 300 }];
    case 'spokesman':
      return [{ name: 'name', label: words.spokesmanName, kind: 'text', required: true, max: 40 }, { name: 'words', label: words.words, kind: 'text', max: 300 }];
    case 'firstReport':
      return [{ name: 'to', label: words.firstReportTo, kind: 'text', max: 60 }, at];
    case 'summary':
      return [{ name: 'causes', label: words.causes, kind: 'long', required: true, max: 800 }, { name: 'responsibility', label: words.responsibility, kind: 'long', required: true, max: 500 }, { name: 'prevention', label: words.prevention, kind: 'long', required: true, max: 800 }, { name: 'mendBy', label: words.mendBy, kind: 'day' }];
    case 'askErasure':
    case 'fallsAway':
      return [{ name: 'reason', label: words.reason, kind: 'text', required: true, max: 200 }];
    default:
      return [];
  }
};

/** A time of today as it was written; one that lies ahead was yesterday's. */
const instantOf = (time: string, zone: string): string => {
  const now = serverInstant();
  const today = instantAt(zone, localDate(now, zone), time);
  return Date.parse(today) > Date.parse(now) + 120_000 ? new Date(Date.parse(today) - 86_400_000).toISOString() : today;
};

export const StepForm = ({ step, view, zone, forOther = false, onTake, onClose }: { step: IncidentStepName; view: IncidentView; zone: string; forOther?: boolean; onTake(step: IncidentStepInput): Promise<void>; onClose(): void }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const fields = useFields(step, view, forOther);
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [values, setValues] = useState<Values>((): Values => (step === 'describe' ? { cause: view.cause ?? '', situation: view.situation ?? '', evidence: view.evidence ?? '' } : {}));
  const valueOf = (field: Field): string => String(values[field.name] ?? (field.kind === 'choice' ? (field.data?.[0]?.value ?? '') : ''));
  const set = (name: string, value: string | number | boolean): void => setValues({ ...values, [name]: value });
  const missing = fields.some((field) => field.required && valueOf(field).trim() === '');
  const send = () =>
    attempt(async () => {
      const filled = Object.fromEntries(fields.flatMap((field): [string, unknown][] => {
        if (field.kind === 'tick') return values[field.name] === true ? [['confirmedAt', serverInstant()]] : [];
        const value = valueOf(field).trim();
        if (value === '') return [];
        return [[field.name, field.kind === 'time' ? instantOf(value, zone) : field.kind === 'number' ? Number(value) : value]];
      }));
      await onTake({ step, ...(step === 'affected' ? { affectedId: uuidv7() } : {}), ...filled } as IncidentStepInput);
      onClose();
    });
  return (
    <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <Stack gap="xs">
        {fields.map((field) => {
          const common = { label: field.label, required: field.required ?? false };
          if (field.kind === 'choice') return <NativeSelect key={field.name} {...common} value={valueOf(field)} data={[...(field.data ?? [])]} onChange={(event) => set(field.name, event.currentTarget.value)} />;
          if (field.kind === 'long') return <Textarea key={field.name} {...common} autosize minRows={2} maxLength={field.max ?? 500} value={valueOf(field)} onChange={(event) => set(field.name, event.currentTarget.value)} />;
          if (field.kind === 'number') return <NumberInput key={field.name} {...common} min={0} max={1_000_000_000} allowDecimal={false} value={valueOf(field)} onChange={(value) => set(field.name, value)} />;
          if (field.kind === 'tick') return <Checkbox key={field.name} label={field.label} checked={values[field.name] === true} onChange={(event) => set(field.name, event.currentTarget.checked)} />;
          return <TextInput key={field.name} {...common} type={field.kind === 'time' ? 'time' : field.kind === 'day' ? 'date' : 'text'} maxLength={field.max ?? 40} value={valueOf(field)} onChange={(event) => set(field.name, event.currentTarget.value)} />;
        })}
        {error ? <Text role="alert" className="fy-late">{error}</Text> : null}
        <Group grow>
          <Button type="submit" loading={busy} disabled={missing}>{words.save}</Button>
          <Button variant="default" onClick={onClose}>{words.cancel}</Button>
        </Group>
      </Stack>
    </form>
  );
};
