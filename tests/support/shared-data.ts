import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real input lies beside the project, or one folder further up, never in it. */
const FOLDERS = ['../../../shared/', '../../../../shared/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** Where a file of the shared data is; undefined where this machine has none, and the tests that need it say so by being skipped. */
export const sharedFile = (path: string): string | undefined => FOLDERS.map((folder) => folder + path).find((file) => existsSync(file));
