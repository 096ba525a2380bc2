import { useEffect, useRef } from 'react';
import type { Outbox } from '../../../platform/web/outbox.ts';
import type { CallView } from '../core/call-contract.ts';
import { isAnswered } from '../core/call-reading.ts';
import { SIDE_BY_SIDE, type CallCards } from './use-call-cards.ts';

/**
 * Calls an exchange tells of come up by themselves at the telephone that rings, follow the line, and go again where
 * somebody else lifted or nobody did. One that rings at a telephone where nobody sits waits on the strip for whoever
 * opens it. What somebody has begun to write stays until it is logged.
 */
export const useExchangeCalls = (server: { readonly calls: readonly CallView[] } | undefined, cards: CallCards, outbox: Outbox, personId: string): void => {
  // Only news of the server brings or takes a card; what the agent does meanwhile is the agent's.
  const screen = useRef({ cards, outbox });
  useEffect(() => { screen.current = { cards, outbox }; });
  useEffect(() => {
    if (!server) return;
    const { cards: here, outbox: sending } = screen.current;
    const isOnItsWay = (id: string) => sending.queued.some((item) => item.input['callId'] === id);
    for (const call of here.calls) {
      const { source, card } = call.record;
      const view = server.calls.find((one) => one.id === call.id);
      if (source === 'manual' || isOnItsWay(call.id)) continue;
      if (view?.isMine) here.follow(view);
      else if (Object.keys(call.sheet).length === 0 && !isAnswered(card)) here.drop(call.id);
    }
    let free = SIDE_BY_SIDE - here.shown.length;
    for (const view of server.calls)
      if (view.source !== 'manual' && view.agentId === personId && view.endedAt === null && !isOnItsWay(view.id) && !here.calls.some((call) => call.id === view.id)) {
        here.adopt(view, free <= 0);
        free -= 1;
      }
  }, [server, personId]);
};
