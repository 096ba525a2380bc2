import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { InputOf, OutputOf } from '../../../../platform/core/contract.ts';
import { checkOf, type PadKind } from '../../../../platform/core/pad.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { findSheet } from '../../core/pad-contract.ts';
import { logRepair } from '../../core/repair-contract.ts';
import type { RepairKind } from '../../core/repair-order.ts';
import { CHANNELS, SOURCES, type StepInput } from '../../core/repair-steps.ts';
import { padKeys, usePadRefusal } from '../pad-api.ts';
import { PAD_WORDS } from '../pad-words.ts';
import { repairKeys } from '../repair-api.ts';
import { REPAIR_WORDS } from '../repair-words.ts';
import { useSiteSetup } from '../site-setup.ts';
import { fromLocalInput, toLocalInput } from '../step-form.tsx';
import { PaperForm } from './paper-form.tsx';

type Sheet = OutputOf<typeof findSheet>;
/** A paper of another feature in the hand, and what the one before it said. */
export type OtherSheet = { readonly kind: 'call' | 'message'; readonly number: string; readonly check: string; readonly subjectId: string; readonly printedAt: string };
export type WrittenBefore = { readonly writtenBy: string; readonly at: string; readonly scans: readonly string[] };
/** The form of a feature whose papers come in pads too; the page that shows this one knows it. */
export type KeyInOther = (props: { sheet: OtherSheet; before: WrittenBefore | undefined; onSaved(said: WrittenBefore): void; onCancel(): void }) => ReactNode;

type Head = { placeId: string; placeText: string; item: string; reporterName: string; reporterPhone: string; channel: (typeof CHANNELS)[number]; source: (typeof SOURCES)[number]; receivedAt: string; issuedAt: string; appointmentAt: string; writtenBy: string; urgent: boolean };

const blank = (sheet: Sheet, writtenBy: string): Head => ({ placeId: '', placeText: '', item: '', reporterName: '', reporterPhone: '', channel: 'phone', source: 'staff', receivedAt: toLocalInput(sheet.printedAt), issuedAt: '', appointmentAt: '', writtenBy, urgent: false });
/** Only what stands on the sheet. */
const filled = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== '')) as T;

const isRepair = (kind: PadKind): kind is RepairKind => kind === 'user' || kind === 'facility';

const HeadFields = ({ siteId, kind, head, onChange }: { siteId: string; kind: Sheet['kind']; head: Head; onChange(part: Partial<Head>): void }): ReactNode => {
  const words = useWords(PAD_WORDS);
  const repair = useWords(REPAIR_WORDS);
  const setup = useSiteSetup(siteId).data;
  return (
    <Stack gap="xs">
      <Group gap="xs" grow align="flex-start">
        <NativeSelect label={words.place} value={head.placeId} data={[{ value: '', label: words.placeOther }, ...(setup?.places ?? []).map((place) => ({ value: place.id, label: place.name }))]} onChange={(event) => onChange({ placeId: event.currentTarget.value })} />
        {head.placeId === '' ? <TextInput label={words.placeText} maxLength={80} value={head.placeText} onChange={(event) => onChange({ placeText: event.currentTarget.value })} /> : null}
        <TextInput label={words.item} maxLength={500} value={head.item} onChange={(event) => onChange({ item: event.currentTarget.value })} />
      </Group>
      <Group gap="xs" grow align="flex-start">
        <TextInput type="datetime-local" label={words.received} value={head.receivedAt} onChange={(event) => onChange({ receivedAt: event.currentTarget.value })} />
        <TextInput type="datetime-local" label={words.issued} value={head.issuedAt} onChange={(event) => onChange({ issuedAt: event.currentTarget.value })} />
        <TextInput label={words.writtenBy} maxLength={40} value={head.writtenBy} onChange={(event) => onChange({ writtenBy: event.currentTarget.value })} />
      </Group>
      <Group gap="xs" grow align="flex-start">
        <TextInput label={words.reporter} maxLength={40} value={head.reporterName} onChange={(event) => onChange({ reporterName: event.currentTarget.value })} />
        <TextInput label={words.phone} maxLength={30} value={head.reporterPhone} onChange={(event) => onChange({ reporterPhone: event.currentTarget.value })} />
        <NativeSelect label={words.channel} value={head.channel} data={CHANNELS.filter((channel) => channel !== 'import' && channel !== 'on_spot').map((channel) => ({ value: channel, label: repair.channel[channel] ?? channel }))} onChange={(event) => onChange({ channel: event.currentTarget.value as Head['channel'] })} />
        {kind === 'facility'
          ? <NativeSelect label={words.source} value={head.source} data={SOURCES.map((source) => ({ value: source, label: repair.source[source] ?? source }))} onChange={(event) => onChange({ source: event.currentTarget.value as Head['source'] })} />
          : <TextInput type="datetime-local" label={words.appointment} value={head.appointmentAt} onChange={(event) => onChange({ appointmentAt: event.currentTarget.value })} />}
      </Group>
      <Checkbox label={words.urgent} checked={head.urgent} onChange={(event) => onChange({ urgent: event.currentTarget.checked })} />
    </Stack>
  );
};

/** 补录: the sheet is found first, by its code or number and check letters; then what stands on it goes in at once, or not at all. */
export const SheetForm = ({ siteId, keyInOther }: { siteId: string; keyInOther: KeyInOther }): ReactNode => {
  const words = useWords(PAD_WORDS);
  const client = useQueryClient();
  const refusal = usePadRefusal();
  const [q, setQ] = useState('');
  const [sheet, setSheet] = useState<Sheet>();
  const [head, setHead] = useState<Head>();
  const [before, setBefore] = useState<WrittenBefore>();
  const [commandId, setCommandId] = useState(uuidv7);
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState<{ text: string; isBad: boolean }>();
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setNote(undefined);
    try {
      await work();
    } catch (failure) {
      setNote({ isBad: true, text: refusal(failure) });
    }
    setBusy(false);
  };
  const find = () =>
    void run(async () => {
      const found = await callApi(findSheet, { siteId, q: q.trim() });
      setSheet(found);
      // Whoever wrote the last one wrote most of them.
      setHead(blank(found, head?.writtenBy ?? ''));
      setCommandId(uuidv7());
    });
  const save = (steps: StepInput[]) =>
    void run(async () => {
      if (!sheet || !head || !isRepair(sheet.kind)) return;
      const { placeId, placeText, receivedAt, issuedAt, appointmentAt, writtenBy, source, ...plain } = head;
      await callApi(logRepair, {
        siteId, commandId, repairId: sheet.subjectId, kind: sheet.kind,
        ...filled({ ...plain, placeId, placeText: placeId ? '' : placeText, source: sheet.kind === 'facility' ? source : undefined, receivedAt: fromLocalInput(receivedAt), appointmentAt: sheet.kind === 'user' ? fromLocalInput(appointmentAt) : undefined }),
        pad: { number: sheet.number, check: sheet.check, writtenBy },
        steps: [{ step: 'issue', way: 'paper', at: fromLocalInput(issuedAt || receivedAt) }, ...steps],
      } as InputOf<typeof logRepair>);
      setSheet(undefined);
      setQ('');
      setNote({ isBad: false, text: words.done(sheet.number, writtenBy) });
      await Promise.all([client.invalidateQueries({ queryKey: padKeys.all(siteId) }), client.invalidateQueries({ queryKey: repairKeys.all(siteId) })]);
    });
  const savedOther = (said: WrittenBefore): void => {
    if (!sheet) return;
    setBefore(said);
    setSheet(undefined);
    setNote({ isBad: false, text: words.done(sheet.number, said.writtenBy) });
    // Lines stand one under the other: the next one is at hand.
    const next = `${sheet.number.slice(0, 7)}${String(Number(sheet.number.slice(7)) + 1).padStart(sheet.number.length - 7, '0')}`;
    setQ(sheet.kind === 'call' ? `${next}-${checkOf(siteId, next)}` : '');
    void client.invalidateQueries({ queryKey: padKeys.all(siteId) });
  };
  const isReady = head !== undefined && (head.placeId !== '' || head.placeText.trim() !== '') && head.item.trim() !== '' && head.writtenBy.trim() !== '' && head.receivedAt !== '';
  return (
    <Stack gap="sm" component="section" aria-label={words.key}>
      <Title order={2} size="h4">{words.key}</Title>
      {sheet ? null : (
        <form onSubmit={(event) => { event.preventDefault(); find(); }}>
          <Group align="flex-end" gap="xs">
            <TextInput label={words.find} w={420} maw="100%" autoComplete="off" value={q} onChange={(event) => setQ(event.currentTarget.value)} />
            <Button type="submit" loading={busy} disabled={q.trim() === ''}>{words.findIt}</Button>
          </Group>
        </form>
      )}
      <div aria-live="polite">{note ? <Alert color={note.isBad ? 'yellow' : 'jade'} variant="light" role={note.isBad ? 'alert' : 'status'}>{note.text}</Alert> : null}</div>
      {sheet && !isRepair(sheet.kind) ? (
        <section aria-label={words.sheet(sheet.number)} key={sheet.number}>
          <Text fw={600}>{words.sheet(sheet.number)} · {words.kinds[sheet.kind]}</Text>
          {keyInOther({ sheet: { ...sheet, kind: sheet.kind }, before, onSaved: savedOther, onCancel: () => setSheet(undefined) })}
        </section>
      ) : null}
      {sheet && head && isRepair(sheet.kind) ? (
        <>
          <Text fw={600}>{words.sheet(sheet.number)} · {words.kinds[sheet.kind]}</Text>
          <PaperForm
            key={sheet.number} siteId={siteId} busy={busy} subject={{ kind: sheet.kind, technicianId: null, marks: {} }} onSave={save} onCancel={() => setSheet(undefined)}
            sheet={{ isReady, from: head.receivedAt, head: <HeadFields siteId={siteId} kind={sheet.kind} head={head} onChange={(part) => setHead({ ...head, ...part })} /> }}
          />
        </>
      ) : null}
    </Stack>
  );
};
