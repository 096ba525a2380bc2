import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { isRefusal, route, type Actor, type Route } from '../../../platform/server/app.ts';
import type { Caller } from '../../../platform/server/caller.ts';
import { runCommand, type RunnerDeps, type SubjectKind } from '../../../platform/server/command-runner.ts';
import { guessKey, takeTry } from '../../../platform/server/rate-limit.ts';
import { parameterValues } from '../../handbook/core/handbook-facts.ts';
import * as contract from '../core/call-contract.ts';
import { numberOf } from '../core/call-reading.ts';
import type { CallRecord } from '../core/call-record.ts';
import { takeCallSteps } from '../core/call-rules.ts';
import { isWholeNumber, readNumber } from '../../../platform/core/phone-number.ts';
import { mayReveal } from '../core/telephone-permissions.ts';
import { contactKind } from './contact-store.ts';
import { callPage, matchOf, matchOfCall, openOnes, readOne, withheldMatch } from './call-queries.ts';
import { keyInCallCommand, takeCallCommand } from './call-commands.ts';
import { callKind } from './call-store.ts';
import { matterKind } from './matter-store.ts';
import { revealerOf } from './revealer.ts';
import { messageKind } from './message-store.ts';
import { telephoneSite } from './telephone-site.ts';

/** Drafts are many and small; one person keeps no more than these. */
const DRAFTS_AT_MOST = 20;

/** Whole numbers one person looks up: more than any desk takes calls, and far fewer than there are numbers behind a mask. */
const LOOK_UPS = { tries: 300, minutes: 60 };
export const callRoutes = (deps: RunnerDeps): Route[] => {
  const { database, clock } = deps;
  /** Who may see whole numbers may ask whose a number is, so often; a token that was not given this right may not. A number guessed digit by digit would be seen whole with nobody written down as having looked. */
  const mayLookUp = async ({ actor, caller }: { actor: Actor; caller: Caller }, number: string, areaCode: string | undefined): Promise<boolean | Refusal> => {
    if (!mayReveal(revealerOf(actor, caller))) return false;
    if (!isWholeNumber(readNumber(number, areaCode))) return true;
    const tried = await takeTry(database.query, { key: guessKey('number-match', actor.personId), limit: LOOK_UPS, now: clock.now() });
    return tried.ok || refuse('too-many-tries', { again: tried.again });
  };
  return [
    route(contract.takeCall, ({ siteId, input, actor }) => takeCallCommand(deps, { siteId, callId: input.callId, commandId: input.commandId, steps: input.steps }, { actor })),
    route(contract.keyInCall, ({ siteId, input, actor }) => keyInCallCommand(deps, { ...input, siteId }, { actor })),
    route(contract.listCalls, ({ siteId, input, actor }) =>
      database.read([siteId], async (reader) => {
        const rows = await callPage(reader, { ...input, personId: actor.personId });
        const last = rows.at(-1);
        return { rows, next: last && rows.length === input.limit ? { beforeAt: last.startedAt, beforeId: last.id } : null };
      }),
    ),
    route(contract.readCall, ({ siteId, input, actor }) =>
      database.read([siteId], async (reader) => {
        const site = await telephoneSite(reader, siteId);
        return (site && (await readOne(reader, siteId, input.callId, actor.personId, site.values))) ?? refuse('not-found');
      }),
    ),
    route(contract.openCalls, ({ siteId, actor }) =>
      database.read([siteId], async (reader) => {
        const site = await telephoneSite(reader, siteId);
        return site ? { now: clock.now(), calls: await openOnes(reader, siteId, actor.personId, site.values) } : refuse('not-found');
      }),
    ),
    route(contract.keepCallDraft, async ({ siteId, input, actor }) => {
      // No record yet and nobody else's: a draft is kept beside the calls and goes with the log.
      await database.write([siteId], async (trx) => {
        await trx.query(
          `insert into call_drafts (site_id, person_id, call_id, draft, kept_at) select $1, $2, $3, $4, $5
            where not exists (select from calls where site_id = $1 and id = $3 and logged_at is not null)
           on conflict (site_id, person_id, call_id) do update set draft = excluded.draft, kept_at = excluded.kept_at`,
          [siteId, actor.personId, input.callId, input.draft, clock.now()],
          'call-draft-keep',
        );
        await trx.query('delete from call_drafts where site_id = $1 and person_id = $2 and call_id in (select call_id from call_drafts where site_id = $1 and person_id = $2 order by kept_at desc offset $3)', [siteId, actor.personId, DRAFTS_AT_MOST], 'call-draft-trim');
      });
      return { ok: true as const };
    }),
    route(contract.checkCall, async ({ siteId, input, actor }) => {
      const done = await runCommand(deps, {
        kind: callKind, siteId, subject: input.callId, name: 'checkCall', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (state, { now }) => (state ? takeCallSteps(state, [{ step: 'check', answers: input.answers, note: input.note }], { now, by: actor.personId, callId: input.callId, siteId, eventId: () => input.commandId }) : refuse('not-found')),
        present: (reader, saved) => readOne(reader, siteId, input.callId, actor.personId, parameterValues(saved.site.parameters)),
      });
      if (!done.ok) return done;
      return (
        done.view ??
        database.read([siteId], async (reader) => {
          const site = await telephoneSite(reader, siteId);
          return (site && (await readOne(reader, siteId, input.callId, actor.personId, site.values))) ?? refuse('not-found');
        })
      );
    }),
    route(contract.matchCall, (call) =>
      database.read([call.siteId], async (reader) => {
        const site = await telephoneSite(reader, call.siteId);
        return site ? matchOfCall(reader, call.siteId, call.input.callId, { areaCode: site.areaCode, mayLookUp: (typed) => mayLookUp(call, typed, site.areaCode) }) : refuse('not-found');
      }),
    ),
    route(contract.matchNumber, async (call) => {
      const { siteId, input } = call;
      const areaCode = await database.read([siteId], async (reader) => (await telephoneSite(reader, siteId))?.areaCode);
      const may = await mayLookUp(call, input.number, areaCode);
      if (isRefusal(may)) return may;
      return may ? database.read([siteId], (reader) => matchOf(reader, siteId, input.number, areaCode)) : withheldMatch(input.number, areaCode);
    }),
    route(contract.showNumber, async ({ siteId, input, actor, caller }) => {
      const who = revealerOf(actor, caller);
      // Who looked at a whole number stands in the journal of the thing it belongs to (T-15).
      const look = async <S, E extends { type: string }>(kind: SubjectKind<S, E>, numberIn: (state: S) => string | undefined, event: E, ownerOf: (state: S) => string | undefined = () => undefined) => {
        const done = await runCommand<S, E>(deps, {
          kind, siteId, subject: input.id, name: 'showNumber', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
          decide: (state) => (!mayReveal(who, state && ownerOf(state)) ? refuse('forbidden', { permission: 'telephone.reveal' }) : state && numberIn(state) ? { ok: true, events: [event] } : refuse('not-found')),
        });
        // Asked again, whoever lost the right meanwhile is told no more.
        if (done.ok && !mayReveal(who, ownerOf(done.state))) return refuse('forbidden', { permission: 'telephone.reveal' });
        return done.ok ? { number: numberIn(done.state)?.replace(/^\+86(?=1[3-9])/, '').replace(/^\+86/, '0') ?? '' } : done;
      };
      const shown = { type: 'NumberShown' as const, at: clock.now(), by: actor.personId };
      switch (input.of) {
        case 'call':
          return look(callKind, (state: CallRecord) => numberOf(state), shown);
        case 'message':
          return look(messageKind, (state) => state.sheet.number, shown, (state) => state.sheet.toId);
        case 'matter':
          return look(matterKind, (state) => state.sheet.number, shown, (state) => state.ownerId);
        case 'contact':
          return look(contactKind, (state) => state.numbers[input.index], shown);
        default: {
          const never: never = input.of;
          return never;
        }
      }
    }),
  ];
};

