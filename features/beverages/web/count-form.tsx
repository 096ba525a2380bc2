import { Alert, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { useDraft } from '../../../platform/web/ui/use-draft.ts';
import { COUNT_MAX } from '../core/bar-stock.ts';
import { stepBarDay, type DayView } from '../core/service-contract.ts';
import { useRefresh, type BarScreen } from './bar-api.ts';
import { BAR_WORDS } from './bar-words.ts';
import { DAY_WORDS } from './day-words.ts';

type Line = { readonly counted?: number; readonly dirty?: number; readonly broken?: number; readonly reason?: string };
type Odd = { readonly itemId: string; readonly name: string; readonly unit: string; readonly counted: number; readonly book: number; readonly need: number };

/** The count of every kind (B-07, B-08): filled with the book, a reason wanted only where something differs. */
export const CountForm = ({ screen, day, phase, onDone }: { screen: BarScreen; day: DayView; phase: 'opening' | 'closing'; onDone(): void }): ReactNode => {
  const words = useWords(DAY_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const [lines, setLines] = useDraft<Record<string, Line>>(`bar-count.${day.day}.${phase}`, screen.personId, {});
  const [busy, setBusy] = useState(false);
  const [shift, setShift] = useDraft(`bar-count.${day.day}.${phase}.shift`, screen.personId, '');
  const [error, setError] = useState<{ text: string; itemId?: string; code: string }>();
  /** What the server thinks is too much; a second press takes it as it stands. */
  const [odd, setOdd] = useState<readonly Odd[]>([]);
  // A number that is changed is asked about anew.
  const set = (id: string, change: Line) => { setLines({ ...lines, [id]: { ...lines[id], ...change } }); if (!('reason' in change)) setOdd([]); };
  const countedOf = (item: DayView['items'][number]): number => lines[item.id]?.counted ?? Math.max(0, item.book);
  const send = async () => {
    const sure = new Set(odd.map((entry) => entry.itemId));
    setBusy(true);
    setError(undefined);
    try {
      await callApi(stepBarDay, {
        siteId: screen.siteId, day: day.day, commandId: uuidv7(),
        step: {
          step: 'count', phase, ...(!day.shift && shift.trim() ? { shift: shift.trim() } : {}),
          lines: day.items.map((item) => {
            const line = lines[item.id] ?? {};
            return { itemId: item.id, counted: countedOf(item), ...(line.dirty === undefined ? {} : { dirty: line.dirty }), ...(line.broken ? { broken: line.broken } : {}), ...(line.reason?.trim() ? { reason: line.reason.trim() } : {}), ...(sure.has(item.id) ? { isSure: true } : {}) };
          }),
        },
      });
      setLines({});
      setShift('');
      await refresh();
      onDone();
    } catch (failure) {
      const refusal = failure instanceof ApiRefusal ? failure : undefined;
      setOdd(refusal?.code === 'count-absurd' ? (refusal.facts['lines'] as readonly Odd[]) : []);
      const name = typeof refusal?.facts['name'] === 'string' ? `${refusal.facts['name']}：` : '';
      if (refusal?.code !== 'count-absurd') setError({ text: `${name}${bar.refusal[refusal?.code ?? 'other'] ?? bar.refusal['other'] ?? ''}`, code: refusal?.code ?? 'other', ...(typeof refusal?.facts['itemId'] === 'string' ? { itemId: refusal.facts['itemId'] } : {}) });
    }
    setBusy(false);
  };
  const kinds = ['drink', 'ingredient', 'cup'] as const;
  return (
    <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{day.isFirst ? words.firstCount : words.countNote}</Text>
        {kinds.map((kind) => {
          const own = day.items.filter((item) => item.kind === kind);
          return own.length === 0 ? null : (
            <section key={kind}>
              <Text fw={600} size="sm">{bar.kind[kind]}</Text>
              <ul className="fy-plain">
                {own.map((item) => {
                  const counted = countedOf(item);
                  const differs = !item.isFirst && counted !== item.book;
                  const isOdd = odd.some((entry) => entry.itemId === item.id);
                  return (
                    <li key={item.id} className="fy-person">
                      <Group justify="space-between" gap="xs" wrap="nowrap">
                        <div style={{ minWidth: 0 }}>
                          <Text fw={600}>{item.name}</Text>
                          <Text size="xs" c="dimmed">{words.book} {item.book} {item.unit}{item.lastClosing === null ? '' : ` · ${words.lastClosing} ${item.lastClosing}`}{item.inUse !== 0 ? ` · ${words.inUse(item.inUse)}` : ''}</Text>
                        </div>
                        <NumberInput aria-label={`${item.name} ${words.counted}`} w={116} min={0} max={COUNT_MAX} allowNegative={false} allowDecimal={false} inputMode="numeric" hideControls value={counted} onChange={(value) => set(item.id, { counted: Number(value) || 0 })} error={error?.itemId === item.id || isOdd ? true : undefined} />
                      </Group>
                      {item.reusable ? (
                        <Group gap="xs" mt={4}>
                          <NumberInput label={words.dirty} size="xs" w={110} min={0} max={COUNT_MAX} allowNegative={false} allowDecimal={false} hideControls value={lines[item.id]?.dirty ?? item.dirty} onChange={(value) => set(item.id, { dirty: Number(value) || 0 })} />
                          <NumberInput label={words.broken} size="xs" w={110} min={0} max={COUNT_MAX} allowNegative={false} allowDecimal={false} hideControls value={lines[item.id]?.broken ?? 0} onChange={(value) => set(item.id, { broken: Number(value) || 0 })} />
                        </Group>
                      ) : null}
                      {differs ? <TextInput mt={4} label={`${words.difference} ${counted - item.book > 0 ? '+' : '−'}${Math.abs(counted - item.book)} · ${words.why}`} aria-label={`${item.name} ${words.why}`} maxLength={120} value={lines[item.id]?.reason ?? ''} onChange={(event) => set(item.id, { reason: event.currentTarget.value })} /> : null}
                      {isOdd && !differs ? <TextInput mt={4} label={words.whyOdd} aria-label={`${item.name} ${words.whyOdd}`} maxLength={120} value={lines[item.id]?.reason ?? ''} onChange={(event) => set(item.id, { reason: event.currentTarget.value })} /> : null}
                    </li>
                  );
                })}
              </ul>
            </section>
          );
        })}
        {error ? <Alert color="red" variant="light" role="alert">{error.text}</Alert> : null}
        {odd.length > 0 ? <Alert color="yellow" variant="light" role="alert" title={words.oddTitle}>{odd.map((entry) => <Text key={entry.itemId} size="sm">{words.odd(entry.name, `${entry.counted} ${entry.unit}`, entry.book, entry.need)}</Text>)}<Text size="sm">{words.oddNote}</Text></Alert> : null}
        {day.shift ? <Text size="sm" c="dimmed">{words.shift} {day.shift} · {words.byRoster}</Text> : <TextInput maw={320} label={words.shift} description={words.shiftNote} maxLength={40} value={shift} onChange={(event) => setShift(event.currentTarget.value)} />}
        <Group><Button type="submit" size="md" loading={busy} disabled={day.items.length === 0} color={odd.length > 0 ? 'yellow' : undefined}>{odd.length > 0 ? words.takeOdd : words.saveCount}</Button></Group>
        {day.items.length === 0 ? <Text size="sm" c="dimmed">{bar.refusal['no-items']}</Text> : null}
      </Stack>
    </form>
  );
};
