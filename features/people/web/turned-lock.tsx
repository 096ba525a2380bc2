import { Alert, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { defineWords, useWords } from '../../../platform/web/i18n.tsx';
import { readTurned, takeBack } from '../../../platform/web/turned-phone.ts';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { checkPin } from '../core/people-contract.ts';

const WORDS = defineWords({
  zh: { title: '手机已转给用户', hint: '请本人输入 PIN 收回', pin: 'PIN', back: '收回手机', refusal: { 'wrong-pin': 'PIN 不对', 'too-many-tries': '试的次数太多，请稍后再试', other: '没有成功，请检查网络后再试' } as Record<string, string> },
  en: { title: 'The phone was handed to a user', hint: 'Its owner brings it back by PIN', pin: 'PIN', back: 'Take back', refusal: { 'wrong-pin': 'Wrong PIN', 'too-many-tries': 'Too many tries; wait a little', other: 'That did not work; check the network' } },
});

/** Shows the children only while the phone is in its owner's hands. */
export const TurnedLock = ({ personId, children }: { personId: string; children: ReactNode }): ReactNode => {
  const words = useWords(WORDS);
  const [turned, setTurned] = useState(readTurned);
  const [pin, setPin] = useState('');
  const { busy, error, attempt } = useAttempt(words.refusal);
  // A page brought back by the browser's own "back" has not been loaded anew.
  useEffect(() => {
    const look = () => setTurned(readTurned());
    window.addEventListener('pageshow', look);
    window.addEventListener('storage', look);
    return () => {
      window.removeEventListener('pageshow', look);
      window.removeEventListener('storage', look);
    };
  }, []);
  if (!turned || turned.personId !== personId) return children;
  const back = () =>
    void attempt(async () => {
      await callApi(checkPin, { pin });
      takeBack();
      setTurned(undefined);
    });
  return (
    <main className="fy-sign-in">
      <form onSubmit={(event) => { event.preventDefault(); back(); }}>
        <Stack>
          <Title order={1} size="h3">{words.title}</Title>
          <Text>{words.hint}</Text>
          <TextInput label={words.pin} type="password" inputMode="numeric" autoComplete="off" maxLength={6} value={pin} onChange={(event) => setPin(event.currentTarget.value)} />
          {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
          <Button type="submit" size="lg" loading={busy} disabled={!/^\d{4,6}$/.test(pin)}>{words.back}</Button>
        </Stack>
      </form>
    </main>
  );
};
