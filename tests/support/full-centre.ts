import type pg from 'pg';
import { readCatalogue, type Catalogue } from '../../platform/server/centre-copy/catalogue.ts';
import type { CopyPlan } from '../../platform/server/centre-copy/copy-format.ts';

type Column = { name: string; type: string; checks: string | null };
type Link = { parent: string; columns: string[]; parentColumns: string[] };

export const catalogueOf = (pool: pg.Pool, plan: CopyPlan): Promise<Catalogue> => readCatalogue(async (text, values) => (await pool.query(text, values)).rows, plan);

/** Where a rule wants more than a value of the right kind. */
const GIVEN: Readonly<Record<string, string>> = { 'month_records.month': `'2026-10'`, 'reassignments.ends_at': `now() + interval '1 hour'`, 'shifts.ends_at': `now() + interval '1 hour'`, 'rosters.site_id': '$1' };

const valueOf = (table: string, { name, type, checks }: Column): string => {
  const [, choice] = /'([^']*)'::text/.exec(checks?.includes('ANY') ? checks : '') ?? [];
  const given = GIVEN[`${table}.${name}`];
  if (given !== undefined) return given;
  if (choice !== undefined) return `'${choice}'`;
  if (type === 'uuid') return name === 'site_id' ? '$1' : 'gen_random_uuid()';
  if (type === 'jsonb') return `'{"name": "录入的一行"}'`;
  if (type === 'bytea') return `'\\x0102ff'`;
  if (type === 'boolean') return 'false';
  if (type === 'date' || type.startsWith('timestamp')) return `'2026-11-20 01:02:03.456789+08'`;
  if (type.endsWith('[]')) return `'{}'`;
  return type === 'text' ? `'一行 "引号" \\ 反斜杠'` : '1';
};

/** A row in every table of a centre that has none yet, as its columns, rules and foreign keys allow; answers which tables those were. */
export const fillEmptyTables = async (pool: pg.Pool, catalogue: Catalogue, siteId: string): Promise<string[]> => {
  const scope = (table: Catalogue['tables'][number]): string => table.scope.replaceAll('$site', `'${siteId}'`);
  const isEmpty = async (table: Catalogue['tables'][number]): Promise<boolean> => (await pool.query(`select from "${table.name}" t where ${scope(table)} limit 1`)).rowCount === 0;
  const filled: string[] = [];
  let waiting = [...catalogue.tables];
  for (let round = 0; waiting.length > 0 && round < 6; round += 1) {
    const later: typeof waiting = [];
    for (const table of waiting) {
      if (!(await isEmpty(table))) continue;
      const columns = (
        await pool.query<Column>(
          `select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
                  (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]) as checks
             from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = '' and a.attnotnull and (not a.atthasdef or a.atttypid = 'jsonb'::regtype) order by a.attnum`,
          [table.name],
        )
      ).rows;
      const links = (
        await pool.query<Link>(
          `select k.confrelid::regclass::text as parent, array(select a.attname::text from unnest(k.conkey) with ordinality u (n, o) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.o) as columns,
                  array(select a.attname::text from unnest(k.confkey) with ordinality u (n, o) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n order by u.o) as "parentColumns"
             from pg_constraint k where k.contype = 'f' and k.conrelid = $1::regclass and k.confrelid <> 'sites'::regclass`,
          [table.name],
        )
      ).rows;
      const values = new Map(columns.map((column) => [column.name, valueOf(table.name, column)]));
      let isReady = true;
      for (const link of links) {
        if (!link.columns.every((column) => values.has(column))) continue;
        const above = (await pool.query<Record<string, string>>(`select ${link.parentColumns.map((column) => `"${column}"::text`).join(', ')} from ${link.parent} ${link.parent === 'people' ? '' : `where site_id = '${siteId}'`} limit 1`)).rows[0];
        if (above) for (const [index, column] of link.columns.entries()) values.set(column, `'${above[link.parentColumns[index] ?? '']}'`);
        else isReady = false;
      }
      if (!isReady) {
        later.push(table);
        continue;
      }
      const sql = `insert into "${table.name}" (${[...values.keys()].map((name) => `"${name}"`).join(', ')}) select ${[...values.values()].join(', ')} from (select $1::uuid) s`;
      await pool.query(sql, [siteId]).catch((error: Error) => {
        throw new Error(`${table.name}: ${error.message}\n${sql}`);
      });
      filled.push(table.name);
    }
    waiting = later;
  }
  if (waiting.length > 0) throw new Error(`No row could be made for ${waiting.map((table) => table.name).join(', ')}.`);
  return filled;
};

/** What the rows of each table come to, columns aside that a move rewrites; as the owner. */
export const sumsOf = async (pool: pg.Pool, catalogue: Catalogue, siteId: string, rewritten: Readonly<Record<string, readonly string[]>>, except: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> => {
  const sums: Record<string, string> = {};
  for (const table of catalogue.tables) {
    const { rows } = await pool.query<{ sum: string }>(
      `select count(*) || ' rows ' || coalesce(md5(string_agg(x, ',' order by x collate "C")), '') as sum from (select (to_jsonb(t) - $1::text[])::text as x from "${table.name}" t where (${table.scope.replaceAll('$site', `'${siteId}'`)}) and not (${except[table.name] ?? 'false'})) s`,
      [[...(rewritten[table.name] ?? [])]],
    );
    sums[table.name] = rows[0]?.sum ?? '';
  }
  return sums;
};
