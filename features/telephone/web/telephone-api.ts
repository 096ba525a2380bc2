import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { listCalls, matchCall, matchNumber, openCalls, readCall } from '../core/call-contract.ts';
import { listContacts, readDesk, searchDirectory } from '../core/desk-contract.ts';
import { listFollowUps, listMatters, myMatters } from '../core/matter-contract.ts';
import { listMessages, myMessages } from '../core/message-contract.ts';
import { listSeats } from '../core/pbx-contract.ts';
import { readPhoneFigures } from '../core/phone-figures-contract.ts';

export type TelephoneScreen = { readonly siteId: string; readonly zone: string; readonly person: { readonly id: string; readonly name: string }; may(permission: string): boolean };

// The first part of a key is the feature's name in the feed, so that a change refreshes what is on the screen.
export const useDesk = (siteId: string) => useQuery({ queryKey: ['telephone-desk', siteId, 'desk'], staleTime: 60_000, queryFn: ({ signal }) => callApi(readDesk, { siteId }, { signal }) });
/** Words of address the centre added (T-21). */
export const useExtraHonorifics = (siteId: string): readonly string[] => useDesk(siteId).data?.settings.extraHonorifics ?? [];
export const useOpenCalls = (siteId: string, enabled: boolean) => useQuery({ queryKey: ['telephone', siteId, 'open'], enabled, queryFn: ({ signal }) => callApi(openCalls, { siteId }, { signal }) });
export const useCallPage = (siteId: string, filter: 'all' | 'mine' | 'missed' | 'unlogged', before: { beforeAt: string; beforeId: string } | undefined) =>
  useQuery({ queryKey: ['telephone', siteId, 'log', filter, before], queryFn: ({ signal }) => callApi(listCalls, { siteId, filter, ...before }, { signal }) });
export const useCall = (siteId: string, callId: string | undefined) => useQuery({ queryKey: ['telephone', siteId, 'one', callId], enabled: callId !== undefined, queryFn: ({ signal }) => callApi(readCall, { siteId, callId: callId ?? '' }, { signal }) });
export const useMatch = (siteId: string, number: string) => useQuery({ queryKey: ['contacts', siteId, 'match', number], enabled: number.replace(/\D/g, '').length >= 7, staleTime: 30_000, queryFn: ({ signal }) => callApi(matchNumber, { siteId, number }, { signal }) });
/** Who may be on a line whose number only the server knows. */
export const useCallMatch = (siteId: string, callId: string, enabled: boolean) => useQuery({ queryKey: ['contacts', siteId, 'call', callId], enabled, staleTime: 30_000, queryFn: ({ signal }) => callApi(matchCall, { siteId, callId }, { signal }) });
export const useSeats = (siteId: string, enabled: boolean) => useQuery({ queryKey: ['pbx', siteId, 'seats'], enabled, queryFn: ({ signal }) => callApi(listSeats, { siteId }, { signal }) });
export const useMessages = (siteId: string) => useQuery({ queryKey: ['messages', siteId, 'list'], refetchInterval: 30_000, queryFn: ({ signal }) => callApi(listMessages, { siteId }, { signal }) });
export const useMyMessages = (siteId: string) => useQuery({ queryKey: ['messages', siteId, 'mine'], refetchInterval: 15_000, queryFn: ({ signal }) => callApi(myMessages, { siteId }, { signal }) });
export const useMatters = (siteId: string, kinds: string) => useQuery({ queryKey: ['matters', siteId, kinds], refetchInterval: 60_000, queryFn: ({ signal }) => callApi(listMatters, { siteId, kinds }, { signal }) });
export const useMyMatters = (siteId: string) => useQuery({ queryKey: ['matters', siteId, 'mine'], refetchInterval: 30_000, queryFn: ({ signal }) => callApi(myMatters, { siteId }, { signal }) });
export const useFollowUps = (siteId: string) => useQuery({ queryKey: ['repairs', siteId, 'follow-up-calls'], queryFn: ({ signal }) => callApi(listFollowUps, { siteId }, { signal }) });
export const useContacts = (siteId: string, q: string) => useQuery({ queryKey: ['contacts', siteId, 'list', q], placeholderData: keepPreviousData, queryFn: ({ signal }) => callApi(listContacts, { siteId, q }, { signal }) });
export const useDirectory = (siteId: string, q: string, limit = 30) => useQuery({ queryKey: ['roster', siteId, 'directory', q, limit], placeholderData: keepPreviousData, staleTime: 10_000, queryFn: ({ signal }) => callApi(searchDirectory, { siteId, q, limit }, { signal }) });
export const usePhoneFigures = (siteId: string, month: string) => useQuery({ queryKey: ['telephone', siteId, 'figures', month], placeholderData: keepPreviousData, queryFn: ({ signal }) => callApi(readPhoneFigures, { siteId, month }, { signal }) });

/** What is typed, a moment after the last key: so that a search asks once a word, not once a letter. */
export const useSettled = <T,>(value: T, milliseconds = 150): T => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
};
