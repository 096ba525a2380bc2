import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiRefusal, callApi, sendRequest, SIGNED_OUT } from '../../../platform/web/api-client.ts';
import { learnServerTime } from '../../../platform/web/server-clock.ts';
import { getSession } from '../core/people-contract.ts';

const KEY = ['session'] as const;

/** Who is signed in here; null = nobody. An ended session is noticed by the first call that finds it so. */
export const useSession = () => {
  const client = useQueryClient();
  /** True once a session has ended by itself: the sign-in page says why it is there. */
  const [wasSignedIn, setWasSignedIn] = useState(false);
  useEffect(() => {
    const ended = () => {
      if (client.getQueryData(KEY)) setWasSignedIn(true);
      client.setQueryData(KEY, null);
    };
    window.addEventListener(SIGNED_OUT, ended);
    return () => window.removeEventListener(SIGNED_OUT, ended);
  }, [client]);
  const query = useQuery({
    queryKey: KEY,
    retry: false,
    staleTime: 60_000,
    refetchOnWindowFocus: true,
    queryFn: async () => {
      try {
        const session = await callApi(getSession, {});
        learnServerTime(session.serverTime);
        return session;
      } catch (error) {
        if (error instanceof ApiRefusal && error.status === 401) return null;
        throw error;
      }
    },
  });
  return { ...query, wasSignedIn };
};

export type Session = NonNullable<ReturnType<typeof useSession>['data']>;

export const signIn = (input: { username: string; password: string }): Promise<unknown> => sendRequest({ method: 'POST', path: '/api/auth/sign-in/username' }, input);
export const signOut = (): Promise<unknown> => sendRequest({ method: 'POST', path: '/api/auth/sign-out' }, {});
