import { z } from 'zod';
import { endpoint, zId, zText } from '../../../platform/core/contract.ts';

// Public, because nobody has an account yet: the code on the console is the key, and the door closes with the first centre.
const zCode = z.string().trim().min(4).max(64);

export const getSetUp = endpoint({
  name: 'getSetUp', method: 'GET', path: '/api/setup', summary: 'Whether this installation still has no centre',
  input: z.object({}), output: z.object({ needed: z.boolean() }), permission: 'public',
});

export const setUpDemo = endpoint({
  name: 'setUpDemo', method: 'POST', path: '/api/setup/demo', summary: 'Make the demo centres; answers the one password of all demo accounts',
  input: z.object({ code: zCode }),
  output: z.object({ siteIds: z.array(zId), usernames: z.array(z.string()), password: z.string(), pin: z.string() }), permission: 'public',
});

export const setUpEmpty = endpoint({
  name: 'setUpEmpty', method: 'POST', path: '/api/setup/empty', summary: 'Make one empty centre and its manager',
  input: z.object({
    code: zCode,
    siteName: zText(60),
    complaintsPhone: z.string().trim().regex(/^(\+?[0-9][0-9 -]{2,19})?$/).default(''),
    managerName: zText(40),
    username: z.string().trim().toLowerCase().regex(/^[a-z0-9][a-z0-9._-]{1,29}$/),
    password: z.string().min(8).max(128),
  }),
  output: z.object({ siteId: zId }), permission: 'public',
});
