import { Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { getSiteSetup } from '../../core/site-contract.ts';
import { PLACES_WORDS } from '../places-words.ts';
import { CalendarPanel } from './calendar-panel.tsx';
import { PlacesPanel } from './places-panel.tsx';

export const PlacesPage = ({ siteId, hasCodes }: { siteId: string; hasCodes: boolean }): ReactNode => {
  const words = useWords(PLACES_WORDS);
  const setup = useQuery({ queryKey: ['sites', siteId, 'setup'], queryFn: () => callApi(getSiteSetup, { siteId }) });
  if (setup.isPending) return <main><LoadingState /></main>;
  if (!setup.data) return <main><ErrorState onRetry={() => void setup.refetch()} /></main>;
  return (
    <main>
      <Stack gap="xl">
        <Title order={1} size="h2">{words.title}</Title>
        <PlacesPanel siteId={siteId} places={setup.data.places} hasCodes={hasCodes} />
        <CalendarPanel key={siteId} setup={setup.data} />
      </Stack>
    </main>
  );
};
