import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { isRefusal, route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { SiteRow } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import { colleaguesOf } from '../../roster/server/roster-facts.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { callBackDue } from '../core/call-back.ts';
import { numberOf } from '../core/call-reading.ts';
import { answererOf, type CallSheet } from '../core/call-record.ts';
import { addressOf, checkHonorific } from '../core/form-of-address.ts';
import * as contract from '../core/matter-contract.ts';
import { MATTER_KINDS, matterStepsOf, openMatter, ownerStepsOf, promiseLost, takeMatterStep, type Matter, type MatterEvent, type MatterKind, type MatterRating } from '../core/matter.ts';
import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { maskNumber, readNumber } from '../../../platform/core/phone-number.ts';
import { lostMatterOf } from './call-aftermath.ts';
import { takeCallCommand } from './call-commands.ts';
import { complainerOf, type OpenPhoneComplaint } from './phone-complaint.ts';
import { derivedId } from './derived-id.ts';
import { matterKind } from './matter-store.ts';
import { mayTakeOver } from '../core/telephone-permissions.ts';
import { revealerOf } from './revealer.ts';
import { callOf } from './message-routes.ts';
import { areaCodeIn, checkWordIn } from './telephone-site.ts';

type Row = { state: Matter; version: number };
const READ = 'select state, version from matters';

/** How far back the owner sees what ended. */
const PAST_DAYS = 14;

const viewsOf = async (reader: Reader, rows: readonly Row[], stepsOf: (matter: Matter) => readonly contract.MatterView['allowed'][number][] = matterStepsOf): Promise<contract.MatterView[]> => {
  const ids = [...new Set(rows.flatMap(({ state }) => [state.openedBy, state.ownerId, state.endedBy, ...state.tries.map((entry) => entry.by)]).filter((id): id is string => Boolean(id)))];
  const names = new Map(ids.length === 0 ? [] : (await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [ids], 'people-names')).map((row) => [row.id, row.name]));
  return rows.map(({ state, version }) => {
    const { sheet } = state;
    return {
      id: state.id, kind: state.kind, status: state.status, address: addressOf(sheet), fullName: sheet.fullName ?? null, company: sheet.company ?? null, number: sheet.number ? maskNumber(sheet.number) : null, nameDeclined: sheet.nameDeclined ?? false, numberDeclined: sheet.numberDeclined ?? false, content: maskNumbers(sheet.content), lostTo: sheet.lostTo ?? null, grade: sheet.grade ?? null,
      callId: sheet.callId ?? null, openedAt: state.openedAt, openedBy: names.get(state.openedBy ?? '') ?? null, ownerId: state.ownerId ?? null, owner: names.get(state.ownerId ?? '') ?? null, dueAt: state.dueAt, count: state.count, lastAt: state.lastAt, isBrief: state.isBrief,
      tries: state.tries.map((entry) => ({ at: entry.at, by: names.get(entry.by) ?? '', reached: entry.reached, note: entry.note ? maskNumbers(entry.note) : null })), result: state.result ? maskNumbers(state.result) : null, rating: state.rating ?? null, endedAt: state.endedAt ?? null, endedBy: names.get(state.endedBy ?? '') ?? null,
      isLate: state.isLate, allowed: [...stepsOf(state)], isErased: state.isErased ?? false, version,
    };
  });
};

const readOne = async (reader: Reader, siteId: string, id: string): Promise<contract.MatterView | undefined> => {
  const row = (await reader.query<Row>(`${READ} where site_id = $1 and id = $2`, [siteId, id], 'matter-one'))[0];
  return row ? (await viewsOf(reader, [row]))[0] : undefined;
};

const readOwn = async (reader: Reader, siteId: string, id: string, personId: string): Promise<contract.MatterView | undefined> => {
  const row = (await reader.query<Row>(`${READ} where site_id = $1 and id = $2`, [siteId, id], 'matter-one'))[0];
  return row?.state.ownerId === personId ? (await viewsOf(reader, [row], ownerStepsOf))[0] : undefined;
};

/** Who the sheet of a call says it was. */
const callerOf = ({ surname, honorific, saidTaitai, fullName, nameDeclined }: CallSheet) => ({ surname, honorific, saidTaitai, fullName, nameDeclined });

/** When it is due where nobody said: the centre's own limit of its kind. */
const dueOf = (kind: MatterKind, from: Instant, site: SiteRow): Instant => {
  const values = parameterValues(site.parameters);
  return kind === 'enquiry' || kind === 'follow_up' ? addMinutes(from, values['telephone.enquiry_due'] * 60) : callBackDue(calendarOf(site), from, values['telephone.call_back']).dueAt;
};

/** The call-back a lost caller has already, as long as nothing was promised; also when this very command made it another's promise before. */
const waitingLost = async (database: RunnerDeps['database'], siteId: string, callId: string, commandId: string): Promise<string | undefined> =>
  (await database.read([siteId], (reader) =>
    reader.query<{ id: string }>(`select id from matters m where site_id = $1 and id = $2 and ((status = 'open' and state->'sheet'->>'content' = '') or exists (select from commands c where c.site_id = $1 and c.command_id = $3 and c.subject = m.id))`, [siteId, lostMatterOf(callId), commandId], 'lost-waiting'),
  ))[0]?.id;

/** A follow-up call as the repair keeps it; the ids are the caller's, so a repeated call is the same step. */
export type RepairToFollow = { readonly id: string; readonly number: string; readonly place: string; readonly item: string; readonly reporter: string | null; readonly phone: string | null; readonly signedAt: Instant | null };
export type MatterDeps = RunnerDeps & {
  openComplaint: OpenPhoneComplaint;
  followUpsOf(reader: Reader, siteId: string): Promise<readonly RepairToFollow[]>;
  followUp(input: { siteId: string; repairId: string; commandId: string; result: MatterRating | 'not_reached'; note: string | undefined }, actor: Actor): Promise<{ ok: true } | Refusal>;
};

export const matterRoutes = (deps: MatterDeps): Route[] => {
  const { database } = deps;
  const reread = (siteId: string, id: string) => database.read([siteId], (reader) => readOne(reader, siteId, id));
  return [
    route(contract.openMatterEndpoint, async ({ siteId, input, actor, caller: asker }) => {
      const { commandId, matterId, siteId: _site, kind, dueAt, ownerId, numberOfCall: useCall, ...sheet } = input;
      const subject = kind === 'call_back' && input.callId ? ((await waitingLost(database, siteId, input.callId, commandId)) ?? matterId) : matterId;
      const done = await runCommand<Matter, MatterEvent, contract.MatterView | undefined>(deps, {
        kind: matterKind, siteId, subject, name: 'openMatter', commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, site, trx }) => {
          const [areaCode, call, here] = await Promise.all([areaCodeIn(trx, siteId), callOf(trx, siteId, sheet.callId), colleaguesOf(trx, siteId, now)]);
          if (ownerId && !here.some((person) => person.id === ownerId)) return refuse('person-not-here', {});
          const unknown = await checkWordIn(trx, siteId, sheet);
          if (unknown) return unknown;
          // What is not said here is taken from the call (T-10).
          const known = call ? numberOf(call) : undefined;
          const told = useCall ? (known ?? sheet.number) : (sheet.number || (sheet.numberDeclined ? undefined : known));
          if (told && told === known && told !== sheet.number && !mayTakeOver(revealerOf(actor, asker), ownerId, call && answererOf(call))) return refuse('forbidden', { permission: 'telephone.reveal' });
          const number = told ? (readNumber(told, areaCode).key ?? told) : undefined;
          const caller = sheet.surname || sheet.fullName || sheet.nameDeclined || !call ? {} : callerOf(call.sheet);
          const said = { at: now, by: actor.personId, sheet: { ...sheet, ...caller, number, numberDeclined: sheet.numberDeclined && !number }, ownerId, dueAt: dueAt ?? dueOf(kind, now, site) };
          return subject !== matterId && state?.status === 'open' && state.sheet.content === '' ? promiseLost(state, said) : openMatter(state, { ...said, kind });
        },
        present: (reader) => readOne(reader, siteId, subject),
      });
      if (!done.ok) return done;
      if (input.callId) await takeCallCommand(deps, { siteId, callId: input.callId, commandId: derivedId(commandId, 'link'), steps: [{ step: 'link', link: { kind: 'matter', id: subject }, isCallBack: kind === 'call_back' }] }, { actor });
      return done.view ?? (await reread(siteId, subject)) ?? refuse('not-found');
    }),
    route(contract.openCallComplaint, async ({ siteId, input, actor }) => {
      const { callId, commandId, complaintId, kind, grade, anonymous, accused, content } = input;
      const [known, areaCode] = await database.read([siteId], (reader) => Promise.all([callOf(reader, siteId, callId), areaCodeIn(reader, siteId)]));
      if (!known) return refuse('not-found');
      const wrong = anonymous ? undefined : (checkHonorific(input) ?? (await database.read([siteId], (reader) => checkWordIn(reader, siteId, input))));
      if (wrong) return wrong;
      const said = input.number ?? numberOf(known);
      const opened = await deps.openComplaint({ siteId, commandId, complaintId, callId, kind, grade, accused, content, channel: 'phone', anonymous, ...(anonymous ? {} : complainerOf({ ...input, number: said && (readNumber(said, areaCode).key ?? said) })) }, actor);
      if (!opened.ok) return opened;
      // The call says that a case came of it, but never of a report, and nothing where somebody is complained about who may read the log.
      if (kind === 'complaint' && accused.length === 0) await takeCallCommand(deps, { siteId, callId, commandId: derivedId(commandId, 'link'), steps: [{ step: 'link', link: { kind: 'complaint', id: complaintId } }] }, { actor });
      return { number: opened.number };
    }),
    route(contract.listMatters, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const kinds = (input.kinds?.split(',') ?? [...MATTER_KINDS]).filter((kind) => (MATTER_KINDS as readonly string[]).includes(kind));
        const [open, past] = await Promise.all([
          reader.query<Row>(`${READ} where site_id = $1 and status = 'open' and kind = any($2::text[]) order by due_at, count desc, id limit 300`, [siteId, kinds], 'matter-open'),
          reader.query<Row>(`${READ} where site_id = $1 and status <> 'open' and kind = any($2::text[]) and ended_at < $3 order by ended_at desc, id desc limit 30`, [siteId, kinds, input.before ?? '9999-12-31T00:00:00.000Z'], 'matter-past'),
        ]);
        const views = await viewsOf(reader, [...open, ...past]);
        return { open: views.slice(0, open.length), past: views.slice(open.length) };
      }),
    ),
    route(contract.stepMatter, async ({ siteId, input, actor, caller }) => {
      const done = await runCommand<Matter, MatterEvent, contract.MatterView | undefined>(deps, {
        kind: matterKind, siteId, subject: input.matterId, name: 'stepMatter', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, trx }) => {
          if (!state) return refuse('not-found');
          const { step } = input;
          if (step.step === 'give' && !(await colleaguesOf(trx, siteId, now)).some((person) => person.id === step.ownerId)) return refuse('person-not-here', {});
          if (step.step === 'give' && !mayTakeOver(revealerOf(actor, caller), step.ownerId, state.ownerId)) return refuse('forbidden', { permission: 'telephone.reveal' });
          return takeMatterStep(state, step, actor, now);
        },
        present: (reader) => readOne(reader, siteId, input.matterId),
      });
      if (!done.ok) return done;
      return done.view ?? (await reread(siteId, input.matterId)) ?? refuse('not-found');
    }),
    route(contract.myMatters, ({ siteId, actor }) =>
      database.read([siteId], async (reader) => {
        const [open, past] = await Promise.all([
          reader.query<Row>(`${READ} where site_id = $1 and status = 'open' and owner_id = $2 order by due_at, id limit 100`, [siteId, actor.personId], 'matter-mine'),
          reader.query<Row>(`${READ} where site_id = $1 and status <> 'open' and owner_id = $2 and ended_at > $3 order by ended_at desc, id desc limit 20`, [siteId, actor.personId, addMinutes(deps.clock.now(), -PAST_DAYS * 24 * 60)], 'matter-mine-past'),
        ]);
        const views = await viewsOf(reader, [...open, ...past], ownerStepsOf);
        return { open: views.slice(0, open.length), past: views.slice(open.length) };
      }),
    ),
    route(contract.stepMyMatter, async ({ siteId, input, actor }) => {
      const own = (reader: Reader) => readOwn(reader, siteId, input.matterId, actor.personId);
      const done = await runCommand<Matter, MatterEvent, contract.MatterView | undefined>(deps, {
        kind: matterKind, siteId, subject: input.matterId, name: 'stepMyMatter', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (state, { now }) => (state?.ownerId === actor.personId ? takeMatterStep(state, input.step, actor, now) : refuse('not-found')),
        present: own,
      });
      if (!done.ok) return done;
      return done.view ?? (await database.read([siteId], own)) ?? refuse('not-found');
    }),
    route(contract.listFollowUps, ({ siteId }) =>
      database.read([siteId], async (reader) => {
        const repairs = await deps.followUpsOf(reader, siteId);
        const tries = await reader.query<{ id: string; tries: number; at: string }>(
          `select l->>'id' as id, count(*)::int as tries, max(started_at) as at from calls c, jsonb_array_elements(c.state->'links') l
            where c.site_id = $1 and c.started_at > $3 and c.purpose = 'follow_up' and l->>'kind' = 'repair' and l->>'id' = any($2::text[]) group by 1`,
          [siteId, repairs.map((repair) => repair.id), addMinutes(deps.clock.now(), -60 * 24 * 60)],
          'follow-up-tries',
        );
        return { repairs: repairs.map((repair) => ({ ...repair, phone: repair.phone ? maskNumber(readNumber(repair.phone).key ?? repair.phone) : null, tries: tries.find((row) => row.id === repair.id)?.tries ?? 0, lastTryAt: tries.find((row) => row.id === repair.id)?.at ?? null })) };
      }),
    ),
    route(contract.recordFollowUp, async ({ siteId, input, actor }) => {
      const repair = await database.read([siteId], async (reader) => (await deps.followUpsOf(reader, siteId)).find((row) => row.id === input.repairId));
      if (!repair) return refuse('not-found');
      if (input.reached && !input.rating) return refuse('rating-missing', {});
      const kept = await deps.followUp({ siteId, repairId: input.repairId, commandId: derivedId(input.commandId, 'repair'), result: input.reached && input.rating ? input.rating : 'not_reached', note: input.note }, actor);
      if (!kept.ok) return kept;
      // The call itself stands in the log, reached or not (T-02, T-35).
      const called = await takeCallCommand(
        deps,
        {
          siteId, callId: input.callId, commandId: input.commandId,
          steps: [
            { step: 'open', direction: 'outbound', ...(repair.phone ? { number: repair.phone } : {}) }, input.reached ? { step: 'reached' } : { step: 'unreached', why: 'unanswered' }, { step: 'link', link: { kind: 'repair', id: input.repairId } },
            { step: 'log', sheet: { purpose: 'follow_up', ...(input.note ? { notes: input.note } : {}) } },
          ],
        },
        { actor },
      );
      return isRefusal(called) ? called : { ok: true as const };
    }),
  ];
};

export const sweepMatter: DueHandler = async (deps, { siteId, subject, sweep }) => {
  const done = await runCommand(deps, { kind: matterKind, siteId, subject, name: 'sweep', actor: null, sweep, decide: () => ({ ok: true, events: [] }) });
  if (isRefusal(done) && done.code !== 'site-unknown') throw new Error(done.code);
};
