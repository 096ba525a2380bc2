import { systemClock } from '../../platform/server/clock.ts';
import { createGuard } from '../../platform/server/notify/address-guard.ts';
import type { Message } from '../../platform/server/notify/channel.ts';
import type { PushDeps } from '../../platform/server/notify/push-channel.ts';
import { newVapidKey, readVapidKey } from '../../platform/server/notify/vapid-key.ts';
import { uuidv7 } from '../../platform/server/ids.ts';

/** Channels as an installation has them, with loopback allowed so that the receivers can be reached. */
export const channelDeps = (more: Partial<PushDeps> = {}): PushDeps => ({
  way: { guard: createGuard(['127.0.0.0/8']) },
  clock: systemClock,
  vapid: readVapidKey(newVapidKey()),
  publicUrl: 'https://foyer.example.cn',
  ...more,
});

/** For receivers that never answer: long enough to reach them on a busy machine. */
export const IMPATIENT = { milliseconds: 2000, answerBytes: 64 * 1024 };

export const someMessage = (more: Partial<Message> = {}): Message => ({
  id: uuidv7(),
  title: '交接班 30 分钟无人接',
  body: '早班 → 晚班\n值班表：9 月 30 日',
  url: 'https://foyer.example.cn/m/#/duty',
  level: 'breach',
  at: '2026-09-30T10:00:00.000Z',
  siteName: '云栖里售楼处',
  alertId: 'alert-1',
  ...more,
});
