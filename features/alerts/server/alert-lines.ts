import { BRIEF_LINES, type BriefSection } from '../../../platform/core/brief.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { sayFact, sayWhen } from '../../../platform/core/say-when.ts';
import type { Actor } from '../../../platform/server/app.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { seesTrails } from '../core/alert-permissions.ts';
import type { Alert } from '../core/alert-state.ts';
import { openTo, type Topics } from './alert-queries.ts';

/** Whoever sees every trail, and whoever was told. `$2` the person, `$3` whether they see trails. */
const MAY_SEE = `${openTo('$2')} and ($3 or exists (select from alert_recipients r where r.site_id = a.site_id and r.alert_id = a.id and r.person_id = $2::uuid))`;

/** Breaches whose ladder came to its end with nobody answering; warnings of the day are not a matter for the next shift. */
const unanswered = (reader: Reader, siteId: string, actor: Actor, limit: number): Promise<{ state: Alert }[]> =>
  reader.query(`select a.state from alerts a where a.site_id = $1 and a.status in ('open', 'unanswered') and a.status = 'unanswered' and a.level in ('breach', 'top') and ${MAY_SEE} order by a.raised_at desc, a.id desc limit $4`, [siteId, actor.personId, seesTrails(actor.roles), limit], 'alerts-unanswered');
/** Which of these alerts this person may see. */
export const alertsSeen = async (reader: Reader, siteId: string, ids: readonly string[], actor: Actor): Promise<string[]> =>
  (await reader.query<{ id: string }>(`select a.id from alerts a where a.site_id = $1 and ${MAY_SEE} and a.id = any ($4::uuid[])`, [siteId, actor.personId, seesTrails(actor.roles), ids], 'alerts-seen')).map((row) => row.id);

type Line = { section: 'alerts'; ref: string; label: string; status: string; next: string };

/** Alerts nobody answered, for the handover (M-52): whoever takes over has them in hand. */
export const unansweredLines =
  (topics: Topics) =>
  async (reader: Reader, siteId: string, now: Instant, actor: Actor): Promise<Line[]> => {
    const [rows, sites] = await Promise.all([unanswered(reader, siteId, actor, BRIEF_LINES * 2), reader.query<{ zone: string }>('select zone from sites where id = $1', [siteId], 'site-zone')]);
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
  async (reader: Reader, { site, now, language, as }: { readonly site: { readonly id: string; readonly zone: string }; readonly now: Instant; readonly language: 'zh' | 'en'; as(permission: string): Actor | undefined }): Promise<BriefSection | undefined> => {
    const actor = as('alerts.read');
    const rows = actor ? await unanswered(reader, site.id, actor, BRIEF_LINES + 1) : [];
    if (rows.length === 0) return undefined;
    const words = WORDS[language];
    const at = { zone: site.zone, now, language, kept: true } as const;
    return {
      section: 'alerts', title: words.title, left: Math.max(0, rows.length - BRIEF_LINES), figures: [],
      lines: rows.slice(0, BRIEF_LINES).map(({ state }) => ({ text: topics.get(state.topic)?.text(state.facts, language, (fact) => sayFact(fact, at)).title ?? state.topic, note: words.told(sayWhen(state.raisedAt, at)), tone: 'late' })),
    };
  };
