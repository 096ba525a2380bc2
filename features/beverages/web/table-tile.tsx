import { useRef, type CSSProperties, type ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import type { PartyView, TableView } from '../core/service-contract.ts';
import { BAR_WORDS } from './bar-words.ts';
import { SERVICE_WORDS } from './service-words.ts';

const LONG_PRESS_MS = 500;
const SHAPES = { calm: '●', soon: '◔', late: '▲', none: '' } as const;

export type TileDue = { readonly state: keyof typeof SHAPES; readonly text: string };

/** The next due thing of a party and nothing else: 待问 1′; calm, past its target, past its limit. */
export const useDueText = (): ((party: PartyView | undefined, now: number) => TileDue) => {
  const words = useWords(SERVICE_WORDS);
  return (party, now) => {
    if (!party) return { state: 'none', text: words.free };
    if (!party.isTimed) return { state: 'none', text: words.untimed };
    if (!party.next) return { state: 'none', text: party.status === 'asked' ? words.act.order : '' };
    const due = Date.parse(party.next.dueAt);
    const warn = party.next.warnAt ? Date.parse(party.next.warnAt) : due;
    const left = Math.ceil((due - now) / 60_000);
    const state = now >= due ? 'late' : now >= warn ? 'soon' : 'calm';
    return { state, text: `${words.due[party.next.clock]} ${state === 'late' ? words.overdue(Math.floor((now - due) / 60_000)) : words.left(left)}` };
  };
};

type Tile = { readonly table: TableView; /** Of its name what all tables share. */ readonly prefix: string; readonly party: PartyView | undefined; readonly due: TileDue; readonly busy: boolean; readonly canServe: boolean; /** Something of it waits on this phone for a network. */ readonly isKept: boolean; onTap(): void; onMore(): void; onClear(): void };

/** One table where it stands: a tap does the next act, a long press opens the rest. */
export const TableTile = ({ table, prefix, party, due, busy, canServe, isKept, onTap, onMore, onClear }: Tile): ReactNode => {
  const words = useWords(SERVICE_WORDS);
  const bar = useWords(BAR_WORDS);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wasLong = useRef(false);
  const act = party?.nextStep ? words.act[party.nextStep] : party ? '' : words.act.seat;
  const press = () => {
    wasLong.current = false;
    timer.current = setTimeout(() => {
      wasLong.current = true;
      if (party) onMore();
    }, LONG_PRESS_MS);
  };
  const lift = () => clearTimeout(timer.current);
  const allergy = party?.orders.some((order) => order.status === 'waiting' && order.lines.some((line) => line.allergy));
  return (
    <div className="fy-tile" data-state={party ? due.state : 'free'} data-out={table.inService ? undefined : true} style={{ '--x': `${table.x}%`, '--y': `${table.y}%` } as CSSProperties}>
      <button
        type="button" className="fy-tile-main" disabled={busy || !canServe || (!party && !table.inService)} aria-label={`${[words.tableLine(table.name, party ? due.text : table.inService ? words.free : words.outOfService), isKept ? words.kept : '', allergy ? words.allergy : ''].filter(Boolean).join(' ')} · ${act}`}
        onPointerDown={press} onPointerUp={lift} onPointerLeave={lift} onPointerCancel={lift}
        onContextMenu={(event) => { event.preventDefault(); lift(); if (party && !wasLong.current) { wasLong.current = true; onMore(); } }}
        onClick={() => { if (wasLong.current) { wasLong.current = false; return; } onTap(); }}
      >
        <span className="fy-tile-name"><span className="fy-tile-prefix">{prefix}</span>{table.name.slice(prefix.length)}</span>
        {isKept ? null : <span className="fy-tile-seats" aria-hidden="true">{Array.from({ length: Math.min(table.seats, 8) }, (_, index) => <i key={index} data-taken={party && index < (party.guests ?? table.seats) ? true : undefined} />)}</span>}
        <span className="fy-tile-due">{due.state === 'none' ? null : <span aria-hidden="true">{SHAPES[due.state]} </span>}{table.inService || party ? due.text : words.outOfService}</span>
        {isKept ? <span className="fy-tile-kept">{words.kept}</span> : null}
        {allergy ? <span className="fy-tile-flag">{words.allergy}</span> : null}
      </button>
      {party && party.status === 'served' && canServe ? <button type="button" className="fy-tile-clear" disabled={busy} aria-label={`${table.name} ${words.act.clear}`} onClick={onClear}>{words.act.clear}</button> : null}
      <span className="fy-visually-hidden">{bar.seats} {table.seats}</span>
    </div>
  );
};
