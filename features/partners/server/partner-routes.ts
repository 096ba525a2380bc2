import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { pgCode, UNIQUE_VIOLATION } from '../../../platform/server/database.ts';
import { ownFiles } from '../../../platform/server/files.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { derivedId } from '../../../platform/server/ids.ts';
import { sweepOf } from '../../../platform/server/sweep.ts';
import { REPAIR_JOBS, vendorReferral } from '../../repairs/server/repair-facts.ts';
import { checkFirm, type Firm, type FirmEvent } from '../core/firm.ts';
import * as contract from '../core/partner-contract.ts';
import { takeReferralStep, type Referral, type ReferralEvent } from '../core/referral.ts';
import { firmKind, referralKind } from './partner-store.ts';
import { firmNamed, firmsOf, listOfReferrals, readOneReferral } from './partner-queries.ts';

export const partnerRoutes = (deps: RunnerDeps): Route[] => {
  const { database, clock } = deps;
  const firms = (siteId: string): Promise<{ firms: contract.FirmView[] } | Refusal> =>
    database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      return site ? { firms: await firmsOf(reader, siteId, localDate(clock.now(), site.zone)) } : refuse('not-found');
    });
  const one = (siteId: string, id: string, actor: Actor): Promise<contract.ReferralView | Refusal> =>
    database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      return (site && (await readOneReferral(reader, { siteId, id, actor, zone: site.zone }))) ?? refuse('not-found');
    });
  return [
    route(contract.listFirms, ({ siteId }) => firms(siteId)),
    route(contract.saveFirm, async ({ siteId, input, actor }) => {
      const { siteId: _site, commandId, firmId, ...fields } = input;
      const wrong = checkFirm(fields);
      if (wrong) return wrong;
      const done = await runCommand<Firm, FirmEvent>(deps, {
        kind: firmKind, siteId, subject: firmId, name: 'saveFirm', commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (_state, { now, trx }) => {
          const taken = await trx.query('select from firms where site_id = $1 and name = $2 and id <> $3 and archived_at is null limit 1', [siteId, fields.name, firmId], 'firm-taken');
          return taken.length > 0 ? refuse('name-taken', { name: fields.name }) : { ok: true, events: [{ type: 'FirmSaved', at: now, by: actor.personId, fields }] };
        },
      }).catch((error: unknown) => {
        if (pgCode(error) === UNIQUE_VIOLATION) return refuse('name-taken', { name: fields.name });
        throw error;
      });
      return done.ok ? firms(siteId) : done;
    }),
    route(contract.archiveFirm, async ({ siteId, input, actor }) => {
      const done = await runCommand<Firm, FirmEvent>(deps, {
        kind: firmKind, siteId, subject: input.firmId, name: 'archiveFirm', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (state, { now }) => (state ? { ok: true, events: [{ type: 'FirmArchived', at: now, by: actor.personId, archived: input.archived }] } : refuse('not-found')),
      }).catch((error: unknown) => {
        if (pgCode(error) === UNIQUE_VIOLATION) return refuse('name-taken');
        throw error;
      });
      return done.ok ? firms(siteId) : done;
    }),
    route(contract.listReferrals, ({ siteId, input, actor }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        return site ? listOfReferrals(reader, { siteId, actor, zone: site.zone, filter: input.filter, firmId: input.firmId, after: input.after }) : refuse('not-found');
      }),
    ),
    route(contract.openReferral, async ({ siteId, input, actor }) => {
      const done = await runCommand<Referral, ReferralEvent>(deps, {
        kind: referralKind, siteId, subject: input.referralId, name: 'openReferral', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, trx }) => {
          if (state) return refuse('referral-exists');
          const [known, places] = await Promise.all([
            trx.query<{ name: string }>('select name from firms where site_id = $1 and id = $2 and archived_at is null', [siteId, input.firmId]),
            input.placeId ? trx.query('select from places where site_id = $1 and id = $2', [siteId, input.placeId]) : [{}],
          ]);
          if (!known[0]) return refuse('firm-unknown');
          if (places.length === 0) return refuse('place-unknown');
          if (input.calledAt && input.calledAt > now) return refuse('time-in-future');
          const fields = { firmId: input.firmId, firmName: known[0].name, placeText: input.placeText, defect: input.defect, ...(input.placeId ? { placeId: input.placeId } : {}) };
          return { ok: true, events: [{ type: 'ReferralOpened', at: input.calledAt ?? now, recordedAt: now, by: actor.personId, number: '', fields, photos: [], ...(input.calledAt ? { calledAt: input.calledAt } : {}) }] };
        },
      });
      return done.ok ? one(siteId, input.referralId, actor) : done;
    }),
    route(contract.readReferral, ({ siteId, input, actor }) => one(siteId, input.referralId, actor)),
    route(contract.stepReferral, async ({ siteId, input, actor }) => {
      const { step } = input;
      const done = await runCommand<Referral, ReferralEvent>(deps, {
        kind: referralKind, siteId, subject: input.referralId, name: 'stepReferral', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, trx }) => {
          if (!state) return refuse('not-found');
          const [files, known] = await Promise.all([
            ownFiles(trx.query, siteId, [step.step === 'attach' ? step.hash : undefined], actor.personId),
            step.step === 'link' ? trx.query('select from firms where site_id = $1 and id = $2 and archived_at is null', [siteId, step.firmId]) : [],
          ]);
          return takeReferralStep(state, step, { by: actor.personId, now, knowsFile: files.size > 0, knowsFirm: known.length > 0 });
        },
      });
      return done.ok ? one(siteId, input.referralId, actor) : done;
    }),
  ];
};

export const sweepReferral = sweepOf(referralKind);

/**
 * An order's step 联络协作单位 becomes a referral, one per visit; said again (now with the call made), it is the same one.
 * A job of the order's own transaction asks for it, so neither stands without the other for long.
 */
export const partnerJobs = (deps: RunnerDeps): JobHandler[] => [
  {
    name: REPAIR_JOBS.referred,
    retries: 8,
    seconds: 60,
    run: async (payload) => {
      const [siteId, repairId] = [String(payload['siteId']), String(payload['repairId'])];
      const order = await deps.database.read([siteId], (reader) => vendorReferral(reader.query, siteId, repairId));
      if (!order) return;
      const subject = derivedId(`referral/${repairId}/${order.visit}`);
      const done = await runCommand<Referral, ReferralEvent>(deps, {
        kind: referralKind, siteId, subject, name: 'referFromRepair', actor: order.by,
        decide: async (state, { now, trx }) => {
          if (state && (state.status !== 'to_call' || !order.calledAt)) return { ok: true, events: [] };
          if (state) return { ok: true, events: [{ type: 'ReferralStep', at: order.calledAt ?? now, recordedAt: now, by: order.by, step: { step: 'call', spokeWith: order.contact ?? order.firm } }] };
          const firmId = await firmNamed(trx.query, siteId, order.firm);
          return {
            ok: true,
            events: [{
              type: 'ReferralOpened', at: order.at, recordedAt: now, by: order.by, number: '', photos: order.photos, ...(order.calledAt ? { calledAt: order.calledAt } : {}),
              fields: { firmName: order.firm, repairId, repairNumber: order.number, placeText: order.placeText, defect: order.defect, ...(order.contact ? { contact: order.contact } : {}), ...(firmId ? { firmId } : {}), ...(order.placeId ? { placeId: order.placeId } : {}) },
            }],
          };
        },
      });
      if (!done.ok) throw new Error(done.code);
    },
  },
];
