import { z } from 'zod';
import { endpoint } from './contract.ts';

/** Who looks after the installation. */
export const STATUS_GRANTS = [['system.read', ['property_manager', 'admin']]] as const;

export const readStatus = endpoint({
  name: 'readStatus', method: 'GET', path: '/api/status', permission: 'system.read',
  summary: 'How this installation stands: addresses, what works on them, database, sweep, jobs, feed, disk, last sealed day.',
  input: z.object({}),
  output: z.object({
    version: z.string(),
    now: z.string(),
    startedAt: z.string(),
    testClock: z.boolean(),
    addresses: z.array(z.string()),
    publicUrl: z.string().nullable(),
    /** The public address or the program itself speaks https: offline, live camera and push are to be had. */
    https: z.boolean(),
    proxies: z.array(z.string()),
    database: z.object({ embedded: z.boolean(), version: z.string(), milliseconds: z.number() }),
    sweepAgeSeconds: z.number(),
    /** How long the oldest open write transaction holds the feed back. */
    feedHeldSeconds: z.number(),
    jobs: z.object({ waiting: z.number(), failed: z.number() }),
    disk: z.object({ folder: z.string(), freeBytes: z.number(), totalBytes: z.number() }).nullable(),
    /** The last day of each of the caller's centres whose journal is sealed; null = none yet. */
    sealed: z.array(z.object({ siteId: z.string(), siteName: z.string(), day: z.string().nullable() })),
  }),
});
