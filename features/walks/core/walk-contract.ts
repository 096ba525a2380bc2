import { z } from 'zod';
import { endpoint, zId, zText } from '../../../platform/core/contract.ts';
import type { Role } from '../../../platform/core/roles.ts';

const WALKERS: readonly Role[] = ['desk_agent', 'property_manager', 'property_assistant', 'guard', 'technician', 'foreman', 'engineering_head', 'duty_officer', 'cleaner'];
export const WALK_GRANTS: readonly (readonly [string, readonly Role[]])[] = [
  ['walks.walk', WALKERS],
  ['walks.read', [...WALKERS, 'quality', 'admin']],
  ['walks.plan', ['property_manager', 'admin']],
];

const site = { siteId: zId };
const command = { commandId: zId };
const zFinding = z.object({ result: z.enum(['fine', 'fault']), at: z.string(), by: z.string(), repair: z.object({ id: z.string(), number: z.string(), status: z.string() }).nullable() });
const zWalk = z.object({
  id: z.string(), day: z.string(), startedAt: z.string(), startedBy: z.string(), signedAt: z.string().nullable(), signedBy: z.string().nullable(),
  items: z.array(z.object({ id: z.string(), name: z.string(), finding: zFinding.nullable() })),
});
export type WalkView = z.output<typeof zWalk>;

export const readWalk = endpoint({
  name: 'readWalk', method: 'GET', path: '/api/sites/{siteId}/walk', permission: 'walks.read', summary: 'Today’s walk before opening, when the doors open, and the days before.',
  input: z.object(site),
  output: z.object({
    today: z.string(), opensAt: z.string().nullable(), walk: zWalk.nullable(),
    past: z.array(z.object({ day: z.string(), looked: z.number(), items: z.number(), faults: z.number(), signedBy: z.string().nullable(), signedAt: z.string().nullable() })),
  }),
});

export const startWalk = endpoint({
  name: 'startWalk', method: 'POST', path: '/api/sites/{siteId}/walk', permission: 'walks.walk', summary: 'Starts the day’s walk with the centre’s list; one a day, a second start answers the first.',
  input: z.object({ ...site, ...command, walkId: zId }), output: zWalk,
});

export const lookAtItem = endpoint({
  name: 'lookAtItem', method: 'POST', path: '/api/sites/{siteId}/walk/{walkId}/items/{itemId}', permission: 'walks.walk',
  summary: 'In order, or a fault: a few words make it a repair in the same tap, flagged 开门前修好.',
  input: z.object({
    ...site, ...command, walkId: zId, itemId: zId, result: z.enum(['fine', 'fault']),
    /** Of a fault. The ids come from the client, so that a retry makes one repair. */
    fault: z.object({ repairId: zId, commandId: zId, words: zText(200), beforeOpening: z.boolean() }).optional(),
  }),
  output: zWalk,
});

export const signWalk = endpoint({
  name: 'signWalk', method: 'POST', path: '/api/sites/{siteId}/walk/{walkId}/sign', permission: 'walks.walk', summary: 'Ends the walk; what was not looked at stays 未检查.',
  input: z.object({ ...site, ...command, walkId: zId }), output: zWalk,
});

export const readWalkItems = endpoint({
  name: 'readWalkItems', method: 'GET', path: '/api/sites/{siteId}/walk-items', permission: 'walks.read', summary: 'What is looked at on a walk.',
  input: z.object(site), output: z.object({ items: z.array(z.object({ id: z.string(), placeId: z.string().nullable(), name: z.string() })) }),
});

export const changeWalkItems = endpoint({
  name: 'changeWalkItems', method: 'POST', path: '/api/sites/{siteId}/walk-items', permission: 'walks.plan', summary: 'The list as it shall be, in order; walks already begun keep theirs.',
  input: z.object({ ...site, items: z.array(z.object({ id: zId, placeId: zId.optional(), name: zText(60) })).min(1).max(200) }),
  output: z.object({ items: z.array(z.object({ id: z.string(), placeId: z.string().nullable(), name: z.string() })) }),
});

export const WALK_ENDPOINTS = [readWalk, startWalk, lookAtItem, signWalk, readWalkItems, changeWalkItems] as const;
