import { Alert, Button, Group, Modal, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { copyText } from '../../../../platform/web/copy-text.ts';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { changePbxSource, listPbx, removePbxSource, type PbxSourceView } from '../../core/pbx-contract.ts';
import { CAPABILITIES, PBX_KINDS, type Capability, type PbxKind } from '../../core/pbx/pbx-settings.ts';
import { PBX_WORDS } from '../pbx-words.ts';
import { PbxForm } from './pbx-form.tsx';
import { PbxTest } from './pbx-test.tsx';
import { RecordsPanel } from './records-panel.tsx';
import { SeatPanel } from './seat-panel.tsx';

type Opened = { readonly what: 'form'; readonly kind: PbxKind; readonly source?: PbxSourceView } | { readonly what: 'test'; readonly id: string } | undefined;

/** What a key at the desk says where no telephone system does. */
const BY_HAND: ReadonlySet<Capability> = new Set(['ring-time', 'who-answered', 'hold', 'transfer']);

const Knows = ({ sources }: { sources: readonly PbxSourceView[] }): ReactNode => {
  const words = useWords(PBX_WORDS);
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">{words.knows}</Title>
      <Table maw={640}>
        <Table.Tbody>
          {CAPABILITIES.map((capability) => {
            const from = sources.filter((source) => source.enabled && source.capabilities.includes(capability)).map((source) => source.name);
            return (
              <Table.Tr key={capability}>
                <Table.Th scope="row" fw={400}>{words.capability[capability]}</Table.Th>
                <Table.Td>{from.length > 0 ? `✓ ${from.join('、')}` : BY_HAND.has(capability) ? words.byHand : <Text span c="dimmed" size="sm">{words.notAtAll}</Text>}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Stack>
  );
};

/** Telephone systems of a centre: which there are, how they are, and what they let the centre know. */
export const PbxPage = ({ siteId, zone }: { siteId: string; zone: string }): ReactNode => {
  const words = useWords(PBX_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const [opened, setOpened] = useState<Opened>();
  const [path, setPath] = useState<string>();
  const [isCopied, setCopied] = useState(false);
  const [removing, setRemoving] = useState<PbxSourceView>();
  const [note, setNote] = useState<string>();
  const { error, attempt } = useAttempt(words.refusal);
  const list = useQuery({ queryKey: ['pbx', siteId, 'sources'], refetchInterval: 5000, queryFn: ({ signal }) => callApi(listPbx, { siteId }, { signal }) });
  const refresh = () => client.invalidateQueries({ queryKey: ['pbx', siteId] });
  const turn = (source: PbxSourceView) => attempt(async () => {
    if (!source.settings) return;
    await callApi(changePbxSource, { siteId, commandId: uuidv7(), sourceId: source.id, name: source.name, settings: source.settings, enabled: !source.enabled });
    await refresh();
  });
  if (list.isPending) return <main><LoadingState /></main>;
  if (!list.data) return <main><ErrorState onRetry={() => void list.refetch()} /></main>;
  const { sources } = list.data;
  const tested = opened?.what === 'test' ? sources.find((source) => source.id === opened.id) : undefined;
  return (
    <main>
      <Stack gap="lg" maw={1080}>
        <Stack gap={4}>
          <Title order={1} size="h3">{words.title}</Title>
          <Text size="sm" c="dimmed" maw={720}>{words.intro}</Text>
        </Stack>
        {path ? (
          <Alert color="jade" variant="light" role="status">
            <Text size="sm" mb="xs">{words.pathTitle}</Text>
            <Group gap="sm" align="end">
              <TextInput readOnly w={520} maw="100%" aria-label={words.pathTitle} value={path} />
              <Button variant="default" onClick={() => void copyText(path).then(setCopied)}>{isCopied ? words.copied : words.copy}</Button>
            </Group>
          </Alert>
        ) : null}
        {note ? <Alert color="jade" variant="light" role="status">{note}</Alert> : null}
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        {opened?.what === 'form' ? (
          <PbxForm
            key={opened.source?.id ?? opened.kind}
            siteId={siteId}
            kind={opened.kind}
            source={opened.source}
            onClose={() => setOpened(undefined)}
            onSaved={(made) => {
              setOpened(undefined);
              setCopied(false);
              setPath(made === null ? undefined : `${window.location.origin}${made}`);
              setNote(words.saved);
              void refresh();
            }}
          />
        ) : tested ? (
          <PbxTest siteId={siteId} source={tested} zone={zone} onClose={() => setOpened(undefined)} onRecords={() => setOpened({ what: 'form', kind: 'smdr' })} />
        ) : (
          <>
            {sources.length === 0 ? <EmptyState title={words.none} hint={words.noneHint} /> : (
              <Table.ScrollContainer minWidth={640} type="native">
                <Table verticalSpacing="xs">
                  <Table.Thead><Table.Tr>{[words.name, words.health, words.last, words.actions].map((label) => <Table.Th key={label} scope="col">{label}</Table.Th>)}</Table.Tr></Table.Thead>
                  <Table.Tbody>
                    {sources.map((source) => (
                      <Table.Tr key={source.id}>
                        <Table.Td><Text fw={600}>{source.name}</Text><Text size="xs" c="dimmed">{words.kind[source.kind]}</Text></Table.Td>
                        <Table.Td>
                          {source.enabled ? <span className={source.health.state === 'connected' && !source.health.problem ? 'fy-calm' : 'fy-soon'}>{source.health.state === 'connected' ? '●' : '▲'} {words.state[source.health.state] ?? ''}</span> : <Text span c="dimmed" size="sm">{words.off}</Text>}
                          {source.enabled && source.health.problem ? <Text size="xs" maw={320}>{words.problem[source.health.problem]}</Text> : null}
                        </Table.Td>
                        <Table.Td>{source.health.lastEventAt ? formatWhen(source.health.lastEventAt, { zone, language }) : words.never}</Table.Td>
                        <Table.Td>
                          <Group gap="xs" wrap="nowrap">
                            <Button size="compact-sm" aria-label={`${words.test} ${source.name}`} onClick={() => { setNote(undefined); setOpened({ what: 'test', id: source.id }); }}>{words.test}</Button>
                            <Button size="compact-sm" variant="default" aria-label={`${words.edit} ${source.name}`} onClick={() => { setNote(undefined); setOpened({ what: 'form', kind: source.kind, source }); }}>{words.edit}</Button>
                            <Button size="compact-sm" variant="default" disabled={!source.settings} aria-label={`${source.enabled ? words.turnOff : words.turnOn} ${source.name}`} onClick={() => void turn(source)}>{source.enabled ? words.turnOff : words.turnOn}</Button>
                            <Button size="compact-sm" variant="default" aria-label={`${words.remove} ${source.name}`} onClick={() => setRemoving(source)}>{words.remove}</Button>
                          </Group>
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )}
            <Group gap="xs">
              {PBX_KINDS.map((kind) => <Button key={kind} variant="default" onClick={() => { setNote(undefined); setOpened({ what: 'form', kind }); }}>{words.add(words.kind[kind])}</Button>)}
            </Group>
            <Knows sources={sources} />
            <SeatPanel siteId={siteId} />
            <RecordsPanel siteId={siteId} />
          </>
        )}
      </Stack>
      {removing ? (
        <Modal opened onClose={() => setRemoving(undefined)} title={words.remove} closeButtonProps={{ 'aria-label': words.cancel }}>
          <Stack gap="sm">
            <Text size="sm">{words.removeSure(removing.name)}</Text>
            <Group gap="xs">
              <Button color="red" onClick={() => void attempt(async () => { await callApi(removePbxSource, { siteId, commandId: uuidv7(), sourceId: removing.id }); setRemoving(undefined); setNote(words.removed); await refresh(); })}>{words.remove}</Button>
              <Button variant="subtle" color="gray" onClick={() => setRemoving(undefined)}>{words.cancel}</Button>
            </Group>
          </Stack>
        </Modal>
      ) : null}
    </main>
  );
};
