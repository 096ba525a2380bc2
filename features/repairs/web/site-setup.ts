import { queryOptions, useQuery } from '@tanstack/react-query';
import { getSiteSetup } from '../../sites/core/sites-facts.ts';
import { callApi } from '../../../platform/web/api-client.ts';

/** Places, people and limits of a centre: what forms choose from. Changes seldom; the feed refreshes it. */
export const siteSetup = (siteId: string) =>
  queryOptions({ queryKey: ['sites', siteId, 'setup'], staleTime: 60_000, queryFn: ({ signal }) => callApi(getSiteSetup, { siteId }, { signal }) });
export const useSiteSetup = (siteId: string) => useQuery(siteSetup(siteId));
