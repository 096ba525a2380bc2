import { z } from 'zod';
import { endpoint, zId, zText } from '../../../platform/core/contract.ts';
import { zCallEvent } from './call-event.ts';
import { CAPABILITIES, PBX_KINDS, PBX_PROBLEMS, zPbxSettings } from './pbx/pbx-settings.ts';

const site = { siteId: zId };
const command = { commandId: zId };

const zHealth = z.object({
  state: z.enum(['stopped', 'connecting', 'connected', 'waiting', 'refused']), connectedSince: z.string().nullable(), lastEventAt: z.string().nullable(),
  problem: z.enum(PBX_PROBLEMS).nullable(), reconnects: z.number(), version: z.string().nullable(), skewMs: z.number(), bytes: z.number(), events: z.number(), refused: z.number(),
});
export type PbxHealthView = z.output<typeof zHealth>;
const zSource = z.object({
  id: z.string(), name: z.string(), kind: z.enum(PBX_KINDS), enabled: z.boolean(),
  /** Without secrets; null where they no longer fit this version of the program. */
  settings: zPbxSettings.nullable(), hasSecret: z.boolean(), capabilities: z.array(z.enum(CAPABILITIES)), health: zHealth,
});
export type PbxSourceView = z.output<typeof zSource>;
const zSeat = z.object({ id: z.string(), name: z.string(), ext: z.string(), personId: z.string().nullable(), person: z.string().nullable(), since: z.string().nullable() });
export type SeatView = z.output<typeof zSeat>;

const sourceFields = {
  name: zText(40), enabled: z.boolean(), settings: zPbxSettings,
  /** Password of the account, or the key of the signature; left out: as it was. */
  secret: z.string().min(1).max(200).regex(/^[^\r\n\0]+$/).optional(),
};
/** The secret path of a pushing source is told once, when it is made. */
const zSaved = z.object({ source: zSource, path: z.string().nullable() });

export const listPbx = endpoint({
  name: 'listPbx', method: 'GET', path: '/api/sites/{siteId}/pbx', permission: 'telephone.pbx', summary: 'The telephone systems this centre listens to, with their health and what they can know.',
  input: z.object(site), output: z.object({ sources: z.array(zSource) }),
});
export const addPbxSource = endpoint({
  name: 'addPbxSource', method: 'POST', path: '/api/sites/{siteId}/pbx/sources', permission: 'telephone.pbx', summary: 'Begins listening to a telephone system.',
  input: z.object({ ...site, ...command, sourceId: zId, ...sourceFields }), output: zSaved,
});
export const changePbxSource = endpoint({
  name: 'changePbxSource', method: 'POST', path: '/api/sites/{siteId}/pbx/sources/{sourceId}', permission: 'telephone.pbx', summary: 'Changes a source; it is taken up again at once. A new secret path makes the old one worthless.',
  input: z.object({ ...site, ...command, sourceId: zId, ...sourceFields, newPath: z.boolean().default(false) }), output: zSaved,
});
export const removePbxSource = endpoint({
  name: 'removePbxSource', method: 'POST', path: '/api/sites/{siteId}/pbx/sources/{sourceId}/remove', permission: 'telephone.pbx', summary: 'Stops listening; the secret is forgotten, the calls stay.',
  input: z.object({ ...site, ...command, sourceId: zId }), output: z.object({ removed: z.literal(true) }),
});
export const watchPbxSource = endpoint({
  name: 'watchPbxSource', method: 'GET', path: '/api/sites/{siteId}/pbx/sources/{sourceId}/events', permission: 'telephone.pbx', summary: 'The test page: the newest messages as they came, what was understood of them, numbers masked; and the health.',
  input: z.object({ ...site, sourceId: zId }),
  output: z.object({ health: zHealth, raw: z.array(z.object({ id: z.string(), receivedAt: z.string(), body: z.string(), isMapped: z.boolean(), events: z.array(z.object({ kind: z.string(), callId: z.string(), ext: z.string().nullable(), number: z.string().nullable(), at: z.string(), atBasis: z.string(), disposition: z.string().nullable() })) })) }),
});
export const previewPbx = endpoint({
  name: 'previewPbx', method: 'POST', path: '/api/sites/{siteId}/pbx/preview', permission: 'telephone.pbx', summary: 'What settings make of a sample message or sample lines; nothing is kept.',
  input: z.object({ ...site, settings: zPbxSettings, sample: z.string().min(1).max(20_000) }),
  output: z.object({ events: z.array(zCallEvent), refused: z.number(), ignored: z.number(), problem: z.enum(['unreadable', 'not-for-this-kind']).nullable() }),
});

export const listSeats = endpoint({
  name: 'listSeats', method: 'GET', path: '/api/sites/{siteId}/seats', permission: 'telephone.seat', summary: 'Seats, their telephones, and who sits there now.',
  input: z.object(site), output: z.object({ seats: z.array(zSeat) }),
});
const zExt = z.string().trim().regex(/^[A-Za-z0-9_.-]{1,60}$/);
export const putSeat = endpoint({
  name: 'putSeat', method: 'POST', path: '/api/sites/{siteId}/pbx/seats/{seatId}', permission: 'telephone.pbx', summary: 'A seat and its extension, new or changed.',
  input: z.object({ ...site, ...command, seatId: zId, name: zText(40), ext: zExt }), output: z.object({ seats: z.array(zSeat) }),
});
export const removeSeat = endpoint({
  name: 'removeSeat', method: 'POST', path: '/api/sites/{siteId}/pbx/seats/{seatId}/remove', permission: 'telephone.pbx', summary: 'A seat that is no more.',
  input: z.object({ ...site, ...command, seatId: zId }), output: z.object({ seats: z.array(zSeat) }),
});
export const takeSeat = endpoint({
  name: 'takeSeat', method: 'POST', path: '/api/sites/{siteId}/seats/{seatId}/take', permission: 'telephone.seat', summary: 'I sit here now; whoever sat here before no longer does, and I sit nowhere else unless I answer both telephones.',
  input: z.object({ ...site, ...command, seatId: zId, besides: z.boolean().default(false) }), output: z.object({ seats: z.array(zSeat) }),
});
export const leaveSeat = endpoint({
  name: 'leaveSeat', method: 'POST', path: '/api/sites/{siteId}/seats/{seatId}/leave', permission: 'telephone.seat', summary: 'I no longer sit here.',
  input: z.object({ ...site, ...command, seatId: zId }), output: z.object({ seats: z.array(zSeat) }),
});
export const dialFromSeat = endpoint({
  name: 'dialFromSeat', method: 'POST', path: '/api/sites/{siteId}/seats/dial', permission: 'telephone.seat',
  summary: 'Rings my telephone, then the number. Ringing is all this answers: the call-back is done when the customer answers on the line.',
  input: z.object({ ...site, requestId: zId, number: z.string().trim().regex(/^\+?[0-9*#]{2,20}$/) }), output: z.object({ ringing: z.literal(true), ext: z.string() }),
});
