import { Alert, Button, Checkbox, Group, Modal, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ROLES, type Role } from '../../../../platform/core/roles.ts';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import type { OutputOf } from '../../../../platform/core/contract.ts';
import { addPerson, changeRoles, endPerson, lendPerson, listOpenWork, type listPeople } from '../../core/staff-contract.ts';
import { GUARDED_ROLES } from '../../core/staff-rules.ts';
import { PEOPLE_WORDS } from '../people-words.ts';
import { STAFF_WORDS } from '../staff-words.ts';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';

export type StaffPerson = OutputOf<typeof listPeople>['people'][number];
type OpenWork = OutputOf<typeof endPerson>['openWork'];

const SKILLS = ['electrical-main', 'gas', 'lift', 'fire-system', 'work-at-height'];

/** The whole last day counts: a date typed as the end means its midnight here. */
const endOfDay = (date: string): string | undefined => (date === '' ? undefined : new Date(`${date}T23:59:59`).toISOString());
const dateOf = (instant: string | null): string => (instant === null ? '' : new Intl.DateTimeFormat('sv-SE').format(new Date(instant)));

export const Problem = ({ text }: { text: string | undefined }): ReactNode => (text ? <Alert color="red" variant="light" role="alert">{text}</Alert> : null);

const RoleBoxes = ({ value, onChange, from, canGiveAll }: { value: string[]; onChange(value: string[]): void; from?: readonly Role[]; canGiveAll: boolean }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  const people = useWords(PEOPLE_WORDS);
  return (
    <Checkbox.Group label={words.roles} value={value} onChange={onChange}>
      <SimpleGrid cols={2} spacing="xs" mt={4}>
        {(from ?? ROLES).filter((role) => canGiveAll || !GUARDED_ROLES.includes(role)).map((role) => <Checkbox key={role} value={role} label={people.role[role]} />)}
      </SimpleGrid>
    </Checkbox.Group>
  );
};

const SkillBoxes = ({ value, onChange }: { value: string[]; onChange(value: string[]): void }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  return (
    <Checkbox.Group label={words.skills} value={value} onChange={onChange}>
      <SimpleGrid cols={2} spacing="xs" mt={4}>{SKILLS.map((skill) => <Checkbox key={skill} value={skill} label={words.skillNames[skill]} />)}</SimpleGrid>
    </Checkbox.Group>
  );
};

const Buttons = ({ busy, disabled, label, onClose, color }: { busy: boolean; disabled?: boolean; label: string; onClose(): void; color?: string }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  return (
    <Group gap="xs">
      <Button type="submit" loading={busy} disabled={disabled ?? false} {...(color ? { color } : {})}>{label}</Button>
      <Button variant="subtle" color="gray" onClick={onClose}>{words.cancel}</Button>
    </Group>
  );
};

type FormProps = { siteId: string; canGiveAll: boolean; onClose(): void };
const Window = ({ title, onClose, onSubmit, children }: { title: string; onClose(): void; onSubmit(): void; children: ReactNode }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': words.cancel }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack gap="sm">{children}</Stack>
      </form>
    </Modal>
  );
};

export const AddPersonForm = ({ siteId, canGiveAll, onClose, onDone }: FormProps & { onDone(made: { name: string; password: string }): void }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  const [form, setForm] = useState({ name: '', username: '', employeeNo: '', phone: '', roles: [] as string[], skills: [] as string[], until: '' });
  const { busy, error, attempt } = useAttempt(words.refusal);
  const submit = () =>
    attempt(async () => {
      const until = endOfDay(form.until);
      const made = await callApi(addPerson, {
        siteId, name: form.name, username: form.username, roles: form.roles as Role[], skills: form.skills,
        ...(form.employeeNo ? { employeeNo: form.employeeNo } : {}), ...(form.phone ? { phone: form.phone } : {}), ...(until ? { until } : {}),
      });
      onDone({ name: form.name, password: made.password });
    });
  const set = (field: 'name' | 'username' | 'employeeNo' | 'phone' | 'until') => ({ value: form[field], onChange: (event: { currentTarget: { value: string } }) => setForm({ ...form, [field]: event.currentTarget.value }) });
  return (
    <Window title={words.add} onClose={onClose} onSubmit={() => void submit()}>
      <TextInput label={words.name} data-autofocus maxLength={40} {...set('name')} />
      <TextInput label={words.username} description={words.usernameHint} autoCapitalize="off" maxLength={30} {...set('username')} />
      <SimpleGrid cols={3} spacing="sm">
        <TextInput label={words.employeeNo} maxLength={30} {...set('employeeNo')} />
        <TextInput label={words.phone} type="tel" maxLength={20} {...set('phone')} />
        <TextInput label={words.until} type="date" {...set('until')} />
      </SimpleGrid>
      <RoleBoxes value={form.roles} onChange={(roles) => setForm({ ...form, roles })} canGiveAll={canGiveAll} />
      {form.roles.includes('technician') ? <SkillBoxes value={form.skills} onChange={(skills) => setForm({ ...form, skills })} /> : null}
      <Problem text={error} />
      <Buttons busy={busy} disabled={form.name.trim() === '' || form.username === '' || form.roles.length === 0} label={words.add} onClose={onClose} />
    </Window>
  );
};

export const RolesForm = ({ siteId, person, canGiveAll, onClose, onDone }: FormProps & { person: StaffPerson; onDone(): void }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  const [form, setForm] = useState({ roles: [...person.roles] as string[], skills: [...person.skills], until: dateOf(person.until) });
  const { busy, error, attempt } = useAttempt(words.refusal);
  const submit = () =>
    attempt(async () => {
      await callApi(changeRoles, { siteId, personId: person.id, roles: form.roles as Role[], skills: form.skills, until: endOfDay(form.until) ?? null });
      onDone();
    });
  return (
    <Window title={words.editTitle(person.name)} onClose={onClose} onSubmit={() => void submit()}>
      <RoleBoxes value={form.roles} onChange={(roles) => setForm({ ...form, roles })} canGiveAll={canGiveAll} />
      <SkillBoxes value={form.skills} onChange={(skills) => setForm({ ...form, skills })} />
      <TextInput label={words.until} type="date" value={form.until} onChange={(event) => setForm({ ...form, until: event.currentTarget.value })} />
      <Problem text={error} />
      <Buttons busy={busy} disabled={form.roles.length === 0} label={words.save} onClose={onClose} />
    </Window>
  );
};

export const LendForm = ({ siteId, person, sites, onClose, onDone }: FormProps & { person: StaffPerson; sites: readonly { id: string; name: string }[]; onDone(offered: boolean): void }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  const [form, setForm] = useState({ toSiteId: '', roles: [...person.roles] as string[], until: '' });
  const { busy, error, attempt } = useAttempt(words.refusal);
  const submit = () =>
    attempt(async () => {
      const lent = await callApi(lendPerson, { siteId, personId: person.id, toSiteId: form.toSiteId, roles: form.roles as Role[], until: endOfDay(form.until) ?? null });
      onDone(lent.offered);
    });
  return (
    <Window title={words.lendTitle(person.name)} onClose={onClose} onSubmit={() => void submit()}>
      <NativeSelect label={words.toSite} data={[{ value: '', label: '—' }, ...sites.map((site) => ({ value: site.id, label: site.name }))]} value={form.toSiteId} onChange={(event) => setForm({ ...form, toSiteId: event.currentTarget.value })} />
      <RoleBoxes value={form.roles} onChange={(roles) => setForm({ ...form, roles })} from={person.roles.filter((role) => role !== 'admin')} canGiveAll />
      <TextInput label={words.until} type="date" value={form.until} onChange={(event) => setForm({ ...form, until: event.currentTarget.value })} />
      <Text size="sm" c="dimmed">{words.lendNote}</Text>
      <Problem text={error} />
      <Buttons busy={busy} disabled={form.toSiteId === '' || form.roles.length === 0} label={words.lend} onClose={onClose} />
    </Window>
  );
};

export const OpenWorkList = ({ work }: { work: OpenWork }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  return work.length === 0 ? <Text size="sm">{words.nothingOpen}</Text> : <ul>{work.map((item) => <li key={item.id}>{item.label}</li>)}</ul>;
};

export const EndForm = ({ siteId, person, onClose, onDone }: Omit<FormProps, 'canGiveAll'> & { person: StaffPerson; onDone(openWork: OpenWork): void }): ReactNode => {
  const words = useWords(STAFF_WORDS);
  const open = useQuery({ queryKey: ['sites', siteId, 'open-work', person.id], queryFn: () => callApi(listOpenWork, { siteId, personId: person.id }) });
  const { busy, error, attempt } = useAttempt(words.refusal);
  const submit = () => attempt(async () => onDone((await callApi(endPerson, { siteId, personId: person.id })).openWork));
  return (
    <Window title={words.endTitle(person.name)} onClose={onClose} onSubmit={() => void submit()}>
      <Text size="sm">{words.endNote}</Text>
      {open.data ? <OpenWorkList work={open.data.openWork} /> : open.isError ? <ErrorState onRetry={() => void open.refetch()} /> : <LoadingState rows={2} />}
      <Problem text={error} />
      <Buttons busy={busy} label={words.endSure} color="red" onClose={onClose} />
    </Window>
  );
};
