import { Alert, Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { ITEM_KINDS, type ItemKind } from '../../core/bar-item.ts';
import { COUNT_MAX } from '../../core/bar-stock.ts';
import { saveItemEndpoint, type ItemView } from '../../core/stock-contract.ts';
import { useRefresh, type BarScreen } from '../bar-api.ts';
import { BAR_WORDS } from '../bar-words.ts';
import { BAR_SETTINGS_WORDS } from './settings-words.ts';

type Part = { readonly itemId: string; readonly quantity: number };

/** One item of the menu or the store; the recipe says what a serving takes, the split is the manager's (B-09). */
export const ItemForm = ({ screen, item, items, onDone }: { screen: BarScreen; item: ItemView | undefined; items: readonly ItemView[]; onDone(): void }): ReactNode => {
  const words = useWords(BAR_SETTINGS_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const [itemId] = useState(() => item?.id ?? uuidv7());
  const [kind, setKind] = useState<ItemKind>(item?.kind ?? 'drink');
  const [name, setName] = useState(item?.name ?? '');
  const [unit, setUnit] = useState(item?.unit ?? '');
  const [pack, setPack] = useState({ name: item?.pack?.name ?? '', units: item?.pack?.units ?? 0 });
  const [recipe, setRecipe] = useState<readonly Part[]>(item?.recipe ?? []);
  const [cupId, setCup] = useState(item?.cupId ?? '');
  const [flags, setFlags] = useState({ reusable: item?.reusable ?? false, inPar: item?.inPar ?? true });
  const [numbers, setNumbers] = useState<{ share: number; lowAt: number | ''; openHours: number | ''; price: number | ''; sort: number }>({ share: item?.share ?? 1, lowAt: item?.lowAt ?? '', openHours: item?.openHours ?? '', price: item?.priceCents === undefined ? '' : item.priceCents / 100, sort: item?.sort ?? 0 });
  const [allergens, setAllergens] = useState(item?.allergens ?? '');
  const { busy, error, attempt } = useAttempt(bar.refusal);
  const parts = items.filter((entry) => entry.kind !== 'cup' && entry.id !== itemId && !entry.isArchived && entry.recipe.length === 0);
  const optional = (value: number | string): number | '' => (value === '' ? '' : Number(value));
  const send = () =>
    void attempt(async () => {
      const fields = {
        kind, name, unit, recipe: kind === 'drink' ? recipe.filter((part) => part.itemId !== '') : [], reusable: kind === 'cup' && flags.reusable, inPar: flags.inPar, share: kind === 'drink' ? numbers.share : 1, allergens, sort: numbers.sort,
        ...(pack.name.trim() && pack.units > 0 ? { pack: { name: pack.name.trim(), units: pack.units } } : {}), ...(kind === 'drink' && cupId ? { cupId } : {}),
        ...(numbers.lowAt === '' ? {} : { lowAt: numbers.lowAt }), ...(numbers.openHours === '' ? {} : { openHours: numbers.openHours }), ...(numbers.price === '' ? {} : { priceCents: Math.round(numbers.price * 100) }),
      };
      await callApi(saveItemEndpoint, { siteId: screen.siteId, itemId, commandId: uuidv7(), fields });
      await refresh();
      onDone();
    });
  const whole = { allowNegative: false, allowDecimal: false, min: 0, max: COUNT_MAX } as const;
  return (
    <form onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Stack gap="xs">
        <Group grow><NativeSelect label={bar.kind[kind]} value={kind} disabled={item !== undefined} onChange={(event) => setKind(event.currentTarget.value as ItemKind)} data={ITEM_KINDS.map((value) => ({ value, label: bar.kind[value] }))} /><TextInput required label={bar.item} maxLength={40} value={name} onChange={(event) => setName(event.currentTarget.value)} /><TextInput required label={bar.unit} maxLength={10} value={unit} onChange={(event) => setUnit(event.currentTarget.value)} /></Group>
        <Group grow><TextInput label={words.packName} maxLength={10} value={pack.name} onChange={(event) => setPack({ ...pack, name: event.currentTarget.value })} /><NumberInput {...whole} label={words.packUnits} value={pack.units} onChange={(value) => setPack({ ...pack, units: Number(value) || 0 })} /><NumberInput {...whole} label={words.lowAt} value={numbers.lowAt} onChange={(value) => setNumbers({ ...numbers, lowAt: optional(value) })} /><NumberInput {...whole} label={words.openHours} value={numbers.openHours} onChange={(value) => setNumbers({ ...numbers, openHours: optional(value) })} /></Group>
        {kind === 'drink' ? (
          <>
            <Text size="sm" fw={600}>{words.recipe}</Text>
            {recipe.map((part, index) => (
              <Group key={index} gap="xs"><NativeSelect aria-label={words.part} value={part.itemId} onChange={(event) => setRecipe(recipe.map((entry, at) => (at === index ? { ...entry, itemId: event.currentTarget.value } : entry)))} data={[{ value: '', label: words.part }, ...parts.map((entry) => ({ value: entry.id, label: `${entry.name}（${entry.unit}）` }))]} /><NumberInput {...whole} w={110} aria-label={words.amount} value={part.quantity} onChange={(value) => setRecipe(recipe.map((entry, at) => (at === index ? { ...entry, quantity: Number(value) || 0 } : entry)))} /><Button size="sm" variant="subtle" color="gray" onClick={() => setRecipe(recipe.filter((_part, at) => at !== index))}>{bar.remove}</Button></Group>
            ))}
            <Group><Button size="sm" variant="default" onClick={() => setRecipe([...recipe, { itemId: '', quantity: 1 }])}>{bar.add}</Button></Group>
            <Group grow><NativeSelect label={words.cup} value={cupId} onChange={(event) => setCup(event.currentTarget.value)} data={[{ value: '', label: words.noCup }, ...items.filter((entry) => entry.kind === 'cup' && !entry.isArchived).map((entry) => ({ value: entry.id, label: entry.name }))]} /><NumberInput {...whole} max={100} label={words.share} value={numbers.share} onChange={(value) => setNumbers({ ...numbers, share: Number(value) || 0 })} /><TextInput label={words.allergens} maxLength={60} value={allergens} onChange={(event) => setAllergens(event.currentTarget.value)} /></Group>
          </>
        ) : null}
        <Group grow><NumberInput label={words.price} allowNegative={false} min={0} decimalScale={2} value={numbers.price} onChange={(value) => setNumbers({ ...numbers, price: optional(value) })} /><NumberInput {...whole} label={words.sort} value={numbers.sort} onChange={(value) => setNumbers({ ...numbers, sort: Number(value) || 0 })} /></Group>
        <Group>{kind === 'ingredient' ? null : <Checkbox label={words.inPar} checked={flags.inPar} onChange={(event) => setFlags({ ...flags, inPar: event.currentTarget.checked })} />}{kind === 'cup' ? <Checkbox label={words.reusable} checked={flags.reusable} onChange={(event) => setFlags({ ...flags, reusable: event.currentTarget.checked })} /> : null}</Group>
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        <Group><Button type="submit" loading={busy}>{bar.save}</Button><Button variant="subtle" color="gray" onClick={onDone}>{bar.cancel}</Button></Group>
      </Stack>
    </form>
  );
};
