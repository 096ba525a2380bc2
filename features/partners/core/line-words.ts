import { PARTNER_WORDS } from './partner-words.ts';
import type { ReferralStatus } from './referral.ts';

export const REFERRAL_CLOCK = {
  zh: { 'partner.call': '致电', 'partner.on_site': '到场', 'partner.promise': '承诺' },
  en: { 'partner.call': 'call', 'partner.on_site': 'on site', 'partner.promise': 'promise' },
} as const;

/** A handover's referrals in words; undefined for lines that are not ours. */
export const referralLineWords = (line: { readonly section: string; readonly status: string; readonly next: string }, language: 'zh' | 'en'): { status: string; next: string } | undefined =>
  line.section === 'referrals' ? { status: PARTNER_WORDS[language].status[line.status as ReferralStatus] ?? '', next: REFERRAL_CLOCK[language][line.next as keyof (typeof REFERRAL_CLOCK)['zh']] ?? '' } : undefined;
