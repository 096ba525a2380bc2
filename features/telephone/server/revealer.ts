import type { Actor } from '../../../platform/server/app.ts';
import type { Caller } from '../../../platform/server/caller.ts';

/** Who asks for whole numbers: a token that was not given this right has none of its owner's roles. */
export const revealerOf = (actor: Actor, caller: Caller): Actor => (caller.scopes && !caller.scopes.includes('telephone.reveal') ? { ...actor, roles: [] } : actor);
