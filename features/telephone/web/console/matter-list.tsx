import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { ExportMenu } from '../../../../platform/web/ui/export-menu.tsx';
import type { DeskView } from '../../core/desk-contract.ts';
import type { MatterKind } from '../../core/matter.ts';
import { MatterCard } from '../matter-card.tsx';
import { useMatters, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';

/** Matters of some kinds by due time. A missed call is closed by a conversation, which the list says. */
export const MatterList = ({ screen, desk, kinds, onDial }: { screen: TelephoneScreen; desk: DeskView | undefined; kinds: readonly MatterKind[]; onDial(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const query = useMatters(screen.siteId, kinds.join(','));
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="lg">
      <Group justify="space-between"><Text size="sm" c="dimmed">{kinds.includes('missed') ? words.matter.byCall : ''}</Text><ExportMenu siteId={screen.siteId} list="matters" query={{ kinds: kinds.join(',') }} /></Group>
      {query.data.open.length === 0 ? <EmptyState title={words.matter.none} /> : <ul className="fy-plain">{query.data.open.map((matter) => <MatterCard key={matter.id} screen={screen} desk={desk} matter={matter} onDial={onDial} />)}</ul>}
      {query.data.past.length > 0 ? <section><Title order={2} size="h5" mb="xs">{words.matter.past}</Title><ul className="fy-plain">{query.data.past.map((matter) => <MatterCard key={matter.id} screen={screen} desk={desk} matter={matter} onDial={onDial} />)}</ul></section> : null}
    </Stack>
  );
};
