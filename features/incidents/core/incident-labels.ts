import type { Grade, Nature } from './incident-catalogue.ts';
import type { Harm, OutsideTo, Way } from './incident.ts';

/** The words of incidents that stand on screens, in messages and on paper alike. */
type Labels = {
  readonly nature: Readonly<Record<Nature, string>>;
  readonly grade: Readonly<Record<Grade, string>>;
  /** For a centre with three grades. */
  readonly threeGrades: Readonly<Record<Grade, string>>;
  readonly way: Readonly<Record<Way, string>>;
  readonly outside: Readonly<Record<OutsideTo, string>>;
  readonly harm: Readonly<Record<Harm, string>>;
  readonly drill: string;
};
export const INCIDENT_LABELS: Readonly<Record<'zh' | 'en', Labels>> = {
  zh: {
    nature: { fire: '消防', lift: '电梯困人', injury: '人身伤害', security: '治安', flood: '水浸', outage: '停电', equipment: '设备停运', weather: '天气', health: '公共卫生', protest: '群诉闹访', media: '媒体', other: '其他' },
    grade: { red: '一级（红）', orange: '二级（橙）', yellow: '三级（黄）', blue: '四级（蓝）' },
    threeGrades: { red: '重大', orange: '中等', yellow: '轻微', blue: '轻微' },
    way: { app: '系统', phone: '电话', radio: '对讲', in_person: '当面' },
    outside: { '119': '119', '110': '110', '120': '120', authority: '主管部门', insurer: '保险公司', company: '公司', developer: '开发商', other: '其他' },
    harm: { none: '无伤', injured: '受伤', hospital: '送医', dead: '死亡' },
    drill: '演练',
  },
  en: {
    nature: { fire: 'Fire', lift: 'Trapped lift', injury: 'Injury', security: 'Security', flood: 'Flooding', outage: 'Power failure', equipment: 'Equipment failure', weather: 'Weather', health: 'Public health', protest: 'Joint protest', media: 'Media', other: 'Other' },
    grade: { red: 'Grade 1 (red)', orange: 'Grade 2 (orange)', yellow: 'Grade 3 (yellow)', blue: 'Grade 4 (blue)' },
    threeGrades: { red: 'Grave', orange: 'Medium', yellow: 'Slight', blue: 'Slight' },
    way: { app: 'app', phone: 'telephone', radio: 'radio', in_person: 'in person' },
    outside: { '119': '119', '110': '110', '120': '120', authority: 'Authority', insurer: 'Insurer', company: 'Company', developer: 'Developer', other: 'Other' },
    harm: { none: 'Unhurt', injured: 'Injured', hospital: 'To hospital', dead: 'Dead' },
    drill: 'DRILL',
  },
};
