const STATUS: Readonly<Record<'zh' | 'en', Readonly<Record<string, string>>>> = {
  zh: {
    'day-open': '还没有闭班', 'stock-low': '库存低', 'stock-below': '账面低于零', 'lot-soon': '将到期', 'lot-expired': '已过期', 'party-open': '客人还在', 'requisition-asked': '申领待发放', 'requisition-issued': '申领待收货', 'stocktake-counted': '盘点差异待批准', 'sterilising-running': '杯具消毒中', 'opened-open': '已开封',
  },
  en: {
    'day-open': 'not closed', 'stock-low': 'low', 'stock-below': 'below zero', 'lot-soon': 'expires soon', 'lot-expired': 'expired', 'party-open': 'guests still there', 'requisition-asked': 'requisition to be issued', 'requisition-issued': 'requisition to be received', 'stocktake-counted': 'variance to be approved', 'sterilising-running': 'cups being sterilised', 'opened-open': 'opened',
  },
};

/** A handover's bar lines in words; undefined for lines that are not ours. */
export const barLineWords = (line: { readonly section: string; readonly status: string; readonly next: string }, language: 'zh' | 'en'): { status: string; next: string } | undefined =>
  line.section === 'beverages' ? { status: STATUS[language][line.status] ?? '', next: line.next } : undefined;
