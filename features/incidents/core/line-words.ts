import { INCIDENT_LABELS } from './incident-labels.ts';
import type { Incident } from './incident.ts';

/** How an incident stands, on screens and in a handover alike. */
export const INCIDENT_STATUS: Readonly<Record<'zh' | 'en', Readonly<Record<Incident['status'], string>>>> = {
  zh: { open: '处置中', handled: '已处置，待总结', closed: '已归档', cancelled: '误报' },
  en: { open: 'Under way', handled: 'Handled, summary due', closed: 'Filed', cancelled: 'False alarm' },
};
const SUMMARY_DUE: Readonly<Record<'zh' | 'en', string>> = { zh: '待总结', en: 'Summary due' };

/** A code of a handover or a timeline: `incident/fire/red`, `incident/open`. */
export const incidentCode = (code: string, language: 'zh' | 'en'): string => {
  const labels = INCIDENT_LABELS[language];
  const [, first = '', second = '', third] = code.split('/');
  if (second) return `${third ? `${labels.drill} ` : ''}${labels.nature[first as keyof typeof labels.nature] ?? ''} ${labels.grade[second as keyof typeof labels.grade] ?? ''}`.trim();
  return first === 'summary' ? SUMMARY_DUE[language] : (INCIDENT_STATUS[language][first as Incident['status']] ?? '');
};

/** Undefined for lines that are not ours. */
export const incidentLineWords = (line: { readonly section: string; readonly status: string; readonly next: string }, language: 'zh' | 'en'): { status: string; next: string } | undefined =>
  line.section === 'incidents' ? { status: incidentCode(line.status, language), next: incidentCode(line.next, language) } : undefined;
