import { Button, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { defineWords, useWords } from '../../../../platform/web/i18n.tsx';
import type { Outbox } from '../../../../platform/web/outbox.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import type { RepairRow } from '../../core/repair-contract.ts';
import { takeRepairSteps } from '../../core/repair-contract.ts';
import { numberOf, useMyRepairs } from '../repair-api.ts';

const WORDS = defineWords({
  zh: { title: '到达现场', choose: '您在这里有这些维修单：', none: '您在这个地点没有待到场的维修单', hint: '请核对墙上的码是不是这张单的地点', arrived: (number: string) => `${number} 到达现场`, back: '我的维修' },
  en: { title: 'Arrived', choose: 'Your repairs at this place:', none: 'None of your repairs waits at this place', hint: 'Check that the code on the wall is that of the order’s place', arrived: (number: string) => `${number}: arrived`, back: 'My repairs' },
});

/** `place.<site>.<id>.<mac>`: which place the wall says this is; whether it is true only the server can tell. */
const placeOf = (code: string): string | undefined => {
  const id = /^place\.[0-9a-f]{32}\.([0-9a-f]{32})\./.exec(code)?.[1];
  return id ? `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}` : undefined;
};

/** M-14: the code on the wall, scanned with the phone's own camera, opens this page: here is where I am. */
export const ArrivePage = ({ code, outbox, onOpen, onBack }: { code: string; outbox: Outbox; onOpen(siteId: string, repairId: string): void; onBack(): void }): ReactNode => {
  const words = useWords(WORDS);
  const query = useMyRepairs();
  const [busy, setBusy] = useState<string>();
  const here = placeOf(code);
  const rows = (query.data?.rows ?? []).filter((row) => row.placeId === here && row.allowed.includes('arrive'));
  const arrive = async (row: RepairRow) => {
    setBusy(row.id);
    await outbox.send(takeRepairSteps, { siteId: row.siteId, repairId: row.id, steps: [{ step: 'arrive' }], placeCode: code }, words.arrived(numberOf(row)));
    onOpen(row.siteId, row.id);
  };
  return (
    <main className="fy-phone-body">
      <Stack>
        <Title order={1} size="h3">{words.title}</Title>
        {query.isPending ? <LoadingState rows={2} /> : null}
        {query.isError && !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : null}
        {query.isSuccess && rows.length === 0 ? <EmptyState title={words.none} hint={words.hint} /> : null}
        {rows.length > 0 ? <Text>{words.choose}</Text> : null}
        {rows.map((row) => (
          <Button key={row.id} size="lg" h="auto" py="sm" loading={busy === row.id} onClick={() => void arrive(row)}>
            <span style={{ whiteSpace: 'normal' }}>{words.arrived(numberOf(row))}<br />{row.place} · {row.item}</span>
          </Button>
        ))}
        <Button variant="default" onClick={onBack}>{words.back}</Button>
      </Stack>
    </main>
  );
};
