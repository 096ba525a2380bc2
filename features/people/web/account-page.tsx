import { Alert, Badge, Button, Checkbox, Code, Group, NumberInput, Paper, PasswordInput, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { changePassword, createToken, listTokens, revokeToken, setPin, signOutEverywhere } from '../core/people-contract.ts';
import { ACCOUNT_WORDS } from './account-words.ts';
import type { Session } from './session.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';

const Problem = ({ text }: { text: string | undefined }): ReactNode => (text ? <Alert color="red" variant="light" role="alert">{text}</Alert> : null);

/** Also stands alone, before anything else, while the password is a one-time one. */
export const ChangePasswordForm = ({ mustChange = false }: { mustChange?: boolean }): ReactNode => {
  const words = useWords(ACCOUNT_WORDS);
  const client = useQueryClient();
  const [form, setForm] = useState({ current: '', next: '' });
  const [saved, setSaved] = useState(false);
  const { busy, error, attempt } = useAttempt(words.refusal);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(async () => {
          await callApi(changePassword, form);
          setForm({ current: '', next: '' });
          setSaved(true);
          await client.resetQueries({ queryKey: ['session'] });
        });
      }}
    >
      <Stack gap="sm">
        <Title order={2} size="h4">{words.password}</Title>
        {mustChange ? <Text>{words.must}</Text> : null}
        <PasswordInput label={words.current} autoComplete="current-password" value={form.current} onChange={(event) => setForm({ ...form, current: event.currentTarget.value })} />
        <PasswordInput label={words.next} autoComplete="new-password" value={form.next} onChange={(event) => setForm({ ...form, next: event.currentTarget.value })} />
        <Problem text={error} />
        <Group gap="sm">
          <Button type="submit" loading={busy} disabled={form.current === '' || form.next.length < 8}>{words.save}</Button>
          <Text role="status" size="sm">{saved ? words.saved : ''}</Text>
        </Group>
      </Stack>
    </form>
  );
};

const PinForm = (): ReactNode => {
  const words = useWords(ACCOUNT_WORDS);
  const [form, setForm] = useState({ pin: '', password: '' });
  const [saved, setSaved] = useState(false);
  const { busy, error, attempt } = useAttempt(words.refusal);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(async () => {
          await callApi(setPin, form);
          setForm({ pin: '', password: '' });
          setSaved(true);
        });
      }}
    >
      <Stack gap="sm">
        <Title order={2} size="h4">{words.pin}</Title>
        <Text size="sm" c="dimmed">{words.pinNote}</Text>
        <PasswordInput label={words.newPin} inputMode="numeric" autoComplete="off" maxLength={6} value={form.pin} onChange={(event) => setForm({ ...form, pin: event.currentTarget.value.replace(/\D/g, '') })} />
        <PasswordInput label={words.withPassword} autoComplete="current-password" value={form.password} onChange={(event) => setForm({ ...form, password: event.currentTarget.value })} />
        <Problem text={error} />
        <Group gap="sm">
          <Button type="submit" loading={busy} disabled={form.pin.length < 4 || form.password === ''}>{words.save}</Button>
          <Text role="status" size="sm">{saved ? words.saved : ''}</Text>
        </Group>
      </Stack>
    </form>
  );
};

const Tokens = ({ session }: { session: Session }): ReactNode => {
  const words = useWords(ACCOUNT_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const list = useQuery({ queryKey: ['session', 'tokens'], queryFn: () => callApi(listTokens, {}) });
  const [form, setForm] = useState<{ name: string; days: number; scopes: string[] }>({ name: '', days: 30, scopes: [] });
  const [made, setMade] = useState<string>();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const permissions = [...new Set(session.sites.flatMap((site) => site.permissions))].sort();
  const zone = session.sites[0]?.zone ?? 'Asia/Shanghai';
  const refresh = () => client.invalidateQueries({ queryKey: ['session', 'tokens'] });
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">{words.tokens}</Title>
      <Text size="sm" c="dimmed">{words.tokenNote}</Text>
      {list.isPending ? <LoadingState rows={2} /> : !list.data ? <ErrorState onRetry={() => void list.refetch()} /> : list.data.tokens.length === 0 ? <Text size="sm">{words.none}</Text> : (
        <Stack gap="xs">
          {list.data.tokens.map((token) => (
            <Group key={token.id} gap="sm">
              <Text fw={600}>{token.name}</Text>
              <Text size="sm" c="dimmed">{token.scopes.map((scope) => words.scope[scope] ?? scope).join(' · ')}</Text>
              <Text size="sm">{words.until(formatWhen(token.expiresAt, { zone, language }))}</Text>
              {token.revokedAt ? <Badge color="gray" variant="light">{words.revoked}</Badge> : (
                <Button size="compact-sm" variant="default" aria-label={`${words.revoke} ${token.name}`} onClick={() => void attempt(async () => { await callApi(revokeToken, { tokenId: token.id }); await refresh(); })}>{words.revoke}</Button>
              )}
            </Group>
          ))}
        </Stack>
      )}
      <TextInput label={words.tokenName} value={form.name} onChange={(event) => setForm({ ...form, name: event.currentTarget.value })} />
      <NumberInput label={words.days} min={1} max={366} value={form.days} onChange={(value) => setForm({ ...form, days: Number(value) })} />
      <Checkbox.Group label={words.scopes} value={form.scopes} onChange={(scopes) => setForm({ ...form, scopes })}>
        <Group gap="sm" mt={4}>{permissions.map((permission) => <Checkbox key={permission} value={permission} label={words.scope[permission] ?? permission} />)}</Group>
      </Checkbox.Group>
      <Problem text={error} />
      <div>
        <Button loading={busy} disabled={form.name.trim() === '' || form.scopes.length === 0} onClick={() => void attempt(async () => { setMade((await callApi(createToken, form)).token); await refresh(); })}>{words.make}</Button>
      </div>
      {made ? <div role="status"><Text size="sm">{words.made}</Text><Code block>{made}</Code></div> : null}
    </Stack>
  );
};

export const AccountPage = ({ session, more }: { session: Session; /** Of other features: what else is a person's own. */ more?: ReactNode }): ReactNode => {
  const words = useWords(ACCOUNT_WORDS);
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  return (
    <main>
      <Stack gap="lg">
        <Title order={1} size="h2">{words.title}</Title>
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Paper withBorder p="md"><ChangePasswordForm mustChange={session.person.mustChangePassword} /></Paper>
          <Paper withBorder p="md"><PinForm /></Paper>
        </SimpleGrid>
        {more}
        <Paper withBorder p="md"><Tokens session={session} /></Paper>
        <Problem text={error} />
        <div>
          <Button variant="default" loading={busy} onClick={() => void attempt(async () => { await callApi(signOutEverywhere, {}); await client.resetQueries(); })}>{words.out}</Button>
        </div>
      </Stack>
    </main>
  );
};
