import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import type { AlertTopic } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { sayFact } from '../../../platform/core/say-when.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import type { Database } from '../../../platform/server/database.ts';
import type { ChannelRegistry, RawSettings } from '../../../platform/server/notify/channel-registry.ts';
import type { Message, Outcome, Target } from '../../../platform/server/notify/channel.ts';
import type { Seal } from '../../../platform/server/seal.ts';
import { isSettledFor } from '../core/alert-state.ts';
import { quietUntil } from '../core/quiet-hours.ts';
import { openSettings } from './channel-store.ts';
import { claimTasks, settleTries, type SendTask, type Tried } from './delivery-store.ts';

/** How often the queue is asked; what is due leaves within this. */
const POLL_MS = 200;
/** On a machine that is busy with the desks a round takes longer: then the next one waits, so that rounds fill a twentieth of the time. */
const SHARE = 0.05;
const LONGEST_WAIT_MS = 2000;
/** Taken at a time: enough for 160 messages a second, few enough that a burst leaves the desks their share of the machine. */
const AT_ONCE = 32;
/** Messages on their way at the same time; one that hangs costs a socket and no more. */
const UNDER_WAY = 2000;

export type SenderDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly seal: Seal;
  readonly topics: ReadonlyMap<string, AlertTopic>;
  readonly publicUrl: string | undefined;
  readonly channels: ChannelRegistry;
  onError(error: unknown): void;
};

const isQuietFor = ({ quietFrom: from, quietTo: to, zone }: SendTask, now: Instant): boolean => from !== null && to !== null && quietUntil({ from, to }, now, zone) !== undefined;

/** The words of one delivery, in the reader's language; a step up says that it is one. */
const messageOf = (deps: Pick<SenderDeps, 'topics' | 'publicUrl'>, task: SendTask, now: Instant): Message => {
  const { alert } = task;
  const language = task.language ?? 'zh';
  const topic = deps.topics.get(alert.topic);
  const words = topic?.text(alert.facts, language, (fact) => sayFact(fact, { zone: task.zone, language, now, kept: true })) ?? { title: alert.topic, body: '' };
  const path = topic?.path(alert.cause.subject, alert.siteId);
  return {
    id: task.id, alertId: alert.id, level: alert.level, at: alert.raisedAt, siteName: task.siteName,
    // It leaves the house: what somebody wrote into it says nobody's number (T-15).
    title: maskNumbers(task.step > 0 && alert.level === 'breach' ? `${language === 'zh' ? '无人确认，逐级上报' : 'Nobody answered'} · ${words.title}` : words.title),
    body: maskNumbers(words.body),
    // On duty a warning comes in quiet hours too, but without a sound.
    isQuiet: alert.level === 'warning' && isQuietFor(task, now),
    ...(path ? { path } : {}),
    ...(deps.publicUrl && path ? { url: `${deps.publicUrl}${task.personId ? path.phone : path.desk}` } : {}),
  };
};

const targetOf = (task: SendTask): Target => ({
  ...(task.email ? { email: task.email } : {}),
  ...(task.phone ? { phone: task.phone } : {}),
  ...(task.endpoint && task.p256dh && task.auth ? { push: { endpoint: task.endpoint, p256dh: task.p256dh, auth: task.auth, vapidKey: task.vapidKey } } : {}),
});

const LOST: Outcome = { outcome: 'unknown', answer: '', reason: 'cut-off' };

/** Asks the channel once. Nothing is sent once somebody has answered or the cause is settled. */
const tryOnce = async (deps: SenderDeps, task: SendTask): Promise<Tried['outcome']> => {
  if (task.lost) return LOST;
  if (isSettledFor(task.alert, task.personId)) return 'obsolete';
  if (task.channelId && !task.sealed) return { outcome: 'refused', answer: '', reason: 'settings-wrong' };
  if (task.kind === 'push' && !task.endpoint) return { outcome: 'refused', answer: '', reason: 'target-gone', gone: true };
  try {
    const settings = task.channelId && task.sealed ? (openSettings(deps.seal, task.siteId, task.channelId, task.sealed) as RawSettings) : {};
    return await deps.channels.channelOf(task.kind).send(settings, messageOf(deps, task, deps.clock.now()), targetOf(task));
  } catch (error) {
    // A bug of ours must not be taken for a word of the other side; whether anything left the house is not known.
    deps.onError(error);
    return { outcome: 'unknown', answer: '' };
  }
};

const attempt = async (deps: SenderDeps, task: SendTask): Promise<Tried> => {
  const startedAt = deps.clock.now();
  return { task, startedAt, outcome: await tryOnce(deps, task) };
};

/** Sends everything that is due now and waits for the answers; for tests and drills. */
export const sendDue = async (deps: SenderDeps): Promise<number> => {
  let sent = 0;
  for (;;) {
    const tasks = await claimTasks(deps.database, { now: deps.clock.now(), atMost: AT_ONCE, busy: [] });
    if (tasks.length === 0) return sent;
    await settleTries(deps.database, await Promise.all(tasks.map((task) => attempt(deps, task))), deps.clock.now());
    sent += tasks.length;
  }
};

/**
 * Sends until stopped. Each way out (a robot, a phone) is asked one message at a time and never waits for another, so
 * that a dead or slow endpoint delays only itself; answers are written down together, five times a second.
 */
export const startSender = (deps: SenderDeps): { stop(): Promise<void> } => {
  const running = new Map<string, Promise<unknown>>();
  let answered: Tried[] = [];
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const flush = async (): Promise<void> => {
    const tries = answered;
    answered = [];
    if (tries.length === 0) return;
    try {
      await settleTries(deps.database, tries, deps.clock.now());
      for (const { task } of tries) running.delete(task.way);
    } catch (error) {
      // Kept and written with the next round: what was sent must not be sent again.
      answered.push(...tries);
      throw error;
    }
  };
  const round = async (): Promise<void> => {
    const from = performance.now();
    try {
      await flush();
      const room = Math.min(AT_ONCE, UNDER_WAY - running.size);
      const tasks = room > 0 ? await claimTasks(deps.database, { now: deps.clock.now(), atMost: room, busy: [...running.keys()] }) : [];
      for (const task of tasks) running.set(task.way, attempt(deps, task).then((tried) => answered.push(tried)));
    } catch (error) {
      deps.onError(error);
    }
    if (!stopped) timer = setTimeout(() => (looking = round()), Math.min(LONGEST_WAIT_MS, Math.max(POLL_MS, (performance.now() - from) * (1 / SHARE - 1))));
  };
  let looking = round();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
      await Promise.all(running.values());
      await flush().catch(deps.onError);
    },
  };
};
