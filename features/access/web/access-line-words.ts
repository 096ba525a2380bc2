import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { ACCESS_LABELS } from '../core/access-words.ts';
import { ACCESS_WORDS } from './access-words.ts';

/** A handover's or a timeline's words for the door: `access/contractor`, `removal/hawker`, `visit/inside`. */
export const useAccessCodeWords = (): ((code: string) => string) => {
  const { language } = useLanguage();
  const words = useWords(ACCESS_WORDS);
  const labels = ACCESS_LABELS[language];
  const all: Readonly<Record<string, string>> = { ...labels.category, ...labels.kind, inside: words.inside, 'not-left': words.stillHere };
  return (code) => {
    const [first = '', second = ''] = code.split('/');
    if (first === 'removal') return labels.category[second as keyof typeof labels.category] ?? labels.action[second as keyof typeof labels.action] ?? '';
    return second === 'left' ? words.left : (all[second] ?? '');
  };
};
