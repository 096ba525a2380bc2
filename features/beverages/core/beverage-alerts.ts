import type { AlertDraft, AlertEnd, AlertNews, AlertTopic, Ladder } from '../../../platform/core/alert.ts';
import type { BarDay, DayEvent } from './bar-day.ts';
import type { BarItem, ItemEvent } from './bar-item.ts';
import type { Party, PartyEvent } from './bar-party.ts';

const BAR_THEN_MANAGER: Ladder = [
  { who: [{ role: 'property_assistant' }] },
  { who: [{ role: 'property_manager' }], afterMinutes: 3 },
];
const MANAGER: Ladder = [{ who: [{ role: 'property_manager' }] }];
const path: AlertTopic['path'] = () => ({ desk: '/bar', phone: '/m/bar' });

const said = (facts: AlertDraft['facts'], key: string): string => String(facts[key] ?? '');

export const BEVERAGE_TOPICS: readonly AlertTopic[] = [
  {
    topic: 'beverages.ask', ladder: BAR_THEN_MANAGER, label: { zh: '水吧：客人落座还没有问', en: 'Bar: guests seated and not asked' }, clause: 'B-01', path,
    text: (facts, language) => (language === 'zh' ? { title: `${said(facts, 'place')} 还没有询问`, body: `客人已落座 ${said(facts, 'minutes')} 分钟，请上前询问` } : { title: `${said(facts, 'place')}: not asked yet`, body: `Guests have been seated for ${said(facts, 'minutes')} min; please ask them` }),
  },
  {
    topic: 'beverages.serve', ladder: BAR_THEN_MANAGER, label: { zh: '水吧：点了还没有上', en: 'Bar: ordered and not served' }, clause: 'B-01', path,
    text: (facts, language) => (language === 'zh' ? { title: `${said(facts, 'place')} 饮品还没有上`, body: `点单已 ${said(facts, 'minutes')} 分钟，共 ${said(facts, 'servings')} 份` } : { title: `${said(facts, 'place')}: not served yet`, body: `Ordered ${said(facts, 'minutes')} min ago, ${said(facts, 'servings')} servings` }),
  },
  {
    topic: 'beverages.low', ladder: [{ who: [{ role: 'property_assistant' }, { role: 'storekeeper' }] }], label: { zh: '水吧：库存不够', en: 'Bar: stock is low' }, clause: 'B-08', path,
    text: (facts, language) => {
      const left = `${said(facts, 'onHand')} ${said(facts, 'unit')}`;
      if (facts['stage'] === 'below') return language === 'zh' ? { title: `${said(facts, 'item')} 账面已低于零`, body: `账面 ${left}，请清点并补货` } : { title: `${said(facts, 'item')} is below zero in the book`, body: `${left} in the book; count and restock` };
      return language === 'zh' ? { title: `${said(facts, 'item')} 快用完了`, body: `还剩 ${left}，提醒线是 ${said(facts, 'limit')} ${said(facts, 'unit')}，请补货` } : { title: `${said(facts, 'item')} is running low`, body: `${left} left, the limit is ${said(facts, 'limit')}; restock` };
    },
  },
  {
    topic: 'beverages.ready', ladder: MANAGER, label: { zh: '水吧：开门时还没有清点', en: 'Bar: not counted when the doors open' }, clause: 'B-07', path,
    text: (facts, language) => (language === 'zh' ? { title: '水吧还没有就绪', body: `${said(facts, 'day')} 开门时饮品还没有清点` } : { title: 'The bar is not ready', body: `${said(facts, 'day')}: drinks were not counted when the doors opened` }),
  },
];

const servings = (party: Party): number => party.orders.filter((order) => order.status === 'waiting').flatMap((order) => order.lines).reduce((all, line) => all + line.quantity, 0);

/** Each fall once: to the item's own limit, and below zero in the book; it ends when there is enough again (B-08). */
export const itemAlerts = (event: ItemEvent, after: BarItem): AlertNews[] => {
  if (event.type === 'StockFell')
    return [
      ...(event.to === 'below' ? [{ ends: 'low/', why: 'overtaken' } as const] : []),
      { topic: 'beverages.low', level: 'warning', key: `${event.to}/${after.falls}`, facts: { item: after.name, unit: after.unit, onHand: event.onHand, limit: after.lowAt ?? null, stage: event.to }, people: {} },
    ];
  if (event.type !== 'StockFilled') return [];
  return [...(event.to === 'enough' ? [{ ends: 'low/', why: 'met' } as const] : []), { ends: 'below/', why: 'met' }];
};

/** Late ask and late serve, to the assistant and then the manager. */
export const partyAlerts = (event: PartyEvent, after: Party): AlertDraft[] => {
  if ((event.type !== 'DeadlineWarned' && event.type !== 'DeadlineBreached') || (event.clock !== 'ask' && event.clock !== 'serve')) return [];
  const level = event.type === 'DeadlineBreached' ? 'breach' : 'warning';
  const from = event.clock === 'ask' ? after.seated.at : (after.orders.find((order) => order.round === event.round)?.ordered.at ?? after.seated.at);
  return [{
    topic: `beverages.${event.clock}`, level, key: `${event.clock}/${event.round}/${level}`, clock: { clock: event.clock, round: event.round },
    facts: { place: after.placeText ?? after.tableName ?? '', minutes: Math.round((Date.parse(event.at) - Date.parse(from)) / 60_000), servings: servings(after) },
    people: event.clock === 'ask' ? { seater: [after.seated.by] } : {},
  }];
};

/** The guests went elsewhere or left: nobody is waited for any more. */
export const partyAlertEnds = (event: PartyEvent): AlertEnd[] =>
  event.type === 'PartyMerged' || event.type === 'TimersOff' || (event.type === 'StepUndone' && event.last.step === 'seat') ? [{ ends: 'ask/', why: 'fell-away' }, { ends: 'serve/', why: 'fell-away' }] : [];

export const dayAlerts = (event: DayEvent, after: BarDay): AlertDraft[] =>
  event.type === 'DeadlineBreached' ? [{ topic: 'beverages.ready', level: 'breach', key: 'ready', clock: { clock: 'ready', round: 1 }, facts: { day: after.day }, people: {} }] : [];
