import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { ApiRefusal } from '../../../../platform/web/api-client.ts';
import type { Outbox } from '../../../../platform/web/outbox.ts';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { takeRepairSteps } from '../../core/repair-contract.ts';
import { ManagerBoard, type TakeSteps } from '../manager-board.tsx';
import { MANAGER_WORDS } from '../manager-words.ts';
import { numberOf } from '../repair-api.ts';
import { REPAIR_WORDS } from '../repair-words.ts';

/** The same board on the phone: read, urge, reassign; decisions wait in the outbox while there is no network. */
export const OversightPage = ({ zoneOf, outbox, more }: { zoneOf(siteId: string): string; outbox: Outbox; /** What else a manager looks at. */ more?: ReactNode }): ReactNode => {
  const words = useWords(MANAGER_WORDS);
  const repair = useWords(REPAIR_WORDS);
  const take: TakeSteps = async (row, steps) => {
    const at = serverInstant();
    const timed = outbox.queued.length > 0 || !navigator.onLine ? steps.map((step) => ({ ...step, at })) : steps;
    // Refused at once, the board says why beside its form, which keeps its words.
    return outbox.deliver(takeRepairSteps, { siteId: row.siteId, repairId: row.id, steps: timed }, `${numberOf(row)} ${steps.map((step) => repair.step[step.step]).join(' ')}`).then(
      () => undefined,
      (failure: unknown) => repair.refusal[failure instanceof ApiRefusal ? failure.code : 'unavailable'] ?? repair.refusal['unavailable'],
    );
  };
  return (
    <main className="fy-phone-body">
      <Title order={1} size="h3" mb="sm">{words.title}</Title>
      {more}
      <ManagerBoard zoneOf={zoneOf} take={take} withKeys={false} />
    </main>
  );
};
