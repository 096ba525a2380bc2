import type { Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import type { LocalDate } from '../../../platform/core/working-calendar.ts';
import { DEFAULT_CHECKS, type Phase } from './bar-day.ts';
import type { DayPlan } from './bar-par.ts';

/** Where a table stands in the drawn room, in hundredths of its width and height. */
export type Spot = { readonly x: number; readonly y: number; readonly inService: boolean };

export type Bar = {
  readonly id: string;
  readonly siteId: string;
  /** 高峰模式: no table is timed. */
  readonly peak: boolean;
  /** The launch day on which somebody ended it; the next one begins with it again. */
  readonly peakOffOn?: LocalDate;
  readonly spots: Readonly<Record<string, Spot>>;
  readonly checks: Readonly<Record<Phase, readonly string[]>>;
  readonly plans: Readonly<Record<LocalDate, DayPlan>>;
};

type Base = { readonly at: Instant; readonly by: string };
export type BarEvent =
  | (Base & { readonly type: 'PeakSwitched'; readonly on: boolean; readonly day: LocalDate })
  | (Base & { readonly type: 'RoomDrawn'; readonly spots: Readonly<Record<string, Spot>> })
  | (Base & { readonly type: 'ChecklistChanged'; readonly phase: Phase; readonly checks: readonly string[] })
  | (Base & { readonly type: 'DayPlanned'; readonly day: LocalDate; readonly plan: DayPlan });

export const newBar = (id: string, siteId: string): Bar => ({ id, siteId, peak: false, spots: {}, checks: DEFAULT_CHECKS, plans: {} });

/** By one tap, or because the manager said the day is a launch and nobody has ended it. */
export const isPeakOn = (bar: Bar, day: LocalDate): boolean => bar.peak || (bar.plans[day]?.launch === true && bar.peakOffOn !== day);

/** Plans of days long gone tell nobody anything. */
const PLANS_KEPT = 60;

export const evolveBar = (state: Bar | undefined, event: BarEvent, ids: { siteId: string; subject: string }): Bar => {
  const bar = state ?? newBar(ids.subject, ids.siteId);
  switch (event.type) {
    case 'PeakSwitched': {
      const { peakOffOn: _was, ...rest } = bar;
      return { ...rest, peak: event.on, ...(event.on ? {} : { peakOffOn: event.day }) };
    }
    case 'RoomDrawn':
      return { ...bar, spots: event.spots };
    case 'ChecklistChanged':
      return { ...bar, checks: { ...bar.checks, [event.phase]: event.checks } };
    case 'DayPlanned': {
      // A day that becomes a launch only now is one, whatever was ended on it before.
      const { peakOffOn, ...rest } = bar;
      const isEnded = peakOffOn !== undefined && !(peakOffOn === event.day && event.plan.launch && !bar.plans[event.day]?.launch);
      return { ...rest, ...(isEnded ? { peakOffOn } : {}), plans: Object.fromEntries(Object.entries({ ...bar.plans, [event.day]: event.plan }).sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, PLANS_KEPT)) };
    }
    default: {
      const never: never = event;
      return never;
    }
  }
};

export type BarChange =
  | { readonly change: 'peak'; readonly on: boolean }
  | { readonly change: 'room'; readonly spots: readonly (Spot & { readonly tableId: string })[] }
  | { readonly change: 'checks'; readonly phase: Phase; readonly checks: readonly string[] }
  | { readonly change: 'plan'; readonly day: LocalDate; readonly launch: boolean; readonly bookedGuests: number };

export const changeBar = (bar: Bar, change: BarChange, who: { at: Instant; by: string; day: LocalDate; tables: ReadonlySet<string> }): Decision<BarEvent> => {
  const { at, by } = who;
  switch (change.change) {
    case 'peak':
      return isPeakOn(bar, who.day) === change.on ? ok() : ok({ type: 'PeakSwitched', at, by, on: change.on, day: who.day });
    case 'room': {
      const unknown = change.spots.find((spot) => !who.tables.has(spot.tableId));
      if (unknown) return refuse('table-unknown', { tableId: unknown.tableId });
      return ok({ type: 'RoomDrawn', at, by, spots: Object.fromEntries(change.spots.map(({ tableId, x, y, inService }) => [tableId, { x, y, inService }])) });
    }
    case 'checks':
      if (new Set(change.checks).size < change.checks.length) return refuse('check-twice', {});
      return ok({ type: 'ChecklistChanged', at, by, phase: change.phase, checks: change.checks });
    case 'plan':
      return ok({ type: 'DayPlanned', at, by, day: change.day, plan: { launch: change.launch, bookedGuests: change.bookedGuests } });
    default: {
      const never: never = change;
      return never;
    }
  }
};

/** Tables nobody has drawn stand in rows, in the order of the list, so that the map works from the first day. */
export const spotOf = (bar: Pick<Bar, 'spots'>, tableId: string, index: number, count: number): Spot => {
  const drawn = bar.spots[tableId];
  if (drawn) return drawn;
  const across = Math.max(1, Math.min(6, Math.ceil(Math.sqrt(count))));
  const down = Math.max(1, Math.ceil(count / across));
  return { x: Math.round(((index % across) + 0.5) * (100 / across)), y: Math.round((Math.floor(index / across) + 0.5) * (100 / down)), inService: true };
};
