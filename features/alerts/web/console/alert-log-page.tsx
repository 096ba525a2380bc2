import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { ExportMenu } from '../../../../platform/web/ui/export-menu.tsx';
import { useAlertLog } from '../alert-api.ts';
import type { RoleName } from '../alert-ladder.tsx';
import { TrailEntry } from '../alert-trail.tsx';
import { ALERT_WORDS } from '../alert-words.ts';

/** All alerts of a centre as their ladders, what nobody has answered first. */
export const AlertLogPage = ({ siteId, zone, roleName, onPath }: { siteId: string; zone: string; roleName: RoleName; onPath(path: string): void }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const [only, setOnly] = useState<'open' | 'all'>('open');
  const query = useAlertLog(siteId, only);
  const alerts = query.data?.pages.flatMap((page) => page.alerts) ?? [];
  return (
    <main>
      <Stack gap="md" maw={860}>
        <div>
          <Group justify="space-between">
            <Title order={1} size="h3">{words.log}</Title>
            <Group gap="xs"><SegmentedControl aria-label={words.log} value={only} onChange={(value) => setOnly(value === 'all' ? 'all' : 'open')} data={[{ value: 'open', label: words.onlyOpen }, { value: 'all', label: words.all }]} /><ExportMenu siteId={siteId} list="alerts" query={{ only }} /></Group>
          </Group>
          <Text size="sm" c="dimmed">{words.logIntro}</Text>
        </div>
        {query.isPending ? <LoadingState /> : null}
        {query.isError && alerts.length === 0 ? <ErrorState onRetry={() => void query.refetch()} /> : null}
        {query.isSuccess && alerts.length === 0 ? <EmptyState title={only === 'open' ? words.logEmpty : words.logEmptyAll} /> : null}
        <ul className="fy-plain">
          {alerts.map((trail, index) => <TrailEntry key={trail.id} trail={trail} zone={zone} roleName={roleName} isOpen={only === 'open' && index < 10} onTitle={() => onPath(trail.path.desk)} />)}
        </ul>
        {query.hasNextPage ? <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{words.more}</Button> : null}
      </Stack>
    </main>
  );
};
