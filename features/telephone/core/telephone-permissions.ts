import { ROLES, type Role } from '../../../platform/core/roles.ts';

/** Who answers: the desk, the assistant who helps it, the manager; the duty officer where the centre says so (M-51). */
const DESK: readonly Role[] = ['desk_agent', 'property_assistant', 'property_manager'];
const REVEAL: readonly Role[] = ['desk_agent', 'property_manager'];
export const TELEPHONE_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['telephone.answer', DESK],
  // The log of calls is personal data of guests: those who answer, and those who answer for them.
  ['telephone.read', [...DESK, 'quality', 'admin']],
  // What was left for me or given to me to follow up is mine, whoever I am.
  ['telephone.own', [...ROLES]],
  ['telephone.directory', [...ROLES]],
  // Besides these, the recipient of a message and the owner of a matter see the number they are to call back.
  ['telephone.reveal', REVEAL],
  ['telephone.contacts', ['desk_agent', 'property_manager']],
  ['telephone.forget', ['property_manager', 'admin']],
  ['telephone.check', ['property_manager', 'quality']],
  ['telephone.figures', ['property_manager', 'quality', 'admin']],
  ['telephone.settings', ['property_manager', 'admin']],
];

export const isDesk = (roles: readonly Role[]): boolean => roles.some((role) => DESK.includes(role));

/** May this person see a whole number? `ownId`: whose message or matter it is. */
export const mayReveal = (actor: { readonly personId: string; readonly roles: readonly Role[] }, ownId?: string): boolean => actor.roles.some((role) => REVEAL.includes(role)) || (ownId !== undefined && ownId === actor.personId);

/**
 * May what somebody records become their own together with its number (T-15)? Whoever may not see whole numbers is given
 * one by somebody else, or answered the call it came with.
 */
export const mayTakeOver = (actor: { readonly personId: string; readonly roles: readonly Role[] }, forId: string | undefined, answeredBy: string | undefined): boolean =>
  mayReveal(actor) || forId !== actor.personId || answeredBy === actor.personId;
