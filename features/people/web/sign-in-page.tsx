import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ApiRefusal } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { PEOPLE_WORDS } from './people-words.ts';
import { signIn } from './session.tsx';

export const SignInPage = ({ ended }: { ended: boolean }): ReactNode => {
  const words = useWords(PEOPLE_WORDS);
  const client = useQueryClient();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await signIn({ username: username.trim(), password });
      await client.resetQueries();
    } catch (failure) {
      setError(failure instanceof ApiRefusal ? (words.refusal[failure.code] ?? words.refusal['unavailable']) : words.refusal['offline']);
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="fy-sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="md">
          <div>
            <Title order={1}>{words.title}</Title>
            <Text c="dimmed">{words.subtitle}</Text>
          </div>
          {ended ? <Alert color="yellow" variant="light">{words.ended}</Alert> : null}
          <TextInput label={words.name} autoComplete="username" autoFocus value={username} onChange={(event) => setUsername(event.currentTarget.value)} />
          <PasswordInput label={words.password} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
          {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
          <Button type="submit" size="md" loading={busy} disabled={username === '' || password === ''}>{words.signIn}</Button>
        </Stack>
      </form>
    </main>
  );
};
