import type { CourseLine } from './incident-contract.ts';
import { INCIDENT_LABELS } from './incident-labels.ts';
import type { Harm, OutsideTo } from './incident.ts';

type Kinds = Readonly<Record<CourseLine['kind'], string>>;
const KIND: Readonly<Record<'zh' | 'en', Kinds>> = {
  zh: { found: '发现', reported: '报告', booked: '代录', told: '报出', nobody: '无人可报', answered: '确认', called: '报告', graded: '调整为', outside: '报', course: '经过', measure: '处置', photo: '拍照一张', affected: '伤亡登记', loss: '损失', impact: '对客影响', spokesman: '发言人', handled: '处置完毕', firstReport: '书面初报', summary: '写总结，归档', cancelled: '误报' },
  en: { found: 'found', reported: 'reported', booked: 'booked', told: 'told', nobody: 'nobody to tell', answered: 'answered', called: 'report to', graded: 'grade now', outside: 'reported to', course: 'course', measure: 'measure', photo: 'photo', affected: 'persons affected', loss: 'loss', impact: 'customers', spokesman: 'spokesman', handled: 'handled', firstReport: 'first report', summary: 'summed up and filed', cancelled: 'false alarm' },
};
const CLOSED: Readonly<Record<'zh' | 'en', Readonly<Record<string, string>>>> = { zh: { none: '未影响接待', part: '部分暂停开放', all: '全部暂停开放' }, en: { none: 'not affected', part: 'partly closed', all: 'all closed' } };

/** One line of the course as a sentence: on the screen in both languages, on paper in Chinese. */
export const courseSentence = (line: CourseLine, language: 'zh' | 'en'): string => {
  const { who, by, words } = line;
  const labels = INCIDENT_LABELS[language];
  const kind = KIND[language][line.kind];
  const zh = language === 'zh';
  const [colon, comma] = zh ? ['：', '，'] : [': ', ', '];
  const said = words ? `${comma}${zh ? '指示' : 'instruction'}${colon}${words}` : '';
  const grade = line.grade ? labels.grade[line.grade] : '';
  const step = (line.step ?? 0) + 1;
  switch (line.kind) {
    case 'told':
      return zh ? `第 ${step} 级报出：${who}` : `step ${step} told: ${who}`;
    case 'nobody':
      return zh ? `第 ${step} 级无人可报` : `step ${step}: ${kind}`;
    case 'answered':
      return `${who} ${kind}${line.way && line.way !== 'app' ? (zh ? `（${labels.way[line.way]}，${by} 代录）` : ` (${labels.way[line.way]}, noted by ${by})`) : ''}${said}`;
    case 'called':
      return `${line.way ? labels.way[line.way] : ''}${zh ? '' : ' '}${kind} ${who}${said}`;
    case 'found':
    case 'booked':
    case 'photo':
      return who ? `${who} ${kind}` : kind;
    case 'reported':
      return `${who} ${kind}${line.way ? (zh ? `（${labels.way[line.way]}）` : ` (${labels.way[line.way]})`) : ''}${comma}${grade}${words ? `${colon}${words}` : ''}`;
    case 'graded':
      return `${kind} ${grade}${colon}${words}`;
    case 'outside':
      return `${kind} ${labels.outside[who as OutsideTo] ?? who}${words ? `${colon}${words}` : ''}`;
    case 'affected':
      return `${kind}${colon}${labels.harm[words as Harm] ?? words}`;
    case 'impact':
      return `${kind}${colon}${CLOSED[language][words] ?? words}${who ? `${comma}${who}` : ''}`;
    default:
      return [kind, [who, words].filter(Boolean).join(' ')].filter(Boolean).join(colon);
  }
};
