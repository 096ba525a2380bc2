import type { LadderStep, Rung } from '../../../platform/core/alert.ts';
import { ROLES } from '../../../platform/core/roles.ts';

/** Changes of a ladder as the settings make them, one at a time; limits as the contract has them. */
export const MOST_STEPS = 8;
export const MOST_RUNGS = 6;

export const rungKey = (rung: Rung): string => ('role' in rung ? `role:${rung.role}` : `part:${rung.part}`);

/** A part that is called like a role falls back on that role, where nobody is named or the one named has left. */
export const rungOf = (key: string): Rung => {
  const [kind, name = ''] = key.split(':');
  const role = ROLES.find((known) => known === name);
  if (kind === 'role' && role) return { role };
  return { part: name, ...(role ? { orRole: role } : {}) };
};

const replaced = (steps: readonly LadderStep[], at: number, change: (step: LadderStep) => LadderStep): LadderStep[] => steps.map((step, index) => (index === at ? change(step) : step));

export const withRung = (steps: readonly LadderStep[], at: number, rung: Rung): LadderStep[] =>
  replaced(steps, at, (step) => (step.who.length >= MOST_RUNGS || step.who.some((known) => rungKey(known) === rungKey(rung)) ? step : { ...step, who: [...step.who, rung] }));

export const withoutRung = (steps: readonly LadderStep[], at: number, key: string): LadderStep[] =>
  replaced(steps, at, (step) => ({ ...step, who: step.who.filter((rung) => rungKey(rung) !== key) }));

/** A step without anybody is none; while it is being changed it keeps its place. */
export const withoutEmpty = (steps: readonly LadderStep[]): LadderStep[] => steps.filter((step) => step.who.length > 0);

/** Without a number the centre's own minutes hold. */
export const withMinutes = (steps: readonly LadderStep[], at: number, minutes: number | undefined): LadderStep[] =>
  replaced(steps, at, ({ who }) => ({ who, ...(minutes === undefined ? {} : { afterMinutes: minutes }) }));

export const withStep = (steps: readonly LadderStep[], rung: Rung): LadderStep[] => (steps.length >= MOST_STEPS ? [...steps] : [...steps, { who: [rung] }]);
