import type { BriefSection } from '../../../platform/core/brief.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { Walk } from '../core/walk.ts';

const WORDS = {
  zh: { title: '开门前巡查', looked: '已查', items: '应查', faults: '报修', none: '今天还没有开始', open: '还没有签字', signed: (at: string) => `${at} 已签字` },
  en: { title: 'Walk before opening', looked: 'Looked at', items: 'Of', faults: 'Faults', none: 'not begun today', open: 'not signed yet', signed: (at: string) => `signed ${at}` },
} as const;

/** 巡查: whether the day's round was walked; nothing to say where a centre plans none. */
export const walkBrief = async (reader: Reader, context: { readonly site: { readonly id: string; readonly zone: string }; readonly now: Instant; readonly language: 'zh' | 'en' }): Promise<BriefSection | undefined> => {
  const { site, now, language } = context;
  const words = WORDS[language];
  const [walks, planned] = await Promise.all([
    reader.query<{ state: Walk }>('select state from walks where site_id = $1 and day = $2', [site.id, localDate(now, site.zone)], 'walk-day'),
    reader.query<{ any: boolean }>('select exists (select from walks where site_id = $1) or exists (select from walk_items where site_id = $1) as any', [site.id], 'walk-planned'),
  ]);
  const walk = walks[0]?.state;
  if (!walk) return planned[0]?.any ? { section: 'walks', title: words.title, figures: [], lines: [{ text: words.none, note: '', tone: 'soon' }], left: 0 } : undefined;
  const findings = Object.values(walk.findings);
  const faults = findings.filter((finding) => finding.result === 'fault');
  return {
    section: 'walks', title: words.title, left: 0,
    figures: [{ label: words.looked, value: findings.length, tone: 'plain' }, { label: words.items, value: walk.items.length, tone: 'plain' }, { label: words.faults, value: faults.length, tone: faults.length > 0 ? 'soon' : 'plain' }],
    lines: [{ text: walk.signedAt ? words.signed(localTime(walk.signedAt, site.zone)) : words.open, note: '', tone: walk.signedAt ? 'plain' : 'soon' }],
  };
};
