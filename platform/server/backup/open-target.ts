import { folderTarget, type BackupTarget } from './backup-target.ts';
import { isS3, type S3Access } from './s3-address.ts';

/** Only whoever has a bucket loads what speaks to one. */
export const openTarget = async (address: string, s3: S3Access | undefined): Promise<BackupTarget> =>
  isS3(address) ? (await import('./s3-target.ts')).s3Target(address, s3) : folderTarget(address);
