import type { ClaimStatus } from './claim.ts';

/** How it stands and what is due next, on screens and in a handover alike. */
export const CLAIM_STATUS: Readonly<Record<'zh' | 'en', Readonly<Record<ClaimStatus, string>>>> = {
  zh: { registered: '待处理', proposed: '待签字', agreed: '待付款', closed: '已办结', void: '已作废' },
  en: { registered: 'to settle', proposed: 'to sign', agreed: 'to pay', closed: 'closed', void: 'struck out' },
};
export const CLAIM_CLOCK = {
  zh: { 'claim.reply': '答复', 'claim.settle': '付款或交付' },
  en: { 'claim.reply': 'reply', 'claim.settle': 'payment or delivery' },
} as const;

/** Undefined for lines that are not ours. */
export const claimLineWords = (line: { readonly section: string; readonly status: string; readonly next: string }, language: 'zh' | 'en'): { status: string; next: string } | undefined =>
  line.section === 'claims' ? { status: CLAIM_STATUS[language][line.status as ClaimStatus] ?? '', next: CLAIM_CLOCK[language][line.next as keyof (typeof CLAIM_CLOCK)['zh']] ?? '' } : undefined;
