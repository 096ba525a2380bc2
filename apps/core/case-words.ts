import { claimLineWords } from '../../features/claims/core/line-words.ts';
import { complaintLineWords } from '../../features/complaints/core/line-words.ts';
import { referralLineWords } from '../../features/partners/core/line-words.ts';

const KINDS = {
  complaints: { zh: '投诉', en: 'Complaint', words: (status: string, language: 'zh' | 'en') => complaintLineWords({ section: 'complaints', status, next: '' }, language) },
  claims: { zh: '赔付', en: 'Claim', words: (status: string, language: 'zh' | 'en') => claimLineWords({ section: 'claims', status, next: '' }, language) },
  partners: { zh: '协作单位', en: 'Partner', words: (status: string, language: 'zh' | 'en') => referralLineWords({ section: 'referrals', status, next: '' }, language) },
  // How a matter of conduct stands is read in the matter itself.
  conduct: { zh: '行为违规', en: 'Conduct', words: () => undefined },
} as const;

/** The words of a code of a case on a timeline: `complaints`, or `complaints/open` for how it stands. */
export const caseWord = (code: string, language: 'zh' | 'en'): string => {
  const [feature = '', status] = code.split('/');
  const kind = KINDS[feature as keyof typeof KINDS] as (typeof KINDS)[keyof typeof KINDS] | undefined;
  if (!kind) return '';
  return status === undefined ? kind[language] : (kind.words(status, language)?.status ?? '');
};
