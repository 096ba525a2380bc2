import { bare, partsOf, statementsOf } from '../../platform/server/migration-parts.ts';

const NOW = /\b(?:now\(\)|current_timestamp)/gi;
/** What an `alter table` of a table that may be big must not say, and why. */
const ALTERS: readonly (readonly [RegExp, string])[] = [
  [/\balter (?:column )?\w+ (?:set data )?type\b/i, 'a changed type rewrites the table: add a column, fill it in pages, read both'],
  [/\badd (?:constraint \w+ )?(?:check|foreign key)\b(?!.*\bnot valid\b)/i, 'a constraint reads the whole table: add it `not valid`, then `validate constraint` as a statement of its own'],
  [/\badd (?:constraint \w+ )?(?:unique|primary key|exclude)\b(?!.*\busing index\b)/i, 'a key builds its index under a lock: build it concurrently, then `using index`'],
  [/\badd column .*\bgenerated always as \(/i, 'a computed column rewrites the table'],
  [/\badd column .*\b(?:references|check|unique|primary key)\b/i, 'a constraint inside `add column` reads the whole table: add it `not valid` afterwards'],
  [/\badd column (?!.*\bdefault\b).*\bnot null\b/i, 'a column that must have a value needs a default that never changes'],
  [/\bset (?:un)?logged\b|\bset tablespace\b|\bset access method\b|\bcluster on\b/i, 'this rewrites the table'],
];
/** Statements of a whole table, whatever the table. */
const NEVER: readonly (readonly [RegExp, string])[] = [
  [/^(?:vacuum|cluster|reindex|refresh|lock|truncate)\b/i, 'this holds the table while it works'],
  [/^do\b/i, 'what a block does cannot be read: write statements'],
  [/^drop index (?!concurrently)/i, '`drop index concurrently`'],
];
const CHANGES = /^(?:with\b.*\b)?(?:update|delete from|merge into|insert into)\s+(\w+)/i;

/** Where a migration would keep people waiting, were its tables big: those it makes itself are empty. */
export const lockFaults = (sql: string): string[] => {
  const statements = statementsOf(sql).map(bare);
  const made = new Set(statements.flatMap((statement) => /^create table (?:if not exists )?(\w+)/i.exec(statement)?.[1] ?? []));
  const isMade = (table: string | undefined): boolean => table !== undefined && made.has(table);
  const inPages = new Set(partsOf(sql).flatMap((part) => (part.kind === 'pages' ? [bare(part.sql)] : [])));
  return statements.flatMap((statement, at) => {
    const fault = (why: string): string => `${statement.slice(0, 80)}: ${why}`;
    const never = NEVER.filter(([what]) => what.test(statement)).map(([, why]) => fault(why));
    const index = /^create (?:unique )?index (concurrently if not exists )?.*?\bon (?:only )?(\w+)/i.exec(statement);
    if (index && !index[1] && !isMade(index[2])) return [...never, fault('`create index concurrently if not exists`')];
    const altered = /^alter table (?:only )?(\w+)/i.exec(statement)?.[1];
    if (altered && !isMade(altered)) {
      const found = ALTERS.filter(([what]) => what.test(statement)).map(([, why]) => fault(why));
      const given = /\bdefault\b(.*)/i.exec(statement)?.[1]?.replaceAll(NOW, '').replace(/\bnot null\b/i, '');
      if (/\badd column\b/i.test(statement) && given && /\w+\s*\(/.test(given)) found.push(fault('a default that is computed for each row rewrites the table'));
      for (const [, column] of statement.matchAll(/\balter (?:column )?(\w+) set not null/gi)) {
        const checked = statements.slice(0, at).some((before) => new RegExp(`^alter table ${altered} add constraint \\w+ check \\(${column} is not null\\) not valid`, 'i').test(before));
        const validated = statements.slice(0, at).some((before) => new RegExp(`^alter table ${altered} validate constraint`, 'i').test(before));
        if (!checked || !validated) found.push(fault('`set not null` reads the whole table unless a validated check says so already'));
      }
      return [...never, ...found];
    }
    if (inPages.has(statement)) return /\bin_page\b/.test(statement) ? never : [...never, fault('a statement in pages says `in_page`')];
    const changed = CHANGES.exec(statement)?.[1];
    const isFilledFrom = /^insert\b.*\bselect\b.*\bfrom (\w+)/i.exec(statement)?.[1];
    if (changed && (/^(?:with\b.*\b)?insert/i.test(statement) ? isFilledFrom !== undefined && !isMade(isFilledFrom) : !isMade(changed))) return [...never, fault('a whole table in one statement: `-- in pages of TABLE`')];
    return never;
  });
};
