import { systemClock } from '../../platform/server/clock.ts';
import { startNightly } from '../../platform/server/backup/nightly.ts';
import { dailyJobs, startDaily } from '../../platform/server/daily.ts';
import type { DeviceClocks } from '../../platform/server/device-clocks.ts';
import { readLogReach } from '../../platform/server/log-archive/log-state.ts';
import { readJournalKey } from '../../platform/server/journal-heads.ts';
import { newJournalKey } from '../../platform/server/keys.ts';
import { shared, startSweep, type DueHandler } from '../../platform/server/sweep.ts';
import { sweepAlert } from '../../features/alerts/server/alert-commands.ts';
import { channelJobs } from '../../features/alerts/server/channel-routes.ts';
import type { AlertSettings } from '../../features/alerts/server/raise.ts';
import { startSender } from '../../features/alerts/server/sender.ts';
import { waysJobs } from '../../features/alerts/server/ways-routes.ts';
import { sweepBar } from '../../features/beverages/server/service-routes.ts';
import { barJobs } from '../../features/beverages/server/stock-watch.ts';
import { sweepAccess } from '../../features/access/server/access-routes.ts';
import { eraseJob } from '../../features/access/server/erase.ts';
import { sweepIncident } from '../../features/incidents/server/incident-commands.ts';
import { sweepClaim } from '../../features/claims/server/claim-routes.ts';
import { eraseComplainantsJob } from '../../features/complaints/server/erase-complainants.ts';
import { eraseAffectedJob } from '../../features/incidents/server/erase-affected.ts';
import { COMPLAINT_SWEEPS } from '../../features/complaints/server/complaint-commands.ts';
import { complaintJobs } from '../../features/complaints/server/complaint-facts.ts';
import { sweepBreach } from '../../features/conduct/server/conduct-routes.ts';
import { askPledgesJob } from '../../features/conduct/server/ask-pledges.ts';
import { sweepPledge } from '../../features/conduct/server/pledge-routes.ts';
import { partnerJobs, sweepReferral } from '../../features/partners/server/partner-routes.ts';
import { CLEAR_EXPORTS, exportJobs } from '../../features/exports/server/export-runs.ts';
import { personalJob, ERASE_PERSONAL } from '../../features/privacy/server/erase-personal.ts';
import { sweepRepair } from '../../features/repairs/server/repair-commands.ts';
import { importJobs, watchImports } from '../../features/repairs/server/import-runs.ts';
import { slipPrintJobs, watchSlipPrints } from '../../features/repairs/server/slip-print-runs.ts';
import { sweepHandover } from '../../features/roster/server/handover-routes.ts';
import { handedJob, sweepRoster } from '../../features/roster/server/roster-sweep.ts';
import { sweepTask } from '../../features/roster/server/task-routes.ts';
import { telephoneJobs } from '../../features/telephone/server/call-aftermath.ts';
import { sweepCall } from '../../features/telephone/server/call-commands.ts';
import { sweepDesk } from '../../features/telephone/server/desk-routes.ts';
import { sweepMatter } from '../../features/telephone/server/matter-routes.ts';
import { backJob } from '../../features/telephone/server/message-reminders.ts';
import { sweepMessage } from '../../features/telephone/server/message-routes.ts';
import { dissatisfiedJob } from '../../features/telephone/server/phone-complaint.ts';
import { startUpkeepWatch } from '../../features/upkeep/server/upkeep-watch.ts';
import { certificateUntil } from './status.ts';
import type { Parts, ProgramInput } from './parts.ts';

/** What is done at once after somebody asked, in turn: imports, printings, erasures, messages. */
export const workJobs = ({ database, clock, jobs, keysOf, deps, door, ended, privacy, exporting, outward, imports, slipPrints, byTelephone }: Parts): Promise<void> =>
  jobs.work([
    ...dailyJobs({ database, clock, key: readJournalKey(keysOf('journal', newJournalKey).current) }),
    eraseJob(door), eraseComplainantsJob(ended), eraseAffectedJob(ended), personalJob(privacy),
    ...exportJobs(exporting), ...importJobs(imports), ...slipPrintJobs(slipPrints),
    ...channelJobs(outward), ...waysJobs(outward),
    ...telephoneJobs(deps), backJob(deps), dissatisfiedJob({ ...deps, openComplaint: byTelephone }),
    askPledgesJob(deps), handedJob(deps), ...complaintJobs(deps), ...partnerJobs(deps), ...barJobs(deps),
  ]);

/** What each feature does when one of its clocks is due; a new feature adds its line here. */
const sweepsOf = (alerts: AlertSettings) =>
  new Map<string, DueHandler>([
    ['repairs', shared(sweepRepair)],
    ['roster', sweepRoster],
    ['handover', sweepHandover],
    ['tasks', sweepTask],
    ['incidents', sweepIncident],
    ['access', sweepAccess],
    ['alerts', shared(sweepAlert(alerts))],
    ['beverages', sweepBar],
    ['telephone', sweepCall],
    ['messages', sweepMessage],
    ['matters', sweepMatter],
    ['telephone-desk', sweepDesk],
    ...COMPLAINT_SWEEPS,
    ['claims', sweepClaim],
    ['sealed:conduct', sweepBreach],
    ['pledges', sweepPledge],
    ['referrals', sweepReferral],
  ]);

/** What runs by itself from now on, and how it ends. */
export const startBackground = (parts: Parts, input: Pick<ProgramInput, 'onError' | 'nightly'> & { devices: DeviceClocks }) => {
  const { config, database, clock, dataDir, deps, disk, jobs } = parts;
  const { onError, devices } = input;
  const sweeps = sweepsOf(parts.alerts);
  const importWatch = watchImports(parts.imports, onError);
  const slipPrintWatch = watchSlipPrints({ folder: parts.slipPrints.folder, machine: systemClock }, onError);
  const sweep = startSweep(deps, sweeps, onError);
  const daily = startDaily(deps, onError, ['erase-door-books', 'erase-complainants', 'erase-affected', 'ask-pledges', ERASE_PERSONAL, CLEAR_EXPORTS]);
  const sender = startSender(parts.sending);
  const nightly = input.nightly && config.backupAt ? startNightly({ database, clock, at: config.backupAt, run: input.nightly }, onError) : undefined;
  const upkeep = input.nightly ? startUpkeepWatch({ ...deps, disk, archive: () => readLogReach({ database, config, dataDir }), machine: () => ({ aheadMs: devices.read().aheadMs, certificateUntil: certificateUntil(config) }) }, onError) : undefined;
  return {
    sweeps,
    sweptAt: sweep.lastAt,
    stopSender: sender.stop,
    stop: async (): Promise<void> => {
      await nightly?.stop();
      await upkeep?.stop();
      await sweep.stop();
      await sender.stop();
      await daily.stop();
      importWatch.stop();
      slipPrintWatch.stop();
      await jobs.stop();
    },
  };
};
