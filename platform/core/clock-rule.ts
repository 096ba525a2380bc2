import type { Instant } from './instant.ts';

/** Where a limit comes from: the plan's own number or a rule of this house. Shown beside every limit. */
export type Origin = 'plan' | 'house';
export type Basis = 'elapsed' | 'opening-days';

/** The frozen copy of the rule a running clock was started under; a later change of rule does not touch it. */
export type FrozenRule = {
  readonly clause: string;
  readonly origin: Origin;
  readonly basis: Basis;
  readonly parameter: string;
  readonly value: string;
  readonly calendarVersion: number;
};

export type ClockStart = {
  readonly do: 'start';
  readonly clock: string;
  /** A clock may run once per visit; a restart in the same round replaces the running one, unless `again` says otherwise. */
  readonly round: number;
  /**
   * `beside`: what was kept or broken in this round stays and counts, the new run gets a round of its own; one not due yet is only moved.
   * `once`: the same, but what still runs, late or not, runs on.
   */
  readonly again?: 'beside' | 'once';
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  readonly warnAt?: Instant;
  readonly rule: FrozenRule;
};

/** A further run within a round is numbered below zero: −1002 is the second of round 1. */
const PER_ROUND = 1000;
export const roundOf = (round: number): number => (round < 0 ? Math.trunc(-round / PER_ROUND) : round);
export const runOf = (round: number): number => (round < 0 ? -round % PER_ROUND : 1);
export const nextRun = (round: number): number => -(roundOf(round) * PER_ROUND + runOf(round) + 1);

export type ClockStop = { readonly do: 'stop'; readonly clock: string; readonly round: number; readonly at: Instant };
/** The reason for the clock fell away (order cancelled, appointment dropped): neither met nor breached. */
export type ClockCancel = { readonly do: 'cancel'; readonly clock: string; readonly round: number; readonly at: Instant };

/** What ended the clock is taken back: it runs on as before, or begins where it had not begun. */
export type ClockResume = Omit<ClockStart, 'do'> & { readonly do: 'resume' };

export type ClockChange = ClockStart | ClockStop | ClockCancel | ClockResume;
