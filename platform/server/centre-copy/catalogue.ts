import type { Query } from '../database.ts';
import { CopyRefused, type CopyPlan } from './copy-format.ts';

export type Table = {
  readonly name: string;
  /** Without those the database computes itself. */
  readonly columns: readonly string[];
  readonly jsonColumns: readonly string[];
  readonly hasBytes: boolean;
  /** A column that counts by itself. */
  readonly identity: string | null;
  /** Which rows are a centre's, over the row `t`; `$site` stands for its id. */
  readonly scope: string;
};
export type Catalogue = { readonly tables: readonly Table[]; readonly people: readonly Table[] };

type Found = Omit<Table, 'scope'> & { readonly hasSite: boolean };
type Link = { readonly child: string; readonly parent: string; readonly childColumns: readonly string[]; readonly parentColumns: readonly string[] };

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const list = (columns: readonly string[], of = ''): string => columns.map((column) => `${of}${quoted(column)}`).join(', ');

/** Every table there is: a centre's, people's, or left out by name. One that nobody thought of is refused by name. */
export const readCatalogue = async (query: Query, plan: CopyPlan): Promise<Catalogue> => {
  const found = await query<Found>(
    `select c.relname::text as name,
            array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns,
            coalesce(array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '' and a.atttypid = 'jsonb'::regtype), '{}') as "jsonColumns",
            bool_or(a.atttypid = 'bytea'::regtype) as "hasBytes", max(a.attname::text) filter (where a.attidentity <> '') as identity,
            bool_or(a.attname = 'site_id') as "hasSite"
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      group by c.relname order by c.relname`,
  );
  const links = await query<Link>(
    `select k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent,
            array(select a.attname::text from unnest(k.conkey) with ordinality u (n, o) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.o) as "childColumns",
            array(select a.attname::text from unnest(k.confkey) with ordinality u (n, o) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.o) as "parentColumns"
       from pg_constraint k where k.contype = 'f' and k.connamespace = 'public'::regnamespace order by 1, k.conname`,
  );
  const peopleTables = ['people', ...Object.keys(plan.ofPeople)];
  const byName = new Map(found.map((table) => [table.name, table]));
  const scopeOf = (name: string, seen: readonly string[] = []): string | undefined => {
    if (name === 'sites') return 't.id = $site';
    const table = byName.get(name);
    if (!table || seen.includes(name) || peopleTables.includes(name) || name in plan.leftOut) return undefined;
    if (table.hasSite) return 't.site_id = $site';
    for (const link of links.filter((entry) => entry.child === name)) {
      const above = scopeOf(link.parent, [...seen, name]);
      if (above) return `(${list(link.childColumns, 't.')}) in (select ${list(link.parentColumns, 't.')} from ${quoted(link.parent)} t where ${above})`;
    }
    return undefined;
  };
  const strange = found.filter(({ name }) => !peopleTables.includes(name) && !(name in plan.leftOut) && scopeOf(name) === undefined);
  if (strange[0]) throw new CopyRefused('table-unknown', `数据表 ${strange[0].name} 没有说明是否随案场导出（apps/server/centre-plan.ts）。 / Say of table ${strange[0].name} whether it goes along (apps/server/centre-plan.ts).`);
  const gone = [...Object.keys(plan.leftOut), ...peopleTables, ...Object.keys(plan.instead)].find((name) => !byName.has(name));
  if (gone) throw new CopyRefused('table-unknown', `没有数据表 ${gone}。 / There is no table ${gone}.`);
  return {
    // The history before what stands on it only for the reader; foreign keys are looked at in the end.
    tables: found.flatMap(({ hasSite: _hasSite, ...table }) => (table.name in plan.leftOut || peopleTables.includes(table.name) ? [] : [{ ...table, scope: scopeOf(table.name) ?? 'false' }])),
    people: peopleTables.flatMap((name) => {
      const table = byName.get(name);
      return table ? [{ ...table, scope: '' }] : [];
    }),
  };
};

/** The rows of a table as JSON texts, with the names of columns that hold JSON's null. */
export const rowsAsJson = (table: Table, plan: CopyPlan, where: string, order = ''): string => {
  const instead = plan.instead[table.name] ?? {};
  const columns = table.columns.map((column) => (instead[column] === undefined ? `t.${quoted(column)}` : `${instead[column]} as ${quoted(column)}`));
  const nulls = table.jsonColumns.length > 0 ? `array_remove(array[${table.jsonColumns.map((column) => `case when r.${quoted(column)} = 'null'::jsonb then '${column}' end`).join(', ')}], null)` : `'{}'::text[]`;
  return `select row_to_json(r)::text as line, ${nulls} as nulls from (select ${columns.join(', ')} from ${quoted(table.name)} t where ${where}${order}) r`;
};

/** Puts rows as JSON texts ($1) into their table. The journal's places are given anew from $2 on, below $3 sealed. */
export const insertJson = (table: Table, options: { readonly withNulls: boolean; readonly instead?: Readonly<Record<string, string>> }): string => {
  const value = (column: string): string =>
    options.instead?.[column] ?? (options.withNulls && table.jsonColumns.includes(column) ? `case when (l.line::jsonb -> '(null)') ? '${column}' then 'null'::jsonb else p.${quoted(column)} end` : `p.${quoted(column)}`);
  return `insert into ${quoted(table.name)} (${list(table.columns)}) overriding system value
    select ${table.columns.map(value).join(', ')} from unnest($1::text[]) with ordinality as l (line, nth), json_populate_record(null::${quoted(table.name)}, l.line::json) p`;
};
