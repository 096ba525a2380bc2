import { ROLE_TITLES, type Role } from './roles.ts';

/** How much a line of the day's brief wants care; shown by a word and a shape besides the colour. */
export type BriefTone = 'plain' | 'soon' | 'late';

/**
 * What one feature says of the day: a few figures and the lines behind them, in the reader's language. It is read aloud
 * in the morning and pasted into group chats: no guest, caller or reporter, no telephone number, of colleagues a surname.
 */
export type BriefSection = {
  readonly section: string;
  readonly title: string;
  readonly figures: readonly { readonly label: string; readonly value: number; readonly tone: BriefTone }[];
  readonly lines: readonly { readonly text: string; readonly note: string; readonly tone: BriefTone }[];
  /** How many lines more there are than stand here. */
  readonly left: number;
};

/** Lines a section shows; what is beyond is counted. */
export const BRIEF_LINES = 12;

/** 王师傅, 陈专员, 林经理: colleagues know who is meant, nobody else learns a name. */
export const politeName = (name: string | null | undefined, roles: readonly Role[], language: 'zh' | 'en'): string => {
  const surname = [...(name ?? '')][0];
  if (surname === undefined) return '';
  return language === 'zh' ? `${surname}${ROLE_TITLES.find(([role]) => roles.includes(role))?.[1] ?? ''}` : surname;
};
