import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { ApiRefusal, callApi, OfflineError } from '../../../platform/web/api-client.ts';
import { uuidv7 } from '../../../platform/web/ids.ts';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import type { PartyStepName } from '../core/party-steps.ts';
import { mergeParties, takePartySteps, type PartyView } from '../core/service-contract.ts';
import { showParty } from './bar-api.ts';

type StepIn = Parameters<typeof callApi<typeof takePartySteps.input, typeof takePartySteps.output>>[1]['steps'][number];
/** What was tapped last: what is said about it, and what can be taken back. */
export type LastTap = { readonly partyId: string; readonly what: PartyStepName | 'merge' | 'count'; readonly party?: PartyView; readonly isKept?: boolean };

/**
 * Taps on tables, each its own command with the time of the finger. Without network the phone keeps it and sends it
 * later; one tap on one party at a time, so that a second finger does not overtake the first.
 */
export const usePartyTaps = (siteId: string, words: { refusals: Readonly<Record<string, string>>; done: Readonly<Record<string, string>> }, outbox?: Outbox) => {
  const client = useQueryClient();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<LastTap>();
  const [error, setError] = useState<string>();
  const run = async (partyId: string, what: LastTap['what'], send: () => Promise<PartyView>, keep?: () => void): Promise<void> => {
    if (busy.has(partyId)) return;
    setBusy((now) => new Set([...now, partyId]));
    setError(undefined);
    try {
      const party = await send();
      showParty(client, siteId, party);
      setLast({ partyId, what, party });
    } catch (failure) {
      if (failure instanceof OfflineError && keep) {
        keep();
        setLast({ partyId, what, isKept: true });
      } else setError(words.refusals[failure instanceof ApiRefusal ? failure.code : 'other'] ?? words.refusals['other']);
      void client.invalidateQueries({ queryKey: ['beverages', siteId] });
    } finally {
      setBusy((now) => new Set([...now].filter((id) => id !== partyId)));
    }
  };
  const tap = (partyId: string, what: LastTap['what'], steps: readonly StepIn[]): Promise<void> => {
    const tappedAt = serverInstant();
    return run(
      partyId, what,
      () => callApi(takePartySteps, { siteId, partyId, commandId: uuidv7(), steps: [...steps], tappedAt }),
      outbox ? () => void outbox.send(takePartySteps, { siteId, partyId, steps, tappedAt }, words.done[what] ?? '') : undefined,
    );
  };
  const merge = (partyId: string, intoId: string): Promise<void> => run(partyId, 'merge', () => callApi(mergeParties, { siteId, partyId, intoId, commandId: uuidv7() }));
  const forget = useCallback(() => { setLast(undefined); setError(undefined); }, []);
  return { busy, last, error, tap, merge, forget };
};
export type PartyTaps = ReturnType<typeof usePartyTaps>;
