import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Endpoint } from '../../../platform/core/contract.ts';
import { ApiRefusal, callApi, OfflineError } from '../../../platform/web/api-client.ts';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { SENT, type Outbox, type Sent } from '../../../platform/web/outbox.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { isPartyOpen } from '../core/bar-party.ts';
import type { PartyStep, PartyStepName } from '../core/party-steps.ts';
import { foldTaps, keptTap, type PendingTap } from '../core/pending-taps.ts';
import { mergeParties, takePartySteps, type PartyView } from '../core/service-contract.ts';
import { fly, showParty, useBar, type BarScreen } from './bar-api.ts';

/** What was tapped last: what is said about it, and what can be taken back. */
export type LastTap = { readonly partyId: string; readonly commandId: string; readonly what: PartyStepName | 'merge' | 'count'; readonly party?: PartyView; readonly isKept?: boolean };

const ENDED_KEPT = 20;
/** So long a finger waits for the server; then the phone keeps the tap. */
const PATIENCE_MS = 8000;
const withPatience = async <T>(answer: Promise<T>): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_done, fail) => { timer = setTimeout(() => fail(new OfflineError('no answer')), PATIENCE_MS); });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
};

/**
 * The room and the taps on it, each its own command with the time of the finger. A tap moves the map at once, by the
 * server's own rules. Without network the phone keeps it and sends it later under the same id; while something waits,
 * what follows waits behind it. One tap on one party at a time, so that a second finger does not overtake the first.
 */
export const usePartyTaps = (screen: BarScreen, words: { refusals: Readonly<Record<string, string>>; done: Readonly<Record<string, string>> }, outbox?: Outbox) => {
  const { siteId, zone, personName } = screen;
  const client = useQueryClient();
  const query = useBar(screen);
  const [flying, setFlying] = useState<readonly PendingTap[]>([]);
  const [last, setLast] = useState<LastTap>();
  const [error, setError] = useState<string>();
  const queued = outbox?.queued;
  const waiting = useMemo(() => queued?.flatMap((item) => keptTap(item, siteId) ?? []) ?? [], [queued, siteId]);
  /** Parties this phone has seen go: their end can be taken back without a network too. */
  const [ended, setEnded] = useState<readonly PartyView[]>([]);
  const answered = useCallback((party: PartyView, answer: PendingTap) => {
    showParty({ siteId, zone, personName }, client, party, answer);
    setEnded((now) => [...now.filter((other) => other.id !== party.id), ...(isPartyOpen(party.status) ? [] : [party])].slice(-ENDED_KEPT));
  }, [client, siteId, zone, personName]);
  const folded = useMemo(() => {
    const ids = new Set(waiting.map((tap) => tap.commandId));
    return query.data && foldTaps(query.data, [...waiting, ...flying.filter((tap) => !ids.has(tap.commandId))], { siteId, zone, name: personName }, ended);
  }, [query.data, waiting, flying, siteId, zone, personName, ended]);
  useEffect(() => {
    const sent = (event: Event): void => {
      const { item, answer } = (event as CustomEvent<Sent>).detail;
      const kept = keptTap(item, siteId);
      if (kept) answered(answer as PartyView, kept);
    };
    window.addEventListener(SENT, sent);
    return () => window.removeEventListener(SENT, sent);
  }, [answered, siteId]);
  const busy: ReadonlySet<string> = new Set(flying.map((tap) => tap.partyId));
  const placeOf = (partyId: string, steps: readonly PartyStep[]): string => {
    const [first] = steps;
    const party = folded?.touched.get(partyId) ?? folded?.bar.parties.find((entry) => entry.id === partyId);
    const tableId = party ? party.tableId : first?.step === 'seat' ? first.tableId : undefined;
    return folded?.bar.tables.find((table) => table.id === tableId)?.name ?? party?.placeText ?? (first?.step === 'seat' ? first.placeText : undefined) ?? '';
  };
  const run = async (tap: PendingTap, what: LastTap['what'], send: () => Promise<PartyView>, endpoint: Endpoint, input: Readonly<Record<string, unknown>>): Promise<void> => {
    const { partyId, commandId } = tap;
    if (busy.has(partyId)) return;
    setError(undefined);
    const keep = outbox && ((): void => {
      void outbox.send(endpoint, input, [placeOf(partyId, 'steps' in tap ? tap.steps : []), words.done[what]].filter(Boolean).join(' · '), commandId);
      setLast({ partyId, commandId, what, isKept: true });
    });
    if (keep && waiting.length > 0) return keep();
    setFlying((now) => [...now, tap]);
    const landed = fly(commandId);
    try {
      const party = await (keep ? withPatience(send()) : send());
      answered(party, tap);
      setLast({ partyId, commandId, what, party });
    } catch (failure) {
      if (failure instanceof OfflineError && keep) keep();
      else setError(words.refusals[failure instanceof ApiRefusal ? failure.code : 'other'] ?? words.refusals['other']);
      void client.invalidateQueries({ queryKey: ['beverages', siteId] });
    } finally {
      landed();
      setFlying((now) => now.filter((other) => other.commandId !== commandId));
    }
  };
  const tap = (partyId: string, what: LastTap['what'], steps: readonly PartyStep[]): Promise<void> => {
    const [commandId, tappedAt] = [uuidv7(), serverInstant()];
    const input = { siteId, partyId, steps: [...steps], tappedAt };
    return run({ commandId, partyId, steps, tappedAt, isKept: false }, what, () => callApi(takePartySteps, { ...input, commandId }), takePartySteps, input);
  };
  const merge = (partyId: string, intoId: string): Promise<void> => {
    const commandId = uuidv7();
    const input = { siteId, partyId, intoId };
    return run({ commandId, partyId, intoId, tappedAt: serverInstant(), isKept: false }, 'merge', () => callApi(mergeParties, { ...input, commandId }), mergeParties, input);
  };
  const forget = useCallback(() => { setLast(undefined); setError(undefined); }, []);
  // What the phone kept says so while it waits; what was refused is said in the tray.
  const isRefused = last?.isKept && outbox?.refused.some((item) => item.commandId === last.commandId);
  const shown = isRefused ? undefined : last && { ...last, isKept: waiting.some((entry) => entry.commandId === last.commandId) };
  return { query, folded, busy, last: shown, error, tap, merge, forget };
};
export type PartyTaps = ReturnType<typeof usePartyTaps>;
