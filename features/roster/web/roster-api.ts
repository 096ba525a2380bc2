import { useQuery } from '@tanstack/react-query';
import { ApiRefusal, callApi } from '../../../platform/web/api-client.ts';
import * as brief from '../core/brief-contract.ts';
import * as handover from '../core/handover-contract.ts';
import * as roster from '../core/roster-contract.ts';

// The first part of a key is the feature's name in the feed, so that a change refreshes what is on the screen.
export const useDuty = (siteId: string) => useQuery({ queryKey: ['roster', siteId, 'duty'], refetchInterval: 60_000, queryFn: ({ signal }) => callApi(roster.getDuty, { siteId }, { signal }) });
export const useRoster = (siteId: string, from: string, days: number) =>
  useQuery({ queryKey: ['roster', siteId, 'plan', from, days], queryFn: ({ signal }) => callApi(roster.getRoster, { siteId, from, days }, { signal }) });
export const useReassignments = (siteId: string) => useQuery({ queryKey: ['roster', siteId, 'reassignments'], queryFn: ({ signal }) => callApi(handover.listReassignments, { siteId }, { signal }) });
export const useHandovers = (siteId: string) => useQuery({ queryKey: ['handover', siteId], refetchInterval: 60_000, queryFn: ({ signal }) => callApi(handover.listHandovers, { siteId }, { signal }) });
export const useTasks = (siteId: string) => useQuery({ queryKey: ['tasks', siteId], refetchInterval: 60_000, queryFn: ({ signal }) => callApi(handover.listTasks, { siteId }, { signal }) });
export const useBrief = (siteId: string, language: 'zh' | 'en') => useQuery({ queryKey: ['roster', siteId, 'brief', language], refetchInterval: 60_000, queryFn: ({ signal }) => callApi(brief.readBrief, { siteId, language }, { signal }) });
/** Null: the calendar knows no days off ahead. */
export const usePacket = (siteId: string) =>
  useQuery({
    queryKey: ['roster', siteId, 'packet'],
    queryFn: ({ signal }) => callApi(brief.readPacket, { siteId }, { signal }).catch((failure: unknown) => { if (failure instanceof ApiRefusal && failure.code === 'not-found') return null; throw failure; }),
  });
