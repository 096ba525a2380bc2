import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import type { RepairKind } from '../../core/repair-order.ts';
import type { StepInput, StepName } from '../../core/repair-steps.ts';
import { RepairPhotoButton } from '../repair-photos.tsx';
import { REPAIR_WORDS, stepWord } from '../repair-words.ts';
import { initialValues, fromLocalInput, missingFields, missingWords, StepFields, toLocalInput, toStep, type FieldValues } from '../step-form.tsx';

/** The order in which a slip is filled; only what it shows is ticked, the rest stays 未勾选. */
const ON_THE_SLIP: readonly StepName[] = ['notify', 'accept', 'ready', 'arrive', 'consent', 'start', 'explainCause', 'takeMaterials', 'tidy', 'test', 'record', 'judge', 'rate', 'sign', 'noSignature', 'leave', 'moveCopy'];

type Entry = { readonly at: string; readonly values: FieldValues };

export type PaperSubject = { readonly kind: RepairKind; readonly technicianId: string | null; readonly marks: Readonly<Record<string, { readonly way: string }>> };

/** 代录: any or all steps from the returned slip or the walkie-talkie, with the paper's own times, saved together. */
export const PaperForm = (props: { subject: PaperSubject; siteId: string; busy: boolean; onSave(steps: StepInput[]): void; onCancel(): void; /** A sheet of a pad: what stands above its steps, whether that is complete, and the time steps begin with. */ sheet?: { readonly head: ReactNode; readonly isReady: boolean; readonly from: string } }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const { kind, technicianId, marks } = props.subject;
  const [way, setWay] = useState<'paper' | 'radio'>('paper');
  const [entries, setEntries] = useState<Readonly<Partial<Record<StepName, Entry>>>>({});
  const steps = ON_THE_SLIP.filter((step) => !(kind === 'facility' && step === 'rate') && !(marks[step] && !marks[step]?.way.match(/app|desk|qr/)));
  const chosen = steps.filter((step) => entries[step]);
  const incomplete = chosen.some((step) => missingFields(step, kind, entries[step]?.values ?? {}).length > 0);
  const set = (step: StepName, entry: Entry | undefined) => {
    const next = { ...entries };
    if (entry) next[step] = entry;
    else delete next[step];
    setEntries(next);
  };
  const [slipPhotos, setSlipPhotos] = useState<readonly string[]>([]);
  const lastTime = () => chosen.map((step) => entries[step]?.at ?? '').filter(Boolean).at(-1) ?? props.sheet?.from ?? '';
  const save = () =>
    props.onSave([
      ...slipPhotos.map((hash): StepInput => ({ step: 'addPhoto', hash, phase: 'slip' })),
      ...chosen.map((step) => ({ ...toStep(step, entries[step]?.values ?? {}), way, ...(entries[step]?.at ? { at: fromLocalInput(entries[step]?.at ?? '') } : {}) }) as StepInput),
    ]);
  return (
    <Stack gap="xs" component="section" aria-label={words.paper.title}>
      <Group justify="space-between">
        {props.sheet ? null : <Text fw={600}>{words.paper.title}</Text>}
        {props.sheet ? null : <NativeSelect aria-label={words.paper.way} size="xs" data={[{ value: 'paper', label: words.way['paper'] ?? '' }, { value: 'radio', label: words.way['radio'] ?? '' }]} value={way} onChange={(event) => setWay(event.currentTarget.value === 'radio' ? 'radio' : 'paper')} />}
      </Group>
      {props.sheet?.head}
      <Text size="xs" c="dimmed">
        {words.paper.hint}
      </Text>
      {steps.map((step) => {
        const entry = entries[step];
        const wanted = entry && missingWords(words, step, entry.values, missingFields(step, kind, entry.values));
        return (
          <div key={step} className="fy-paper-step">
            <Group gap="xs" wrap="nowrap">
              <Checkbox label={stepWord(words, step, kind)} checked={entry !== undefined} style={{ flex: 1 }} onChange={(event) => set(step, event.currentTarget.checked ? { at: lastTime() || toLocalInput(new Date().toISOString()), values: { ...initialValues(step, kind), ...(step === 'notify' && technicianId ? { technicianId } : {}) } } : undefined)} />
              {entry ? <TextInput aria-label={`${stepWord(words, step, kind)} ${words.paper.time}`} size="xs" type="datetime-local" value={entry.at} onChange={(event) => set(step, { ...entry, at: event.currentTarget.value })} /> : null}
            </Group>
            {entry ? <StepFields step={step} kind={kind} siteId={props.siteId} values={entry.values} onChange={(values) => set(step, { ...entry, values })} /> : null}
            {wanted ? <Text size="xs" c="dimmed">{wanted}</Text> : null}
          </div>
        );
      })}
      <Group gap="xs">
        <RepairPhotoButton siteId={props.siteId} label={slipPhotos.length > 0 ? `${words.paper.photo} ${slipPhotos.length}` : words.paper.photo} onSent={(hash) => setSlipPhotos([...slipPhotos, hash])} />
        <Button disabled={(props.sheet ? !props.sheet.isReady : chosen.length === 0 && slipPhotos.length === 0) || incomplete} loading={props.busy} onClick={save}>
          {words.paper.save}
        </Button>
        <Button variant="subtle" color="gray" onClick={props.onCancel}>
          {words.intake.cancel}
        </Button>
        {chosen.length === 0 && !props.sheet ? (
          <Text size="xs" c="dimmed">
            {words.paper.nothing}
          </Text>
        ) : null}
      </Group>
    </Stack>
  );
};
