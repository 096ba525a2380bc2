import { Button, Group, Menu, Text } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { defineWords, useWords } from '../i18n.tsx';

const WORDS = defineWords({
  zh: { export: '导出', xlsx: 'Excel（XLSX）', csv: 'CSV', note: '按现在的筛选导出；谁导出了什么会记下', got: (size: string) => `已收到 ${size}`, stop: '停止', failed: '没有导出成功，请再试一次', forbidden: '您不能导出这个列表' },
  en: { export: 'Export', xlsx: 'Excel (XLSX)', csv: 'CSV', note: 'As filtered now; who exported what is written down', got: (size) => `${size} received`, stop: 'Stop', failed: 'The export failed; try again', forbidden: 'You may not export this list' },
});

const sizeOf = (bytes: number): string => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);
const nameIn = (header: string | null, fallback: string): string => {
  const found = /filename\*=UTF-8''([^;]+)/.exec(header ?? '')?.[1];
  return found ? decodeURIComponent(found) : fallback;
};

/** 导出: the list as it is filtered now, as a file; shows how much has come, and may be stopped. */
export const ExportMenu = ({ siteId, list, query = {}, size = 'xs' }: { siteId: string; list: string; query?: Readonly<Record<string, string | undefined>>; size?: 'xs' | 'sm' }): ReactNode => {
  const words = useWords(WORDS);
  const [got, setGot] = useState<number>();
  const [error, setError] = useState('');
  const stop = useRef<AbortController>(undefined);
  const take = async (kind: 'xlsx' | 'csv'): Promise<void> => {
    const asked = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1])));
    const controller = new AbortController();
    stop.current = controller;
    setError('');
    setGot(0);
    try {
      const answer = await fetch(`/api/sites/${siteId}/lists/${list}.${kind}?${asked.toString()}`, { signal: controller.signal });
      if (!answer.ok || !answer.body) {
        setError(answer.status === 403 || answer.status === 404 ? words.forbidden : words.failed);
        return;
      }
      const parts: BlobPart[] = [];
      let bytes = 0;
      // A file that breaks off throws here, so that half of one is never kept.
      for (const reader = answer.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        bytes += value.length;
        setGot(bytes);
      }
      const url = URL.createObjectURL(new Blob(parts, { type: answer.headers.get('content-type') ?? '' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = nameIn(answer.headers.get('content-disposition'), `${list}.${kind}`);
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch {
      if (!controller.signal.aborted) setError(words.failed);
    } finally {
      setGot(undefined);
    }
  };
  if (got !== undefined) return <Group gap="xs" wrap="nowrap"><Text size="sm" role="status">{words.got(sizeOf(got))}</Text><Button size={size} variant="default" onClick={() => stop.current?.abort()}>{words.stop}</Button></Group>;
  return (
    <Group gap="xs" wrap="nowrap">
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target><Button size={size} variant="default">{words.export} ▾</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void take('xlsx')}>{words.xlsx}</Menu.Item>
          <Menu.Item onClick={() => void take('csv')}>{words.csv}</Menu.Item>
          <Menu.Label style={{ whiteSpace: 'normal', maxWidth: 240 }}>{words.note}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
};
