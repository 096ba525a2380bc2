import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { pgCode, UNIQUE_VIOLATION, type Reader } from '../../../platform/server/database.ts';
import type { DueHandler } from '../../../platform/server/sweep.ts';
import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { colleaguesOf } from '../../roster/server/roster-facts.ts';
import * as contract from '../core/desk-contract.ts';
import { forgetContact, type Contact, type ContactEvent } from '../core/contact.ts';
import { EMPTY_DESK, keepDepartments, signOpening, tickOpening, type Desk, type DeskEvent, type Opening, type OpeningEvent } from '../core/desk.ts';
import { contactKind } from './contact-store.ts';
import { deskIdOf, deskKind, openingKind } from './desk-store.ts';
import { findEntries, findEntry, searchOf } from './directory-queries.ts';
import { forgetOld, holdNumbers } from './forgetting.ts';
import { namesOf, telephoneSite } from './telephone-site.ts';

const read = async (reader: Reader, siteId: string, now: Instant): Promise<contract.DeskView | undefined> => {
  const site = await telephoneSite(reader, siteId);
  if (!site) return undefined;
  const today = localDate(now, site.zone);
  const [desks, openings, colleagues] = await Promise.all([
    reader.query<{ state: Desk; version: number }>('select state, version from telephone_desks where site_id = $1', [siteId], 'desk-one'),
    reader.query<{ state: Opening }>('select state from desk_openings where site_id = $1 and day = $2', [siteId, today], 'opening-day'),
    colleaguesOf(reader, siteId, now),
  ]);
  const { publicNumbers, scripts, phoneKeys, checklist, extraHonorifics } = desks[0]?.state ?? EMPTY_DESK;
  const opening = openings[0]?.state;
  const names = await namesOf(reader, [opening?.signedBy, ...Object.values(opening?.ticks ?? {}).map((tick) => tick.by)]);
  const v = site.values;
  return {
    office: site.name, department: '客服部', areaCode: site.areaCode ?? null,
    settings: { publicNumbers: [...publicNumbers], scripts: [...scripts], phoneKeys: [...phoneKeys], checklist: [...checklist], extraHonorifics: [...extraHonorifics] },
    limits: {
      threeRings: v['telephone.three_rings'], holdApology: v['telephone.hold_apology'], holdOffer: v['telephone.hold_offer'], transferNudge: v['telephone.transfer_nudge'], enquiryHours: v['telephone.enquiry_due'], callBackMinutes: v['telephone.call_back'],
      urgentMinutes: v['telephone.message_urgent'], ordinaryMinutes: v['telephone.message_ordinary'],
    },
    opening: opening
      ? {
          id: opening.id, day: opening.day, signedAt: opening.signedAt ?? null, signedBy: opening.signedBy ? (names.get(opening.signedBy) ?? '') : null,
          items: opening.items.map((item) => ({ ...item, tick: opening.ticks[item.id] ? { at: opening.ticks[item.id]?.at ?? '', by: names.get(opening.ticks[item.id]?.by ?? '') ?? '' } : null })),
        }
      : null,
    today, colleagues: colleagues.map(({ id, name }) => ({ id, name })), version: desks[0]?.version ?? 0,
  };
};

export const deskRoutes = (deps: RunnerDeps): Route[] => {
  const { database, clock } = deps;
  const reread = async (siteId: string) => (await database.read([siteId], (reader) => read(reader, siteId, clock.now()))) ?? refuse('not-found');
  return [
    route(contract.readDesk, ({ siteId }) => reread(siteId)),
    route(contract.changeDesk, async ({ siteId, input, actor }) => {
      const done = await runCommand<Desk, DeskEvent>(deps, {
        kind: deskKind, siteId, subject: deskIdOf(siteId), name: 'changeDesk', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, trx }) => {
          const version = (await trx.query<{ version: number }>('select version from telephone_desks where site_id = $1', [siteId], 'desk-version'))[0]?.version ?? 0;
          if (version !== input.version) return refuse('changed-meanwhile', { version });
          return { ok: true, events: [...(state ? [] : [{ type: 'DeskOpened' as const, at: now }]), { type: 'DeskChanged', at: now, by: actor.personId, settings: keepDepartments(input.settings, state) }] };
        },
      });
      return done.ok ? reread(siteId) : done;
    }),
    route(contract.openDesk, async ({ siteId, input, actor }) => {
      const by = actor.personId;
      const attempt = () =>
        runCommand<Opening, OpeningEvent>(deps, {
          kind: openingKind, siteId, subject: input.openingId, name: 'openDesk', commandId: input.commandId, actor: by, standIn: actor.standIn,
          decide: async (state, { now, site, trx }) => {
            const { step } = input;
            const day = localDate(now, site.zone);
            if (state) return step.step === 'sign' ? signOpening(state, { at: now, by }) : tickOpening(state, { at: now, by, itemId: step.itemId, done: step.done });
            if (step.step === 'sign') return refuse('nothing-ticked', {});
            if ((await trx.query('select from desk_openings where site_id = $1 and day = $2', [siteId, day], 'opening-there')).length > 0) return refuse('opening-started', {});
            const desk = (await trx.query<{ state: Desk }>('select state from telephone_desks where site_id = $1', [siteId], 'desk-state'))[0]?.state;
            const items = (desk ?? EMPTY_DESK).checklist;
            if (!items.some((item) => item.id === step.itemId)) return refuse('item-unknown', {});
            return { ok: true, events: [{ type: 'OpeningStarted', at: now, by, day, items }, { type: 'OpeningTicked', at: now, by, itemId: step.itemId, done: step.done }] };
          },
        }).catch((error: unknown): Refusal => {
          // Two people tick the first item at the same moment: one list a day.
          if (pgCode(error) === UNIQUE_VIOLATION) return refuse('opening-started', {});
          throw error;
        });
      const done = await attempt();
      return done.ok ? reread(siteId) : done;
    }),
    route(contract.searchDirectory, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const site = (await reader.query<{ zone: string }>('select zone from sites where id = $1', [siteId], 'site-zone'))[0];
        return site ? { entries: await findEntries(reader, { id: siteId, zone: site.zone }, input.q, input.limit, clock.now()) } : refuse('not-found');
      }),
    ),
    route(contract.putEntry, async ({ siteId, input, actor }) => {
      const { entryId, personId, name, department, extension, handles, pronoun, archived } = input;
      const done = await runCommand<Desk, DeskEvent>(deps, {
        kind: deskKind, siteId, subject: deskIdOf(siteId), name: 'putEntry', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, trx }) => {
          if (personId && !(await colleaguesOf(trx, siteId, now)).some((person) => person.id === personId)) return refuse('person-not-here', {});
          await trx.query(
            `insert into directory_entries (site_id, id, person_id, name, department, extension, handles, pronoun, search, archived_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $10 then $11::timestamptz end)
             on conflict (site_id, id) do update set person_id = excluded.person_id, name = excluded.name, department = excluded.department, extension = excluded.extension, handles = excluded.handles, pronoun = excluded.pronoun,
               search = excluded.search, archived_at = excluded.archived_at`,
            [siteId, entryId, personId ?? null, name, department, extension, handles, pronoun ?? null, searchOf({ name, department, extension, handles }), archived, now],
            'directory-put',
          );
          return { ok: true, events: [...(state ? [] : [{ type: 'DeskOpened' as const, at: now }]), { type: 'EntryPut', at: now, by: actor.personId, entryId, archived, name }] };
        },
      }).catch((error: unknown): Refusal => {
        if (pgCode(error) === UNIQUE_VIOLATION) return refuse('person-listed', {});
        throw error;
      });
      if (!done.ok) return done;
      const entry = archived ? undefined : await database.read([siteId], async (reader) => findEntry(reader, { id: siteId, zone: (await telephoneSite(reader, siteId))?.zone ?? 'Asia/Shanghai' }, entryId, clock.now()));
      return entry ?? { id: entryId, personId: personId ?? null, name, department, extension, handles, pronoun: pronoun ?? null, presence: 'unknown' as const, backAt: null, isOn: false, isOwn: true };
    }),
  ];
};

/** Whoever has not called for the centre's time is forgotten, each by a command of its own. */
const forgetContactsBefore = async (deps: RunnerDeps, siteId: string, before: Instant): Promise<void> => {
  for (;;) {
    const old = await deps.database.read([siteId], (reader) => reader.query<{ id: string }>(`select id from contacts where site_id = $1 and status = 'known' and last_at < $2 order by last_at limit 200`, [siteId, before], 'contacts-old'));
    for (const { id } of old)
      await runCommand<Contact, ContactEvent>(deps, {
        kind: contactKind, siteId, subject: id, name: 'forgetOld', actor: null,
        decide: async (state, { now, trx }) => {
          // Whoever has called meanwhile is not forgotten.
          if (state?.status !== 'known' || state.lastAt >= before) return { ok: true, events: [] };
          await holdNumbers(trx.query, siteId, state.numbers);
          return forgetContact(state, { at: now, by: null, why: 'retention' });
        },
      });
    if (old.length < 200) return;
  }
};

/** The nightly look: what is past its time loses its names and numbers, and the next look is set. */
export const sweepDesk: DueHandler = async (deps, { siteId, subject, sweep }) => {
  const now = deps.clock.now();
  const site = await deps.database.read([siteId], (reader) => telephoneSite(reader, siteId));
  if (!site) return;
  const days = (count: number): Instant => addMinutes(now, -count * 24 * 60);
  const before = days(site.values['telephone.retention_days']);
  await forgetOld(deps.database, { siteId, before, rawBefore: days(site.values['telephone.raw_days']), now });
  await forgetContactsBefore(deps, siteId, before);
  const done = await runCommand<Desk, DeskEvent>(deps, {
    kind: deskKind, siteId, subject, name: 'sweep', actor: null,
    decide: (state) => ({ ok: true, events: state && state.round === sweep.round ? [{ type: 'RetentionDue', at: now }] : [] }),
  });
  if (!done.ok && done.code !== 'site-unknown') throw new Error(done.code);
};
