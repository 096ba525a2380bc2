import { queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { InputOf, OutputOf } from '../../../platform/core/contract.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { uuidv7 } from '../../../platform/web/ids.ts';
import * as contract from '../core/repair-contract.ts';
import type { FILTERS, RepairRow, RepairView } from '../core/repair-contract.ts';
import type { StepInput } from '../core/repair-steps.ts';
import { siteSetup } from './site-setup.ts';

export type RepairFilter = (typeof FILTERS)[number];

/** All keys of a centre's repairs begin alike, so that one change in the feed refreshes what is on the screen. */
export const repairKeys = {
  all: (siteId: string) => ['repairs', siteId] as const,
  list: (siteId: string, filter: RepairFilter) => ['repairs', siteId, 'list', filter] as const,
  one: (siteId: string, id: string) => ['repairs', siteId, 'one', id] as const,
  mine: () => ['repairs', 'mine'] as const,
};

export const useRepairs = (siteId: string, filter: RepairFilter) =>
  useInfiniteQuery({
    queryKey: repairKeys.list(siteId, filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => callApi(contract.listRepairs, { siteId, filter, ...(pageParam ? { after: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const useRepairSearch = (siteId: string, q: string) =>
  useQuery({
    queryKey: ['repairs', siteId, 'search', q],
    enabled: q.trim() !== '',
    queryFn: ({ signal }) => callApi(contract.searchRepairs, { siteId, q }, { signal }),
  });

export const useMyRepairs = () => useQuery({ queryKey: repairKeys.mine(), queryFn: ({ signal }) => callApi(contract.listMyRepairs, {}, { signal }) });

/** Over several centres, of which the live feed names one at a time: asked again every 10 s besides. */
export const useOversight = () => useQuery({ queryKey: ['repairs', 'oversight'], refetchInterval: 10_000, queryFn: ({ signal }) => callApi(contract.overseeRepairs, {}, { signal }) });

const oneRepair = (siteId: string, repairId: string) =>
  queryOptions({ queryKey: repairKeys.one(siteId, repairId), queryFn: ({ signal }) => callApi(contract.getRepair, { siteId, repairId }, { signal }) });
export const useRepair = (siteId: string, repairId: string) => useQuery(oneRepair(siteId, repairId));

/** So many of the own orders a phone reads ahead, one after the other. */
const AHEAD = 20;

/** Reads one's own orders, and what their forms choose from, before anybody opens them: in the basement each opens all the same. To the server they were opened. */
export const useReadAhead = (rows: readonly RepairRow[] | undefined): void => {
  const client = useQueryClient();
  useEffect(() => {
    let isOver = false;
    const own = (rows ?? []).filter((row) => row.technicianId !== null).slice(0, AHEAD);
    void (async () => {
      for (const { siteId, id, version } of own) {
        if (isOver) return;
        await client.prefetchQuery(siteSetup(siteId));
        if (client.getQueryData(oneRepair(siteId, id).queryKey)?.row.version !== version) await client.prefetchQuery({ ...oneRepair(siteId, id), staleTime: 0 });
      }
    })();
    return () => void (isOver = true);
  }, [client, rows]);
};

export const useTimeline = (siteId: string, repairId: string) =>
  useQuery({ queryKey: [...repairKeys.one(siteId, repairId), 'timeline'], queryFn: ({ signal }) => callApi(contract.getTimeline, { siteId, repairId }, { signal }) });

export const useDuplicates = (siteId: string, placeId: string | undefined) =>
  useQuery({
    queryKey: ['repairs', siteId, 'duplicates', placeId],
    enabled: placeId !== undefined,
    queryFn: ({ signal }) => callApi(contract.findDuplicates, { siteId, placeId: placeId ?? '' }, { signal }),
  });

export const useCounts = (siteId: string) => useQuery({ queryKey: [...repairKeys.all(siteId), 'counts'], queryFn: ({ signal }) => callApi(contract.countRepairs, { siteId }, { signal }) });

export const useFigures = (siteId: string, month: string) =>
  useQuery({ queryKey: [...repairKeys.all(siteId), 'figures', month], queryFn: ({ signal }) => callApi(contract.repairFigures, { siteId, month }, { signal }) });

export type LogInput = Omit<InputOf<typeof contract.logRepair>, 'siteId' | 'commandId' | 'repairId'>;

export const useLogRepair = (siteId: string) => {
  const client = useQueryClient();
  return useMutation({
    /** The ids come from the form, so that a second press of the same form is the same repair. */
    mutationFn: (input: LogInput & { commandId: string; repairId: string }): Promise<OutputOf<typeof contract.logRepair>> => callApi(contract.logRepair, { siteId, ...input }),
    onSuccess: () => client.invalidateQueries({ queryKey: repairKeys.all(siteId) }),
  });
};

export type TakeInput = { steps: StepInput[]; pin?: string; baseVersion?: number; placeCode?: string; commandId?: string };

export const useTakeSteps = (siteId: string, repairId: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ commandId, ...input }: TakeInput) => callApi(contract.takeRepairSteps, { siteId, repairId, commandId: commandId ?? uuidv7(), ...input }),
    onSuccess: (view: RepairView) => {
      client.setQueryData(repairKeys.one(siteId, repairId), view);
      void client.invalidateQueries({ queryKey: repairKeys.all(siteId) });
      void client.invalidateQueries({ queryKey: repairKeys.mine() });
      void client.invalidateQueries({ queryKey: ['repairs', 'oversight'] });
    },
  });
};

/** Number, else log number: what people call the order. */
export const numberOf = (row: Pick<RepairRow, 'orderNumber' | 'logNumber'>): string => row.orderNumber ?? row.logNumber;
