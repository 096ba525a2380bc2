import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * What a power cut must not take. Written is not yet on the disk, and a file that is there is found only if its folder
 * was there too; a name given to bytes that were not finds an empty file.
 */

/** Windows flushes no folders. */
const knowsFolders = process.platform !== 'win32';

/** The names in a folder. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (!knowsFolders) return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
};
export const syncFolderNow = (folder: string): void => {
  if (!knowsFolders) return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** The bytes of a file, whoever wrote them. */
export const syncFile = async (path: string): Promise<void> => {
  const handle = await open(path, 'r+');
  await handle.sync().finally(() => handle.close());
};

/** A new small file, its bytes on the disk before anybody gives it a name that counts. */
export const writeWhole = (path: string, text: string, mode: number): void => {
  const file = openSync(path, 'wx', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** Under this name whole, or as it was before. */
export const putWhole = (path: string, text: string, mode: number): void => {
  const part = `${path}.part`;
  rmSync(part, { force: true });
  writeWhole(part, text, mode);
  renameSync(part, path);
  syncFolderNow(dirname(path));
};
