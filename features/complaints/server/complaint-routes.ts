import { refuse } from '../../../platform/core/refusal.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import * as contract from '../core/complaint-contract.ts';
import type { ComplaintKind } from '../core/complaint.ts';
import { openCase, stepCase, type ComplaintDeps } from './complaint-commands.ts';
import { listCases, readCase, searchFor } from './complaint-queries.ts';

const routesOf = (deps: ComplaintDeps, kind: ComplaintKind, list: typeof contract.listComplaints, read: typeof contract.readComplaint, step: typeof contract.stepComplaint, search: typeof contract.searchComplaints): Route[] => [
  route(list, ({ siteId, input, actor }) => deps.database.read([siteId], (reader) => listCases(reader, { kind, siteId, filter: input.filter, after: input.after, actor }))),
  route(search, ({ siteId, input, actor }) => deps.database.read([siteId], (reader) => searchFor(reader, { kind, siteId, q: input.q, after: input.after, actor }))),
  route(read, ({ siteId, input, actor }) => deps.database.read([siteId], async (reader) => (await readCase(reader, { kind, siteId, id: input.complaintId, actor })) ?? refuse('not-found'))),
  route(step, ({ input, actor }) => stepCase(deps, { kind, ...input }, actor)),
];

export const complaintRoutes = (deps: ComplaintDeps): Route[] => [
  route(contract.openComplaintEndpoint, ({ input, actor }) => openCase(deps, input, actor)),
  ...routesOf(deps, 'complaint', contract.listComplaints, contract.readComplaint, contract.stepComplaint, contract.searchComplaints),
  ...routesOf(deps, 'report', contract.listReports, contract.readReport, contract.stepReport, contract.searchReports),
];
