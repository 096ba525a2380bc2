import { Alert, Badge, Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatTime, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import type { PartyView, TableView } from '../core/service-contract.ts';
import { BAR_WORDS } from './bar-words.ts';
import type { PartyTaps } from './party-taps.ts';
import { Sheet } from './sheet.tsx';
import { SERVICE_WORDS } from './service-words.ts';

type Panel = { readonly party: PartyView; readonly place: string; readonly placeOf: (party: PartyView) => string; readonly tables: readonly TableView[]; readonly parties: readonly PartyView[]; readonly taps: PartyTaps; readonly zone: string; readonly isKept: boolean; readonly snooze: number; onMenu(): void; onClose(): void };

/** Everything a long press opens: the number of guests, what was ordered and by whom served, move, join, leave. */
export const PartyPanel = ({ party, place, placeOf, tables, parties, taps, zone, isKept, snooze, onMenu, onClose }: Panel): ReactNode => {
  const words = useWords(SERVICE_WORDS);
  const bar = useWords(BAR_WORDS);
  const { language } = useLanguage();
  const when = (instant: string): string => formatTime(instant, { zone, language });
  const may = (step: PartyView['allowed'][number]): boolean => party.allowed.includes(step);
  const isBusy = taps.busy.has(party.id);
  const waiting = party.orders.filter((order) => order.status === 'waiting').map((order) => order.id);
  const free = tables.filter((table) => table.inService && !parties.some((other) => other.tableId === table.id));
  const others = parties.filter((other) => other.id !== party.id);
  const tap = (what: Parameters<PartyTaps['tap']>[1], step: Parameters<PartyTaps['tap']>[2][number]) => { void taps.tap(party.id, what, [step]); };
  const marks = [
    words.seatedBy(party.seated.by, when(party.seated.at)),
    party.asked ? words.at(words.done['ask'] ?? '', party.asked.by, when(party.asked.at)) : `${words.done['ask']}：${words.unrecorded}`,
    ...party.orders.flatMap((order) => (order.served ? [words.at(words.done['serve'] ?? '', order.served.by, when(order.served.at))] : [])),
    ...party.refills.map((mark) => words.at(words.done['refill'] ?? '', mark.by, when(mark.at))),
    ...(party.left ? [words.at(words.done['leave'] ?? '', party.left.by, when(party.left.at))] : []),
    ...(party.cleared ? [words.at(words.done['clear'] ?? '', party.cleared.by, when(party.cleared.at))] : []),
  ];
  return (
    <Sheet title={place} onClose={onClose}>
      <Stack gap="sm">
        <Group gap={6}>
          <Badge variant="light">{party.guests === null ? words.guestsUnknown : words.guests(party.guests)}</Badge>
          {isKept ? <Badge color="gray" variant="outline">{words.kept}</Badge> : null}
          {party.dayNotReady ? <Badge color="yellow" variant="light">{words.notReadyTag}</Badge> : null}
          {party.isTimed ? null : <Badge color="gray" variant="outline">{words.untimed}</Badge>}
          {party.late.length > 0 ? <Badge color="red" variant="light">{words.late}</Badge> : null}
        </Group>
        {taps.error ? <Alert color="red" variant="light" role="alert">{taps.error}</Alert> : null}
        {party.below.length > 0 ? <Alert color="yellow" variant="light">{words.below(party.below.join(bar.comma))}</Alert> : null}
        {may('guests') ? <Group gap={6} role="group" aria-label={words.act.guests}>{[1, 2, 3, 4, 5, 6, 7, 8].map((guests) => <button key={guests} type="button" className="fy-chip" aria-pressed={party.guests === guests} disabled={isBusy} onClick={() => tap('guests', { step: 'guests', guests })}>{guests}</button>)}</Group> : null}
        <Group gap="xs">
          {may('ask') ? <Button variant="light" loading={isBusy} onClick={() => tap('ask', { step: 'ask' })}>{words.act.ask}</Button> : null}
          {may('order') ? <Button variant="light" onClick={onMenu}>{words.act.order}</Button> : null}
          {may('again') ? <Button variant="default" loading={isBusy} onClick={() => tap('again', { step: 'again', orderId: uuidv7() })}>{words.act.again}</Button> : null}
          {may('serve') ? <Button variant="light" loading={isBusy} onClick={() => tap('serve', { step: 'serve', orderIds: waiting })}>{words.act.serve}</Button> : null}
          {may('refill') ? <Button variant="light" loading={isBusy} onClick={() => tap('refill', { step: 'refill' })}>{words.act.refill}</Button> : null}
          {may('snooze') ? <Button variant="default" loading={isBusy} onClick={() => tap('snooze', { step: 'snooze' })}>{words.act.snooze(snooze)}</Button> : null}
          {may('leave') ? <Button variant="default" loading={isBusy} onClick={() => tap('leave', { step: 'leave' })}>{words.act.leave}</Button> : null}
          {may('clear') ? <Button variant="default" loading={isBusy} onClick={() => { tap('clear', { step: 'clear' }); onClose(); }}>{words.act.clear}</Button> : null}
          {may('undo') ? <Button variant="subtle" color="gray" loading={isBusy} onClick={() => tap('undo', { step: 'undo' })}>{words.act.undo}</Button> : null}
        </Group>
        {may('move') ? (
          <Group grow>
            <NativeSelect aria-label={words.act.move} value="" disabled={isBusy} onChange={(event) => { if (event.currentTarget.value) { tap('move', { step: 'move', tableId: event.currentTarget.value }); onClose(); } }} data={[{ value: '', label: words.act.move }, ...free.map((table) => ({ value: table.id, label: words.moveTo(table.name) }))]} />
            <NativeSelect aria-label={words.act.merge} value="" disabled={isBusy} onChange={(event) => { if (event.currentTarget.value) { void taps.merge(party.id, event.currentTarget.value); onClose(); } }} data={[{ value: '', label: words.act.merge }, ...others.map((other) => ({ value: other.id, label: words.mergeInto(placeOf(other)) }))]} />
          </Group>
        ) : null}
        {party.orders.length > 0 ? <Title order={3} size="h5">{words.orders}</Title> : null}
        {party.orders.map((order) => (
          <Group key={order.id} justify="space-between" wrap="nowrap" align="start">
            <div>
              {order.lines.map((line) => <Text key={line.itemId} size="sm">{line.name} × {line.quantity}{line.note ? ` · ${line.note}` : ''}{line.allergy ? <Text span c="red" fw={600}> · {words.allergyFlag(line.allergy)}</Text> : null}</Text>)}
              <Text size="xs" c="dimmed">{when(order.ordered.at)} · {order.ordered.by} · {words.orderStatus[order.status]}</Text>
            </div>
            {order.status === 'waiting' && may('cancel') ? <Button size="xs" variant="subtle" color="gray" loading={isBusy} onClick={() => tap('cancel', { step: 'cancel', orderId: order.id })}>{words.act.cancel}</Button> : null}
          </Group>
        ))}
        <Title order={3} size="h5">{words.timeline}</Title>
        <ul className="fy-plain">{marks.map((text) => <li key={text}><Text size="sm">{text}</Text></li>)}</ul>
      </Stack>
    </Sheet>
  );
};
