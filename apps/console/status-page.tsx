import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readStatus } from '../../platform/core/status-contract.ts';
import { exactLines, statusLines, type StatusMark } from '../../platform/core/status-lines.ts';
import { STATUS_WORDS } from '../../platform/core/status-words.ts';
import { callApi } from '../../platform/web/api-client.ts';
import { defineWords, formatWhen, useLanguage, useWords } from '../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../platform/web/ui/states.tsx';
import { DEVICE_WORDS, deviceLines } from './device-lines.ts';

const LINE_WORDS = defineWords(STATUS_WORDS);
const WORDS = defineWords({
  zh: { title: '系统状态', addresses: '访问地址', here: (secure: boolean): string => (secure ? '您现在这一页：安全连接' : '您现在这一页：普通 http 连接') },
  en: { title: 'System status', addresses: 'Addresses', here: (secure: boolean): string => (secure ? 'This page: secure connection' : 'This page: plain http') },
});

/** How the installation stands, for whoever looks after it; asks again every ten seconds. */
export const StatusPage = ({ zone }: { zone: string }): ReactNode => {
  const words = useWords(WORDS);
  const plain = useWords(LINE_WORDS);
  const device = useWords(DEVICE_WORDS);
  const { language } = useLanguage();
  const here = useQuery({ queryKey: ['this-device', language], queryFn: () => deviceLines(device) });
  const query = useQuery({ queryKey: ['status'], queryFn: () => callApi(readStatus, {}), refetchInterval: 10_000 });
  if (query.isPending) return <main><LoadingState /></main>;
  if (!query.data) return <main><ErrorState onRetry={() => void query.refetch()} /></main>;
  const status = query.data;
  const lines = statusLines({ status, words: plain, when: (instant) => formatWhen(instant, { zone, language, now: new Date(status.now) }) });
  const exact = exactLines(status, plain);
  const mark = { good: plain.ok, care: plain.look, bad: plain.act } satisfies Record<StatusMark, string>;
  const worst = (['bad', 'care'] as const).find((level) => lines.some((line) => line.mark === level)) ?? 'good';
  return (
    <main>
      <Stack gap="md" maw={860}>
        <Title order={1} size="h3">{words.title}</Title>
        <Text role="status" fw={600}>{plain[worst]}</Text>
        <dl className="fy-status">
          {lines.map((line) => (
            <div key={line.name}>
              <dt>{line.name}</dt>
              <dd data-care={line.mark === 'care' || undefined} data-bad={line.mark === 'bad' || undefined}>
                <span className="fy-status-mark">{mark[line.mark]}</span>
                <div>{line.lines.map((text) => <div key={text}>{text}</div>)}{line.name === plain.works ? <div>{words.here(window.isSecureContext)}</div> : null}</div>
              </dd>
            </div>
          ))}
          <div>
            <dt>{words.addresses}</dt>
            <dd><span className="fy-status-mark">{plain.ok}</span><div>{status.addresses.map((address) => <div key={address}><Anchor href={address} size="sm">{address}</Anchor></div>)}</div></dd>
          </div>
        </dl>
        <Title order={2} size="h4">{device.here}</Title>
        <dl className="fy-status">
          {(here.data ?? []).map((line) => (
            <div key={line.name}><dt>{line.name}</dt><dd data-care={line.mark === 'care' || undefined}><span className="fy-status-mark">{mark[line.mark]}</span><div>{line.says}</div></dd></div>
          ))}
        </dl>
        {exact.length > 0 ? (
          <>
            <Title order={2} size="h4">{plain.exact}</Title>
            <dl className="fy-status fy-exact">
              {exact.map(([name, value]) => <div key={name}><dt>{name}</dt><dd><code>{value}</code></dd></div>)}
            </dl>
          </>
        ) : null}
      </Stack>
    </main>
  );
};
