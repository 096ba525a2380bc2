import { Button, Group, NativeSelect, Paper, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { addPlace } from '../../../sites/core/sites-facts.ts';
import { mustCallBack, type CallBackLimit } from '../../core/call-back.ts';
import type { RepairView } from '../../core/repair-contract.ts';
import type { RepairStatus } from '../../core/repair-order.ts';
import { REPAIR_WORDS } from '../repair-words.ts';
import { useSiteSetup } from '../site-setup.ts';
import { fromLocalInput } from '../step-form.tsx';

/** M-02: a place of the list for what was taken down in words; who keeps the list adds the words to it. */
export const Unplaced = ({ view, canAdd, busy, onPlace, onRefused }: { view: RepairView; canAdd: boolean; busy: boolean; onPlace(placeId: string): void; onRefused(words: string | undefined): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const { siteId, place } = view.row;
  const client = useQueryClient();
  const [chosen, setPlace] = useState('');
  const setup = useSiteSetup(siteId);
  const add = async (inRoom: boolean): Promise<void> => {
    onRefused(undefined);
    try {
      const { id } = await callApi(addPlace, { siteId, name: place.slice(0, 40), kind: inRoom ? 'room' : 'public', inRoom });
      void client.invalidateQueries({ queryKey: ['sites', siteId, 'setup'] });
      onPlace(id);
    } catch (failure) {
      onRefused(words.refusal[failure instanceof ApiRefusal ? failure.code : 'unavailable'] ?? words.refusal['unavailable']);
      void setup.refetch();
    }
  };
  return (
    <Paper component="section" aria-label={words.board.needsPlace} p="xs" withBorder>
      <Text size="sm" mb={6}><strong>{words.board.needsPlace}</strong> {words.board.unplaced(place)} <SourceLink id="M-02" /></Text>
      <Group gap="xs">
        <NativeSelect size="xs" aria-label={words.step.locate} value={chosen} disabled={busy} data={[{ value: '', label: '—' }, ...(setup.data?.places ?? []).filter((entry) => !entry.archived).map((entry) => ({ value: entry.id, label: entry.name }))]} onChange={(event) => setPlace(event.currentTarget.value)} />
        <Button size="xs" loading={busy} disabled={chosen === ''} onClick={() => onPlace(chosen)}>{words.step.locate}</Button>
        {canAdd ? <Button size="xs" variant="default" loading={busy} onClick={() => void add(false)}>{words.board.addPublic}</Button> : null}
        {canAdd ? <Button size="xs" variant="default" loading={busy} onClick={() => void add(true)}>{words.board.addRoom}</Button> : <Text size="xs" c="dimmed">{words.board.askManager}</Text>}
      </Group>
    </Paper>
  );
};

/** Whoever waits longer than promised, or will, is called and a new time agreed on. */
export const CallBack = ({ view, busy, onAppoint }: { view: RepairView; busy: boolean; onAppoint(at: string): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const { row, order } = view;
  const setup = useSiteSetup(row.siteId).data;
  const [at, setAt] = useState('');
  const minutes = (key: CallBackLimit): number => Number(setup?.parameters.find((parameter) => parameter.key === `repairs.${key}`)?.value ?? 0);
  const awaited = { kind: row.kind, status: row.status as RepairStatus, urgent: row.urgent, marks: order.marks, ...(row.appointmentAt ? { appointmentAt: row.appointmentAt } : {}), ...(order.expectedAt ? { expectedAt: order.expectedAt } : {}) };
  if (!setup || !mustCallBack(awaited, serverInstant(), minutes)) return null;
  return (
    <Paper component="section" aria-label={words.filter['call_back']} p="xs" withBorder>
      <Text size="sm" mb={6} className="fy-late">▲ {words.board.callBack(minutes('reappoint_if_later'))} <SourceLink id="repairs.reappoint_if_later" origin="house" /></Text>
      <Group gap="xs" align="flex-end">
        <TextInput size="xs" type="datetime-local" label={words.field['appointmentAt']} value={at} onChange={(event) => setAt(event.currentTarget.value)} />
        <Button size="xs" loading={busy} disabled={at === ''} onClick={() => onAppoint(fromLocalInput(at) ?? '')}>{words.board.appointed}</Button>
      </Group>
    </Paper>
  );
};
