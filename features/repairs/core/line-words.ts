import { CLOCK_LABELS } from './clock-labels.ts';
import { STATUS_LABELS } from './status-labels.ts';

const CUSTODY: Readonly<Record<'zh' | 'en', Readonly<Record<string, string>>>> = {
  zh: { unprinted: '未打印', printed: '已打印', carried: '维修员携带', with_user: '用户留存', at_store: '已交库房', at_engineering: '已交工程部', lost: '遗失' },
  en: { unprinted: 'not printed', printed: 'printed', carried: 'with the technician', with_user: 'with the user', at_store: 'at the store', at_engineering: 'at engineering', lost: 'lost' },
};
const of = (words: Readonly<Record<string, string>>, key: string): string => words[key] ?? '';

/** A handover's repair and copy lines in the words of the board; undefined for lines that are not ours. */
export const repairLineWords = (line: { readonly section: string; readonly status: string; readonly next: string }, language: 'zh' | 'en'): { status: string; next: string } | undefined => {
  if (line.section === 'repairs') {
    const clock = of(CLOCK_LABELS[language], line.next);
    return { status: of(STATUS_LABELS[language], line.status), next: clock && (language === 'zh' ? `待${clock}` : `next: ${clock}`) };
  }
  return line.section === 'copies' ? { status: of(CUSTODY[language], line.status), next: line.next } : undefined;
};
