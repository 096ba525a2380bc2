import { randomInt } from 'node:crypto';
import type { Server as TlsServer } from 'node:tls';
import type { Endpoint } from '../../platform/core/contract.ts';
import type { Trouble } from '../../platform/core/health.ts';
import { openApiOf } from '../../platform/core/openapi.ts';
import { apiPage } from '../../platform/server/api-page.ts';
import { authorize, createApp, mount, resolveCaller } from '../../platform/server/app.ts';
import type { RunnerDeps } from '../../platform/server/command-runner.ts';
import type { Database } from '../../platform/server/database.ts';
import { watchDeviceClocks } from '../../platform/server/device-clocks.ts';
import type { DiskGuard } from '../../platform/server/disk-guard.ts';
import { watchRequests } from '../../platform/server/drain.ts';
import { foldersInUse } from '../../platform/server/folder-name.ts';
import { mountLive } from '../../platform/server/live-routes.ts';
import { createMetrics } from '../../platform/server/metrics.ts';
import { watchPapers } from '../../platform/server/paper-looks.ts';
import type { DueHandler } from '../../platform/server/sweep.ts';
import { certificateFailure, readCertificate, watchCertificate } from '../../platform/server/tls/certificate-files.ts';
import { mountWeb } from '../../platform/server/web-routes.ts';
import type { SenderDeps } from '../../features/alerts/server/sender.ts';
import { createAccounts } from '../../features/people/server/accounts.ts';
import type { PbxSupervisor } from '../../features/telephone/server/pbx/pbx-sources.ts';
import { createDemo, isSetUpNeeded } from '../../features/sites/server/demo.ts';
import { FEED_READERS } from '../core/feed-readers.ts';
import { GRANTS as grants } from '../core/grants.ts';
import { startBackground, workJobs } from './background.ts';
import { seedHistory } from './demo-history.ts';
import { endpointsOf } from './endpoints.ts';
import { featureLines } from './feature-lines.ts';
import { mountPapers } from './mounted-papers.ts';
import { PAPERS } from './papers.ts';
import { openParts, type ProgramInput } from './parts.ts';
import { mountGauges, mountHealth, type StatusDeps } from './status.ts';
import { VERSION } from './version.ts';

export const ROOT = new URL('../../', import.meta.url);

/** What is being answered gets so long; what hangs longer is given up, and sent again by whoever asked. */
const DRAIN_MS = 10_000;
const OWN_MACHINE = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

export type Program = { readonly app: ReturnType<typeof createApp>; readonly database: Database; readonly deps: RunnerDeps; /** What each feature does when one of its clocks is due. */ readonly sweeps: ReadonlyMap<string, DueHandler>; readonly sending: SenderDeps; /** Ends the sending of messages, so that a test sends them itself. */ stopSender(): Promise<void>; readonly pbx: PbxSupervisor; readonly disk: DiskGuard; /** Says on the console what a first start needs. */ announce(): Promise<void>; close(): Promise<void> };

/** Puts the parts together: what the features stand on, what runs by itself, what is reachable, and how all of it ends. */
export const createProgram = async (input: ProgramInput): Promise<Program> => {
  const { config, clock } = input;
  // First: without it nothing is started.
  const certificate = config.tlsCert && config.tlsKey ? { cert: config.tlsCert, key: config.tlsKey } : undefined;
  const https = certificate ? await readCertificate(certificate).catch(certificateFailure) : undefined;
  const parts = await openParts(input);
  const { database, sessions, disk, pbx, guests } = parts;
  await workJobs(parts);

  let wasDown = false;
  const trouble = (): { why: Trouble; canRead: boolean } | undefined => {
    const isDown = input.isDatabaseDown?.() ?? false;
    // Most often it is the disk that ended it, or let it come back.
    if (isDown !== wasDown) void disk.look();
    wasDown = isDown;
    const why = parts.isClosed() ? 'disk-unwritable' : isDown ? 'database-down' : disk.level() === 'read-only' ? 'disk-full' : undefined;
    return why && { why, canRead: !isDown };
  };
  const app = createApp({ sessions, grants, publicUrl: config.publicUrl, trustProxy: config.trustProxy, logger: input.logger, https, trouble });
  const renewal = certificate && watchCertificate(certificate, { use: (pair) => (app.server as unknown as TlsServer).setSecureContext(pair), onError: (error) => input.logger?.error({ err: error }, 'the certificate on disk cannot be used; the one before stays') });
  watchPapers(app, { database, clock, papers: PAPERS });
  const drain = watchRequests(app);
  const devices = watchDeviceClocks(app, clock);
  const metrics = createMetrics();
  metrics.observe(app);
  const accounts = createAccounts({ database, databaseUrl: input.databaseUrl, clock, secret: parts.secret, sessions, publicUrl: config.publicUrl });
  accounts.mount(app);
  const background = startBackground(parts, { ...input, devices });

  const status: StatusDeps = { database, clock, config, dataDir: input.dataDir, version: VERSION, jobs: parts.jobs, disk, devices, startedAt: clock.now(), sweptAt: background.sweptAt, isDraining: drain.isDraining, pbxHealth: pbx.health };
  mountGauges(metrics.gauge, status);
  const lines = featureLines(parts);
  const setUpCode = randomInt(100_000, 1_000_000).toString();
  const routes = endpointsOf(parts, lines, { status, setUpCode, say: input.say });
  mount(app, routes, { sessions, grants });
  const endpoints: readonly Endpoint[] = routes.map((route) => route.endpoint);
  // Made for whoever asks first: a start has no time for it.
  let openApi: ReturnType<typeof openApiOf> | undefined;
  const page = apiPage(endpoints);
  app.get('/api/openapi.json', async (request, reply) => ((await resolveCaller(sessions, request)) ? reply.send((openApi ??= openApiOf(endpoints, VERSION))) : reply.status(401).send()));
  app.get('/api', async (request, reply) => ((await resolveCaller(sessions, request)) ? reply.type('text/html').send(page) : reply.redirect('/')));
  mountPapers(app, parts, lines, routes);
  mountLive(app, { database, sessions, closing: drain.signal, trouble: () => trouble()?.why, mayHear: (caller, { siteId, feature }) => (FEED_READERS.get(feature) ?? []).some((permission) => authorize(caller, permission, siteId, grants) === undefined) });
  mountHealth(app, status);
  app.get('/metrics', async (request, reply) => {
    const allowed = config.metricsToken ? request.headers.authorization === `Bearer ${config.metricsToken}` : OWN_MACHINE.includes(request.ip);
    return allowed ? reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()) : reply.status(404).send();
  });
  if (config.testClock && clock.set)
    app.post<{ Body: { now?: string } }>('/api/test-clock', async (request, reply) => {
      if (!OWN_MACHINE.includes(request.ip)) return reply.status(404).send();
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
    deps: parts.deps,
    sweeps: background.sweeps,
    sending: parts.sending,
    stopSender: background.stopSender,
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
      await background.stop();
      await accounts.end();
      await database.end();
    },
  };
};
