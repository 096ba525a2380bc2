import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { defineWords, formatTime, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { dueState, useNow } from '../../../../platform/web/ui/countdown.tsx';
import { readWall, type WallRow } from '../../core/wall-contract.ts';
import { repairKeys } from '../repair-api.ts';
import { REPAIR_WORDS } from '../repair-words.ts';

const WORDS = defineWords({
  zh: { title: '维修', staff: '内部看板', guests: '对客可见', back: '返回', none: '现在没有在修的', nobody: '待派', lost: (when: string) => `断线 · ${when} 的内容，恢复后自动更新`, minutes: (n: number) => `${n} 分`, hours: (n: number) => `${n} 小时`, late: (text: string) => `超时 ${text}`, page: (page: number, pages: number, more: number) => `第 ${page} / ${pages} 页${more > 0 ? `，还有 ${more} 项` : ''}`, arranging: '安排中', working: '维修中' },
  en: { title: 'Repairs', staff: 'Staff wall', guests: 'Guests can see it', back: 'Back', none: 'Nothing is being repaired', nobody: 'nobody yet', lost: (when: string) => `Disconnected · as of ${when}; it recovers by itself`, minutes: (n: number) => `${n} min`, hours: (n: number) => `${n} h`, late: (text: string) => `late ${text}`, page: (page: number, pages: number, more: number) => `${page} / ${pages}${more > 0 ? `, ${more} more` : ''}`, arranging: 'being arranged', working: 'being repaired' },
});

const ROWS_A_PAGE = 8;
const TURN_MS = 12_000;
const ASK_MS = 5000;
const KEY = 'foyer.wall';
const SHAPES = { calm: '●', soon: '◔', late: '▲' } as const;
const WAITING: readonly string[] = ['logged', 'issued', 'accepted', 'ready'];

const Line = ({ row, forGuests, now }: { row: WallRow; forGuests: boolean; now: number }): ReactNode => {
  const words = useWords(WORDS);
  const repair = useWords(REPAIR_WORDS);
  const state = row.dueAt ? dueState(row.dueAt, now) : undefined;
  const minutes = row.dueAt ? Math.floor(Math.abs(Date.parse(row.dueAt) - now) / 60_000) : 0;
  const amount = minutes >= 120 ? words.hours(Math.floor(minutes / 60)) : words.minutes(minutes);
  if (forGuests)
    return <li className="fy-wall-row"><strong>{row.place}</strong><span className="fy-wall-due">{WAITING.includes(row.status) ? words.arranging : words.working}</span></li>;
  return (
    <li className="fy-wall-row" data-state={state}>
      <strong>{row.place}</strong>
      <span className="fy-wall-item">{row.urgent ? `${repair.board.urgent} · ` : ''}{row.item}</span>
      <span>{row.staff ?? words.nobody}</span>
      <span className="fy-wall-step">{(state && repair.clock[row.clock as keyof typeof repair.clock]) || repair.status[row.status as keyof typeof repair.status]}</span>
      <span className="fy-wall-due">{state ? <><span aria-hidden="true">{SHAPES[state]}</span> {state === 'late' ? words.late(amount) : amount}</> : null}</span>
    </li>
  );
};

/** A screen on a wall, read from five metres: a row a job, three colours with shapes, pages that turn by themselves, and 断线 when it is. */
export const WallPage = ({ siteId, siteName, zone, onBack }: { siteId: string; siteName: string; zone: string; onBack(): void }): ReactNode => {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const now = useNow();
  const [forGuests, setForGuests] = useState(() => localStorage.getItem(KEY) === 'guests');
  const [turn, setTurn] = useState(0);
  const query = useQuery({ queryKey: [...repairKeys.all(siteId), 'wall', forGuests], refetchInterval: ASK_MS, retry: false, queryFn: ({ signal }) => callApi(readWall, { siteId, audience: forGuests ? 'guests' : 'staff' }, { signal }) });
  useEffect(() => {
    const timer = setInterval(() => setTurn((before) => before + 1), TURN_MS);
    return () => clearInterval(timer);
  }, []);
  const rows = query.data?.rows ?? [];
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
  const page = turn % pages;
  // A browser that knows it is offline does not even ask.
  const isLost = query.isError || query.fetchStatus === 'paused';
  const choose = (guests: boolean) => {
    localStorage.setItem(KEY, guests ? 'guests' : 'staff');
    setForGuests(guests);
  };
  return (
    <main className="fy-wall">
      <header>
        <h1>{siteName} · {words.title}</h1>
        <span className="fy-wall-clock">{formatTime(serverInstant(), { zone, language })}</span>
      </header>
      {isLost ? <p className="fy-wall-lost" role="alert">{words.lost(query.dataUpdatedAt > 0 ? formatTime(new Date(query.dataUpdatedAt).toISOString(), { zone, language }) : '—')}</p> : null}
      {query.isSuccess && rows.length === 0 ? <p className="fy-wall-none">{words.none}</p> : null}
      <ul>{rows.slice(page * ROWS_A_PAGE, (page + 1) * ROWS_A_PAGE).map((row) => <Line key={row.id} row={row} forGuests={forGuests} now={now} />)}</ul>
      <footer>
        <span>{pages > 1 ? words.page(page + 1, pages, query.data?.more ?? 0) : ''}</span>
        <button type="button" aria-pressed={!forGuests} onClick={() => choose(false)}>{words.staff}</button>
        <button type="button" aria-pressed={forGuests} onClick={() => choose(true)}>{words.guests}</button>
        <button type="button" onClick={onBack}>{words.back}</button>
      </footer>
    </main>
  );
};
