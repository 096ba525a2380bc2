import { useCallback, useEffect, useRef, useState } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import type { Outbox } from '../../../platform/web/outbox.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import { keepCallDraft, takeCall, type CallStepInput, type CallView } from '../core/call-contract.ts';
import { foldCall } from '../core/call-card.ts';
import { evolveRecord, joinSheets, type CallLink, type CallRecord, type CallSheet } from '../core/call-record.ts';
import { takeCallSteps, type CallStep } from '../core/call-rules.ts';
import { readNumber } from '../../../platform/core/phone-number.ts';

export type Pane = 'transfer' | 'message' | 'call_back' | 'enquiry' | 'complaint';
/** A call on the screen: what happened so far by the same rules the server keeps, and what is typed. */
export type LocalCall = { readonly id: string; readonly openedAt: string; readonly record: CallRecord; readonly sheet: CallSheet; readonly hungUpBy?: 'caller' | 'agent' | undefined; readonly isAside: boolean; readonly pane?: Pane | undefined; /** The caller's number as the server shows it, where this screen has none. */ readonly masked?: string | null; /** Of the server's last word this screen followed. */ readonly version?: number };

/** Two telephones can ring; nobody listens to three callers. */
export const SIDE_BY_SIDE = 2;
const DRAFT_AFTER_MS = 1200;

const keyOf = (personId: string, siteId: string): string => `foyer.calls.${personId}.${siteId}`;
const stored = (key: string): LocalCall[] => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as LocalCall[];
  } catch {
    return [];
  }
};

/** A call the server knows and this screen does not: from another screen, or from an exchange. */
const recordOf = (view: CallView, siteId: string): CallRecord | undefined => {
  const card = foldCall(view.events);
  return card && {
    id: view.id, siteId, source: view.source, card, ...(view.agentId ? { agentId: view.agentId } : {}), sheet: view.sheet, told: view.transfersList.map((transfer) => transfer.told), reasons: view.transfersList.map((transfer) => transfer.reason),
    targets: [], links: view.links, checks: [], holdsLong: 0, transfersUnanswered: 0,
  };
};

/** The numbers of a step in the one form the rules know; the server does the same again with its own area code. */
const inRules = (step: CallStepInput, areaCode: string | undefined, calls: readonly LocalCall[], target?: string): CallStep => {
  if (step.step === 'transfer') return { ...step, target: target ?? '' };
  if (step.step === 'join') return { step: 'join', part: calls.find((call) => call.id === step.partId)?.record };
  if (step.step === 'open') return { step: 'open', direction: step.direction, publicNumber: step.publicNumber, raw: step.number, number: step.number ? readNumber(step.number, areaCode).key : undefined };
  if (step.step === 'log' || step.step === 'amend') return { ...step, sheet: { ...step.sheet, number: step.sheet.number ? readNumber(step.sheet.number, areaCode).key : undefined } };
  return step;
};

export const useCallCards = (screen: { siteId: string; personId: string; areaCode: string | undefined }, outbox: Outbox) => {
  const { siteId, personId, areaCode } = screen;
  const key = keyOf(personId, siteId);
  const [calls, setCalls] = useState<LocalCall[]>(() => stored(key));
  const [activeId, setActive] = useState<string>();
  const latest = useRef(calls);
  const change = useCallback(
    (next: (calls: LocalCall[]) => LocalCall[]) => {
      latest.current = next(latest.current);
      setCalls(latest.current);
      try {
        localStorage.setItem(key, JSON.stringify(latest.current));
      } catch {
        // A full or forbidden store costs the copy here; the server's draft stands.
      }
    },
    [key],
  );
  const put = useCallback((id: string, part: Partial<LocalCall>) => change((all) => all.map((call) => (call.id === id ? { ...call, ...part } : call))), [change]);

  // The server's copy: another PC, a crash, an expired session find it again.
  const sent = useRef(new Map<string, string>());
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const call of calls) {
        const { pane: _pane, isAside: _aside, record: _record, masked: _masked, version: _version, ...kept } = call;
        const draft = JSON.stringify(kept);
        if (Object.keys(call.sheet).length === 0 || sent.current.get(call.id) === draft) continue;
        sent.current.set(call.id, draft);
        callApi(keepCallDraft, { siteId, callId: call.id, draft }).catch(() => sent.current.delete(call.id));
      }
    }, DRAFT_AFTER_MS);
    return () => clearTimeout(timer);
  }, [calls, siteId]);

  /** Takes steps here at once and sends them; what the rules refuse is told and not sent. */
  const take = useCallback(
    (id: string, steps: readonly CallStepInput[], more: { target?: string; /** The server has it already: only this screen follows. */ isKept?: boolean } = {}): Refusal | undefined => {
      const call = latest.current.find((entry) => entry.id === id);
      const context = { now: serverInstant(), by: personId, callId: id, siteId, eventId: (index: number) => `local:${uuidv7()}:${index}` };
      const decision = takeCallSteps(call?.record, steps.map((step) => inRules(step, areaCode, latest.current, more.target)), context);
      if (!decision.ok) return decision;
      const record = decision.events.reduce<CallRecord | undefined>((state, event) => evolveRecord(state, event, { siteId, subject: id }), call?.record);
      if (record) change((all) => (all.some((entry) => entry.id === id) ? all.map((entry) => (entry.id === id ? { ...entry, record } : entry)) : [...all, { id, openedAt: context.now, record, sheet: {}, isAside: false }]));
      if (!more.isKept) void outbox.send(takeCall, { siteId, callId: id, steps }, '');
      return undefined;
    },
    [personId, siteId, areaCode, change, outbox],
  );

  const shown = calls.filter((call) => !call.isAside);
  return {
    calls, shown, activeId: shown.some((call) => call.id === activeId) ? activeId : shown.at(-1)?.id, setActive, put, take,
    open: (direction: 'inbound' | 'outbound', number?: string): string | undefined => {
      if (shown.length >= SIDE_BY_SIDE) return undefined;
      const id = uuidv7();
      take(id, [{ step: 'open', direction, ...(number ? { number } : {}) }]);
      if (number) put(id, { sheet: { number } });
      setActive(id);
      return id;
    },
    /** What a call led to. It may come after the caller hung up and the card was cleared: the server knows the call. */
    link: (id: string, link: CallLink): void => {
      const step = { step: 'link', link } as const;
      if (latest.current.some((call) => call.id === id)) take(id, [step]);
      else void outbox.send(takeCall, { siteId, callId: id, steps: [step] }, '');
    },
    /** Brings a call of the server's onto this screen, with what its writer kept. */
    adopt: (view: CallView, isAside = false): void => {
      const record = recordOf(view, siteId);
      if (!record) return;
      let kept: Partial<LocalCall> = {};
      try {
        kept = view.draft ? (JSON.parse(view.draft) as Partial<LocalCall>) : {};
      } catch {
        // A draft of an older screen: the call itself is whole.
      }
      change((all) => [...all.filter((call) => call.id !== view.id), { id: view.id, openedAt: view.startedAt, record, sheet: kept.sheet ?? view.sheet, hungUpBy: kept.hungUpBy, isAside, masked: view.number, version: view.version }]);
      if (!isAside) setActive((now) => now ?? view.id);
    },
    /** What the exchange told since: the line moves, what is typed stays. */
    follow: (view: CallView): void => {
      const record = recordOf(view, siteId);
      const call = latest.current.find((entry) => entry.id === view.id);
      if (record && call && (call.version ?? 0) < view.version) put(view.id, { record: { ...call.record, ...record, sheet: call.record.sheet }, masked: view.number, version: view.version });
    },
    /** The agent says that a card of the desk and a call of the exchange are one conversation; answers how to take it back. */
    join: (id: string, partId: string): (() => void) | undefined => {
      const [call, part] = [id, partId].map((one) => latest.current.find((entry) => entry.id === one));
      if (!call || !part || take(id, [{ step: 'join', partId }])) return undefined;
      put(id, { sheet: joinSheets(part.sheet, call.sheet), hungUpBy: part.hungUpBy ?? call.hungUpBy, pane: part.pane ?? call.pane, isAside: false });
      change((all) => all.filter((entry) => entry.id !== partId));
      setActive(id);
      return () => {
        const whole = latest.current.find((entry) => entry.id === id);
        if (!whole || take(id, [{ step: 'part', partId }])) return;
        // What was written since stays on the desk's own card.
        put(id, { sheet: call.sheet, hungUpBy: call.hungUpBy, pane: undefined, isAside: call.isAside });
        change((all) => [...all, { ...part, sheet: whole.sheet, hungUpBy: whole.hungUpBy }]);
        setActive(partId);
      };
    },
    /** Logged: nothing of it stays on this PC, the half-written slip included (T-15). */
    drop: (id: string): void => {
      localStorage.removeItem(`foyer.draft.${personId}.message.${id}`);
      change((all) => all.filter((call) => call.id !== id));
    },
  };
};
export type CallCards = ReturnType<typeof useCallCards>;
