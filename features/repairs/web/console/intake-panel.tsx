import { Alert, Button, Checkbox, Group, NativeSelect, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { ApiRefusal } from '../../../../platform/web/api-client.ts';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { useDraft } from '../../../../platform/web/ui/use-draft.ts';
import { parseIntakeLine } from '../../core/intake-line.ts';
import { vagueness } from '../../core/fault-wording.ts';
import { REPAIR_TYPES, repairType } from '../../core/repair-catalogue.ts';
import { CHANNELS, SOURCES } from '../../core/repair-steps.ts';
import type { RepairView } from '../../core/repair-contract.ts';
import { REPAIR_WORDS } from '../repair-words.ts';
import { numberOf, useDuplicates, useLogRepair, type LogInput } from '../repair-api.ts';
import { useSiteSetup } from '../site-setup.ts';
import { fromLocalInput, initialValues, missingFields, StepFields, toLocalInput, toStep, type FieldValues } from '../step-form.tsx';

type Corrections = Partial<{ placeId: string; placeText: string; item: string; reporterName: string; reporterPhone: string; appointmentAt: string; typeId: string; urgent: boolean; kind: 'user' | 'facility'; channel: (typeof CHANNELS)[number]; source: (typeof SOURCES)[number]; equipment: string; beforeOpening: boolean; receivedAt: string }>;
type Draft = { line: string; fixed: Corrections; /** 先通知、后补单 (M-45). */ call?: FieldValues; ids: { commandId: string; repairId: string } };
const blank = (): Draft => ({ line: '', fixed: {}, ids: { commandId: uuidv7(), repairId: uuidv7() } });

const compact = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== '')) as T;

/** One line in, a filled form out; what the agent corrects stays corrected while the line changes (M-06, M-09, M-10). */
export const IntakePanel = (props: { siteId: string; zone: string; personId: string; now: () => string; /** Whoever reports by telephone: named once, here and on the call card. */ caller?: { name: string; phone: string } | undefined; onLogged(view: RepairView): void; onClose(): void }): ReactNode => {
  const { zone, now } = props;
  const words = useWords(REPAIR_WORDS);
  const setup = useSiteSetup(props.siteId).data;
  const [draft, setDraft] = useDraft<Draft>(`intake-${props.siteId}`, props.personId, blank());
  const log = useLogRepair(props.siteId);
  const [error, setError] = useState<string>();
  const lineInput = useRef<HTMLInputElement>(null);

  const guess = useMemo(
    () => parseIntakeLine(draft.line, { now: now(), zone, places: (setup?.places ?? []).filter((place) => !place.archived).map(({ id, name, aliases }) => ({ id, name, aliases: [...aliases] })), people: (setup?.people ?? []).map(({ id, name }) => ({ id, name })), catalogue: REPAIR_TYPES }),
    [draft.line, zone, now, setup],
  );
  const reporter = guess.reporter ? `${guess.reporter.name ?? guess.reporter.surname ?? ''}${guess.reporter.honorific ?? ''}` : undefined;
  const form = {
    placeId: draft.fixed.placeId ?? guess.placeId ?? '',
    placeText: draft.fixed.placeText ?? guess.placeText ?? '',
    item: draft.fixed.item ?? guess.fault,
    reporterName: draft.fixed.reporterName ?? reporter ?? props.caller?.name ?? '',
    reporterPhone: draft.fixed.reporterPhone ?? guess.phone ?? props.caller?.phone ?? '',
    appointmentAt: draft.fixed.appointmentAt ?? guess.appointmentAt ?? '',
    typeId: draft.fixed.typeId ?? guess.repairTypeId ?? '',
    urgent: draft.fixed.urgent ?? guess.urgent ?? false,
    kind: draft.fixed.kind ?? ('user' as const),
    channel: draft.fixed.channel ?? guess.channel ?? ('phone' as const),
    source: draft.fixed.source,
    equipment: draft.fixed.equipment ?? '',
    beforeOpening: draft.fixed.beforeOpening ?? false,
    receivedAt: draft.fixed.receivedAt ?? '',
  };
  const fix = (part: Corrections) => setDraft({ ...draft, fixed: { ...draft.fixed, ...part } });
  const duplicates = useDuplicates(props.siteId, form.placeId || undefined).data?.rows ?? [];
  const vague = form.item === '' ? null : vagueness(form.item);

  const mayCall = form.urgent || repairType(form.typeId)?.safety === true;
  const call = draft.call ?? initialValues('callFirst', form.kind);
  const calledAt = typeof call['at'] === 'string' ? call['at'] : '';
  const submit = (then: 'issue' | 'call' | 'nothing') => {
    setError(undefined);
    const input: LogInput = compact({
      kind: form.kind,
      channel: form.channel,
      source: form.kind === 'facility' ? (form.source ?? 'staff') : undefined,
      placeId: form.placeId,
      placeText: form.placeId ? undefined : form.placeText,
      item: form.item,
      typeId: form.typeId,
      urgent: form.urgent,
      beforeOpening: form.beforeOpening,
      reporterName: form.reporterName,
      reporterPhone: form.reporterPhone,
      appointmentAt: form.appointmentAt,
      // A request that was passed on came no later than that.
      receivedAt: form.receivedAt || (then === 'call' ? calledAt : ''),
      equipment: form.kind === 'facility' ? form.equipment : undefined,
      steps: then === 'issue' ? [{ step: 'issue' as const }] : then === 'call' ? [toStep('callFirst', call)] : [],
    });
    log.mutate(
      { ...input, ...draft.ids },
      {
        onSuccess: (view) => {
          setDraft(blank());
          lineInput.current?.focus();
          props.onLogged(view);
        },
        onError: (failure) => setError(failure instanceof ApiRefusal ? (words.refusal[failure.code] ?? failure.code) : words.refusal['unavailable']),
      },
    );
  };

  return (
    <Paper component="section" aria-label={words.intake.title} p="md" withBorder>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(vague === null ? 'issue' : 'nothing');
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) props.onClose();
          // The Chinese input method confirms its words with Enter: that Enter is not ours.
          if (event.key === 'Enter' && (event.nativeEvent.isComposing || event.keyCode === 229)) event.preventDefault();
        }}
      >
        <Stack gap="sm">
          <Title order={2} size="h4">
            {words.intake.title}
          </Title>
          <TextInput ref={lineInput} label={words.intake.line} placeholder={words.intake.example} data-autofocus autoFocus value={draft.line} onChange={(event) => setDraft({ ...draft, line: event.currentTarget.value })} />
          <Group gap="xs" grow align="flex-start">
            <NativeSelect label={words.intake.place} value={form.placeId} data={[{ value: '', label: words.intake.placeOther }, ...(setup?.places ?? []).filter((place) => !place.archived).map((place) => ({ value: place.id, label: place.name }))]} onChange={(event) => fix({ placeId: event.currentTarget.value })} />
            {form.placeId === '' ? <TextInput label={words.intake.placeOther} value={form.placeText} onChange={(event) => fix({ placeText: event.currentTarget.value })} /> : null}
            <TextInput label={words.intake.item} value={form.item} error={vague ? words.intake.vague[vague.ask] : undefined} onChange={(event) => fix({ item: event.currentTarget.value })} />
          </Group>
          <Group gap="xs" grow align="flex-start">
            <TextInput label={words.intake.reporter} value={form.reporterName} onChange={(event) => fix({ reporterName: event.currentTarget.value })} />
            <TextInput label={words.intake.phone} value={form.reporterPhone} onChange={(event) => fix({ reporterPhone: event.currentTarget.value })} />
            <TextInput type="datetime-local" label={words.intake.appointment} value={form.appointmentAt ? toLocalInput(form.appointmentAt) : ''} onChange={(event) => fix({ appointmentAt: fromLocalInput(event.currentTarget.value) ?? '' })} />
          </Group>
          <Group gap="xs" grow align="flex-start">
            <NativeSelect label={words.intake.kind} value={form.kind} data={Object.entries(words.kind).map(([value, label]) => ({ value, label }))} onChange={(event) => fix({ kind: event.currentTarget.value === 'facility' ? 'facility' : 'user' })} />
            <NativeSelect label={words.intake.type} value={form.typeId} data={[{ value: '', label: '—' }, ...REPAIR_TYPES.map((type) => ({ value: type.id, label: type.zh }))]} onChange={(event) => fix({ typeId: event.currentTarget.value })} />
            <NativeSelect label={words.intake.channel} value={form.channel} data={CHANNELS.filter((channel) => channel !== 'import' && channel !== 'on_spot').map((channel) => ({ value: channel, label: words.channel[channel] ?? channel }))} onChange={(event) => fix({ channel: event.currentTarget.value as (typeof CHANNELS)[number] })} />
            {form.kind === 'facility' ? <NativeSelect label={words.intake.source} value={form.source ?? 'staff'} data={SOURCES.map((source) => ({ value: source, label: words.source[source] ?? source }))} onChange={(event) => fix({ source: event.currentTarget.value as (typeof SOURCES)[number] })} /> : null}
            {form.kind === 'facility' ? <TextInput label={words.field['equipment']} maxLength={60} value={form.equipment} onChange={(event) => fix({ equipment: event.currentTarget.value })} /> : null}
          </Group>
          <Group gap="md">
            <Checkbox label={words.intake.urgent} checked={form.urgent} onChange={(event) => fix({ urgent: event.currentTarget.checked })} />
            <Checkbox label={words.intake.beforeOpening} checked={form.beforeOpening} onChange={(event) => fix({ beforeOpening: event.currentTarget.checked })} />
            <TextInput size="xs" type="datetime-local" label={words.intake.received} value={form.receivedAt ? toLocalInput(form.receivedAt) : ''} onChange={(event) => fix({ receivedAt: fromLocalInput(event.currentTarget.value) ?? '' })} />
          </Group>
          {duplicates.length > 0 ? (
            <Alert color="yellow" variant="light">
              {words.intake.duplicate} {duplicates.map((row) => `${numberOf(row)} ${row.item}`).join(';')}
            </Alert>
          ) : null}
          {mayCall ? (
            <Paper component="section" aria-label={words.step.callFirst} p="xs" withBorder>
              <Text size="sm" mb={4}>{words.intake.callFirst} <SourceLink id="M-45" /></Text>
              <StepFields inRow step="callFirst" kind={form.kind} siteId={props.siteId} values={call} onChange={(values) => setDraft({ ...draft, call: values })} />
              <Button mt="xs" variant="default" loading={log.isPending} disabled={form.item === '' || missingFields('callFirst', form.kind, call).length > 0} onClick={() => submit('call')}>{words.intake.called}</Button>
            </Paper>
          ) : null}
          {error ? (
            <Alert color="red" variant="light" role="alert">
              {error}
            </Alert>
          ) : null}
          <Group gap="xs">
            <Button type="submit" loading={log.isPending} disabled={form.item === ''}>
              {vague === null ? words.intake.saveAndIssue : words.intake.save}
            </Button>
            {vague === null ? (
              <Button variant="default" disabled={form.item === ''} onClick={() => submit('nothing')}>
                {words.intake.save}
              </Button>
            ) : null}
            <Button variant="subtle" color="gray" onClick={props.onClose}>
              {words.intake.cancel}
            </Button>
            <Text size="xs" c="dimmed">
              {words.intake.hint}
            </Text>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
};
