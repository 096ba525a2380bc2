import type { Role } from './roles.ts';

/**
 * How much a piece of news matters. `news` is only shown; `warning` is sent to whoever can still keep the limit;
 * `breach` climbs until somebody acknowledges; `top` reaches every step at once, at any hour.
 */
export const ALERT_LEVELS = ['news', 'warning', 'breach', 'top'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/**
 * Who stands on a step of a ladder: a role on duty, or a person the alert itself names by the part they play (`giver`);
 * `orRole` where nobody is named or the one named has left.
 */
export type Rung = { readonly role: Role } | { readonly part: string; readonly orRole?: Role | undefined };

/**
 * Step by step upward (逐级); a step that finds nobody is skipped, said and logged. `afterMinutes` counts from the step
 * before; left out, it is the centre's own number (`alerts.climb_minutes`).
 */
export type LadderStep = { readonly who: readonly Rung[]; readonly afterMinutes?: number | undefined };
export type Ladder = readonly LadderStep[];

/** What a feature says should be known: a pure function of its event and state. Committed with the event itself. */
export type AlertDraft = {
  /** What it is about (`tasks.late`): its words and its ladder hang on it. */
  readonly topic: string;
  readonly level: AlertLevel;
  /** One alert per subject and key: said again, it changes nothing. */
  readonly key: string;
  /** The deadline it is about: when that stops, the alert ends and its people are told. */
  readonly clock?: { readonly clock: string; readonly round: number } | undefined;
  /** What its sentence needs: numbers, places, times. Never a guest's, caller's or reporter's name or telephone. */
  readonly facts: Readonly<Record<string, string | number | null>>;
  /** Persons by the part they play. Whoever stands under `except` is never told, whatever their role. */
  readonly people: Readonly<Record<string, readonly string[]>>;
  /** Each person told answers for themself: the first answer stops the ladder, the others are told and waited for all the same. */
  readonly everybody?: boolean | undefined;
  /** Who knows already, having reported it: a step that finds only them is passed at once. */
  readonly knownTo?: readonly string[] | undefined;
  /** Only the people it names may know that it exists: no group hears it, no overseer lists it, no centre changes its ladder. */
  readonly isPrivate?: true | undefined;
};

/** How what an alert was about came to be settled; `met-late`: it had been kept, only entered later. */
export const ALERT_ENDS = ['met', 'late', 'met-late', 'fell-away', 'overtaken'] as const;
export type AlertEndWhy = (typeof ALERT_ENDS)[number];
/**
 * What an alert with this key was about is settled: nobody need be told any more. A key that ends in `/` stands for all
 * that begin with it, `*` for every alert of the subject. Alerts of a deadline end with it by themselves.
 */
export type AlertEnd = { readonly ends: string; readonly why: AlertEndWhy };
/** Somebody has answered to alerts of this key, as the cause's own feature heard it (by radio, by telephone); keys as in `AlertEnd`. */
export type AlertAnswer = { readonly answers: string; readonly by: string };
export type AlertNews = AlertDraft | AlertEnd | AlertAnswer;

/** A fact as words: of an instant the time, with its day where that is another. */
export type SayFact = (fact: string | number | null | undefined) => string;

export type AlertTopic = {
  readonly topic: string;
  readonly ladder: Ladder;
  /** As people call it in the settings. */
  readonly label: { readonly zh: string; readonly en: string };
  readonly clause?: string;
  /** The sentence, with the facts filled in; title for a lock screen, body for the rest. Same facts, both languages; times stand among them as instants and are said for whoever reads now. */
  text(facts: AlertDraft['facts'], language: 'zh' | 'en', say: SayFact): { readonly title: string; readonly body: string };
  /** Where a tap leads, at the desk and on the phone. */
  path(subject: string, siteId: string): { readonly desk: string; readonly phone: string };
};
