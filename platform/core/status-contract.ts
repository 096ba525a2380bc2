import { z } from 'zod';
import { endpoint } from './contract.ts';
import { DISK_LEVELS } from './health.ts';
import { zPrinterTest } from './printer-test.ts';

/** Who looks after the installation. */
export const STATUS_GRANTS = [['system.read', ['property_manager', 'admin']]] as const;

const status = z.object({
  version: z.string(),
  now: z.string(),
  startedAt: z.string(),
  testClock: z.boolean(),
  addresses: z.array(z.string()),
  publicUrl: z.string().nullable(),
  /** The public address or the program itself speaks https: live camera and push are to be had. */
  https: z.boolean(),
  proxies: z.array(z.string()),
  /** Until when the certificate of our own https holds; null without one (a proxy's is the proxy's). */
  certificateUntil: z.string().nullable(),
  /** The house's own authority: where devices fetch it, and what they compare; null where there is none of our making. */
  trust: z.object({ addresses: z.array(z.string()), fingerprint: z.string() }).nullable(),
  database: z.object({ embedded: z.boolean(), version: z.string(), milliseconds: z.number(), /** Data folders the processes on this database work with: one, or they do not find each other's files. */ folders: z.number() }),
  sweepAgeSeconds: z.number(),
  /** How long the oldest open write transaction holds the feed back. */
  feedHeldSeconds: z.number(),
  jobs: z.object({ waiting: z.number(), failed: z.number() }),
  disk: z.object({ folder: z.string(), freeBytes: z.number(), totalBytes: z.number(), level: z.enum(DISK_LEVELS), /** How long a small write took to be safe. */ writeMs: z.number() }).nullable(),
  /** How far this machine is ahead (+) of most people's devices, in milliseconds; null while too few were seen. */
  clock: z.object({ devices: z.number(), aheadMs: z.number().nullable() }),
  backup: z.object({
    /** Time of night; null = only by hand. */
    nightlyAt: z.string().nullable(),
    folder: z.string(),
    isOld: z.boolean(),
    lastGood: z.object({ at: z.string(), file: z.string(), bytes: z.number(), withDatabase: z.boolean(), encrypted: z.boolean(), sameDisk: z.boolean() }).nullable(),
    /** Only when none has been made since. */
    lastFailed: z.object({ at: z.string(), reason: z.string() }).nullable(),
  }),
  /** The archive of the database's log; null where none is kept, or the database is the owner's own. */
  archive: z
    .object({
      folder: z.string(),
      /** Everything entered until then can be had back; null before the first piece is there. */
      until: z.string().nullable(),
      isBehind: z.boolean(),
      behindSeconds: z.number(),
      waiting: z.number(),
      failing: z.object({ since: z.string(), reason: z.string() }).nullable(),
      /** There is no backup yet that it goes on from: it began after the last one, or has a gap since. */
      needsBackup: z.boolean(),
      /** When waiting pieces were given up for want of room, and no backup was made since. */
      letGoAt: z.string().nullable(),
      sameDisk: z.boolean(),
    })
    .nullable(),
  /** The ways out of the caller's centres, and what became of the last message on each. */
  channels: z.array(z.object({ siteName: z.string(), name: z.string(), state: z.enum(['delivered', 'refused', 'unknown']).nullable(), at: z.string().nullable(), reason: z.string().nullable() })),
  /** The telephone systems of the caller's centres, as this process hears them. */
  pbx: z.array(z.object({ siteName: z.string(), name: z.string(), state: z.enum(['stopped', 'connecting', 'connected', 'waiting', 'refused']), lastEventAt: z.string().nullable() })),
  /** The PCs of the caller's centres and their printers' ruler pages. */
  printers: z.array(zPrinterTest),
  /** The last day of each of the caller's centres whose journal is sealed; null = none yet. */
  sealed: z.array(z.object({ siteId: z.string(), siteName: z.string(), day: z.string().nullable() })),
  /** For the administrator alone: the figures themselves. */
  exact: z
    .object({
      processId: z.number(),
      runtime: z.string(),
      memoryBytes: z.number(),
      databaseBytes: z.number(),
      connections: z.object({ used: z.number(), atMost: z.number() }),
      migration: z.string(),
      epoch: z.string(),
      jobs: z.array(z.object({ name: z.string(), waiting: z.number(), failed: z.number() })),
    })
    .nullable(),
});
export type Status = z.output<typeof status>;

export const readStatus = endpoint({
  name: 'readStatus', method: 'GET', path: '/api/status', permission: 'system.read',
  summary: 'How this installation stands: addresses, what works on them, database, backup, disk, clock, sweep, jobs, feed, channels, certificate, last ruler pages, last sealed day.',
  input: z.object({}),
  output: status,
});
