import type { ClauseId } from '../../handbook/core/handbook-facts.ts';

/** What a leader looks at who goes along on a visit: the conduct no clock can measure (M-17 and its neighbours). */
export const SPOT_ITEMS = [
  { item: 'introduced', clause: 'M-15' },
  { item: 'consented', clause: 'M-16' },
  { item: 'entered', clause: 'M-17' },
  { item: 'protected', clause: 'M-18' },
  { item: 'quiet', clause: 'M-19' },
  { item: 'explained', clause: 'M-21' },
  { item: 'tidied', clause: 'M-26' },
  { item: 'tested', clause: 'M-28' },
  { item: 'leftSoftly', clause: 'M-33' },
  { item: 'saidFarewell', clause: 'M-34' },
  { item: 'noBadHabits', clause: 'M-39' },
] as const satisfies readonly { item: string; clause: ClauseId }[];

export type SpotItem = (typeof SPOT_ITEMS)[number]['item'];
/** 符合 / 不符合 / 未观察; what was not seen is never counted for or against. */
export const SPOT_ANSWERS = ['yes', 'no', 'unseen'] as const;
export type SpotAnswer = (typeof SPOT_ANSWERS)[number];
export type SpotCheck = { readonly at: string; readonly by: string; readonly visit: number; readonly technicianId?: string; readonly answers: Readonly<Record<SpotItem, SpotAnswer>>; readonly note?: string };
