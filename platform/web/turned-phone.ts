/** The phone is in a user's hands: until its owner's PIN, nothing of the house is shown on it (M-31). */
export type Turned = { readonly personId: string; readonly backTo: string };

const KEY = 'foyer.turned';

export const turnPhone = (personId: string, backTo: string): void => localStorage.setItem(KEY, JSON.stringify({ personId, backTo } satisfies Turned));
export const takeBack = (): void => localStorage.removeItem(KEY);

export const readTurned = (): Turned | undefined => {
  try {
    const turned = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Turned | null;
    return turned ?? undefined;
  } catch {
    return undefined;
  }
};
