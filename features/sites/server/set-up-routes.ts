import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { isRefusal, route, type Route } from '../../../platform/server/app.ts';
import { guessKey, takeTry } from '../../../platform/server/rate-limit.ts';
import { makePassword } from '../../people/server/people-facts.ts';
import * as contract from '../core/set-up-contract.ts';
import { createDemo, createEmptyCentre, isSetUpNeeded, type DemoMade, type SetUpDeps } from './demo.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** `code` is printed on the console; `onDemo` prints the password and the PIN there and seeds the history. */
export const setUpRoutes = (deps: SetUpDeps & { readonly code: string; readonly onDemo: (made: DemoMade & { password: string }) => Promise<void> }): Route[] => {
  const { database, clock } = deps;

  const refuseCaller = async (code: string, request: FastifyRequest): Promise<Refusal | undefined> => {
    if (!(await isSetUpNeeded(database))) return refuse('already-set-up');
    const now = clock.now();
    for (const [key, tries] of [[guessKey('set-up', request.ip), 10], [guessKey('set-up'), 100]] as const) {
      const tried = await takeTry(database.query, { key, limit: { tries, minutes: 15 }, now });
      if (!tried.ok) return refuse('too-many-tries', { again: tried.again });
    }
    return timingSafeEqual(digest(code), digest(deps.code)) ? undefined : refuse('forbidden', { why: 'code' });
  };

  return [
    route(contract.getSetUp, async () => ({ needed: await isSetUpNeeded(database) })),
    route(contract.setUpDemo, async ({ input, request }) => {
      const refused = await refuseCaller(input.code, request);
      if (refused) return refused;
      const password = makePassword();
      const made = await createDemo(deps, { password });
      if (isRefusal(made)) return made;
      await deps.onDemo({ ...made, password });
      return { ...made, password };
    }),
    route(contract.setUpEmpty, async ({ input, request }) => (await refuseCaller(input.code, request)) ?? createEmptyCentre(deps, input)),
  ];
};
