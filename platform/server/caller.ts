import type { Refusal } from '../core/refusal.ts';
import type { Role } from '../core/roles.ts';

/** A role held for a time in place of somebody absent, in some features only (M-51); what is done under it is marked in the journal. */
export type StandIn = { readonly as: Role; readonly features: readonly string[] };
export type Membership = { readonly roles: readonly Role[]; readonly skills: readonly string[]; readonly standIn?: StandIn | undefined };

/** What a person is when asking for `feature.action`: the own roles, and the one stood in for where it covers the feature. */
export const rolesFor = (membership: Membership, permission: string): readonly Role[] =>
  membership.standIn?.features.includes(permission.split('.')[0] ?? '') ? [...membership.roles, membership.standIn.as] : membership.roles;

/** Who is asking, as one query found them: person, centres, what they are there. */
export type Caller = {
  readonly personId: string;
  readonly name: string;
  readonly username: string;
  readonly language: 'zh' | 'en';
  readonly sites: ReadonlyMap<string, Membership & { readonly name: string; readonly zone: string }>;
  /** How they signed in: `pin` = on an enrolled desk PC. */
  readonly via: 'password' | 'pin' | 'token';
  readonly deviceId?: string;
  /** API tokens only: the permissions they are limited to. */
  readonly scopes?: readonly string[];
};

/** Turns the cookie, PIN session or API token of a request into a caller; nothing else reads credentials. */
export type Sessions = { resolve(headers: { cookie?: string | undefined; authorization?: string | undefined }): Promise<Caller | undefined> };

/** A PIN of a few digits on an enrolled PC, or a token, is too little for some things. */
export const needPassword = (caller: Caller): Refusal | undefined => (caller.via === 'password' ? undefined : { ok: false, code: 'password-sign-in-needed', facts: {} });

/** A PIN is typed where everybody stands: what a whole centre works by is changed after the password, or by a token that was given the right. */
export const refusePin = (caller: Caller): Refusal | undefined => (caller.via === 'pin' ? needPassword(caller) : undefined);
