import '../../platform/web/theme.ts';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiRefusal } from '../../platform/web/api-client.ts';
import { LanguageProvider } from '../../platform/web/i18n.tsx';
import { cssVariables, theme } from '../../platform/web/theme.ts';
import { MobileApp } from './app.tsx';

const client = new QueryClient({
  defaultOptions: { queries: { retry: (count, error) => !(error instanceof ApiRefusal) && count < 2, refetchOnWindowFocus: false, staleTime: 5_000 } },
});

createRoot(document.getElementById('root') ?? document.body).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <LanguageProvider>
          <MobileApp />
        </LanguageProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
