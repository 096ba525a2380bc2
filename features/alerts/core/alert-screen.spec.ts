import { describe, expect, it } from 'vitest';
import { alertGroupText, titleBeside } from './alert-text.ts';
import { badgeText, bellTint, fateOf, markOf, tintOf, toneFor } from './alert-marks.ts';
import { isTheirWord, ladderRows, sayingOf, type TrailDelivery } from './ladder-rows.ts';
import { deviceName, isInWeChat, isIos, isReceiptOverdue, pushStateOf, type PushFacts } from './push-device.ts';
import { notificationOf, readPush, targetOf } from './push-message.ts';

type Told = Parameters<typeof toneFor>[1][number];
const told = (more: Partial<Told> = {}): Told => ({ id: 'a', topic: 'tasks.given', level: 'warning', status: 'open', toldAt: '2026-11-25T06:00:00.000Z', seenAt: null, ...more });

describe('how an alert is marked', () => {
  it('given deadlines and requests, then 快到时 and 超时 are said of deadlines only, and what is over is calm', () => {
    expect(markOf(told())).toBe('notice');
    expect(markOf(told({ topic: 'x.soon' }))).toBe('soon');
    expect(markOf(told({ topic: 'x.late', level: 'breach' }))).toBe('late');
    expect(markOf(told({ topic: 'x.reported', level: 'breach' }))).toBe('answer');
    expect(markOf(told({ topic: 'x.late', level: 'top' }))).toBe('top');
    expect(tintOf(markOf(told({ topic: 'x.late', level: 'breach', status: 'ended' })))).toBe('calm');
  });

  it('given how it ended, then 已按时 is said of deadlines only', () => {
    expect(fateOf({ ...told({ topic: 'x.soon', status: 'ended' }), endedWhy: 'met' })).toBe('met');
    expect(fateOf({ ...told({ status: 'ended' }), endedWhy: 'met' })).toBe('done');
    expect(fateOf({ ...told({ topic: 'x.late', status: 'ended' }), endedWhy: 'met-late' })).toBe('met-late');
    expect(fateOf({ ...told({ status: 'acknowledged' }), endedWhy: null })).toBe('in-hand');
    expect(fateOf({ ...told({ status: 'unanswered' }), endedWhy: null })).toBe('unanswered');
  });

  it('given a first reading, an undo and something new, then only the new sounds, once, by its gravest', () => {
    expect(toneFor(undefined, [told()])).toBeUndefined();
    expect(toneFor([told()], [told()])).toBeUndefined();
    const later = { toldAt: '2026-11-25T06:01:00.000Z' };
    expect(toneFor([told()], [told(), told({ id: 'b', ...later })])).toBe('new');
    expect(toneFor([told()], [told({ id: 'b', topic: 'x.soon', ...later }), told({ id: 'c', topic: 'x.late', level: 'breach', ...later })])).toBe('late');
    expect(toneFor([told()], [told(), told({ id: 'b', toldAt: '2026-11-25T05:00:00.000Z' })]), 'an older one comes back').toBeUndefined();
    expect(toneFor([told()], [told({ ...later })]), 'told again by a later step').toBe('new');
    expect(toneFor([], [told({ status: 'ended' })])).toBeUndefined();
    expect(toneFor([], [told({ seenAt: '2026-11-25T06:00:01.000Z' })])).toBeUndefined();
  });

  it('given unseen and seen ones, then the bell shows the gravest unseen and counts to 99', () => {
    expect(bellTint([told({ topic: 'x.late', level: 'breach', seenAt: '2026-11-25T06:00:01.000Z' }), told({ topic: 'x.soon' })])).toBe('soon');
    expect(bellTint([])).toBe('calm');
    expect([badgeText(7), badgeText(100)]).toEqual(['7', '99+']);
  });

  it('given an alert with a number somebody wrote into it, when copied for a group, then the number is masked', () => {
    expect(alertGroupText({ siteName: '云栖', title: '任务超时', body: '回电 13812345678（17:00 前）' }, '超时')).toBe('【云栖】超时 · 任务超时\n回电 138****5678（17:00 前）');
    expect([titleBeside('超时 · 到场 · 2611-0001', '超时'), titleBeside('超时 · 到场', '已了结')]).toEqual(['到场 · 2611-0001', '超时 · 到场']);
    expect(alertGroupText({ siteName: '云栖', title: '有交班等待接班', body: '' }, '')).toBe('【云栖】有交班等待接班');
  });
});

describe('the ladder as it is drawn', () => {
  const delivery = (more: Partial<TrailDelivery>): TrailDelivery => ({ id: 'd', step: 0, kind: 'in-app', personId: 'p', person: '陈', channel: null, device: null, rank: 0, state: 'delivered', attempts: 0, nextAt: null, doneAt: null, answer: null, reason: null, arrivedAt: null, seenAt: null, ...more });

  it('given two of one name and a robot, then each message stands with its own person and none is lost', () => {
    const rows = ladderRows({
      steps: [{ step: 0, at: '2026-11-25T06:00:00.000Z', told: [{ personId: 'p', name: '陈', why: 'named' }, { personId: 'q', name: '陈', why: 'on-duty' }], empty: [] }, { step: 1, at: '2026-11-25T06:05:00.000Z', told: [], empty: [{ role: 'foreman' }] }],
      deliveries: [delivery({ id: '1', rank: 1, kind: 'sms' }), delivery({ id: '2' }), delivery({ id: '3', personId: 'q' }), delivery({ id: '4', personId: null, kind: 'wecom' }), delivery({ id: '5', step: 0, personId: 'gone' })],
    });
    expect(rows[0]?.told.map((person) => person.ways.map((way) => way.id))).toEqual([['2', '1'], ['3']]);
    expect(rows[0]?.groups.map((way) => way.id)).toEqual(['4', '5']);
    expect(rows[1]).toMatchObject({ told: [], empty: [{ role: 'foreman' }] });
  });

  it('given what a channel answered, then nothing is called received that only a service has taken', () => {
    expect(sayingOf(delivery({}))).toBe('unseen');
    expect(sayingOf(delivery({ seenAt: '2026-11-25T06:00:00.000Z' }))).toBe('seen');
    expect(sayingOf(delivery({ kind: 'push' }))).toBe('taken');
    expect(sayingOf(delivery({ kind: 'push', arrivedAt: '2026-11-25T06:00:00.000Z' }))).toBe('arrived');
    expect(sayingOf(delivery({ kind: 'sms' }))).toBe('sent');
    expect(sayingOf(delivery({ kind: 'sms', state: 'waiting', attempts: 2 }))).toBe('again');
    expect(sayingOf(delivery({ kind: 'sms', state: 'unknown' }))).toBe('unknown');
    expect([isTheirWord('answered'), isTheirWord('no-connection'), isTheirWord(null)]).toEqual([true, false, true]);
  });
});

describe('what a device can receive', () => {
  const facts: PushFacts = { isSecure: true, hasWorker: true, hasPush: true, permission: 'granted', isIos: false, isInstalled: false, isInWeChat: false };
  it('given each obstacle, then the first one is named', () => {
    expect(pushStateOf(facts)).toBe('ready');
    expect(pushStateOf({ ...facts, permission: 'default' })).toBe('ask');
    expect(pushStateOf({ ...facts, permission: 'denied' })).toBe('denied');
    expect(pushStateOf({ ...facts, hasPush: false })).toBe('unsupported');
    expect(pushStateOf({ ...facts, isIos: true, hasPush: false })).toBe('ios-home-screen');
    expect(pushStateOf({ ...facts, isIos: true, isInstalled: true })).toBe('ready');
    expect(pushStateOf({ ...facts, isInWeChat: true, hasPush: false })).toBe('in-wechat');
    expect(pushStateOf({ ...facts, isSecure: false, hasWorker: false })).toBe('not-https');
  });

  it('given user agents, then its owner recognises the device', () => {
    expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1')).toBe('iPhone · Safari');
    expect(deviceName('Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36')).toBe('Android · Chrome');
    expect(deviceName('Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0')).toBe('Windows · Edge');
    expect(deviceName('')).toBe('—');
    expect([isIos('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 5), isIos('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 0)]).toEqual([true, false]);
    expect(isInWeChat('Mozilla/5.0 … MicroMessenger/8.0')).toBe(true);
  });

  it('given a message the service took, then silence of the device for a minute is said', () => {
    const now = Date.parse('2026-11-25T06:02:00.000Z');
    expect(isReceiptOverdue({ takenAt: '2026-11-25T06:00:00.000Z', arrivedAt: null }, now)).toBe(true);
    expect(isReceiptOverdue({ takenAt: '2026-11-25T06:00:00.000Z', arrivedAt: '2026-11-25T06:00:01.000Z' }, now)).toBe(false);
    expect(isReceiptOverdue({ takenAt: '2026-11-25T06:01:30.000Z', arrivedAt: null }, now)).toBe(false);
    expect(isReceiptOverdue({ takenAt: null, arrivedAt: null }, now)).toBe(false);
  });
});

describe('what the service worker makes of a message', () => {
  it('given a breach, then it replaces the older message of the same alert, sounds and stays', () => {
    const message = readPush(JSON.stringify({ id: 'm', alert: 'a', level: 'breach', site: '云栖', title: '超时 · 到场', body: '样板间2', path: { desk: '/?order=1', phone: '/m/repairs/s/1' }, quiet: false }));
    expect(notificationOf(message)).toEqual({ title: '超时 · 到场', options: { body: '样板间2\n云栖', tag: 'a', renotify: true, silent: false, requireInteraction: true, data: { path: { desk: '/?order=1', phone: '/m/repairs/s/1' } } } });
  });

  it('given quiet hours, then a warning makes no sound', () => {
    expect(notificationOf(readPush(JSON.stringify({ id: 'm', alert: 'a', level: 'warning', title: 't', quiet: true }))).options).toMatchObject({ silent: true, renotify: false, requireInteraction: false });
  });

  it('given something that cannot be read or leads elsewhere, then something is shown and nothing leads away', () => {
    for (const raw of [undefined, '', 'no json', '7', 'null']) expect(notificationOf(readPush(raw)).title).toBe('前厅');
    for (const bad of ['https://example.com', '//example.com', 7]) expect(readPush(JSON.stringify({ path: { desk: bad, phone: bad } })).path).toEqual({ desk: '/', phone: '/m' });
  });

  it('given pages that are open, then a tap comes to one of them; else the device decides', () => {
    const path = { desk: '/?order=1', phone: '/m/x' };
    expect(targetOf(path, [], true)).toEqual({ path: '/m/x', at: -1 });
    expect(targetOf(path, [], false)).toEqual({ path: '/?order=1', at: -1 });
    expect(targetOf(path, ['/m/duty', '/duty'], false)).toEqual({ path: '/?order=1', at: 1 });
    expect(targetOf(path, ['/m/duty'], false)).toEqual({ path: '/m/x', at: 0 });
    expect(targetOf(path, ['/g/code'], true)).toEqual({ path: '/m/x', at: -1 });
  });
});
