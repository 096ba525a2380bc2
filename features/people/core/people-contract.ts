import { z } from 'zod';
import { endpoint, zId, zInstant, zText } from '../../../platform/core/contract.ts';
import { ROLES } from '../../../platform/core/roles.ts';

export const zRole = z.enum(ROLES);
export const zPin = z.string().regex(/^\d{4,6}$/);
/** What may be typed as a new password; an older, shorter one may still be used to sign in. */
export const zNewPassword = z.string().min(8).max(128);
const zPassword = z.string().min(1).max(128);
const zDone = z.object({ ok: z.literal(true) });

export const zSession = z.object({
  person: z.object({ id: zId, name: z.string(), username: z.string(), hasPin: z.boolean(), mustChangePassword: z.boolean() }),
  language: z.enum(['zh', 'en']),
  sites: z.array(
    z.object({ id: zId, name: z.string(), zone: z.string(), roles: z.array(zRole), skills: z.array(z.string()), permissions: z.array(z.string()), /** The role held for somebody absent (M-51). */ standIn: zRole.nullable() }),
  ),
  via: z.enum(['password', 'pin', 'token']),
  /** The enrolled desk PC this browser is, if it is one. */
  device: z.object({ id: zId, siteId: zId, name: z.string() }).nullable(),
  /** Where the feed stood before anything else was read: who follows it from here misses nothing. */
  feed: z.string(),
  serverTime: zInstant,
  testClock: z.boolean(),
  publicUrl: z.string().nullable(),
});

export const getSession = endpoint({
  name: 'getSession', method: 'GET', path: '/api/session', summary: 'Who I am, in which centres, and what I may do there',
  input: z.object({}), output: zSession, permission: 'signed-in', scope: 'any',
});

export const setLanguage = endpoint({
  name: 'setLanguage', method: 'POST', path: '/api/session/language', summary: 'Choose my language',
  input: z.object({ language: z.enum(['zh', 'en']) }), output: zDone, permission: 'signed-in',
});

// Public, yet only an enrolled desk PC gets an answer: its cookie is the key.
export const listDeskPeople = endpoint({
  name: 'listDeskPeople', method: 'GET', path: '/api/session/desk-people', summary: 'People who may change to by PIN on this enrolled PC',
  input: z.object({}),
  output: z.object({
    device: z.object({ id: zId, siteId: zId, name: z.string(), siteName: z.string() }),
    people: z.array(z.object({ id: zId, name: z.string(), initials: z.string(), roles: z.array(zRole) })),
  }),
  permission: 'public',
});

export const switchPerson = endpoint({
  name: 'switchPerson', method: 'POST', path: '/api/session/switch', summary: 'Change to another person on an enrolled PC by PIN',
  input: z.object({ personId: zId, pin: zPin }), output: z.object({ ok: z.literal(true), personId: zId, name: z.string() }), permission: 'public',
});

export const setPin = endpoint({
  name: 'setPin', method: 'POST', path: '/api/session/pin', summary: 'Set my own PIN (4–6 digits); asks for the password or the present PIN',
  input: z.object({ pin: zPin, password: zPassword.optional(), currentPin: zPin.optional() }), output: zDone, permission: 'signed-in',
});

export const checkPin = endpoint({
  name: 'checkPin', method: 'POST', path: '/api/session/check-pin', summary: 'Is this my PIN? Brings a phone back that was handed to a user (M-31)',
  input: z.object({ pin: zPin }), output: zDone, permission: 'signed-in',
});

export const changePassword = endpoint({
  name: 'changePassword', method: 'POST', path: '/api/session/password', summary: 'Change my password; ends my other sessions and my tokens',
  input: z.object({ current: zPassword, next: zNewPassword }), output: zDone, permission: 'signed-in',
});

export const signOutEverywhere = endpoint({
  name: 'signOutEverywhere', method: 'POST', path: '/api/session/sign-out-everywhere', summary: 'End all my sessions on every device, and my tokens',
  input: z.object({}), output: zDone, permission: 'signed-in',
});

export const listTokens = endpoint({
  name: 'listTokens', method: 'GET', path: '/api/session/tokens', summary: 'My API tokens',
  input: z.object({}),
  output: z.object({
    tokens: z.array(
      z.object({ id: zId, name: z.string(), scopes: z.array(z.string()), sites: z.array(zId), createdAt: zInstant, expiresAt: zInstant, lastUsedAt: zInstant.nullable(), revokedAt: zInstant.nullable() }),
    ),
  }),
  permission: 'signed-in',
});

export const createToken = endpoint({
  name: 'createToken', method: 'POST', path: '/api/session/tokens', summary: 'Make an API token; it is shown once',
  input: z.object({ name: zText(80), scopes: z.array(zText(80)).min(1).max(100), sites: z.array(zId).max(100).default([]), days: z.number().int().min(1).max(366) }),
  output: z.object({ id: zId, token: z.string(), expiresAt: zInstant }), permission: 'signed-in',
});

export const revokeToken = endpoint({
  name: 'revokeToken', method: 'POST', path: '/api/session/tokens/{tokenId}/revoke', summary: 'Revoke one of my API tokens',
  input: z.object({ tokenId: zId }), output: zDone, permission: 'signed-in',
});

export const listDevices = endpoint({
  name: 'listDevices', method: 'GET', path: '/api/sites/{siteId}/devices', summary: 'Enrolled desk PCs',
  input: z.object({ siteId: zId }),
  output: z.object({ devices: z.array(z.object({ id: zId, name: z.string(), enrolledBy: z.string(), enrolledAt: zInstant, revokedAt: zInstant.nullable() })) }),
  permission: 'people.devices',
});

export const enrolDevice = endpoint({
  name: 'enrolDevice', method: 'POST', path: '/api/sites/{siteId}/devices', summary: 'Enrol this PC for changing by PIN',
  input: z.object({ siteId: zId, name: zText(60) }), output: z.object({ id: zId }), permission: 'people.devices',
});

export const revokeDevice = endpoint({
  name: 'revokeDevice', method: 'POST', path: '/api/sites/{siteId}/devices/{deviceId}/revoke', summary: 'Withdraw a PC; its PIN sessions end',
  input: z.object({ siteId: zId, deviceId: zId }), output: zDone, permission: 'people.devices',
});
