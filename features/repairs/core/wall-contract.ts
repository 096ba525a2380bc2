import { z } from 'zod';
import { endpoint, zId } from '../../../platform/core/contract.ts';

/** What hangs on a wall: a job, where it is, who is on it, when it is due. No guest, no caller, no number (T-15). */
const zWallRow = z.object({
  id: z.string(),
  place: z.string(),
  /** The fault; not sent at all to a wall that guests can see. */
  item: z.string().nullable(),
  /** 王师傅 */
  staff: z.string().nullable(),
  status: z.string(),
  urgent: z.boolean(),
  clock: z.string().nullable(),
  dueAt: z.string().nullable(),
});
export type WallRow = z.output<typeof zWallRow>;

export const readWall = endpoint({
  name: 'readWall', method: 'GET', path: '/api/sites/{siteId}/wall', permission: 'repairs.read',
  summary: 'Jobs for a wall display, the next deadline first; `audience=guests` (对客可见) leaves out faults and deadlines.',
  input: z.object({ siteId: zId, audience: z.enum(['staff', 'guests']).default('staff') }),
  output: z.object({ rows: z.array(zWallRow), more: z.number() }),
});

export const WALL_ENDPOINTS = [readWall] as const;
