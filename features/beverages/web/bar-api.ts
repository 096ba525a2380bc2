import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { callApi } from '../../../platform/web/api-client.ts';
import * as quality from '../core/quality-contract.ts';
import { queuedOf } from '../../../platform/web/outbox.ts';
import { isPartyOpen } from '../core/bar-party.ts';
import { foldTaps, type PendingTap } from '../core/pending-taps.ts';
import * as service from '../core/service-contract.ts';
import type { BarView, PartyView } from '../core/service-contract.ts';
import * as stock from '../core/stock-contract.ts';

/** Where a screen of the bar is looked at, and by whom. */
export type BarScreen = { readonly siteId: string; readonly zone: string; readonly personId: string; readonly personName: string; may(permission: string): boolean };

// The first part of a key is the feature's name in the feed, so that a tap on another device refreshes this screen.
const key = (siteId: string, ...rest: readonly unknown[]) => ['beverages', siteId, ...rest];

/** Commands on their way, without an answer yet. */
const flying = new Set<string>();
export const fly = (commandId: string): (() => void) => { flying.add(commandId); return () => flying.delete(commandId); };

/** The room, and which of the taps nobody has answered are in it; one made while it was being asked for is asked about again. */
const readBar = async (siteId: string, personId: string, signal: AbortSignal): Promise<BarView> => {
  const unanswered = (): string[] => [...flying, ...queuedOf(personId).map((item) => item.commandId)].slice(0, 100);
  for (let round = 1; ; round += 1) {
    const sent = unanswered();
    const bar = await callApi(service.getBar, { siteId, ...(sent.length > 0 ? { sent: sent.join(',') } : {}) }, { signal });
    if (round === 3 || unanswered().every((id) => sent.includes(id))) return bar;
  }
};
export const useBar = ({ siteId, personId }: Pick<BarScreen, 'siteId' | 'personId'>) => useQuery({ queryKey: key(siteId, 'bar'), refetchInterval: 60_000, queryFn: ({ signal }) => readBar(siteId, personId, signal) });
export const useBarDay = (siteId: string, day: string | undefined) => useQuery({ queryKey: key(siteId, 'day', day), enabled: day !== undefined, queryFn: ({ signal }) => callApi(service.getBarDay, { siteId, day: day ?? '' }, { signal }) });
export const useParties = (siteId: string, day: string | undefined) => useQuery({ queryKey: key(siteId, 'parties', day), enabled: day !== undefined, queryFn: ({ signal }) => callApi(service.listParties, { siteId, day: day ?? '' }, { signal }) });
export const usePar = (siteId: string, day?: string) => useQuery({ queryKey: key(siteId, 'par', day), queryFn: ({ signal }) => callApi(stock.getPar, { siteId, ...(day ? { day } : {}) }, { signal }) });
export const useStock = (siteId: string) => useQuery({ queryKey: key(siteId, 'stock'), queryFn: ({ signal }) => callApi(stock.getStock, { siteId }, { signal }) });
export const useItems = (siteId: string) => useQuery({ queryKey: key(siteId, 'items'), queryFn: ({ signal }) => callApi(stock.listItems, { siteId }, { signal }) });
export const useRecords = (siteId: string) => useQuery({ queryKey: key(siteId, 'records'), queryFn: ({ signal }) => callApi(stock.listRecords, { siteId }, { signal }) });
export const useMovements = (siteId: string, itemId: string | undefined) => useQuery({ queryKey: key(siteId, 'movements', itemId), enabled: itemId !== undefined, queryFn: ({ signal }) => callApi(stock.listMovements, { siteId, itemId: itemId ?? '' }, { signal }) });
export const useQuality = (siteId: string) => useQuery({ queryKey: key(siteId, 'quality'), queryFn: ({ signal }) => callApi(quality.getQuality, { siteId }, { signal }) });
export const useBarFigures = (siteId: string, month: string) => useQuery({ queryKey: key(siteId, 'figures', month), queryFn: ({ signal }) => callApi(quality.getBarFigures, { siteId, month }, { signal }) });
export const useConsumption = (siteId: string, enabled: boolean) => useQuery({ queryKey: key(siteId, 'imports'), enabled, queryFn: ({ signal }) => callApi(quality.listConsumption, { siteId }, { signal }) });

export const useRefresh = (siteId: string): (() => Promise<void>) => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: key(siteId) });
};

/** The answer of a tap stands on the map at once, said to be in it; the rest of the room is asked again behind it. */
export const showParty = ({ siteId, zone, personName }: Pick<BarScreen, 'siteId' | 'zone' | 'personName'>, client: QueryClient, party: PartyView, tap: PendingTap): void => {
  client.setQueryData<BarView>(key(siteId, 'bar'), (bar) => {
    if (!bar) return bar;
    // What is left of each drink is asked again behind it; until then it stays as the tap has left it.
    const { menu, stock, servingsToday } = foldTaps(bar, [tap], { siteId, zone, name: personName }).bar;
    return { ...bar, menu, stock, servingsToday, done: [...bar.done, tap.commandId], parties: [...bar.parties.filter((other) => other.id !== party.id), ...(isPartyOpen(party.status) ? [party] : [])] };
  });
  void client.invalidateQueries({ queryKey: key(siteId) });
};
