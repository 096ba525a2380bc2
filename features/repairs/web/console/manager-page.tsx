import { Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { takeRepairSteps } from '../../core/repair-contract.ts';
import { ManagerBoard, type TakeSteps } from '../manager-board.tsx';
import { MANAGER_WORDS } from '../manager-words.ts';
import { REPAIR_WORDS } from '../repair-words.ts';

/** The manager's board at the desk (M-03, M-04): a decision goes straight to the server and the answer shows at once. */
export const ManagerPage = ({ zoneOf }: { zoneOf(siteId: string): string }): ReactNode => {
  const words = useWords(MANAGER_WORDS);
  const repair = useWords(REPAIR_WORDS);
  const client = useQueryClient();
  const take: TakeSteps = async (row, steps) => {
    try {
      await callApi(takeRepairSteps, { siteId: row.siteId, repairId: row.id, commandId: uuidv7(), baseVersion: row.version, steps });
      return undefined;
    } catch (failure) {
      return failure instanceof ApiRefusal ? (repair.refusal[failure.code] ?? failure.code) : (repair.refusal['unavailable'] ?? '');
    } finally {
      await client.invalidateQueries({ queryKey: ['repairs'] });
    }
  };
  return (
    <main>
      <Title order={1} size="h3" mb="sm">{words.title}</Title>
      <ManagerBoard zoneOf={zoneOf} take={take} withKeys />
    </main>
  );
};
