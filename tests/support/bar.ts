import type { OutputOf } from '../../platform/core/contract.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import type { DayView, getBar, PartyView } from '../../features/beverages/core/service-contract.ts';
import type { Answer, Client } from './program.ts';

export type BarAnswer = OutputOf<typeof getBar>;
export const BAR = (siteId: string): string => `/api/sites/${siteId}/bar`;

/** A small menu, made by the manager: tea from leaves, bottled water, coffee from beans and milk; a porcelain and a paper cup. */
export const makeMenu = async (manager: Client, siteId: string) => {
  const ids = { leaves: uuidv7(), beans: uuidv7(), milk: uuidv7(), porcelain: uuidv7(), paper: uuidv7(), tea: uuidv7(), water: uuidv7(), coffee: uuidv7() };
  const save = async (itemId: string, fields: Record<string, unknown>): Promise<void> => {
    const answer = await manager.post<Record<string, unknown>>(`${BAR(siteId)}/items/${itemId}`, { commandId: uuidv7(), fields });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  };
  await save(ids.leaves, { kind: 'ingredient', name: '龙井茶叶', unit: '克', pack: { name: '罐', units: 250 }, lowAt: 50 });
  await save(ids.beans, { kind: 'ingredient', name: '咖啡豆', unit: '克' });
  await save(ids.milk, { kind: 'ingredient', name: '鲜牛奶', unit: '毫升', openHours: 24 });
  await save(ids.porcelain, { kind: 'cup', name: '瓷杯', unit: '个', reusable: true });
  await save(ids.paper, { kind: 'cup', name: '纸杯', unit: '个' });
  await save(ids.tea, { kind: 'drink', name: '龙井茶', unit: '杯', recipe: [{ itemId: ids.leaves, quantity: 3 }], cupId: ids.porcelain, share: 2 });
  await save(ids.water, { kind: 'drink', name: '矿泉水', unit: '瓶', pack: { name: '箱', units: 24 }, share: 2 });
  await save(ids.coffee, { kind: 'drink', name: '拿铁', unit: '杯', recipe: [{ itemId: ids.beans, quantity: 18 }, { itemId: ids.milk, quantity: 200 }], cupId: ids.paper, share: 1, allergens: '牛奶' });
  return ids;
};
export type MenuIds = Awaited<ReturnType<typeof makeMenu>>;

/** Opens a day: everything that is counted, counted. */
export const countDay = (client: Client, siteId: string, day: string, counts: Readonly<Record<string, number>>, more: Record<string, unknown> = {}): Promise<Answer<DayView>> =>
  client.post<DayView>(`${BAR(siteId)}/days/${day}/steps`, { commandId: uuidv7(), step: { step: 'count', phase: 'opening', lines: Object.entries(counts).map(([itemId, counted]) => ({ itemId, counted })), ...more } });

export const FULL = (ids: MenuIds): Record<string, number> => ({ [ids.leaves]: 500, [ids.beans]: 2000, [ids.milk]: 6000, [ids.porcelain]: 60, [ids.paper]: 200, [ids.water]: 96 });

export const tapParty = <T = PartyView>(client: Client, siteId: string, partyId: string, ...steps: Record<string, unknown>[]): Promise<Answer<T>> => client.post<T>(`${BAR(siteId)}/parties/${partyId}/steps`, { commandId: uuidv7(), steps });
