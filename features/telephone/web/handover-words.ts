import { useWords } from '../../../platform/web/i18n.tsx';
import type { MatterKind } from '../core/matter.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

/** A handover's telephone lines in the words of their lists; other lines are somebody else's. */
export const useTelephoneLineWords = (): ((line: { section: string; status: string; next: string }) => { status: string; next: string } | undefined) => {
  const words = useWords(TELEPHONE_WORDS);
  return (line) => {
    if (line.section === 'messages') return { status: words.message.status[line.status as keyof typeof words.message.status] ?? '', next: line.next === 'urgent' ? words.message.urgent : '' };
    if (line.section === 'enquiries' || line.section === 'missed') return { status: words.matter.kinds[line.status as MatterKind] ?? '', next: line.next };
    return undefined;
  };
};
