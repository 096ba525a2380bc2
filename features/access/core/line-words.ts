import { ACCESS_LABELS } from './access-words.ts';

const STATE: Readonly<Record<'zh' | 'en', Readonly<Record<string, string>>>> = {
  zh: { inside: '还在场内', 'not-left': '还没离开', left: '已离开' },
  en: { inside: 'Inside', 'not-left': 'Still here', left: 'Has left' },
};

/** A code of a handover or a timeline: `access/contractor`, `removal/hawker`, `visit/inside`. */
export const accessCode = (code: string, language: 'zh' | 'en'): string => {
  const labels = ACCESS_LABELS[language];
  const [first = '', second = ''] = code.split('/');
  const own = first === 'removal' ? { ...labels.category, ...labels.action } : { ...labels.category, ...labels.kind, ...STATE[language] };
  return (own as Readonly<Record<string, string>>)[second] ?? '';
};

/** Undefined for lines that are not ours. */
export const accessLineWords = (line: { readonly section: string; readonly status: string; readonly next: string }, language: 'zh' | 'en'): { status: string; next: string } | undefined =>
  line.section === 'inside' ? { status: accessCode(line.status, language), next: accessCode(line.next, language) } : undefined;
