import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { defineWords, useWords } from '../i18n.tsx';
import { useIsOnline } from './use-is-online.ts';

const WORDS = defineWords({
  zh: { failed: '没有取到内容', kept: '已输入的文字都还在。请过一会儿再试；一直这样请检查网络。', retry: '再试一次', loading: '正在读取', noNetwork: '没有网络', whenBack: '连上后自动读取', offline: '没有连上服务器，显示的是上次的内容；恢复后会自动更新' },
  en: { failed: 'Nothing could be fetched', kept: 'What you typed is kept. Try again in a moment; if it stays so, check the network.', retry: 'Try again', loading: 'Loading', noNetwork: 'No network', whenBack: 'Read by itself once there is one', offline: 'Not connected: this is what was last seen; it updates by itself' },
});

export const EmptyState = ({ title, hint }: { title: string; hint?: string | undefined }): ReactNode => (
  <Stack align="center" gap={4} py="xl">
    <Text fw={600}>{title}</Text>
    {hint ? (
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
    ) : null}
  </Stack>
);

export const LoadingState = ({ rows = 5 }: { rows?: number }): ReactNode => {
  const words = useWords(WORDS);
  // Without a network nothing is on its way.
  if (!useIsOnline()) return <EmptyState title={words.noNetwork} hint={words.whenBack} />;
  return (
    <Stack gap="xs" role="status" aria-label={words.loading} py="xs">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={28} animate={false} />
      ))}
    </Stack>
  );
};

export const ErrorState = ({ onRetry }: { onRetry(): void }): ReactNode => {
  const words = useWords(WORDS);
  return (
    <Alert color="red" variant="light" title={words.failed} role="alert">
      <Text size="sm" mb="xs">
        {words.kept}
      </Text>
      <Button size="xs" variant="default" onClick={onRetry}>
        {words.retry}
      </Button>
    </Alert>
  );
};

export const OfflineBar = ({ isUp }: { isUp: boolean }): ReactNode => {
  const words = useWords(WORDS);
  return useIsOnline() && isUp ? null : (
    <div className="fy-offline" role="status">
      {words.offline}
    </div>
  );
};
