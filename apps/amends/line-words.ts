import { useWords } from '../../platform/web/i18n.tsx';
import { CLAIM_WORDS } from '../../features/claims/web/claim-words.ts';
import { COMPLAINT_WORDS } from '../../features/complaints/web/complaint-words.ts';
import { PARTNER_WORDS } from '../../features/partners/core/partner-words.ts';
import { PARTNER_PAGE_WORDS } from '../../features/partners/web/partner-page-words.ts';
import { useRepairLineWords } from '../../features/repairs/web/handover-words.ts';

type Line = { readonly section: string; readonly status: string; readonly next: string };

/** A handover's lines, each in the words of the feature it comes from. */
export const useLineWords = (): ((line: Line) => { status: string; next: string }) => {
  const repair = useRepairLineWords();
  const complaint = useWords(COMPLAINT_WORDS);
  const claim = useWords(CLAIM_WORDS);
  const partner = useWords(PARTNER_WORDS);
  const page = useWords(PARTNER_PAGE_WORDS);
  const of = (words: Readonly<Record<string, string>>, code: string): string => words[code] ?? '';
  return (line) => {
    switch (line.section) {
      case 'complaints':
        return { status: of(complaint.status, line.status), next: of(complaint.clock, line.next) };
      case 'claims':
        return { status: of(claim.status, line.status), next: of(claim.clock, line.next) };
      case 'referrals':
        return { status: of(partner.status, line.status), next: of(page.clock, line.next) };
      default:
        return repair(line);
    }
  };
};
