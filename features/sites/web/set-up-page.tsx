import { Alert, Button, Code, PasswordInput, Stack, Tabs, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../platform/web/api-client.ts';
import { defineWords, useWords } from '../../../platform/web/i18n.tsx';
import { getSetUp, setUpDemo, setUpEmpty } from '../core/set-up-contract.ts';

const WORDS = defineWords({
  zh: { title: '第一次使用', lead: '请先输入启动窗口里显示的开通码。', code: '开通码', demoTab: '演示案场', emptyTab: '空白案场', demo: '建立演示案场', empty: '建立案场', siteName: '案场名称', phone: '投诉电话（可稍后填写，开通前必须有）', manager: '物业经理姓名', username: '登录名（小写字母或数字）', password: '密码（至少 8 位）', made: '演示案场已建立。请抄下密码，它只显示这一次：', go: '去登录', wrong: '开通码不对', failed: '没有成功，请核对填写的内容', demoNote: '云栖示范售楼中心：房间、洽谈桌、各岗位人员都已建好，可以马上试用。' },
  en: { title: 'First use', lead: 'Enter the code shown in the start window.', code: 'Code', demoTab: 'Demo centre', emptyTab: 'Empty centre', demo: 'Make the demo centre', empty: 'Make the centre', siteName: 'Name of the centre', phone: 'Complaints number (may follow)', manager: 'Property manager', username: 'Sign-in name (lower case)', password: 'Password (8 or more)', made: 'The demo centre is ready. Note the password, it is shown only once:', go: 'Go to sign-in', wrong: 'Wrong code', failed: 'That did not work; check what you entered', demoNote: 'Rooms, tables and people in every role, ready to try.' },
});

export const useSetUpNeeded = () => useQuery({ queryKey: ['set-up'], staleTime: Infinity, queryFn: () => callApi(getSetUp, {}) });

/** Before anything exists: the demo centre or an empty one. */
export const SetUpPage = ({ onDone }: { onDone(): void }): ReactNode => {
  const words = useWords(WORDS);
  const [code, setCode] = useState('');
  const [form, setForm] = useState({ siteName: '', complaintsPhone: '', managerName: '', username: '', password: '' });
  const [made, setMade] = useState<{ password: string; pin: string }>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (failure) {
      setError(failure instanceof ApiRefusal && failure.code === 'forbidden' ? words.wrong : words.failed);
    } finally {
      setBusy(false);
    }
  };
  const field = (name: keyof typeof form, label: string) => <TextInput label={label} value={form[name]} onChange={(event) => setForm({ ...form, [name]: event.currentTarget.value })} />;
  if (made)
    return (
      <main className="fy-sign-in">
        <Stack>
          <Title order={1} size="h2">{words.title}</Title>
          <Text>{words.made}</Text>
          <Code block fz="lg">{`desk / technician / manager … ${made.password}\nPIN ${made.pin}`}</Code>
          <Button onClick={onDone}>{words.go}</Button>
        </Stack>
      </main>
    );
  return (
    <main className="fy-sign-in">
      <Stack>
        <Title order={1} size="h2">{words.title}</Title>
        <Text>{words.lead}</Text>
        <TextInput label={words.code} autoFocus value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        <Tabs defaultValue="demo">
          <Tabs.List>
            <Tabs.Tab value="demo">{words.demoTab}</Tabs.Tab>
            <Tabs.Tab value="empty">{words.emptyTab}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="demo" pt="md">
            <Stack gap="sm">
              <Text size="sm" c="dimmed">{words.demoNote}</Text>
              <Button loading={busy} disabled={code === ''} onClick={() => void attempt(async () => setMade(await callApi(setUpDemo, { code })))}>{words.demo}</Button>
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="empty" pt="md">
            <Stack gap="sm">
              {field('siteName', words.siteName)}
              {field('complaintsPhone', words.phone)}
              {field('managerName', words.manager)}
              {field('username', words.username)}
              <PasswordInput label={words.password} value={form.password} onChange={(event) => setForm({ ...form, password: event.currentTarget.value })} />
              <Button loading={busy} disabled={code === '' || form.siteName === '' || form.managerName === '' || form.username === '' || form.password.length < 8} onClick={() => void attempt(async () => { await callApi(setUpEmpty, { code, ...form }); onDone(); })}>{words.empty}</Button>
            </Stack>
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </main>
  );
};
