// Which backup is meant: one by its name, or the place they lie in, which is then listed.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { madeAtOf } from '../platform/server/backup/backup-format.ts';
import type { BackupSource, Kept } from '../platform/server/backup/backup-target.ts';
import { openTarget } from '../platform/server/backup/open-target.ts';
import { isS3, isUrlLike, s3Address, s3Place } from '../platform/server/backup/s3-address.ts';
import { localTime } from '../platform/server/local-time.ts';
import { say } from '../platform/server/progress.ts';
import { StartError } from '../platform/server/start-error.ts';
import { sizeOf, type Installation } from './installation.ts';

const rowOf = ({ name, madeAt, bytes }: Kept): string => `${name.padEnd(36)}${localTime(new Date(madeAt).toISOString()).replace('T', ' ')}  ${sizeOf(bytes).padStart(10)}${name.endsWith('.enc') ? '  有口令 / encrypted' : ''}`;

const showAll = async (address: string, { config }: Installation): Promise<void> => {
  const target = await openTarget(address, config.s3);
  const kept = (await target.list()).toSorted((one, other) => other.madeAt - one.madeAt);
  if (kept.length === 0) throw new StartError(`没有备份：${target.address} / No backups: ${target.address}`);
  say(`${target.address}：${kept.length} 个备份，新的在前 / ${kept.length} backups, newest first`);
  for (const one of kept) say(rowOf(one));
  say(`请写明哪一个 / name one, for example: ${target.fileOf(kept[0]?.name ?? '')}`);
};

/** The backup that was named; nothing after what lies in a place has been shown. */
export const backupAt = async (given: string | undefined, installation: Installation): Promise<string | BackupSource | undefined> => {
  const address = given ?? installation.backups;
  if (!isS3(address)) {
    if (isUrlLike(address)) throw new StartError(`找不到 ${address} / No such file: ${address}`);
    const path = resolve(address);
    if (given !== undefined && !(existsSync(path) && statSync(path).isDirectory())) return given;
    if (!existsSync(path)) throw new StartError(`没有备份：${path} / No backups: ${path}`);
    await showAll(path, installation);
    return undefined;
  }
  const place = s3Place(address);
  const name = place?.prefix.split('/').at(-1) ?? '';
  if (!place || madeAtOf(name) === undefined) {
    await showAll(address, installation);
    return undefined;
  }
  const { s3Target } = await import('../platform/server/backup/s3-target.ts');
  return s3Target(s3Address({ ...place, prefix: place.prefix.slice(0, -name.length).replace(/\/$/, '') }), installation.config.s3).open(name);
};
