import type { Role } from '../core/roles.ts';

export type Membership = { readonly roles: readonly Role[]; readonly skills: readonly string[] };

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
