import { useWords } from '../../../platform/web/i18n.tsx';
import { REPAIR_WORDS } from './repair-words.ts';

/** A handover's repair lines in the words of the board. */
export const useRepairLineWords = (): ((line: { section: string; status: string; next: string }) => { status: string; next: string }) => {
  const words = useWords(REPAIR_WORDS);
  return (line) => ({
    status: line.section === 'gaps' ? '' : (words.status[line.status as keyof typeof words.status] ?? ''),
    next: line.section === 'repairs' ? (words.clock[line.next as keyof typeof words.clock] ?? '') : line.section === 'gaps' ? '' : line.next,
  });
};
