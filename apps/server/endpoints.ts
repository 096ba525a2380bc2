import type { Route } from '../../platform/server/app.ts';
import { alertRoutes } from '../../features/alerts/server/alert-routes.ts';
import { channelRoutes } from '../../features/alerts/server/channel-routes.ts';
import { waysRoutes } from '../../features/alerts/server/ways-routes.ts';
import { figureRoutes as barFigureRoutes } from '../../features/beverages/server/bar-figures.ts';
import { barGuestRoutes } from '../../features/beverages/server/bar-guest-routes.ts';
import { consumptionRoutes } from '../../features/beverages/server/consumption-routes.ts';
import { dayRoutes } from '../../features/beverages/server/day-routes.ts';
import { itemRoutes } from '../../features/beverages/server/item-routes.ts';
import { qualityRoutes } from '../../features/beverages/server/quality-routes.ts';
import { recordRoutes } from '../../features/beverages/server/record-routes.ts';
import { serviceRoutes } from '../../features/beverages/server/service-routes.ts';
import { stockRoutes } from '../../features/beverages/server/stock-routes.ts';
import { accessTimeline, firmsAtTheDoor } from '../../features/access/server/access-facts.ts';
import { accessRoutes } from '../../features/access/server/access-routes.ts';
import { answerFromAlerts } from '../../features/incidents/server/incident-commands.ts';
import { incidentTimeline, reportIncidentCommand } from '../../features/incidents/server/incident-facts.ts';
import { incidentRoutes } from '../../features/incidents/server/incident-routes.ts';
import { claimRoutes } from '../../features/claims/server/claim-routes.ts';
import { complaintDelays } from '../../features/complaints/server/complaint-facts.ts';
import { complaintGuestRoutes } from '../../features/complaints/server/complaint-guest-routes.ts';
import { complaintRoutes } from '../../features/complaints/server/complaint-routes.ts';
import { conductRoutes } from '../../features/conduct/server/conduct-routes.ts';
import { pledgeRoutes } from '../../features/conduct/server/pledge-routes.ts';
import { partnerFirms } from '../../features/partners/server/partner-facts.ts';
import { partnerRoutes } from '../../features/partners/server/partner-routes.ts';
import { houseBrowser } from '../../features/people/server/house-browser.ts';
import { peopleRoutes } from '../../features/people/server/people-routes.ts';
import { exportRoutes } from '../../features/exports/server/export-routes.ts';
import { privacyRoutes } from '../../features/privacy/server/privacy-routes.ts';
import { monthRoutes } from '../../features/records/server/month-routes.ts';
import { paperRoutes } from '../../features/records/server/paper-routes.ts';
import { registerRoutes } from '../../features/records/server/register-routes.ts';
import { firmsOfRepairs, followUpRepair, logPatrolFault, openFollowUps, openWorkOf, repairNumbers, repairTimeline } from '../../features/repairs/server/repair-facts.ts';
import { wallRoutes } from '../../features/repairs/server/wall-routes.ts';
import { figureRoutes } from '../../features/repairs/server/figure-routes.ts';
import { slipPrintRoutes } from '../../features/repairs/server/slip-print-routes.ts';
import { importRoutes } from '../../features/repairs/server/import-routes.ts';
import { guestRoutes } from '../../features/repairs/server/guest-routes.ts';
import { copyRoutes } from '../../features/repairs/server/copy-routes.ts';
import { padRoutes } from '../../features/repairs/server/pad-routes.ts';
import { repairRoutes } from '../../features/repairs/server/repair-routes.ts';
import { pbxRoutes } from '../../features/telephone/server/pbx-routes.ts';
import { briefRoutes } from '../../features/roster/server/brief-routes.ts';
import { handoverRoutes } from '../../features/roster/server/handover-routes.ts';
import { reassignmentRoutes } from '../../features/roster/server/reassignment-routes.ts';
import { comingShiftsOf } from '../../features/roster/server/roster-queries.ts';
import { rosterRoutes } from '../../features/roster/server/roster-routes.ts';
import { taskRoutes } from '../../features/roster/server/task-routes.ts';
import { callRoutes } from '../../features/telephone/server/call-routes.ts';
import { contactRoutes } from '../../features/telephone/server/contact-routes.ts';
import { deskRoutes } from '../../features/telephone/server/desk-routes.ts';
import { matterRoutes } from '../../features/telephone/server/matter-routes.ts';
import { messageRoutes } from '../../features/telephone/server/message-routes.ts';
import { openTelephoneWorkOf } from '../../features/telephone/server/telephone-facts.ts';
import { figureRoutes as phoneFigureRoutes } from '../../features/telephone/server/telephone-prints.ts';
import { timelineRoutes } from '../../features/timelines/server/timeline-routes.ts';
import { walkRoutes } from '../../features/walks/server/walk-routes.ts';
import { setUpRoutes } from '../../features/sites/server/set-up-routes.ts';
import { siteRoutes } from '../../features/sites/server/site-routes.ts';
import { seedHistory } from './demo-history.ts';
import { GRANTS as grants } from '../core/grants.ts';
import { TOPICS as topics } from '../core/topics.ts';
import { statusRoute, type StatusDeps } from './status.ts';
import { caseTimeline } from './case-timeline.ts';
import type { FeatureLines } from './feature-lines.ts';
import type { Parts } from './parts.ts';

/** Every endpoint; a new feature adds its line here. */
export const endpointsOf = (parts: Parts, lines: FeatureLines, input: { status: StatusDeps; setUpCode: string; say(line: string): void }): Route[] => {
  const { config, clock, database, sessions, jobs, codes, channels, outward, deps, repairs, guests, door, ended, byTelephone, vapid } = parts;
  const { verifyPin } = repairs;
  const onChange = sessions.dropAll;
  const houseOf = houseBrowser({ database, sessions });
  return [
    statusRoute(input.status),
    ...peopleRoutes({ database, clock, sessions, grants, raise: deps.raise, testClock: config.testClock, publicUrl: config.publicUrl, openWork: async (siteId, personId) => (await Promise.all([openWorkOf(database, siteId, personId), comingShiftsOf(database, siteId, personId, clock.now()), openTelephoneWorkOf(database, siteId, personId)])).flat() }),
    ...siteRoutes({ database, clock, codes }),
    ...setUpRoutes({ database, clock, code: input.setUpCode, onDemo: async (made) => { input.say(`演示密码 / demo password: ${made.password}  PIN ${made.pin}`); await seedHistory({ ...guests, raise: undefined }); } }),
    ...repairRoutes(repairs),
    ...figureRoutes({ database }),
    ...wallRoutes({ database }),
    ...importRoutes({ ...parts.imports, queue: jobs.queue }),
    ...slipPrintRoutes({ ...parts.slipPrints, queue: jobs.queue }),
    ...copyRoutes({ database, clock, codes }),
    ...padRoutes({ ...deps, codes, pads: lines.pads }),
    ...rosterRoutes({ ...deps, onChange }),
    ...reassignmentRoutes({ ...deps, onChange }),
    ...handoverRoutes({ ...deps, grants, verifyPin, sources: lines.handoverSources, booked: lines.bookedSources, onChange }),
    ...briefRoutes(lines.briefs),
    ...taskRoutes(deps),
    ...alertRoutes({ ...deps, topics, answerInstead: new Map([['incidents', answerFromAlerts(ended)]]) }),
    ...incidentRoutes(ended),
    ...accessRoutes(door),
    ...timelineRoutes({
      database, clock, firms: [firmsAtTheDoor, firmsOfRepairs, partnerFirms],
      sources: [repairTimeline, caseTimeline, (reader, about) => incidentTimeline(reader, { ...about, now: clock.now() }), (reader, { actor, ...about }) => accessTimeline(reader, { ...about, roles: actor.roles })],
    }),
    ...channelRoutes({ ...deps, ...outward }),
    ...waysRoutes({ ...deps, channels, pushKey: vapid.publicKey }),
    ...walkRoutes({ ...deps, logFault: (fault, actor) => logPatrolFault(repairs, fault, actor), repairsOf: repairNumbers }),
    ...callRoutes(deps),
    ...messageRoutes(deps),
    ...matterRoutes({ ...deps, openComplaint: byTelephone, followUpsOf: openFollowUps, followUp: (asked, actor) => followUpRepair(repairs, asked, actor) }),
    ...deskRoutes(deps),
    ...contactRoutes(deps),
    ...phoneFigureRoutes({ database, grants, complaintDelays }),
    ...guestRoutes({ ...guests, houseOf }),
    ...pbxRoutes({ ...deps, supervisor: parts.pbx, seal: outward.seal }),
    ...serviceRoutes(deps),
    ...dayRoutes(deps),
    ...itemRoutes(deps),
    ...recordRoutes(deps),
    ...stockRoutes(deps),
    ...qualityRoutes(deps),
    ...barFigureRoutes(deps),
    ...consumptionRoutes(parts.consumption),
    ...barGuestRoutes({ ...deps, codes, houseOf }),
    ...complaintRoutes(ended),
    ...complaintGuestRoutes({ ...deps, codes }),
    ...claimRoutes({ ...deps, verifyPin }),
    ...conductRoutes({
      ...deps, verifyPin, onDismissed: sessions.drop,
      // M-42: neither the case nor the person stands in the incident, which many read.
      raiseIncident: async ({ siteId, commandId, incidentId, at, caseRef }, actor) => {
        const done = await reportIncidentCommand(deps, { siteId, commandId, incidentId, nature: 'security', grade: 'red', drill: false, via: 'app', placeText: '本案场', foundAt: at, words: `已报公安机关，案号 ${caseRef}` }, actor);
        return done.ok ? { ok: true, number: done.state.number } : done;
      },
    }),
    ...pledgeRoutes({ ...deps, verifyPin }),
    ...partnerRoutes(deps),
    ...privacyRoutes(parts.privacy),
    ...exportRoutes({ ...parts.exporting, queue: jobs.queue, raise: deps.raise }),
    ...registerRoutes(lines.registers),
    ...monthRoutes(lines.month),
    ...paperRoutes(lines.paper),
  ];
};
