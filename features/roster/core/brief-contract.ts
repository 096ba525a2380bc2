import { z } from 'zod';
import { endpoint, zId, zInstant } from '../../../platform/core/contract.ts';
import { zDay } from './roster-contract.ts';

const zTone = z.enum(['plain', 'soon', 'late']);
const zSection = z.object({
  section: z.string(), title: z.string(), left: z.number().int(),
  figures: z.array(z.object({ label: z.string(), value: z.number(), tone: zTone })), lines: z.array(z.object({ text: z.string(), note: z.string(), tone: zTone })),
});
const zBrief = z.object({
  siteName: z.string(), day: zDay, now: zInstant, weekday: z.number().int(), holiday: z.string().nullable(), isMakeUp: z.boolean(),
  openings: z.array(z.object({ from: zInstant, to: zInstant })), sections: z.array(zSection),
});
export type Brief = z.output<typeof zBrief>;

export const readBrief = endpoint({
  name: 'readBrief', method: 'GET', path: '/api/sites/{siteId}/brief', summary: 'The day’s brief (今日简报): what each feature says of it, without guests, callers or numbers of people',
  input: z.object({ siteId: zId, language: z.enum(['zh', 'en']).default('zh') }), output: zBrief, permission: 'roster.brief',
});

const zPerson = z.object({ name: z.string(), from: zInstant, to: zInstant, hasLeft: z.boolean() });
const zPacket = z.object({
  siteName: z.string(), company: z.string(), run: z.object({ from: zDay, to: zDay, name: z.string().nullable() }), eve: zDay, now: zInstant, /** The days the reader has the duty. */ mine: z.array(zDay),
  days: z.array(z.object({
    day: zDay, weekday: z.number().int(), openings: z.array(z.object({ from: zInstant, to: zInstant })),
    posts: z.array(z.object({ post: z.string(), isDuty: z.boolean(), people: z.array(zPerson) })), gaps: z.array(z.object({ post: z.string(), from: zInstant, to: zInstant })),
  })),
  /** Colleagues only; `up`: whom to ask beyond those on shift. */
  contacts: z.array(z.object({ name: z.string(), phone: z.string().nullable(), posts: z.array(z.string()), roles: z.array(z.string()), up: z.boolean() })),
  complaintsPhone: z.string(), deskPhone: z.string(),
  open: z.object({ lines: z.array(z.object({ section: z.string(), ref: z.string(), label: z.string(), status: z.string(), next: z.string() })), left: z.number().int() }),
  booked: z.array(z.object({ at: zInstant, label: z.string() })),
  faults: z.array(z.object({ label: z.object({ zh: z.string(), en: z.string() }), place: z.string(), count: z.number().int(), prepare: z.string(), isDangerous: z.boolean() })),
  may: z.object({ phone: z.boolean(), complaints: z.boolean() }),
  handover: z.object({ day: zDay, takers: z.array(z.string()) }),
});
export type Packet = z.output<typeof zPacket>;

export const readPacket = endpoint({
  name: 'readPacket', method: 'GET', path: '/api/sites/{siteId}/packet', summary: 'The duty officer’s page for the days off at hand or coming next (M-51): who is on, numbers of colleagues, open matters, likely faults, the handover',
  input: z.object({ siteId: zId, day: zDay.optional() }), output: zPacket, permission: 'roster.packet',
});
