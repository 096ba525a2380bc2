import type { Instant } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { addDays, instantAt, localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { isRefusal, route, type Actor, type AppOptions, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { Caller } from '../../../platform/server/caller.ts';
import type { Reader, Transaction } from '../../../platform/server/database.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import * as contract from '../core/handover-contract.ts';
import { give, mayReadHandover, readsAllHandovers, refuseHandover, review, take, type Handover, type HandoverEvent, type HandoverLine, type Hygiene } from '../core/handover.ts';
import type { Decision } from '../../../platform/core/refusal.ts';
import { leavesDesk, readDuty, takersOf } from './duty.ts';
import { askerOf, bookedBetween, openLines, seenAmong, type Asker, type BookedSource, type HandoverSource } from './handover-sources.ts';
import { handoverKind } from './handover-store.ts';
import { namesOf } from './roster-queries.ts';
import { unwrittenFound } from './unwritten.ts';

export type HandoverDeps = RunnerDeps & {
  readonly grants: AppOptions['grants'];
  readonly sources: readonly HandoverSource[];
  /** What is agreed for tomorrow. */
  readonly booked: readonly BookedSource[];
  verifyPin(personId: string, pin: string): Promise<'ok' | Refusal>;
  /** A handover ends the desk rights of the duty officer at once. */
  onChange(): void;
};

type Row = { state: Handover; postRoles: Role[]; version: number; giver: string; taker: string | null; refuser: string | null; reviewer: string | null; dueAt: string | null };

const POST_ROLES = `array(select o.role from posts o where o.site_id = h.site_id and o.name = h.state->>'post')`;
const READ = `select h.state, h.version, ${POST_ROLES} as "postRoles", g.name as giver, t.name as taker, r.name as refuser, v.name as reviewer,
    (select c.due_at from clocks c where c.site_id = h.site_id and c.subject = h.id and c.stopped_at is null and c.cancelled_at is null order by c.round desc limit 1) as "dueAt"
  from handovers h join people g on g.id = h.giver_id left join people t on t.id = h.taker_id
  left join people r on r.id = (h.state->'refusal'->>'by')::uuid left join people v on v.id = (h.state->>'reviewedBy')::uuid`;

/** The lists' half of `mayReadHandover`: `$3` whether they read all, `$4` the person, `$5` their roles. */
const MAY_READ = `($3 or h.giver_id = $4 or h.taker_id = $4 or h.state->'takers' ? $4::text or case when ${POST_ROLES} = '{}' then h.status <> 'taken' else ${POST_ROLES} && $5::text[] end)`;

const UNSEEN: Hygiene = { state: 'unseen', note: '' };
const itemsOf = (state: Handover | undefined): { name: string; count: number; note: string; kind: 'key' | 'item' }[] => (state?.items ?? []).map((item) => ({ ...item, kind: item.kind ?? 'item' }));

/** As signed for whoever signed it; others read of its lines what they may see today. */
const viewOf = (row: Row, actor: Actor, seen: (line: HandoverLine) => boolean): contract.HandoverView => {
  const { state } = row;
  const isManager = actor.roles.includes('property_manager');
  const { id, post, day, summary, instructions, tomorrow, spokenOf, status, giverId, givenAt, untaken } = state;
  return {
    id, post, day, summary, instructions, tomorrow, spokenOf, status, giverId, givenAt, untaken,
    shift: state.shift ?? '', hygiene: { ...(state.hygiene ?? UNSEEN) }, arrivedAt: state.arrivedAt ?? null, reviewNote: state.reviewNote ?? null,
    lines: state.lines.filter((line) => giverId === actor.personId || seen(line)), items: itemsOf(state), differences: [...state.differences],
    giver: row.giver, takerId: state.takerId ?? null, taker: row.taker, takenAt: state.takenAt ?? null,
    refusal: state.refusal && status === 'refused' ? { by: row.refuser ?? '', at: state.refusal.at, reason: state.refusal.reason } : null,
    reviewedAt: state.reviewedAt ?? null, reviewer: row.reviewer, dueAt: row.dueAt, version: row.version,
    allowed: [
      // The PC of the giver may show the page: the taker signs with the own name and PIN.
      ...(status === 'given' ? (['take', 'refuse'] as const) : []),
      ...(status === 'refused' && state.giverId === actor.personId ? (['amend'] as const) : []),
      ...(status === 'taken' && !state.reviewedAt && isManager ? (['review'] as const) : []),
    ],
  };
};

const LAST = '9999-12-31T00:00:00.000Z';
const readerOf = (actor: Actor): [boolean, string, readonly string[]] => [readsAllHandovers(actor), actor.personId, actor.roles];

type Reading = { readonly siteId: string; readonly actor: Actor; readonly as: Asker };
const viewsOf = async (reader: Reader, sources: readonly HandoverSource[], rows: readonly Row[], { siteId, actor, as }: Reading): Promise<contract.HandoverView[]> => {
  const seen = await seenAmong(reader, sources, { siteId, as }, rows.flatMap(({ state }) => (state.giverId === actor.personId ? [] : state.lines)));
  return rows.map((row) => viewOf(row, actor, seen));
};

export const readHandover = async (reader: Reader, sources: readonly HandoverSource[], reading: Reading & { readonly id: string }): Promise<contract.HandoverView | undefined> => {
  const row = (await reader.query<Row>(`${READ} where h.site_id = $1 and h.id = $2`, [reading.siteId, reading.id], 'handover-one'))[0];
  return row && mayReadHandover(row.state, reading.actor, row.postRoles) ? (await viewsOf(reader, sources, [row], reading))[0] : undefined;
};

const readUnwritten = async (reader: Reader, siteId: string, actor: Actor, now: Instant): Promise<contract.UnwrittenView[]> => {
  const site = await loadSite(reader.query, siteId);
  const found = site && (await unwrittenFound(reader, site, now));
  if (!found) return [];
  const names = await namesOf(reader, found.leaving.map((entry) => entry.personId));
  const time = (at: Instant): string => localTime(at, site.zone);
  return found.leaving.map(({ personId, post, startsAt, endsAt }) => ({
    post, personId, person: names.get(personId) ?? '', shift: `${time(startsAt)}–${time(endsAt)}`, day: localDate(startsAt, site.zone), endedAt: endsAt,
    allowed: personId === actor.personId || (actor.roles.includes('property_manager') && !found.change.takers.includes(actor.personId)) ? ['write' as const] : [],
  }));
};

export const handoverRoutes = (deps: HandoverDeps): Route[] => {
  const { database, clock } = deps;
  const run = async (call: { siteId: string; actor: Actor; caller: Caller; input: { commandId: string } }, subject: string, name: string, decide: (state: Handover | undefined, now: Instant, context: { trx: Transaction; site: SiteRow }) => Decision<HandoverEvent> | Promise<Decision<HandoverEvent>>, actorId = call.actor.personId) => {
    const read = (reader: Reader) => readHandover(reader, deps.sources, { siteId: call.siteId, id: subject, actor: call.actor, as: askerOf(call.caller, call.siteId, deps.grants) });
    const done = await runCommand(deps, {
      kind: handoverKind, siteId: call.siteId, subject, name, commandId: call.input.commandId, actor: actorId, standIn: call.actor.standIn,
      decide: (state, { now, trx, site }) => decide(state, now, { trx, site }),
      present: read,
    });
    if (!done.ok) return done;
    deps.onChange();
    return done.view ?? (await database.read([call.siteId], read)) ?? refuse('not-found');
  };
  const known = <D extends Decision<HandoverEvent> | Promise<Decision<HandoverEvent>>>(state: Handover | undefined, decide: (state: Handover) => D): D | Refusal => (state ? decide(state) : refuse('not-found'));
  /** The signer must work here and know the own PIN; a wrong one slows that person only. */
  const signer = async (siteId: string, personId: string, pin: string, now: Instant): Promise<Refusal | undefined> => {
    const rows = await database.query<{ here: boolean }>(
      `select exists (select from memberships m join people p on p.id = m.person_id where m.site_id = $1 and p.id = $2 and p.ended_at is null and not m.offered and m.valid_from <= $3 and (m.valid_until is null or m.valid_until > $3)) as here`,
      [siteId, personId, now],
      'handover-signer',
    );
    if (!rows[0]?.here) return refuse('person-not-here', {});
    const checked = await deps.verifyPin(personId, pin);
    return checked === 'ok' ? undefined : checked;
  };
  /** Signs for what waits for a taker; on anything else no PIN is tried, and a command that came before is answered as it was. */
  const signed = async (call: { siteId: string; actor: Actor; caller: Caller; input: { commandId: string; handoverId: string; personId: string; pin: string } }, name: string, decide: (given: Handover, now: Instant, context: { trx: Transaction; site: SiteRow }) => Decision<HandoverEvent> | Promise<Decision<HandoverEvent>>) => {
    const { siteId, input } = call;
    const waits = (await database.read([siteId], (reader) => reader.query(`select from handovers where site_id = $1 and id = $2 and status = 'given'`, [siteId, input.handoverId], 'handover-waits'))).length > 0;
    const refused = waits ? await signer(siteId, input.personId, input.pin, clock.now()) : undefined;
    return refused ?? run(call, input.handoverId, name, (state, at, context) => known(state, (given) => (waits || given.status !== 'given' ? decide(given, at, context) : refuse('handover-not-open', { status: 'refused' }))), input.personId);
  };

  return [
    route(contract.compileHandover, ({ siteId, actor, caller }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        if (!site) return refuse('not-found');
        const now = clock.now();
        const as = askerOf(caller, siteId, deps.grants);
        const tomorrow = addDays(localDate(now, site.zone), 1);
        const [lines, last, duty, booked] = await Promise.all([
          openLines(reader, deps.sources, { siteId, now, as }),
          reader.query<{ state: Handover }>(`select h.state from handovers h where h.site_id = $1 and h.given_at < $2 and ${MAY_READ} order by h.given_at desc, h.id desc limit 1`, [siteId, LAST, ...readerOf(actor)], 'handover-last'),
          readDuty(reader, site, now),
          bookedBetween(reader, deps.booked, { siteId, from: instantAt(site.zone, tomorrow, '00:00'), to: instantAt(site.zone, addDays(tomorrow, 1), '00:00'), as }),
        ]);
        const own = duty.on.find((entry) => entry.personId === actor.personId);
        const gaps = duty.gaps.map((gap) => ({ section: 'gaps' as const, ref: `${gap.postId}/${gap.startsAt}`, label: `${gap.post} ${gap.day} ${localTime(gap.startsAt, site.zone)}–${localTime(gap.endsAt, site.zone)}`, status: '', next: '' }));
        return {
          day: localDate(now, site.zone),
          post: own?.post ?? '',
          shift: own ? `${localTime(own.startsAt, site.zone)}–${localTime(own.endsAt, site.zone)}` : '',
          tomorrow: booked.map((entry) => `${localTime(entry.at, site.zone)} ${entry.label}`).join('\n').slice(0, 2000),
          lastInstructions: last[0]?.state.instructions ?? '',
          lines: [...lines, ...gaps],
          items: itemsOf(last[0]?.state),
        };
      }),
    ),
    route(contract.listHandovers, ({ siteId, actor, input, caller }) =>
      database.read([siteId], async (reader) => {
        const [open, past, unwritten] = await Promise.all([
          reader.query<Row>(`${READ} where h.site_id = $1 and h.status <> 'taken' and h.given_at < $2 and ${MAY_READ} order by h.given_at limit 50`, [siteId, LAST, ...readerOf(actor)], 'handover-open'),
          reader.query<Row>(`${READ} where h.site_id = $1 and h.status = 'taken' and h.given_at < $2 and ${MAY_READ} order by h.given_at desc, h.id desc limit 30`, [siteId, input.before ?? LAST, ...readerOf(actor)], 'handover-past'),
          readUnwritten(reader, siteId, actor, clock.now()),
        ]);
        const views = await viewsOf(reader, deps.sources, [...open, ...past], { siteId, actor, as: askerOf(caller, siteId, deps.grants) });
        return { open: views.slice(0, open.length), past: views.slice(open.length), unwritten };
      }),
    ),
    route(contract.giveHandover, async (call) => {
      const { input, actor } = call;
      const refused = await signer(call.siteId, actor.personId, input.pin, clock.now());
      if (refused) return refused;
      const { post, day, shift, hygiene, summary, instructions, tomorrow, spokenOf, lines, items } = input;
      return run(call, input.handoverId, 'giveHandover', async (state, at, { trx, site }) => give(state, { at, by: actor.personId, takers: await takersOf(trx, site, { post, giverId: actor.personId }, at), sheet: { post, day, shift, hygiene, summary, instructions, tomorrow, spokenOf, lines, items } }));
    }),
    route(contract.takeHandover, (call) => {
      const { personId, differences, arrivedAt } = call.input;
      return signed(call, 'takeHandover', async (given, at, { trx, site }) => {
        const isLeft = given.status === 'given' && (await leavesDesk(trx, site, { giverId: given.giverId, takerId: personId }, at));
        return take(given, { at, by: personId, differences, arrivedAt, leavesDesk: isLeft });
      });
    }),
    route(contract.refuseHandoverEndpoint, (call) => signed(call, 'refuseHandover', (given, at) => refuseHandover(given, { at, by: call.input.personId, reason: call.input.reason }))),
    route(contract.reviewHandover, (call) => run(call, call.input.handoverId, 'reviewHandover', (state, at) => known(state, (taken) => review(taken, { at, by: call.actor.personId, note: call.input.note })))),
  ];
};

export const sweepHandover: DueHandler = async (deps, { siteId, subject, sweep }) => {
  const done = await runCommand(deps, { kind: handoverKind, siteId, subject, name: 'sweep', actor: null, sweep, decide: () => ({ ok: true, events: [] }) });
  if (isRefusal(done) && done.code !== 'site-unknown') throw new Error(done.code);
};
