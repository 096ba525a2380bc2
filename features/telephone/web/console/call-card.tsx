import { Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { localTime } from '../../../../platform/core/working-calendar.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { useNow } from '../../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import type { CallStepInput } from '../../core/call-contract.ts';
import { calledOf, heldSince, isHeld, isLate, isLive, openTransfer, ringsSince, startOf } from '../../core/call-reading.ts';
import { LATE_REASONS, PURPOSES, type CallSheet, type Purpose } from '../../core/call-record.ts';
import { isUntouched } from '../../core/call-rules.ts';
import { greeterOf, publicLineOf } from '../../core/desk.ts';
import type { DeskView, EntryView } from '../../core/desk-contract.ts';
import { maskNumber, readNumber } from '../../../../platform/core/phone-number.ts';
import { isWithinThreeRings } from '../../core/rings.ts';
import { closingOfMessage, ownScriptAt, transferMoment, type Moment } from '../../core/telephone-sentences.ts';
import type { TelephoneScreen } from '../telephone-api.ts';
import { TELEPHONE_WORDS } from '../telephone-words.ts';
import type { CallCards, LocalCall, Pane } from '../use-call-cards.ts';
import { CallComplaintForm } from '../call-complaint-form.tsx';
import { MatterForm } from '../matter-form.tsx';
import { MessageForm } from '../message-form.tsx';
import { TaitaiNote } from '../taitai-note.tsx';
import { CallerColumn, sheetOf } from './call-caller.tsx';
import { RingCounter, RingsMeasured } from './ring-counter.tsx';
import { SentencesColumn } from './call-sentences.tsx';
import { TransferPane } from './transfer-pane.tsx';

const clock = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** What a key does on the card that has the keys. */
export type CardAct = 'hold' | 'transfer' | 'message' | 'callBack' | 'repair' | 'complaint' | 'enquiry' | 'answered' | 'log' | 'aside' | `rings-${1 | 2 | 3 | 4}`;
export type CardHandle = { act(what: CardAct): void };

const momentOf = (call: LocalCall, sheet: CallSheet, heldSeconds: number | undefined, ringingMs: number | undefined, limits: DeskView['limits'], target: EntryView | undefined): Moment => {
  if (heldSeconds !== undefined) return heldSeconds >= limits.holdOffer ? 'held-long' : heldSeconds >= limits.holdApology ? 'held' : 'hold';
  if (call.pane === 'transfer') return transferMoment(call.record.card.transfers.length, target && { state: target.presence });
  if (call.pane === 'message') return 'message';
  if (call.record.card.direction === 'outbound') return 'follow-up';
  if (ringingMs !== undefined) return isWithinThreeRings(ringingMs, limits.threeRings) ? 'greet' : 'late';
  if (call.record.card.ringsDeclared === undefined && call.record.card.ringMs === undefined) return 'greet';
  if (isLate(call.record.card, limits.threeRings) && !sheet.notes) return 'late';
  return !sheet.surname && !sheet.nameDeclined ? 'name' : 'closing';
};

/** One call: who, the notes, what to say; nothing red while it lives (T-09, T-41). */
export const CallCardView = ({ screen, desk, call, twin, cards, isActive, register, onJoin, onRepair, onLogged }: {
  screen: TelephoneScreen; desk: DeskView; call: LocalCall; /** A card that may be the same conversation. */ twin: LocalCall | undefined; cards: CallCards; isActive: boolean; onJoin(): void; register(id: string, handle: CardHandle | undefined): void; onRepair(caller: { name: string; phone: string; callId: string }): void; /** The card left the screen; what is said of it. */ onLogged(said: string): void;
}): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const now = useNow(500);
  const [refused, setRefused] = useState<string>();
  const [target, setTarget] = useState<EntryView>();
  const [toName, setToName] = useState('');
  const [whenBack, setWhenBack] = useState(false);
  const [chosen, setChosen] = useState<{ moment: Moment; at: Moment }>();
  const notes = useRef<HTMLTextAreaElement>(null);
  const { record } = call;
  const { card } = record;
  const areaCode = desk.areaCode ?? undefined;
  const shownNumber = card.number ? readNumber(card.number, areaCode).key : undefined;
  const full = sheetOf(call.sheet, undefined, areaCode);
  const masked = shownNumber ? maskNumber(shownNumber) : (call.masked ?? null);
  const line = card.direction === 'outbound' ? undefined : publicLineOf(desk.settings.publicNumbers, calledOf({ card, sheet: call.sheet }), areaCode);
  const rangSince = ringsSince(card);
  const ringingMs = rangSince === undefined ? undefined : now - Date.parse(rangSince);
  const waits = heldSince(card);
  const held = waits === undefined ? undefined : (now - Date.parse(waits)) / 1000;
  const transfer = openTransfer(card);
  const automatic = momentOf(call, full, held, ringingMs, desk.limits, target);
  // A moment chosen by hand holds until the call itself moves on.
  const moment = chosen && chosen.at === automatic ? chosen.moment : automatic;
  const late = isLate(card, desk.limits.threeRings) === true;
  const change = (part: Partial<CallSheet>) => cards.put(call.id, { sheet: { ...call.sheet, ...part } });
  const setPane = (pane: Pane | undefined) => { setRefused(undefined); setTarget(undefined); setToName(''); setWhenBack(false); cards.put(call.id, { pane }); };
  const take = (steps: readonly CallStepInput[], name?: string): boolean => {
    const refusal = cards.take(call.id, steps, name ? { target: name } : {});
    setRefused(refusal ? (words.refusal[refusal.code] ?? words.refusal['other']) : undefined);
    return refusal === undefined;
  };
  /** Left without saving: the call was about no message then. */
  const leavePane = () => {
    if (call.pane === 'message' && call.sheet.purpose === 'message' && !record.links.some((link) => link.kind === 'message')) change({ purpose: undefined });
    setPane(undefined);
  };
  const log = () => {
    // What stands in an open form would go with the card: it is saved or left first.
    if (call.pane && call.pane !== 'transfer') return setRefused(words.paneOpen[call.pane]);
    const sheet = { ...full, purpose: full.purpose ?? (record.links.some((link) => link.kind === 'message') ? ('message' as const) : card.transfers.length > 0 ? ('transfer' as const) : undefined) };
    const { number, ...rest } = sheet;
    const clean = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '' && value !== undefined)) as CallSheet;
    // Saved is gone from the screen at once (T-15, T-16).
    if (take([{ step: 'log', sheet: { ...clean, ...(number ? { number } : {}) }, ...(call.hungUpBy ? { hungUpBy: call.hungUpBy } : {}) }])) { cards.drop(call.id); onLogged(words.saved); }
  };
  /** C pressed by mistake: until anything is written or done, the card is taken back and no call. */
  const mayWithdraw = isUntouched(record) && !call.pane && Object.entries(call.sheet).every(([name, value]) => !value || (name === 'number' && card.direction === 'outbound'));
  const withdraw = () => {
    if (take([{ step: 'withdraw' }])) { cards.drop(call.id); onLogged(words.withdrawn); }
  };
  const act = (what: CardAct) => {
    switch (what) {
      case 'hold': return void take([{ step: isHeld(card) ? 'retrieve' : 'hold' }]);
      case 'transfer': return setPane('transfer');
      case 'message': change({ purpose: full.purpose ?? 'message' }); return setPane('message');
      case 'callBack': return setPane('call_back');
      case 'enquiry': change({ purpose: full.purpose ?? 'enquiry' }); return setPane('enquiry');
      case 'complaint': change({ purpose: 'complaint' }); return setPane('complaint');
      case 'repair': change({ purpose: 'repair' }); cards.put(call.id, { isAside: true }); return onRepair({ name: full.fullName ?? `${full.surname ?? ''}${full.honorific ?? ''}`, phone: full.number ?? '', callId: call.id });
      // An enquiry answered on the spot: the commonest call, one key.
      case 'answered': return change({ purpose: 'enquiry' });
      case 'log': return log();
      case 'aside': return call.pane ? leavePane() : cards.put(call.id, { isAside: true });
      default: {
        // Where it is measured nobody need say it.
        if (ringingMs !== undefined || card.ringMs !== undefined) return undefined;
        const rings = Number(what.slice(6)) as 1 | 2 | 3 | 4;
        take([{ step: 'rings', rings }]);
        notes.current?.focus();
        return undefined;
      }
    }
  };
  const latest = useRef(act);
  const isFromExchange = call.record.source !== 'manual';
  useEffect(() => { latest.current = act; });
  useEffect(() => {
    register(call.id, { act: (what) => latest.current(what) });
    return () => register(call.id, undefined);
  }, [call.id, register]);
  // Whoever lifts begins to write. A call that comes by itself takes the caret from nobody who types.
  useEffect(() => {
    if (!document.activeElement || document.activeElement === document.body || document.activeElement instanceof HTMLButtonElement || !isFromExchange) notes.current?.focus({ preventScroll: true });
  }, [isFromExchange]);

  const wantsRings = card.direction === 'inbound' && card.ringMs === undefined && ringingMs === undefined && card.ringsDeclared === undefined;
  const time = localTime(serverInstant(), screen.zone);
  const facts = { office: desk.office, agent: screen.person.name, ...greeterOf(line, desk.department), caller: full, number: full.number, colleague: target ? { name: target.name, pronoun: target.pronoun ?? undefined, presence: { state: target.presence, backAt: target.backAt } } : undefined, toDepartment: target?.department, own: ownScriptAt(desk.settings.scripts, line?.number ?? card.called, time) };
  const key = (letter: string, word: string): ReactNode => <>{word}&nbsp;<kbd>{letter}</kbd></>;
  return (
    <section tabIndex={-1} className="fy-call" data-active={isActive || undefined} aria-label={`${words.card} ${full.surname ?? ''}${full.honorific ?? ''}`.trim()} onFocus={() => cards.setActive(call.id)}>
      <header className="fy-call-head">
        <strong>{card.direction === 'outbound' ? words.dialled : card.direction === 'internal' ? words.internal : words.incoming}</strong>
        {ringingMs !== undefined ? <RingCounter ringMs={ringingMs} limitSeconds={desk.limits.threeRings} /> : <span className="fy-clocknow">{clock((card.endedAt ? Date.parse(card.endedAt) : now) - Date.parse(startOf(card)))}</span>}
        <span>{words.state[card.state] ?? ''}</span>
        {masked ? <span>{masked}</span> : null}
        {line && card.called !== undefined ? <span>{words.calledLine(line.name)}</span> : null}
        {card.direction === 'inbound' && card.ringMs !== undefined ? <RingsMeasured ringMs={card.ringMs} limitSeconds={desk.limits.threeRings} /> : null}
        {card.direction === 'inbound' && card.ringMs === undefined && ringingMs === undefined ? (
          <Group gap={4} role="group" aria-label={words.rings} wrap="nowrap">
            <Text size="xs" c="dimmed">{words.rings}</Text>
            {([1, 2, 3, 4] as const).map((rings) => <Button key={rings} size="compact-xs" variant={card.ringsDeclared === rings ? 'filled' : 'default'} aria-pressed={card.ringsDeclared === rings} onClick={() => act(`rings-${rings}`)}>{key(String(rings), words.ring[rings - 1] ?? '')}</Button>)}
            <SourceLink id="T-05" />
          </Group>
        ) : null}
        {card.direction === 'outbound' && card.answeredAt === undefined && isLive(card) ? (
          <Group gap={4}><Button size="compact-xs" onClick={() => take([{ step: 'reached' }])}>{words.acts.reached}</Button><Button size="compact-xs" variant="default" onClick={() => take([{ step: 'unreached', why: 'busy' }])}>{words.acts.busy}</Button><Button size="compact-xs" variant="default" onClick={() => take([{ step: 'unreached', why: 'unanswered' }])}>{words.acts.noAnswer}</Button></Group>
        ) : null}
        {card.direction === 'inbound' && card.called === undefined && desk.settings.publicNumbers.length > 1 ? (
          <Group gap={4} role="group" aria-label={words.whichLine} wrap="nowrap">
            <Text size="xs" c="dimmed">{words.whichLine}</Text>
            {desk.settings.publicNumbers.map((one) => <Button key={one.number} size="compact-xs" variant={one === line ? 'filled' : 'default'} aria-pressed={one === line} onClick={() => change({ publicNumber: one === line ? '' : one.number })}>{one.name}</Button>)}
          </Group>
        ) : null}
        <span className="fy-grow" />
        {mayWithdraw ? <Button size="compact-xs" variant="default" onClick={withdraw}>{card.direction === 'outbound' ? words.withdrawOut : words.withdraw}</Button> : null}
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => cards.put(call.id, { isAside: true })}>{words.acts.minimise}</Button>
      </header>
      {twin ? <div className="fy-call-bar" role="status"><span>{words.join.ask(twin.masked ?? masked ?? '')}</span> <Button size="compact-xs" onClick={onJoin}>{words.join.yes}</Button> <Text span size="xs" c="dimmed">{words.join.hint}</Text></div> : null}
      {held !== undefined ? <div className="fy-call-bar" role="status"><span className={held >= desk.limits.holdApology ? 'fy-soon' : 'fy-calm'}>{words.heldFor(clock(held * 1000))}{held >= desk.limits.holdOffer ? ` · ${words.holdOffer}` : held >= desk.limits.holdApology ? ` · ${words.holdApologise}` : ''}</span> <SourceLink id={held >= desk.limits.holdOffer ? 'T-33' : 'T-32'} /> <Button size="compact-xs" onClick={() => act('hold')}>{words.acts.retrieve}</Button></div> : null}
      {transfer ? (
        <div className="fy-call-bar" role="status">
          <span className={now - Date.parse(transfer.at) >= desk.limits.transferNudge * 1000 ? 'fy-soon' : 'fy-calm'}>{words.transferOpen(transfer.target ?? '')} {clock(now - Date.parse(transfer.at))}{now - Date.parse(transfer.at) >= desk.limits.transferNudge * 1000 ? ` · ${words.nudge}` : ''}</span> <SourceLink id="T-27" />
          <Button size="compact-xs" onClick={() => take([{ step: 'transferAnswered' }])}>{words.acts.answered}</Button><Button size="compact-xs" variant="default" onClick={() => take([{ step: 'transferReturned' }])}>{words.acts.returned}</Button><Button size="compact-xs" variant="default" onClick={() => act('message')}>{words.acts.message}</Button><Button size="compact-xs" variant="default" onClick={() => act('callBack')}>{words.acts.callBack}</Button><Button size="compact-xs" variant="default" onClick={() => take([{ step: 'transferLost' }])}>{words.acts.lost}</Button>
        </div>
      ) : null}
      <div className="fy-call-body">
        <CallerColumn screen={screen} callId={call.masked && card.number === undefined ? call.id : undefined} sheet={call.sheet} full={full} areaCode={areaCode} extra={desk.settings.extraHonorifics} hasNumber={masked} onChange={change} />
        <div className="fy-call-middle">
          <Textarea ref={notes} data-rings={wantsRings || undefined} aria-label={words.notes} placeholder={words.notes} autosize minRows={call.pane ? 2 : 9} maxRows={call.pane ? 3 : 14} maxLength={4000} value={call.sheet.notes ?? ''} onChange={(event) => change({ notes: event.currentTarget.value })} />
          <TaitaiNote texts={[call.sheet.notes]} said={full.saidTaitai} />
          {call.pane === 'transfer' ? <TransferPane screen={screen} record={record} target={target} onTarget={setTarget} onInstead={setPane} onClose={() => setPane(undefined)} onTransfer={(step, name) => { if (take([step], name)) setPane(undefined); }} /> : null}
          {call.pane === 'message' ? <MessageForm screen={screen} callId={call.id} sheet={full} areaCode={areaCode} masked={masked} recipient={target} onRecipient={setTarget} toName={toName} onToName={setToName} onWhenBack={setWhenBack} onClose={leavePane} onDone={(id) => { cards.take(call.id, [{ step: 'link', link: { kind: 'message', id } }], { isKept: true }); setPane(undefined); }} /> : null}
          {call.pane === 'complaint' ? <CallComplaintForm screen={screen} desk={desk} callId={call.id} sheet={full} onKind={(kind) => change({ purpose: kind === 'report' ? 'other' : 'complaint' })} onClose={() => setPane(undefined)} /> : null}
          {call.pane === 'call_back' || call.pane === 'enquiry' ? <MatterForm screen={screen} kind={call.pane} desk={desk} callId={call.id} sheet={full} masked={masked} onClose={() => setPane(undefined)} onDone={(id) => { cards.take(call.id, [{ step: 'link', link: { kind: 'matter', id }, isCallBack: call.pane === 'call_back' }], { isKept: true }); setPane(undefined); }} /> : null}
          {call.pane ? null : (
            <>
              <Group gap={4} mt={6} role="group" aria-label={words.purpose}>
                <Text size="xs" c="dimmed">{words.purpose}</Text>
                {PURPOSES.map((purpose: Purpose) => <Button key={purpose} size="compact-xs" variant={full.purpose === purpose ? 'filled' : 'default'} aria-pressed={full.purpose === purpose} onClick={() => change({ purpose })}>{purpose === 'enquiry' ? key('Q', words.purposes[purpose]) : words.purposes[purpose]}</Button>)}
              </Group>
              <Group gap={6} mt={6}>
                <Text size="xs" c="dimmed">{words.who}</Text>
                {(['caller', 'agent'] as const).map((who) => <Button key={who} size="compact-xs" variant={call.hungUpBy === who ? 'filled' : 'default'} aria-pressed={call.hungUpBy === who} onClick={() => cards.put(call.id, { hungUpBy: call.hungUpBy === who ? undefined : who })}>{words.hungUp[who]}</Button>)}
                <Text size="xs" c="dimmed">{words.letThem}</Text> <SourceLink id="T-14" />
              </Group>
              {late ? (
                <Group gap={6} mt={6} align="end">
                  <Text size="xs" c="dimmed">{words.late}</Text>
                  {LATE_REASONS.map((reason) => <Button key={reason} size="compact-xs" variant={full.late === reason ? 'filled' : 'default'} aria-pressed={full.late === reason} onClick={() => change({ late: reason })}>{words.lateReason[reason]}</Button>)}
                  {full.late === 'special' ? <TextInput size="xs" aria-label={words.lateNote} placeholder={words.lateNote} maxLength={200} value={full.lateReason ?? ''} onChange={(event) => change({ lateReason: event.currentTarget.value })} /> : null}
                </Group>
              ) : null}
            </>
          )}
        </div>
        <SentencesColumn moment={moment} facts={facts} closing={call.pane === 'message' && (target ?? toName.trim()) ? closingOfMessage(facts, whenBack, target?.pronoun ?? '') : undefined} onMoment={(next) => setChosen({ moment: next, at: automatic })} />
      </div>
      {refused ? <Text size="sm" className="fy-soon" role="status" px="sm">{refused}</Text> : null}
      <footer className="fy-call-foot">
        <Button size="xs" variant="default" disabled={!isLive(card)} onClick={() => act('hold')}>{key('H', isHeld(card) ? words.acts.retrieve : words.acts.hold)}</Button>
        <Button size="xs" variant="default" disabled={!isLive(card) || transfer !== undefined} onClick={() => act('transfer')}>{key('T', words.acts.transfer)}</Button>
        <Button size="xs" variant="default" onClick={() => act('message')}>{key('M', words.acts.message)}</Button>
        <Button size="xs" variant="default" onClick={() => act('callBack')}>{key('B', words.acts.callBack)}</Button>
        <Button size="xs" variant="default" onClick={() => act('repair')}>{key('R', words.acts.repair)}</Button>
        <Button size="xs" variant="default" onClick={() => act('complaint')}>{key('P', words.acts.complaint)}</Button>
        <Button size="xs" variant="default" onClick={() => act('enquiry')}>{key('E', words.acts.enquiry)}</Button>
        <span className="fy-grow" />
        <Text size="xs" c="dimmed">{words.offerMore} <SourceLink id="T-12" /></Text>
        <Button size="xs" onClick={log}>{key('Ctrl+Enter', words.acts.log)}</Button>
      </footer>
    </section>
  );
};
