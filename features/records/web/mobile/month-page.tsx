import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { MonthPanel } from '../month-panel.tsx';
import type { RecordsScreen } from '../records-parts.tsx';
import { RECORDS_WORDS } from '../records-words.ts';

/** The month on the phone: read and signed with one thumb. */
export const MonthPage = ({ screen }: { screen: RecordsScreen }): ReactNode => {
  const words = useWords(RECORDS_WORDS);
  return (
    <main className="fy-phone-body">
      <Title order={1} size="h3" mb="sm">{words.tabs.month}</Title>
      <MonthPanel screen={screen} />
    </main>
  );
};
