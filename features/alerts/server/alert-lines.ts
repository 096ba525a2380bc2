import { BRIEF_LINES, type BriefSection } from '../../../platform/core/brief.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { sayFact, sayWhen } from '../../../platform/core/say-when.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { Alert } from '../core/alert-state.ts';
import type { Topics } from './alert-queries.ts';

/** Breaches whose ladder came to its end with nobody answering; warnings of the day are not a matter for the next shift, and what is sealed is nobody else's. */
const unanswered = (reader: Reader, siteId: string, limit: number): Promise<{ state: Alert }[]> =>
  reader.query(`select state from alerts where site_id = $1 and status in ('open', 'unanswered') and status = 'unanswered' and not state ? 'isPrivate' and level in ('breach', 'top') order by raised_at desc, id desc limit $2`, [siteId, limit], 'alerts-unanswered');

type Line = { section: 'alerts'; ref: string; label: string; status: string; next: string };

/** Alerts nobody answered, for the handover (M-52): whoever takes over has them in hand. */
export const unansweredLines =
  (topics: Topics) =>
  async (reader: Reader, siteId: string, now: Instant): Promise<Line[]> => {
    const [rows, sites] = await Promise.all([unanswered(reader, siteId, BRIEF_LINES * 2), reader.query<{ zone: string }>('select zone from sites where id = $1', [siteId], 'site-zone')]);
    const at = { zone: sites[0]?.zone ?? 'UTC', now, language: 'zh', kept: true } as const;
    return rows.map(({ state }) => {
      const words = topics.get(state.topic)?.text(state.facts, 'zh', (fact) => sayFact(fact, at)) ?? { title: state.topic, body: '' };
      return { section: 'alerts', ref: state.id, label: words.title.slice(0, 120), status: words.body.slice(0, 60), next: '' };
    });
  };

const WORDS = { zh: { title: '无人确认的提醒', count: '无人确认', told: (at: string) => `${at} 报出，逐级上报后仍无人确认` }, en: { title: 'Alerts nobody answered', count: 'Unanswered', told: (at: string) => `raised ${at}, nobody up the ladder answered` } } as const;

/** The same in the day's brief. */
export const alertBrief =
  (topics: Topics) =>
  async (reader: Reader, { site, now, language }: { readonly site: { readonly id: string; readonly zone: string }; readonly now: Instant; readonly language: 'zh' | 'en' }): Promise<BriefSection | undefined> => {
    const rows = await unanswered(reader, site.id, BRIEF_LINES + 1);
    if (rows.length === 0) return undefined;
    const words = WORDS[language];
    const at = { zone: site.zone, now, language, kept: true } as const;
    return {
      section: 'alerts', title: words.title, left: Math.max(0, rows.length - BRIEF_LINES), figures: [],
      lines: rows.slice(0, BRIEF_LINES).map(({ state }) => ({ text: topics.get(state.topic)?.text(state.facts, language, (fact) => sayFact(fact, at)).title ?? state.topic, note: words.told(sayWhen(state.raisedAt, at)), tone: 'late' })),
    };
  };
