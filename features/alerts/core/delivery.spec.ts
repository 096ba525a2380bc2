import { describe, expect, it } from 'vitest';
import { addMinutes } from '../../../platform/core/instant.ts';
import { planDeliveries, type PersonalWays, type PlanChannel } from './delivery-plan.ts';
import { afterTry, BACK_OFF_SECONDS, isRankSpent } from './delivery-rules.ts';
import { quietUntil } from './quiet-hours.ts';

const ZONE = 'Asia/Shanghai';
/** 23:30 in Shanghai. */
const NIGHT = '2026-10-01T15:30:00.000Z';
const channel = (id: string, kind: PlanChannel['kind'], more: Partial<PlanChannel> = {}): PlanChannel => ({ id, kind, roles: [], minLevel: 'warning', fallbackId: null, ...more });
const way = (personId: string, more: Partial<PersonalWays> = {}): PersonalWays => ({ personId, subscriptions: ['phone'], phone: '13800000000', email: 'm@example.com', ...more });
const plan = (more: Partial<Parameters<typeof planDeliveries>[0]> = {}) =>
  planDeliveries({ level: 'breach', who: [{ role: 'property_manager' }], reached: [{ personId: 'm', why: 'of-the-role' }], ways: [way('m')], channels: [channel('sms', 'sms'), channel('mail', 'email')], now: NIGHT, zone: ZONE, ...more });
const short = (deliveries: ReturnType<typeof plan>) => deliveries.map(({ kind, rank }) => `${kind}:${rank}`);

describe('on which ways a step is told', () => {
  it('given a phone, a number and an address, when a breach is told, then push goes first and text message and mail stand by', () => {
    expect(short(plan())).toEqual(['in-app:0', 'push:0', 'sms:1', 'email:2']);
    expect(short(plan({ ways: [way('m', { subscriptions: [] })] }))).toEqual(['in-app:0', 'sms:0', 'email:1']);
    expect(short(plan({ level: 'news' }))).toEqual(['in-app:0']);
  });

  it('given quiet hours, when a breach comes at night, then the phone rests until they end; on duty, and at the top level, it does not', () => {
    const ways = [way('m', { quiet: { from: '22:00', to: '07:30' } })];
    const at = (more: Parameters<typeof plan>[0]) => plan({ ways, ...more }).find((delivery) => delivery.kind === 'push')?.notBefore;
    expect(at({})).toBe('2026-10-01T23:30:00.000Z');
    expect(at({ level: 'top' })).toBe(NIGHT);
    expect(at({ reached: [{ personId: 'm', why: 'on-duty' }] })).toBe(NIGHT);
  });

  it('given quiet hours over midnight, by day or none, when a time is asked, then it ends at the right day’s end', () => {
    const over = { from: '22:00', to: '07:00' };
    expect(quietUntil(over, '2026-10-01T14:00:00.000Z', ZONE)).toBe('2026-10-01T23:00:00.000Z');
    expect(quietUntil(over, '2026-10-01T22:59:00.000Z', ZONE)).toBe('2026-10-01T23:00:00.000Z');
    expect(quietUntil(over, '2026-10-01T23:00:00.000Z', ZONE)).toBeUndefined();
    expect(quietUntil({ from: '12:00', to: '13:00' }, '2026-10-01T04:30:00.000Z', ZONE)).toBe('2026-10-01T05:00:00.000Z');
    expect(quietUntil({ from: '12:00', to: '12:00' }, '2026-10-01T04:30:00.000Z', ZONE)).toBeUndefined();
  });

  it('given robots for roles and levels, when a step is told, then those it concerns hear once, and a fallback only stands by', () => {
    const channels = [channel('we', 'wecom', { roles: ['property_manager'], fallbackId: 'ding' }), channel('ding', 'dingtalk'), channel('bar', 'feishu', { roles: ['property_assistant'] }), channel('top', 'webhook', { minLevel: 'top' })];
    expect(plan({ channels, ways: [] }).map(({ channelId, chain, rank }) => [channelId, chain, rank])).toEqual([[null, 'in-app:m', 0], ['we', 'channel:we', 0], ['ding', 'channel:we', 1]]);
    expect(plan({ channels: [channel('a', 'wecom', { fallbackId: 'b' }), channel('b', 'dingtalk', { fallbackId: 'a' })], ways: [] }).filter((delivery) => delivery.channelId)).toEqual([]);
  });

  it('given nobody reached, then no robot speaks', () => {
    expect(plan({ reached: [], channels: [channel('we', 'wecom')] })).toEqual([]);
  });
});

describe('what becomes of a try', () => {
  it('given a try that certainly did not arrive, then it waits longer each time and gives up after the last', () => {
    const waits = BACK_OFF_SECONDS.map((_seconds, index) => (Date.parse(afterTry({ outcome: 'retry' }, index + 1, NIGHT).nextAt ?? '') - Date.parse(NIGHT)) / 1000);
    expect(waits).toEqual([...BACK_OFF_SECONDS]);
    expect(afterTry({ outcome: 'retry' }, BACK_OFF_SECONDS.length + 1, NIGHT)).toEqual({ state: 'refused', nextAt: null, hasFailed: true });
  });

  it('given an unclear outcome, then it is never tried again and the fallback has its turn', () => {
    expect(afterTry({ outcome: 'unknown' }, 1, NIGHT)).toEqual({ state: 'unknown', nextAt: null, hasFailed: true });
    expect(afterTry({ outcome: 'delivered' }, 1, NIGHT)).toEqual({ state: 'delivered', nextAt: null, hasFailed: false });
  });

  it('given a wish to be left alone, then it is kept, an hour at most', () => {
    expect(afterTry({ outcome: 'retry', afterSeconds: 60 }, 1, NIGHT).nextAt).toBe(addMinutes(NIGHT, 1));
    expect(afterTry({ outcome: 'retry', afterSeconds: 999_999 }, 1, NIGHT).nextAt).toBe(addMinutes(NIGHT, 60));
  });

  it('given two phones of one person, then the text message waits until both are over', () => {
    expect(isRankSpent(['refused', 'waiting'])).toBe(false);
    expect(isRankSpent(['refused', 'delivered'])).toBe(false);
    expect(isRankSpent(['refused', 'unknown'])).toBe(true);
  });
});
