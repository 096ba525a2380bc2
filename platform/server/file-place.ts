import { join } from 'node:path';

/** Where a centre's file of this hash lies. */
export const inCentre = (folder: string, siteId: string, hash: string): string => join(folder, siteId, hash.slice(0, 2), hash);
