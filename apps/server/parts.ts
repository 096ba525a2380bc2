import { join } from 'node:path';
import type { AppOptions } from '../../platform/server/app.ts';
import { systemClock, type Clock } from '../../platform/server/clock.ts';
import type { RunnerDeps } from '../../platform/server/command-runner.ts';
import type { Config } from '../../platform/server/config.ts';
import type { NightlyRun } from '../../platform/server/backup/nightly.ts';
import { openDatabase, type Patience } from '../../platform/server/database.ts';
import { startDiskGuard } from '../../platform/server/disk-guard.ts';
import { isHeld } from '../../platform/server/file-holders.ts';
import { connectionName, folderName } from '../../platform/server/folder-name.ts';
import { openJobs } from '../../platform/server/jobs.ts';
import { readKeys, type Keys } from '../../platform/server/keys.ts';
import { createGuard } from '../../platform/server/notify/address-guard.ts';
import { createChannels } from '../../platform/server/notify/channel-registry.ts';
import { loadVapidKey } from '../../platform/server/notify/vapid-key.ts';
import { createSeal } from '../../platform/server/seal.ts';
import { createSessions } from '../../platform/server/sessions.ts';
import { raiseAlerts, type AlertSettings } from '../../features/alerts/server/raise.ts';
import type { SenderDeps } from '../../features/alerts/server/sender.ts';
import type { AccessDeps } from '../../features/access/server/access-routes.ts';
import { openIncidentsAmong, reportIncidentCommand } from '../../features/incidents/server/incident-facts.ts';
import { underOpenClaims } from '../../features/claims/server/claim-facts.ts';
import { isComplained, openComplaint } from '../../features/complaints/server/complaint-facts.ts';
import { verifyPin } from '../../features/people/server/people-facts.ts';
import type { ExportDeps } from '../../features/exports/server/export-runs.ts';
import type { PrivacyDeps } from '../../features/privacy/server/erase-personal.ts';
import { copyLookOf } from '../../features/records/server/paper-store.ts';
import type { RepairDeps } from '../../features/repairs/server/repair-commands.ts';
import type { SlipPrintDeps } from '../../features/repairs/server/slip-print-runs.ts';
import { createPbxSupervisor, type PbxDeps } from '../../features/telephone/server/pbx/pbx-sources.ts';
import { standIns } from '../../features/roster/server/duty.ts';
import { whoIsThere } from '../../features/roster/server/roster-facts.ts';
import { exchangeCalls } from '../../features/telephone/server/exchange-calls.ts';
import type { OpenPhoneComplaint } from '../../features/telephone/server/phone-complaint.ts';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import { TOPICS as topics } from '../core/topics.ts';
import { FILE_HOLDERS } from './file-readers.ts';
import { retentionOf } from './retention.ts';
import { CENTRE_PLAN } from './centre-plan.ts';
import { VERSION } from './version.ts';

/** What a program is made of: its settings, its folder, its database, its time, and whom it tells. */
export type ProgramInput = {
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
  nightly?: NightlyRun | undefined;
  diskLimits?: { below: number; again: number };
  /** The database of the data folder has ended and is being brought back. */
  isDatabaseDown?: (() => boolean) | undefined;
  patience?: Patience | undefined;
};

/** What the features stand on, and what one of them hands to another. */
export const openParts = async (input: ProgramInput) => {
  const { config, clock, dataDir, databaseUrl, onError } = input;
  const filesFolder = join(dataDir, 'files');
  const disk = startDiskGuard(dataDir, { ...(input.diskLimits ? { limits: input.diskLimits } : {}), onChange: (level, space) => input.logger?.warn({ level, ...space }, 'disk') });
  // With a database of one's own elsewhere, the disk of the data folder holds pictures only.
  const isClosed = (): boolean => config.databaseUrl === undefined && disk.level() === 'unwritable';
  const database = openDatabase(databaseUrl, { name: connectionName(folderName(dataDir)), patience: input.patience, mayWrite: () => !isClosed() });
  // The keys' time is the machine's own: a test clock moves people's days, not what is signed.
  const keysOf = (name: string, make?: () => string): Keys => readKeys(dataDir, name, systemClock.now(), make);
  const sessionKeys = keysOf('sessions');
  const sessions = createSessions({ database, clock, secret: sessionKeys.current, earlier: sessionKeys.earlier, standIns: standIns(database) });
  const jobs = await openJobs({ database, onError, mayWrite: () => !isClosed() && !input.isDatabaseDown?.() });
  const alerts: AlertSettings = { topics, situationOf: whoIsThere };
  const deps: RunnerDeps = { database, clock, queue: jobs.queue, raise: raiseAlerts(alerts) };
  const vapid = loadVapidKey(dataDir, systemClock.now());
  const [channelKeys, codeKeys] = [keysOf('channels'), keysOf('codes')];
  const codes = placeCodes(codeKeys.current, codeKeys.earlier);
  const channels = createChannels({ clock, way: { guard: createGuard(config.allowTargets) }, vapid, publicUrl: config.publicUrl });
  const outward = { database, clock, seal: createSeal(channelKeys.current, channelKeys.earlier), channels };
  const sending: SenderDeps = { ...outward, topics, publicUrl: config.publicUrl, onError };

  const repairs: RepairDeps = { ...deps, verifyPin: (personId, pin) => verifyPin(database, personId, pin, clock), isPlaceCode: codes.isOf, isComplained, isHeld: (query, siteId, hash) => isHeld(query, FILE_HOLDERS, siteId, hash) };
  const calls = input.onCalls ?? exchangeCalls(deps);
  const door: AccessDeps = {
    ...deps, filesFolder, openIncidents: openIncidentsAmong,
    isHeldElsewhere: (query, siteId, hash) => isHeld(query, FILE_HOLDERS.filter((table) => table !== 'access_files'), siteId, hash),
    reportIncident: async (incident, actor) => {
      const done = await reportIncidentCommand(deps, { ...incident, nature: 'security', drill: false, via: 'app' }, actor);
      return done.ok ? { ok: true } : done;
    },
  };
  const slipPrints: SlipPrintDeps = { database, clock, folder: join(dataDir, 'prints'), publicUrl: config.publicUrl, copyLook: copyLookOf, codes };
  const exporting: ExportDeps = { database, databaseUrl, clock, folder: join(dataDir, 'exports'), filesFolder, program: VERSION, plan: CENTRE_PLAN };
  const privacy: PrivacyDeps = { database, clock, sources: retentionOf({ ...deps, filesFolder, holders: FILE_HOLDERS }) };
  const byTelephone: OpenPhoneComplaint = (complaint, actor) => openComplaint(deps, complaint, actor);
  return {
    config, clock, dataDir, database, databaseUrl, filesFolder, disk, isClosed, keysOf, secret: sessionKeys.current, sessions, jobs, alerts, deps, vapid, channels, codes, outward, sending,
    repairs, door, slipPrints, exporting, privacy, byTelephone, calls,
    /** A user's own orders, with the pictures sent to them. */
    guests: { ...repairs, codes, filesFolder, publicUrl: config.publicUrl },
    imports: { database, clock, folder: join(dataDir, 'imports') },
    consumption: { database, clock, folder: join(dataDir, 'consumption') },
    /** What is kept of people in a case waits for the claims that rest on it. */
    ended: { ...deps, heldAmong: underOpenClaims },
    pbx: createPbxSupervisor({ database, clock, seal: outward.seal, folder: join(dataDir, 'call-records'), onError, ...calls }),
  };
};

export type Parts = Awaited<ReturnType<typeof openParts>>;
