import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { FieldForm } from '../../../platform/web/ui/step-panel.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import * as contract from '../core/conduct-contract.ts';
import type { PledgeRow } from '../core/conduct-contract.ts';
import { CONDUCT_WORDS } from './conduct-words.ts';

type Screen = { readonly siteId: string; readonly zone: string; may(permission: string): boolean };

const Standing = ({ row, zone }: { row: PledgeRow; zone: string }): ReactNode => {
  const words = useWords(CONDUCT_WORDS);
  const { language } = useLanguage();
  return (
    <Group gap={6}>
      <Badge variant="light" color={row.status === 'signed' ? undefined : 'yellow'}>{words.pledgeStatus[row.status]}</Badge>
      {row.isLate ? <Badge variant="light" color="red">{words.late}</Badge> : null}
      {row.validUntil ? <Text size="sm" c="dimmed">{words.until(formatWhen(row.validUntil, { zone, language, now: new Date(serverInstant()) }))}</Text> : null}
    </Group>
  );
};

/** One's own pledge: its words, and the signature by PIN (M-40). */
export const MyPledge = ({ screen }: { screen: Screen }): ReactNode => {
  const words = useWords(CONDUCT_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['pledges', screen.siteId, 'mine'], queryFn: ({ signal }) => callApi(contract.readMyPledge, { siteId: screen.siteId }, { signal }) });
  if (query.isPending) return <LoadingState rows={2} />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const { pledge, text } = query.data;
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">{words.mine} <SourceLink id="M-40" /></Title>
      <p className="fy-say">{text[language]}</p>
      <Standing row={pledge} zone={screen.zone} />
      {pledge.status === 'signed' ? <Text role="status">{words.signed}</Text> : (
        <FieldForm
          siteId={screen.siteId} zone={screen.zone} fields={[{ name: 'pin', label: words.pledgePin, kind: 'pin', required: true }]} submit={words.sign} refusals={words.refusal}
          onSubmit={async ({ pin }) => {
            await callApi(contract.signPledgeEndpoint, { siteId: screen.siteId, commandId: uuidv7(), pin: String(pin) });
            await client.invalidateQueries({ queryKey: ['pledges', screen.siteId] });
          }}
        />
      )}
    </Stack>
  );
};

/** Every technician and the pledge of the year; whoever has not signed is asked. */
export const PledgesPage = ({ screen }: { screen: Screen }): ReactNode => {
  const words = useWords(CONDUCT_WORDS);
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const query = useQuery({ queryKey: ['pledges', screen.siteId, 'all'], enabled: screen.may('conduct.pledges'), queryFn: ({ signal }) => callApi(contract.listPledges, { siteId: screen.siteId }, { signal }) });
  const ask = (personIds: string[]) =>
    void attempt(async () => {
      await callApi(contract.askPledges, { siteId: screen.siteId, commandId: uuidv7(), personIds });
      await client.invalidateQueries({ queryKey: ['pledges', screen.siteId] });
    });
  const rows = query.data?.rows ?? [];
  const open = rows.filter((row) => row.status === 'missing' || row.status === 'expired').map((row) => row.personId);
  return (
    <Stack gap="lg">
      <MyPledge screen={screen} />
      {screen.may('conduct.pledges') ? (
        <section>
          <Group justify="space-between"><Title order={2} size="h4">{words.pledges} <SourceLink id="M-40" origin="house" /></Title>{screen.may('conduct.ask') && open.length > 0 ? <Button loading={busy} onClick={() => ask(open)}>{words.askAll}</Button> : null}</Group>
          {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
          {query.isPending ? <LoadingState rows={3} /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : rows.length === 0 ? <EmptyState title={words.noTechnicians} /> : (
            <ul className="fy-plain">
              {rows.map((row) => (
                <li key={row.personId} className="fy-person">
                  <Group justify="space-between"><strong>{row.name}</strong><Group gap="xs"><Standing row={row} zone={screen.zone} />{screen.may('conduct.ask') && open.includes(row.personId) ? <Button size="compact-sm" variant="default" aria-label={`${words.ask} ${row.name}`} loading={busy} onClick={() => ask([row.personId])}>{words.ask}</Button> : null}</Group></Group>
                </li>
              ))}
            </ul>
          )}
        </section>
      ) : null}
    </Stack>
  );
};
