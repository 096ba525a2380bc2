import { Alert, Button, Checkbox, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { useDraft } from '../../../platform/web/ui/use-draft.ts';
import { stepBarDay, type DayView } from '../core/service-contract.ts';
import { useRefresh, type BarScreen } from './bar-api.ts';
import { BAR_WORDS } from './bar-words.ts';
import { DAY_WORDS } from './day-words.ts';

type Line = { readonly counted?: number; readonly dirty?: number; readonly broken?: number; readonly reason?: string; readonly isSure?: boolean };

/** The count of every kind (B-07, B-08): filled with the book, a reason wanted only where something differs. */
export const CountForm = ({ screen, day, phase, onDone }: { screen: BarScreen; day: DayView; phase: 'opening' | 'closing'; onDone(): void }): ReactNode => {
  const words = useWords(DAY_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const [lines, setLines] = useDraft<Record<string, Line>>(`bar-count.${day.day}.${phase}`, screen.personId, {});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<{ text: string; itemId?: string; code: string }>();
  const set = (id: string, change: Line) => setLines({ ...lines, [id]: { ...lines[id], ...change } });
  const countedOf = (item: DayView['items'][number]): number => lines[item.id]?.counted ?? (day.isFirst ? 0 : Math.max(0, item.book));
  const send = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await callApi(stepBarDay, {
        siteId: screen.siteId, day: day.day, commandId: uuidv7(),
        step: {
          step: 'count', phase,
          lines: day.items.map((item) => {
            const line = lines[item.id] ?? {};
            return { itemId: item.id, counted: countedOf(item), ...(line.dirty === undefined ? {} : { dirty: line.dirty }), ...(line.broken ? { broken: line.broken } : {}), ...(line.reason?.trim() ? { reason: line.reason.trim() } : {}), ...(line.isSure ? { isSure: true } : {}) };
          }),
        },
      });
      setLines({});
      await refresh();
      onDone();
    } catch (failure) {
      const refusal = failure instanceof ApiRefusal ? failure : undefined;
      const name = typeof refusal?.facts['name'] === 'string' ? `${refusal.facts['name']}：` : '';
      setError({ text: `${name}${bar.refusal[refusal?.code ?? 'other'] ?? bar.refusal['other'] ?? ''}`, code: refusal?.code ?? 'other', ...(typeof refusal?.facts['itemId'] === 'string' ? { itemId: refusal.facts['itemId'] } : {}) });
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
                  const differs = !day.isFirst && counted !== item.book;
                  return (
                    <li key={item.id} className="fy-person">
                      <Group justify="space-between" gap="xs" wrap="nowrap">
                        <div style={{ minWidth: 0 }}>
                          <Text fw={600}>{item.name}</Text>
                          <Text size="xs" c="dimmed">{words.book} {item.book} {item.unit}{item.lastClosing === null ? '' : ` · ${words.lastClosing} ${item.lastClosing}`}{item.inUse !== 0 ? ` · ${words.inUse(item.inUse)}` : ''}</Text>
                        </div>
                        <NumberInput aria-label={`${item.name} ${words.counted}`} w={116} min={0} max={99_999} allowNegative={false} allowDecimal={false} inputMode="numeric" hideControls value={counted} onChange={(value) => set(item.id, { counted: Number(value) || 0 })} error={error?.itemId === item.id ? true : undefined} />
                      </Group>
                      {item.reusable ? (
                        <Group gap="xs" mt={4}>
                          <NumberInput label={words.dirty} size="xs" w={110} min={0} max={99_999} allowNegative={false} allowDecimal={false} hideControls value={lines[item.id]?.dirty ?? item.dirty} onChange={(value) => set(item.id, { dirty: Number(value) || 0 })} />
                          <NumberInput label={words.broken} size="xs" w={110} min={0} max={9999} allowNegative={false} allowDecimal={false} hideControls value={lines[item.id]?.broken ?? 0} onChange={(value) => set(item.id, { broken: Number(value) || 0 })} />
                        </Group>
                      ) : null}
                      {differs ? <TextInput mt={4} label={`${words.difference} ${counted - item.book > 0 ? '+' : '−'}${Math.abs(counted - item.book)} · ${words.why}`} aria-label={`${item.name} ${words.why}`} maxLength={120} value={lines[item.id]?.reason ?? ''} onChange={(event) => set(item.id, { reason: event.currentTarget.value })} /> : null}
                      {error?.itemId === item.id && error.code === 'count-absurd' ? <Checkbox mt={4} label={words.sure} checked={lines[item.id]?.isSure ?? false} onChange={(event) => set(item.id, { isSure: event.currentTarget.checked })} /> : null}
                    </li>
                  );
                })}
              </ul>
            </section>
          );
        })}
        {error ? <Alert color="red" variant="light" role="alert">{error.text}</Alert> : null}
        <Group><Button type="submit" size="md" loading={busy} disabled={day.items.length === 0}>{words.saveCount}</Button></Group>
        {day.items.length === 0 ? <Text size="sm" c="dimmed">{bar.refusal['no-items']}</Text> : null}
      </Stack>
    </form>
  );
};
