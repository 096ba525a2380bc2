import { z } from 'zod';
import { endpoint, zId, zOptionalText, zText } from '../../../platform/core/contract.ts';

const zCode = z.string().min(20).max(200);
const rating = z.enum(['satisfied', 'fair', 'dissatisfied']);

export const getRateCode = endpoint({
  name: 'getRateCode', method: 'GET', path: '/api/sites/{siteId}/repairs/{repairId}/rate-code',
  summary: 'The signed page on which the user rates and signs (M-31); `url` and `qr` only when the public address is set.',
  permission: 'repairs.work',
  input: z.object({ siteId: zId, repairId: zId }),
  output: z.object({ path: z.string(), url: z.string().nullable(), qr: z.string().nullable() }),
});

export const readGuestPage = endpoint({
  name: 'readGuestPage', method: 'GET', path: '/api/guest/page', summary: 'What a signed code opens; no personal data.', permission: 'public',
  input: z.object({ code: zCode }),
  output: z.object({
    kind: z.enum(['report', 'follow', 'rate']),
    siteName: z.string(),
    complaintsPhone: z.string(),
    place: z.string(),
    item: z.string().nullable(),
    status: z.string().nullable(),
    technician: z.string().nullable(),
    expectedAt: z.string().nullable(),
    number: z.string().nullable(),
    mayRate: z.boolean(),
    zone: z.string(),
  }),
});

export const reportByCode = endpoint({
  name: 'reportByCode', method: 'POST', path: '/api/guest/report', summary: 'Report a fault from the code on the wall; becomes a line of the log (M-06).', permission: 'public',
  input: z.object({ code: zCode, commandId: zId, repairId: zId, item: zText(300), name: zOptionalText(40), phone: zOptionalText(30), /** Hashes of photos sent before, by the same code. */ photos: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(3).optional() }),
  output: z.object({ logNumber: z.string(), follow: z.string() }),
});

export const rateByCode = endpoint({
  name: 'rateByCode', method: 'POST', path: '/api/guest/rate', summary: 'The user rates and signs in the way they like; the technician cannot alter it (M-31).', permission: 'public',
  input: z.object({
    code: zCode, commandId: zId, workmanship: rating, attitude: rating, conduct: rating, comment: zOptionalText(500), signedBy: zText(40),
    way: z.enum(['own_phone', 'desk_tablet', 'turned_phone']).default('own_phone'),
    /** A drawn signature as a PNG data URL, at most 150 kB. */
    signature: z.string().max(200_000).regex(/^data:image\/png;base64,[A-Za-z0-9+/=]+$/),
  }),
  output: z.object({ done: z.literal(true) }),
});
