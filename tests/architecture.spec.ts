import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PARAMETERS } from '../features/handbook/core/parameters.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TREES = ['platform', 'features', 'apps', 'tests', 'scripts', 'bench'];

const listFiles = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => posix.normalize(relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/')));

const FILES = TREES.flatMap((tree) => {
  try {
    return listFiles(tree);
  } catch {
    return [];
  }
}).sort();

const IMPORT = /(?:^|[\n;])\s*(?:import|export)\s+(?:type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
const withoutComments = (source: string): string => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
export const importsOf = (source: string): string[] => [...withoutComments(source).matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '');

type Edge = { readonly from: string; readonly to: string };
const SOURCES = new Map(FILES.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
const EDGES: Edge[] = [...SOURCES].flatMap(([from, source]) =>
  importsOf(source)
    .filter((name) => name.startsWith('.'))
    .map((name) => ({ from, to: posix.normalize(posix.join(dirname(from), name)) })),
);

type Place = { readonly tree: string; readonly feature: string; readonly part: string };
/** Where a file stands: tree, feature, and core, server or web. */
const placeOf = (file: string): Place => {
  const [tree = '', second = '', third = ''] = file.split('/');
  if (tree === 'features') return { tree, feature: second, part: third };
  if (tree === 'apps') return { tree, feature: '', part: second === 'server' || second === 'core' ? second : 'web' };
  if (tree === 'platform') return { tree, feature: '', part: second };
  return { tree, feature: '', part: 'server' };
};
const isSpec = (file: string): boolean => /\.spec\.tsx?$/.test(file);

/** The table of architecture.md §3; undefined = allowed. */
export const forbidden = ({ from, to }: Edge): string | undefined => {
  const [a, b] = [placeOf(from), placeOf(to)];
  // A test stands where it stands only to be found; it may use the tests' support and needs no core purity.
  if (isSpec(from) && b.tree === 'tests') return undefined;
  if (b.tree === 'tests' && a.tree !== 'tests') return 'the product imports no test';
  if (isSpec(to)) return 'nothing imports a test';
  if (a.part === 'core' && b.part !== 'core' && !isSpec(from)) return `core imports ${b.part}`;
  if (a.part === 'server' && b.part === 'web' && a.tree !== 'tests' && a.tree !== 'scripts') return 'server imports web';
  if (a.part === 'web' && b.part === 'server' && !isSpec(from)) return 'web imports server';
  if (a.tree === 'platform' && b.tree !== 'platform' && !isSpec(from)) return `platform imports ${b.tree}`;
  if (a.tree === 'features' && b.tree === 'apps') return 'a feature imports an app';
  if (a.tree === 'features' && b.tree === 'features' && a.feature !== b.feature) {
    if (!to.endsWith('-facts.ts')) return `${a.feature} reaches into ${b.feature} past its facts`;
    if (b.part === 'web') return 'features never import each other’s screens';
  }
  return undefined;
};

/** The first circle found, written as a path. */
export const findCycle = (edges: readonly Edge[]): string[] | undefined => {
  const next = Map.groupBy(edges, (edge) => edge.from);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    for (const edge of next.get(file) ?? []) {
      const cycle = visit(edge.to, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
};

/** `import type` does not run: a circle of types alone cannot break a start. */
const runtimeEdges = (): Edge[] =>
  [...SOURCES].flatMap(([from, source]) =>
    importsOf(withoutComments(source).replace(/(^|[\n;])\s*(?:import|export)\s+type\s[^'"]*['"][^'"]+['"]/g, '$1'))
      .filter((name) => name.startsWith('.'))
      .map((name) => ({ from, to: posix.normalize(posix.join(dirname(from), name)) })),
  );

/** Nouns that belong to one feature; a platform that knows them is no platform. */
const FEATURE_NOUNS = /\b(?:repairs?|technicians?|sign-?off|slips?|维修|报修|work ?orders?|洽谈|meal|complaints?)\b/i;

describe('architecture', () => {
  it('sees the files it judges', () => {
    expect(FILES.length).toBeGreaterThan(100);
    expect(EDGES.length).toBeGreaterThan(300);
    for (const tree of ['platform/core/', 'platform/server/', 'platform/web/', 'features/repairs/core/', 'features/repairs/server/', 'features/repairs/web/', 'apps/']) expect(FILES.some((file) => file.startsWith(tree)), tree).toBe(true);
  });

  it('reads imports of every form', () => {
    const source = `import a from './a.ts';\nimport type { B } from './b.ts';\nimport './c.ts';\nexport * from "./d.ts";\nexport {\n  e,\n} from './e.ts';\nconst f = await im${''}port('./f.ts');\n// import './no.ts';\n/* import './no2.ts'; */`;
    expect(importsOf(source)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts']);
  });

  it.each<[string, string, string | undefined]>([
    ['platform/core/a.ts', 'platform/server/b.ts', 'core imports server'],
    ['platform/server/a.ts', 'features/repairs/core/b.ts', 'platform imports features'],
    ['features/repairs/web/a.tsx', 'features/repairs/server/b.ts', 'web imports server'],
    ['features/repairs/core/a.ts', 'features/people/core/b.ts', 'repairs reaches into people past its facts'],
    ['features/repairs/core/a.ts', 'features/people/core/people-facts.ts', undefined],
    ['features/repairs/server/a.ts', 'features/people/server/people-facts.ts', undefined],
    ['features/repairs/web/a.ts', 'features/people/web/people-facts.ts', 'features never import each other’s screens'],
    ['apps/server/a.ts', 'features/repairs/server/b.ts', undefined],
    ['apps/console/a.tsx', 'features/repairs/server/b.ts', 'web imports server'],
    ['apps/core/a.ts', 'features/repairs/server/b.ts', 'core imports server'],
    ['apps/server/a.ts', 'apps/core/b.ts', undefined],
    ['features/repairs/server/a.ts', 'tests/support/b.ts', 'the product imports no test'],
  ])('judges %s → %s', (from, to, verdict) => expect(forbidden({ from, to })).toBe(verdict));

  it('lets nothing through the walls of the tree', () => {
    expect(EDGES.flatMap((edge) => (forbidden(edge) ? [`${edge.from} → ${edge.to}: ${forbidden(edge)}`] : []))).toEqual([]);
  });

  it('names every import with its extension, of a file that is there', () => {
    const styles = /\.(?:css|json)$/;
    const known = new Set(FILES);
    expect(EDGES.filter((edge) => !known.has(edge.to) && !styles.test(edge.to)).map((edge) => `${edge.from} → ${edge.to}`)).toEqual([]);
  });

  it('keeps core free of node, database and browser libraries', () => {
    const outside = [...SOURCES].filter(([file]) => placeOf(file).part === 'core' && !isSpec(file)).flatMap(([file, source]) => importsOf(source).filter((name) => !name.startsWith('.')).map((name) => `${file} → ${name}`));
    expect(outside.filter((line) => !/→ (?:zod|zod\/mini|pinyin-pro)$/.test(line))).toEqual([]);
  });

  it('has no circle', () => {
    expect(findCycle([{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'c', to: 'b' }])).toEqual(['b', 'c', 'b']);
    expect(findCycle(runtimeEdges())).toBeUndefined();
  });

  it('knows no feature’s noun in platform', () => {
    const lines = [...SOURCES]
      // What people are called is the installation's own vocabulary, shared by all features.
      .filter(([file]) => file.startsWith('platform/') && file !== 'platform/core/roles.ts' && !isSpec(file))
      .flatMap(([file, source]) => withoutComments(source).split('\n').flatMap((line, index) => (FEATURE_NOUNS.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])));
    expect(lines).toEqual([]);
  });
});

describe('the limits on the settings page', () => {
  it('given any limit a manager may set, then some rule reads it', () => {
    const rules = [...SOURCES].filter(([file]) => !isSpec(file) && placeOf(file).tree !== 'tests' && file !== 'features/handbook/core/parameters.ts').map(([, source]) => source).join('\n');
    // Repairs name a limit by what stands behind the dot; targets are `repairs.target_${key}`.
    const isRead = (key: string): boolean => [key, key.replace('repairs.target_', ''), key.replace(/^repairs\./, '')].some((name) => rules.includes(`'${name}'`));
    expect(PARAMETERS.map(({ key }) => key).filter((key) => !isRead(key))).toEqual([]);
  });
});
