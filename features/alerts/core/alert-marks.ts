import type { AlertEndWhy, AlertLevel } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { AlertStatus } from './alert-state.ts';

type Marked = { readonly topic: string; readonly level: AlertLevel; readonly status: AlertStatus };

/** How an alert is marked: by colour, shape and word. `soon` and `late` are said of deadlines only. */
export const ALERT_MARKS = ['over', 'news', 'notice', 'soon', 'answer', 'late', 'top'] as const;
export type AlertMark = (typeof ALERT_MARKS)[number];

const OF_LEVEL: Readonly<Record<AlertLevel, AlertMark>> = { news: 'news', warning: 'notice', breach: 'answer', top: 'top' };

export const markOf = (alert: Marked): AlertMark => {
  if (alert.status === 'ended') return 'over';
  if (alert.level === 'top') return 'top';
  if (alert.topic.endsWith('.soon')) return 'soon';
  return alert.topic.endsWith('.late') ? 'late' : OF_LEVEL[alert.level];
};

/** The colour of a mark: calm, due soon, late. */
export type AlertTint = 'calm' | 'soon' | 'late';
const TINTS: Readonly<Record<AlertMark, AlertTint>> = { over: 'calm', news: 'calm', notice: 'soon', soon: 'soon', answer: 'late', late: 'late', top: 'late' };
export const tintOf = (mark: AlertMark): AlertTint => TINTS[mark];

/** The three tones of a desk: something new, a limit near, a limit broken. */
export const TONES = ['new', 'soon', 'late'] as const;
export type Tone = (typeof TONES)[number];
const TONE_OF: Readonly<Record<AlertMark, Tone | undefined>> = { over: undefined, news: 'new', notice: 'new', soon: 'soon', answer: 'late', late: 'late', top: 'late' };

type Told = Marked & { readonly id: string; readonly toldAt: Instant; readonly seenAt: Instant | null };
const isWaiting = (alert: Marked): boolean => alert.status === 'open' || alert.status === 'unanswered';

/** The tone for what came since the list was last read: the gravest of it, once. The first reading is silent. */
export const toneFor = (before: readonly Told[] | undefined, after: readonly Told[]): Tone | undefined => {
  if (!before) return undefined;
  const known = new Map(before.map((alert) => [alert.id, alert.toldAt]));
  const newest = before.reduce((latest, alert) => (alert.toldAt > latest ? alert.toldAt : latest), '');
  // What an undo brings back, or a longer page, is older than what was known.
  const fresh = after.filter((alert) => isWaiting(alert) && alert.seenAt === null && known.get(alert.id) !== alert.toldAt && alert.toldAt >= newest);
  return TONES.findLast((tone) => fresh.some((alert) => TONE_OF[markOf(alert)] === tone));
};

/** The gravest tint of what waits unseen, for the bell. */
export const bellTint = (alerts: readonly Told[]): AlertTint => {
  const tints = alerts.filter((alert) => isWaiting(alert) && alert.seenAt === null).map((alert) => tintOf(markOf(alert)));
  return tints.includes('late') ? 'late' : tints.includes('soon') ? 'soon' : 'calm';
};

/** What became of it, for the words: open ones still wait, and a settled deadline says how it was settled. */
export type AlertFate = 'waiting' | 'in-hand' | 'unanswered' | 'done' | Exclude<AlertEndWhy, 'met'> | 'met';
export const fateOf = (alert: Marked & { readonly endedWhy: AlertEndWhy | null }): AlertFate => {
  if (alert.status === 'acknowledged') return 'in-hand';
  if (alert.status === 'unanswered') return 'unanswered';
  if (alert.status === 'open') return 'waiting';
  // "In time" is said of deadlines only; an answered request is simply done.
  if (alert.endedWhy === 'met') return /\.(?:soon|late)$/.test(alert.topic) ? 'met' : 'done';
  return alert.endedWhy ?? 'done';
};

/** 99 is as many as a badge says. */
export const badgeText = (unseen: number): string => (unseen > 99 ? '99+' : String(unseen));
