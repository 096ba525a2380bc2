import type { Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision, type Refusal } from '../../../platform/core/refusal.ts';

/** A drink is on the menu; an ingredient only in the store; a cup is what both are served in. */
export const ITEM_KINDS = ['drink', 'ingredient', 'cup'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** What one serving takes of something that is counted. */
export type Use = { readonly itemId: string; readonly quantity: number };

export type ItemFields = {
  readonly kind: ItemKind;
  readonly name: string;
  /** What it is counted in: 瓶, 包, 毫升, 个. */
  readonly unit: string;
  /** How it comes from the store: a carton of 24 bottles. */
  readonly pack?: { readonly name: string; readonly units: number };
  /** Empty: the drink itself is counted, one unit a serving. */
  readonly recipe: readonly Use[];
  readonly cupId?: string;
  /** A cup that is washed and comes back. */
  readonly reusable: boolean;
  /** Counts in the par level (B-09). */
  readonly inPar: boolean;
  /** The manager's split of the servings; a part among the parts of all drinks. */
  readonly share: number;
  readonly lowAt?: number;
  readonly openHours?: number;
  readonly priceCents?: number;
  /** What a guest may not be given: 含牛奶. */
  readonly allergens: string;
  readonly sort: number;
};

/** At or under the item's own limit, or below zero in the book. */
export type Shortage = 'low' | 'below';
export type BarItem = ItemFields & {
  readonly id: string;
  readonly siteId: string;
  readonly archivedAt?: Instant;
  /** What was said last of its stock: each fall once, until it is filled again. */
  readonly short?: Shortage;
  readonly falls?: number;
};

export type ItemEvent =
  | { readonly type: 'ItemAdded' | 'ItemChanged'; readonly at: Instant; readonly by: string; readonly fields: ItemFields }
  | { readonly type: 'ItemArchived' | 'ItemRestored'; readonly at: Instant; readonly by: string }
  | { readonly type: 'StockFell'; readonly at: Instant; readonly by: string; readonly to: Shortage; readonly onHand: number }
  | { readonly type: 'StockFilled'; readonly at: Instant; readonly by: string; readonly to: 'low' | 'enough'; readonly onHand: number };

export const evolveItem = (state: BarItem | undefined, event: ItemEvent, ids: { siteId: string; subject: string }): BarItem => {
  switch (event.type) {
    case 'ItemAdded':
    case 'ItemChanged':
      return { ...event.fields, id: ids.subject, siteId: ids.siteId, ...(state?.archivedAt ? { archivedAt: state.archivedAt } : {}), ...(state?.short ? { short: state.short } : {}), ...(state?.falls ? { falls: state.falls } : {}) };
    case 'ItemArchived':
    case 'ItemRestored': {
      if (!state) throw new Error(`${event.type} before the item was added.`);
      const { archivedAt: _was, ...rest } = state;
      return event.type === 'ItemArchived' ? { ...rest, archivedAt: event.at } : rest;
    }
    case 'StockFell':
    case 'StockFilled': {
      if (!state) throw new Error(`${event.type} before the item was added.`);
      const { short: _was, ...rest } = state;
      return event.type === 'StockFell' ? { ...rest, short: event.to, falls: (state.falls ?? 0) + 1 } : { ...rest, ...(event.to === 'low' ? { short: event.to } : {}) };
    }
    default: {
      const never: never = event;
      return never;
    }
  }
};

/** Something with a number in the store: ingredients, cups, and drinks that are not made of anything else. */
export const isCounted = (item: Pick<ItemFields, 'kind' | 'recipe'>): boolean => item.kind !== 'drink' || item.recipe.length === 0;

/** How short an item is with so much of it there; what is off the menu or not counted is never short. */
export const shortageOf = (item: Pick<BarItem, 'kind' | 'recipe' | 'lowAt' | 'archivedAt'>, onHand: number): Shortage | undefined => {
  if (item.archivedAt || !isCounted(item)) return undefined;
  return onHand < 0 ? 'below' : item.lowAt !== undefined && onHand <= item.lowAt ? 'low' : undefined;
};

const DEPTH = { enough: 0, low: 1, below: 2 } as const;
/** Did a change carry it over a limit of its own, downward? */
export const fallsBy = (item: Parameters<typeof shortageOf>[0], before: number, after: number): boolean => DEPTH[shortageOf(item, after) ?? 'enough'] > DEPTH[shortageOf(item, before) ?? 'enough'];

/** What is to be said of an item's stock, against what was said last. */
export const judgeStock = (item: BarItem, input: { onHand: number; at: Instant }): Decision<ItemEvent> => {
  const was = item.short ?? 'enough';
  const is = shortageOf(item, input.onHand) ?? 'enough';
  if (was === is) return ok();
  if (DEPTH[is] > DEPTH[was] && is !== 'enough') return ok({ type: 'StockFell', by: '', to: is, ...input });
  return is === 'below' ? ok() : ok({ type: 'StockFilled', by: '', to: is, ...input });
};

/** What one serving takes out of the store, without the cup. */
export const usesOf = (drink: Pick<BarItem, 'id' | 'recipe'>): readonly Use[] => (drink.recipe.length > 0 ? drink.recipe : [{ itemId: drink.id, quantity: 1 }]);

/** How many servings the store has: as many as the scarcest part allows. */
export const servingsLeft = (drink: Pick<BarItem, 'id' | 'recipe'>, onHandOf: (itemId: string) => number): number => Math.min(...usesOf(drink).map((use) => Math.floor(onHandOf(use.itemId) / use.quantity)));

/** May the item look like this beside the others of its centre? */
export const checkItem = (id: string, fields: ItemFields, others: readonly BarItem[]): Refusal | undefined => {
  if (fields.kind !== 'drink' && fields.recipe.length > 0) return refuse('recipe-of-no-drink', { name: fields.name });
  for (const part of fields.recipe) {
    const found = others.find((other) => other.id === part.itemId);
    if (!found || found.id === id || found.kind === 'cup' || !isCounted(found)) return refuse('recipe-part-unknown', { itemId: part.itemId });
  }
  if (new Set(fields.recipe.map((part) => part.itemId)).size < fields.recipe.length) return refuse('recipe-part-twice', { name: fields.name });
  if (fields.cupId && others.find((other) => other.id === fields.cupId)?.kind !== 'cup') return refuse('cup-unknown', { cupId: fields.cupId });
  const user = others.find((other) => other.id !== id && !other.archivedAt && other.recipe.some((part) => part.itemId === id));
  if (user && !isCounted(fields)) return refuse('item-in-a-recipe', { name: user.name });
  if (others.some((other) => other.id !== id && !other.archivedAt && other.name === fields.name)) return refuse('name-taken', { name: fields.name });
  return undefined;
};

export const saveItem = (state: BarItem | undefined, input: { id: string; fields: ItemFields; others: readonly BarItem[]; by: string; at: Instant }): Decision<ItemEvent> => {
  const wrong = checkItem(input.id, input.fields, input.others);
  if (wrong) return wrong;
  return ok({ type: state ? 'ItemChanged' : 'ItemAdded', at: input.at, by: input.by, fields: input.fields });
};

/** What is on a table stays to be served: an item out of use is only no longer ordered. */
export const archiveItem = (state: BarItem, input: { archived: boolean; others: readonly BarItem[]; by: string; at: Instant }): Decision<ItemEvent> => {
  const { at, by } = input;
  if (!input.archived) {
    if (!state.archivedAt) return ok();
    const twin = input.others.some((other) => other.id !== state.id && !other.archivedAt && other.name === state.name);
    return twin ? refuse('name-taken', { name: state.name }) : ok({ type: 'ItemRestored', at, by });
  }
  if (state.archivedAt) return ok();
  const user = input.others.find((other) => !other.archivedAt && (other.recipe.some((part) => part.itemId === state.id) || other.cupId === state.id));
  return user ? refuse('item-in-a-recipe', { name: user.name }) : ok({ type: 'ItemArchived', at, by });
};

/** A menu as it is pasted in: one line an item. */
export type MenuLine = { readonly name: string; readonly kind: string; readonly unit: string; readonly packName?: string; readonly packUnits?: number; readonly share?: number };
export type MenuRefusal = { readonly line: number; readonly code: 'name-missing' | 'name-twice' | 'name-taken' | 'unit-missing' | 'kind-unknown' | 'pack-unreadable'; readonly name: string };

const KIND_WORDS: Readonly<Record<string, ItemKind>> = { 饮品: 'drink', 饮料: 'drink', drink: 'drink', 原料: 'ingredient', 物料: 'ingredient', ingredient: 'ingredient', 杯: 'cup', 杯具: 'cup', 饮料杯: 'cup', cup: 'cup' };

/** Every line that cannot be taken is named with its reason; the others are. */
export const readMenu = (lines: readonly MenuLine[], known: readonly Pick<BarItem, 'name'>[]): { items: { line: number; fields: ItemFields }[]; refused: MenuRefusal[] } => {
  const items: { line: number; fields: ItemFields }[] = [];
  const refused: MenuRefusal[] = [];
  const names = new Set<string>();
  for (const [index, entry] of lines.entries()) {
    const line = index + 1;
    const name = entry.name.trim();
    const no = (code: MenuRefusal['code']): void => void refused.push({ line, code, name });
    const kind = KIND_WORDS[entry.kind.trim().toLowerCase()] ?? (entry.kind.trim() === '' ? 'drink' : undefined);
    if (name === '') { no('name-missing'); continue; }
    if (names.has(name)) { no('name-twice'); continue; }
    names.add(name);
    if (known.some((item) => item.name === name)) { no('name-taken'); continue; }
    if (!kind) { no('kind-unknown'); continue; }
    if (entry.unit.trim() === '') { no('unit-missing'); continue; }
    const units = entry.packUnits;
    if ((entry.packName !== undefined) !== (units !== undefined) || (units !== undefined && (!Number.isInteger(units) || units < 1))) { no('pack-unreadable'); continue; }
    items.push({
      line,
      fields: {
        kind, name: name.slice(0, 40), unit: entry.unit.trim().slice(0, 10), recipe: [], reusable: kind === 'cup', inPar: kind !== 'ingredient', share: entry.share ?? 1, allergens: '', sort: line * 10,
        ...(entry.packName !== undefined && units !== undefined ? { pack: { name: entry.packName.trim().slice(0, 10), units } } : {}),
      },
    });
  }
  return { items, refused };
};
