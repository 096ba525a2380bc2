import { Badge, Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiRefusal } from '../api-client.ts';
import { defineWords, useWords } from '../i18n.tsx';
import { Countdown } from './countdown.tsx';
import { EmptyState, ErrorState, LoadingState } from './states.tsx';

const WORDS = defineWords({ zh: { more: '再取一页', back: '返回列表', none: '没有照片' }, en: { more: 'Next page', back: 'Back to the list', none: 'No photos' } });

export type CaseItem = { readonly id: string; readonly number: string; readonly title: string; readonly note: string; readonly status: string; readonly mark?: string | undefined; readonly dueAt: string | null };

/** Cases beside the one that is open; on a narrow screen one or the other. */
export const CaseSplit = ({ list, detail, onBack }: { list: ReactNode; detail: ReactNode; onBack(): void }): ReactNode => {
  const words = useWords(WORDS);
  return (
    <div className="fy-cases" data-open={detail ? true : undefined}>
      <div className="fy-cases-list">{list}</div>
      {detail ? <section className="fy-cases-one"><Button className="fy-cases-back" variant="default" onClick={onBack}>{words.back}</Button>{detail}</section> : null}
    </div>
  );
};

export const CaseList = (props: { query: { isPending: boolean; isError: boolean; refetch(): unknown }; items: readonly CaseItem[]; chosen?: string | undefined; empty: string; emptyHint?: string; more: boolean; onMore(): void; onOpen(id: string): void }): ReactNode => {
  const words = useWords(WORDS);
  if (props.query.isPending) return <LoadingState rows={4} />;
  if (props.query.isError && props.items.length === 0) return <ErrorState onRetry={() => void props.query.refetch()} />;
  if (props.items.length === 0) return <EmptyState title={props.empty} hint={props.emptyHint} />;
  return (
    <>
      <ul className="fy-plain">
        {props.items.map((item) => (
          <li key={item.id}>
            <button type="button" className={`fy-card${props.chosen === item.id ? ' fy-row-chosen' : ''}`} aria-current={props.chosen === item.id ? 'true' : undefined} onClick={() => props.onOpen(item.id)}>
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <span><Text span c="dimmed" size="sm">{item.number}</Text> <strong>{item.title}</strong></span>
                {item.dueAt ? <Countdown dueAt={item.dueAt} /> : null}
              </Group>
              <Group gap={6} mt={4}>
                <Badge variant="light">{item.status}</Badge>
                {item.mark ? <Badge variant="light" color="red">{item.mark}</Badge> : null}
                <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{item.note}</Text>
              </Group>
            </button>
          </li>
        ))}
      </ul>
      {props.more ? <Button mt="sm" variant="default" onClick={props.onMore}>{words.more}</Button> : null}
    </>
  );
};

/** The open case while it is not here: on its way, refused in words, or the network failed. */
export const NoCase = ({ query, refusals }: { query: { isError: boolean; error: unknown; refetch(): unknown }; refusals: Readonly<Record<string, string>> }): ReactNode => {
  if (!query.isError) return <LoadingState rows={6} />;
  if (query.error instanceof ApiRefusal) return <EmptyState title={refusals[query.error.code] ?? refusals['other'] ?? ''} />;
  return <ErrorState onRetry={() => void query.refetch()} />;
};

/** Label and value, one a line; what is not there is not shown. */
export const Facts = ({ lines }: { lines: readonly (readonly [string, ReactNode])[] }): ReactNode => (
  <dl className="fy-facts">
    {lines.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
  </dl>
);

export const Pictures = ({ siteId, pictures }: { siteId: string; pictures: readonly { readonly hash: string; readonly label: string }[] }): ReactNode =>
  pictures.length === 0 ? null : (
    <ul className="fy-photos">
      {pictures.map(({ hash, label }, index) => (
        <li key={`${hash}${index}`}>
          <a className="fy-photo" href={`/api/sites/${siteId}/files/${hash}`} target="_blank" rel="noreferrer" aria-label={`${label} ${index + 1}`}>
            <img src={`/api/sites/${siteId}/files/${hash}`} alt="" loading="lazy" />
            <Text size="xs">{label}</Text>
          </a>
        </li>
      ))}
    </ul>
  );

/** Two sides of one thing, each with its pictures, side by side. */
export const BeforeAfter = ({ siteId, before, after, words: labels }: { siteId: string; before: readonly string[]; after: readonly string[]; words: { before: string; after: string } }): ReactNode => {
  const words = useWords(WORDS);
  const side = (label: string, hashes: readonly string[]) => (
    <figure className="fy-side">
      <figcaption>{label}</figcaption>
      {hashes.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : hashes.map((hash, index) => <a key={hash} href={`/api/sites/${siteId}/files/${hash}`} target="_blank" rel="noreferrer" aria-label={`${label} ${index + 1}`}><img src={`/api/sites/${siteId}/files/${hash}`} alt="" loading="lazy" /></a>)}
    </figure>
  );
  return <div className="fy-sides">{side(labels.before, before)}{side(labels.after, after)}</div>;
};
