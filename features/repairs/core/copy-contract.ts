import { z } from 'zod';
import { endpoint, zId, zText } from '../../../platform/core/contract.ts';
import { zPly } from './repair-steps.ts';

/** An order whose copies of the slip are not all where they belong in the end (M-35, M-50). */
const zCopyRow = z.object({
  id: z.string(),
  version: z.number(),
  number: z.string(),
  kind: z.enum(['user', 'facility']),
  status: z.string(),
  place: z.string(),
  item: z.string(),
  technician: z.string().nullable(),
  printed: z.boolean(),
  signedAt: z.string().nullable(),
  /** When 客服部联 is due back; null while the repair is not signed off. */
  dueAt: z.string().nullable(),
  clause: z.string().nullable(),
  origin: z.enum(['plan', 'house']).nullable(),
  copies: z.partialRecord(zPly, z.object({ custody: z.string(), at: z.string(), holder: z.string().nullable(), lostReason: z.string().nullable(), lossApproved: z.boolean(), lossRefused: z.string().nullable() })),
  allowed: z.array(z.string()),
});
export type CopyRow = z.output<typeof zCopyRow>;

export const listCopies = endpoint({
  name: 'listCopies', method: 'GET', path: '/api/sites/{siteId}/copies', permission: 'repairs.read',
  summary: 'Where desk copies are: due back at the desk, the next deadline first, or still out with repairs that go on.',
  input: z.object({ siteId: zId, part: z.enum(['due', 'out']), after: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
  output: z.object({ rows: z.array(zCopyRow), next: z.string().nullable() }),
});

export const findCopies = endpoint({
  name: 'findCopies', method: 'GET', path: '/api/sites/{siteId}/copies/find', permission: 'repairs.read',
  summary: 'The slip in the hand: by its scanned code, its number, or the last four digits of it (within a year).',
  input: z.object({ siteId: zId, q: zText(300) }),
  output: z.object({ rows: z.array(zCopyRow) }),
});

const zRoundCopy = z.object({ id: z.string(), number: z.string(), place: z.string(), item: z.string(), signedAt: z.string().nullable(), dueAt: z.string().nullable() });

export const copyRound = endpoint({
  name: 'copyRound', method: 'GET', path: '/api/sites/{siteId}/copies/round', permission: 'repairs.read',
  summary: 'The 17:00 round: desk copies that are not back, by who carries them, the longest list first.',
  input: z.object({ siteId: zId }),
  output: z.object({
    carriers: z.array(z.object({
      /** Null: nobody was sent yet. */
      carrier: z.string().nullable(),
      copies: z.array(zRoundCopy),
    })),
    /** Slips that never came out on paper: nobody carries them. */
    unprinted: z.array(zRoundCopy),
  }),
});
export type CopyRound = z.output<typeof copyRound.output>;

export const COPY_ENDPOINTS = [listCopies, findCopies, copyRound] as const;
