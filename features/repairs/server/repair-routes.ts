import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { actorOf, route, type Call, type Route } from '../../../platform/server/app.ts';
import { loadSite } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { keepLook } from '../../../platform/server/looks.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import * as contract from '../core/repair-contract.ts';
import type { RepairView } from '../core/repair-contract.ts';
import { minorSince } from '../core/minor-target.ts';
import { mayOversee } from '../core/oversight.ts';
import { mayReadPhone, maySee } from '../core/repair-permissions.ts';
import { logRepairCommand, takeRepairStepsCommand, type RepairDeps, type RepairOutcome, type Who } from './repair-commands.ts';
import { overseeOrders } from './manager-queries.ts';
import { monthFigures } from './repair-figures.ts';
import * as queries from './repair-queries.ts';
import { viewOrder, viewTimeline } from './repair-view.ts';

const whoOf = (call: Call<unknown>): Who => ({ actor: call.actor, device: call.caller.deviceId, name: call.caller.name });

export const repairRoutes = (deps: RepairDeps): Route[] => {
  const answer = async (call: Call<{ siteId: string; repairId: string }>, outcome: RepairOutcome): Promise<RepairView | Refusal> => {
    if (!outcome.ok) return outcome;
    if (outcome.view) return outcome.view;
    // Who handed an order over may have lost sight of it: the answer is then the last thing they see of it.
    const view = await deps.database.read([call.siteId], (reader) => viewOrder(reader, { siteId: call.siteId, id: call.input.repairId, actor: call.actor }));
    if (view) return view;
    return maySee(outcome.state, call.actor) ? refuse('unavailable') : refuse('not-found');
  };
  const read = <T>(siteId: string, work: Parameters<typeof deps.database.read<T>>[1]): Promise<T> => deps.database.read([siteId], work);

  /** Of the centre's own days and numbers. */
  const limitsFor = async (reader: Reader, siteId: string): Promise<{ minorSince: string; callBackMinutes: number[] }> => {
    const site = await loadSite(reader.query, siteId);
    const values = parameterValues(site?.parameters ?? {});
    return { minorSince: minorSince(deps.clock.now(), site?.zone ?? 'UTC', values['repairs.minor_repair_days']), callBackMinutes: [values['repairs.reappoint_if_later'], values['repairs.user_on_site'], values['repairs.urgent_on_site']] };
  };

  return [
    route(contract.logRepair, async (call) => answer(call, await logRepairCommand(deps, call.input, whoOf(call)))),
    route(contract.takeRepairSteps, async (call) => answer(call, await takeRepairStepsCommand(deps, call.input, whoOf(call)))),
    route(contract.listRepairs, ({ input, siteId, actor }) =>
      read(siteId, async (reader) => queries.listOrders(reader, { siteId, actor, filter: input.filter, after: input.after, limit: input.limit, now: deps.clock.now(), ...(input.filter === 'over_target' || input.filter === 'call_back' ? await limitsFor(reader, siteId) : { minorSince: '', callBackMinutes: [] }) })),
    ),
    route(contract.listMyRepairs, ({ caller }) => {
      const sites = [...caller.sites].map(([siteId]) => ({ siteId, actor: actorOf(caller, siteId, 'repairs.read') }));
      return deps.database.read([...caller.sites.keys()], (reader) => queries.listMine(reader, { personId: caller.personId, sites }));
    }),
    route(contract.overseeRepairs, ({ caller }) => {
      const sites = [...caller.sites.keys()].map((siteId) => ({ siteId, actor: actorOf(caller, siteId, 'repairs.figures') })).filter((site) => mayOversee(site.actor.roles));
      return deps.database.read(sites.map((site) => site.siteId), (reader) => overseeOrders(reader, { sites, now: deps.clock.now() }));
    }),
    route(contract.searchRepairs, ({ input, siteId, actor }) => read(siteId, (reader) => queries.searchOrders(reader, { siteId, actor, q: input.q, before: input.before }))),
    route(contract.findDuplicates, ({ input, siteId, actor }) => read(siteId, (reader) => queries.findAtPlace(reader, { siteId, placeId: input.placeId, actor }))),
    route(contract.countRepairs, ({ siteId, actor }) => read(siteId, async (reader) => queries.countOrders(reader, { siteId, actor, now: deps.clock.now(), ...(await limitsFor(reader, siteId)) }))),
    route(contract.repairFigures, ({ input, siteId }) => read(siteId, (reader) => monthFigures(reader, { siteId, month: input.month }))),
    route(contract.getRepair, async ({ input, siteId, actor }) => {
      const view = await read(siteId, (reader) => viewOrder(reader, { siteId, id: input.repairId, actor }));
      if (!view) return refuse('not-found');
      // Whoever works with orders sees the whole number at once; that it was seen is written down all the same.
      if (view.order.reporterPhone && mayReadPhone(actor)) await keepLook(deps.database, { siteId, at: deps.clock.now(), personId: actor.personId, what: 'opened', kind: 'repair', subject: input.repairId, label: view.row.orderNumber ?? view.row.logNumber });
      return view;
    }),
    route(contract.getTimeline, async ({ input, siteId, actor }) => {
      const lines = await read(siteId, (reader) => viewTimeline(reader, { siteId, id: input.repairId, actor }));
      return lines ? { lines } : refuse('not-found');
    }),
  ];
};
