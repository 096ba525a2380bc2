import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '../../platform/core/contract.ts';
import type { Role } from '../../platform/core/roles.ts';
import { openApiOf } from '../../platform/core/openapi.ts';
import { STATUS_GRANTS } from '../../platform/core/status-contract.ts';
import { apiPage } from '../../platform/server/api-page.ts';
import { createApp, mount, resolveCaller, type AppOptions, type Route } from '../../platform/server/app.ts';
import type { Clock } from '../../platform/server/clock.ts';
import type { RunnerDeps } from '../../platform/server/command-runner.ts';
import type { Config } from '../../platform/server/config.ts';
import { dailyJobs, startDaily } from '../../platform/server/daily.ts';
import { openDatabase, type Database } from '../../platform/server/database.ts';
import { mountFiles } from '../../platform/server/file-routes.ts';
import { openJobs } from '../../platform/server/jobs.ts';
import { readJournalKey } from '../../platform/server/journal-heads.ts';
import { mountLive } from '../../platform/server/live-routes.ts';
import { createGuard } from '../../platform/server/notify/address-guard.ts';
import { createChannels } from '../../platform/server/notify/channel-registry.ts';
import { newVapidKey, readVapidKey } from '../../platform/server/notify/vapid-key.ts';
import { createMetrics } from '../../platform/server/metrics.ts';
import { createSeal } from '../../platform/server/seal.ts';
import { createSessions } from '../../platform/server/sessions.ts';
import { startSweep, type DueHandler } from '../../platform/server/sweep.ts';
import { mountWeb } from '../../platform/server/web-routes.ts';
import { ALERT_GRANTS } from '../../features/alerts/core/alert-permissions.ts';
import { sweepAlert } from '../../features/alerts/server/alert-commands.ts';
import { alertRoutes } from '../../features/alerts/server/alert-routes.ts';
import { channelJobs, channelRoutes } from '../../features/alerts/server/channel-routes.ts';
import { raiseAlerts, type AlertSettings } from '../../features/alerts/server/raise.ts';
import { startSender, type SenderDeps } from '../../features/alerts/server/sender.ts';
import { waysJobs, waysRoutes } from '../../features/alerts/server/ways-routes.ts';
import { CLAIM_TOPICS } from '../../features/claims/core/claim-alerts.ts';
import { CLAIM_GRANTS } from '../../features/claims/core/claim-permissions.ts';
import { openClaimLines } from '../../features/claims/server/claim-facts.ts';
import { claimRoutes, sweepClaim } from '../../features/claims/server/claim-routes.ts';
import { mountClaimSheet } from '../../features/claims/server/claim-sheet.ts';
import { COMPLAINT_TOPICS } from '../../features/complaints/core/complaint-alerts.ts';
import { COMPLAINT_GRANTS } from '../../features/complaints/core/complaint-permissions.ts';
import { COMPLAINT_SWEEPS } from '../../features/complaints/server/complaint-commands.ts';
import { complaintJobs, openComplaintLines } from '../../features/complaints/server/complaint-facts.ts';
import { complaintRoutes } from '../../features/complaints/server/complaint-routes.ts';
import { CONDUCT_TOPICS } from '../../features/conduct/core/conduct-alerts.ts';
import { CONDUCT_GRANTS } from '../../features/conduct/core/conduct-permissions.ts';
import { conductRoutes, sweepBreach } from '../../features/conduct/server/conduct-routes.ts';
import { pledgeRoutes, sweepPledge } from '../../features/conduct/server/pledge-routes.ts';
import { PARTNER_TOPICS } from '../../features/partners/core/partner-alerts.ts';
import { PARTNER_GRANTS } from '../../features/partners/core/partner-permissions.ts';
import { mountDefectReport } from '../../features/partners/server/defect-report.ts';
import { openReferralLines } from '../../features/partners/server/partner-facts.ts';
import { partnerJobs, partnerRoutes, sweepReferral } from '../../features/partners/server/partner-routes.ts';
import { PEOPLE_GRANTS } from '../../features/people/core/people-permissions.ts';
import { createAccounts } from '../../features/people/server/accounts.ts';
import { verifyPin } from '../../features/people/server/people-facts.ts';
import { peopleRoutes } from '../../features/people/server/people-routes.ts';
import { REPAIR_TOPICS } from '../../features/repairs/core/repair-alerts.ts';
import { REPAIR_GRANTS } from '../../features/repairs/core/repair-permissions.ts';
import { logPatrolFault, openRepairLines, openWorkOf, repairNumbers } from '../../features/repairs/server/repair-facts.ts';
import { sweepRepair, type RepairDeps } from '../../features/repairs/server/repair-commands.ts';
import { mountSpotSheet } from '../../features/repairs/server/spot-sheet.ts';
import { mountSlips } from '../../features/repairs/server/slip-routes.ts';
import { wallRoutes } from '../../features/repairs/server/wall-routes.ts';
import { figureRoutes, mountFigureSheet } from '../../features/repairs/server/figure-routes.ts';
import { importJobs, watchImports } from '../../features/repairs/server/import-runs.ts';
import { importRoutes, mountImports } from '../../features/repairs/server/import-routes.ts';
import { guestRoutes, mountGuestPhotos } from '../../features/repairs/server/guest-routes.ts';
import { copyRoutes } from '../../features/repairs/server/copy-routes.ts';
import { repairRoutes } from '../../features/repairs/server/repair-routes.ts';
import { ROSTER_TOPICS } from '../../features/roster/core/roster-alerts.ts';
import { ROSTER_GRANTS } from '../../features/roster/core/roster-permissions.ts';
import { standIns } from '../../features/roster/server/duty.ts';
import { handoverRoutes, sweepHandover } from '../../features/roster/server/handover-routes.ts';
import { reassignmentRoutes } from '../../features/roster/server/reassignment-routes.ts';
import { mountRosterPrint } from '../../features/roster/server/roster-pdf.ts';
import { whoIsThere } from '../../features/roster/server/roster-facts.ts';
import { rosterRoutes, sweepRoster } from '../../features/roster/server/roster-routes.ts';
import { openTaskLines, sweepTask, taskRoutes } from '../../features/roster/server/task-routes.ts';
import { mountCodeSheet } from '../../features/sites/server/code-sheet.ts';
import { WALK_GRANTS } from '../../features/walks/core/walk-contract.ts';
import { walkRoutes } from '../../features/walks/server/walk-routes.ts';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import { SITES_GRANTS } from '../../features/sites/core/sites-permissions.ts';
import { createDemo, isSetUpNeeded } from '../../features/sites/server/demo.ts';
import { setUpRoutes } from '../../features/sites/server/set-up-routes.ts';
import { siteRoutes } from '../../features/sites/server/site-routes.ts';
import { seedHistory } from './demo-history.ts';
import { mayReadFile } from './file-readers.ts';
import { mountHealth, statusRoute } from './status.ts';

export const VERSION = '0.1.0';
export const ROOT = new URL('../../', import.meta.url);

/** A key of this installation, made once; readable by its owner only. */
const keyFile = (folder: string, name: string, make: () => string = () => randomBytes(48).toString('base64url')): string => {
  const path = join(folder, 'keys', name);
  mkdirSync(join(folder, 'keys'), { recursive: true, mode: 0o700 });
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    const key = make();
    writeFileSync(path, `${key}\n`, { mode: 0o600, flag: 'wx' });
    return key;
  }
};

const newSigningKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();

const grantsOf = (...lists: readonly (readonly (readonly [string, readonly Role[]])[])[]): AppOptions['grants'] => {
  const all = lists.flat();
  const grants = new Map(all);
  if (grants.size !== all.length) throw new Error('Two features grant the same permission.');
  return grants;
};

export type Program = { readonly app: ReturnType<typeof createApp>; readonly database: Database; readonly deps: RunnerDeps; /** What each feature does when one of its clocks is due. */ readonly sweeps: ReadonlyMap<string, DueHandler>; readonly sending: SenderDeps; /** Says on the console what a first start needs. */ announce(): Promise<void>; close(): Promise<void> };

/** Wires the parts: one database, one runner, the list of features, HTTP and the sweep. */
export const createProgram = async (input: {
  config: Config;
  dataDir: string;
  databaseUrl: string;
  clock: Clock & { set?(instant: string): void };
  logger: AppOptions['logger'];
  say(line: string): void;
  onError(error: unknown): void;
}): Promise<Program> => {
  const { config, clock } = input;
  const database = openDatabase(input.databaseUrl);
  const secret = keyFile(input.dataDir, 'sessions');
  const sessions = createSessions({ database, clock, secret, standIns: standIns(database) });
  const grants = grantsOf(STATUS_GRANTS, PEOPLE_GRANTS, SITES_GRANTS, REPAIR_GRANTS, ROSTER_GRANTS, WALK_GRANTS, ALERT_GRANTS, COMPLAINT_GRANTS, CLAIM_GRANTS, CONDUCT_GRANTS, PARTNER_GRANTS);
  const jobs = await openJobs({ database, onError: input.onError });
  const topics = new Map([...REPAIR_TOPICS, ...ROSTER_TOPICS, ...COMPLAINT_TOPICS, ...CLAIM_TOPICS, ...CONDUCT_TOPICS, ...PARTNER_TOPICS].map((topic) => [topic.topic, topic]));
  const alerts: AlertSettings = { topics, situationOf: whoIsThere };
  const deps: RunnerDeps = { database, clock, queue: jobs.queue, raise: raiseAlerts(alerts) };
  const imports = { database, clock, folder: join(input.dataDir, 'imports') };
  const vapid = readVapidKey(keyFile(input.dataDir, 'push', newVapidKey));
  const channels = createChannels({ clock, way: { guard: createGuard(config.allowTargets) }, vapid, publicUrl: config.publicUrl });
  const outward = { database, clock, seal: createSeal(keyFile(input.dataDir, 'channels')), channels };
  const sending: SenderDeps = { ...outward, topics, publicUrl: config.publicUrl, onError: input.onError };
  await jobs.work([...channelJobs(outward), ...waysJobs(outward), ...dailyJobs({ database, clock, key: readJournalKey(keyFile(input.dataDir, 'journal', newSigningKey)) }), ...importJobs(imports), ...complaintJobs(deps), ...partnerJobs(deps)]);
  const importWatch = watchImports(imports, input.onError);
  const codes = placeCodes(keyFile(input.dataDir, 'codes'));
  const https = config.tlsCert && config.tlsKey ? { cert: readFileSync(config.tlsCert, 'utf8'), key: readFileSync(config.tlsKey, 'utf8') } : undefined;

  const app = createApp({ sessions, grants, publicUrl: config.publicUrl, trustProxy: config.trustProxy, logger: input.logger, https });
  const metrics = createMetrics();
  metrics.observe(app);
  const accounts = createAccounts({ database, databaseUrl: input.databaseUrl, clock, secret, sessions, publicUrl: config.publicUrl });
  accounts.mount(app);

  const sweeps = new Map<string, DueHandler>([['repairs', sweepRepair], ['roster', sweepRoster], ['handover', sweepHandover], ['tasks', sweepTask], ['alerts', sweepAlert(alerts)], ...COMPLAINT_SWEEPS, ['claims', sweepClaim], ['sealed:conduct', sweepBreach], ['pledges', sweepPledge], ['referrals', sweepReferral]]);
  const sweep = startSweep(deps, sweeps, input.onError);
  const daily = startDaily(deps, input.onError);
  const sender = startSender(sending);
  metrics.gauge('foyer_jobs_waiting', 'Jobs that wait or run', async () => (await jobs.states()).reduce((sum, job) => sum + job.waiting, 0));
  metrics.gauge('foyer_jobs_failed', 'Jobs given up', async () => (await jobs.states()).reduce((sum, job) => sum + job.failed, 0));
  metrics.gauge('foyer_sweep_age_seconds', 'Seconds since the last sweep of clocks', () => (performance.now() - sweep.lastAt()) / 1000);

  const repairs: RepairDeps = { ...deps, verifyPin: (personId, pin) => verifyPin(database, personId, pin, clock), isPlaceCode: codes.isOf };
  const guests = { ...repairs, codes, filesFolder: join(input.dataDir, 'files'), publicUrl: config.publicUrl };
  const setUpCode = randomInt(100_000, 1_000_000).toString();
  const status = { database, clock, config, dataDir: input.dataDir, version: VERSION, jobs, sweptAt: sweep.lastAt };
  const routes: Route[] = [
    statusRoute(status),
    ...peopleRoutes({ database, clock, sessions, grants, testClock: config.testClock, publicUrl: config.publicUrl, openWork: (siteId, personId) => openWorkOf(database, siteId, personId) }),
    ...siteRoutes({ database, clock, codes }),
    ...setUpRoutes({ database, clock, code: setUpCode, onDemo: async (made) => { input.say(`演示密码 / demo password: ${made.password}  PIN ${made.pin}`); await seedHistory({ ...repairs, raise: undefined }); } }),
    ...repairRoutes(repairs),
    ...figureRoutes({ database }),
    ...wallRoutes({ database }),
    ...importRoutes({ ...imports, queue: jobs.queue }),
    ...copyRoutes({ database, clock, codes }),
    ...rosterRoutes({ ...deps, onChange: sessions.dropAll }),
    ...reassignmentRoutes({ ...deps, onChange: sessions.dropAll }),
    ...handoverRoutes({ ...deps, verifyPin: repairs.verifyPin, sources: [openRepairLines, openTaskLines, openComplaintLines, openClaimLines, openReferralLines], onChange: sessions.dropAll }),
    ...taskRoutes(deps),
    ...alertRoutes({ ...deps, topics }),
    ...channelRoutes({ ...deps, ...outward }),
    ...waysRoutes({ ...deps, channels, pushKey: vapid.publicKey }),
    ...walkRoutes({ ...deps, logFault: (fault, actor) => logPatrolFault(repairs, fault, actor), repairsOf: repairNumbers }),
    ...guestRoutes(guests),
    ...complaintRoutes(deps),
    ...claimRoutes({ ...deps, verifyPin: repairs.verifyPin }),
    ...conductRoutes({ ...deps, verifyPin: repairs.verifyPin, onDismissed: sessions.drop }),
    ...pledgeRoutes({ ...deps, verifyPin: repairs.verifyPin }),
    ...partnerRoutes(deps),
  ];
  mount(app, routes, { sessions, grants });
  const endpoints: readonly Endpoint[] = routes.map((route) => route.endpoint);
  const openApi = openApiOf(endpoints, VERSION);
  const page = apiPage(endpoints);
  app.get('/api/openapi.json', async (request, reply) => ((await resolveCaller(sessions, request)) ? reply.send(openApi) : reply.status(401).send()));
  app.get('/api', async (request, reply) => ((await resolveCaller(sessions, request)) ? reply.type('text/html').send(page) : reply.redirect('/')));

  mountFiles(app, { database, sessions, grants, clock, folder: join(input.dataDir, 'files'), permission: { send: 'repairs.work', read: 'repairs.read' }, mayRead: (file) => mayReadFile(database, file) });
  mountGuestPhotos(app, guests);
  mountImports(app, { ...imports, sessions, grants });
  mountSpotSheet(app, { database, sessions, grants });
  mountFigureSheet(app, { database, sessions, grants });
  mountCodeSheet(app, { database, sessions, grants, publicUrl: config.publicUrl, codes });
  mountSlips(app, { database, sessions, grants, publicUrl: config.publicUrl, codes });
  mountDefectReport(app, { database, sessions, grants, folder: join(input.dataDir, 'files'), now: clock.now });
  mountClaimSheet(app, { database, sessions, grants, folder: join(input.dataDir, 'files') });
  mountRosterPrint(app, { database, sessions, grants, clock });
  const closing = new AbortController();
  mountLive(app, { database, sessions, closing: closing.signal });

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
  mountWeb(app, new URL('dist/', ROOT));

  return {
    app,
    database,
    deps,
    sweeps,
    sending,
    announce: async () => {
      if (!(await isSetUpNeeded(database))) return;
      if (!config.demoPassword) return input.say(`开通码 / set-up code: ${setUpCode}`);
      await createDemo({ database, clock }, { password: config.demoPassword });
      await seedHistory({ ...repairs, raise: undefined });
      input.say('演示案场已建立，PIN 2580。 / The demo centre is ready, PIN 2580.');
    },
    close: async () => {
      closing.abort();
      await app.close();
      await sweep.stop();
      await sender.stop();
      await daily.stop();
      importWatch.stop();
      await jobs.stop();
      await accounts.end();
      await database.end();
    },
  };
};
