import { refuse } from '../../../platform/core/refusal.ts';
import { route, type Route } from '../../../platform/server/app.ts';
import type { RunnerDeps } from '../../../platform/server/command-runner.ts';
import { guessKey, takeTry } from '../../../platform/server/rate-limit.ts';
import { staffOf } from '../../people/server/people-facts.ts';
import { complainByCode, zOpenComplaint } from '../core/complaint-contract.ts';
import { openCase } from './complaint-commands.ts';

export type ComplaintGuestDeps = RunnerDeps & { readonly codes: { read(text: string): { readonly kind: string; readonly siteId: string; readonly id: string } | undefined } };

const OF_PLACE = new Set(['report', 'drinks']);
const OF_ORDER = new Set(['follow', 'slip', 'rate']);

/** What a guest complains of, from whichever code is in front of them; it knows the place or the order by itself. */
export const complaintGuestRoutes = (deps: ComplaintGuestDeps): Route[] => [
  route(complainByCode, async ({ input, request }) => {
    const now = deps.clock.now();
    const guessed = await takeTry(deps.database.query, { key: guessKey('guest-code', request.ip), limit: { tries: 120, minutes: 10 }, now });
    if (!guessed.ok) return refuse('too-many-tries', { again: guessed.again });
    const code = deps.codes.read(input.code);
    if (!code || !(OF_PLACE.has(code.kind) || OF_ORDER.has(code.kind))) return refuse('not-found');
    const tried = await takeTry(deps.database.query, { key: guessKey('guest-complaint', request.ip), limit: { tries: 10, minutes: 60 }, now });
    if (!tried.ok) return refuse('too-many-tries', { again: tried.again });
    const { siteId, id } = code;
    const isOrder = OF_ORDER.has(code.kind);
    const [found, staff] = await deps.database.read([siteId], (reader) =>
      Promise.all([
        isOrder
          ? reader.query<{ placeId: string | null }>('select place_id as "placeId" from repairs where site_id = $1 and id = $2', [siteId, id], 'complaint-order')
          : reader.query<{ placeId: string | null }>('select id as "placeId" from places where site_id = $1 and id = $2 and archived_at is null', [siteId, id], 'complaint-place'),
        staffOf(reader.query, siteId, now),
      ]),
    );
    if (!found[0]) return refuse('not-found');
    const { kind, content, name, phone } = input;
    const opened = await openCase(
      deps,
      zOpenComplaint.parse({
        siteId, commandId: input.commandId, complaintId: input.complaintId, kind, channel: 'code', content, name, contact: phone, anonymous: !name && !phone,
        ...(found[0].placeId ? { placeId: found[0].placeId } : {}), ...(isOrder ? { repairId: id } : {}),
        accused: input.aboutManager ? staff.filter((person) => person.roles.includes('property_manager')).map((person) => person.personId) : [],
      }),
      { personId: '', roles: [] },
      'code',
    );
    return 'ok' in opened ? opened : { number: opened.number };
  }),
];
