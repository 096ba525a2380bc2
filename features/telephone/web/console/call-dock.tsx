import { Button, Group, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from 'react';
import { useLanguage, useWords, formatTime } from '../../../../platform/web/i18n.tsx';
import { useOutbox } from '../../../../platform/web/outbox.ts';
import { serverInstant, serverNow } from '../../../../platform/web/server-clock.ts';
import type { CallStepInput } from '../../core/call-contract.ts';
import { checkJoin } from '../../core/call-rules.ts';
import { addressOf } from '../../core/form-of-address.ts';
import { isLive, openTransfer } from '../../core/call-reading.ts';
import { useDesk, useOpenCalls, type TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';
import { SIDE_BY_SIDE, useCallCards, type LocalCall } from '../use-call-cards.ts';
import { useExchangeCalls } from '../use-exchange-calls.ts';
import { sheetOf } from './call-caller.tsx';
import { SeatChooser } from './seat-chooser.tsx';
import { CallCardView, type CardAct, type CardHandle } from './call-card.tsx';

export type DockHandle = { open(): void; dial(number?: string): void; /** The repair a call became. */ link(callId: string, repairId: string): void };

/** A colleague who left a call this long ago has signed out or forgotten it: anybody may take it over. */
const STALE_MS = 10 * 60_000;
const UNDO_MS = 10_000;
const LETTERS: Readonly<Record<string, CardAct>> = { h: 'hold', t: 'transfer', m: 'message', b: 'callBack', r: 'repair', p: 'complaint', e: 'enquiry', q: 'answered', 1: 'rings-1', 2: 'rings-2', 3: 'rings-3', 4: 'rings-4' };
const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
const beginsNotes = (target: EventTarget | null): boolean => target instanceof HTMLTextAreaElement && target.dataset['rings'] !== undefined && target.value === '';
/** The letter of a key by its place, because Alt makes another character of it on some keyboards. */
const letterOf = (event: KeyboardEvent): string => /^(?:Key|Digit|Numpad)(\w)$/.exec(event.code)?.[1]?.toLowerCase() ?? event.key.toLowerCase();

/** The calls of this desk over whatever is there: at most two side by side, the rest on a strip (T-16). */
export const CallDock = ({ screen, ref, onRepair }: { screen: TelephoneScreen; ref: Ref<DockHandle>; onRepair(caller: { name: string; phone: string; callId: string }): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const desk = useDesk(screen.siteId).data;
  const server = useOpenCalls(screen.siteId, screen.may('telephone.answer')).data;
  const outbox = useOutbox(screen.person.id, useCallback(() => void client.invalidateQueries({ queryKey: ['telephone', screen.siteId] }), [client, screen.siteId]));
  const cards = useCallCards({ siteId: screen.siteId, personId: screen.person.id, areaCode: desk?.areaCode ?? undefined }, outbox);
  useExchangeCalls(server, cards, outbox, screen.person.id);
  const [note, setNote] = useState<string>();
  const [asking, setAsking] = useState<'dial' | 'missed'>();
  const [number, setNumber] = useState('');
  const handles = useRef(new Map<string, CardHandle>());
  const register = useCallback((id: string, handle: CardHandle | undefined) => void (handle ? handles.current.set(id, handle) : handles.current.delete(id)), []);
  const say = (text: string) => { setNote(text); setTimeout(() => setNote((now) => (now === text ? undefined : now)), 4000); };
  const open = (direction: 'inbound' | 'outbound', to?: string) => { setNote(undefined); if (cards.open(direction, to) === undefined) say(words.threeMore); };
  useImperativeHandle(ref, () => ({ open: () => open('inbound'), dial: (to) => (to ? open('outbound', to) : setAsking('dial')), link: (callId, repairId) => cards.link(callId, { kind: 'repair', id: repairId }) }));

  const active = cards.activeId;
  const [undo, setUndo] = useState<() => void>();
  const twinOf = (call: LocalCall): LocalCall | undefined =>
    cards.calls.find((other) => {
      const [told, part] = call.record.source === 'manual' ? [other, call] : [call, other];
      // Offered once: on the desk's own card, or on the other where that one is put aside.
      return (call === part || part.isAside) && checkJoin(told.record, part.record, { now: serverInstant(), by: screen.person.id }) === undefined;
    });
  const join = (call: LocalCall, twin: LocalCall) => {
    const [told, part] = call.record.source === 'manual' ? [twin, call] : [call, twin];
    const back = cards.join(told.id, part.id);
    if (!back) return;
    setUndo(() => back);
    setTimeout(() => setUndo((now) => (now === back ? undefined : now)), UNDO_MS);
  };
  useEffect(() => {
    if (active === undefined) return undefined;
    const listen = (event: KeyboardEvent) => {
      // No key of ours while the Chinese input method composes.
      if (event.isComposing || event.keyCode === 229) return;
      const handle = handles.current.get(active);
      if (!handle) return;
      const done = (what: CardAct) => { event.preventDefault(); event.stopImmediatePropagation(); handle.act(what); };
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return done('log');
      if (event.ctrlKey || event.metaKey) return undefined;
      if (event.key === 'Escape') return done('aside');
      const what = LETTERS[letterOf(event)];
      // Plain letters only while no field has the caret, Alt with a letter else. A digit that begins the notes says how often it rang.
      if (isTyping(event.target) && !event.altKey && !(what?.startsWith('rings-') && beginsNotes(event.target))) return undefined;
      return what ? done(what) : undefined;
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [active]);

  if (!screen.may('telephone.answer')) return null;
  const aside = cards.calls.filter((call) => call.isAside);
  const mineHere = new Set(cards.calls.map((call) => call.id));
  // What this screen has just logged may still stand in the last answer of the server.
  const isOnItsWay = (id: string) => outbox.queued.some(({ input }) => input['callId'] === id || ((input['steps'] ?? []) as CallStepInput[]).some((step) => step.step === 'join' && step.partId === id));
  const elsewhere = (server?.calls ?? []).filter((view) => !mineHere.has(view.id) && !isOnItsWay(view.id) && (view.isMine || Date.parse(view.startedAt) < serverNow() - STALE_MS));
  const missed = () => {
    const id = cards.open('inbound', number || undefined);
    if (!id) return say(words.threeMore);
    cards.take(id, [{ step: 'missed' }]);
    cards.drop(id);
    return setAsking(undefined);
  };
  const refused = outbox.refused.filter((item) => item.endpoint === 'takeCall');
  return (
    <>
      {cards.shown.length > 0 && desk ? (
        <aside className="fy-calls" aria-label={words.card} data-count={Math.min(cards.shown.length, SIDE_BY_SIDE)}>
          {cards.shown.slice(0, SIDE_BY_SIDE).map((call) => {
            const twin = twinOf(call);
            return <CallCardView key={call.id} screen={screen} desk={desk} call={call} twin={twin} cards={cards} isActive={call.id === active} register={register} onJoin={() => twin && join(call, twin)} onRepair={onRepair} onLogged={(said) => { setUndo(undefined); say(said); }} />;
          })}
          <p className="fy-call-help">{words.keysHelp}</p>
        </aside>
      ) : null}
      <div className="fy-call-strip" role="region" aria-label={words.title}>
        <Button size="compact-sm" onClick={() => open('inbound')}>{words.newCall}</Button>
        <Button size="compact-sm" variant="default" onClick={() => { setNumber(''); setAsking(asking === 'dial' ? undefined : 'dial'); }}>{words.dial}</Button>
        <Button size="compact-sm" variant="default" onClick={() => { setNumber(''); setAsking(asking === 'missed' ? undefined : 'missed'); }}>{words.missedOne}</Button>
        {asking ? (
          <form onSubmit={(event) => { event.preventDefault(); if (asking === 'dial') { open('outbound', number || undefined); setAsking(undefined); } else missed(); }}>
            <Group gap={6} wrap="nowrap"><TextInput size="xs" aria-label={asking === 'dial' ? words.dialNumber : words.missedNumber} placeholder={asking === 'dial' ? words.dialNumber : words.missedNumber} maxLength={40} data-autofocus autoFocus value={number} onChange={(event) => setNumber(event.currentTarget.value)} /><Button size="compact-sm" type="submit">{asking === 'dial' ? words.dial : words.keep}</Button></Group>
          </form>
        ) : null}
        {aside.map((call) => <Button key={call.id} size="compact-sm" variant="light" onClick={() => cards.put(call.id, { isAside: false })}>{[addressOf(sheetOf(call.sheet, undefined, desk?.areaCode ?? undefined)) || words.card, openTransfer(call.record.card) ? words.transferOpen(openTransfer(call.record.card)?.target ?? '') : isLive(call.record.card) ? words.state[call.record.card.state] : words.log.notLogged].join(' · ')}</Button>)}
        {elsewhere.slice(0, 6).map((view) => (
          <Button key={view.id} size="compact-sm" variant="default" onClick={() => { if (!view.isMine) { cards.adopt(view); cards.take(view.id, [{ step: 'takeOver' }]); } else cards.adopt(view); }}>
            {[formatTime(view.startedAt, { zone: screen.zone, language }), view.address || view.number || words.card, view.isMine ? words.log.notLogged : `${words.of(view.agent ?? '')} ${words.acts.takeOver}`].join(' · ')}
          </Button>
        ))}
        {undo ? <Group gap={4} role="status"><Text size="sm">{words.join.done}</Text><Button size="compact-xs" variant="default" onClick={() => { undo(); setUndo(undefined); }}>{words.join.undo}</Button></Group> : null}
        {note ? <Text size="sm" role="status">{note}</Text> : null}
        <span className="fy-grow" />
        {screen.may('telephone.seat') ? <SeatChooser screen={screen} /> : null}
        {outbox.queued.length > 0 ? <Text size="sm" className="fy-soon">{words.waiting(outbox.queued.length)}</Text> : null}
        {refused.map((item) => <Group key={item.commandId} gap={4}><Text size="sm" className="fy-soon" role="alert">{words.refusedStep} · {words.refusal[item.code ?? ''] ?? words.refusal['other']}</Text><Button size="compact-xs" variant="default" onClick={() => outbox.dismiss(item.commandId)}>{words.acts.close}</Button></Group>)}
      </div>
    </>
  );
};
