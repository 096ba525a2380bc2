import { z } from 'zod';
import { endpoint, zId, zInstant } from '../../../platform/core/contract.ts';
import type { Role } from '../../../platform/core/roles.ts';

/**
 * A whole centre holds what not even its manager may know of (a report about the manager): it is for whoever looks after
 * the machine, who could read the database anyway.
 */
export const EXPORT_GRANTS: readonly (readonly [string, readonly Role[]])[] = [['centre.export', ['admin']]];

/** A finished file waits so long to be fetched. */
export const EXPORT_KEEP_DAYS = 3;

const zExport = z.object({
  id: zId, state: z.enum(['waiting', 'running', 'done', 'failed', 'gone']), askedBy: z.string(), askedAt: zInstant, endedAt: zInstant.nullable(),
  rowsDone: z.number().int(), rowsAll: z.number().int(), files: z.number().int(), bytes: z.number().int(), hash: z.string().nullable(), filesWrong: z.number().int(),
  /** A code of the program; `cut-off`: it was silent for long. */
  reason: z.string().nullable(),
});
export type ExportView = z.output<typeof zExport>;

export const listExports = endpoint({
  name: 'listExports', method: 'GET', path: '/api/sites/{siteId}/exports', permission: 'centre.export', summary: 'The last exports of the whole centre and how far they are.',
  input: z.object({ siteId: zId }), output: z.object({ exports: z.array(zExport) }),
});

export const startExport = endpoint({
  name: 'startExport', method: 'POST', path: '/api/sites/{siteId}/exports', permission: 'centre.export',
  summary: 'Begins an export of the whole centre behind the screen: all rows as JSON lines, files, manifest. The file is at /api/sites/{siteId}/exports/{exportId}/file; fetching it is written down.',
  input: z.object({ siteId: zId }), output: z.object({ id: zId }),
});

export const dropExport = endpoint({
  name: 'dropExport', method: 'POST', path: '/api/sites/{siteId}/exports/{exportId}/drop', permission: 'centre.export', summary: 'Throws the file of an export away.',
  input: z.object({ siteId: zId, exportId: zId }), output: z.object({ dropped: z.literal(true) }),
});
