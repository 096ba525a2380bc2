/**
 * What a migration does in its order. What stands together is one transaction; what PostgreSQL must do outside of one, or
 * what would hold a big table for long, is a part of its own.
 */
export type Part =
  | { readonly kind: 'together'; readonly sql: string }
  /** One statement without a transaction that may be repeated: an index built beside the work, a constraint looked over. */
  | { readonly kind: 'apart'; readonly sql: string; readonly index: string | undefined }
  /** One statement run for some rows of a table at a time, each page in a transaction of its own. */
  | { readonly kind: 'pages'; readonly sql: string; readonly table: string };

// A string, a name, a body between dollars, a comment; each is passed over whole.
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$[A-Za-z_]*\$)[\s\S]*?\1|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'"$\-/;]+|[\s\S]/g;

/** The statements of a file; comments stay with the statement they stand before. */
export const statementsOf = (sql: string): string[] => {
  const statements = [''];
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === ';') statements.push('');
    else statements[statements.length - 1] += token;
  }
  return statements.map((statement) => statement.trim()).filter((statement) => bare(statement) !== '');
};

/** A statement without its comments, in one line. */
export const bare = (statement: string): string =>
  [...statement.matchAll(TOKEN)].map(([token]) => (token.startsWith('--') || token.startsWith('/*') ? ' ' : token)).join('').replace(/\s+/g, ' ').trim();

const APART = /^(?:create(?: unique)? index concurrently|drop index concurrently|alter table \S+ validate constraint) /i;
const INDEX = /^create(?: unique)? index concurrently if not exists (\w+)/i;
/** `-- in pages of repairs`, before a statement with `in_page` among its conditions. */
const PAGES = /^-- in pages of (\w+)$/m;

export const partsOf = (sql: string): Part[] => {
  const parts: Part[] = [];
  for (const statement of statementsOf(sql)) {
    const plain = bare(statement);
    const table = PAGES.exec(statement)?.[1];
    const last = parts.at(-1);
    if (table !== undefined) parts.push({ kind: 'pages', sql: statement, table });
    else if (APART.test(plain)) parts.push({ kind: 'apart', sql: statement, index: INDEX.exec(plain)?.[1] });
    else if (last?.kind === 'together') parts[parts.length - 1] = { kind: 'together', sql: `${last.sql};\n${statement}` };
    else parts.push({ kind: 'together', sql: statement });
  }
  return parts;
};
