import { useQuery, useQueryClient } from '@tanstack/react-query';
import { callApi } from '../../../platform/web/api-client.ts';
import { uuidv7 } from '../../../platform/web/ids.ts';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import * as contract from '../core/incident-contract.ts';
import type { IncidentView } from '../core/incident-contract.ts';
import type { IncidentStepInput } from '../core/incident-steps.ts';

// An alert that climbs changes who was told, so a view asks again by itself besides the feed.
export const useIncidents = (siteId: string, only: 'open' | 'all', before?: string) =>
  useQuery({ queryKey: ['incidents', siteId, 'list', only, before ?? ''], refetchInterval: 30_000, queryFn: ({ signal }) => callApi(contract.listIncidents, { siteId, only, ...(before ? { before } : {}) }, { signal }) });
export const useIncident = (siteId: string, incidentId: string) =>
  useQuery({ queryKey: ['incidents', siteId, 'one', incidentId], refetchInterval: 5_000, queryFn: ({ signal }) => callApi(contract.getIncident, { siteId, incidentId }, { signal }) });
export const useIncidentChoices = (siteId: string) => useQuery({ queryKey: ['incidents', siteId, 'choices'], staleTime: 300_000, queryFn: ({ signal }) => callApi(contract.incidentChoices, { siteId }, { signal }) });
export const useIncidentFigures = (siteId: string, month: string) => useQuery({ queryKey: ['incidents', siteId, 'figures', month], queryFn: ({ signal }) => callApi(contract.incidentFigures, { siteId, month }, { signal }) });

/** On a phone a step goes by the outbox and keeps the moment of the tap: in a basement it waits, and is not lost. */
export const useIncidentStep = (siteId: string, incidentId: string, by?: { readonly outbox: Outbox; label(step: IncidentStepInput): string; /** Nothing is earlier than this. */ readonly foundAt: string | undefined }) => {
  const client = useQueryClient();
  return async (step: IncidentStepInput): Promise<void> => {
    const now = serverInstant();
    const view = by ? await by.outbox.deliver(contract.stepIncident, { siteId, incidentId, step: { at: by.foundAt && by.foundAt > now ? by.foundAt : now, ...step } }, by.label(step)) : await callApi(contract.stepIncident, { siteId, incidentId, commandId: uuidv7(), step });
    if (!view) return;
    client.setQueryData<IncidentView>(['incidents', siteId, 'one', incidentId], view);
    await client.invalidateQueries({ queryKey: ['incidents', siteId, 'list'] });
  };
};
