import { z } from 'zod';
import { endpoint, zId, zInstant, zInstantIn, zText } from '../../../platform/core/contract.ts';
import { zRole } from './people-contract.ts';

const zUsername = z.string().trim().toLowerCase().regex(/^[a-z0-9][a-z0-9._-]{1,29}$/);
const zEmployeeNo = z.string().trim().regex(/^[A-Za-z0-9-]{1,30}$/);
const zPhone = z.string().trim().regex(/^\+?[0-9][0-9 -]{4,19}$/);
const zRoles = z.array(zRole).min(1).max(13);
const zSkills = z.array(z.string().trim().regex(/^[a-z][a-z0-9-]{0,39}$/)).max(30);
const zDone = z.object({ ok: z.literal(true) });
const onPerson = { siteId: zId, personId: zId };

/** What a person still has in hand here and somebody else must take over. */
export const zOpenWork = z.array(z.object({ feature: z.string(), id: z.string(), label: z.string() }));

export const listPeople = endpoint({
  name: 'listPeople', method: 'GET', path: '/api/sites/{siteId}/people', summary: 'People of a centre, with loans and ends',
  input: z.object({ siteId: zId, ended: z.enum(['yes', 'no']).default('no') }),
  output: z.object({
    people: z.array(
      z.object({
        id: zId, name: z.string(), username: z.string(), employeeNo: z.string().nullable(), phone: z.string().nullable(),
        roles: z.array(zRole), skills: z.array(z.string()),
        /** Belongs to another centre and helps here. */
        lent: z.boolean(),
        /** A loan that this centre's manager has not taken yet. */
        offered: z.boolean(),
        from: zInstant, until: zInstant.nullable(), ended: z.boolean(), hasPin: z.boolean(),
      }),
    ),
    /** Where people may be lent to. */
    sites: z.array(z.object({ id: zId, name: z.string() })),
  }),
  permission: 'people.read',
});

export const addPerson = endpoint({
  name: 'addPerson', method: 'POST', path: '/api/sites/{siteId}/people', summary: 'Add a person; answers a one-time password, shown once',
  input: z.object({
    siteId: zId, name: zText(40), username: zUsername, employeeNo: zEmployeeNo.optional(), phone: zPhone.optional(),
    roles: zRoles, skills: zSkills.default([]), until: zInstantIn.optional(),
  }),
  output: z.object({ id: zId, username: z.string(), password: z.string() }), permission: 'people.manage',
});

export const changeRoles = endpoint({
  name: 'changeRoles', method: 'POST', path: '/api/sites/{siteId}/people/{personId}/roles', summary: 'Change what a person is here, and until when',
  input: z.object({ ...onPerson, roles: zRoles, skills: zSkills, until: zInstantIn.nullable().default(null) }), output: zDone, permission: 'people.manage',
});

export const listOpenWork = endpoint({
  name: 'listOpenWork', method: 'GET', path: '/api/sites/{siteId}/people/{personId}/open-work', summary: 'What must be reassigned before a person leaves',
  input: z.object(onPerson), output: z.object({ openWork: zOpenWork }), permission: 'people.manage',
});

export const endPerson = endpoint({
  name: 'endPerson', method: 'POST', path: '/api/sites/{siteId}/people/{personId}/end', summary: 'A person leaves this centre now; answers what must be reassigned',
  input: z.object(onPerson), output: z.object({ ok: z.literal(true), leftAltogether: z.boolean(), openWork: zOpenWork }), permission: 'people.manage',
});

export const lendPerson = endpoint({
  name: 'lendPerson', method: 'POST', path: '/api/sites/{siteId}/people/{personId}/lend', summary: 'Lend a person to another centre; its manager takes them',
  input: z.object({ ...onPerson, toSiteId: zId, roles: zRoles, until: zInstantIn.nullable().default(null) }),
  output: z.object({ ok: z.literal(true), offered: z.boolean() }), permission: 'people.manage',
});

export const takeLoan = endpoint({
  name: 'takeLoan', method: 'POST', path: '/api/sites/{siteId}/people/{personId}/take', summary: 'Take a person another centre offers',
  input: z.object(onPerson), output: zDone, permission: 'people.manage',
});

export const resetPassword = endpoint({
  name: 'resetPassword', method: 'POST', path: '/api/sites/{siteId}/people/{personId}/reset-password', summary: 'Give a one-time password, shown once; ends all sessions of the person',
  input: z.object(onPerson), output: z.object({ password: z.string() }), permission: 'people.manage',
});

export const resetPin = endpoint({
  name: 'resetPin', method: 'POST', path: '/api/sites/{siteId}/people/{personId}/reset-pin', summary: 'Remove the PIN; the person sets a new one with the password',
  input: z.object(onPerson), output: zDone, permission: 'people.manage',
});
