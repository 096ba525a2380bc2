import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { addDays, localDate, localTime, openingsOn, type LocalDate } from '../../../platform/core/working-calendar.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { ownFiles } from '../../../platform/server/files.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { acknowledge, check, FIRST_PROCEDURE, fixDefect, inForce, recheckDefect, samplingPlan, weekStartOf, type QualityEvent, type QualityRecord } from '../core/bar-quality.ts';
import { mayCheck, mayStepDefect } from '../core/beverage-permissions.ts';
import * as contract from '../core/quality-contract.ts';
import type { CheckView, QualityView } from '../core/quality-contract.ts';
import { namesOf, tablesOf, type Names } from './bar-queries.ts';
import { qualityKind } from './bar-store.ts';

type Check = Extract<QualityRecord, { kind: 'check' }>;
type Procedure = Extract<QualityRecord, { kind: 'procedure' }>;
type Rating = Extract<QualityRecord, { kind: 'rating' }>;
type Row<R> = { state: R; version: number };

const latest = <R>(reader: Reader, siteId: string, kind: string, count: number): Promise<Row<R>[]> => reader.query(`select state, version from bar_records where site_id = $1 and kind = $2 order by at desc, id desc limit $3`, [siteId, kind, count], 'bar-quality-latest');

const checkView = (state: Check, input: { today: LocalDate; pass: number; nameOf: Names; tableOf: (id: string | undefined) => string }): CheckView => ({
  id: state.id, at: state.made.at, by: input.nameOf(state.made.by), table: input.tableOf(state.tableId), onDuty: input.nameOf(state.onDutyId), score: state.score, outOf: state.outOf,
  // What was not seen is no point lost: the mark is a share of what could be judged.
  isPass: state.outOf > 0 && state.score * 100 >= input.pass * state.outOf, note: state.note,
  lines: state.lines.map((line) => ({ key: line.key, off: line.off, note: line.note ?? '', unseen: line.unseen, photos: [...line.photos] })),
  defects: state.defects.map((defect) => ({
    id: defect.id, key: defect.key, words: defect.words, owner: input.nameOf(defect.ownerId), fixBy: defect.fixBy, fixedAt: defect.fixedAt ?? null, recheck: defect.recheck ? { at: defect.recheck.at, isMended: defect.recheck.isMended } : null,
    isLate: !defect.fixedAt && defect.fixBy < input.today,
  })),
});

const workersOf = (reader: Reader, siteId: string, now: Instant): Promise<{ id: string; name: string }[]> =>
  reader.query(
    `select distinct p.id, p.name, p.pinyin from memberships m join people p on p.id = m.person_id
      where m.site_id = $1 and m.role = any($3) and not m.offered and p.ended_at is null and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2) order by p.pinyin, p.id limit 200`,
    [siteId, now, ['property_assistant', 'property_manager', 'desk_agent']],
    'bar-people',
  );

const readQuality = async (reader: Reader, siteId: string, now: Instant, actor: Actor, seesAll: boolean): Promise<QualityView | Refusal> => {
  const site = await loadSite(reader.query, siteId);
  if (!site) return refuse('not-found');
  const values = parameterValues(site.parameters);
  const calendar = calendarOf(site);
  const today = localDate(now, site.zone);
  const [procedures, checks, open, ratings, people, tables] = await Promise.all([
    latest<Procedure>(reader, siteId, 'procedure', 20),
    latest<Check>(reader, siteId, 'check', 30),
    reader.query<Row<Check>>(`select state, version from bar_records where site_id = $1 and kind = 'check' and open order by at limit 60`, [siteId], 'bar-checks-open'),
    latest<Rating>(reader, siteId, 'rating', 30),
    workersOf(reader, siteId, now),
    tablesOf(reader, siteId),
  ]);
  const every = [...checks, ...open].map((row) => row.state);
  const nameOf = await namesOf(reader, [...every.flatMap((state) => [state.made.by, state.onDutyId, ...state.defects.map((defect) => defect.ownerId)]), ...procedures.flatMap(({ state }) => [state.made.by, ...Object.keys(state.read)])]);
  const tableOf = (id: string | undefined): string => tables.find((table) => table.id === id)?.name ?? '';
  const view = (state: Check): CheckView => checkView(state, { today, pass: values['beverages.check_pass'], nameOf, tableOf });
  const current = inForce(procedures.map((row) => row.state), today);
  const weekStart = weekStartOf(today);
  const openHours = Array.from({ length: 7 }, (_, index) => addDays(weekStart, index)).flatMap((day) => openingsOn(calendar, day).flatMap(({ open: from, close }) => Array.from({ length: Math.max(0, Number(close.slice(0, 2)) - Number(from.slice(0, 2))) }, (_, index) => ({ day, hour: Number(from.slice(0, 2)) + index }))));
  const plan = samplingPlan({ seed: siteId, weekStart, count: values['beverages.checks_per_week'], openHours, tables: tables.map((table) => table.id) });
  const hourNow = Number(localTime(now, site.zone).slice(0, 2));
  const stateOf = ({ day, hour }: { day: LocalDate; hour: number }): 'done' | 'missed' | 'ahead' => (done.has(`${day}/${hour}`) ? 'done' : day < today || (day === today && hour < hourNow) ? 'missed' : 'ahead');
  const done = new Set(checks.map(({ state }) => `${state.day}/${Number(localTime(state.made.at, site.zone).slice(0, 2))}`));
  return {
    today, people: people.map(({ id, name }) => ({ id, name })), tables: tables.map(({ id, name }) => ({ id, name })), fixDays: values['beverages.fix_within'], pass: values['beverages.check_pass'],
    firstText: procedures.length === 0 ? FIRST_PROCEDURE : null,
    procedures: [...procedures].sort((a, b) => b.state.number - a.state.number).map(({ state }) => ({
      id: state.id, number: state.number, text: state.text, effectiveOn: state.effectiveOn, at: state.made.at, by: nameOf(state.made.by), readBy: Object.entries(state.read).map(([id, at]) => ({ name: nameOf(id), at })),
      readByMe: state.read[actor.personId] !== undefined, isInForce: state.id === current?.id, unread: people.filter((person) => !state.read[person.id]).map((person) => person.name),
    })),
    // When somebody comes to look is not told to those who are looked at.
    plan: seesAll ? plan.map((entry) => ({ day: entry.day, hour: entry.hour, table: tableOf(entry.tableId ?? undefined), state: stateOf(entry) })) : null,
    checks: seesAll ? checks.map(({ state }) => view(state)) : null,
    openDefects: open.flatMap(({ state }) => view(state).defects.filter((defect) => !defect.recheck?.isMended).map((defect) => ({ checkId: state.id, defect }))),
    ratings: seesAll ? ratings.map(({ state }) => ({ at: state.made.at, table: tableOf(state.tableId), stars: state.stars, comment: state.comment ?? '' })) : null,
  };
};

export const qualityRoutes = (deps: RunnerDeps): Route[] => {
  const run = (input: { siteId: string; subject: string; commandId: string; name: string; actor: Actor }, decide: (state: QualityRecord | undefined, context: { now: Instant; today: LocalDate; reader: Reader }) => Promise<{ ok: true; events: readonly QualityEvent[] } | Refusal> | { ok: true; events: readonly QualityEvent[] } | Refusal) =>
    runCommand<QualityRecord, QualityEvent>(deps, {
      kind: qualityKind, siteId: input.siteId, subject: input.subject, name: input.name, commandId: input.commandId, actor: input.actor.personId, standIn: input.actor.standIn,
      decide: (state, { now, site, trx }) => decide(state, { now, today: localDate(now, site.zone), reader: trx }),
    });
  const oneCheck = (siteId: string, id: string): Promise<CheckView | Refusal> =>
    deps.database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      const [rows, tables] = await Promise.all([reader.query<Row<Check>>(`select state, version from bar_records where site_id = $1 and id = $2 and kind = 'check'`, [siteId, id], 'bar-check-one'), tablesOf(reader, siteId)]);
      const state = rows[0]?.state;
      if (!state || !site) return refuse('not-found');
      const nameOf = await namesOf(reader, [state.made.by, state.onDutyId, ...state.defects.map((defect) => defect.ownerId)]);
      return checkView(state, { today: localDate(deps.clock.now(), site.zone), pass: parameterValues(site.parameters)['beverages.check_pass'], nameOf, tableOf: (table) => tables.find((entry) => entry.id === table)?.name ?? '' });
    });
  return [
    route(contract.getQuality, ({ siteId, actor }) => deps.database.read([siteId], (reader) => readQuality(reader, siteId, deps.clock.now(), actor, mayCheck(actor.roles)))),
    route(contract.publishProcedure, async ({ siteId, input, actor }) => {
      const done = await run({ siteId, subject: input.procedureId, commandId: input.commandId, name: 'publishProcedure', actor }, async (state, { now, today, reader }) => {
        if (state) return refuse('record-exists', {});
        if (input.effectiveOn < today) return refuse('date-in-past', { effectiveOn: input.effectiveOn });
        // Two managers at once would give two versions one number: the first holds the bar's row.
        await reader.query('select from sites where id = $1 for no key update', [siteId], 'bar-procedure-lock');
        const before = await latest<Procedure>(reader, siteId, 'procedure', 20);
        return { ok: true, events: [{ type: 'ProcedurePublished', at: now, by: actor.personId, day: today, number: Math.max(0, ...before.map((row) => row.state.number)) + 1, text: input.text, effectiveOn: input.effectiveOn }] };
      });
      return done.ok ? { number: done.state.kind === 'procedure' ? done.state.number : 0 } : done;
    }),
    route(contract.readProcedure, async ({ siteId, input, actor }) => {
      const done = await run({ siteId, subject: input.procedureId, commandId: input.commandId, name: 'readProcedure', actor }, (state, { now }) => (state ? acknowledge(state, { at: now, by: actor.personId }) : refuse('not-found')));
      return done.ok ? { done: true as const } : done;
    }),
    route(contract.saveCheck, async ({ siteId, input, actor }) => {
      const done = await run({ siteId, subject: input.checkId, commandId: input.commandId, name: 'saveBarCheck', actor }, async (state, { now, today, reader }) => {
        if (state) return refuse('record-exists', {});
        const [files, tables, people] = await Promise.all([
          ownFiles(reader.query, siteId, input.lines.flatMap((line) => line.photos), actor.personId),
          tablesOf(reader, siteId),
          workersOf(reader, siteId, now),
        ]);
        if (input.tableId && !tables.some((table) => table.id === input.tableId)) return refuse('table-unknown', {});
        const named = [input.onDutyId, ...input.defects.map((defect) => defect.ownerId)].filter((id) => id !== undefined);
        if (named.some((id) => !people.some((person) => person.id === id))) return refuse('person-not-here', {});
        return check({ at: now, by: actor.personId, day: today, lines: input.lines, defects: input.defects, note: input.note, files: new Set(files.keys()), ...(input.tableId ? { tableId: input.tableId } : {}), ...(input.onDutyId ? { onDutyId: input.onDutyId } : {}) });
      });
      return done.ok ? oneCheck(siteId, input.checkId) : done;
    }),
    route(contract.stepDefect, async ({ siteId, input, actor }) => {
      const { step } = input;
      if (!mayStepDefect(step.step, actor.roles)) return refuse('forbidden', { permission: step.step === 'fixed' ? 'beverages.serve' : 'beverages.check' });
      const done = await run({ siteId, subject: input.checkId, commandId: input.commandId, name: 'stepBarDefect', actor }, (state, { now, today }) => {
        if (!state) return refuse('not-found');
        const who = { at: now, by: actor.personId, defectId: input.defectId };
        if (step.step === 'fixed') return fixDefect(state, who);
        if (step.fixBy && step.fixBy < today) return refuse('date-in-past', { fixBy: step.fixBy });
        return recheckDefect(state, { ...who, isMended: step.isMended, ...(step.fixBy ? { fixBy: step.fixBy } : {}) });
      });
      return done.ok ? oneCheck(siteId, input.checkId) : done;
    }),
  ];
};
