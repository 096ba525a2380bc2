import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { StartError } from '../start-error.ts';

export type Table = { readonly name: string; readonly columns: readonly { readonly name: string; readonly type: string; readonly isComputed: boolean }[]; readonly bytes: number };
export type Fingerprint = { readonly rows: number; readonly hash: string };

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The tables of Foyer's own schema; those of the job queue are its own business. */
export const tablesOf = async (client: pg.Client): Promise<Table[]> =>
  (
    await client.query<Table>(
      `select c.relname::text as name, pg_table_size(c.oid)::float8 as bytes,
              json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'isComputed', a.attgenerated <> '') order by a.attnum) as columns
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') group by c.oid, c.relname order by c.relname`,
    )
  ).rows;

/** What somebody put into the database beside Foyer would be left behind unseen: it is named instead. */
export const strangersIn = async (client: pg.Client, tables: readonly string[]): Promise<string[]> =>
  (
    await client.query<{ name: string }>(
      `select 'database ' || datname as name from pg_database where not datistemplate and datname <> current_database()
       union all select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'pgboss') and n.nspname !~ '^pg_(toast_)?temp_'
          and not (n.nspname = 'public' and c.relname = any ($1::text[])) order by 1`,
      [tables],
    )
  ).rows.map((row) => row.name);

const shape = (table: Table): string => JSON.stringify(table.columns.map(({ name, type, isComputed }) => `${name} ${type} ${isComputed}`).toSorted());

export const checkSameTables = (old: readonly Table[], fresh: readonly Table[]): void => {
  const gone = fresh.find(({ name }) => name !== 'schema_migration_parts' && !old.some((table) => table.name === name));
  if (gone) throw new StartError(`数据库里没有数据表 ${gone.name}（有人手工改过数据库？），没有搬。 / Table ${gone.name} is missing (was the database edited by hand?): nothing is carried.`);
  const byName = new Map(fresh.map((table) => [table.name, table]));
  const other = old.find((table) => shape(table) !== (byName.get(table.name) ? shape(byName.get(table.name) as Table) : ''));
  if (other) throw new StartError(`数据表 ${other.name} 不是前厅的，或与其版本不符（有人手工改过数据库？），没有搬。 / Table ${other.name} is not Foyer's or not as its version has it (was the database edited by hand?): nothing is carried.`);
};

/** Rows as the two servers themselves write and read them, without passing through a type of ours. */
export const copyTable = async (input: { from: pg.Client; to: pg.Client; table: Table; signal: AbortSignal | undefined; onBytes(bytes: number): void }): Promise<void> => {
  const { name, columns } = input.table;
  const list = columns.filter(({ isComputed }) => !isComputed).map((column) => quoted(column.name)).join(', ');
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      input.onBytes(chunk.length);
      done(null, chunk);
    },
  });
  await pipeline(
    input.from.query(copyStreams.to(`copy (select ${list} from ${quoted(name)}) to stdout (format binary)`)),
    counter,
    input.to.query(copyStreams.from(`copy ${quoted(name)} (${list}) from stdin (format binary)`)),
    input.signal ? { signal: input.signal } : {},
  );
};

/** How many rows, and a sum over the hash of each as text, whatever their order. */
export const fingerprint = async (client: pg.Client, table: Table): Promise<Fingerprint> => {
  const row = `row(${table.columns.map((column) => `t.${quoted(column.name)}`).sort().join(', ')})`;
  const part = (from: number): string => `coalesce(sum(('x' || substr(h, ${from}, 16))::bit(64)::bigint::numeric), 0)::text`;
  const { rows } = await client.query<Fingerprint>(`select count(*)::float8 as rows, ${part(1)} || '/' || ${part(17)} as hash from (select md5(${row}::text) as h from ${quoted(table.name)} t) hashes`);
  return rows[0] ?? { rows: 0, hash: '' };
};

/** Numbers that count by themselves go on where they were. */
export const sequencesOf = async (client: pg.Client): Promise<{ name: string; last: string | null }[]> =>
  (await client.query<{ name: string; last: string | null }>(`select quote_ident(sequencename) as name, last_value::text as last from pg_sequences where schemaname = 'public' order by 1`)).rows;

type Index = { readonly name: string; readonly made: string };
/** Indexes no constraint rests on: made when the rows are there, which is many times quicker than beside them. */
export const looseIndexes = async (client: pg.Client): Promise<Index[]> =>
  (
    await client.query<Index>(
      `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made from pg_index i join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'public'::regnamespace and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by 1`,
    )
  ).rows;
