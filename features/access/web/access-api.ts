import { useQuery } from '@tanstack/react-query';
import { callApi } from '../../../platform/web/api-client.ts';
import * as contract from '../core/access-contract.ts';

export const useAccessChoices = (siteId: string) => useQuery({ queryKey: ['access', siteId, 'choices'], queryFn: ({ signal }) => callApi(contract.accessChoices, { siteId }, { signal }) });
export const useRemovals = (siteId: string, before?: string, tag?: string) =>
  useQuery({ queryKey: ['access', siteId, 'removals', before ?? '', tag ?? ''], refetchInterval: 30_000, queryFn: ({ signal }) => callApi(contract.listRemovals, { siteId, ...(before ? { before } : {}), ...(tag ? { tag } : {}) }, { signal }) });
export const useVisits = (siteId: string, before?: string) => useQuery({ queryKey: ['access', siteId, 'visits', before ?? ''], refetchInterval: 60_000, queryFn: ({ signal }) => callApi(contract.listVisits, { siteId, ...(before ? { before } : {}) }, { signal }) });
