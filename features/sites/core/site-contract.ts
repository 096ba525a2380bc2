import { z } from 'zod';
import { endpoint, zId, zText, zOptionalText, zWriting } from '../../../platform/core/contract.ts';
import { ROLES } from '../../../platform/core/roles.ts';
import { zStoredCalendar } from './site-calendar.ts';

export const PLACE_KINDS = ['room', 'public', 'table', 'other'] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];
/** Who accepts facility repairs at a place (M-49). */
export const PLACE_DEPARTMENTS = ['sales', 'bar', 'cleaning', 'security', 'office'] as const;
export type PlaceDepartment = (typeof PLACE_DEPARTMENTS)[number];

const zOptionalPhone = z.string().trim().regex(/^(\+?[0-9][0-9 -]{2,19})?$/);
const zDone = z.object({ ok: z.literal(true), version: z.number().int() });

const zPlaceFields = z.object({
  name: zText(40),
  aliases: z.array(zText(40)).max(20).default([]),
  kind: z.enum(PLACE_KINDS),
  zone: zWriting(40).default(''),
  /** Entering needs the user's consent (M-16). */
  inRoom: z.boolean().default(false),
  department: z.enum(PLACE_DEPARTMENTS).default('sales'),
  seats: z.number().int().min(0).max(1000).default(0),
  sort: z.number().int().min(0).max(100000).default(0),
});
export type PlaceFields = z.output<typeof zPlaceFields>;

export const getSiteSetup = endpoint({
  name: 'getSiteSetup', method: 'GET', path: '/api/sites/{siteId}/setup', summary: 'A centre: places, people, limits with their origin, calendar',
  input: z.object({ siteId: zId }),
  output: z.object({
    site: z.object({
      id: zId, name: z.string(), company: z.string(), zone: z.string(), address: z.string(), complaintsPhone: z.string(), deskPhone: z.string(),
      version: z.number().int(), live: z.boolean(), demo: z.boolean(),
    }),
    places: z.array(z.object({ ...zPlaceFields.shape, id: zId, archived: z.boolean() })),
    people: z.array(z.object({ id: zId, name: z.string(), pinyin: z.string(), initials: z.string(), roles: z.array(z.enum(ROLES)), skills: z.array(z.string()) })),
    parameters: z.array(
      z.object({ key: z.string(), value: z.union([z.number(), z.string()]), default: z.union([z.number(), z.string()]), origin: z.enum(['plan', 'house']) }),
    ),
    calendar: zStoredCalendar,
    /** Years whose holidays are known; any other is said aloud. */
    knownYears: z.array(z.number()),
  }),
  permission: 'sites.read',
});

export const changeSite = endpoint({
  name: 'changeSite', method: 'POST', path: '/api/sites/{siteId}/settings', summary: 'Change the centre; what is not named stays',
  input: z.object({
    siteId: zId,
    /** The version the form was filled from: who saves second is told. */
    version: z.number().int(),
    name: zText(60).optional(),
    company: zOptionalText(80),
    /** Street, number and the gate to come to: read out to 119, 110 and 120. */
    address: zOptionalText(120),
    deskPhone: zOptionalPhone.optional(),
    complaintsPhone: zOptionalPhone.optional(),
    /** null takes a limit back to the handbook's. */
    parameters: z.record(z.string().max(80), z.union([z.number(), z.string().max(20), z.null()])).optional(),
    calendar: zStoredCalendar.optional(),
    live: z.boolean().optional(),
  }),
  output: zDone, permission: 'sites.manage',
});

export const addPlace = endpoint({
  name: 'addPlace', method: 'POST', path: '/api/sites/{siteId}/places', summary: 'Add a place',
  input: z.object({ siteId: zId, ...zPlaceFields.shape }), output: z.object({ id: zId, version: z.number().int() }), permission: 'sites.manage',
});

export const changePlace = endpoint({
  name: 'changePlace', method: 'POST', path: '/api/sites/{siteId}/places/{placeId}', summary: 'Change a place',
  input: z.object({ siteId: zId, placeId: zId, ...zPlaceFields.shape }), output: zDone, permission: 'sites.manage',
});

export const archivePlace = endpoint({
  name: 'archivePlace', method: 'POST', path: '/api/sites/{siteId}/places/{placeId}/archive', summary: 'Take a place out of use, or bring it back',
  input: z.object({ siteId: zId, placeId: zId, archived: z.boolean().default(true) }), output: zDone, permission: 'sites.manage',
});

export const listPlaceCodes = endpoint({
  name: 'listPlaceCodes', method: 'GET', path: '/api/sites/{siteId}/place-codes', summary: 'Signed codes for the walls: arriving (staff) and reporting (guests)',
  input: z.object({ siteId: zId }),
  output: z.object({ places: z.array(z.object({ id: zId, name: z.string(), arrive: z.string(), report: z.string() })) }),
  permission: 'sites.codes',
});
