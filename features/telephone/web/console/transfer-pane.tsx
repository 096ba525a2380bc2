import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import type { CallStepInput } from '../../core/call-contract.ts';
import type { CallRecord } from '../../core/call-record.ts';
import type { EntryView } from '../../core/desk-contract.ts';
import { DirectoryPicker } from '../directory-picker.tsx';
import type { TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

/** 转接 (T-25, T-26, T-34): to whom, told first, the second with a reason, the third better a message. */
export const TransferPane = ({ screen, record, target, onTarget, onTransfer, onInstead, onClose }: { screen: TelephoneScreen; record: CallRecord; target: EntryView | undefined; onTarget(entry: EntryView | undefined): void; onTransfer(step: Extract<CallStepInput, { step: 'transfer' }>, name: string): void; onInstead(pane: 'message' | 'call_back'): void; onClose(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const [how, setHow] = useState<'attended' | 'blind'>('attended');
  const [told, setTold] = useState(false);
  const [reason, setReason] = useState('');
  const [insist, setInsist] = useState(false);
  const before = record.card.transfers;
  const isExhausted = before.length >= 2;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (target) onTransfer({ step: 'transfer', how, targetId: target.id, told, ...(reason.trim() ? { reason: reason.trim() } : {}), ...(insist ? { insist } : {}) }, [target.department, target.name].filter(Boolean).join(' '));
      }}
    >
      <Stack gap={6}>
        {before.length > 0 ? <Text size="xs">{words.history}{words.colon}{before.map((transfer) => `${transfer.target} ${words.transferOutcome[transfer.outcome]}`).join(words.separator)} <SourceLink id="T-26" /></Text> : null}
        {isExhausted ? (
          <Group gap={6}><Text size="sm" className="fy-soon">{words.exhausted}</Text><Button size="compact-xs" onClick={() => onInstead('message')}>{words.acts.message}</Button><Button size="compact-xs" onClick={() => onInstead('call_back')}>{words.acts.callBack}</Button></Group>
        ) : null}
        <DirectoryPicker screen={screen} label={words.transferTo} chosen={target} autoFocus onChoose={onTarget} />
        {before.length > 0 ? <TextInput size="xs" label={words.reasonAgain} maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} /> : null}
        <Group gap={6}>{(['attended', 'blind'] as const).map((value) => <Button key={value} size="compact-xs" variant={how === value ? 'light' : 'default'} aria-pressed={how === value} onClick={() => setHow(value)}>{words.how[value]}</Button>)}<SourceLink id="T-34" /></Group>
        <Checkbox size="xs" label={words.told} checked={told} onChange={(event) => setTold(event.currentTarget.checked)} />
        {isExhausted ? <Checkbox size="xs" label={words.insist} checked={insist} onChange={(event) => setInsist(event.currentTarget.checked)} /> : null}
        <Group gap={6}><Button size="xs" type="submit" disabled={!target}>{words.acts.transfer}</Button><Button size="xs" variant="default" onClick={onClose}>{words.acts.cancel}</Button></Group>
      </Stack>
    </form>
  );
};
