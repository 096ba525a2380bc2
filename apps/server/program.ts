import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Server as TlsServer } from 'node:tls';
import type { Endpoint } from '../../platform/core/contract.ts';
import type { Trouble } from '../../platform/core/health.ts';
import { openApiOf } from '../../platform/core/openapi.ts';
import { apiPage } from '../../platform/server/api-page.ts';
import { authorize, createApp, mount, resolveCaller, type AppOptions, type Route } from '../../platform/server/app.ts';
import { systemClock, type Clock } from '../../platform/server/clock.ts';
import type { RunnerDeps } from '../../platform/server/command-runner.ts';
import type { Config } from '../../platform/server/config.ts';
import { startNightly, type NightlyRun } from '../../platform/server/backup/nightly.ts';
import { dailyJobs, startDaily } from '../../platform/server/daily.ts';
import { openDatabase, type Database, type Patience, type Query } from '../../platform/server/database.ts';
import { watchDeviceClocks } from '../../platform/server/device-clocks.ts';
import { readLogReach } from '../../platform/server/log-archive/log-state.ts';
import { startDiskGuard, type DiskGuard } from '../../platform/server/disk-guard.ts';
import { watchRequests } from '../../platform/server/drain.ts';
import { isHeld } from '../../platform/server/file-holders.ts';
import { connectionName, folderName, foldersInUse } from '../../platform/server/folder-name.ts';
import { mountFiles } from '../../platform/server/file-routes.ts';
import { openJobs } from '../../platform/server/jobs.ts';
import { readJournalKey } from '../../platform/server/journal-heads.ts';
import { newJournalKey, readKeys, type Keys } from '../../platform/server/keys.ts';
import { mountLists } from '../../platform/server/list-export.ts';
import { mountLive } from '../../platform/server/live-routes.ts';
import { createGuard } from '../../platform/server/notify/address-guard.ts';
import { createChannels } from '../../platform/server/notify/channel-registry.ts';
import { loadVapidKey } from '../../platform/server/notify/vapid-key.ts';
import { createMetrics } from '../../platform/server/metrics.ts';
import { watchPapers } from '../../platform/server/paper-looks.ts';
import { createSeal } from '../../platform/server/seal.ts';
import { createSessions } from '../../platform/server/sessions.ts';
import { shared, startSweep, type DueHandler } from '../../platform/server/sweep.ts';
import { certificateFailure, readCertificate, watchCertificate } from '../../platform/server/tls/certificate-files.ts';
import { mountWeb } from '../../platform/server/web-routes.ts';
import { sweepAlert } from '../../features/alerts/server/alert-commands.ts';
import { alertBrief, alertsSeen, unansweredLines } from '../../features/alerts/server/alert-lines.ts';
import { alertRoutes } from '../../features/alerts/server/alert-routes.ts';
import { channelJobs, channelRoutes } from '../../features/alerts/server/channel-routes.ts';
import { raiseAlerts, type AlertSettings } from '../../features/alerts/server/raise.ts';
import { startSender, type SenderDeps } from '../../features/alerts/server/sender.ts';
import { waysJobs, waysRoutes } from '../../features/alerts/server/ways-routes.ts';
import { figureRoutes as barFigureRoutes } from '../../features/beverages/server/bar-figures.ts';
import { mountBarPrint } from '../../features/beverages/server/bar-print.ts';
import { barGuestRoutes } from '../../features/beverages/server/bar-guest-routes.ts';
import { openBarLines } from '../../features/beverages/server/beverage-facts.ts';
import { consumptionRoutes, mountConsumptionFiles } from '../../features/beverages/server/consumption-routes.ts';
import { dayRoutes } from '../../features/beverages/server/day-routes.ts';
import { itemRoutes } from '../../features/beverages/server/item-routes.ts';
import { qualityRoutes } from '../../features/beverages/server/quality-routes.ts';
import { recordRoutes } from '../../features/beverages/server/record-routes.ts';
import { serviceRoutes, sweepBar } from '../../features/beverages/server/service-routes.ts';
import { barJobs } from '../../features/beverages/server/stock-watch.ts';
import { stockRoutes } from '../../features/beverages/server/stock-routes.ts';
import { accessTimeline, firmsAtTheDoor, insideLines } from '../../features/access/server/access-facts.ts';
import { accessRoutes, sweepAccess, type AccessDeps } from '../../features/access/server/access-routes.ts';
import { mountTickSheet } from '../../features/access/server/tick-sheet.ts';
import { eraseJob } from '../../features/access/server/erase.ts';
import { answerFromAlerts, sweepIncident } from '../../features/incidents/server/incident-commands.ts';
import { incidentTimeline, incidentsSeen, openIncidentLines, openIncidentsAmong, reportIncidentCommand } from '../../features/incidents/server/incident-facts.ts';
import { mountIncidentReport } from '../../features/incidents/server/report-pdf.ts';
import { incidentRoutes } from '../../features/incidents/server/incident-routes.ts';
import { claimsOfMonth, claimsSeen, openClaimLines, underOpenClaims } from '../../features/claims/server/claim-facts.ts';
import { claimRoutes, sweepClaim } from '../../features/claims/server/claim-routes.ts';
import { mountClaimSheet } from '../../features/claims/server/claim-sheet.ts';
import { eraseComplainantsJob } from '../../features/complaints/server/erase-complainants.ts';
import { eraseAffectedJob } from '../../features/incidents/server/erase-affected.ts';
import { COMPLAINT_SWEEPS } from '../../features/complaints/server/complaint-commands.ts';
import { complaintDelays, complaintJobs, complaintsOfMonth, complaintsSeen, isComplained, openComplaint, openComplaintLines } from '../../features/complaints/server/complaint-facts.ts';
import { mountComplaintSheet } from '../../features/complaints/server/complaint-sheet.ts';
import { complaintGuestRoutes } from '../../features/complaints/server/complaint-guest-routes.ts';
import { complaintRoutes } from '../../features/complaints/server/complaint-routes.ts';
import { conductRoutes, sweepBreach } from '../../features/conduct/server/conduct-routes.ts';
import { askPledgesJob } from '../../features/conduct/server/ask-pledges.ts';
import { pledgeRoutes, sweepPledge } from '../../features/conduct/server/pledge-routes.ts';
import { mountDefectReport } from '../../features/partners/server/defect-report.ts';
import { openReferralLines, partnerFirms } from '../../features/partners/server/partner-facts.ts';
import { partnerJobs, partnerRoutes, sweepReferral } from '../../features/partners/server/partner-routes.ts';
import { createAccounts } from '../../features/people/server/accounts.ts';
import { deviceOf } from '../../features/people/server/desk-devices.ts';
import { verifyPin } from '../../features/people/server/people-facts.ts';
import { peopleRoutes } from '../../features/people/server/people-routes.ts';
import { ACCESS_REGISTERS } from '../../features/access/server/access-registers.ts';
import { BAR_REGISTERS } from '../../features/beverages/server/bar-registers.ts';
import { CLAIM_REGISTERS } from '../../features/claims/server/claim-registers.ts';
import { COMPLAINT_REGISTERS } from '../../features/complaints/server/complaint-registers.ts';
import { CONDUCT_REGISTERS } from '../../features/conduct/server/conduct-registers.ts';
import { INCIDENT_REGISTERS } from '../../features/incidents/server/incident-registers.ts';
import { REPAIR_REGISTERS } from '../../features/repairs/server/repair-registers.ts';
import { ROSTER_REGISTERS } from '../../features/roster/server/roster-registers.ts';
import { TELEPHONE_REGISTERS } from '../../features/telephone/server/telephone-registers.ts';
import { exportRoutes, mountExports } from '../../features/exports/server/export-routes.ts';
import { CLEAR_EXPORTS, exportJobs, type ExportDeps } from '../../features/exports/server/export-runs.ts';
import { personalJob, ERASE_PERSONAL, type PrivacyDeps } from '../../features/privacy/server/erase-personal.ts';
import { privacyRoutes } from '../../features/privacy/server/privacy-routes.ts';
import { repairMonth } from '../../features/repairs/server/month-book.ts';
import { monthRoutes, mountMonth, type MonthDeps } from '../../features/records/server/month-routes.ts';
import { mountLogo, paperRoutes, type PaperDeps } from '../../features/records/server/paper-routes.ts';
import { copyLookOf, formIn } from '../../features/records/server/paper-store.ts';
import { mountRegisters, registerRoutes, type RegisterDeps } from '../../features/records/server/register-routes.ts';
import { firmsOfRepairs, followUpRepair, logPatrolFault, openFollowUps, openRepairLines, openWorkOf, repairNumbers, repairsSeen, repairTimeline } from '../../features/repairs/server/repair-facts.ts';
import { bookedRepairs, copyBrief, likelyFaults, repairBrief } from '../../features/repairs/server/repair-brief.ts';
import { sweepRepair, type RepairDeps } from '../../features/repairs/server/repair-commands.ts';
import { mountSpotSheet } from '../../features/repairs/server/spot-sheet.ts';
import { mountSlips } from '../../features/repairs/server/slip-routes.ts';
import { wallRoutes } from '../../features/repairs/server/wall-routes.ts';
import { figureRoutes, mountFigureSheet } from '../../features/repairs/server/figure-routes.ts';
import { importJobs, watchImports } from '../../features/repairs/server/import-runs.ts';
import { mountSlipPrints, slipPrintRoutes } from '../../features/repairs/server/slip-print-routes.ts';
import { slipPrintJobs, watchSlipPrints, type SlipPrintDeps } from '../../features/repairs/server/slip-print-runs.ts';
import { importRoutes, mountImports } from '../../features/repairs/server/import-routes.ts';
import { guestRoutes, mountGuestPhotos } from '../../features/repairs/server/guest-routes.ts';
import { copyRoutes } from '../../features/repairs/server/copy-routes.ts';
import { mountPads, padRoutes } from '../../features/repairs/server/pad-routes.ts';
import { repairPads } from '../../features/repairs/server/repair-pads.ts';
import { repairRoutes } from '../../features/repairs/server/repair-routes.ts';
import { pbxRoutes } from '../../features/telephone/server/pbx-routes.ts';
import { mountCallImport } from '../../features/telephone/server/pbx/import-routes.ts';
import { createPbxSupervisor, type PbxDeps, type PbxSupervisor } from '../../features/telephone/server/pbx/pbx-sources.ts';
import { mountPush } from '../../features/telephone/server/pbx/push-route.ts';
import { standIns } from '../../features/roster/server/duty.ts';
import { briefRoutes, type BriefDeps } from '../../features/roster/server/brief-routes.ts';
import { dutyBrief, handoverBrief } from '../../features/roster/server/roster-brief.ts';
import { mountDutyPapers } from '../../features/roster/server/duty-papers.ts';
import { handoverRoutes, sweepHandover } from '../../features/roster/server/handover-routes.ts';
import type { BookedSource, HandoverSource } from '../../features/roster/server/handover-sources.ts';
import { reassignmentLines, reassignmentRoutes } from '../../features/roster/server/reassignment-routes.ts';
import { mountRosterPrint } from '../../features/roster/server/roster-pdf.ts';
import { comingShiftsOf } from '../../features/roster/server/roster-queries.ts';
import { whoIsThere } from '../../features/roster/server/roster-facts.ts';
import { rosterRoutes } from '../../features/roster/server/roster-routes.ts';
import { handedJob, sweepRoster } from '../../features/roster/server/roster-sweep.ts';
import { openTaskLines, sweepTask, taskRoutes, tasksDue, tasksSeen } from '../../features/roster/server/task-routes.ts';
import { exchangeCalls } from '../../features/telephone/server/exchange-calls.ts';
import { telephoneJobs } from '../../features/telephone/server/call-aftermath.ts';
import { sweepCall } from '../../features/telephone/server/call-commands.ts';
import { callRoutes } from '../../features/telephone/server/call-routes.ts';
import { contactRoutes } from '../../features/telephone/server/contact-routes.ts';
import { deskRoutes, sweepDesk } from '../../features/telephone/server/desk-routes.ts';
import { matterRoutes, sweepMatter } from '../../features/telephone/server/matter-routes.ts';
import { backJob } from '../../features/telephone/server/message-reminders.ts';
import { messageRoutes, sweepMessage } from '../../features/telephone/server/message-routes.ts';
import { dissatisfiedJob, type OpenPhoneComplaint } from '../../features/telephone/server/phone-complaint.ts';
import { openTelephoneLines, openTelephoneWorkOf, telephoneSeen } from '../../features/telephone/server/telephone-facts.ts';
import { figureRoutes as phoneFigureRoutes, mountTelephonePrints } from '../../features/telephone/server/telephone-prints.ts';
import { telephonePads } from '../../features/telephone/server/telephone-pads.ts';
import { timelineRoutes } from '../../features/timelines/server/timeline-routes.ts';
import { mountCodeSheet } from '../../features/sites/server/code-sheet.ts';
import { startUpkeepWatch } from '../../features/upkeep/server/upkeep-watch.ts';
import { walkBrief } from '../../features/walks/server/walk-brief.ts';
import { walkRoutes } from '../../features/walks/server/walk-routes.ts';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import { createDemo, isSetUpNeeded } from '../../features/sites/server/demo.ts';
import { setUpRoutes } from '../../features/sites/server/set-up-routes.ts';
import { siteRoutes } from '../../features/sites/server/site-routes.ts';
import { seedHistory } from './demo-history.ts';
import { FEED_READERS } from '../core/feed-readers.ts';
import { GRANTS as grants } from '../core/grants.ts';
import { lineWords } from '../core/line-words.ts';
import { TOPICS as topics } from '../core/topics.ts';
import { FILE_HOLDERS, mayReadFile } from './file-readers.ts';
import { LISTS } from './lists.ts';
import { PAPERS } from './papers.ts';
import { retentionOf } from './retention.ts';
import { certificateUntil, mountGauges, mountHealth, statusRoute } from './status.ts';
import { caseTimeline } from './case-timeline.ts';
import { CENTRE_PLAN } from './centre-plan.ts';
import { VERSION } from './version.ts';

export const ROOT = new URL('../../', import.meta.url);

/** What is being answered gets so long; what hangs longer is given up, and sent again by whoever asked. */
const DRAIN_MS = 10_000;

export type Program = { readonly app: ReturnType<typeof createApp>; readonly database: Database; readonly deps: RunnerDeps; /** What each feature does when one of its clocks is due. */ readonly sweeps: ReadonlyMap<string, DueHandler>; readonly sending: SenderDeps; /** Ends the sending of messages, so that a test sends them itself. */ stopSender(): Promise<void>; readonly pbx: PbxSupervisor; readonly disk: DiskGuard; /** Says on the console what a first start needs. */ announce(): Promise<void>; close(): Promise<void> };

/** Wires the parts: one database, one runner, the list of features, HTTP and the sweep. */
export const createProgram = async (input: {
  config: Config;
  dataDir: string;
  databaseUrl: string;
  clock: Clock & { set?(instant: string): void };
  logger: AppOptions['logger'];
  say(line: string): void;
  onError(error: unknown): void;
  /** Where the events of telephone systems go, if not into the calls: a measurement listens here. */
  onCalls?: Pick<PbxDeps, 'emit' | 'openCalls'>;
  /** How tonight's backup is made. Without it nothing looks after the machine by itself: a test or a benchmark. */
  nightly?: NightlyRun;
  diskLimits?: { below: number; again: number };
  /** The database of the data folder has ended and is being brought back. */
  isDatabaseDown?: (() => boolean) | undefined;
  patience?: Patience | undefined;
}): Promise<Program> => {
  const { config, clock } = input;
  // With a database of one's own elsewhere, the disk of the data folder holds pictures only.
  let isClosed = (): boolean => false;
  const database = openDatabase(input.databaseUrl, { name: connectionName(folderName(input.dataDir)), patience: input.patience, mayWrite: () => !isClosed() });
  // The keys' time is the machine's own: a test clock moves people's days, not what is signed.
  const keysOf = (name: string, make?: () => string): Keys => readKeys(input.dataDir, name, systemClock.now(), make);
  const { current: secret, earlier } = keysOf('sessions');
  const sessions = createSessions({ database, clock, secret, earlier, standIns: standIns(database) });
  const jobs = await openJobs({ database, onError: input.onError, mayWrite: () => !isClosed() && !input.isDatabaseDown?.() });
  const alerts: AlertSettings = { topics, situationOf: whoIsThere };
  const deps: RunnerDeps = { database, clock, queue: jobs.queue, raise: raiseAlerts(alerts) };
  const imports = { database, clock, folder: join(input.dataDir, 'imports') };
  const vapid = loadVapidKey(input.dataDir, systemClock.now());
  const [channelKeys, codeKeys] = [keysOf('channels'), keysOf('codes')];
  const codes = placeCodes(codeKeys.current, codeKeys.earlier);
  const slipPrints: SlipPrintDeps = { database, clock, folder: join(input.dataDir, 'prints'), publicUrl: config.publicUrl, copyLook: copyLookOf, codes };
  const channels = createChannels({ clock, way: { guard: createGuard(config.allowTargets) }, vapid, publicUrl: config.publicUrl });
  const outward = { database, clock, seal: createSeal(channelKeys.current, channelKeys.earlier), channels };
  const sending: SenderDeps = { ...outward, topics, publicUrl: config.publicUrl, onError: input.onError };
  const door: AccessDeps = {
    ...deps, filesFolder: join(input.dataDir, 'files'), openIncidents: openIncidentsAmong,
    isHeldElsewhere: (query, siteId, hash) => isHeld(query, FILE_HOLDERS.filter((table) => table !== 'access_files'), siteId, hash),
    reportIncident: async (incident, actor) => {
      const done = await reportIncidentCommand(deps, { ...incident, nature: 'security', drill: false, via: 'app' }, actor);
      return done.ok ? { ok: true } : done;
    },
  };
  const exporting: ExportDeps = { database, databaseUrl: input.databaseUrl, clock, folder: join(input.dataDir, 'exports'), filesFolder: door.filesFolder, program: VERSION, plan: CENTRE_PLAN };
  const privacy: PrivacyDeps = { database, clock, sources: retentionOf({ ...deps, filesFolder: door.filesFolder, holders: FILE_HOLDERS }) };
  const byTelephone: OpenPhoneComplaint = (complaint, actor) => openComplaint(deps, complaint, actor);
  const ended = { ...deps, heldAmong: underOpenClaims };
  await jobs.work([eraseJob(door), eraseComplainantsJob(ended), eraseAffectedJob(ended), askPledgesJob(deps), personalJob(privacy), ...exportJobs(exporting), ...channelJobs(outward), ...waysJobs(outward), ...dailyJobs({ database, clock, key: readJournalKey(keysOf('journal', newJournalKey).current) }), ...importJobs(imports), ...slipPrintJobs(slipPrints), ...telephoneJobs(deps), backJob(deps), handedJob(deps), dissatisfiedJob({ ...deps, openComplaint: byTelephone }), ...complaintJobs(deps), ...partnerJobs(deps), ...barJobs(deps)]);
  const consumption = { database, clock, folder: join(input.dataDir, 'consumption') };
  const importWatch = watchImports(imports, input.onError);
  const slipPrintWatch = watchSlipPrints({ folder: slipPrints.folder, machine: systemClock }, input.onError);
  const certificate = config.tlsCert && config.tlsKey ? { cert: config.tlsCert, key: config.tlsKey } : undefined;
  const https = certificate ? await readCertificate(certificate).catch(certificateFailure) : undefined;

  const disk = startDiskGuard(input.dataDir, { ...(input.diskLimits ? { limits: input.diskLimits } : {}), onChange: (level, space) => input.logger?.warn({ level, ...space }, 'disk') });
  isClosed = () => config.databaseUrl === undefined && disk.level() === 'unwritable';
  let wasDown = false;
  const trouble = (): { why: Trouble; canRead: boolean } | undefined => {
    const isDown = input.isDatabaseDown?.() ?? false;
    // Most often it is the disk that ended it, or let it come back.
    if (isDown !== wasDown) void disk.look();
    wasDown = isDown;
    const why = isClosed() ? 'disk-unwritable' : isDown ? 'database-down' : disk.level() === 'read-only' ? 'disk-full' : undefined;
    return why && { why, canRead: !isDown };
  };
  const app = createApp({ sessions, grants, publicUrl: config.publicUrl, trustProxy: config.trustProxy, logger: input.logger, https, trouble });
  const renewal = certificate && watchCertificate(certificate, { use: (pair) => (app.server as unknown as TlsServer).setSecureContext(pair), onError: (error) => input.logger?.error({ err: error }, 'the certificate on disk cannot be used; the one before stays') });
  watchPapers(app, { database, clock, papers: PAPERS });
  const drain = watchRequests(app);
  const devices = watchDeviceClocks(app, clock);
  const metrics = createMetrics();
  metrics.observe(app);
  const accounts = createAccounts({ database, databaseUrl: input.databaseUrl, clock, secret, sessions, publicUrl: config.publicUrl });
  accounts.mount(app);

  const sweeps = new Map<string, DueHandler>([['repairs', shared(sweepRepair)], ['roster', sweepRoster], ['handover', sweepHandover], ['tasks', sweepTask], ['incidents', sweepIncident], ['access', sweepAccess], ['alerts', shared(sweepAlert(alerts))], ['beverages', sweepBar], ['telephone', sweepCall], ['messages', sweepMessage], ['matters', sweepMatter], ['telephone-desk', sweepDesk], ...COMPLAINT_SWEEPS, ['claims', sweepClaim], ['sealed:conduct', sweepBreach], ['pledges', sweepPledge], ['referrals', sweepReferral]]);
  const sweep = startSweep(deps, sweeps, input.onError);
  const daily = startDaily(deps, input.onError, ['erase-door-books', 'erase-complainants', 'erase-affected', 'ask-pledges', ERASE_PERSONAL, CLEAR_EXPORTS]);
  const sender = startSender(sending);
  const nightly = input.nightly && config.backupAt ? startNightly({ database, clock, at: config.backupAt, run: input.nightly }, input.onError) : undefined;
  const upkeep = input.nightly ? startUpkeepWatch({ ...deps, disk, archive: () => readLogReach({ database, config, dataDir: input.dataDir }), machine: () => ({ aheadMs: devices.read().aheadMs, certificateUntil: certificateUntil(config) }) }, input.onError) : undefined;

  const repairs: RepairDeps = { ...deps, verifyPin: (personId, pin) => verifyPin(database, personId, pin, clock), isPlaceCode: codes.isOf, isComplained, isHeld: (query, siteId, hash) => isHeld(query, FILE_HOLDERS, siteId, hash) };
  const guests = { ...repairs, codes, filesFolder: join(input.dataDir, 'files'), publicUrl: config.publicUrl };
  // What each feature says of the open and of the day; a new feature adds its line here.
  const handoverSources: HandoverSource[] = [
    { sections: ['repairs', 'copies'], permission: 'repairs.read', lines: openRepairLines, sees: repairsSeen },
    { sections: ['tasks'], permission: 'tasks.read', lines: openTaskLines, sees: tasksSeen },
    { sections: ['messages', 'enquiries', 'missed', 'unlogged'], permission: 'telephone.own', lines: openTelephoneLines, sees: telephoneSeen },
    { sections: ['beverages'], permission: 'beverages.read', lines: openBarLines },
    { sections: ['incidents'], permission: 'incidents.read', lines: openIncidentLines, sees: incidentsSeen },
    { sections: ['inside'], permission: 'access.read', lines: insideLines },
    { sections: ['complaints'], permission: 'complaints.read', lines: openComplaintLines, sees: complaintsSeen },
    { sections: ['claims'], permission: 'claims.read', lines: openClaimLines, sees: claimsSeen },
    { sections: ['referrals'], permission: 'partners.read', lines: openReferralLines },
    { sections: ['reassignments', 'gaps'], permission: 'roster.read', lines: reassignmentLines },
    { sections: ['alerts'], permission: 'alerts.read', lines: unansweredLines(topics), sees: alertsSeen },
  ];
  const bookedSources: BookedSource[] = [{ permission: 'repairs.read', booked: bookedRepairs }];
  const briefs: BriefDeps = {
    database, clock, grants,
    sections: [dutyBrief, repairBrief, copyBrief, handoverBrief, walkBrief, alertBrief(topics)],
    packet: { open: handoverSources, booked: [...bookedSources, { permission: 'tasks.read', booked: tasksDue }], faults: likelyFaults },
  };
  const callForm = (query: Query, siteId: string): Promise<string> => formIn(query, siteId, 'calls', TELEPHONE_REGISTERS);
  const pads = [repairPads({ publicUrl: config.publicUrl, codes, copyLook: copyLookOf }), telephonePads({ callForm })];
  const calls = input.onCalls ?? exchangeCalls(deps);
  const pbx = createPbxSupervisor({ database, clock, seal: outward.seal, folder: join(input.dataDir, 'call-records'), onError: input.onError, ...calls });
  const registers: RegisterDeps = { database, clock, grants, sources: [...REPAIR_REGISTERS, ...TELEPHONE_REGISTERS, ...COMPLAINT_REGISTERS, ...CLAIM_REGISTERS, ...INCIDENT_REGISTERS, ...ACCESS_REGISTERS, ...ROSTER_REGISTERS, ...BAR_REGISTERS, ...CONDUCT_REGISTERS] };
  const month: MonthDeps = { ...deps, grants, verifyPin: repairs.verifyPin, book: { lines: repairMonth.lines, lists: repairMonth.lists, figures: [repairMonth.figures, complaintsOfMonth, claimsOfMonth] } };
  const paper: PaperDeps = { ...deps, registers: [month.book.lines, ...registers.sources].map((source) => source.register) };
  const setUpCode = randomInt(100_000, 1_000_000).toString();
  const status = { database, clock, config, dataDir: input.dataDir, version: VERSION, jobs, disk, devices, startedAt: clock.now(), sweptAt: sweep.lastAt, isDraining: drain.isDraining, pbxHealth: pbx.health };
  mountGauges(metrics.gauge, status);
  const routes: Route[] = [
    statusRoute(status),
    ...peopleRoutes({ database, clock, sessions, grants, raise: deps.raise, testClock: config.testClock, publicUrl: config.publicUrl, openWork: async (siteId, personId) => (await Promise.all([openWorkOf(database, siteId, personId), comingShiftsOf(database, siteId, personId, clock.now()), openTelephoneWorkOf(database, siteId, personId)])).flat() }),
    ...siteRoutes({ database, clock, codes }),
    ...setUpRoutes({ database, clock, code: setUpCode, onDemo: async (made) => { input.say(`演示密码 / demo password: ${made.password}  PIN ${made.pin}`); await seedHistory({ ...guests, raise: undefined }); } }),
    ...repairRoutes(repairs),
    ...figureRoutes({ database }),
    ...wallRoutes({ database }),
    ...importRoutes({ ...imports, queue: jobs.queue }),
    ...slipPrintRoutes({ ...slipPrints, queue: jobs.queue }),
    ...copyRoutes({ database, clock, codes }),
    ...padRoutes({ ...deps, codes, pads }),
    ...rosterRoutes({ ...deps, onChange: sessions.dropAll }),
    ...reassignmentRoutes({ ...deps, onChange: sessions.dropAll }),
    ...handoverRoutes({ ...deps, grants, verifyPin: repairs.verifyPin, sources: handoverSources, booked: bookedSources, onChange: sessions.dropAll }),
    ...briefRoutes(briefs),
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
    ...matterRoutes({ ...deps, openComplaint: byTelephone, followUpsOf: openFollowUps, followUp: (input, actor) => followUpRepair(repairs, input, actor) }),
    ...deskRoutes(deps),
    ...contactRoutes(deps),
    ...phoneFigureRoutes({ database, grants, complaintDelays }),
    ...guestRoutes(guests),
    ...pbxRoutes({ ...deps, supervisor: pbx, seal: outward.seal }),
    ...serviceRoutes(deps),
    ...dayRoutes(deps),
    ...itemRoutes(deps),
    ...recordRoutes(deps),
    ...stockRoutes(deps),
    ...qualityRoutes(deps),
    ...barFigureRoutes(deps),
    ...consumptionRoutes(consumption),
    ...barGuestRoutes({ ...deps, codes }),
    ...complaintRoutes(ended),
    ...complaintGuestRoutes({ ...deps, codes }),
    ...claimRoutes({ ...deps, verifyPin: repairs.verifyPin }),
    ...conductRoutes({
      ...deps, verifyPin: repairs.verifyPin, onDismissed: sessions.drop,
      // M-42: neither the case nor the person stands in the incident, which many read.
      raiseIncident: async ({ siteId, commandId, incidentId, at, caseRef }, actor) => {
        const done = await reportIncidentCommand(deps, { siteId, commandId, incidentId, nature: 'security', grade: 'red', drill: false, via: 'app', placeText: '本案场', foundAt: at, words: `已报公安机关，案号 ${caseRef}` }, actor);
        return done.ok ? { ok: true, number: done.state.number } : done;
      },
    }),
    ...pledgeRoutes({ ...deps, verifyPin: repairs.verifyPin }),
    ...partnerRoutes(deps),
    ...privacyRoutes(privacy),
    ...exportRoutes({ ...exporting, queue: jobs.queue }),
    ...registerRoutes(registers),
    ...monthRoutes(month),
    ...paperRoutes(paper),
  ];
  mount(app, routes, { sessions, grants });
  const endpoints: readonly Endpoint[] = routes.map((route) => route.endpoint);
  // Made for whoever asks first: a start has no time for it.
  let openApi: ReturnType<typeof openApiOf> | undefined;
  const page = apiPage(endpoints);
  app.get('/api/openapi.json', async (request, reply) => ((await resolveCaller(sessions, request)) ? reply.send((openApi ??= openApiOf(endpoints, VERSION))) : reply.status(401).send()));
  app.get('/api', async (request, reply) => ((await resolveCaller(sessions, request)) ? reply.type('text/html').send(page) : reply.redirect('/')));

  mountPush(app, pbx);
  mountCallImport(app, { database, clock, sessions, grants, folder: join(input.dataDir, 'imports'), emit: calls.emit });
  mountFiles(app, { database, sessions, grants, clock, folder: join(input.dataDir, 'files'), permission: { send: 'repairs.work', read: 'repairs.read' }, mayRead: (file) => mayReadFile(database, file) });
  mountBarPrint(app, { database, clock, sessions, grants, publicUrl: config.publicUrl, codes });
  mountConsumptionFiles(app, { ...consumption, sessions, grants });
  mountGuestPhotos(app, guests);
  mountImports(app, { ...imports, sessions, grants });
  mountSlipPrints(app, { ...slipPrints, sessions, grants });
  mountSpotSheet(app, { database, sessions, grants });
  mountFigureSheet(app, { database, sessions, grants });
  mountCodeSheet(app, { database, sessions, grants, publicUrl: config.publicUrl, codes });
  mountSlips(app, { database, clock, sessions, grants, publicUrl: config.publicUrl, codes, copyLook: copyLookOf, pcOf: (cookies) => deviceOf(database, cookies) });
  mountPads(app, { database, sessions, grants, pads });
  mountTelephonePrints(app, { database, sessions, grants, callForm, complaintDelays });
  mountIncidentReport(app, { database, sessions, grants });
  mountTickSheet(app, { database, sessions, grants });
  mountDefectReport(app, { database, sessions, grants, folder: join(input.dataDir, 'files'), now: clock.now });
  mountClaimSheet(app, { database, sessions, grants, folder: join(input.dataDir, 'files') });
  mountComplaintSheet(app, { database, sessions, grants });
  mountRosterPrint(app, { database, sessions, grants, clock });
  mountDutyPapers(app, { ...briefs, sessions, grants, lineWords });
  mountLists(app, { database, clock, sessions, grants, routes, sources: LISTS });
  mountExports(app, { ...exporting, sessions, grants });
  mountRegisters(app, { ...registers, sessions });
  mountMonth(app, { ...month, sessions });
  mountLogo(app, { ...paper, sessions, grants });
  mountLive(app, { database, sessions, closing: drain.signal, trouble: () => trouble()?.why, mayHear: (caller, { siteId, feature }) => (FEED_READERS.get(feature) ?? []).some((permission) => authorize(caller, permission, siteId, grants) === undefined) });

  mountHealth(app, status);
  app.get('/metrics', async (request, reply) => {
    const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip);
    const allowed = config.metricsToken ? request.headers.authorization === `Bearer ${config.metricsToken}` : local;
    return allowed ? reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()) : reply.status(404).send();
  });
  if (config.testClock && clock.set)
    app.post<{ Body: { now?: string } }>('/api/test-clock', async (request, reply) => {
      if (!['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip)) return reply.status(404).send();
      if (request.body?.now) clock.set?.(request.body.now);
      return { now: clock.now() };
    });
  pbx.start();
  mountWeb(app, new URL('dist/', ROOT));

  if (config.databaseUrl && (await foldersInUse(database)) > 1)
    input.say('另一个前厅进程用同一个数据库、不同的数据文件夹：照片、导出和打印好的文件彼此看不到，登录也不通用；请让 FOYER_DATA 指向同一个共享文件夹。 / Another Foyer uses this database with another data folder: neither finds the other’s pictures, exports and printings, nor knows its sign-ins. Let FOYER_DATA be one shared folder.');
  return {
    app,
    database,
    deps,
    sweeps,
    sending,
    stopSender: sender.stop,
    pbx,
    disk,
    announce: async () => {
      if (!(await isSetUpNeeded(database))) return;
      if (!config.demoPassword) return input.say(`开通码 / set-up code: ${setUpCode}`);
      await createDemo({ database, clock }, { password: config.demoPassword });
      await seedHistory({ ...guests, raise: undefined });
      input.say('演示案场已建立，PIN 2580。 / The demo centre is ready, PIN 2580.');
    },
    close: async () => {
      await drain.drain(DRAIN_MS);
      disk.stop();
      renewal?.stop();
      await app.close();
      await pbx.stop();
      await nightly?.stop();
      await upkeep?.stop();
      await sweep.stop();
      await sender.stop();
      await daily.stop();
      importWatch.stop();
      slipPrintWatch.stop();
      await jobs.stop();
      await accounts.end();
      await database.end();
    },
  };
};
