import { Alert, Badge, Button, Checkbox, Code, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { listPeople, resetPassword, resetPin, takeLoan } from '../../core/staff-contract.ts';
import { PEOPLE_WORDS } from '../people-words.ts';
import type { Session } from '../session.tsx';
import { STAFF_WORDS } from '../staff-words.ts';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { DevicePanel } from './device-panel.tsx';
import { AddPersonForm, EndForm, LendForm, OpenWorkList, Problem, RolesForm, type StaffPerson } from './staff-forms.tsx';

type Opened = { readonly form: 'add' } | { readonly form: 'roles' | 'lend' | 'end'; readonly person: StaffPerson };
type Told = { readonly kind: 'password'; readonly name: string; readonly password: string } | { readonly kind: 'left'; readonly name: string; readonly work: { feature: string; id: string; label: string }[] } | { readonly kind: 'lent' };

const Standing = ({ person, zone }: { person: StaffPerson; zone: string }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  const { language } = useLanguage();
  const marks = [
    person.ended ? words.ended : undefined,
    person.offered ? words.offered : person.lent ? words.lent : undefined,
    person.until && !person.ended ? words.temporary(formatWhen(person.until, { zone, language })) : undefined,
    person.hasPin || person.ended ? undefined : words.noPin,
  ].filter((mark) => mark !== undefined);
  return <Group gap={4}>{marks.map((mark) => <Badge key={mark} variant="light" color="gray" tt="none" fw={500}>{mark}</Badge>)}</Group>;
};

/** Who works here: add, change, lend, take, end; one-time passwords are shown once. */
export const StaffPage = ({ siteId, session }: { siteId: string; session: Session }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  const people = useWords(PEOPLE_WORDS);
  const client = useQueryClient();
  const site = session.sites.find((entry) => entry.id === siteId);
  const mayManage = site?.permissions.includes('people.manage') ?? false;
  const canGiveAll = site?.roles.includes('admin') ?? false;
  const [showEnded, setShowEnded] = useState(false);
  const [opened, setOpened] = useState<Opened>();
  const [told, setTold] = useState<Told>();
  const { error, attempt } = useAttempt(words.refusal);
  const list = useQuery({ queryKey: ['sites', siteId, 'people', showEnded], queryFn: () => callApi(listPeople, { siteId, ended: showEnded ? 'yes' : 'no' }) });
  const close = () => setOpened(undefined);
  const done = (news?: Told) => {
    close();
    setTold(news);
    void client.invalidateQueries({ queryKey: ['sites', siteId] });
  };
  const act = (label: string, person: StaffPerson, onClick: () => void): ReactNode => (
    <Button key={label} size="compact-sm" variant="default" aria-label={`${label} ${person.name}`} onClick={onClick}>{label}</Button>
  );
  const actions = (person: StaffPerson): ReactNode[] => {
    if (person.ended) return [];
    const end = act(person.offered ? words.decline : words.end, person, () => setOpened({ form: 'end', person }));
    if (person.offered) return [act(words.take, person, () => void attempt(async () => { await callApi(takeLoan, { siteId, personId: person.id }); done(); })), end];
    if (person.lent) return [end];
    return [
      act(words.edit, person, () => setOpened({ form: 'roles', person })),
      act(words.lend, person, () => setOpened({ form: 'lend', person })),
      act(words.resetPassword, person, () => void attempt(async () => done({ kind: 'password', name: person.name, password: (await callApi(resetPassword, { siteId, personId: person.id })).password }))),
      ...(person.hasPin ? [act(words.resetPin, person, () => void attempt(async () => { await callApi(resetPin, { siteId, personId: person.id }); done(); }))] : []),
      end,
    ];
  };
  return (
    <main>
      <Stack gap="lg">
        <Group justify="space-between">
          <Title order={1} size="h2">{words.title}</Title>
          {mayManage ? <Button onClick={() => setOpened({ form: 'add' })}>{words.add}</Button> : null}
        </Group>
        <div role="status">
          {told?.kind === 'password' ? <Alert variant="light" withCloseButton closeButtonLabel={words.cancel} onClose={() => setTold(undefined)}>{words.password(told.name)}<Code block fz="lg">{told.password}</Code></Alert> : null}
          {told?.kind === 'left' ? <Alert variant="light" withCloseButton closeButtonLabel={words.cancel} onClose={() => setTold(undefined)}>{words.leftOpen(told.name)}<OpenWorkList work={told.work} /></Alert> : null}
          {told?.kind === 'lent' ? <Alert variant="light" withCloseButton closeButtonLabel={words.cancel} onClose={() => setTold(undefined)}>{words.lentDone}</Alert> : null}
        </div>
        <Problem text={error} />
        {mayManage ? <Checkbox label={words.showEnded} checked={showEnded} onChange={(event) => setShowEnded(event.currentTarget.checked)} /> : null}
        {list.isPending ? <LoadingState /> : !list.data ? <ErrorState onRetry={() => void list.refetch()} /> : (
          <Table.ScrollContainer minWidth={720} type="native">
            <Table verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  {[words.name, words.username, words.roles, words.phone].map((label) => <Table.Th key={label} scope="col">{label}</Table.Th>)}
                  {mayManage ? <Table.Th scope="col">{words.actions}</Table.Th> : null}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.data.people.map((person) => (
                  <Table.Tr key={person.id}>
                    <Table.Td><Text fw={600} size="sm">{person.name}</Text><Standing person={person} zone={site?.zone ?? 'Asia/Shanghai'} /></Table.Td>
                    <Table.Td>{person.username}{person.employeeNo ? <Text size="xs" c="dimmed">{person.employeeNo}</Text> : null}</Table.Td>
                    <Table.Td>{person.roles.map((role) => people.role[role]).join(words.separator)}{person.skills.length > 0 ? <Text size="xs" c="dimmed">{person.skills.map((skill) => words.skillNames[skill] ?? skill).join(words.separator)}</Text> : null}</Table.Td>
                    <Table.Td>{person.phone ?? ''}</Table.Td>
                    {mayManage ? <Table.Td><Group gap={4}>{actions(person)}</Group></Table.Td> : null}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {site?.permissions.includes('people.devices') ? <DevicePanel siteId={siteId} session={session} /> : null}
      </Stack>
      {opened?.form === 'add' ? <AddPersonForm siteId={siteId} canGiveAll={canGiveAll} onClose={close} onDone={(made) => done({ kind: 'password', ...made })} /> : null}
      {opened?.form === 'roles' ? <RolesForm siteId={siteId} canGiveAll={canGiveAll} person={opened.person} onClose={close} onDone={() => done()} /> : null}
      {opened?.form === 'lend' ? <LendForm siteId={siteId} canGiveAll={canGiveAll} person={opened.person} sites={list.data?.sites ?? []} onClose={close} onDone={(offered) => done(offered ? { kind: 'lent' } : undefined)} /> : null}
      {opened?.form === 'end' ? <EndForm siteId={siteId} person={opened.person} onClose={close} onDone={(work) => done({ kind: 'left', name: opened.person.name, work })} /> : null}
    </main>
  );
};
