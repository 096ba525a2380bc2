/** A word of paper and screen in both languages; paper is Chinese. */
export type BothWords = { readonly zh: string; readonly en: string };

/** One column of a register: its heading and its share of a line's width. */
export type Column = BothWords & { readonly key: string; readonly width: number; readonly align?: 'centre' | 'right' };

/** What a register says in one place; a number stays a number in a sheet, everything else is text and never a formula. */
export type Cell = string | number | null;

/**
 * A register as data: screen, A4 and sheet are drawn from it by one renderer. Its cells are words of paper, which is
 * Chinese whatever language a screen is in; personal data in them is masked by the feature that hands them over.
 */
export type Register = {
  readonly id: string;
  readonly title: BothWords;
  /** 表单编号 until the centre sets its own. */
  readonly form: string;
  readonly clause: string;
  /** Whose rows one may read. */
  readonly permission: string;
  readonly upright?: boolean;
  readonly columns: readonly Column[];
};

export const column = (key: string, zh: string, en: string, width: number, align?: Column['align']): Column => ({ key, zh, en, width, ...(align ? { align } : {}) });

/** A surname and no more: a register is passed on (personal data masked by default). */
export const surnameOnly = (name: string | null | undefined): string => (name ? `${[...name][0] ?? ''}**` : '');
