import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { presencesNow, ROSTER_JOBS } from '../../roster/server/roster-facts.ts';
import { remindOfReturn, type Message, type MessageEvent } from '../core/message.ts';
import { derivedId } from './derived-id.ts';
import { messageKind } from './message-store.ts';

/** Somebody is said to be in: of each message that waits for their return whoever took it is told (T-44, T-46). Its ids are made from what was said, so it may run twice. */
export const backJob = (deps: RunnerDeps): JobHandler => ({
  name: ROSTER_JOBS.back,
  retries: 5,
  seconds: 60,
  run: async (payload) => {
    const [siteId, personId] = [String(payload['siteId']), String(payload['personId'])];
    const [presences, waiting] = await deps.database.read([siteId], (reader) =>
      Promise.all([presencesNow(reader, siteId, deps.clock.now()), reader.query<{ id: string; state: Message }>('select id, state from messages where site_id = $1 and to_id = $2 and open order by taken_at limit 500', [siteId, personId], 'messages-back')]),
    );
    const presence = presences.get(personId);
    for (const { id, state } of waiting) {
      if (remindOfReturn(state, presence, deps.clock.now()).length === 0) continue;
      const done = await runCommand<Message, MessageEvent>(deps, {
        kind: messageKind, siteId, subject: id, name: 'remindOfReturn', commandId: derivedId(id, 'back', presence?.setAt ?? ''), actor: null,
        decide: (message, { now }) => ({ ok: true, events: message?.sheet.toId === personId ? remindOfReturn(message, presence, now) : [] }),
      });
      if (!done.ok && done.code !== 'site-unknown') throw new Error(done.code);
    }
  },
});
