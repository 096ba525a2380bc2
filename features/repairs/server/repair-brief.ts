import { BRIEF_LINES, politeName, type BriefSection, type BriefTone } from '../../../platform/core/brief.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { sayWhen } from '../../../platform/core/say-when.ts';
import { addDays, instantAt, localDate } from '../../../platform/core/working-calendar.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { RepairActor } from '../core/repair-permissions.ts';
import { CLOCK_LABELS } from '../core/clock-labels.ts';
import { wordsForMany } from '../core/group-text.ts';
import { repairType } from '../core/repair-catalogue.ts';
import type { RepairStatus } from '../core/repair-order.ts';
import type { RepairClock } from '../core/repair-deadlines.ts';
import { STATUS_LABELS } from '../core/status-labels.ts';
import { scopeSql } from './repair-rows.ts';

type Context = { readonly site: { readonly id: string; readonly zone: string }; readonly now: Instant; readonly language: 'zh' | 'en' };

const WORDS = {
  zh: { title: '维修', received: (day: string) => `${day}报修`, finished: (day: string) => `${day}修好`, today: '今日', yesterday: '昨日', open: '未完成', late: '超时', booked: '今日预约', due: (clock: string, at: string) => `${clock}应于 ${at} 前`, lateSince: (clock: string, at: string) => `${clock}超时，应于 ${at} 前`, copies: '联单', out: '未交回', unprinted: '未打印', with: (name: string) => `${name}处` },
  en: { title: 'Repairs', received: (day: string) => `Reported ${day}`, finished: (day: string) => `Mended ${day}`, today: 'today', yesterday: 'yesterday', open: 'Open', late: 'Late', booked: 'Booked today', due: (clock: string, at: string) => `${clock} due ${at}`, lateSince: (clock: string, at: string) => `${clock} late since ${at}`, copies: 'Copies', out: 'Out', unprinted: 'not printed', with: (name: string) => `with ${name}` },
} as const;

type Line = { number: string; place: string; item: string; reporter: string | null; status: RepairStatus; technician: string | null; clock: RepairClock | null; dueAt: Instant | null };
type Figures = { receivedYesterday: number; receivedToday: number; finishedYesterday: number; finishedToday: number; open: number; late: number; booked: number };

/** Counts go over two days and over what is open; never over history. */
const figuresOf = async (reader: Reader, siteId: string, days: { yesterday: Instant; today: Instant; tomorrow: Instant; now: Instant }): Promise<Figures | undefined> =>
  (
    await reader.query<Figures>(
      `select (select count(*)::int from repairs where site_id = $1 and received_at >= $2 and received_at < $3 and status <> 'cancelled') as "receivedYesterday",
              (select count(*)::int from repairs where site_id = $1 and received_at >= $3 and received_at < $4 and status <> 'cancelled') as "receivedToday",
              (select count(*)::int from repairs where site_id = $1 and signed_off_at >= $2 and signed_off_at < $3) as "finishedYesterday",
              (select count(*)::int from repairs where site_id = $1 and signed_off_at >= $3 and signed_off_at < $4) as "finishedToday",
              count(*)::int as open, (count(*) filter (where o.next_due_at < $5))::int as late,
              (count(*) filter (where (o.state->>'appointmentAt')::timestamptz >= $3 and (o.state->>'appointmentAt')::timestamptz < $4))::int as booked
         from repairs o where o.site_id = $1 and o.open and o.status <> 'signed_off'`,
      [siteId, days.yesterday, days.today, days.tomorrow, days.now],
      'brief-repair-figures',
    )
  )[0];

const linesOf = (reader: Reader, siteId: string): Promise<Line[]> =>
  reader.query(
    `select coalesce(r.order_number, r.log_number) as number, coalesce(p.name, r.state->>'placeText') as place, r.state->>'item' as item, r.state->>'reporterName' as reporter, r.status, t.name as technician, r.next_clock as clock, r.next_due_at as "dueAt"
       from (select * from repairs where site_id = $1 and open and status <> 'signed_off' order by coalesce(next_due_at, 'infinity'::timestamptz), id limit ${BRIEF_LINES}) r
       left join places p on p.site_id = r.site_id and p.id = r.place_id left join people t on t.id = r.technician_id
      order by coalesce(r.next_due_at, 'infinity'::timestamptz), r.id`,
    [siteId],
    'brief-repair-lines',
  );

const SOON_MINUTES = 30;

/** 维修 in the day's brief: yesterday and today, what is open and what is late, by number and place. */
export const repairBrief = async (reader: Reader, { site, now, language }: Context): Promise<BriefSection> => {
  const words = WORDS[language];
  const today = localDate(now, site.zone);
  const midnight = (day: string): Instant => instantAt(site.zone, day, '00:00');
  const [figures, lines] = await Promise.all([figuresOf(reader, site.id, { yesterday: midnight(addDays(today, -1)), today: midnight(today), tomorrow: midnight(addDays(today, 1)), now }), linesOf(reader, site.id)]);
  const when = (at: Instant): string => sayWhen(at, { zone: site.zone, now, language, kept: true });
  const toneOf = (dueAt: Instant | null): BriefTone => (!dueAt ? 'plain' : dueAt < now ? 'late' : Date.parse(dueAt) - Date.parse(now) <= SOON_MINUTES * 60_000 ? 'soon' : 'plain');
  return {
    section: 'repairs', title: words.title, left: Math.max(0, (figures?.open ?? 0) - lines.length),
    figures: figures
      ? [
          { label: words.received(words.yesterday), value: figures.receivedYesterday, tone: 'plain' }, { label: words.finished(words.yesterday), value: figures.finishedYesterday, tone: 'plain' },
          { label: words.received(words.today), value: figures.receivedToday, tone: 'plain' }, { label: words.finished(words.today), value: figures.finishedToday, tone: 'plain' },
          { label: words.booked, value: figures.booked, tone: 'plain' }, { label: words.open, value: figures.open, tone: 'plain' }, { label: words.late, value: figures.late, tone: figures.late > 0 ? 'late' : 'plain' },
        ]
      : [],
    lines: lines.map((line) => {
      const clock = line.clock ? CLOCK_LABELS[language][line.clock] : '';
      return {
        text: `${line.number} ${line.place} · ${wordsForMany(line.item, line.reporter ?? undefined).slice(0, 40)}`,
        note: [STATUS_LABELS[language][line.status], politeName(line.technician, ['technician'], language), line.dueAt ? (line.dueAt < now ? words.lateSince(clock, when(line.dueAt)) : words.due(clock, when(line.dueAt))) : ''].filter(Boolean).join(' · '),
        tone: toneOf(line.dueAt),
      };
    }),
  };
};

/** 联单: the desk copies that are out, longest first (M-35, M-50). */
export const copyBrief = async (reader: Reader, { site, language }: Context): Promise<BriefSection | undefined> => {
  const words = WORDS[language];
  const rows = await reader.query<{ number: string; technician: string | null; unprinted: boolean; out: number }>(
    `with gone as (select order_number, log_number, technician_id, signed_off_at, desk_copy = 'printed' and not (state->>'printed')::boolean as unprinted from repairs where site_id = $1 and open and desk_copy is not null and desk_copy <> 'returned' and signed_off_at is not null)
     select coalesce(g.order_number, g.log_number) as number, p.name as technician, g.unprinted, (select count(*)::int from gone) as out
       from (select * from gone order by signed_off_at limit ${BRIEF_LINES}) g left join people p on p.id = g.technician_id order by g.signed_off_at`,
    [site.id],
    'brief-copies',
  );
  const out = rows[0]?.out ?? 0;
  if (out === 0) return undefined;
  return {
    section: 'copies', title: words.copies, left: out - rows.length, figures: [{ label: words.out, value: out, tone: 'soon' }],
    lines: rows.map((row) => ({ text: row.number, note: row.unprinted ? words.unprinted : row.technician ? words.with(politeName(row.technician, ['technician'], language)) : '', tone: 'plain' })),
  };
};

/** What the last half year's log says is most likely to come (M-01); at most so many of its latest lines are looked at. */
const LOOKED_AT = 2000;
const LOOK_BACK_DAYS = 180;
export const likelyFaults = async (reader: Reader, siteId: string, now: Instant): Promise<{ label: { zh: string; en: string }; place: string; count: number; prepare: string; isDangerous: boolean }[]> => {
  const rows = await reader.query<{ typeId: string; count: number; place: string }>(
    `select l.type_id as "typeId", count(*)::int as count, mode() within group (order by coalesce(p.name, l.place_text)) as place
       from (select type_id, place_id, state->>'placeText' as place_text, site_id from repairs where site_id = $1 and received_at > $2 and received_at <= $3 and status <> 'cancelled' order by received_at desc, id desc limit ${LOOKED_AT}) l
       left join places p on p.site_id = l.site_id and p.id = l.place_id
      where l.type_id is not null and l.type_id <> 'other' group by l.type_id order by count(*) desc, l.type_id limit 3`,
    [siteId, new Date(Date.parse(now) - LOOK_BACK_DAYS * 86_400_000).toISOString(), now],
    'packet-faults',
  );
  return rows.flatMap(({ typeId, count, place }) => {
    const type = repairType(typeId);
    return type ? [{ label: { zh: type.zh, en: type.en }, place, count, prepare: [...type.tools, ...type.materials].join('、'), isDangerous: type.safety === true || type.skill !== undefined }] : [];
  });
};

/** Appointments of open orders in a stretch of time: number and place, nobody's name (M-10). */
export const bookedRepairs = async (reader: Reader, siteId: string, from: Instant, to: Instant, actor: RepairActor): Promise<{ at: Instant; label: string }[]> => {
  const rows = await reader.query<{ at: string; number: string; place: string; item: string; reporter: string | null }>(
    `select r.state->>'appointmentAt' as at, coalesce(r.order_number, r.log_number) as number, coalesce(p.name, r.state->>'placeText') as place, r.state->>'item' as item, r.state->>'reporterName' as reporter
       from repairs r left join places p on p.site_id = r.site_id and p.id = r.place_id
      where r.site_id = $1 and ${scopeSql(actor)} and r.open and r.status <> 'signed_off' and (r.state->>'appointmentAt')::timestamptz >= $3 and (r.state->>'appointmentAt')::timestamptz < $4 order by 1 limit 40`,
    [siteId, actor.personId, from, to],
    'repairs-booked',
  );
  return rows.map(({ at, number, place, item, reporter }) => ({ at: new Date(at).toISOString(), label: `${number} ${place} · ${wordsForMany(item, reporter ?? undefined).slice(0, 40)}` }));
};
