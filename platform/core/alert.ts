import type { Role } from './roles.ts';

/**
 * How much a piece of news matters. `news` is only shown; `warning` is sent to whoever can still keep the limit;
 * `breach` climbs until somebody acknowledges; `top` reaches every step at once, at any hour.
 */
export const ALERT_LEVELS = ['news', 'warning', 'breach', 'top'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** Who stands on a step of a ladder: a role on duty, or a person the alert itself names by the part they play (`technician`, `giver`). */
export type Rung = { readonly role: Role } | { readonly part: string };

/** Step by step upward (逐级); a step that finds nobody is skipped, said and logged. `afterMinutes` counts from the step before. */
export type LadderStep = { readonly who: readonly Rung[]; readonly afterMinutes: number };
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
  /** Persons by the part they play. */
  readonly people: Readonly<Record<string, readonly string[]>>;
};

/** An alert that ends without anybody's doing: what it was about is settled. */
export type AlertEnd = { readonly key: string; readonly why: 'met' | 'met-late' | 'fell-away' };

export type AlertTopic = {
  readonly topic: string;
  readonly ladder: Ladder;
  /** As people call it in the settings. */
  readonly label: { readonly zh: string; readonly en: string };
  readonly clause?: string;
  /** The sentence, with the facts filled in; title for a lock screen, body for the rest. Same facts, both languages. */
  text(facts: AlertDraft['facts'], language: 'zh' | 'en'): { readonly title: string; readonly body: string };
};
