import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readLogState, stateFile } from '../log-archive/log-state.ts';
import { walk, type ArchiveWriter } from './archive-writer.ts';
import { BackupRefused, LOG_END, type About, type LogEnd } from './backup-format.ts';

/** Folders PostgreSQL makes anew; only they themselves are kept. */
const EMPTIED = new Set(['pg_dynshmem', 'pg_notify', 'pg_replslot', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans', 'pg_wal/archive_status', 'pg_wal/summaries']);
/** Of the running server, of a temporary table, or copied apart from the rest. */
const LEFT_OUT = /(?:^|\/)(?:postmaster\.(?:pid|opts)|backup_label(?:\.old)?|tablespace_map(?:\.old)?|current_logfiles|postgresql\.auto\.conf\.tmp|pg_internal\.init[^/]*|pgsql_tmp[^/]*|t\d+_\d+[^/]*)$/;
const CONTROL = 'global/pg_control';
const SEGMENT = /^[0-9A-F]{24}$/;

const isWanted = (path: string): boolean => {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return !LEFT_OUT.test(path) && !EMPTIED.has(folder) && !(path.startsWith('pg_wal/') && !EMPTIED.has(path)) && path !== CONTROL;
};

/** PostgreSQL writes it while we read: two equal readings are one whole one. */
const readControl = async (path: string): Promise<Buffer> => {
  for (let before = await readFile(path); ; await sleep(5)) {
    const again = await readFile(path);
    if (again.equals(before)) return again;
    before = again;
  }
};

const one = async <R extends pg.QueryResultRow>(client: pg.Client, text: string, values: unknown[] = []): Promise<R> => {
  const row = (await client.query<R>(text, values)).rows[0];
  if (!row) throw new Error(`No answer to ${text}`);
  return row;
};

/** Only one backup of an installation at a time, whoever asks; the lock is the connection's. */
export const takeTurn = async (client: pg.Client): Promise<void> => {
  if ((await one<{ mine: boolean }>(client, `select pg_try_advisory_lock(hashtext('foyer-backup')) as mine`)).mine) return;
  throw new BackupRefused('busy', '另一个备份正在进行。 / Another backup is running.');
};

export const aboutCluster = async (client: pg.Client, dataDir: string): Promise<About['database']> => {
  const { major } = await one<{ major: string }>(client, `select (current_setting('server_version_num')::int / 10000)::text as major`);
  const { rows } = await client.query<{ name: string }>('select name from schema_migrations order by name');
  const { reached } = await one<{ reached: number }>(client, `select case when is_called then last_value else 0 end as reached from journal_seq_seq`);
  const archive = await readLogState(stateFile(dataDir));
  const { zone } = await one<{ zone: string }>(client, `select coalesce((select s.zone from sites s order by s.created_at, s.id limit 1), 'Asia/Shanghai') as zone`);
  return { kind: 'embedded', major, migrations: rows.map((row) => row.name), journalReached: Number(reached), ...(archive ? { log: { line: archive.line, zone } } : {}) };
};

/**
 * A physical copy of the running cluster, file by file, with the log of changes that makes it one moment: the files may
 * change while they are read, and what was written between `pg_backup_start` and `pg_backup_stop` is replayed over them.
 * A temporary slot keeps that log from being recycled.
 */
export const copyCluster = async (client: pg.Client, cluster: string, archive: ArchiveWriter, prefix: string): Promise<void> => {
  await client.query(`select pg_create_physical_replication_slot($1, true, true)`, [`foyer_backup_${process.pid}`]);
  // An immediate checkpoint: a spread one would keep whoever asked waiting for minutes.
  const { first } = await one<{ first: string }>(client, `select pg_walfile_name(pg_backup_start('foyer', true)) as first`);
  for await (const { path, isFolder } of walk(cluster, isWanted)) {
    if (isFolder) await archive.addFolder(`${prefix}/${path}`);
    else await archive.addFile(`${prefix}/${path}`, join(cluster, path));
  }
  await archive.addBytes(`${prefix}/${CONTROL}`, await readControl(join(cluster, CONTROL)));
  const end = await one<{ last: string; labelfile: string }>(client, `select pg_walfile_name(lsn) as last, labelfile from pg_backup_stop(false)`);
  await archive.addBytes(`${prefix}/backup_label`, Buffer.from(end.labelfile));
  const segments = (await readdir(join(cluster, 'pg_wal'))).filter((name) => SEGMENT.test(name) && name >= first && name <= end.last).sort();
  if (segments[0] !== first) throw new Error(`The log of changes from ${first} on is no longer there.`);
  for (const name of segments) await archive.addFile(`${prefix}/pg_wal/${name}`, join(cluster, 'pg_wal', name));
  // Where an archived log goes on.
  const { at, size } = await one<{ at: string; size: string }>(client, `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, (select setting from pg_settings where name = 'wal_segment_size') as size`);
  await archive.addBytes(`${prefix}/${LOG_END}`, Buffer.from(JSON.stringify({ last: end.last, endedAt: at, segmentBytes: Number(size) } satisfies LogEnd)));
  await client.query(`select pg_drop_replication_slot($1)`, [`foyer_backup_${process.pid}`]);
};
