import { Button, Group, Text } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ApiRefusal } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import type { MyAlert } from '../core/alert-contract.ts';
import { useAlertActs } from './alert-api.ts';
import { AlertItem, type WhenIn } from './alert-item.tsx';
import { ALERT_WORDS } from './alert-words.ts';
import type { AlertFeed } from './use-alert-feed.ts';

/** Undo is offered for so long. */
const UNDO_MS = 10_000;
/** What has come into view is told to the server in one go. */
const SEEN_AFTER_MS = 400;

/** Alerts that have been on the screen, and which of them were new this time. */
const useSeen = (alerts: readonly MyAlert[], see: (list: readonly MyAlert[]) => Promise<void>) => {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const rows = useRef(new Map<Element, string>());
  const latest = useRef(alerts);
  const observer = useRef<IntersectionObserver | undefined>(undefined);
  useEffect(() => {
    latest.current = alerts;
  });
  useEffect(() => {
    const inView = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      const list = latest.current.filter((alert) => inView.has(alert.id) && alert.seenAt === null);
      inView.clear();
      if (list.length === 0) return;
      setFresh((known) => new Set([...known, ...list.map((alert) => alert.id)]));
      void see(list).catch(() => undefined);
    };
    observer.current = new IntersectionObserver(
      (entries) => {
        // A page in the background is not being looked at.
        for (const entry of entries) if (entry.isIntersecting && document.visibilityState === 'visible') inView.add(rows.current.get(entry.target) ?? '');
        clearTimeout(timer);
        timer = setTimeout(tell, SEEN_AFTER_MS);
      },
      { threshold: 0.6 },
    );
    for (const row of rows.current.keys()) observer.current.observe(row);
    return () => {
      clearTimeout(timer);
      observer.current?.disconnect();
    };
  }, [see]);
  /** Told again by a later step, an alert that stayed on the screen is looked at anew. */
  const watch = (alert: MyAlert) => (row: HTMLLIElement | null) => {
    if (!row) return undefined;
    rows.current.set(row, alert.id);
    observer.current?.observe(row);
    return () => {
      rows.current.delete(row);
      observer.current?.unobserve(row);
    };
  };
  return { fresh, watch };
};

/** Everything I was told and have not cleared away; at the desk by keys, on the phone by thumb. */
export const AlertList = ({ feed, zoneOf, severalSites, isBig, outbox, onOpen }: { feed: AlertFeed; zoneOf: WhenIn; severalSites: boolean; isBig: boolean; /** On a phone. */ outbox?: Outbox; onOpen(alert: MyAlert): void }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const { see, clear, acknowledge } = useAlertActs(outbox);
  const [error, setError] = useState<string>();
  const [cleared, setCleared] = useState<readonly MyAlert[]>([]);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const { alerts, query } = feed;
  const { fresh, watch } = useSeen(alerts, see);
  useEffect(() => {
    if (cleared.length === 0) return undefined;
    const timer = setTimeout(() => setCleared([]), UNDO_MS);
    return () => clearTimeout(timer);
  }, [cleared]);

  // The keys stay with the list when the row that had the focus is cleared away.
  useEffect(() => {
    if (isBig || cleared.length === 0 || document.activeElement !== document.body) return;
    const row = list.current?.children[Math.min(at, alerts.length - 1)];
    if (row instanceof HTMLElement) row.focus();
  }, [alerts, at, cleared, isBig]);

  const attempt = async (work: Promise<void>): Promise<void> => {
    setError(undefined);
    try {
      await work;
    } catch (failure) {
      setError(words.refusal[failure instanceof ApiRefusal ? failure.code : 'other'] ?? words.refusal['other']);
    }
  };
  const clearAway = (some: readonly MyAlert[]): void => {
    setAt(Math.max(0, alerts.findIndex((alert) => alert.id === some[0]?.id)));
    setCleared(some);
    void attempt(clear(some, true));
  };
  const acts = { onOpen, onAcknowledge: (alert: MyAlert) => void attempt(acknowledge(alert, `${words.acknowledge} · ${alert.title}`)), onClear: (alert: MyAlert) => clearAway([alert]) };
  const focusRow = (index: number): void => {
    const next = Math.min(Math.max(index, 0), alerts.length - 1);
    setAt(next);
    const row = list.current?.children[next];
    if (row instanceof HTMLElement) row.focus();
  };
  const onKey = (event: KeyboardEvent<HTMLUListElement>): void => {
    const { nativeEvent: key, target } = event;
    if (key.isComposing || key.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const on = [...(list.current?.children ?? [])].findIndex((row) => row.contains(target as Node));
    const pressed = event.key.toLowerCase();
    const alert = alerts[on];
    // Enter and the space bar belong to the button that has the focus; J and K move from wherever one is.
    const isRow = target instanceof HTMLLIElement;
    if (pressed === 'j' || pressed === 'arrowdown') focusRow(on + 1);
    else if (pressed === 'k' || pressed === 'arrowup') focusRow(on - 1);
    else if (isRow && pressed === 'enter' && alert) onOpen(alert);
    else if (isRow && pressed === ' ' && alert) {
      if (alert.allowed.includes('acknowledge')) acts.onAcknowledge(alert);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const over = alerts.filter((alert) => alert.status === 'ended');
  return (
    <>
      {query.isPending ? <LoadingState rows={4} /> : null}
      {query.isError && alerts.length === 0 ? <ErrorState onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && alerts.length === 0 ? <EmptyState title={words.none} hint={words.noneHint} /> : null}
      {over.length > 0 ? <div><Button size={isBig ? 'md' : 'compact-sm'} variant="default" onClick={() => clearAway(over)}>{words.clearEnded}</Button></div> : null}
      {error ? <Text size="sm" c="red" role="alert">{error}</Text> : null}
      <ul ref={list} className="fy-alerts-list" aria-label={words.title} onKeyDown={isBig ? undefined : onKey}>
        {alerts.map((alert, index) => (
          <AlertItem key={`${alert.id}/${alert.step}`} alert={alert} zoneOf={zoneOf} severalSites={severalSites} isBig={isBig} outbox={outbox} isNew={alert.seenAt === null || fresh.has(alert.id)} acts={acts} rowRef={watch(alert)} {...(isBig ? {} : { tabIndex: index === Math.min(at, alerts.length - 1) ? 0 : -1 })} />
        ))}
      </ul>
      {query.hasNextPage ? <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{words.more}</Button> : null}
      <div role="status" className="fy-undo-place">
        {cleared.length > 0 ? (
          <Group className="fy-undo" gap="sm">
            <span>{words.cleared(cleared.length)}</span>
            <Button size={isBig ? 'md' : 'compact-sm'} variant="white" onClick={() => { setCleared([]); void attempt(clear(cleared, false)); }}>{words.undo}</Button>
          </Group>
        ) : null}
      </div>
    </>
  );
};
