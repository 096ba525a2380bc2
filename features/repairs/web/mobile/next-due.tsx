import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { Countdown } from '../../../../platform/web/ui/countdown.tsx';
import type { RepairRow } from '../../core/repair-contract.ts';
import { REPAIR_WORDS } from '../repair-words.ts';

/** Which limit runs next, and how long still. */
export const NextDue = ({ row }: { row: Pick<RepairRow, 'nextClock' | 'nextDueAt'> }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  return row.nextDueAt ? (
    <span className="fy-next-due">
      {row.nextClock ? <Text span size="sm" c="dimmed">{words.clock[row.nextClock as keyof typeof words.clock] ?? ''}</Text> : null}
      <Countdown dueAt={row.nextDueAt} />
    </span>
  ) : null;
};
