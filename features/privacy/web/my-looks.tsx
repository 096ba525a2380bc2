import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { listMyLooks } from '../core/privacy-contract.ts';
import { LooksTable } from './looks-table.tsx';
import { PRIVACY_WORDS } from './privacy-words.ts';

/** What is written down of my own looks at personal data. */
export const MyLooks = ({ siteId, zone }: { siteId: string; zone: string }): ReactNode => {
  const words = useWords(PRIVACY_WORDS);
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">{words.mine}</Title>
      <Text size="sm" c="dimmed">{words.mineNote}</Text>
      <LooksTable queryKey={['privacy', siteId, 'mine']} zone={zone} withPerson={false} fetchPage={(after, signal) => callApi(listMyLooks, { siteId, ...(after ? { after } : {}) }, { signal })} />
    </Stack>
  );
};
