import '../../platform/web/theme.ts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiRefusal } from '../../platform/web/api-client.ts';
import { FoyerTheme } from '../../platform/web/foyer-theme.tsx';
import { LanguageProvider } from '../../platform/web/i18n.tsx';
import { MobileApp } from './app.tsx';

/** What was seen in a shift is still there where there is no network. */
const SHIFT_MS = 12 * 3_600_000;

const client = new QueryClient({
  defaultOptions: { queries: { retry: (count, error) => !(error instanceof ApiRefusal) && count < 2, refetchOnWindowFocus: false, staleTime: 5_000, gcTime: SHIFT_MS } },
});

createRoot(document.getElementById('root') ?? document.body).render(
  <StrictMode>
    <LanguageProvider>
      <FoyerTheme>
        <QueryClientProvider client={client}>
          <MobileApp />
        </QueryClientProvider>
      </FoyerTheme>
    </LanguageProvider>
  </StrictMode>,
);
