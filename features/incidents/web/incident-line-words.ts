import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { INCIDENT_LABELS } from '../core/incident-labels.ts';
import { INCIDENT_WORDS } from './incident-words.ts';

/** A handover's or a timeline's words for incidents: `incident/fire/red`, `incident/open`. */
export const useIncidentCodeWords = (): ((code: string) => string) => {
  const { language } = useLanguage();
  const words = useWords(INCIDENT_WORDS);
  const labels = INCIDENT_LABELS[language];
  return (code) => {
    const [, first = '', second = '', third] = code.split('/');
    if (second) return `${third ? `${labels.drill} ` : ''}${labels.nature[first as keyof typeof labels.nature] ?? ''} ${labels.grade[second as keyof typeof labels.grade] ?? ''}`.trim();
    return words.status[first as keyof typeof words.status] ?? words.lineDone[first as keyof typeof words.lineDone] ?? '';
  };
};
