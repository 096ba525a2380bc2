import { Alert, Badge, Button, Group, SimpleGrid, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { servingSentence } from '../core/beverage-scripts.ts';
import type { MenuItem, PartyView } from '../core/service-contract.ts';
import { BAR_WORDS } from './bar-words.ts';
import { SERVICE_WORDS } from './service-words.ts';
import { Say } from './say.tsx';
import { Sheet } from './sheet.tsx';

export type CartLine = { readonly itemId: string; readonly quantity: number; readonly note: string; readonly allergy: string };
const GUESTS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

type OrderProps = { readonly title: string; readonly party: PartyView; readonly menu: readonly MenuItem[]; readonly busy: boolean; onOrder(lines: readonly CartLine[]): void; onAgain(): void; onGuests(guests: number): void; onClose(): void };

/** The menu with big targets: a tap is one more; the sentence to repeat stands above the button that places the order. */
export const OrderSheet = ({ title, party, menu, busy, onOrder, onAgain, onGuests, onClose }: OrderProps): ReactNode => {
  const words = useWords(SERVICE_WORDS);
  const bar = useWords(BAR_WORDS);
  const { language } = useLanguage();
  const [lines, setLines] = useState<readonly CartLine[]>([]);
  const [chosen, setChosen] = useState<string>();
  const drinks = menu.filter((item) => !item.isArchived);
  const nameOf = (id: string): string => menu.find((item) => item.id === id)?.name ?? '';
  const count = lines.reduce((all, line) => all + line.quantity, 0);
  const line = lines.find((entry) => entry.itemId === chosen);
  const add = (itemId: string, by: number) => {
    setChosen(itemId);
    setLines((now) => (now.some((entry) => entry.itemId === itemId) ? now.map((entry) => (entry.itemId === itemId ? { ...entry, quantity: entry.quantity + by } : entry)) : [...now, { itemId, quantity: 1, note: '', allergy: '' }]).filter((entry) => entry.quantity > 0));
  };
  const change = (more: Partial<CartLine>) => setLines((now) => now.map((entry) => (entry.itemId === chosen ? { ...entry, ...more } : entry)));
  const sentence = lines.length === 0 ? servingSentence('ask', language, { drinks: drinks.map((item) => item.name) }) : servingSentence('order', language, { order: lines.map((entry) => ({ name: nameOf(entry.itemId), quantity: entry.quantity, note: entry.note })) });
  const flagged = lines.filter((entry) => entry.allergy !== '');
  return (
    <Sheet title={title} wide onClose={onClose}>
      <Stack gap="sm">
        <Group gap={6} role="group" aria-label={words.howMany}>
          <Text size="sm" c="dimmed">{words.howMany}</Text>
          {GUESTS.map((guests) => <button key={guests} type="button" className="fy-chip" aria-pressed={party.guests === guests} onClick={() => onGuests(guests)}>{guests}</button>)}
        </Group>
        {drinks.length === 0 ? <Alert color="yellow" variant="light">{words.noMenu}</Alert> : null}
        <SimpleGrid cols={{ base: 2, sm: 3 }} spacing="xs">
          {drinks.map((item) => {
            const own = lines.find((entry) => entry.itemId === item.id);
            return (
              <UnstyledButton key={item.id} className="fy-drink" data-chosen={own ? true : undefined} onClick={() => add(item.id, 1)}>
                <span>{item.name}{item.allergens ? <small> · {words.contains(item.allergens)}</small> : null}</span>
                {own ? <Badge size="lg" circle={own.quantity < 10}>{own.quantity}</Badge> : item.onHand !== null && item.onHand < 10 ? <small className="fy-soon">{words.leftOver(item.onHand)}</small> : null}
              </UnstyledButton>
            );
          })}
        </SimpleGrid>
        {line ? (
          <Stack gap={6} className="fy-line-notes">
            <Group gap={6} role="group" aria-label={`${nameOf(line.itemId)} ${words.note}`}>
              <Text size="sm" fw={600}>{nameOf(line.itemId)} × {line.quantity}</Text>
              <button type="button" className="fy-chip" onClick={() => add(line.itemId, -1)}>−1</button>
              {words.notes.map((note) => <button key={note} type="button" className="fy-chip" aria-pressed={line.note === note} onClick={() => change({ note: line.note === note ? '' : note })}>{note}</button>)}
            </Group>
            <Group grow>
              <TextInput size="sm" aria-label={words.ownNote} placeholder={words.ownNote} maxLength={60} value={words.notes.includes(line.note) ? '' : line.note} onChange={(event) => change({ note: event.currentTarget.value })} />
              <TextInput size="sm" aria-label={words.allergy} placeholder={words.allergy} maxLength={60} value={line.allergy} onChange={(event) => change({ allergy: event.currentTarget.value })} />
            </Group>
          </Stack>
        ) : null}
        {flagged.length > 0 ? <Alert color="red" variant="light" role="alert">{flagged.map((entry) => `${nameOf(entry.itemId)} ${words.allergyFlag(entry.allergy)}${menu.find((item) => item.id === entry.itemId)?.allergens ? `（${words.contains(menu.find((item) => item.id === entry.itemId)?.allergens ?? '')}）` : ''}`).join(bar.comma)}</Alert> : null}
        <div className="fy-sheet-foot">
          <Say text={sentence} />
          <Group grow gap="xs">
            {party.orders.some((order) => order.status !== 'cancelled') ? <Button size="lg" variant="default" loading={busy} onClick={onAgain}>{words.act.again}</Button> : null}
            <Button size="lg" loading={busy} disabled={lines.length === 0} onClick={() => onOrder(lines)}>{count > 0 ? words.sendCount(count) : words.send}</Button>
          </Group>
        </div>
      </Stack>
    </Sheet>
  );
};
