import { z } from 'zod';
import { endpoint, zId, zInstant, zOptionalText, zText, zWriting } from '../../../platform/core/contract.ts';
import { zCaller, zNumber } from './call-contract.ts';

const site = { siteId: zId };
const zTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
const zSettings = z.object({
  publicNumbers: z.array(z.object({ number: zText(40), name: zText(30), department: zOptionalText(30) })).max(20),
  scripts: z.array(z.object({ id: zId, publicNumber: z.string().max(40), from: zTime, to: zTime, greeting: zText(200) })).max(40),
  phoneKeys: z.array(z.object({ act: zText(30), keys: zWriting(40) })).max(30),
  checklist: z.array(z.object({ id: zText(40), name: zText(60) })).min(1).max(30),
  extraHonorifics: z.array(zText(6)).max(8),
});
const zOpening = z.object({
  id: zId, day: z.string(), items: z.array(z.object({ id: z.string(), name: z.string(), tick: z.object({ at: zInstant, by: z.string() }).nullable() })), signedAt: zInstant.nullable(), signedBy: z.string().nullable(),
});
const zEntry = z.object({
  id: zId, personId: zId.nullable(), name: z.string(), department: z.string(), extension: z.string(), handles: z.string(), pronoun: z.enum(['他', '她']).nullable(),
  /** Nobody's whereabouts are guessed: `unknown` is the usual case (T-30). */
  presence: z.enum(['in', 'out', 'with_guest', 'off', 'unknown']), backAt: zInstant.nullable(), isOn: z.boolean(), isOwn: z.boolean(),
});
export type EntryView = z.output<typeof zEntry>;
const zDesk = z.object({
  office: z.string(), department: z.string(), areaCode: z.string().nullable(), settings: zSettings,
  limits: z.object({ threeRings: z.number(), holdApology: z.number(), holdOffer: z.number(), transferNudge: z.number(), enquiryHours: z.number(), callBackMinutes: z.number(), urgentMinutes: z.number(), ordinaryMinutes: z.number() }),
  opening: zOpening.nullable(), today: z.string(), colleagues: z.array(z.object({ id: zId, name: z.string() })), version: z.number().int(),
});
export type DeskView = z.output<typeof zDesk>;

export const readDesk = endpoint({
  name: 'readDesk', method: 'GET', path: '/api/sites/{siteId}/telephone', permission: 'telephone.directory', summary: 'What the call card needs: names, own greetings, phone keys, limits, today’s opening checklist', input: z.object(site), output: zDesk,
});
export const changeDesk = endpoint({
  name: 'changeDesk', method: 'POST', path: '/api/sites/{siteId}/telephone', permission: 'telephone.settings', summary: 'Own greetings, lines, phone keys, checklist as they shall be; who saves second is told',
  input: z.object({ ...site, commandId: zId, version: z.number().int(), settings: zSettings }), output: zDesk,
});
export const openDesk = endpoint({
  name: 'openDesk', method: 'POST', path: '/api/sites/{siteId}/telephone/opening', permission: 'telephone.answer', summary: 'Ticks, unticks or signs the day’s opening checklist (T-04); the first tick starts it',
  input: z.object({ ...site, commandId: zId, openingId: zId, step: z.discriminatedUnion('step', [z.object({ step: z.literal('tick'), itemId: zText(40), done: z.boolean() }), z.object({ step: z.literal('sign') })]) }), output: zDesk,
});

export const searchDirectory = endpoint({
  name: 'searchDirectory', method: 'GET', path: '/api/sites/{siteId}/directory', permission: 'telephone.directory', summary: 'By name, pinyin, first letters, department, extension or what they handle; with presence (T-24, T-25)',
  input: z.object({ ...site, q: zWriting(60).default(''), limit: z.coerce.number().int().min(1).max(200).default(30) }), output: z.object({ entries: z.array(zEntry) }),
});
export const putEntry = endpoint({
  name: 'putEntry', method: 'POST', path: '/api/sites/{siteId}/directory/{entryId}', permission: 'telephone.settings', summary: 'Adds or changes a directory entry; archived takes it out',
  input: z.object({ ...site, entryId: zId, commandId: zId, personId: zId.optional(), name: zText(40), department: zWriting(40).default(''), extension: zWriting(20).default(''), handles: zWriting(200).default(''), pronoun: z.enum(['他', '她']).optional(), archived: z.boolean().default(false) }),
  output: zEntry,
});

const zContact = z.object({
  id: zId, status: z.enum(['known', 'merged', 'forgotten']), address: z.string(), surname: z.string().nullable(), honorific: z.string().nullable(), saidTaitai: z.boolean(), fullName: z.string().nullable(), company: z.string().nullable(), note: z.string().nullable(),
  numbers: z.array(z.string()), learnedAt: zInstant, lastAt: zInstant, calls: z.number(), version: z.number().int(),
});
export type ContactView = z.output<typeof zContact>;
export const listContacts = endpoint({
  name: 'listContacts', method: 'GET', path: '/api/sites/{siteId}/contacts', permission: 'telephone.contacts', summary: 'Who has called, latest first; found by name, company or the last digits',
  input: z.object({ ...site, q: zWriting(40).default(''), before: zInstant.optional() }), output: z.object({ contacts: z.array(zContact) }),
});
export const amendContactEndpoint = endpoint({
  name: 'amendContact', method: 'POST', path: '/api/sites/{siteId}/contacts/{contactId}', permission: 'telephone.contacts', summary: 'Puts a name right; a number is added, or taken out by its place in the list',
  input: z.object({ ...site, contactId: zId, commandId: zId, ...zCaller, fullName: zOptionalText(40), company: zOptionalText(80), note: zOptionalText(200), addNumber: zNumber.optional(), dropNumber: z.number().int().min(0).max(50).optional() }), output: zContact,
});
export const mergeContacts = endpoint({
  name: 'mergeContacts', method: 'POST', path: '/api/sites/{siteId}/contacts/{contactId}/merge', permission: 'telephone.contacts', summary: 'Two entries are one person: this one goes into the other',
  input: z.object({ ...site, contactId: zId, commandId: zId, intoId: zId }), output: zContact,
});
export const forgetContactEndpoint = endpoint({
  name: 'forgetContact', method: 'POST', path: '/api/sites/{siteId}/contacts/{contactId}/forget', permission: 'telephone.forget', summary: 'Takes a person’s names and numbers out of contacts, calls, messages and matters; figures stay',
  input: z.object({ ...site, contactId: zId, commandId: zId }), output: z.object({ ok: z.literal(true) }),
});
export const DESK_ENDPOINTS = [readDesk, changeDesk, openDesk, searchDirectory, putEntry, listContacts, amendContactEndpoint, mergeContacts, forgetContactEndpoint] as const;
