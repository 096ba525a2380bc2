import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { leaveSeat, takeSeat, type SeatView } from '../core/pbx-contract.ts';
import { useSeats, type TelephoneScreen } from './telephone-api.ts';

const keyOf = (siteId: string): string => `foyer.seat.${siteId}`;

/** Where calls of an exchange come to: the seats I sit at, and the one this PC stands at, as it was last said here. */
export const useSeat = (screen: Pick<TelephoneScreen, 'siteId' | 'person' | 'may'>) => {
  const { siteId, person } = screen;
  const client = useQueryClient();
  const seats = useSeats(siteId, screen.may('telephone.seat')).data?.seats ?? [];
  const mine = seats.filter((seat) => seat.personId === person.id);
  const [hereId, setHere] = useState(() => localStorage.getItem(keyOf(siteId)));
  const put = ({ seats: list }: { seats: SeatView[] }) => client.setQueryData(['pbx', siteId, 'seats'], { seats: list });
  return {
    seats, mine,
    /** The seat of this PC where somebody else, or nobody, is said to sit. */
    here: mine.length === 0 ? seats.find((seat) => seat.id === hereId) : undefined,
    take: async (seatId: string, besides = false) => {
      put(await callApi(takeSeat, { siteId, commandId: uuidv7(), seatId, besides }));
      if (besides) return;
      localStorage.setItem(keyOf(siteId), seatId);
      setHere(seatId);
    },
    leave: async (seatId: string) => put(await callApi(leaveSeat, { siteId, commandId: uuidv7(), seatId })),
  };
};

/** Whoever signs out sits nowhere: the next call waits for whoever opens it. */
export const useLeaveSeats = (siteId: string, personId: string): (() => Promise<unknown>) => {
  const client = useQueryClient();
  return () => {
    const { seats = [] } = client.getQueryData<{ seats: SeatView[] }>(['pbx', siteId, 'seats']) ?? {};
    return Promise.allSettled(seats.filter((seat) => seat.personId === personId).map((seat) => callApi(leaveSeat, { siteId, commandId: uuidv7(), seatId: seat.id })));
  };
};
