import { z } from 'zod';
import { endpoint, zId } from '../../../platform/core/contract.ts';
import { IMPORT_FIELDS } from './import-mapping.ts';

const zField = z.enum(IMPORT_FIELDS);

/** Which column is which field; a field left out is not in the file. */
export const zImportMapping = z.object({ columns: z.partialRecord(zField, z.string().max(200)), dateOrder: z.enum(['mdy', 'dmy']) });

const zImport = z.object({
  id: z.string(), fileName: z.string(), bytes: z.number(), state: z.enum(['uploaded', 'waiting', 'running', 'done', 'cancelled', 'failed']),
  read: z.number(), accepted: z.number(), known: z.number(), refused: z.number(), createdAt: z.string(), startedAt: z.string().nullable(), endedAt: z.string().nullable(), createdBy: z.string(),
});
export type ImportView = z.output<typeof zImport>;

const one = { siteId: zId, importId: zId };

export const listImports = endpoint({
  name: 'listImports', method: 'GET', path: '/api/sites/{siteId}/imports', permission: 'repairs.import', summary: 'The last imports of a centre and how far they are.',
  input: z.object({ siteId: zId }), output: z.object({ imports: z.array(zImport) }),
});

export const previewImport = endpoint({
  name: 'previewImport', method: 'POST', path: '/api/sites/{siteId}/imports/{importId}/preview', permission: 'repairs.import',
  summary: 'What an uploaded file would become: the guessed mapping or the one given, the first rows as they are read, and what would be refused.',
  input: z.object({ ...one, mapping: zImportMapping.optional() }),
  output: z.object({
    headers: z.array(z.string()),
    /** Some values of each column, to know it by. */
    samples: z.array(z.array(z.string())),
    mapping: zImportMapping,
    dateOrderUnsure: z.boolean(),
    /** Fields that must have a column and have none. */
    missing: z.array(zField),
    rows: z.array(z.object({ line: z.number(), number: z.string(), receivedAt: z.string(), closedAt: z.string().nullable(), place: z.string(), item: z.string(), result: z.string() })),
    refusals: z.array(z.object({ line: z.number(), reason: z.string(), reasonEn: z.string() })),
    looked: z.number(),
    refused: z.number(),
    /** The file goes on beyond the rows looked at. */
    isPart: z.boolean(),
  }),
});

export const startImport = endpoint({
  name: 'startImport', method: 'POST', path: '/api/sites/{siteId}/imports/{importId}/start', permission: 'repairs.import', summary: 'Starts an import; it starts no clocks and alarms nobody.',
  input: z.object({ ...one, mapping: zImportMapping }), output: z.object({ started: z.literal(true) }),
});

export const cancelImport = endpoint({
  name: 'cancelImport', method: 'POST', path: '/api/sites/{siteId}/imports/{importId}/cancel', permission: 'repairs.import', summary: 'Stops after the rows just being written; what was accepted stays, and the file can be imported again.',
  input: z.object(one), output: z.object({ cancelled: z.literal(true) }),
});

export const IMPORT_ENDPOINTS = [listImports, previewImport, startImport, cancelImport] as const;
