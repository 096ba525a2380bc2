import { Button, Checkbox, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { instantAt, localDate } from '../../../../platform/core/working-calendar.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { PhotoButton } from '../../../../platform/web/ui/photo-button.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { keyInCall } from '../../core/call-contract.ts';
import { IDENTITIES, PURPOSES, type Identity, type Purpose } from '../../core/call-record.ts';
import type { EntryView } from '../../core/desk-contract.ts';
import { readAddress, TAITAI } from '../../core/form-of-address.ts';
import { keyInMessage } from '../../core/message-contract.ts';
import { METHODS, WISHES, type Method, type Wish } from '../../core/message.ts';
import { PAPER_WORDS } from '../paper-words.ts';
import { DirectoryPicker } from '../directory-picker.tsx';
import { useExtraHonorifics, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

type Sheet = { readonly kind: 'call' | 'message'; readonly number: string; readonly check: string; readonly subjectId: string; readonly printedAt: string };
type Before = { readonly writtenBy: string; readonly at: string; readonly scans: readonly string[] };
type Props = { screen: TelephoneScreen; sheet: Sheet; before: Before | undefined; onSaved(said: Before): void; onCancel(): void };

/** Only what stands on the paper. */
const said = <T extends object>(value: T): Partial<T> => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined && entry !== '')) as Partial<T>;
const callerOf = (typed: string, extra: readonly string[]): { surname?: string; honorific?: string; saidTaitai?: boolean; fullName?: string } => {
  const read = readAddress(typed, extra);
  return said({ ...read, ...(read.honorific === TAITAI ? { saidTaitai: true } : {}) });
};

/** What both papers have: who wrote it and the pictures of it. */
const useSheetHead = ({ screen, sheet, before }: Props) => {
  const [day, setDay] = useState(localDate(before?.at ?? sheet.printedAt, screen.zone));
  const [writtenBy, setWrittenBy] = useState(before?.writtenBy ?? '');
  const [scans, setScans] = useState<readonly string[]>(before?.scans ?? []);
  const [commandId] = useState(uuidv7);
  /** A time of the paper, on its day. */
  const at = (time: string): string | undefined => (/^\d{2}:\d{2}$/.test(time) ? instantAt(screen.zone, day, time) : undefined);
  return { day, setDay, writtenBy, setWrittenBy, scans, setScans, at, commandId, pad: { number: sheet.number, check: sheet.check, writtenBy: writtenBy.trim(), scans: [...scans] } };
};

const HeadFields = ({ head, time, timeLabel, onTime }: { head: ReturnType<typeof useSheetHead>; time: string; timeLabel: string; onTime(text: string): void }): ReactNode => {
  const words = useWords(PAPER_WORDS);
  return (
    <Group gap="xs" grow align="flex-start">
      <TextInput type="date" label={words.day} value={head.day} onChange={(event) => { if (event.currentTarget.value !== '') head.setDay(event.currentTarget.value); }} />
      <TextInput type="time" label={timeLabel} value={time} autoFocus onChange={(event) => onTime(event.currentTarget.value)} />
      <TextInput label={words.writtenBy} maxLength={40} value={head.writtenBy} onChange={(event) => head.setWrittenBy(event.currentTarget.value)} />
    </Group>
  );
};

const Foot = ({ screen, head, isReady, busy, error, onCancel }: { screen: TelephoneScreen; head: ReturnType<typeof useSheetHead>; isReady: boolean; busy: boolean; error: string | undefined; onCancel(): void }): ReactNode => {
  const words = useWords(PAPER_WORDS);
  const { acts } = useWords(TELEPHONE_WORDS);
  return (
    <>
      {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
      <Group gap="xs">
        <PhotoButton siteId={screen.siteId} size="xs" label={head.scans.length > 0 ? words.scans(head.scans.length) : words.scan} refusal={(code) => words.refusal[code] ?? words.refusal['other'] ?? ''} onSent={(hash) => head.setScans([...head.scans.filter((known) => known !== hash), hash].slice(-4))} />
        {head.scans.length > 0 ? <Button size="xs" variant="subtle" color="gray" onClick={() => head.setScans([])}>{words.noScan}</Button> : null}
        <Button type="submit" size="xs" disabled={!isReady} loading={busy}>{words.save}</Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onCancel}>{acts.cancel}</Button>
      </Group>
    </>
  );
};

/** A line of the 来电登记表 (T-04, forms 4.5). */
const PaperCall = (props: Props): ReactNode => {
  const { screen, sheet, onSaved, onCancel } = props;
  const extra = useExtraHonorifics(screen.siteId);
  const words = useWords(PAPER_WORDS);
  const tel = useWords(TELEPHONE_WORDS);
  const client = useQueryClient();
  const head = useSheetHead(props);
  const [started, setStarted] = useState('');
  const [owner, setOwner] = useState<EntryView>();
  const [isFollowed, setFollowed] = useState(false);
  const [line, setLine] = useState({ due: '', doneAt: '', result: '', ended: '', outgoing: false, missed: false, calledBack: '', rings: '', caller: '', fullName: '', company: '', number: '', identity: '', purpose: '' as Purpose | '', notes: '', target: '', outcome: 'completed' as 'completed' | 'returned' | 'lost', hungUpBy: '' });
  const { busy, error, attempt } = useAttempt({ ...tel.refusal, ...words.refusal });
  const set = (part: Partial<typeof line>) => setLine({ ...line, ...part });
  const startedAt = head.at(started);
  const save = () =>
    attempt(async () => {
      if (!startedAt) return;
      const { caller, fullName, company, number, identity, purpose, notes, rings, outgoing, missed, target, outcome, hungUpBy, ended, calledBack } = line;
      const endedAt = head.at(ended);
      const calledBackAt = head.at(calledBack);
      const [dueAt, doneAt] = [head.at(line.due), head.at(line.doneAt)];
      await callApi(keyInCall, {
        siteId: screen.siteId, commandId: head.commandId, callId: sheet.subjectId, pad: head.pad, startedAt, outgoing, missed, ...(endedAt ? { endedAt } : {}), ...(missed && !outgoing && calledBackAt ? { calledBackAt } : {}),
        ...(!missed && !outgoing && rings ? { rings: Number(rings) as 1 | 2 | 3 | 4 } : {}), ...(!missed && !outgoing && target.trim() ? { transfer: { targetName: target.trim(), outcome } } : {}), ...(hungUpBy ? { hungUpBy: hungUpBy === 'caller' ? 'caller' as const : 'agent' as const } : {}),
        sheet: { ...callerOf(caller, extra), ...said({ fullName: fullName.trim(), company: company.trim(), number: number.trim(), notes: notes.trim() }), ...(identity ? { identity: identity as Identity } : {}), ...(purpose ? { purpose } : {}) },
        ...(isFollowed && owner?.personId ? { followUp: { ownerId: owner.personId, ...(dueAt ? { dueAt } : {}), ...(doneAt && line.result.trim() ? { done: { at: doneAt, result: line.result.trim() } } : {}) } } : {}),
      });
      await client.invalidateQueries({ queryKey: ['telephone', screen.siteId] });
      onSaved({ writtenBy: head.writtenBy.trim(), at: startedAt, scans: head.scans });
    });
  const none = { value: '', label: '—' };
  return (
    <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <Stack gap="xs">
        <HeadFields head={head} time={started} timeLabel={line.outgoing ? words.dialled : words.started} onTime={setStarted} />
        <Group gap="xs" grow align="flex-start">
          <TextInput label={tel.address} placeholder={tel.addressHint} maxLength={20} value={line.caller} onChange={(event) => set({ caller: event.currentTarget.value })} />
          <TextInput label={tel.fullName} maxLength={40} value={line.fullName} onChange={(event) => set({ fullName: event.currentTarget.value })} />
          <TextInput label={tel.company} maxLength={80} value={line.company} onChange={(event) => set({ company: event.currentTarget.value })} />
          <TextInput label={tel.number} maxLength={40} value={line.number} onChange={(event) => set({ number: event.currentTarget.value })} />
        </Group>
        <Group gap="xs" grow align="flex-start">
          <NativeSelect label={tel.purpose} value={line.purpose} data={[none, ...PURPOSES.map((value) => ({ value, label: tel.purposes[value] }))]} onChange={(event) => set({ purpose: event.currentTarget.value as Purpose | '' })} />
          <NativeSelect label={tel.identity} value={line.identity} data={[none, ...IDENTITIES.map((value) => ({ value, label: tel.identities[value] }))]} onChange={(event) => set({ identity: event.currentTarget.value })} />
          <NativeSelect label={tel.rings} disabled={line.missed || line.outgoing} value={line.rings} data={[none, ...tel.ring.map((label, index) => ({ value: String(index + 1), label }))]} onChange={(event) => set({ rings: event.currentTarget.value })} />
          <TextInput type="time" label={words.ended} value={line.ended} onChange={(event) => set({ ended: event.currentTarget.value })} />
          <NativeSelect label={tel.who} value={line.hungUpBy} data={[none, { value: 'caller', label: tel.hungUp.caller }, { value: 'agent', label: tel.hungUp.agent }]} onChange={(event) => set({ hungUpBy: event.currentTarget.value })} />
        </Group>
        <Textarea label={tel.log.notes} autosize minRows={2} maxRows={6} maxLength={4000} value={line.notes} onChange={(event) => set({ notes: event.currentTarget.value })} />
        <Group gap="xs" align="flex-end">
          <Checkbox label={words.outgoing} checked={line.outgoing} onChange={(event) => set({ outgoing: event.currentTarget.checked })} />
          <Checkbox label={line.outgoing ? words.unreached : words.missed} checked={line.missed} onChange={(event) => set({ missed: event.currentTarget.checked })} />
          {line.outgoing ? null : line.missed ? <TextInput type="time" label={words.calledBack} value={line.calledBack} onChange={(event) => set({ calledBack: event.currentTarget.value })} /> : (
            <>
              <TextInput label={words.transfer} maxLength={40} value={line.target} onChange={(event) => set({ target: event.currentTarget.value })} />
              {line.target.trim() ? <NativeSelect label={words.outcome} value={line.outcome} data={(['completed', 'returned', 'lost'] as const).map((value) => ({ value, label: tel.transferOutcome[value] }))} onChange={(event) => set({ outcome: event.currentTarget.value as typeof line.outcome })} /> : null}
            </>
          )}
          <SourceLink id="T-04" />
          <Checkbox label={words.followUp} checked={isFollowed} onChange={(event) => setFollowed(event.currentTarget.checked)} />
          <SourceLink id="T-36" />
        </Group>
        {isFollowed ? (
          <Group gap="xs" grow align="flex-start">
            <DirectoryPicker screen={screen} label={words.owner} chosen={owner} onChoose={setOwner} />
            <TextInput size="xs" type="time" label={words.due} value={line.due} onChange={(event) => set({ due: event.currentTarget.value })} />
            <TextInput size="xs" label={words.result} maxLength={500} value={line.result} onChange={(event) => set({ result: event.currentTarget.value })} />
            <TextInput size="xs" type="time" label={words.doneAt} value={line.doneAt} onChange={(event) => set({ doneAt: event.currentTarget.value })} />
          </Group>
        ) : null}
        <Foot screen={screen} head={head} isReady={startedAt !== undefined && head.writtenBy.trim() !== '' && (line.missed || line.purpose !== '') && (!isFollowed || (Boolean(owner?.personId) && line.notes.trim() !== ''))} busy={busy} error={error} onCancel={onCancel} />
      </Stack>
    </form>
  );
};

/** A 留言单 with its stub (T-37 … T-44, forms 4.6): what the paper lacks stays empty. */
const PaperMessage = (props: Props): ReactNode => {
  const { screen, sheet, onSaved, onCancel } = props;
  const extra = useExtraHonorifics(screen.siteId);
  const words = useWords(PAPER_WORDS);
  const tel = useWords(TELEPHONE_WORDS);
  const m = tel.message;
  const client = useQueryClient();
  const head = useSheetHead(props);
  const [taken, setTaken] = useState('');
  const [recipient, setRecipient] = useState<EntryView>();
  const [slip, setSlip] = useState({ toName: '', urgent: false, caller: '', fullName: '', company: '', number: '', readBack: false, wishes: [] as Wish[], convenient: '', content: '', method: '' as Method | '', through: '', passed: '', signed: '', signedBy: '', calledBack: '', result: '' });
  const { busy, error, attempt } = useAttempt({ ...tel.refusal, ...words.refusal });
  const set = (part: Partial<typeof slip>) => setSlip({ ...slip, ...part });
  const takenAt = head.at(taken);
  const save = () =>
    attempt(async () => {
      if (!takenAt) return;
      const { caller, fullName, company, number, method, through, result } = slip;
      const [passedAt, signedAt, calledBackAt] = [head.at(slip.passed), head.at(slip.signed), head.at(slip.calledBack)];
      await callApi(keyInMessage, {
        siteId: screen.siteId, commandId: head.commandId, messageId: sheet.subjectId, pad: head.pad, takenAt, ...(recipient ? { toId: recipient.id } : { toName: slip.toName }), urgent: slip.urgent, ...callerOf(caller, extra), ...said({ fullName: fullName.trim(), company: company.trim(), number: number.trim(), convenient: slip.convenient.trim() }),
        readBack: slip.readBack, wishes: slip.wishes, content: slip.content, ...(method && passedAt ? { passed: { method, at: passedAt, ...said({ through: through.trim() }) } } : {}), ...(signedAt ? { signed: { at: signedAt, ...said({ by: slip.signedBy.trim() }) } } : {}), ...(calledBackAt && result.trim() ? { calledBack: { at: calledBackAt, result: result.trim() } } : {}),
      });
      await client.invalidateQueries({ queryKey: ['messages', screen.siteId] });
      onSaved({ writtenBy: head.writtenBy.trim(), at: takenAt, scans: [] });
    });
  return (
    <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <Stack gap="xs">
        <HeadFields head={head} time={taken} timeLabel={words.taken} onTime={setTaken} />
        <Group gap="xs" grow align="flex-start">
          {slip.toName.trim() ? null : <DirectoryPicker screen={screen} label={m.to} chosen={recipient} onChoose={setRecipient} />}
          {recipient ? null : <TextInput size="xs" label={words.toName} maxLength={40} value={slip.toName} onChange={(event) => set({ toName: event.currentTarget.value })} />}
        </Group>
        <Group gap="xs" grow align="flex-start">
          <TextInput label={tel.address} placeholder={tel.addressHint} maxLength={20} value={slip.caller} onChange={(event) => set({ caller: event.currentTarget.value })} />
          <TextInput label={tel.fullName} maxLength={40} value={slip.fullName} onChange={(event) => set({ fullName: event.currentTarget.value })} />
          <TextInput label={tel.company} maxLength={80} value={slip.company} onChange={(event) => set({ company: event.currentTarget.value })} />
          <TextInput label={tel.number} maxLength={40} value={slip.number} onChange={(event) => set({ number: event.currentTarget.value })} />
        </Group>
        <Textarea label={m.content} autosize minRows={2} maxRows={6} maxLength={2000} value={slip.content} onChange={(event) => set({ content: event.currentTarget.value })} />
        <Group gap="sm">
          <Checkbox label={m.urgent} checked={slip.urgent} onChange={(event) => set({ urgent: event.currentTarget.checked })} />
          <Checkbox label={words.readBack} checked={slip.readBack} onChange={(event) => set({ readBack: event.currentTarget.checked })} />
          {WISHES.map((wish) => <Checkbox key={wish} label={m.wishes[wish]} checked={slip.wishes.includes(wish)} onChange={(event) => set({ wishes: event.currentTarget.checked ? [...slip.wishes, wish] : slip.wishes.filter((other) => other !== wish) })} />)}
        </Group>
        <Group gap="xs" grow align="flex-start">
          <NativeSelect label={words.method} value={slip.method} data={[{ value: '', label: '—' }, ...METHODS.filter((value) => value !== 'app').map((value) => ({ value, label: m.method[value] }))]} onChange={(event) => set({ method: event.currentTarget.value as Method | '' })} />
          {slip.method === 'via' || slip.method === 'secretary' ? <TextInput label={m.through} maxLength={40} value={slip.through} onChange={(event) => set({ through: event.currentTarget.value })} /> : null}
          <TextInput type="time" label={words.passed} disabled={slip.method === ''} value={slip.passed} onChange={(event) => set({ passed: event.currentTarget.value })} />
          <TextInput label={words.signedBy} maxLength={40} value={slip.signedBy} onChange={(event) => set({ signedBy: event.currentTarget.value })} />
          <TextInput type="time" label={words.signed} value={slip.signed} onChange={(event) => set({ signed: event.currentTarget.value })} />
        </Group>
        <Group gap="xs" grow align="flex-start">
          <TextInput label={m.convenient} maxLength={80} value={slip.convenient} onChange={(event) => set({ convenient: event.currentTarget.value })} />
          <TextInput type="time" label={words.calledBack} value={slip.calledBack} onChange={(event) => set({ calledBack: event.currentTarget.value })} />
          <TextInput label={m.result} maxLength={500} value={slip.result} onChange={(event) => set({ result: event.currentTarget.value })} />
        </Group>
        <Foot screen={screen} head={head} isReady={takenAt !== undefined && head.writtenBy.trim() !== '' && slip.content.trim() !== '' && (recipient !== undefined || slip.toName.trim() !== '') && (slip.method === '' || slip.passed !== '')} busy={busy} error={error} onCancel={onCancel} />
      </Stack>
    </form>
  );
};

/** 补录 of the telephone's papers, as far as a numbered sheet of a pad has been found. */
export const TelephonePaper = (props: Props): ReactNode => (props.sheet.kind === 'call' ? <PaperCall {...props} /> : <PaperMessage {...props} />);
