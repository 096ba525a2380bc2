import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { callApi } from '../../platform/web/api-client.ts';
import { parameterValues } from '../../features/handbook/core/handbook-facts.ts';
import { HandbookPage } from '../../features/handbook/web/console/handbook-page.tsx';
import { getSiteSetup } from '../../features/sites/core/sites-facts.ts';
import { KEEPS } from '../core/keeps.ts';

/** The handbook with the limits in force in this centre. */
export const HandbookOfCentre = ({ siteId }: { siteId: string }): ReactNode => {
  const setup = useQuery({ queryKey: ['sites', siteId, 'setup'], staleTime: 60_000, queryFn: ({ signal }) => callApi(getSiteSetup, { siteId }, { signal }) });
  const values = setup.data && parameterValues(Object.fromEntries(setup.data.parameters.map(({ key, value }) => [key, value])));
  return <HandbookPage keeps={KEEPS} values={values} {...(setup.isError ? { onRetry: () => void setup.refetch() } : {})} />;
};
