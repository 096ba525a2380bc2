import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { addDays, instantAt } from '../../../platform/core/working-calendar.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import { ownFiles } from '../../../platform/server/files.ts';
import { sweepOf } from '../../../platform/server/sweep.ts';
import { complaintOrigin } from '../../complaints/server/complaint-facts.ts';
import { incidentPlace } from '../../incidents/server/incident-facts.ts';
import { staffOf } from '../../people/server/people-facts.ts';
import { visitEvidence } from '../../repairs/server/repair-facts.ts';
import * as contract from '../core/claim-contract.ts';
import { maySee, type ClaimActor } from '../core/claim-permissions.ts';
import { openClaim, takeClaimStep } from '../core/claim-rules.ts';
import type { Claim, ClaimEvent } from '../core/claim.ts';
import { claimMonth, listOfClaims, readOneClaim } from './claim-queries.ts';
import { claimKind, limitsOf } from './claim-store.ts';

export type ClaimDeps = RunnerDeps & { verifyPin(personId: string, pin: string): Promise<'ok' | Refusal> };

export const claimRoutes = (deps: ClaimDeps): Route[] => {
  const { database } = deps;
  const view = (siteId: string, id: string, actor: ClaimActor): Promise<contract.ClaimView | Refusal> =>
    database.read([siteId], async (reader) => {
      const site = await loadSite(reader.query, siteId);
      return (site && (await readOneClaim(reader, { siteId, id, actor, limits: limitsOf(site) }))) ?? refuse('not-found');
    });
  return [
    route(contract.openClaimEndpoint, async ({ siteId, input, actor }) => {
      const { siteId: _site, commandId, claimId, photos, happenedAt, ...fields } = input;
      const done = await runCommand<Claim, ClaimEvent>(deps, {
        kind: claimKind, siteId, subject: claimId, name: 'openClaim', commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, site, trx }) => {
          if (state) return refuse('claim-exists');
          const [staff, files, visit, incident, complaint, places] = await Promise.all([
            staffOf(trx.query, siteId, now),
            ownFiles(trx.query, siteId, photos.map((photo) => photo.hash), actor.personId),
            fields.repairId ? visitEvidence(trx.query, siteId, fields.repairId, actor) : undefined,
            fields.incidentId ? incidentPlace(trx.query, siteId, fields.incidentId, actor) : undefined,
            fields.complaintId ? complaintOrigin(trx.query, siteId, fields.complaintId, actor) : undefined,
            fields.placeId ? trx.query('select from places where site_id = $1 and id = $2', [siteId, fields.placeId]) : [{}],
          ]);
          if (fields.repairId && !visit) return refuse('repair-unknown');
          if (fields.incidentId && !incident) return refuse('incident-unknown');
          if (fields.complaintId && !complaint) return refuse('complaint-unknown');
          if (places.length === 0) return refuse('place-unknown');
          if (photos.some((photo) => !files.has(photo.hash))) return refuse('file-unknown');
          if ([fields.liablePersonId, fields.injuredPersonId].some((id) => id && !staff.some((person) => person.personId === id))) return refuse('person-not-here');
          // The visit's own pictures come along: before and after, as they were taken.
          const at = visit ?? incident ?? complaint;
          const all = { ...fields, happenedAt: happenedAt ?? incident?.foundAt ?? complaint?.happenedAt ?? now, ...(at && !fields.placeId && fields.placeText === '' ? { placeText: at.placeText, ...(at.placeId ? { placeId: at.placeId } : {}) } : {}) };
          const wrong = openClaim(all, limitsOf(site), now);
          if (wrong) return wrong;
          return { ok: true, events: [{ type: 'ClaimOpened', at: now, recordedAt: now, by: actor.personId, number: '', fields: all, photos: [...(visit?.photos ?? []), ...photos.map((photo) => ({ ...photo, at: now }))] }] };
        },
      });
      return done.ok ? view(siteId, claimId, actor) : done;
    }),
    route(contract.listClaims, ({ siteId, input, actor }) => database.read([siteId], (reader) => listOfClaims(reader, { siteId, filter: input.filter, after: input.after, actor }))),
    route(contract.readClaim, ({ siteId, input, actor }) => view(siteId, input.claimId, actor)),
    route(contract.stepClaim, async ({ siteId, input, actor }) => {
      const { step, claimId } = input;
      let pinChecked = false;
      if (step.step === 'agree' && step.pin) {
        const checked = await deps.verifyPin(actor.personId, step.pin);
        if (checked !== 'ok') return checked;
        pinChecked = true;
      }
      const done = await runCommand<Claim, ClaimEvent>(deps, {
        kind: claimKind, siteId, subject: claimId, name: 'stepClaim', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: async (state, { now, site, trx }) => {
          if (!state || !maySee(state, actor)) return refuse('not-found');
          const hashes = step.step === 'attach' ? [step.hash] : step.step === 'agree' ? [step.signatureFile] : [];
          const [staff, files] = await Promise.all([staffOf(trx.query, siteId, now), ownFiles(trx.query, siteId, hashes, actor.personId)]);
          return takeClaimStep(state, step, { actor, now, limits: limitsOf(site), pinChecked, files, staff });
        },
      });
      return done.ok ? view(siteId, claimId, actor) : done;
    }),
    route(contract.readClaimMonth, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const site = await loadSite(reader.query, siteId);
        if (!site) return refuse('not-found');
        const first = `${input.month}-01`;
        const next = `${addDays(first, 31).slice(0, 7)}-01`;
        return claimMonth(reader, { siteId, from: instantAt(site.zone, first, '00:00'), to: instantAt(site.zone, next, '00:00') });
      }),
    ),
  ];
};

export const sweepClaim = sweepOf(claimKind);
